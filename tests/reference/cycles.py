"""The passes of a lead through the revenue cycle, and how long each has to wait before it can qualify by points."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from tests.reference.business_time import calendar_of
from tests.reference.decisions import Decision, reason_clause, trimmed
from tests.reference.knowledge import Known, Row
from tests.reference.rules import activity_is
from tests.reference.stages import Span, entries_of, outcome
from tests.reference.values import account_of, complete, split_scope, where
from tests.reference.versions import Versions

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
STRENGTH = ("disqualified", "rejected", "recycled")


@dataclass
class Cycle:
    """One pass: [started_at, ended_at)."""

    lead_id: str
    cycle: int
    started_at: datetime
    ended_at: datetime | None = None
    ended_by: str | None = None
    reason: str | None = None
    opportunity_id: str | None = None
    opened_by: str | None = None
    waits_until: datetime | None = None

    def holds(self, t: datetime) -> bool:
        """Whether an instant is in it."""
        return self.started_at <= t and (self.ended_at is None or t < self.ended_at)


def cycles_of(
    known: Known, versions: Versions, lead_id: str, decisions: list[Decision], spans: list[Span]
) -> list[Cycle]:
    """A lead's cycles in order."""
    start = first_fact(known, lead_id)
    ends = _ends(known, lead_id, decisions)
    cycles = [Cycle(lead_id, 1, start)]
    for at in sorted(at for at in ends if at > start):
        cycle = cycles[-1]
        cycle.ended_at = at
        cycle.ended_by, cycle.reason, cycle.opportunity_id = ends[at]
        cycles.append(Cycle(lead_id, cycle.cycle + 1, at, opened_by=cycle.ended_by))
    for before, cycle in pairwise(cycles):
        cycle.waits_until = _wait(known, versions, before, cycle, spans)
    return cycles


def first_fact(known: Known, lead_id: str) -> datetime:
    """The first thing that is known of a lead."""
    instants = [known.leads[lead_id]["created_at"]]
    instants += [row["occurred_at"] for row in known.activities.get(lead_id, [])]
    instants += [row["changed_at"] for row in known.changes_of(lead_id)]
    instants += [row["booked_at"] for row in known.meetings.get(lead_id, [])]
    instants += [row["entered_at"] for row in known.enrollments.get(lead_id, [])]
    return min(instants)


def cycle_at(cycles: list[Cycle], t: datetime) -> Cycle | None:
    """The cycle that holds an instant; None before the first fact."""
    return next((cycle for cycle in cycles if cycle.holds(t)), None)


def _ends(known: Known, lead_id: str, decisions: list[Decision]) -> dict[datetime, tuple]:
    """What ends a cycle at each instant at which one may end: a decision before a win, a win before a loss."""
    found: dict[datetime, list[tuple]] = {}
    for decision in decisions:
        if decision.ends_cycle:
            rank = (STRENGTH.index(decision.decision), "")
            found.setdefault(decision.decided_at, []).append(
                (rank, (decision.decision, decision.reason, None))
            )
    for row in known.opportunities_of(lead_id):
        if outcome(row) != "open":
            result, name = outcome(row), row["opportunity_id"]
            reason = trimmed(row.get("lost_reason")) if result == "lost" else None
            rank = (len(STRENGTH) + (result == "lost"), name)
            found.setdefault(row["closed_at"], []).append((rank, (result, reason, name)))
    return {at: min(candidates, key=lambda candidate: candidate[0])[1] for at, candidates in found.items()}


def _wait(
    known: Known, versions: Versions, before: Cycle, cycle: Cycle, spans: list[Span]
) -> datetime | None:
    """The instant at which a new cycle's wait ends; None: it has none."""
    end = before.ended_at
    version = versions.at(end)
    clauses = {
        "rejected": version.rejection_reasons,
        "disqualified": version.disqualification_reasons,
        "recycled": version.disqualification_reasons,
        "lost": version.lost_reasons,
        "won": {},
    }[before.ended_by]
    clause = reason_clause(clauses, before.reason)
    if clause is None or (clause.recycle is None and clause.recycle_after is None):
        return None
    if clause.recycle == "never":
        until = NEVER
    elif clause.recycle == "when corrected":
        until = _corrected(known, version, cycle.lead_id, end)
    else:
        until = calendar_of(version).due(end, clause.recycle_after)
    hands = [
        activity["occurred_at"]
        for activity in known.activities.get(cycle.lead_id, [])
        if cycle.holds(activity["occurred_at"]) and raises_hand(known, versions, activity)
    ]
    stages = [
        span.entered_at
        for span in entries_of(spans)
        if cycle.holds(span.entered_at)
        and not (span.backward and span.entered_at == cycle.started_at)
        and span.stage in stages_handed_over(span.version)
    ]
    return min([until, *hands, *stages])


def raises_hand(known: Known, versions: Versions, activity: Row) -> bool:
    """Whether an activity raises a hand, by the version in force."""
    rules = versions.at(activity["occurred_at"]).qualified_lead.always_when
    return any(activity_is(known, activity, rule) for rule in rules)


def stages_handed_over(version) -> set[str]:
    """The stages whose entry is a hand-off."""
    return {handoff.when.stage for handoff in version.handoffs if handoff.when != "qualified"}


def _corrected(known: Known, version, lead_id: str, end: datetime) -> datetime:
    """The first change of a minimum-information field, at or after the end, at which the information is complete."""
    instants = set()
    for name in version.qualified_lead.minimum_information:
        scope, field = split_scope(name)
        if where(known, scope, field) == "lead":
            instants |= {row["changed_at"] for row in known.changes.get((lead_id, field), [])}
        else:
            instants |= {
                row["changed_at"]
                for (account_id, changed), rows in known.account_changes.items()
                for row in rows
                if changed == field and account_id == account_of(known, lead_id, row["changed_at"])
            }
    return min((t for t in instants if t >= end and complete(known, version, lead_id, t)), default=NEVER)
