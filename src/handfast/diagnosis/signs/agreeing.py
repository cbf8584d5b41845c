"""Whether the two sides label the same leads alike: Cohen's kappa with its bound, Gwet's AC1, agreement on yes and on no.

Kappa: Cohen (1960), Educational and Psychological Measurement 20, 37–46. AC1: Gwet (2008), Br. J. Math. Stat. Psychol. 61, 29–48.
Standard errors by the jackknife over leads; sampling weights by stratum where the record has them.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from handfast.diagnosis.signs.closes import instants
from handfast.diagnosis.signs.estimates import Flags, Floats
from handfast.diagnosis.signs.judging import Judging
from handfast.diagnosis.signs.registry import Sign, Source
from handfast.diagnosis.signs.states import Course, judged
from handfast.diagnosis.signs.thresholds import thresholds

FEWEST_LEADS = 60
UPPER = 0.95
LABELS = """
    select lead_id, side, labelled_at, user_id, qualified, coalesce(cast(sampling_weight as double), 1) as weight
    from seen.labels
    order by labelled_at, user_id
"""


@dataclass(frozen=True, slots=True)
class Agreeing:
    """How alike two sets of labels are.

    Attributes:
        kappa, upper: Cohen's kappa and the 95% upper bound; NaN where all labels are the same.
        ac1: Gwet's AC1. on_yes, on_no: the share of yes (no) labels that the other side shares; NaN without any.
        leads: how many.
    """

    kappa: float
    upper: float
    ac1: float
    on_yes: float
    on_no: float
    leads: int


def agreement_of(ours: Flags, theirs: Flags, weight: Floats) -> Agreeing:
    """How alike two sides label the same leads; arrays of one entry for each lead."""
    from scipy.special import stdtrit

    leads = len(ours)
    cells = np.stack([ours & theirs, ours & ~theirs, ~ours & theirs, ~ours & ~theirs]) * weight
    totals = cells.sum(axis=1)
    kappa = float(_kappa(totals[:, None])[0])
    upper = np.nan
    if leads > 2 and not np.isnan(kappa):
        left = _kappa(totals[:, None] - cells)
        spread = (leads - 1) / leads * np.nansum((left - np.nanmean(left)) ** 2)
        upper = kappa + float(stdtrit(leads - 1, UPPER)) * float(np.sqrt(spread))
    both, mine, yours, none = totals
    with np.errstate(invalid="ignore", divide="ignore"):
        same = (both + none) / totals.sum()
        share = (2 * both + mine + yours) / (2 * totals.sum())
        chance = 2 * share * (1 - share)
        return Agreeing(
            kappa, upper, float((same - chance) / (1 - chance)), float(2 * both / (2 * both + mine + yours)),
            float(2 * none / (2 * none + mine + yours)), leads,
        )  # fmt: skip


def _kappa(cells: Floats) -> Floats:
    """Cohen's kappa of tables in columns."""
    both, mine, yours, none = cells
    total = both + mine + yours + none
    with np.errstate(invalid="ignore", divide="ignore"):
        same = (both + none) / total
        chance = ((both + mine) * (both + yours) + (none + mine) * (none + yours)) / total**2
        return np.asarray(np.where(chance < 1, (same - chance) / (1 - chance), np.nan), dtype=np.float64)


def agreements_at(on: Judging) -> list[Agreeing]:
    """How alike the sides labelled by each close: of each person the last label of a lead counts, of a side the most; a tie says nothing."""
    told = on.findings.query(LABELS).to_pylist()
    return [_at([row for row in told if row["labelled_at"] <= close]) for close in instants(on.closes.at)]


def _at(told: list[dict[str, Any]]) -> Agreeing:
    last = {(row["lead_id"], row["side"], row["user_id"]): row for row in told}
    votes: dict[str, dict[str, list[bool]]] = {}
    weight: dict[str, float] = {}
    for (lead, side, _), row in last.items():
        votes.setdefault(lead, {}).setdefault(side, []).append(row["qualified"])
        weight[lead] = row["weight"]
    both = [
        (
            lead,
            sum(sides["marketing"]) * 2 - len(sides["marketing"]),
            sum(sides["sales"]) * 2 - len(sides["sales"]),
        )
        for lead, sides in votes.items()
        if {"marketing", "sales"} <= sides.keys()
    ]
    kept = [(lead, ours > 0, theirs > 0) for lead, ours, theirs in both if ours and theirs]
    return agreement_of(
        np.array([ours for _, ours, _ in kept], dtype=np.bool_),
        np.array([theirs for _, _, theirs in kept], dtype=np.bool_),
        np.array([weight[lead] for lead, _, _ in kept], dtype=np.float64),
    )


def dispute(on: Judging, sign: Sign, source: Source) -> list[Course]:
    """Kappa, under its threshold when its 95% upper bound is."""
    found = agreements_at(on)
    leads = np.array([one.leads for one in found], dtype=np.int64)
    value, upper = np.array([one.kappa for one in found]), np.array([one.upper for one in found])
    return [
        judged(
            source.name, "", value, upper, thresholds(sign, source, "", on.agreements), leads, np.full(len(leads), -1),
            np.array([one.ac1 for one in found]), under=True, fewest_rows=FEWEST_LEADS, running=1,
        )
    ]  # fmt: skip
