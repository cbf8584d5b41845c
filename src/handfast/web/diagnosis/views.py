"""Diagnosis."""

from django.http import HttpRequest, HttpResponse

from handfast.web.people.permissions import route
from handfast.web.snapshots.pages import show_page
from handfast.web.snapshots.reading import Published, pinned


@route("read")
@pinned
def page(request: HttpRequest, published: Published) -> HttpResponse:
    """What is wrong between the teams, and what does it cost?"""
    return show_page(request, published, "diagnosis")
