"""Quantiles within groups of rows: plain ones, and of times when some rows have not had their event yet.

The estimate with censored rows is Kaplan and Meier's ("Nonparametric estimation from incomplete observations", 1958): a row that has had no event
counts among those at risk until its duration. At one duration, events come before censorings.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
TOLERANCE = 1e-9
"""Products of fractions carry rounding; an estimate this near to a share has reached it."""
RADIX = 1 << 16
"""Codes below this are sorted by radix, many times faster."""


@dataclass(frozen=True, slots=True)
class Grouped:
    """Rows put in order of their group, keeping their order within it.

    Attributes:
        order: the rows' places in that order.
        groups: the groups' codes, ascending.
        starts: where each begins.
        rows: how many rows each has.
    """

    order: Whole
    groups: Whole
    starts: Whole
    rows: Whole


def grouped(codes: Whole) -> Grouped:
    """Rows by the code of their group, from 0."""
    small = bool(len(codes)) and int(codes.max()) < RADIX
    order = np.argsort(codes.astype(np.uint16) if small else codes, kind="stable")
    ordered = codes[order]
    starts = (
        np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
        if len(codes)
        else np.empty(0, dtype=np.int64)
    )
    return Grouped(order, ordered[starts], starts, np.diff(np.r_[starts, len(codes)]))


def quantiles(ordered: Numbers, groups: Grouped, share: float) -> Numbers:
    """The interpolated quantile of each group; `ordered` are the rows' values by group, ascending within it."""
    within = share * (groups.rows - 1)
    whole = np.floor(within)
    below = groups.starts + whole.astype(np.int64)
    above = np.minimum(below + 1, groups.starts + groups.rows - 1)
    # The fraction is taken inside the group: added to its start it would depend on how many rows come before.
    found: Numbers = ordered[below] + (ordered[above] - ordered[below]) * (within - whole)
    return found


def time_order(duration: Numbers, event: Flags) -> Whole:
    """The rows' places by duration, events before censorings."""
    if event.all():
        return np.argsort(duration, kind="stable")
    return np.lexsort((~event, duration))


def survival_quantiles(duration: Numbers, event: Flags, groups: Grouped, share: float) -> Numbers:
    """For each group the least duration by which `share` of its rows had the event; NaN where it is not reached.

    `duration` (to the event, or to the last look) and `event` come by group, within it in `time_order`.
    """
    if not len(groups.starts):
        return np.empty(0)
    at_risk = np.repeat(groups.starts + groups.rows, groups.rows) - np.arange(len(duration))
    last = at_risk == 1
    # the last row's event takes survival to nothing; its logarithm would spoil the running sums, so it is put in afterwards
    factor = np.where(event & ~last, np.log1p(-1.0 / np.maximum(at_risk, 2)), 0.0)
    total = np.cumsum(factor)
    before = np.repeat(total[groups.starts] - factor[groups.starts], groups.rows)
    left = np.where(event & last, 0.0, np.exp(total - before))
    reached = np.where(event & (left <= 1.0 - share + TOLERANCE), duration, np.inf)
    first = np.minimum.reduceat(reached, groups.starts)
    return np.where(np.isinf(first), np.nan, first)
