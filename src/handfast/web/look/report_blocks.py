"""The report's blocks on a page of the desk: the report's own templates, with links to the desk's rows."""

from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from handfast.report.page import macros


@lru_cache(maxsize=16)
def _macros(snapshot: str) -> Any:
    def opens(rows: str) -> str:
        return reverse("tables:rows", kwargs={"snapshot": snapshot, "rows": rows})

    return macros(opens)


def shown(macro: str, snapshot: str, *given: Any) -> SafeString:
    """What a macro of the report (`block`, `figure`, `spark`) makes of something; whatever in it came from a record is escaped by the templates."""
    return mark_safe(str(getattr(_macros(snapshot), macro)(*given)))
