"""Changing the agreement: drafts, their faults while one types, proposals, signatures."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from handfast.agreement.text import read_agreement
from handfast.faults import Fault, HandfastError, InputFaults
from handfast.web.agreement.drafting import begin, propose, save, withdraw
from handfast.web.agreement.models import Version
from handfast.web.agreement.refusals import ChangedMeanwhile
from handfast.web.agreement.signing import sign, take_back
from handfast.web.people.models import User
from handfast.web.people.permissions import route
from handfast.web.worker.jobs import ask


@route("draft")
@require_POST
def begun(request: HttpRequest) -> HttpResponseBase:
    """A new draft from a version, or from a text."""
    based_on = Version.objects.filter(pk=request.POST.get("version") or 0).first()
    text = request.POST.get("text") or (_unsigned(based_on.text) if based_on else "")
    made = begin(cast(User, request.user), based_on, text, request.POST.get("title", ""))
    return redirect("agreement:edit", version_id=made.pk)


def _unsigned(text: str) -> str:
    """A text without the signatures that another text carried."""
    kept, inside = [], False
    for line in text.splitlines(keepends=True):
        inside = line.startswith("signatures:") or (inside and line[:1] in (" ", "-", "\n", "#"))
        if not inside:
            kept.append(line)
    return "".join(kept)


@route("draft")
def edit(request: HttpRequest, version_id: int) -> HttpResponseBase:
    """The text of a draft, with its faults beside it."""
    version = get_object_or_404(Version, pk=version_id)
    if request.method != "POST":
        return _editor(request, version, version.text, version.revision)
    text, seen = request.POST.get("text", ""), request.POST.get("revision", "")
    try:
        saved = save(cast(User, request.user), version, text, int(seen) if seen.isdigit() else 0)
    except ChangedMeanwhile as refusal:
        version.refresh_from_db()
        return _editor(request, version, text, version.revision, theirs=version.text, trouble=str(refusal))
    except HandfastError as refusal:
        return _editor(request, version, text, version.revision, trouble=str(refusal))
    messages.success(request, "Saved.")
    if request.POST.get("then") == "read":
        return redirect("agreement:version", version_id=saved.pk)
    return redirect("agreement:edit", version_id=saved.pk)


def _editor(
    request: HttpRequest, version: Version, text: str, revision: int, theirs: str = "", trouble: str = ""
) -> HttpResponse:
    context = {
        "version": version,
        "text": text,
        "revision": revision,
        "theirs": theirs,
        "trouble": trouble,
        "faults": faults_of(text),
    }
    return render(request, "agreement/edit.html", context, status=409 if theirs else 200)


def faults_of(text: str) -> tuple[Fault, ...]:
    """Everything that is wrong with a text; nothing where it is an agreement."""
    try:
        read_agreement(text, "draft.yaml")
    except InputFaults as error:
        return error.faults
    return ()


@route("draft")
@require_POST
def check(request: HttpRequest, version_id: int) -> HttpResponse:
    """The faults of a text that isn't saved yet, as a part of the page."""
    version = get_object_or_404(Version, pk=version_id)
    return render(
        request,
        "agreement/faults.html",
        {"faults": faults_of(request.POST.get("text", "")), "version": version},
    )


@route("draft")
@require_POST
def proposed(request: HttpRequest, version_id: int) -> HttpResponseBase:
    """Ask both owners to sign."""
    return _done(request, version_id, propose, "Both owners are asked to sign.")


@route("draft")
@require_POST
def withdrawn(request: HttpRequest, version_id: int) -> HttpResponseBase:
    """Give a version up."""
    return _done(request, version_id, withdraw, "It is withdrawn.")


@route("draft")
@require_POST
def replayed(request: HttpRequest, version_id: int) -> HttpResponseBase:
    """Have the worker replay a draft over the record's history."""

    def wanted(user: User, version: Version) -> object:
        return ask(
            "replay", {"version": version.pk, "hash": version.hash}, "to see before it is signed", user
        )

    return _done(request, version_id, wanted, "The worker replays it; the result comes here.")


@route("read")
@require_POST
def signed(request: HttpRequest, version_id: int) -> HttpResponseBase:
    """Sign for a side, the password asked again."""
    side, seen, password = (request.POST.get(name, "") for name in ("side", "hash", "password"))
    return _done(
        request,
        version_id,
        lambda user, version: sign(user, version, side, seen, password),
        f"Signed for {side}.",
    )


@route("read")
@require_POST
def signature_taken_back(request: HttpRequest, version_id: int) -> HttpResponseBase:
    """Take the own signature back while the other's is missing."""
    side = request.POST.get("side", "")
    return _done(
        request,
        version_id,
        lambda user, version: take_back(user, version, side),
        "The signature is taken back.",
    )


def _done(
    request: HttpRequest, version_id: int, do: Callable[[User, Version], object], said: str
) -> HttpResponseBase:
    """Do something to a version and say what came of it."""
    version = get_object_or_404(Version, pk=version_id)
    try:
        do(cast(User, request.user), version)
    except HandfastError as refusal:
        messages.error(request, str(refusal), extra_tags="broken")
    else:
        messages.success(request, said)
    return redirect("agreement:version", version_id=version.pk)
