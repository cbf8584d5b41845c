"""Tags that every template of the desk has."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django import template
from django.apps import apps
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from handfast.report.blocks import Block, Figure, Spark
from handfast.report.tokens import MARKS
from handfast.web.look.navigation import address
from handfast.web.look.place import Place
from handfast.web.look.report_blocks import shown as shown_by

register = template.Library()


@register.simple_tag
def when(at: datetime | None) -> str | SafeString:
    """An instant in the reader's zone, exact on hover; without a zone of its own it is UTC."""
    if at is None:
        return ""
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    local = timezone.localtime(aware)
    exact = aware.astimezone(UTC)
    return format_html(
        '<time datetime="{}" title="{} UTC">{} {}</time>',
        exact.isoformat().replace("+00:00", "Z"),
        exact.strftime("%Y-%m-%d %H:%M:%S"),
        f"{local.day} {local.strftime('%b %Y')}",
        local.strftime("%H:%M"),
    )


@register.simple_tag(takes_context=True)
def latest_of_this(context: template.Context) -> str:
    """The address of the page at hand, of the latest snapshot."""
    request, newest = context["request"], context["newest"]
    match = request.resolver_match
    return reverse(match.view_name, kwargs={**match.kwargs, "snapshot": newest.short})


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: object) -> str:
    """The page's query string with some of its values replaced; None takes one away."""
    values: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            values.pop(name, None)
        else:
            values[name] = str(value)
    return f"?{values.urlencode()}" if values else "?"


@register.filter
def thousands(number: int) -> str:
    """A count as people write it: 1,234."""
    return f"{number:,}"


def _shown(context: template.Context, macro: str, *given: Any) -> SafeString:
    return shown_by(macro, context["request"].published.row.short, *given)


@register.simple_tag(takes_context=True)
def blocks(context: template.Context, parts: Iterable[Block]) -> SafeString:
    """Blocks of the report as the report shows them; their figures open their rows at the desk."""
    return SafeString("".join(_shown(context, "block", part) for part in parts))


@register.simple_tag(takes_context=True)
def shown(context: template.Context, part: Block) -> SafeString:
    """One block."""
    return _shown(context, "block", part)


@register.simple_tag(takes_context=True)
def figure(context: template.Context, one: Figure, split: bool = False) -> SafeString:
    """A figure that opens its rows; with `split`, its denominator stands below."""
    return _shown(context, "figure", one, split)


@register.simple_tag(takes_context=True)
def spark(context: template.Context, line: Spark) -> SafeString:
    """A small line of the last periods."""
    return _shown(context, "spark", line)


@register.simple_tag(takes_context=True)
def facts(context: template.Context, given: object) -> SafeString:
    """The `facts` of something: figures in a row."""
    return _shown(context, "facts", given)


@register.simple_tag
def mark(state: str) -> SafeString:
    """The shape of a state; words go with it."""
    return format_html('<span class="mark {}" aria-hidden="true">{}</span>', state, MARKS[state])


@register.simple_tag(takes_context=True)
def place_url(context: template.Context, label: str) -> str:
    """A place's first page, of the snapshot that is read now where its pages show one."""
    place = apps.get_app_config(label)
    if not isinstance(place, Place):
        raise template.TemplateSyntaxError(f"{label} is no place")
    published = getattr(context["request"], "published", None)
    return address(place, published.row.short if published else None)


@register.simple_tag(takes_context=True)
def cell(context: template.Context, one: Any) -> SafeString:
    """A cell of a listing: figures to the right, instants in the reader's zone, a lead's id as the way to its page."""
    return format_html(
        "<td{}>{}</td>", SafeString(' class="num"') if one.column.number else "", _cell(context, one)
    )


def _cell(context: template.Context, one: Any) -> str | SafeString:
    value, kind = one.value, one.column.kind
    if value is None:
        return ""
    if kind == "instant":
        return when(value)
    if kind == "boolean":
        return "yes" if value else "no"
    if kind in ("number", "money", "share"):
        return (
            f"{value:,.2f}"
            if kind == "money"
            else f"{value:,}"
            if isinstance(value, int)
            else f"{value:,.6g}"
        )
    if one.column.name == "lead_id" and apps.is_installed("handfast.web.leads"):
        snapshot = context["request"].published.row.short
        return format_html(
            '<a href="{}">{}</a>',
            reverse("leads:lead", kwargs={"snapshot": snapshot, "lead_id": value}),
            value,
        )
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
