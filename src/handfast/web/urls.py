"""Every address of the desk: those of each installed place, and the few that belong to none."""

from collections.abc import Callable

from django.apps import apps
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path, register_converter

from handfast.web.look.place import Place
from handfast.web.look.troubles import broken, forbidden, not_found
from handfast.web.look.views import alive, front
from handfast.web.people.permissions import route
from handfast.web.snapshots.converters import SnapshotId
from handfast.web.snapshots.views import to_latest

register_converter(SnapshotId, "snapshot")

handler403 = forbidden
handler404 = not_found
handler500 = broken


def _latest(place: Place) -> Callable[..., HttpResponseBase]:
    def asked(request: HttpRequest, rest: str = "") -> HttpResponseBase:
        return to_latest(request, place, rest)

    return route(place.verb)(asked)


def _of(place: Place) -> list[URLPattern | URLResolver]:
    """The addresses of a place."""
    pages = include(f"{place.name}.urls", namespace=place.slug)
    if not place.pinned:
        return [path(f"{place.slug}/", pages)]
    return [
        path(f"at/<snapshot:snapshot>/{place.slug}/", pages),
        path(f"{place.slug}/", _latest(place), name=f"{place.slug}-latest"),
        path(f"{place.slug}/<path:rest>", _latest(place)),
    ]


def _places() -> list[URLPattern | URLResolver]:
    return [address for place in apps.get_app_configs() if isinstance(place, Place) for address in _of(place)]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", front, name="front"),
    path("alive", alive, name="alive"),
    path("accounts/", include("allauth.urls")),
    path("begin/", include("handfast.web.beginning.urls")),
    path("jobs/", include("handfast.web.worker.urls")),
    path("at/<snapshot:snapshot>/rows/", include("handfast.web.tables.urls")),
    path("at/", include("handfast.web.snapshots.urls")),
    *_places(),
]
