"""What each landmark counts: outcomes cut off by the record's end, or by a clean-up, are made up for by weights; who was never worked teaches nothing."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handfast.diagnosis.learning.population import Population
from handfast.diagnosis.learning.statistics import SEED

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LONGEST = 365.0
QUANTILE = 0.9
MOST = 10.0
"""No row counts for more than ten."""
SUPPORT = 0.05
"""Below this chance of being worked there is no evidence."""
BULK = 20
USUAL = 10
SETTLED_DAYS = 14.0
A_MINUTE = 1 / 1440


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of each landmark within the horizon.

    Attributes:
        horizon: H in days: the 90th percentile from landmark to win, at least a day, at most a year; nought without instants.
        won: 1 or 0; meaningless where `weight` is 0.
        weight: by how much each row counts: 0 where its outcome isn't known.
        bulk: rows that were closed with many others at one instant.
        known: rows whose outcome within H is known.
    """

    horizon: float
    won: Floats
    weight: Floats
    bulk: Bools
    known: Bools


def bulk_closed(rows: Population) -> Bools:
    """Rows lost in a clean-up: at least twenty in one minute, and ten times the usual number closed at one instant. Nobody judged each of them."""
    lost = (rows.status == "lost") if rows.basis != "leads" else np.zeros(len(rows), dtype=bool)
    minutes = np.floor(np.where(lost, rows.ended, 0) / A_MINUTE + 1e-6).astype(np.int64)
    crowds = Counter(minutes[lost].tolist())
    if not crowds:
        return lost
    least = max(BULK, USUAL * float(np.median(list(crowds.values()))))
    crowded = [crowds.get(minute, 0) >= least for minute in minutes.tolist()]
    return np.asarray(lost & np.array(crowded, dtype=bool))


def outcomes_of(rows: Population) -> Outcomes:
    """Won within H of the landmark.

    Those not seen for so long, or closed in bulk, are censored, and made up for by 1 / G (Kaplan-Meier of the censoring).
    """
    won = rows.status == "won"
    if rows.basis == "leads":
        known = np.ones(len(rows), dtype=bool)
        return Outcomes(0.0, won.astype(np.float64), known.astype(np.float64), ~known, known)
    after = np.maximum(rows.ended - rows.at, 0.0)
    bulk = bulk_closed(rows)
    horizon = float(np.clip(np.quantile(after[won], QUANTILE), 1.0, LONGEST)) if won.any() else LONGEST
    in_time = won & (after <= horizon)
    known = in_time | ((rows.status == "lost") & ~bulk) | (after >= horizon)
    seen = np.minimum(after, horizon)
    weight = np.where(known, 1 / np.maximum(_uncensored(seen, known), 1 / MOST), 0.0)
    return Outcomes(horizon, in_time.astype(np.float64), weight, bulk, known)


def _uncensored(seen: Floats, known: Bools) -> Floats:
    """Kaplan and Meier's share not yet censored just before each row's own time."""
    order = np.argsort(seen, kind="stable")
    times, first = np.unique(seen[order], return_index=True)
    at_risk = len(seen) - first
    cut = np.add.reduceat((~known[order]).astype(np.float64), first)
    left = np.cumprod(1 - cut / at_risk)
    before = np.concatenate([[1.0], left[:-1]])
    return np.asarray(before[np.searchsorted(times, seen)])


def chance_worked(values: Floats, rows: Population, latest: float, stands_for: Floats) -> Floats:
    """The chance that a lead such as this is worked: ridge-penalised logistic regression on the traits, among rows at least two weeks old; 1 where all were.

    `stands_for` is how many rows each stands for.
    """
    settled = (rows.at <= latest - SETTLED_DAYS) | rows.worked
    worked = rows.worked[settled]
    if not rows.timed or worked.all() or not worked.any() or not values.shape[1]:
        share = float(np.average(worked, weights=stands_for[settled])) if len(worked) else 1.0
        return np.full(len(rows), 1.0 if worked.all() or not worked.any() else share)
    from sklearn.linear_model import LogisticRegression

    spread = values[settled].std(axis=0)
    scaled = values[:, spread > 0] / spread[spread > 0]
    model = LogisticRegression(C=0.02, max_iter=500, random_state=SEED)
    model.fit(scaled[settled], worked, sample_weight=stands_for[settled])
    return np.asarray(model.predict_proba(scaled)[:, 1], dtype=np.float64)


def with_worked(outcomes: Outcomes, rows: Population, chance: Floats, stands_for: Floats) -> Floats:
    """The rows' weights when only worked ones count, each for 1 / P(worked), at most ten; a row counts for all it stands for."""
    share = float(np.average(rows.worked, weights=stands_for)) or 1.0
    stable = np.minimum(share / np.maximum(chance, SUPPORT), MOST)
    weight = np.where(rows.worked & (chance >= SUPPORT), np.minimum(outcomes.weight * stable, MOST), 0.0)
    return np.asarray(weight * stands_for)
