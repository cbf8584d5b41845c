"""Inbox."""

from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from handfast.engine.findings_made import Findings
from handfast.faults import InputFaults
from handfast.web.decisions.domain import decide, reasons_for, take_back, touch
from handfast.web.decisions.handoffs import Passed, Since, said_since
from handfast.web.decisions.models import Decision, Fact, Kind
from handfast.web.decisions.refusals import Refused
from handfast.web.inbox.queries import URGENCIES, Asked, waiting
from handfast.web.leads.story import tell
from handfast.web.people.models import User
from handfast.web.people.permissions import may, route
from handfast.web.snapshots.evaluation import evaluation
from handfast.web.snapshots.reading import Published, latest, opened
from handfast.web.snapshots.views import nothing_yet


@route("read")
def page(request: HttpRequest) -> HttpResponse:
    """What must I do now?"""
    published = _newest(request)
    if published is None:
        return nothing_yet(request, _place())
    user, asked = cast(User, request.user), _asked(request)
    with evaluation(published) as findings:
        found = waiting(findings, user, asked, _decided())
        chosen = request.GET.get("handoff") or (found.items[0].row["handoff_id"] if found.items else None)
        context = {
            "place": _place(),
            "asked": asked,
            "waiting": found,
            "urgencies": [(name, found.counts[name]) for name in URGENCIES],
            "whose": _whose(user),
            "chosen": chosen,
            "recent": _recent(user),
            **(_card(request, findings, chosen) if chosen else {}),
        }
    htmx: Any = getattr(request, "htmx", None)
    alone = htmx and not htmx.boosted
    return render(request, "inbox/list.html" if alone else "inbox/page.html", context)


@route("read")
def card(request: HttpRequest, handoff_id: str) -> HttpResponse:
    """One hand-off with its context; alone for htmx, else in its page."""
    published = _newest(request)
    if published is None:
        raise Http404("There is no snapshot yet.")
    if not getattr(request, "htmx", None):
        return redirect(f"{reverse('inbox:page')}?handoff={handoff_id}")
    with evaluation(published) as findings:
        return render(request, "inbox/card.html", _card(request, findings, handoff_id))


@route("decide")
@require_POST
def decided(request: HttpRequest, handoff_id: str) -> HttpResponseBase:
    """Accept, reject or disqualify."""
    decision, reason = request.POST.get("decision", ""), request.POST.get("reason", "")

    def record(user: User, handoff: Passed, snapshot: str) -> str:
        fact = decide(user, handoff, decision, reason, snapshot)
        return f"{fact.what.capitalize()}{f', {fact.reason}' if fact.reason else ''}."

    return _recorded(request, handoff_id, record, stay=False)


@route("decide")
@require_POST
def touched(request: HttpRequest, handoff_id: str) -> HttpResponseBase:
    """Log a touch."""
    kind, outcome = request.POST.get("kind", ""), request.POST.get("outcome", "")

    def record(user: User, handoff: Passed, snapshot: str) -> str:
        at = _happened(request.POST.get("happened_at", ""), user)
        touch(user, handoff, kind, outcome, at, snapshot)
        return "The touch is logged."

    return _recorded(request, handoff_id, record)


@route("decide")
@require_POST
def taken_back(request: HttpRequest, fact_id: int) -> HttpResponseBase:
    """Take back what was recorded."""
    fact = get_object_or_404(Fact, pk=fact_id)

    def record(user: User, handoff: Passed, snapshot: str) -> str:
        take_back(user, fact)
        return "Taken back."

    return _recorded(request, fact.handoff_id, record)


def _recorded(request: HttpRequest, handoff_id: str, record: Any, stay: bool = True) -> HttpResponseBase:
    """Record something, say what came of it, and show the same hand-off, or what is next."""
    published = _newest(request)
    if published is None:
        raise Http404("There is no snapshot yet.")
    user = cast(User, request.user)
    with evaluation(published) as findings:
        handoff = Passed.of(findings, handoff_id)
    if handoff is None:
        raise Http404(f"There is no hand-off {handoff_id} in this snapshot.")
    try:
        messages.success(request, f"{handoff_id}: {record(user, handoff, published.row.id)}")
    except Refused as refusal:
        messages.error(request, f"{handoff_id}: {refusal}", extra_tags="broken")
        return redirect(f"{reverse('inbox:page')}?{_kept(request, handoff_id)}")
    return redirect(f"{reverse('inbox:page')}?{_kept(request, handoff_id if stay else '')}")


def _kept(request: HttpRequest, handoff_id: str = "") -> str:
    """The list's filters as they were, and the hand-off to show."""
    kept = {name: request.POST[name] for name in ("whose", "urgency", "q") if request.POST.get(name)}
    return urlencode(kept | ({"handoff": handoff_id} if handoff_id else {}))


def _happened(text: str, user: User) -> datetime | None:
    """An instant as a form gives it, in the reader's zone; None where none is given."""
    if not text.strip():
        return None
    try:
        local = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Refused(f"“{text}” is no instant; write it as 2026-03-04 09:30.") from None
    return local if local.tzinfo else local.replace(tzinfo=ZoneInfo(user.timezone or "UTC"))


def _card(request: HttpRequest, findings: Findings, handoff_id: str) -> dict[str, Any]:
    handoff = Passed.of(findings, handoff_id)
    if handoff is None:
        raise Http404(f"There is no hand-off {handoff_id} in this snapshot.")
    if not may(request.user, "read", handoff):
        raise PermissionDenied("see the hand-offs of other teams")
    try:
        story = tell(findings, handoff.lead_id)
    except InputFaults as error:
        raise Http404(f"There is no lead {handoff.lead_id} in this snapshot.") from error
    this = next((one for one in story.told.handoffs if one.handoff_id == handoff_id), None)
    return {
        "handoff": handoff,
        "this": this,
        "story": story,
        "why_now": next(
            (one for one in reversed(story.told.qualifications) if this and one.cycle == this.cycle), None
        ),
        "since": said_since([handoff_id]).get(handoff_id, Since()),
        "decides": may(request.user, "decide", handoff) and handoff.ended_at is None,
        "rejections": reasons_for(handoff.agreement, Decision.REJECTED),
        "disqualifications": reasons_for(handoff.agreement, Decision.DISQUALIFIED),
        "touch_kinds": sorted(handoff.agreement.touch.kinds, key=lambda kind: (kind != "call", kind)),
        "now": timezone.localtime(),
    }


def _asked(request: HttpRequest) -> Asked:
    whose, urgency = request.GET.get("whose", ""), request.GET.get("urgency", "")
    number = request.GET.get("page", "1")
    user = cast(User, request.user)
    return Asked(
        whose=whose if whose in ("mine", "team", "nobody") else ("mine" if user.record_user_id else "team"),
        urgency=urgency if urgency in URGENCIES else "",
        sought=request.GET.get("q", "")[:100],
        page=int(number) if number.isdigit() and 0 < int(number) < 10_000 else 1,
    )


def _whose(user: User) -> list[tuple[str, str]]:
    mine = [("mine", "Mine")] if user.record_user_id else []
    return [*mine, ("team", "All that I may see"), ("nobody", "Nobody’s")]


def _decided() -> list[str]:
    """Hand-offs decided at the desk; the record knows those that the worker told it, but a snapshot may be older."""
    standing = Fact.objects.filter(kind=Kind.DECISION, withdrawn_at__isnull=True)
    return list(standing.values_list("handoff_id", flat=True))


def _recent(user: User) -> list[Fact]:
    """What somebody recorded last and can take back."""
    return list(Fact.objects.filter(recorded_by=user, withdrawn_at__isnull=True).order_by("-id")[:5])


def _newest(request: HttpRequest) -> Published | None:
    row = latest()
    if row is None:
        return None
    published = opened(row)
    request.published = published  # type: ignore[attr-defined]
    return published


def _place() -> Any:
    return apps.get_app_config("inbox")
