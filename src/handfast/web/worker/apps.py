"""The worker, as Django installs it."""

from django.apps import AppConfig


class Worker(AppConfig):
    """Jobs and the loop that does them."""

    name = "handfast.web.worker"
    label = "worker"
