"""How far a job is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from handfast.web.people.permissions import route
from handfast.web.worker.models import Job, State


@route("read")
def job(request: HttpRequest, job: int) -> HttpResponse:
    """A job's state, as a part of a page; without htmx, the way to the desk. When it is done the page that followed it is loaded anew."""
    found = get_object_or_404(Job, pk=job)
    if not getattr(request, "htmx", False):
        return redirect("/")
    response = render(request, "worker/job.html", {"job": found})
    if found.state == State.DONE:
        response["HX-Refresh"] = "true"
    return response
