"""Reading the agreement: what is in force, its versions, what changed between two, what a draft would have done."""

from collections.abc import Sequence
from typing import Any, cast

from django.apps import apps
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from handfast.agreement.diff import diff
from handfast.agreement.prose import prose
from handfast.report.blocks import Section
from handfast.web.agreement.bringing import bring_along
from handfast.web.agreement.models import ReplayOf, State, Version
from handfast.web.agreement.signing import sides_of
from handfast.web.people.models import User
from handfast.web.people.permissions import may, route
from handfast.web.snapshots.blocks_json import from_json
from handfast.web.snapshots.pages import read_sections
from handfast.web.snapshots.reading import latest, opened
from handfast.web.worker.models import Job


@route("read")
def page(request: HttpRequest) -> HttpResponse:
    """What did we agree?"""
    bring_along()
    row = latest()
    sections: Sequence[Section] = ()
    if row is not None:
        published = opened(row)
        request.published = published  # type: ignore[attr-defined]
        sections = read_sections(published, "agreement")
    context = {
        "place": apps.get_app_config("agreement"),
        "sections": sections,
        "in_force": in_force(),
        "versions": _versions(),
        "drafts": Version.objects.filter(state__in=(State.DRAFT, State.PROPOSED)).order_by("-changed_at"),
        "drafts_it": may(request.user, "draft"),
    }
    return render(request, "agreement/page.html", context)


@route("read")
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """One version: its prose, what it changes, who did what to it, and what is to be done."""
    found = get_object_or_404(Version, pk=version_id)
    before = _before(found)
    agreement = found.read
    context = {
        "version": found,
        "agreement": agreement,
        "parts": prose(agreement) if agreement else (),
        "before": before,
        "changes": diff(before.read, agreement) if before and before.read and agreement else (),
        "history": found.history.select_related("by").order_by("-id"),
        "others": Version.objects.exclude(pk=found.pk).exclude(state=State.WITHDRAWN),
        **_acts(request, found),
    }
    return render(request, "agreement/version.html", context)


@route("read")
def compare(request: HttpRequest, version_id: int, other_id: int) -> HttpResponse:
    """What changed from one version to another, in words."""
    new, old = get_object_or_404(Version, pk=version_id), get_object_or_404(Version, pk=other_id)
    changes = diff(old.read, new.read) if old.read and new.read else None
    context = {"version": new, "other": old, "changes": changes, "others": Version.objects.exclude(pk=new.pk)}
    return render(request, "agreement/compare.html", context)


@route("read")
def replay(request: HttpRequest, replay_id: int) -> HttpResponse:
    """What would the draft have done?"""
    found = get_object_or_404(ReplayOf.objects.select_related("version"), pk=replay_id)
    context = {
        "replay": found,
        "version": found.version,
        "sections": from_json(found.sections),
        "stands": found.hash == found.version.hash,
    }
    return render(request, "agreement/replay.html", context)


def in_force() -> Version | None:
    """The version that holds today."""
    today = timezone.localdate()
    signed = _versions().exclude(effective_from__gt=today)
    return signed.first()


def _versions() -> QuerySet[Version]:
    """Those that were signed or brought along, the latest first."""
    return Version.objects.filter(state=State.SIGNED).order_by("-number")


def _before(found: Version) -> Version | None:
    """What a version is compared with first: the one before it, or what the draft takes the place of."""
    if found.number:
        return _versions().filter(number__lt=found.number).first()
    return _versions().first()


def _acts(request: HttpRequest, found: Version) -> dict[str, Any]:
    """What this reader may do to a version now."""
    user, agreement = cast(User, request.user), found.read
    drafts = may(user, "draft") and found.open
    mine = sides_of(user, agreement) if agreement else ()
    signed = {one.side: one for one in found.signatures.select_related("by")}
    owners = (
        [(side, agreement.owner(side), signed.get(side)) for side in ("marketing", "sales")]
        if agreement
        else []
    )
    waiting = Job.objects.filter(kind="replay", asked__version=found.pk).order_by("-id").first()
    return {
        "drafts_it": drafts,
        "owners": owners,
        "signs": [side for side in mine if side not in signed] if found.state == State.PROPOSED else [],
        "takes_back": [side for side in mine if side in signed] if found.open else [],
        "may_withdraw": may(user, "draft") and (found.open or found.to_come),
        "replays": found.replays.all()[:5],
        "job": waiting if waiting and not waiting.over else None,
        "failed": waiting if waiting and waiting.state == "failed" else None,
    }
