"""The first run, as Django installs it."""

from django.apps import AppConfig


class Beginning(AppConfig):
    """The first account, and what the desk begins with."""

    name = "handfast.web.beginning"
    label = "beginning"
