"""Admin."""

from typing import cast
from urllib.parse import urljoin

from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.tokens import default_token_generator
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlsafe_base64_decode
from django.views.decorators.http import require_http_methods, require_POST

from handfast.faults import HandfastError
from handfast.web.admin.domain import change, invite, link_of, send_invitation, set_active
from handfast.web.admin.forms import InvitationForm, PersonForm
from handfast.web.audit.log import log
from handfast.web.audit.models import AuditEntry
from handfast.web.people.models import User
from handfast.web.people.permissions import PUBLIC, route
from handfast.web.worker.jobs import ask
from handfast.web.worker.models import Job

LINES = 100
"""Lines of the audit log on a page."""


@route("administer")
def page(request: HttpRequest) -> HttpResponse:
    """Who may do what, and what has been done?"""
    context = {
        "place": apps.get_app_config("admin"),
        "people": User.objects.order_by("-is_active", "name", "email"),
        "jobs": Job.objects.select_related("asked_by").order_by("-id")[:12],
        "entries": AuditEntry.objects.all()[:12],
    }
    return render(request, "admin/page.html", context)


@route("administer")
@require_http_methods(["GET", "POST"])
def invited(request: HttpRequest) -> HttpResponse:
    """Invite somebody."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = invite(cast(User, request.user), **form.cleaned_data)
        _send(request, user)
        return redirect("admin:page")
    return render(request, "admin/invite.html", {"form": form})


@route("administer")
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, user_id: int) -> HttpResponse:
    """Change what somebody is to the desk."""
    user = get_object_or_404(User, pk=user_id)
    given = {name: getattr(user, name) for name in PersonForm.base_fields}
    form = PersonForm(request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            change(cast(User, request.user), user, **form.cleaned_data)
        except HandfastError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{user.email} is changed.")
            return redirect("admin:page")
    return render(request, "admin/person.html", {"form": form, "person": user})


@route("administer")
@require_POST
def activity(request: HttpRequest, user_id: int) -> HttpResponseBase:
    """Close an account, or open it again."""
    user = get_object_or_404(User, pk=user_id)
    try:
        held = set_active(cast(User, request.user), user, not user.is_active)
    except HandfastError as refusal:
        messages.error(request, str(refusal), extra_tags="broken")
    else:
        messages.success(
            request, f"{held.email} {'may come in again' if held.is_active else 'can’t come in any more'}."
        )
    return redirect("admin:page")


@route("administer")
@require_POST
def link(request: HttpRequest, user_id: int) -> HttpResponseBase:
    """A new link to set a password."""
    user = get_object_or_404(User, pk=user_id)
    log(cast(User, request.user), "user.link", "user", user.pk)
    _send(request, user)
    return redirect("admin:page")


def _send(request: HttpRequest, user: User) -> None:
    """Send the link; where mail can't be handed in, show it to whoever invites."""
    uid, token, _ = link_of(user).split("/")
    path = reverse("admin:welcome", kwargs={"uid": uid, "token": token})
    address = urljoin(settings.DEPLOYMENT.public_url or request.build_absolute_uri("/"), path)
    if not settings.DEPLOYMENT.email_url:
        messages.success(
            request,
            f"No mail is set up here (EMAIL_URL). Give {user.email} this link, it holds for three days: {address}",
        )
        return
    try:
        send_invitation(cast(User, request.user), user, address)
    except OSError as error:
        messages.error(
            request,
            f"The mail to {user.email} could not be handed in ({error}). Give them this link: {address}",
            extra_tags="broken",
        )
    else:
        messages.success(request, f"{user.email} was sent a link to set a password.")


@route(PUBLIC)
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """Set the first password, by the link of an invitation."""
    user = _invited(uid)
    if user is None or not user.is_active or not default_token_generator.check_token(user, token):
        return render(request, "admin/no_link.html", status=410)
    form = SetPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        log(user, "user.password", "user", user.pk)
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return redirect("front")
    return render(request, "admin/welcome.html", {"form": form, "person": user})


def _invited(uid: str) -> User | None:
    try:
        key = int(urlsafe_base64_decode(uid).decode())
    except (ValueError, UnicodeDecodeError):
        return None
    return User.objects.filter(pk=key).first()


@route("administer")
def audit_log(request: HttpRequest) -> HttpResponse:
    """Who changed what, and when?"""
    sought = request.GET.get("q", "").strip()[:100]
    entries = AuditEntry.objects.all()
    if sought:
        entries = (
            entries.filter(who__icontains=sought)
            | entries.filter(verb__icontains=sought)
            | entries.filter(subject_id__icontains=sought)
        )
    shown = Paginator(entries, LINES).get_page(request.GET.get("page"))
    return render(request, "admin/log.html", {"entries": shown, "sought": sought})


@route("evaluate")
@require_POST
def evaluation_asked(request: HttpRequest) -> HttpResponseBase:
    """Have the worker evaluate now."""
    user = cast(User, request.user)
    job = ask("evaluate", why="asked for", user=user)
    log(user, "evaluate", "job", job.pk)
    messages.success(request, "The worker evaluates; pages follow when the new snapshot is there.")
    return redirect(request.META.get("HTTP_REFERER") or "/")
