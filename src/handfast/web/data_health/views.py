"""Data health."""

from django.http import HttpRequest, HttpResponse

from handfast.web.people.permissions import route
from handfast.web.snapshots.pages import show_page
from handfast.web.snapshots.reading import Published, pinned


@route("read")
@pinned
def page(request: HttpRequest, published: Published) -> HttpResponse:
    """Can the numbers be relied on?"""
    return show_page(request, published, "data_health")
