"""The commands."""

from handfast.cli.app import app
from handfast.cli.guard import main

__all__ = ["app", "main"]
