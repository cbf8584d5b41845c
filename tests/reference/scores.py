"""Scores by clause at each qualification and at as_of, and where each lead stands."""

import re
from datetime import datetime
from itertools import product

from tests.reference.cycles import Cycle
from tests.reference.fit import fit_at
from tests.reference.knowledge import Known, Row
from tests.reference.points import engagement_at
from tests.reference.qualifications import score_at
from tests.reference.rules import barred, reached
from tests.reference.stages import Span
from tests.reference.values import lead_value, missing_information
from tests.reference.versions import Versions, stage_called

LEAST = 0.000001
"""Scores are rounded to six decimals: the least by which one can be above a number."""


def score_rows(known: Known, version, awards: list[Row], cycle: Cycle, moment: str, t: datetime) -> list[Row]:
    """The rows of the table scores for one lead and moment."""
    parts = {
        "fit": fit_at(known, version, cycle.lead_id, t),
        "engagement": engagement_at(awards, cycle.cycle, t),
    }
    return [
        {
            "lead_id": cycle.lead_id,
            "cycle": cycle.cycle,
            "moment": moment,
            "scored_at": t,
            "part": part,
            "clause": clause,
            "points": round(points, 6),
            "agreement_hash": version.hash,
        }
        for part, clauses in parts.items()
        for clause, points in clauses.items()
    ]


def standing(
    known: Known,
    versions: Versions,
    awards: list[Row],
    cycle: Cycle,
    spans: list[Span],
    qualification: Row | None,
) -> Row:
    """The row of the table standings: a lead at as_of, in its running cycle; engagement adds up what `scores` tells by clause."""
    t, lead_id = known.as_of, cycle.lead_id
    version = versions.at(t)
    fit = score_at(known, version, awards, cycle, t)[0]
    engagement = round(sum(round(points, 6) for points in engagement_at(awards, cycle.cycle, t).values()), 6)
    missing = missing_points(version.qualified_lead.qualifies_when, fit, engagement)
    row = {
        name: lead_value(known, lead_id, name, t)
        for name in ("account_id", "owner_id", "source", "origin", "campaign_id")
    }
    return row | {
        "lead_id": lead_id,
        "cycle": cycle.cycle,
        "stage": stage_now(known, version, lead_id, spans),
        "created_at": known.leads[lead_id]["created_at"],
        "fit": fit,
        "engagement": engagement,
        "score": round(fit + engagement, 6),
        "qualified_at": qualification["qualified_at"] if qualification else None,
        "missing_fit": missing and missing[0],
        "missing_engagement": missing and missing[1],
        "missing_score": missing and missing[2],
        "missing_information": ", ".join(missing_information(known, version, lead_id, t)) or None,
        "barred": barred(known, version, lead_id, t),
        "waits_until": cycle.waits_until,
        "agreement_hash": version.hash,
    }


def stage_now(known: Known, version, lead_id: str, spans: list[Span]) -> str | None:
    """The stage of the last span, none when it was left; without any span, what the lead's row says."""
    if spans:
        return spans[-1].stage if spans[-1].left_at is None else None
    name = known.leads[lead_id].get("stage")
    stage = stage_called(version, name) if name else None
    return stage.id if stage else name


def missing_points(threshold, fit: float, engagement: float) -> tuple[float, float, float] | None:
    """Fit, engagement, and points of either kind on top, that are missing for the cheapest way to qualify.

    Each way is a choice of what to bring up to one of the numbers in the threshold; the cheapest of those that reach it is told.
    """
    if threshold is None:
        return None
    if reached(threshold, fit, engagement):
        return (0.0, 0.0, 0.0)
    numbers: dict[str, set[float]] = {"fit": {fit}, "engagement": {engagement}, "score": {float("-inf")}}
    for name, comparison, number in re.findall(
        r"(fit|engagement|score)\s*(>=|>)\s*(-?\d+(?:\.\d+)?)", threshold.text.lower()
    ):
        numbers[name].add(float(number) + (LEAST if comparison == ">" else 0))
    ways = []
    for f, e, s in product(*(sorted(numbers[name]) for name in ("fit", "engagement", "score"))):
        more_fit, more_engagement = max(0.0, f - fit), max(0.0, e - engagement)
        either = max(0.0, s - (fit + more_fit) - (engagement + more_engagement))
        if reached(
            threshold, round(fit + more_fit + either, 6), round(engagement + more_engagement, 6)
        ) or reached(threshold, round(fit + more_fit, 6), round(engagement + more_engagement + either, 6)):
            ways.append((round(more_fit, 6), round(more_engagement, 6), round(either, 6)))
    return min(ways, key=lambda way: (round(sum(way), 6), way), default=None)
