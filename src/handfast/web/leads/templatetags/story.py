"""What a story's figures look like."""

from datetime import datetime

from django import template

from handfast.agreement import wording
from handfast.report import words
from handfast.report.explanation import about_text, points_text

register = template.Library()
register.filter("points", points_text)
register.filter("about", about_text)
register.filter("money", words.money)


@register.filter
def activity(kind: str | None) -> str:
    """A kind of activity in words."""
    return wording.kind(kind or "activity")


@register.filter
def field_name(column: str) -> str:
    """A column as a person calls it."""
    return wording.field(column).capitalize()


@register.simple_tag
def lasted(seconds: float | None, business: bool = False, day: int = 86_400) -> str:
    """A duration as people say it; `day` is the length of a business day in seconds."""
    return words.seconds(seconds, business, day if business else 86_400)


@register.filter
def never_ends(at: datetime | None) -> bool:
    """Whether an instant stands for never."""
    return at is not None and at.year == 9999
