"""Snapshots, as Django installs them."""

from django.apps import AppConfig


class Snapshots(AppConfig):
    """Published evaluations."""

    name = "handfast.web.snapshots"
    label = "snapshots"
