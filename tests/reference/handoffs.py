"""Hand-offs: who passed a lead to whom and when, and what followed from it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.reference.cycles import Cycle
from tests.reference.decisions import Decision
from tests.reference.knowledge import Known, Row
from tests.reference.stages import Span, entries_of, outcome
from tests.reference.values import complete, lead_value
from tests.reference.versions import Versions, belongs, position, side_of_team

BEFORE = timedelta(hours=2)
REPLIES = ("email_reply", "call_inbound", "chat")


@dataclass(eq=False)
class Handoff:
    """One hand-off: it runs in [handed_at, ended_at). `place`: of its clause in the agreement's list."""

    known: Known
    lead_id: str
    cycle: int
    clause: object
    place: int
    version: object
    handed_at: datetime
    ended_at: datetime | None
    cycle_started_at: datetime
    qualification: Row | None
    spans: list[Span]
    decisions: list[Decision] = field(default_factory=list)
    opportunities: list[Row] = field(default_factory=list)
    timing: str | None = None

    @property
    def handoff_id(self) -> str:
        """handoff:lead_id:cycle."""
        return f"{self.clause.id}:{self.lead_id}:{self.cycle}"

    @property
    def by_points(self) -> bool:
        """Whether made by qualification, not by entering a stage."""
        return self.clause.when == "qualified"

    def holds(self, t: datetime) -> bool:
        """Whether an instant is inside."""
        return self.handed_at <= t and (self.ended_at is None or t < self.ended_at)

    @property
    def raised(self) -> bool:
        """Whether by a raised hand."""
        found = self.qualification
        return found is not None and found["by"] == "raised" and found["qualified_at"] <= self.handed_at

    def owner_from(self, start: datetime, end: datetime | None) -> str | None:
        """The first user of the receiving team or side to own the lead in [start, end)."""
        changes = [row["changed_at"] for row in self.known.changes.get((self.lead_id, "owner_id"), [])]
        for t in [start, *(t for t in changes if t > start and (end is None or t < end))]:
            owner = lead_value(self.known, self.lead_id, "owner_id", t)
            if self.receives(owner):
                return owner
        return None

    def receives(self, user_id: object) -> bool:
        """Whether a user belongs to the receiving team or side."""
        return belongs(self.version, self.known.users.get(user_id), self.clause.to)

    @property
    def owner_id(self) -> str | None:
        """The first receiving user to own the lead."""
        return self.owner_from(self.handed_at, self.ended_at)

    @property
    def touches(self) -> list[datetime]:
        """The touches inside."""
        rows = self.known.activities.get(self.lead_id, [])
        return [
            row["occurred_at"]
            for row in rows
            if self.holds(row["occurred_at"]) and is_touch(self.version, row)
        ]

    @property
    def first_touch_at(self) -> datetime | None:
        """The first touch or booking inside; handed_at where they were talking already."""
        if self._talked_just_before() or self._meeting_ahead():
            return self.handed_at
        return min([*self.touches, *self.bookings], default=None)

    @property
    def bookings(self) -> list[datetime]:
        """The bookings of meetings inside."""
        return [
            row["booked_at"]
            for row in self.known.meetings.get(self.lead_id, [])
            if self.holds(row["booked_at"])
        ]

    @property
    def replied_at(self) -> datetime | None:
        """The lead's first reply inside."""
        rows = self.known.activities.get(self.lead_id, [])
        return min(
            (row["occurred_at"] for row in rows if row["kind"] in REPLIES and self.holds(row["occurred_at"])),
            default=None,
        )

    def _talked_just_before(self) -> bool:
        start = max(self.handed_at - BEFORE, self.cycle_started_at)
        return any(
            start <= row["occurred_at"] < self.handed_at
            and (is_touch(self.version, row) or row["kind"] in ("chat", "call_inbound"))
            and self.receives(row.get("user_id"))
            for row in self.known.activities.get(self.lead_id, [])
        )

    def _meeting_ahead(self) -> bool:
        for row in self.known.meetings.get(self.lead_id, []):
            cancelled = (
                row.get("status") == "cancelled"
                and (row.get("status_at") or row["booked_at"]) <= self.handed_at
            )
            if (
                self.cycle_started_at <= row["booked_at"] < self.handed_at < row["starts_at"]
                and not cancelled
            ):
                return True
        return False

    @property
    def decision(self) -> Decision | None:
        """The first decision that is no reroute, else the last reroute."""
        final = [decision for decision in self.decisions if not decision.reroute]
        return final[0] if final else self.decisions[-1] if self.decisions else None

    @property
    def unlogged(self) -> bool:
        """Whether it was worked and no touch is on record."""
        if self.first_touch_at is not None:
            return False
        moved = [
            span
            for span in entries_of(self.spans)
            if span.owner == "sales"
            and self.holds(span.entered_at)
            and (self.by_points or span.entered_at > self.handed_at)
        ]
        decided = [decision for decision in self.decisions if decision.decision != "rejected"]
        opened = [row for row in self.known.opportunities_of(self.lead_id) if self.holds(row["created_at"])]
        return bool(moved or decided or opened)

    @property
    def early(self) -> bool | None:
        """Whether sales touched it before the hand-off; None where the question doesn't arise."""
        passing = self.clause.from_team
        if side_of_team(self.version, passing) != "marketing":
            return None
        if lead_value(self.known, self.lead_id, "origin", self.handed_at) != "inbound":
            return None
        for row in self.known.opportunities_of(self.lead_id):
            closed = outcome(row) != "open" and row["closed_at"] <= self.handed_at
            if row["created_at"] <= self.handed_at and not closed:
                return None
            if closed and outcome(row) == "won":
                return None
        rows = self.known.activities.get(self.lead_id, [])
        return any(
            is_touch(self.version, row) and self.cycle_started_at <= row["occurred_at"] < self.handed_at
            for row in rows
        )

    @property
    def opportunity(self) -> Row | None:
        """Its first won opportunity, else its earliest."""
        won = [row for row in self.opportunities if outcome(row) == "won"]
        if won:
            return min(won, key=lambda row: (row["closed_at"], row["opportunity_id"]))
        return min(
            self.opportunities, key=lambda row: (row["created_at"], row["opportunity_id"]), default=None
        )


def is_touch(version, activity: Row) -> bool:
    """Whether an activity is a touch by the agreement's word."""
    return (
        activity["kind"] in version.touch.kinds
        and activity.get("side") == "sales"
        and (version.touch.automated or not activity.get("automated"))
    )


def handoffs_of(
    known: Known, versions: Versions, cycle: Cycle, qualification: Row | None, spans: list[Span]
) -> list[Handoff]:
    """The hand-offs of one cycle: one for each clause, the earliest where versions differ."""
    made: dict[str, Handoff] = {}

    def hand(clause, place: int, version, at: datetime) -> None:
        handoff = Handoff(
            known,
            cycle.lead_id,
            cycle.cycle,
            clause,
            place,
            version,
            at,
            cycle.ended_at,
            cycle.started_at,
            qualification,
            spans,
        )
        if clause.id not in made or at < made[clause.id].handed_at:
            made[clause.id] = handoff

    if qualification:
        version = versions.at(qualification["qualified_at"])
        for place, clause in enumerate(version.handoffs):
            if clause.when == "qualified":
                hand(clause, place, version, qualification["qualified_at"])
    for span in entries_that_hand_over(cycle, spans):
        for place, clause in enumerate(span.version.handoffs):
            if clause.when != "qualified" and span.position >= position(span.version, clause.when.stage):
                hand(clause, place, span.version, span.entered_at)
    return sorted(made.values(), key=lambda handoff: (handoff.handed_at, handoff.place))


def entries_that_hand_over(cycle: Cycle, spans: list[Span]) -> list[Span]:
    """The entries of a cycle into known stages, less one backward at its very start and, after a win, those into the last stage."""
    return [
        span
        for span in entries_of(spans)
        if span.known
        and cycle.holds(span.entered_at)
        and not (span.entered_at == cycle.started_at and span.backward)
        and not (cycle.opened_by == "won" and span.position == len(span.version.stages) - 1)
    ]


def handoff_row(handoff: Handoff) -> Row:
    """The row of the table handoffs."""
    decision, opportunity, owner = handoff.decision, handoff.opportunity, handoff.owner_id
    user = handoff.known.users.get(owner, {})
    return {
        "handoff_id": handoff.handoff_id,
        "handoff": handoff.clause.id,
        "lead_id": handoff.lead_id,
        "cycle": handoff.cycle,
        "handed_at": handoff.handed_at,
        "owner_id": owner,
        "team": user.get("team") or handoff.clause.to,
        "raised": handoff.raised,
        "complete": complete(handoff.known, handoff.version, handoff.lead_id, handoff.handed_at),
        "first_touch_at": handoff.first_touch_at,
        "touches": len(handoff.touches),
        "replied_at": handoff.replied_at,
        "decision": decision.decision if decision else None,
        "decided_at": decision.decided_at if decision else None,
        "reason": decision.reason if decision else None,
        "timing": handoff.timing,
        "early": handoff.early,
        "opportunity_id": opportunity["opportunity_id"] if opportunity else None,
        "outcome": outcome(opportunity) if opportunity else None,
        "amount": opportunity.get("amount") if opportunity else None,
        "currency": (opportunity.get("currency") or handoff.version.currency) if opportunity else None,
        "agreement_hash": handoff.version.hash,
        "ended_at": handoff.ended_at,
        "unlogged": handoff.unlogged,
    }
