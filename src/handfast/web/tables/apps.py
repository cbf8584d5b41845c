"""Listings, as Django installs them."""

from django.apps import AppConfig


class Tables(AppConfig):
    """The one listing component."""

    name = "handfast.web.tables"
    label = "tables"
