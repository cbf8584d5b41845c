"""What every page is given."""

from typing import Any

from django.http import HttpRequest

from handfast.web.look.navigation import entries
from handfast.web.snapshots.reading import Published, latest


def frame(request: HttpRequest) -> dict[str, Any]:
    """The navigation, the snapshot that the page shows, and whether it is the latest."""
    if not request.user.is_authenticated:
        return {}
    published: Published | None = getattr(request, "published", None)
    newest = latest()
    shown = published.row if published else newest
    pinned = published.row.short if published and published.row != newest else None
    return {
        "navigation": entries(request, pinned or (shown.short if shown else None)),
        "shown": shown,
        "newest": newest,
        "is_latest": shown is not None and shown == newest,
    }
