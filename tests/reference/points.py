"""Engagement: the awards that activities earn, and what they are worth at an instant."""

from collections import Counter
from datetime import datetime

from handfast.agreement.model import Agreement
from tests.reference.business_time import calendar_of
from tests.reference.cycles import Cycle, cycle_at
from tests.reference.knowledge import Known, Row, filled
from tests.reference.rules import activity_is
from tests.reference.values import account_of
from tests.reference.versions import period_of, zone_of


def points_of(known: Known, version: Agreement, cycles: list[Cycle], candidates: list[Row]) -> list[Row]:
    """The table points, for one lead and version; `candidates` are the activities that may concern it, its own and its account's."""
    rows = []
    lead_id = cycles[0].lead_id
    calendar = calendar_of(version)
    for clause, rule in version.qualified_lead.engagement_clauses():
        counted: Counter = Counter()
        for activity in sorted(candidates, key=lambda row: (row["occurred_at"], row["activity_id"])):
            cycle = cycle_at(cycles, activity["occurred_at"])
            if (
                cycle is None
                or not _counts_for(known, lead_id, activity, rule.of)
                or not activity_is(known, activity, rule)
            ):
                continue
            if rule.at_most is not None:
                period = cycle.cycle, period_of(activity["occurred_at"], rule.at_most.per, zone_of(version))
                counted[period] += 1
                if counted[period] > rule.at_most.n:
                    continue
            rows.append(
                {
                    "agreement_hash": version.hash,
                    "lead_id": lead_id,
                    "cycle": cycle.cycle,
                    "clause": clause,
                    "activity_id": activity["activity_id"],
                    "occurred_at": activity["occurred_at"],
                    "points": rule.points,
                    "expires_at": calendar.due(activity["occurred_at"], rule.expires_after)
                    if rule.expires_after
                    else None,
                    "half_life": calendar.length(rule.half_life) if rule.half_life else None,
                }
            )
    return rows


def _counts_for(known: Known, lead_id: str, activity: Row, of: str) -> bool:
    """Whether an activity is the lead's own or, for an account's rule, of the lead's account as both stood then."""
    if activity["lead_id"] == lead_id:
        return True
    if of == "lead":
        return False
    t = activity["occurred_at"]
    account = account_of(known, lead_id, t)
    acting = account_of(known, activity["lead_id"], t)
    return account is not None and account == (acting if filled(acting) else activity.get("account_id"))


def engagement_at(awards: list[Row], cycle: int, t: datetime) -> dict[str, float]:
    """What each clause's awards of a cycle are worth at an instant, for the clauses that count then."""
    worth: dict[str, float] = {}
    for award in awards:
        if award["cycle"] != cycle or award["occurred_at"] > t:
            continue
        if award["expires_at"] is not None and t >= award["expires_at"]:
            continue
        decay = 0.5 ** ((t - award["occurred_at"]) / award["half_life"]) if award["half_life"] else 1.0
        worth[award["clause"]] = worth.get(award["clause"], 0.0) + award["points"] * decay
    return worth
