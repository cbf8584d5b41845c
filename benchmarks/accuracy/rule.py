"""The rule of states by itself: how surely it fires for a share that is truly at some multiple of its threshold, from the close at which that began.

No company is made: weekly rows are Poisson, each counts with the true share. Before, the share is at 0.4 times its threshold, as in a healthy company.
"""

from dataclasses import dataclass

import numpy as np

from handfast.diagnosis.signs.closes import WEEKS
from handfast.diagnosis.signs.estimates import Ints, Sums, estimate
from handfast.diagnosis.signs.states import State, judged

MONTHS = 12
HEALTHY = 0.4
A_MONTH = 365.25 / 12 / 7


@dataclass(frozen=True, slots=True)
class Firing:
    """Of many shares, how many fire.

    Attributes:
        last: at the last of twelve closes. half, year: at one of the first six, twelve closes since the share rose.
    """

    last: float
    half: float
    year: float


def firing(
    threshold: float, strength: float, rows: float, *, shares: int = 4000, weeks: int = WEEKS, seed: int = 1
) -> Firing:
    """Simulate so many shares with so many rows in a window of so many weeks; the share rises right after a close, and twelve follow."""
    rng = np.random.default_rng([seed, int(threshold * 1e4), int(strength * 100), int(rows), weeks])
    ends = weeks + np.floor(np.arange(MONTHS + 1) * A_MONTH).astype(int)
    true = np.where(np.arange(ends[-1]) < weeks, HEALTHY, strength) * threshold
    many = rng.poisson(rows / weeks, (shares, ends[-1]))
    top = rng.binomial(many, np.minimum(true, 1.0))
    fires = _states(top, many, ends, weeks, threshold)[1:] == State.FIRES
    half, year = (float(fires[:closes].any(axis=0).mean()) for closes in (6, MONTHS))
    return Firing(float(fires[-1].mean()), half, year)


def _states(top: Ints, many: Ints, ends: Ints, weeks: int, threshold: float) -> Ints:
    """The state of each share (second axis) at each close."""
    windows = [slice(end - weeks, end) for end in ends.tolist()]
    shown, given = (np.stack([column[:, window] for window in windows]) for column in (top, many))
    bottom = given.astype(np.float64)
    found = estimate(Sums(shown.astype(np.float64), bottom, given, bottom, bottom))
    limit = np.full_like(found.ratio, threshold)
    bound = found.ratio - found.margin
    return judged("", "", found.ratio, bound, limit, found.rows, found.clusters, found.ratio).states


def rows_needed(threshold: float, strength: float, power: float = 0.95) -> int:
    """The least number of rows in the window, in steps of ten, at which the last close fires so surely."""
    low, high = 3, 400
    while low < high:
        middle = (low + high) // 2
        low, high = (
            (low, middle) if firing(threshold, strength, middle * 10).last >= power else (middle + 1, high)
        )
    return low * 10
