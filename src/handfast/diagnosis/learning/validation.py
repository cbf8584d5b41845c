"""How good a draft is on rows that it was not learned from, and whether there is anything in it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handfast.diagnosis.learning.model import calibrate, logistic
from handfast.diagnosis.learning.statistics import auc, auc_interval, lift, tenths

Floats = NDArray[np.float64]
MARGIN = 0.05
"""A cross-validated AUC nearer to 0.5 than this is no signal, however sure."""
LATER_MARGIN = 0.02
"""The AUC on later rows must be over 0.5 by this."""


RAISED = 1e3
"""What today's score of a raised hand has on top: both definitions take it whatever its points."""
UNQUALIFIED = -1e6
"""Today's score of a lead that today's definition doesn't qualify."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One score against what became of the rows.

    Attributes:
        auc, low, high: the chance that a won row scores above a lost one, with its 95% interval by accounts.
        lift: the win rate of the top fifth over that of all.
    """

    auc: float
    low: float
    high: float
    lift: float


@dataclass(frozen=True, slots=True)
class Validation:
    """A draft on rows that it was not learned from.

    Attributes:
        rows, wins: how many there are that points decide on; raised: raised hands, which either definition hands over whatever their points.
        draft: the draft on these rows. today: today's, None where it qualifies none or tells none apart.
        points: the AUC of the learned points on all of them, raised hands too.
        calibration: by tenths of the draft's score: rows, expected, observed.
    """

    rows: int
    wins: int
    raised: int
    draft: Judged
    today: Judged | None
    points: float
    calibration: tuple[dict[str, float], ...]


def judge(score: Floats, won: Floats, weight: Floats, groups: NDArray[np.object_]) -> Judged:
    """A score against outcomes."""
    low, high = auc_interval(score, won, weight, groups)
    return Judged(auc(score, won, weight), low, high, lift(score, won, weight))


def validate(
    score: Floats,
    today: Floats,
    won: Floats,
    weight: Floats,
    groups: NDArray[np.object_],
    line: tuple[float, float],
) -> Validation:
    """The draft and today's definition on the rows given; `line` is the draft's slope and intercept, learned from the others."""
    slope, start = line
    order = np.nan_to_num(today, nan=UNQUALIFIED)
    raised = order >= RAISED
    decided = ~raised if _both(won[~raised]) else np.ones(len(won), dtype=bool)
    here = won[decided]

    def on_these(column: Floats) -> Judged:
        return judge(column[decided], here, weight[decided], groups[decided])

    tells = np.isfinite(today[decided]).any() and np.ptp(order[decided]) > 0
    compared, draft = on_these(order) if tells else None, on_these(score)
    parts = tuple(tenths(logistic(slope * score + start), won, weight))
    return Validation(
        len(here), int(here.sum()), int((~decided).sum()), draft, compared, auc(score, won, weight), parts
    )  # fmt: skip


def _both(won: Floats) -> bool:
    return bool(won.any() and not won.all())


def has_signal(crossed: Judged, validation: Validation) -> bool:
    """Whether the cross-validated AUC is over 0.5 surely and by the margin, and later rows agree."""
    return crossed.low > 0.5 and crossed.auc >= 0.5 + MARGIN and validation.points >= 0.5 + LATER_MARGIN


def line_of(
    score: Floats, exact: Floats, held_out: Floats, won: Floats, weight: Floats
) -> tuple[float, float]:
    """Slope and intercept that turn points into log odds, from the rows that were learned from.

    Points that were fitted to rows tell too much of these very rows, so the slope is that of `held_out`, the log odds by folds without each row's account,
    carried over to points by the spread of both; `exact` is the log odds by all rows. The intercept makes the expected wins those that there were.
    """
    spread = float(np.std(score))
    if spread == 0:
        return calibrate(score, won, weight)
    slope = max(calibrate(held_out, won, weight)[0], 0.0) * float(np.std(exact)) / spread
    base = float((won * weight).sum() / weight.sum())
    low, high = -30.0 - slope * float(score.max()), 30.0 - slope * float(score.min())
    for _ in range(60):
        middle = (low + high) / 2
        expected = float((logistic(slope * score + middle) * weight).sum() / weight.sum())
        low, high = (middle, high) if expected < base else (low, middle)
    return slope, (low + high) / 2
