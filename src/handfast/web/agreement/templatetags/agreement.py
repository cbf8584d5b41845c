"""Blocks of a replay, whose figures open lists on the same page."""

from collections.abc import Iterable
from functools import cache

from django import template
from django.utils.safestring import SafeString, mark_safe

from handfast.report.blocks import Block
from handfast.report.page import macros

register = template.Library()


@cache
def _macros() -> object:
    return macros(lambda rows: f"#{rows}")


@register.simple_tag
def replayed(parts: Iterable[Block]) -> SafeString:
    """Blocks as HTML; everything in them that came from a record is escaped by the templates."""
    return mark_safe("".join(str(_macros().block(part)) for part in parts))  # type: ignore[attr-defined]
