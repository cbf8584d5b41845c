"""Facts from people, as Django installs them."""

from django.apps import AppConfig


class Decisions(AppConfig):
    """Decisions and touches that people record at the desk."""

    name = "handfast.web.decisions"
    label = "decisions"
