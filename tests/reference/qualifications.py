"""The first instant in each cycle at which a lead is qualified, and how."""

import hashlib
from datetime import datetime

from tests.reference.cycles import Cycle
from tests.reference.fit import fit_at
from tests.reference.knowledge import Known, Row
from tests.reference.points import engagement_at
from tests.reference.rules import activity_is, barred, reached
from tests.reference.values import complete, moments_of_change
from tests.reference.versions import Versions

RANK = {"raised": 0, "definition": 1, "explore": 2}


def score_at(known: Known, version, awards: list[Row], cycle: Cycle, t: datetime) -> tuple[float, float]:
    """Fit and engagement at an instant, each rounded to six decimals."""
    fit = sum(fit_at(known, version, cycle.lead_id, t).values())
    engagement = sum(engagement_at(awards, cycle.cycle, t).values())
    return round(fit, 6), round(engagement, 6)


def qualification_of(
    known: Known, versions: Versions, cycle: Cycle, awards: dict[str, list[Row]], moments: list[datetime]
) -> Row | None:
    """The row of the table qualifications for a cycle; `awards` by version, `moments` of all activities that may concern the lead."""
    for t in _candidates(known, versions, cycle, awards, moments):
        version = versions.at(t)
        by = qualified_by(known, version, cycle, awards[version.hash], t)
        if by:
            fit, engagement = score_at(known, version, awards[version.hash], cycle, t)
            return {
                "lead_id": cycle.lead_id,
                "cycle": cycle.cycle,
                "qualified_at": t,
                "by": by,
                "fit": fit,
                "engagement": engagement,
                "complete": complete(known, version, cycle.lead_id, t),
                "agreement_hash": version.hash,
            }
    return None


def qualified_by(known: Known, version, cycle: Cycle, awards: list[Row], t: datetime) -> str | None:
    """How a lead is qualified at an instant: raised, definition, explore, or not."""
    definition = version.qualified_lead
    if barred(known, version, cycle.lead_id, t):
        return None
    now = [row for row in known.activities.get(cycle.lead_id, []) if row["occurred_at"] == t]
    if any(activity_is(known, activity, rule) for activity in now for rule in definition.always_when):
        return "raised"
    if cycle.waits_until is not None and t < cycle.waits_until:
        return None
    fit, engagement = score_at(known, version, awards, cycle, t)
    if reached(definition.qualifies_when, fit, engagement):
        return "definition"
    if in_share(cycle.lead_id, cycle.cycle, definition.explore_share) and reached(
        definition.qualifies_when, fit, engagement, halved=True
    ):
        return "explore"
    return None


def in_share(lead_id: str, cycle: int, share) -> bool:
    """Whether the first 32 bits of the SHA-256 of `lead_id:cycle` fall in a share of all their values."""
    drawn = int(hashlib.sha256(f"{lead_id}:{cycle}".encode()).hexdigest()[:8], 16)
    return drawn < int(share * 2**32)


def _candidates(
    known: Known, versions: Versions, cycle: Cycle, awards: dict[str, list[Row]], moments: list[datetime]
) -> list[datetime]:
    """The instants of a cycle at which a lead can come to be qualified."""
    instants = {
        cycle.started_at,
        known.leads[cycle.lead_id]["created_at"],
        *moments,
        *moments_of_change(known, cycle.lead_id),
    }
    instants |= set(versions.starts())
    instants |= {
        award["expires_at"]
        for rows in awards.values()
        for award in rows
        if award["expires_at"] and award["points"] < 0
    }
    if cycle.waits_until is not None:
        instants.add(cycle.waits_until)
    return sorted(t for t in instants if cycle.holds(t) and t <= known.as_of)
