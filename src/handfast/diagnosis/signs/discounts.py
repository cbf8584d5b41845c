"""Discounts beyond policy that bunch in a month's last week."""

import numpy as np

from handfast.diagnosis.signs.closes import WEEKS
from handfast.diagnosis.signs.estimates import quantile
from handfast.diagnosis.signs.judging import Judging
from handfast.diagnosis.signs.registry import Sign, Source
from handfast.diagnosis.signs.shares import rows_of
from handfast.diagnosis.signs.states import Course, judged
from handfast.diagnosis.signs.thresholds import thresholds

FEWEST_BEYOND = 5
"""Of fewer deals beyond the limit nothing is said: three in a quarter fall into the last weeks by chance as often as not."""


def bunched(on: Judging, sign: Sign, source: Source) -> list[Course]:
    """The last week's rate over the rest's, half a deal added to each, in the last 13 whole weeks; unknown of fewer than FEWEST_BEYOND deals beyond the limit.

    It is over k times when p₁ − k p₀ > 0, whose standard error is √(p₁(1 − p₁) ÷ n₁ + k² p₀(1 − p₀) ÷ n₀).
    """
    table = on.rows(source.name)
    won, late = rows_of(table), np.asarray(table.column("last_week").to_pylist(), dtype=np.bool_)
    week = on.closes.week_of(won.happened)
    limit = thresholds(sign, source, "", on.agreements)
    value, bound, count = (
        np.full(len(limit), np.nan),
        np.full(len(limit), np.nan),
        np.zeros(len(limit), dtype=np.int64),
    )
    for place, (close, last) in enumerate(zip(on.closes.at, on.closes.last_week, strict=True)):
        inside = (last - WEEKS <= week) & (week < last) & (won.known <= close)
        here, rest = inside & late, inside & ~late
        count[place] = inside.sum()
        if not (here.any() and rest.any()) or won.top[inside].sum() < FEWEST_BEYOND:
            continue
        many, others = here.sum() + 1, rest.sum() + 1
        high, low = (won.top[here].sum() + 0.5) / many, (won.top[rest].sum() + 0.5) / others
        error = np.sqrt(high * (1 - high) / many + limit[place] ** 2 * low * (1 - low) / others)
        margin = float(quantile(np.array(count[place] - 2))) * error / low
        value[place], bound[place] = high / low, high / low - margin
    return [
        judged(
            source.name, "", value, bound, limit, count, np.full(len(limit), -1), np.full(len(limit), np.nan)
        )
    ]
