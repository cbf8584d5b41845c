"""Clocks: each run of a timer commitment, when it was due, and how it ended."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handfast.agreement.model import CountTimer, Timer
from tests.reference.business_time import Calendar, calendar_of
from tests.reference.cycles import Cycle, cycle_at
from tests.reference.decisions import Decision, reason_clause
from tests.reference.handoffs import REPLIES, Handoff, is_touch
from tests.reference.knowledge import Known, Row
from tests.reference.rules import lead_is
from tests.reference.stages import Span, entries_of
from tests.reference.values import lead_value
from tests.reference.versions import Versions, period_of, position, zone_of

SECOND = timedelta(seconds=1)


@dataclass(eq=False)
class Clock:
    """One run, from `started_at` to `ended` (its hand-off's or cycle's end, or a reroute)."""

    known: Known
    version: object
    commitment: object
    lead_id: str
    started_at: datetime
    ended: datetime | None
    handoff: Handoff | None
    spans: list[Span]
    decisions: list[Decision]
    owner_id: str | None
    calendar_owner: str | None
    first_touch_at: datetime | None = None
    meeting_id: str | None = None
    rerouted: bool = False
    ended_by: Cycle | None = None
    row: Row = field(default_factory=dict)

    @property
    def calendar(self) -> Calendar:
        """The agreement's hours in the zone of the owner at the start, less that owner's absences."""
        user = self.known.users.get(self.calendar_owner)
        away = [
            (row["starts_at"], row["ends_at"])
            for row in self.known.absences
            if user and row["user_id"] == self.calendar_owner
        ]
        return calendar_of(self.version, (user or {}).get("timezone") or None, away)

    def inside(self, instants: list[datetime]) -> list[datetime]:
        """The instants in [started_at, ended), in order."""
        return sorted(t for t in instants if self.started_at <= t and (self.ended is None or t < self.ended))

    def events(self, what: str) -> list[datetime]:
        """The instants inside at which something happened that may stop it."""
        known, lead = self.known, self.lead_id
        activities, meetings = known.activities.get(lead, []), known.meetings.get(lead, [])
        if what == "touches":
            return self.inside([row["occurred_at"] for row in activities if is_touch(self.version, row)])
        if what == "meetings":
            return self.inside([row["booked_at"] for row in meetings])
        if what == "first_touch":
            return sorted([*self.events("touches"), *self.events("meetings")])
        if what == "booked":
            later = [row for row in meetings if row["meeting_id"] != self.meeting_id]
            return self.inside([row["booked_at"] for row in later])
        if what == "replied":
            return self.inside([row["occurred_at"] for row in activities if row["kind"] in REPLIES])
        if what == "opportunity":
            return self.inside([row["created_at"] for row in known.opportunities_of(lead)])
        if what == "decision":
            return sorted(decision.decided_at for decision in self.decisions)
        stage = position(self.version, what.removeprefix("stage."))
        reached = [
            span
            for span in entries_of(self.spans)
            if (position(self.version, span.stage) or -1) >= stage and span.known
        ]
        return self.inside([span.entered_at for span in reached])

    @property
    def stopped_at(self) -> datetime | None:
        """The event that stops it."""
        if isinstance(self.commitment, CountTimer):
            counted = self.events(self.commitment.count)[self.commitment.at_least - 1 :][:1]
            unless = self.events(self.commitment.unless)[:1] if self.commitment.unless else []
            return min([*counted, *unless], default=None)
        if self.commitment.until == "first_touch" and self.first_touch_at is not None:
            return self.first_touch_at
        return next(iter(self.events(self.commitment.until)), None)


def clocks_of_handoff(versions: Versions, handoff: Handoff, cycle: Cycle) -> list[Clock]:
    """The clocks of one hand-off: one for each commitment that applies, another after each reroute."""
    known, clocks = handoff.known, []
    for commitment in handoff.version.clocked:
        if commitment.start != f"handoff.{handoff.clause.id}":
            continue
        if not lead_is(known, handoff.lead_id, commitment.condition, handoff.handed_at, handoff.raised):
            continue
        reroutes = [
            decision
            for decision in handoff.decisions
            if decision.reroute and handoff.holds(decision.decided_at)
        ]
        starts = sorted(
            {decision.decided_at for decision in reroutes if decision.decided_at > handoff.handed_at}
        )
        starts = [handoff.handed_at, *starts]
        for n, start in enumerate(starts):
            rerouted = n + 1 < len(starts)
            ended = starts[n + 1] if rerouted else handoff.ended_at
            decisions = [
                decision
                for decision in handoff.decisions
                if (
                    decision.decided_at > start
                    or (n == 0 and decision.decided_at == start)
                    or not (decision.reroute or decision.decided_at < start)
                )
                and (ended is None or decision.decided_at <= ended)
            ]
            standing = lead_value(known, handoff.lead_id, "owner_id", start)
            first = handoff.first_touch_at if n == 0 else None
            clocks.append(
                Clock(
                    known, handoff.version, commitment, handoff.lead_id, start, ended, handoff, handoff.spans, decisions,
                    owner_id=handoff.owner_id if n == 0 else handoff.owner_from(start, ended),
                    calendar_owner=standing if handoff.receives(standing) else None,
                    first_touch_at=first if first and (ended is None or first < ended) else None,
                    rerouted=rerouted,
                    ended_by=None if rerouted else cycle,
                )
            )  # fmt: skip
    return clocks


def clocks_of_lead(
    known: Known,
    versions: Versions,
    lead_id: str,
    cycles: list[Cycle],
    spans: list[Span],
    handoffs: list[Handoff],
    decisions: list[Decision],
) -> list[Clock]:
    """The clocks that a lead's stage entries (several into one stage at one instant are one) and no-shows start."""
    clocks = []
    entries = {(span.entered_at, span.stage): span for span in entries_of(spans) if span.known}
    for span in entries.values():
        for commitment in span.version.clocked:
            if commitment.start == f"stage.{span.stage}":
                clocks.append(
                    _clock_of_lead(
                        known,
                        span.version,
                        commitment,
                        lead_id,
                        span.entered_at,
                        cycles,
                        spans,
                        handoffs,
                        decisions,
                    )
                )
    for meeting in known.meetings.get(lead_id, []):
        start = meeting.get("status_at") or meeting["starts_at"]
        if meeting.get("status") != "no-show" or start > known.as_of:
            continue
        version = versions.at(start)
        for commitment in version.clocked:
            if commitment.start == "no_show":
                clocks.append(
                    _clock_of_lead(
                        known,
                        version,
                        commitment,
                        lead_id,
                        start,
                        cycles,
                        spans,
                        handoffs,
                        decisions,
                        meeting,
                    )
                )
    return [clock for clock in clocks if clock is not None]


def _clock_of_lead(
    known, version, commitment, lead_id, start, cycles, spans, handoffs, decisions, meeting=None
) -> Clock | None:
    cycle = cycle_at(cycles, start)
    if cycle is None:
        return None
    running = [handoff for handoff in handoffs if handoff.holds(start)]
    handoff = max(running, key=lambda handoff: (handoff.handed_at, handoff.place), default=None)
    if not lead_is(known, lead_id, commitment.condition, start, bool(handoff and handoff.raised)):
        return None
    owner = (meeting or {}).get("user_id") or lead_value(known, lead_id, "owner_id", start)
    ended = cycle.ended_at
    return Clock(
        known, version, commitment, lead_id, start, ended, handoff, spans,
        [decision for decision in decisions if decision.decided_at >= start and (ended is None or decision.decided_at <= ended)],
        owner_id=owner, calendar_owner=owner, meeting_id=meeting["meeting_id"] if meeting else None, ended_by=cycle,
    )  # fmt: skip


def clock_rows(known: Known, clocks: list[Clock]) -> list[Row]:
    """The table clocks, whole: `up_to` counts over all leads."""
    beyond = _beyond_the_limit(clocks)
    for clock in clocks:
        commitment, calendar = clock.commitment, clock.calendar
        due, stop = calendar.due(clock.started_at, commitment.within), clock.stopped_at
        until = min(t for t in (stop, clock.ended, known.as_of) if t is not None)
        user = known.users.get(clock.owner_id, {})
        clock.row = {
            "commitment_id": commitment.id,
            "handoff_id": clock.handoff.handoff_id if clock.handoff else None,
            "lead_id": clock.lead_id,
            "owner_id": clock.owner_id,
            "started_at": clock.started_at,
            "due_at": due,
            "stopped_at": stop,
            "elapsed_seconds": calendar.between(clock.started_at, until) // SECOND,
            "state": _state(known, clock, calendar, due, stop, clock in beyond),
            "agreement_hash": clock.version.hash,
            "team": user.get("team") or (clock.handoff.clause.to if clock.handoff else commitment.by),
            "meeting_id": clock.meeting_id,
        }
    return [clock.row for clock in clocks]


def _state(
    known: Known, clock: Clock, calendar: Calendar, due: datetime, stop: datetime | None, beyond: bool
) -> str:
    commitment, ended = clock.commitment, clock.ended
    if beyond:
        return "excused"
    if stop is not None:
        return "met" if stop <= due else "breached"
    if _gave_up_before(clock):
        return "breached"
    of_touches = isinstance(commitment, CountTimer) or commitment.until == "first_touch"
    if (
        of_touches
        and clock.handoff is not None
        and clock.handoff.unlogged
        and (known.as_of > due or ended is not None)
    ):
        return "unlogged"
    if ended is not None and ended <= due:
        return "excused"
    if known.as_of > due:
        return "breached"
    left = calendar.between(known.as_of, due) if commitment.within.business else due - known.as_of
    return "at risk" if left * 5 < calendar.length(commitment.within) else "running"


def _gave_up_before(clock: Clock) -> bool:
    """Whether the hand-off ended by a disqualification for which this commitment's attempts had to be made first."""
    cycle = clock.ended_by
    if cycle is None or cycle.ended_by != "disqualified":
        return False
    clause = reason_clause(clock.version.disqualification_reasons, cycle.reason)
    return clause is not None and clause.only_after == clock.commitment.id


def _beyond_the_limit(clocks: list[Clock]) -> set[Clock]:
    """The clocks beyond their commitment's `up_to`, by when and for which hand-off they started."""
    counted: dict[object, int] = {}
    beyond = set()

    def order(clock: Clock) -> tuple:
        return (
            clock.started_at,
            clock.handoff.handoff_id if clock.handoff else "",
            clock.lead_id,
            clock.meeting_id or "",
        )

    for clock in sorted(clocks, key=order):
        limit = clock.commitment.up_to
        if limit is not None:
            period = period_of(clock.started_at, limit.per, zone_of(clock.version))
            key = clock.version.hash, clock.commitment.id, period
            counted[key] = counted.get(key, 0) + 1
            if counted[key] > limit.n:
                beyond.add(clock)
    return beyond


def timing_of(handoff: Handoff, clocks: list[Clock]) -> str | None:
    """A hand-off's timing, from the last clock of the first `until: first_touch` commitment that applies to it."""
    for commitment in handoff.version.clocked:
        own = [clock for clock in clocks if clock.handoff is handoff and clock.commitment is commitment]
        if (
            not isinstance(commitment, Timer)
            or commitment.until != "first_touch"
            or commitment.start != f"handoff.{handoff.clause.id}"
            or not own
        ):
            continue
        last = max(own, key=lambda clock: clock.started_at).row
        if last["state"] == "breached":
            return "late" if last["stopped_at"] else "never"
        return {"met": "in time", "running": "open", "at risk": "open"}.get(last["state"], last["state"])
    return None
