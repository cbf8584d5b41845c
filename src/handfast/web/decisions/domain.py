"""Recording what happened to a hand-off: deciding it, logging a touch, taking either back."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from handfast.agreement.clause import no_case
from handfast.agreement.model import Agreement
from handfast.web.audit.log import log
from handfast.web.decisions.handoffs import Passed, said_since
from handfast.web.decisions.models import Decision, Fact, Kind
from handfast.web.decisions.refusals import Refused
from handfast.web.people.models import Role, User
from handfast.web.people.permissions import may
from handfast.web.worker.jobs import ask

CLOCK_SKEW = timedelta(minutes=2)
"""How far ahead of ours another clock may be."""


def reasons_for(agreement: Agreement, decision: str) -> tuple[str, ...]:
    """The reasons that the agreement knows for a decision, in its order; none for accepting."""
    known = {
        Decision.REJECTED: tuple(agreement.rejection_reasons),
        Decision.DISQUALIFIED: tuple(agreement.disqualification_reasons),
    }
    return known.get(Decision(decision), ())


def decide(user: User, handoff: Passed, decision: str, reason: str, snapshot: str) -> Fact:
    """Decide a hand-off, now.

    Raises PermissionDenied for somebody who may not, and Refused for a decision that there is not, a reason that the agreement doesn't
    know, and a hand-off that is over or decided already, here or in the record.
    """
    _check(user, handoff)
    if decision not in Decision.values:
        raise Refused(f"“{decision}” is no decision; accept, reject or disqualify.")
    if handoff.decision:
        raise Refused(
            f"It was {handoff.decision} already, on {handoff.decided_at:%d %b %Y %H:%M} UTC, in the record."
        )
    reason = _reason(handoff.agreement, decision, reason)
    fact = Fact(
        kind=Kind.DECISION,
        what=decision,
        reason=reason,
        happened_at=timezone.now(),
        **_about(user, handoff, snapshot),
    )
    try:
        with transaction.atomic():
            fact.save()
            log(
                user, "decide", "hand-off", handoff.handoff_id, after={"decision": decision, "reason": reason}
            )
            _tell()
    except IntegrityError:
        raise Refused(_decided_before(handoff.handoff_id)) from None
    return fact


def _decided_before(handoff_id: str) -> str:
    since = said_since([handoff_id]).get(handoff_id)
    if since is None or since.decision is None:
        return "Somebody decided it a moment ago; look at it again."
    by, at = since.decision.recorded_by, since.decision.recorded_at
    return f"{by} has {since.decision.what} it already, {at:%d %b %Y %H:%M} UTC. To change that, take it back first."


def _reason(agreement: Agreement, decision: str, reason: str) -> str:
    known = reasons_for(agreement, decision)
    if not known:
        return ""
    found = next((name for name in known if no_case(name) == no_case(reason)), None)
    if found is None:
        said = f"“{reason}” is no reason" if reason.strip() else "There is no reason"
        raise Refused(f"{said}; the agreement knows these: {', '.join(known)}.")
    return found


def touch(
    user: User, handoff: Passed, kind: str, outcome: str, happened_at: datetime | None, snapshot: str
) -> Fact:
    """Log a touch on a hand-off: a kind that the agreement counts as one; now, or when it happened (aware).

    Raises PermissionDenied for somebody who may not, Refused for another kind, or an instant in the future or before the hand-off.
    """
    _check(user, handoff)
    kinds = tuple(sorted(handoff.agreement.touch.kinds))
    if kind not in kinds:
        raise Refused(f"“{kind}” is no touch; the agreement counts these: {', '.join(kinds)}.")
    now = timezone.now()
    at = happened_at or now
    if at > now + CLOCK_SKEW:
        raise Refused("A touch lies in the past; this instant is still to come.")
    if at < handoff.handed_at:
        raise Refused(
            f"The lead was handed over on {handoff.handed_at:%d %b %Y %H:%M} UTC; this touch was before that."
        )
    with transaction.atomic():
        fact = Fact.objects.create(
            kind=Kind.TOUCH,
            what=kind,
            outcome=outcome.strip()[:200],
            happened_at=at,
            **_about(user, handoff, snapshot),
        )
        log(user, "touch", "hand-off", handoff.handoff_id, after={"kind": kind, "outcome": fact.outcome})
        _tell()
    return fact


def take_back(user: User, fact: Fact) -> Fact:
    """Withdraw a fact: whoever recorded it may, and those who lead. Raises PermissionDenied for others, Refused where it is withdrawn already."""
    if fact.recorded_by_id != user.pk and user.role not in (Role.ADMIN, Role.MANAGER):
        raise PermissionDenied("take back what somebody else recorded")
    with transaction.atomic():
        changed = Fact.objects.filter(pk=fact.pk, withdrawn_at__isnull=True).update(
            withdrawn_at=timezone.now()
        )
        if not changed:
            raise Refused("It was taken back already.")
        log(user, "take back", "hand-off", fact.handoff_id, before={"kind": fact.kind, "what": fact.what})
        _tell()
    fact.refresh_from_db()
    return fact


def _tell() -> None:
    """Have the worker apply the agreement to what was said; one evaluation that waits is enough for all of it."""
    ask("evaluate", why="something was recorded at the desk")


def _check(user: User, handoff: Passed) -> None:
    if not may(user, "decide", handoff):
        raise PermissionDenied("act on hand-offs of this team")
    if handoff.ended_at is not None:
        raise Refused(
            f"This hand-off was over on {handoff.ended_at:%d %b %Y %H:%M} UTC; nothing is to be decided any more."
        )


def _about(user: User, handoff: Passed, snapshot: str) -> dict[str, object]:
    return {
        "handoff_id": handoff.handoff_id,
        "lead_id": handoff.lead_id,
        "recorded_by": user,
        "record_user_id": user.record_user_id,
        "snapshot": snapshot,
    }
