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
from handfast.diagnosis.cost.estimate import FEWEST, FEWEST_WINS, Effect
from handfast.diagnosis.cost.model import Cause, Total
from handfast.diagnosis.cost.money import cents, total_of
from handfast.diagnosis.cost.population import LONGEST, Handoffs, horizons, read_handoffs
from handfast.diagnosis.cost.replicates import Replicated, replicate
from handfast.diagnosis.cost.resampling import interval
from handfast.diagnosis.cost.strata import Affected
from handfast.diagnosis.cost.worth import Wins, lost_amounts, read_wins
from handfast.engine.findings_made import Findings

Floats = NDArray[np.float64]
MOST_LACKING = 0.5
"""The share of what keeping the promise brings that no lead on record shows, above which no figure is told."""
SOME_LACKING = 0.1
"""The same share, above which it is said."""
DOUBTED = 1.5
"""The E-value under which an effect cannot be told from reps' choice of whom to call."""

ARMS = {
    "never-followed-up": ("leads touched in time", "leads never touched"),
    "followed-up-late": ("leads touched in time", "leads touched late"),
    "gave-up-early": ("unanswered leads that were tried again", "those that weren't"),
    "rejected-and-never-recycled": ("rejected leads that were recycled", "those that weren't"),
    "gone-cold": ("leads kept in touch with", "leads gone silent"),
}
"""What each cause compares, in words: the promise kept, and broken."""


@dataclass(frozen=True, slots=True)
class Bookings:
    """The bookings side of a costing.

    Attributes:
        handoffs, wins: what it was read from. affected: by cause, whom it hit. found: the estimates; None where the record can't carry any.
        why: the sentence that says why there is no estimate. margin: economics.margin. seed: of all chance, from what was evaluated alone.
    """

    handoffs: Handoffs
    wins: Wins
    affected: Mapping[str, Affected]
    found: Replicated | None
    why: str
    margin: float
    seed: str


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
    why = why_none(handoffs, findings.record.has("opportunities"))
    trials = {cause: (each.trial, affected[cause]) for cause, each in compared.items() if len(kept[cause])}
    seed = _seed(findings)
    found = None if why else replicate(handoffs, trials, wins, replicates, seed)
    return Bookings(handoffs, wins, affected, found, why, float(findings.current.economics.margin), seed)


def why_none(handoffs: Handoffs, opportunities: bool = True) -> str:
    """Why these hand-offs tell no effect at all; empty where they do. `opportunities`: whether the record has any."""
    if not opportunities:
        return "The record has no opportunities, so that nothing says what a lead is worth."
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
        effect = bookings.found.effects.get(cause) if bookings.found else None
        note = _silent(bookings, effect, affected, currency)
        if note or effect is None or bookings.found is None:
            causes.append(Cause(cause, "bookings", len(affected.row), None, None, None, None, False, note))
            rows.append(_rows(bookings, cause, affected, currency, None))
            continue
        drawn = lost_amounts(effect.wins_lost, bookings.found.worth[currency], f"{bookings.seed} {cause}")
        amounts = drawn * bookings.margin
        told, counts = _judged(cause, affected, effect, amounts)
        causes.append(told)
        if counts:
            counted.append(amounts)
        known = amounts[0] if told.amount is not None else None
        rows.append(_rows(bookings, cause, affected, currency, known))
    return tuple(causes), total_of(causes, counted), pa.concat_tables(rows)


def _silent(bookings: Bookings, effect: Effect | None, affected: Affected, currency: str) -> str:
    """Why a cause has no figure; empty where it has one."""
    if not len(affected.row):
        return "No lead in the period was hit." if len(bookings.handoffs) else "No hand-off is on record."
    if effect is None or bookings.found is None:
        return bookings.why
    if np.isnan(bookings.found.worth[currency].mean[0]):
        return "No won deal has an amount, so that the wins lost can't be put in money."
    if effect.strata == 0 or min(effect.followed, effect.left) == 0:
        return "No two leads alike in hand-off, score, source and segment were treated differently, so that there is nothing to compare."
    if effect.lacking > MOST_LACKING:
        return "Hardly anybody here was followed up to the end as agreed, so that nothing says what that would bring."
    alike, won = effect.followed + effect.left, effect.won + effect.won_left
    if not won:
        return f"None of the {alike} leads alike that can be compared was won, so that there is no effect to tell."
    if alike < FEWEST:
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
    note = f"{_effect_in_words(cause, ratio, strength)} {_ground_in_words(affected, effect)}"
    amount, least, most = (cents(each) if ratio > 1 else None for each in (amounts[0], low, high))
    return Cause(
        cause, "bookings", len(affected.row), amount, least, most, round(strength, 4), counts, note
    ), counts


def _effect_in_words(cause: str, ratio: float, strength: float) -> str:
    kept, broken = ARMS[cause]
    if ratio <= 1:
        return f"Here it is not better: {kept} were won no more often than {broken} ({ratio:.2f} times as often), so that nothing was lost by it."
    if strength < DOUBTED:
        return f"Cannot be told from reps' choice (E-value {strength:.2f}): {kept} were won {ratio:.2f} times as often as {broken}."
    return f"{kept.capitalize()} were won {ratio:.2f} times as often as {broken}."


def _ground_in_words(affected: Affected, effect: Effect) -> str:
    said = [
        f"{effect.followed + effect.left} leads alike were compared, {effect.won + effect.won_left} of them won."
    ]
    if effect.one_armed:
        said.append(
            f"{effect.one_armed_leads} leads in {effect.one_armed} groups without both treatments were left out."
        )
    if affected.servable.sum() < len(affected.row) - 0.5:
        said.append(
            f"Spare capacity could have served {affected.servable.sum():.0f} of the {len(affected.row)}."
        )
    if effect.lacking > SOME_LACKING:
        said.append(
            f"For {effect.lacking:.0%} of it hardly anybody was followed up to the end, so that the figure is too low."
        )
    return " ".join(said)


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
