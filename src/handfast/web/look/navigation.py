"""The entries of the navigation: the places that are installed, in the order in which people need them."""

from dataclasses import dataclass

from django.apps import apps
from django.http import HttpRequest
from django.urls import reverse

from handfast.web.look.place import Place
from handfast.web.people.permissions import may

ORDER = (
    "overview", "inbox", "leads", "agreement", "cycle", "promises", "results", "data_health", "diagnosis", "admin",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the navigation; `here`: the reader is in that place."""

    title: str
    address: str
    here: bool


def places() -> list[Place]:
    """Those installed, in the navigation's order; one that it doesn't know is last."""
    found = [place for place in apps.get_app_configs() if isinstance(place, Place)]
    return sorted(found, key=lambda place: ORDER.index(place.label) if place.label in ORDER else len(ORDER))


def address(place: Place, snapshot: str | None) -> str:
    """A place's first page: of that snapshot where its pages show one, else of the latest."""
    if place.pinned and snapshot:
        return reverse(f"{place.slug}:page", kwargs={"snapshot": snapshot})
    return f"/{place.slug}/"


def entries(request: HttpRequest, snapshot: str | None) -> list[Entry]:
    """The places that this reader may enter; those that show a snapshot show the one that is read now."""
    match = request.resolver_match
    space = match.namespaces[0] if match and match.namespaces else ""
    return [
        Entry(place.title, address(place, snapshot), space == place.slug)
        for place in places()
        if may(request.user, place.verb)
    ]
