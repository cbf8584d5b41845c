"""The front door, and the sign of life."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from handfast.web.look.navigation import entries
from handfast.web.people.permissions import PUBLIC, route
from handfast.web.snapshots.reading import latest


@route("read")
def front(request: HttpRequest) -> HttpResponse:
    """To the first place that the reader may enter."""
    newest = latest()
    first = next(iter(entries(request, newest.short if newest else None)))
    return redirect(first.address)


@route(PUBLIC)
def alive(request: HttpRequest) -> HttpResponse:
    """For whoever watches the server: it answers."""
    return HttpResponse("alive\n", content_type="text/plain")
