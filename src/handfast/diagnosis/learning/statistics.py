"""Weighted figures of how well a score orders outcomes."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
REPLICATES = 300
SEED = 20_260_101
"""Of every random choice in learning, so that one record gives one draft."""


def auc(score: Floats, won: Floats, weight: Floats | None = None) -> float:
    """The chance that a won row scores above a lost one, ties half (weighted Mann-Whitney); 0.5 where either is missing."""
    weight = np.ones(len(score)) if weight is None else weight
    _, place = np.unique(score, return_inverse=True)
    return float(_auc_of_places(place, won, weight[None, :])[0])


def _auc_of_places(place: NDArray[np.intp], won: Floats, weights: Floats) -> Floats:
    many = int(place.max()) + 1 if len(place) else 1
    result = np.empty(len(weights))
    for row, weight in enumerate(weights):
        good = np.bincount(place, weight * won, many)
        bad = np.bincount(place, weight * (1 - won), many)
        below = np.cumsum(bad) - bad
        total = good.sum() * bad.sum()
        result[row] = (good * (below + bad / 2)).sum() / total if total > 0 else 0.5
    return result


def auc_interval(
    score: Floats,
    won: Floats,
    weight: Floats,
    groups: Sequence[str] | NDArray[np.object_],
    level: float = 0.95,
) -> tuple[float, float]:
    """A percentile interval of the AUC by a Poisson bootstrap over groups (accounts), whose rows come and go together."""
    draws = bootstrap_weights(groups)
    _, place = np.unique(score, return_inverse=True)
    values = _auc_of_places(place, won, draws * weight[None, :])
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def bootstrap_weights(groups: Sequence[str] | NDArray[np.object_], replicates: int = REPLICATES) -> Floats:
    """Poisson(1) weights by group: one row for each replicate, one column for each row."""
    names, place = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
    drawn = np.random.default_rng(SEED).poisson(1.0, (replicates, len(names))).astype(np.float64)
    return np.asarray(drawn[:, place])


def lift(score: Floats, won: Floats, weight: Floats, share: float = 0.2) -> float:
    """The win rate in the top share by score over the win rate of all; rows of one score share the last place evenly. NaN without a win."""
    total, wins = weight.sum(), (weight * won).sum()
    if wins <= 0:
        return float("nan")
    levels, place = np.unique(-score, return_inverse=True)
    weights = np.bincount(place, weight, len(levels))
    good = np.bincount(place, weight * won, len(levels))
    room = share * total - (np.cumsum(weights) - weights)
    taken = np.clip(room / np.maximum(weights, 1e-300), 0.0, 1.0)
    return float((good * taken).sum() / (share * total) / (wins / total))


def tenths(expected: Floats, won: Floats, weight: Floats, parts: int = 10) -> list[dict[str, float]]:
    """Calibration: rows in order of the expected win rate in tenths of equal weight; for each its rows, the expected and the observed win rate.

    `low` and `high` are Wilson's 95% interval of the observed rate, of as many rows as the weights are worth (Kish).
    """
    order = np.argsort(expected, kind="stable")
    before = np.cumsum(weight[order]) - weight[order] / 2
    part = np.minimum((before / weight.sum() * parts).astype(int), parts - 1)
    result = []
    for n in range(parts):
        rows = order[part == n]
        heavy = weight[rows].sum()
        if len(rows) and heavy > 0:
            observed = float((won[rows] * weight[rows]).sum() / heavy)
            low, high = wilson(observed, float(heavy**2 / (weight[rows] ** 2).sum()))
            result.append({
                "rows": len(rows),
                "expected": float((expected[rows] * weight[rows]).sum() / heavy),
                "observed": observed,
                "low": low,
                "high": high,
            })  # fmt: skip
    return result


def wilson(share: float, rows: float, z: float = 1.96) -> tuple[float, float]:
    """Wilson's interval of a share of so many rows."""
    middle = (share + z**2 / (2 * rows)) / (1 + z**2 / rows)
    half = z / (1 + z**2 / rows) * math.sqrt(share * (1 - share) / rows + z**2 / (4 * rows**2))
    return max(middle - half, 0.0), min(middle + half, 1.0)
