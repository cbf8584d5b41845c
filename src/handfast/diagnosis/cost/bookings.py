"""The bookings causes: whom each hit in the period, what following up does, and what the neglect lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from handfast.diagnosis.cost.capacity import servable
from handfast.diagnosis.cost.comparisons import comparisons, waterfall
from handfast.diagnosis.cost.effect import e_value
from handfast.diagnosis.cost.estimate import Effect
from handfast.diagnosis.cost.model import Cause, Total
from handfast.diagnosis.cost.money import cents, total_of
from handfast.diagnosis.cost.population import LONGEST, Handoffs, horizons, read_handoffs
from handfast.diagnosis.cost.replicates import Replicated, replicate
from handfast.diagnosis.cost.resampling import interval
from handfast.diagnosis.cost.strata import Affected
from handfast.diagnosis.cost.worth import Wins, read_wins
from handfast.engine.findings_made import Findings

Floats = NDArray[np.float64]
FEWEST = 30
"""Mature hand-offs, and leads compared, under which no effect is told."""
FEWEST_WINS = 10
"""Wins under which no effect is told: their replicates would say more about chance than about sales."""
DOUBTED = 1.5
"""The E-value under which an effect cannot be told from reps' choice of whom to call."""


@dataclass(frozen=True, slots=True)
class Bookings:
    """The bookings side of a costing.

    Attributes:
        handoffs, wins: what it was read from. affected: by cause, whom it hit. found: the estimates; None where the record can't carry any.
        why: the sentence that says why there is no estimate. margin: economics.margin.
    """

    handoffs: Handoffs
    wins: Wins
    affected: Mapping[str, Affected]
    found: Replicated | None
    why: str
    margin: float


def read_bookings(findings: Findings, starts_at: datetime, ends_at: datetime, replicates: int) -> Bookings:
    """Estimate every bookings cause for a period (naive UTC instants): hand-offs made, rejected or gone cold in it."""
    handoffs = read_handoffs(findings)
    wins = read_wins(findings, handoffs)
    compared = comparisons(findings, handoffs)
    first, end = _micros(starts_at), _micros(ends_at)
    hits = [(cause, each.hit & (first <= each.at) & (each.at < end)) for cause, each in compared.items()]
    kept = waterfall(hits, handoffs.lead, handoffs.handed_at)
    share = np.ones(len(handoffs))
    hit = np.concatenate([*kept.values(), np.zeros(0, dtype=np.int64)])
    share[hit] = servable(findings, handoffs, hit)
    affected = {
        cause: Affected(rows, compared[cause].layer[rows], share[rows]) for cause, rows in kept.items()
    }
    why = why_none(handoffs)
    trials = {cause: (each.trial, affected[cause]) for cause, each in compared.items()}
    found = None if why else replicate(handoffs, trials, wins, replicates, _seed(findings))
    return Bookings(handoffs, wins, affected, found, why, float(findings.current.economics.margin))


def why_none(handoffs: Handoffs) -> str:
    """Why these hand-offs tell no effect at all; empty where they do."""
    reach = _horizon(handoffs)
    ripe = handoffs.age_days >= reach
    won = int((ripe & (handoffs.win_days <= reach)).sum())
    count = int(ripe.sum())
    if not np.isfinite(handoffs.win_days).any():
        return "No hand-off has won a deal on record, so that nothing says what a lead is worth."
    if count < FEWEST:
        return f"Only {count} hand-offs are old enough to have an outcome; {FEWEST} are needed before an effect is told."
    if won == count:
        return f"All {count} hand-offs with an outcome were won, so that nothing tells what following up changes."
    if won < FEWEST_WINS:
        return f"Only {won} of {count} hand-offs with an outcome were won; {FEWEST_WINS} wins are needed before an effect is told."
    return ""


def _horizon(handoffs: Handoffs) -> Floats:
    if not len(handoffs):
        return np.full(0, LONGEST)
    ones = np.ones((int(handoffs.cluster.max()) + 1, 1))
    return np.asarray(horizons(handoffs, ones)[handoffs.clause, 0])


def causes_in(bookings: Bookings, currency: str) -> tuple[tuple[Cause, ...], Total, pa.Table]:
    """The causes with their figures in one currency, their total, and the rows behind them."""
    causes, counted, rows = [], [], []
    for cause, affected in bookings.affected.items():
        effect = bookings.found.effects[cause] if bookings.found else None
        note = _silent(bookings, effect, affected, currency)
        if note or effect is None or bookings.found is None:
            causes.append(Cause(cause, "bookings", len(affected.row), None, None, None, None, False, note))
            rows.append(_rows(bookings, cause, affected, currency, None))
            continue
        amounts = effect.wins_lost * bookings.found.worth[currency] * bookings.margin
        told, counts = _judged(cause, affected, effect, amounts)
        causes.append(told)
        if counts:
            counted.append(amounts)
        rows.append(_rows(bookings, cause, affected, currency, amounts[0]))
    return tuple(causes), total_of(causes, counted), pa.concat_tables(rows)


def _silent(bookings: Bookings, effect: Effect | None, affected: Affected, currency: str) -> str:
    """Why a cause has no figure; empty where it has one."""
    if not len(affected.row):
        return "No lead in the period was hit." if len(bookings.handoffs) else "No hand-off is on record."
    if effect is None or bookings.found is None:
        return bookings.why
    if np.isnan(bookings.found.worth[currency][0]):
        return "No won deal has an amount, so that the wins lost can't be put in money."
    if effect.strata == 0 or min(effect.followed, effect.left) == 0:
        return "No two leads alike in hand-off, score, source and segment were treated differently, so that there is nothing to compare."
    alike, won = effect.followed + effect.left, effect.won + effect.won_left
    if alike < FEWEST or won == 0:
        return (
            f"Only {alike} leads alike can be compared, {won} of them won; that is too few to tell an effect."
        )
    return ""


def _judged(cause: str, affected: Affected, effect: Effect, amounts: Floats) -> tuple[Cause, bool]:
    ratio = float(effect.ratio[0])
    strength = e_value(ratio)
    usable = amounts[1:][~np.isnan(amounts[1:])]
    low, high = interval(usable) if len(usable) else (float(amounts[0]), float(amounts[0]))
    counts = ratio > 1 and strength >= DOUBTED
    compared = f"{effect.followed + effect.left} leads alike were compared, {effect.won + effect.won_left} of them won"
    if ratio <= 1:
        note = f"Here, being followed up so is not better: leads that were won no more often (ratio {ratio:.2f}). {compared}."
    elif not counts:
        note = f"Cannot be told from reps' choice (E-value {strength:.2f}). {compared}."
    else:
        note = f"Followed up as agreed, leads win {ratio:.2f} times as often. {compared}."
    if effect.one_armed:
        note += f" {effect.one_armed_leads} leads in {effect.one_armed} groups without both treatments were left out."
    if affected.servable.sum() < len(affected.row) - 0.5:
        note += f" Spare capacity could have served {affected.servable.sum():.0f} of the {len(affected.row)}."
    return (
        Cause(cause, "bookings", len(affected.row), cents(amounts[0]), cents(low), cents(high), round(strength, 4), counts, note),
        counts,
    )  # fmt: skip


def _rows(
    bookings: Bookings, cause: str, affected: Affected, currency: str, amount: float | None
) -> pa.Table:
    """One row for each lead that the cause hit; its share of the amount by what spare capacity could have served."""
    handoffs = bookings.handoffs
    size = len(affected.row)
    whole = affected.servable.sum()
    share = affected.servable * (amount / whole) if amount is not None and whole > 0 else None
    return pa.table(
        {
            "cause": pa.array([cause] * size, pa.string()),
            "currency": pa.array([currency] * size, pa.string()),
            "lead_id": pa.array(handoffs.lead_ids[handoffs.lead[affected.row]], pa.string()),
            "handoff_id": pa.array(handoffs.ids[affected.row], pa.string()),
            "opportunity_id": pa.nulls(size, pa.string()),
            "amount": pa.nulls(size, pa.float64()) if share is None else pa.array(share, pa.float64()),
        }
    )


def _seed(findings: Findings) -> str:
    """Text that depends on what was evaluated alone."""
    hashes = " ".join(agreement.hash for agreement in findings.agreements)
    return f"{hashes} {findings.as_of.isoformat()}"


def _micros(at: datetime) -> int:
    return int((at - datetime(1970, 1, 1)).total_seconds()) * 1_000_000
