"""A sparse additive model of winning: L1-penalised logistic regression, turned into whole points."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handfast.diagnosis.learning.statistics import SEED, auc

Floats = NDArray[np.float64]
FOLDS = 5
STRENGTHS = 10.0 ** np.arange(-2.5, 0.6, 0.5)
"""Inverse penalties tried, per row of weight 1 in a thousand."""
LITTLE = 0.0005
"""A weaker penalty is tried as long as it gains more AUC than this."""
WITHIN = 0.004
"""The sparsest model that loses no more AUC than this against the best."""
MOST_RULES = 24
MOST_POINTS = 100
SCALES = (4, 6, 8, 10, 15, 20, 30, 40, 60, 100, 200, 500)
FAITHFUL = 0.001


@dataclass(frozen=True, slots=True)
class Model:
    """An additive model.

    Attributes:
        weights: log odds of each trait, for one more of it.
        intercept: log odds without any.
        strength: the inverse penalty chosen.
        cross_auc: the AUC by cross-validation, accounts kept together.
        held_out: for each row the score by the folds without its account.
    """

    weights: Floats
    intercept: float
    strength: float
    cross_auc: float
    held_out: Floats


def fit_model(values: Floats, won: Floats, weight: Floats, groups: NDArray[np.object_]) -> Model:
    """The model of the rows that count (`weight` over 0); the penalty is chosen by cross-validation with accounts kept together."""
    spread = values.std(axis=0)
    usable = spread > 0
    scaled = np.zeros_like(values)
    scaled[:, usable] = values[:, usable] / spread[usable]
    fold = folds(groups)
    tried = []
    for strength in STRENGTHS:
        held_out = np.zeros(len(won))
        for n in range(FOLDS):
            inside, outside = fold != n, fold == n
            if len(set(won[inside].tolist())) < 2:
                continue
            slopes, start = _logistic(scaled[inside], won[inside], weight[inside], strength)
            held_out[outside] = scaled[outside] @ slopes + start
        slopes, start = _logistic(scaled, won, weight, strength)
        tried.append(
            (auc(held_out, won, weight), int((slopes != 0).sum()), strength, slopes, start, held_out)
        )
        some = [one for one in tried if one[1]]
        if len(some) > 2 and some[-1][0] < max(one[0] for one in some[:-1]) + LITTLE:
            break
    best = max(one[0] for one in tried)
    fitting = [one for one in tried if one[0] >= best - WITHIN and one[1]]
    crossed, _, strength, slopes, start, held_out = min(fitting or tried, key=lambda one: (one[1], one[2]))
    weights = np.zeros(len(spread))
    weights[usable] = slopes[usable] / spread[usable]
    return Model(weights, start, float(strength), crossed, held_out)


def _logistic(values: Floats, won: Floats, weight: Floats, strength: float) -> tuple[Floats, float]:
    """Slopes and intercept; traits that by themselves differ by less than a standard error between won and lost are left out beforehand."""
    from sklearn.linear_model import LogisticRegression

    slopes, told = np.zeros(values.shape[1]), _telling(values, won, weight)
    base = float(np.clip((weight * won).sum() / max(weight.sum(), 1e-9), 1e-6, 1 - 1e-6))
    if not told.any():
        return slopes, float(np.log(base / (1 - base)))
    per_row = strength * 1000 / max(float(weight.sum()), 1.0)
    model: Any = LogisticRegression(
        l1_ratio=1.0,
        C=per_row,
        solver="liblinear",
        intercept_scaling=10.0,
        random_state=SEED,
        max_iter=200,
        tol=1e-3,
    )
    model.fit(values[:, told], won, sample_weight=weight)
    slopes[told] = model.coef_[0]
    return slopes, float(model.intercept_[0])


def _telling(values: Floats, won: Floats, weight: Floats) -> NDArray[np.bool_]:
    """Which traits' weighted covariance with winning is at least its standard error."""
    total = max(float(weight.sum()), 1e-9)
    centred = (weight * (won - (weight * won).sum() / total))[:, None] * (values - weight @ values / total)
    return np.asarray(np.abs(centred.sum(axis=0)) >= np.sqrt((centred**2).sum(axis=0)) + 1e-12)


def folds(groups: NDArray[np.object_]) -> NDArray[np.intp]:
    """The fold of each row: that of its group, groups dealt at random."""
    names, place = np.unique(groups.astype(str), return_inverse=True)
    dealt = np.random.default_rng(SEED).permutation(len(names)) % FOLDS
    return np.asarray(dealt[place])


def whole_points(weights: Floats, values: Floats, won: Floats, weight: Floats) -> NDArray[np.int64]:
    """Whole points in the weights' proportion: on the smallest scale at which they order the rows as well as the weights do (AUC within 0.001).

    At most 24 rules, which two teams can still read together: the ones that move scores most.
    """
    spread = np.abs(weights) * values.std(axis=0)
    kept = np.zeros(len(weights), dtype=bool)
    kept[np.argsort(-spread, kind="stable")[:MOST_RULES]] = True
    used = np.where(kept & (spread > 0), weights, 0.0)
    if not used.any():
        return np.zeros(len(weights), dtype=np.int64)
    exact = auc(values @ used, won, weight)
    largest = np.abs(used).max()
    points = np.zeros(len(weights), dtype=np.int64)
    for scale in SCALES:
        points = np.rint(np.clip(used * scale, -MOST_POINTS, MOST_POINTS)).astype(np.int64)
        if largest * scale >= 5 and abs(exact - auc(values @ points, won, weight)) <= FAITHFUL:
            break
    return points


def logistic(score: Floats) -> Floats:
    """The share at each log odds."""
    return np.asarray(1 / (1 + np.exp(-np.clip(score, -30, 30))))


def calibrate(points: Floats, won: Floats, weight: Floats) -> tuple[float, float]:
    """Slope and intercept of the log odds of winning in points, by logistic regression."""
    if len(set(won[weight > 0].tolist())) < 2 or float(np.std(points)) == 0:
        base = float(np.clip((won * weight).sum() / max(weight.sum(), 1e-9), 1e-6, 1 - 1e-6))
        return 0.0, float(np.log(base / (1 - base)))
    from sklearn.linear_model import LogisticRegression

    spread = float(np.std(points))
    model = LogisticRegression(C=1e4, max_iter=500, random_state=SEED).fit(
        points[:, None] / spread, won, sample_weight=weight
    )
    return float(model.coef_[0, 0]) / spread, float(model.intercept_[0])
