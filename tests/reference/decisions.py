"""What sales decided about leads: what is on record, or what stage moves tell where nothing is."""

from dataclasses import dataclass
from datetime import datetime

from tests.reference.knowledge import Known
from tests.reference.stages import Span, entries_of
from tests.reference.values import lead_value
from tests.reference.versions import Versions, end_of_day, zone_of

KINDS = ("accepted", "rejected", "disqualified", "recycled")
REASON_FIELD = {
    "rejected": "rejection_reason",
    "disqualified": "disqualification_reason",
    "recycled": "disqualification_reason",
}


@dataclass
class Decision:
    """One decision; `cycle` and `handoff` are filled in once they are known."""

    lead_id: str
    decided_at: datetime
    decision: str
    reason: str | None
    reason_kind: str | None
    reroute: bool
    basis: str
    cycle: int | None = None
    handoff: object = None

    @property
    def ends_cycle(self) -> bool:
        """Whether the lead's cycle is over with it."""
        return self.decision in ("recycled", "disqualified") or (
            self.decision == "rejected" and not self.reroute
        )


def recorded(known: Known, versions: Versions, lead_id: str) -> list[Decision]:
    """The decisions on record; one that is told twice for one instant is one."""
    found: dict[tuple[datetime, str], Decision] = {}
    for row in known.changes.get((lead_id, "decision"), []):
        at, decision = row["changed_at"], _lower(str(row.get("new_value") or "").strip())
        if decision not in KINDS:
            continue
        version = versions.at(at)
        reason = _reason(known, version, lead_id, decision, at)
        clause = reason_clause(version.rejection_reasons, reason) if decision == "rejected" else None
        found[at, decision] = Decision(
            lead_id,
            at,
            decision,
            reason,
            clause.kind if clause else None,
            bool(clause and clause.then == "reroute"),
            "recorded",
        )
    return sorted(found.values(), key=in_order)


def in_order(decision: Decision) -> tuple[datetime, str]:
    """By instant; at one instant, by name."""
    return decision.decided_at, decision.decision


def recycled_by_stage(spans: list[Span]) -> list[Decision]:
    """Going back from a stage of sales to one of marketing is recycling; twice at one instant is once."""
    found = {
        span.entered_at: Decision(span.lead_id, span.entered_at, "recycled", None, None, False, "stage")
        for span in entries_of(spans)
        if span.owner == "marketing"
        and span.directly_after is not None
        and span.directly_after.owner == "sales"
    }
    return list(found.values())


def accepted_by_stage(spans: list[Span], handoffs: list) -> list[Decision]:
    """Entering a stage of sales while handed over is accepting, once for each hand-off; the entry that made a hand-off does not accept it."""
    accepted, decided = [], set()
    for span in entries_of(spans):
        if span.owner != "sales":
            continue
        for handoff in handoffs:
            made_by_it = handoff.handed_at == span.entered_at and not handoff.by_points
            if handoff.holds(span.entered_at) and not made_by_it and handoff.handoff_id not in decided:
                decided.add(handoff.handoff_id)
                accepted.append(
                    Decision(
                        span.lead_id,
                        span.entered_at,
                        "accepted",
                        None,
                        None,
                        False,
                        "stage",
                        handoff.cycle,
                        handoff,
                    )
                )
    return accepted


def _reason(known: Known, version, lead_id: str, decision: str, at: datetime) -> str | None:
    """The reason as it stands at the end of the decision's local day."""
    if decision == "accepted":
        return None
    end = min(end_of_day(at, zone_of(version)), known.as_of)
    return trimmed(lead_value(known, lead_id, REASON_FIELD[decision], end))


def reason_clause(clauses, reason: str | None):
    """The clause of a reason, by its name trimmed and with A to Z in lower case; None when the agreement knows no such reason."""
    return next(
        (
            clause
            for name, clause in clauses.items()
            if reason and _lower(name.strip()) == _lower(reason.strip())
        ),
        None,
    )


def trimmed(text: object) -> str | None:
    """A text without outer spaces; an empty one is missing."""
    return str(text or "").strip() or None


def _lower(text: str) -> str:
    return "".join(letter.lower() if "A" <= letter <= "Z" else letter for letter in text)
