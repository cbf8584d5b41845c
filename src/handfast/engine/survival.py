"""How long it takes when some have not done it yet: quantiles by the estimate of Kaplan and Meier.

Source: E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", 1958. A row that has had no event is censored at its
duration: it counts among those at risk until then. At one duration, events come before censorings.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
TOLERANCE = 1e-9
"""Products of fractions carry rounding; an estimate this near to a share has reached it."""


@dataclass(frozen=True, slots=True)
class Quantiles:
    """What is known of each group.

    Attributes:
        groups: the group's code, ascending.
        rows: how many rows it has.
        events: how many of them had the event.
        values: for each share asked for, the least duration by which that share had the event; NaN where it is not reached.
    """

    groups: Whole
    rows: Whole
    events: Whole
    values: dict[float, NDArray[np.float64]]


def survival_quantiles(duration: NDArray[np.float64], event: NDArray[np.bool_], group: Whole, shares: tuple[float, ...]) -> Quantiles:
    """Quantiles of the time to an event for each group of rows.

    `duration` is the time to the event or to the last look, in any unit; rows come in any order (sorted ones are quicker); `group` holds codes.
    """
    order = np.lexsort((~event, duration, group))
    duration, event, group = duration[order], event[order], group[order]
    groups, starts, rows = np.unique(group, return_index=True, return_counts=True)
    at_risk = np.repeat(starts + rows, rows) - np.arange(len(group))
    last = at_risk == 1
    # the last row's event takes survival to nothing; its logarithm would spoil the running sums, so it is put in afterwards
    factor = np.where(event & ~last, np.log1p(-1.0 / np.maximum(at_risk, 2)), 0.0)
    total = np.cumsum(factor)
    before = np.repeat(total[starts] - factor[starts], rows)
    survival = np.where(event & last, 0.0, np.exp(total - before))
    values = {share: _first_reached(survival, event, duration, starts, rows, 1.0 - share) for share in shares}
    return Quantiles(groups, rows, np.add.reduceat(event.astype(np.int64), starts), values) if len(groups) else Quantiles(groups, rows, rows, values)


def _first_reached(survival: NDArray[np.float64], event: NDArray[np.bool_], duration: NDArray[np.float64], starts: Whole, rows: Whole,
                   left: float) -> NDArray[np.float64]:  # fmt: skip
    """The duration of each group's first row at which no more than `left` survive."""
    reached = np.where(event & (survival <= left + TOLERANCE), duration, np.inf)
    first = np.minimum.reduceat(reached, starts) if len(starts) else np.empty(0)
    return np.where(np.isinf(first), np.nan, first)
