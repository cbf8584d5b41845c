"""Reading what is published: which snapshot a page shows, and queries over its Parquet files."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone

from handfast.web.snapshots.models import Current, Snapshot

P = ParamSpec("P")
SHORTEST = 8
"""How much of an id a link must name."""


@dataclass(frozen=True)
class Published:
    """A snapshot, as pages read it.

    Attributes:
        row: what the database knows of it.
        folder: where its files are.
    """

    row: Snapshot
    folder: Path


def latest() -> Snapshot | None:
    """The snapshot that the pointer names; None before the first."""
    current = Current.objects.select_related("snapshot").first()
    return current.snapshot if current else None


def opened(row: Snapshot) -> Published:
    """A snapshot to read. Raises Http404 where its files are gone."""
    folder = Path(settings.WORKSPACE) / "snapshots" / row.folder
    if not folder.is_dir():
        raise Http404(f"Snapshot {row.short} was removed; its numbers can't be shown any more.")
    return Published(row, folder)


def named(beginning: str) -> Snapshot:
    """The snapshot whose id begins so. Raises Http404 for none, or several."""
    found = list(Snapshot.objects.filter(pk__startswith=beginning.lower())[:2])
    if not found:
        raise Http404(f"There is no snapshot {beginning}; it may have been removed.")
    if len(found) > 1:
        raise Http404(f"Several snapshots begin with {beginning}; take more of the id.")
    return found[0]


View = Callable[Concatenate[HttpRequest, Published, P], HttpResponseBase]
Addressed = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def pinned(view: View[P]) -> Addressed[...]:
    """A view of one snapshot: the `snapshot` of its address arrives as `Published`, and the frame shows which it is."""

    @wraps(view)
    def asked(request: HttpRequest, /, *args: Any, snapshot: str, **kwargs: Any) -> HttpResponseBase:
        published = opened(named(snapshot))
        request.published = published  # type: ignore[attr-defined]
        _remember(published.row)
        return view(request, published, *args, **kwargs)

    return asked


def _remember(row: Snapshot) -> None:
    """That somebody looked at it today, so that it isn't removed too soon."""
    now = timezone.now()
    if row.seen_at is None or now - row.seen_at > timedelta(days=1):
        Snapshot.objects.filter(pk=row.pk).update(seen_at=now)
