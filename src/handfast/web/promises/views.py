"""Promises."""

from django.http import HttpRequest, HttpResponse

from handfast.web.people.permissions import route
from handfast.web.snapshots.pages import show_page
from handfast.web.snapshots.reading import Published, pinned


@route("read")
@pinned
def page(request: HttpRequest, published: Published) -> HttpResponse:
    """Was each promise kept, period by period?"""
    return show_page(request, published, "promises")
