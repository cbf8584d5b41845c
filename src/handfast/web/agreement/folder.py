"""The folder in which evaluations find the versions that were signed or brought along."""

import os
from pathlib import Path

from django.conf import settings


def folder() -> Path:
    """Where it is."""
    return Path(settings.WORKSPACE) / "agreements"


def write(name: str, text: str) -> None:
    """Write a file there, whole or not at all."""
    target = folder() / name
    beside = target.with_suffix(".yaml.new")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, target)
