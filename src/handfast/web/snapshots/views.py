"""What a snapshot is made of, and the way from a place to its latest page."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from handfast.web.look.navigation import address
from handfast.web.look.place import Place
from handfast.web.people.permissions import may, route
from handfast.web.snapshots.models import Snapshot
from handfast.web.snapshots.reading import Published, latest, pinned
from handfast.web.worker.models import Job


@route("read")
@pinned
def about(request: HttpRequest, published: Published) -> HttpResponse:
    """One snapshot: what was evaluated, what came of it, and the others."""
    others = Snapshot.objects.exclude(pk=published.row.pk)[:20]
    return render(request, "snapshots/about.html", {"snapshot": published.row, "others": others})


def nothing_yet(request: HttpRequest, place: Place) -> HttpResponse:
    """What a place says before the first snapshot: what is going on, or what to do."""
    job = Job.objects.order_by("-id").first()
    context = {"place": place, "job": job, "begins": may(request.user, "begin")}
    return render(request, "snapshots/nothing_yet.html", context)


def to_latest(request: HttpRequest, place: Place, rest: str = "") -> HttpResponseBase:
    """From `/cycle/…` to the same page of the latest snapshot; before the first one, what to do next."""
    row = latest()
    if row is None:
        return nothing_yet(request, place)
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{address(place, row.short)}{rest}{'?' + query if query else ''}")
