"""Tags that every template of the desk has."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django import template
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from handfast.report.blocks import Block
from handfast.web.look.report_blocks import shown

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


@register.simple_tag(takes_context=True)
def blocks(context: template.Context, parts: Iterable[Block]) -> SafeString:
    """Blocks of the report as the report shows them; their figures open their rows at the desk."""
    return shown(tuple(parts), context["request"].published.row.short)
