"""What deals are worth: rates of exchange, the goal, amounts by the quarter's plan, discounts."""

import numpy as np

from handfast.demo.catalogue import QUARTERS
from handfast.demo.chance import Bools, Chance, Floats, Ints, top
from handfast.demo.knobs import Knobs
from handfast.demo.worktime import DAY, to_local

PIPELINE_A_LEAD = 215  # USD of pipeline goal a quarter for each lead of the year and a half


def rates(chance: Chance) -> tuple[Ints, Floats]:
    """The first day of each month and what one euro is worth in dollars from then."""
    months = (
        np.arange(np.datetime64("2025-01", "M"), np.datetime64("2026-08", "M"))
        .astype("datetime64[s]")
        .astype(np.int64)
    )
    walk = 1.09 + np.cumsum(chance.of("rates").normal(0, 0.012, len(months)))
    return months, np.round(np.clip(walk, 1.0, 1.2), 4).astype(np.float64)


def goal(leads: int) -> int:
    """The pipeline that both sides promise a quarter, in USD."""
    return max(round(PIPELINE_A_LEAD * leads, -4), 10_000)


def in_dollars(chance: Chance, t: Ints, euro: Bools) -> Floats:
    """What one unit of each row's currency is worth in dollars at an instant."""
    months, rate = rates(chance)
    return np.where(euro, rate[np.clip(np.searchsorted(months, t, side="right") - 1, 0, len(rate) - 1)], 1.0)


def quarter_of(t: Ints) -> Ints:
    """The quarter of instants, 0 for the first of 2025; at most 6."""
    starts = np.array(QUARTERS, dtype="datetime64[s]").astype(np.int64)
    return np.clip(np.searchsorted(starts, t, side="right") - 1, 0, len(QUARTERS) - 1)


def plan(knobs: Knobs, created: Ints, dollars: Floats, leads: int) -> Floats:
    """By what to multiply the amounts of each quarter, so that its pipeline is what the knobs say in proportion to the goal."""
    quarter = quarter_of(created)
    scale = np.ones(len(QUARTERS))
    for q in range(len(QUARTERS)):
        total = float(dollars[quarter == q].sum())
        if total <= 0:
            continue
        share = 1 / 0.75 * (1.02 - 0.01 * (q % 3))
        if q in (3, 4, 5) and "goals-missed" in knobs:
            share = 1 / max(knobs.at("goals-missed"), 0.05)
        if "spend-without-result" in knobs and q >= 3:
            share *= 0.93 ** (q - 2)
        factor = goal(leads) * share / total
        scale[q] = np.clip(factor, 0.7, 1.4) if q in (0, 6) else factor
    return scale


def discounts(knobs: Knobs, closed: Ints, won: Bools, u: Floats, v: Floats) -> Floats:
    """Discounts on won deals: most within policy (10%). Beyond it as the knob says; with the fault they are bunched in a month's last week."""
    day = to_local(np.where(won, closed, 0), "America/New_York").astype("datetime64[s]")
    month_end = (day.astype("datetime64[M]") + 1).astype("datetime64[s]")
    last = won & ((month_end - day).astype(np.int64) <= 7 * DAY)
    share = knobs.at("give-aways")
    ratio = max(2 * share / 0.10, 1.0) if "give-aways" in knobs else 1.0
    inside, outside = int(last.sum()), int((won & ~last).sum())
    rest = share * (inside + outside) / max(ratio * inside + outside, 1)
    in_last = min(rest * ratio, 1.0)
    rest = min((share * (inside + outside) - in_last * inside) / max(outside, 1), 1.0)
    beyond = top(u, in_last * inside, last) | top(u, rest * outside, won & ~last)
    usual = np.where(v < 0.55, 0.0, np.round((v - 0.55) / 0.45 * 0.09, 2))
    return np.where(won, np.where(beyond, np.round(0.12 + 0.16 * v, 2), usual), 0.0)
