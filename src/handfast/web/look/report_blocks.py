"""The report's blocks on a page of the desk: the report's own templates, with links to the desk's rows."""

from collections.abc import Iterable
from functools import lru_cache

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from handfast.report.blocks import Block
from handfast.report.page import macros


@lru_cache(maxsize=16)
def _macros(snapshot: str) -> object:
    def opens(rows: str) -> str:
        return reverse("tables:rows", kwargs={"snapshot": snapshot, "rows": rows})

    return macros(opens)


def shown(parts: Iterable[Block], snapshot: str) -> SafeString:
    """Blocks as HTML; everything in them that came from a record is escaped by the templates."""
    block = _macros(snapshot).block  # type: ignore[attr-defined]
    return mark_safe("".join(str(block(part)) for part in parts))
