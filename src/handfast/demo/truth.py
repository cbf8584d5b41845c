"""The truth behind a demo company: what would have been, had sales been in time."""

from dataclasses import dataclass

import numpy as np

from handfast.demo.chance import Floats, Ints, logistic
from handfast.demo.journeys import Journeys
from handfast.demo.knobs import FAULTS, Knobs
from handfast.demo.market import END, Market
from handfast.demo.pursuit import LATE, NEVER_TOUCHED, patience
from handfast.demo.sale import BECOMES_OPPORTUNITY

FULL_TRIES = 6


@dataclass(frozen=True, slots=True)
class Chances:
    """For each journey, its chance to be won.

    Attributes:
        in_time: touched in time, with the attempts the rep was ready to make. as_was: as it was.
        full: touched in time, with six attempts. would, was: whether it would have been won in time, and was (or will be).
        cause: what cost chance: `never-followed-up`, `followed-up-late`, `gave-up-early` or empty.
        lost: chance lost to that cause.
    """

    in_time: Floats
    as_was: Floats
    full: Floats
    would: Ints
    was: Ints
    cause: Ints
    lost: Floats


CAUSES = ("", "never-followed-up", "followed-up-late", "gave-up-early")


def chances(journeys: Journeys) -> Chances:
    """Both worlds of each journey."""
    luck, work = journeys.luck, journeys.work
    reached = 1 - (1 - luck.reach) ** np.where(
        work.category >= LATE, work.plan, 6 + (luck.uniform[6] * 2).astype(np.int64)
    )
    reached_full = 1 - (1 - luck.reach) ** FULL_TRIES
    after = luck.becomes_sql * BECOMES_OPPORTUNITY * luck.wins
    in_time, full = reached * after, reached_full * after
    kept = np.where(work.category >= LATE, patience(journeys.days), 0.0)
    as_was = in_time * kept
    never, late = work.category == NEVER_TOUCHED, work.category == LATE
    gave_up = work.gave_up & ~late
    cause = np.select([never, late, gave_up], [1, 2, 3], 0)
    lost = np.select([never, late, gave_up], [full, in_time - as_was, full - as_was], 0.0)
    u = luck.uniform
    would = (
        (luck.needed <= np.maximum(work.plan, FULL_TRIES))
        & (u[34] < luck.becomes_sql)
        & (u[30] < BECOMES_OPPORTUNITY)
        & (u[31] < luck.wins)
    )
    lost = np.where(journeys.outbound, 0.0, lost)
    return Chances(
        in_time,
        as_was,
        full,
        would.astype(np.int64),
        journeys.sales.won.astype(np.int64),
        np.where(journeys.outbound, 0, cause),
        lost,
    )


def propensity(market: Market) -> Floats:
    """Each person's true chance to buy when followed up in time with six attempts, had they been handed over."""
    reach = 0.10 + 0.52 * logistic(-0.6 + 0.45 * market.interest + 0.35 * market.hidden)
    becomes = logistic(-0.25 + 0.5 * market.interest + 0.55 * market.hidden)
    wins = logistic(-1.2 + 0.3 * market.interest + 0.7 * market.hidden)
    return np.asarray((1 - (1 - reach) ** FULL_TRIES) * becomes * BECOMES_OPPORTUNITY * wins)


def expected_amount(market: Market, person: Ints) -> Floats:
    """The expected size of a new deal with each person's company, before the quarter's plan, in its own currency."""
    return np.asarray(14_000 * (market.employees[market.account[person]] / 350) ** 0.4 * np.exp(0.45**2 / 2))


def knob_values(knobs: Knobs) -> dict[str, dict[str, float | str | bool]]:
    """Each fault's quantity as it was set, with its threshold."""
    return {
        name: {
            "quantity": kind.quantity,
            "set_to": round(knobs.at(name), 6),
            "threshold": kind.threshold,
            "strength": round(knobs.at(name) / kind.threshold, 6),
            "fault": name in knobs,
        }
        for name, kind in FAULTS.items()
    }


__all__ = ["CAUSES", "END", "Chances", "chances", "expected_amount", "knob_values", "propensity"]
