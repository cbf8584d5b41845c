"""The audit log, as Django installs it."""

from django.apps import AppConfig


class Audit(AppConfig):
    """Who changed what, and when."""

    name = "handfast.web.audit"
    label = "audit"
