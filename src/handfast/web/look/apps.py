"""The look, as Django installs it."""

from django.apps import AppConfig


class Look(AppConfig):
    """Frame, navigation, components."""

    name = "handfast.web.look"
    label = "look"
