"""The truth behind a demo company: who would buy, and what its faults came to."""

from collections.abc import Mapping

import numpy as np

from handfast.demo.chance import Floats
from handfast.demo.fates import Fates, open_now
from handfast.demo.journeys import Journeys
from handfast.demo.knobs import FAULTS, Knobs
from handfast.demo.luck import chances
from handfast.demo.market import END, Market
from handfast.demo.need import need
from handfast.demo.pursuit import DECIDE_WITHIN, LATE, NEVER_TOUCHED, REFUSED
from handfast.demo.sale import BECOMES_OPPORTUNITY, SQL_WITHIN
from handfast.demo.staff import Staff

FULL_TRIES = 6
NODES = 16


def propensity(market: Market) -> Floats:
    """Each person's true chance to buy when touched at once with six attempts, were they handed over."""
    return _buys(market, market.hidden)


def knowable(market: Market) -> Floats:
    """The same chance averaged over what no record holds (Gauss-Hermite): nobody who doesn't sense it could tell better who buys."""
    points, weights = np.polynomial.hermite_e.hermegauss(NODES)
    parts = [_buys(market, np.full(market.people, point)) for point in points.tolist()]
    return np.asarray(np.average(parts, axis=0, weights=weights))


def _buys(market: Market, hidden: Floats) -> Floats:
    reach, becomes, wins = chances(market.interest, hidden, need(market), np.zeros(market.people, dtype=bool))
    return np.asarray((1 - (1 - reach) ** FULL_TRIES) * becomes * BECOMES_OPPORTUNITY * wins)


def came_to(staff: Staff, journeys: Journeys, fates: Fates) -> dict[str, float]:
    """Quantities that depend on each other, as they came to be: who is never touched is not touched in time, nor often, nor decided upon."""
    work, sales, handed = journeys.work, journeys.sales, ~journeys.outbound
    never, refused = work.category == NEVER_TOUCHED, work.category == REFUSED
    logged = handed & ~refused & ~fates.unlogged
    timed = logged & ~work.rerouted
    took = staff.diary.worked(
        work.owner, np.minimum(journeys.at, END), np.where(never, END, np.minimum(work.decided, END))
    )
    due = (
        staff.diary.worked(work.owner, np.minimum(journeys.at, END), np.full(len(never), END)) > DECIDE_WITHIN
    )
    sql = sales.sql < END
    stay = staff.diary.worked(sales.ae, np.minimum(sales.sql, END), np.minimum(sales.leaves, END))
    standing = open_now(journeys)
    shares = {
        "low-quality": (refused, handed & ~never, 1.0),
        "not-followed-up": (never, timed, 1.0),
        "slow-follow-up": (never | (work.category == LATE), timed, 1.0),
        "gives-up-early": (never | work.gave_up, logged, 1.0),
        "gone-cold": (fates.cold, standing, 1.0),
        "no-feedback": (took > DECIDE_WITHIN, handed & due, 0.30),
        "stalled-stage": (stay > SQL_WITHIN, sql, 1.0),
        "crm-unused": (fates.unlogged, handed, 1.0),
    }
    return {
        name: round(float((part & among).sum() / max(among.sum(), 1) / unit), 6)
        for name, (part, among, unit) in shares.items()
    }


def knob_values(knobs: Knobs, came: Mapping[str, float]) -> dict[str, dict[str, float | str | bool]]:
    """Each fault's quantity: as it was set, as it came to be where other faults move it too, its threshold, and the strength that makes."""
    values: dict[str, dict[str, float | str | bool]] = {}
    for name, kind in FAULTS.items():
        quantity = came.get(name, knobs.at(name))
        values[name] = {
            "fault": name in knobs,
            "quantity": kind.quantity,
            "threshold": kind.threshold,
            "set_to": round(knobs.at(name), 6),
            "came_to": round(quantity, 6),
            "strength": round(quantity / kind.threshold, 6),
        }
    return values
