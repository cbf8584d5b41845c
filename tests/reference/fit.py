"""Fit: the clauses on what a lead and its account are, and the stretches of time in which each is true."""

from datetime import datetime

from handfast.agreement.model import Agreement
from tests.reference.knowledge import Known, Row
from tests.reference.rules import lead_is
from tests.reference.values import lead_name, moments_of_change


def fit_at(known: Known, version: Agreement, lead_id: str, t: datetime) -> dict[str, float]:
    """The points of each fit clause that is true at an instant."""
    return {
        clause: rule.points
        for clause, rule in version.qualified_lead.fit_clauses()
        if lead_is(known, lead_id, rule.condition, t)
    }


def fit_points(known: Known, version: Agreement, lead_id: str) -> list[Row]:
    """The table fit_points, for one lead and version."""
    rows = []
    moments: list[datetime | None] = [None, *moments_of_change(known, lead_id)]
    for clause, rule in version.qualified_lead.fit_clauses():
        row: Row | None = None
        for t in moments:
            holds = lead_is(known, lead_id, rule.condition, t)
            if holds and row is None:
                row = {
                    "agreement_hash": version.hash,
                    "lead_id": lead_id,
                    "clause": clause,
                    "from_at": t,
                    "until_at": None,
                    "points": rule.points,
                    "basis": "history",
                }
                rows.append(row)
            if not holds and row is not None:
                row["until_at"], row = t, None
            if holds and any(
                lead_name(known, lead_id, *name, t)[1] == "current" for name in rule.condition.names
            ):
                row["basis"] = "current"
    return rows
