"""Pages of the first run."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from handfast.web.beginning import key
from handfast.web.beginning.choices import choices
from handfast.web.beginning.domain import begin_with_demo, make_first_admin
from handfast.web.beginning.forms import Demo, FirstAdmin
from handfast.web.people.models import User
from handfast.web.people.permissions import PUBLIC, route
from handfast.web.snapshots.reading import latest
from handfast.web.worker.models import Job


@route(PUBLIC)
@require_http_methods(["GET", "POST"])
def first_admin(request: HttpRequest) -> HttpResponse:
    """Make the first account, once, by whoever has the key that the server printed."""
    if User.objects.exists():
        return redirect("front")
    workspace = Path(settings.WORKSPACE)
    given = request.POST.get("key") or request.GET.get("key", "")
    if not key.fits(workspace, given):
        return render(request, "beginning/no_key.html", status=403)
    form = FirstAdmin(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = make_first_admin(**form.cleaned_data)
        key.use_up(workspace)
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return redirect("beginning:data")
    return render(request, "beginning/first_admin.html", {"form": form, "key": given})


@route("begin")
@require_http_methods(["GET", "POST"])
def data(request: HttpRequest) -> HttpResponse:
    """Choose what the desk begins with; once there are numbers there is nothing to choose."""
    if latest() is not None:
        return redirect("front")
    job = Job.objects.order_by("-id").first()
    if job is not None and not job.over:
        return redirect("front")
    form = Demo(request.POST or None, initial={"leads": 5000})
    if request.method == "POST" and form.is_valid():
        begin_with_demo(request.user, form.cleaned_data["leads"])  # type: ignore[arg-type]
        return redirect("front")
    return render(request, "beginning/data.html", {"form": form, "job": job, "choices": choices()})
