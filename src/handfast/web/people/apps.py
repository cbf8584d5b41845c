"""People, as Django installs them."""

from django.apps import AppConfig


class People(AppConfig):
    """Accounts, roles and what each may do."""

    name = "handfast.web.people"
    label = "people"
