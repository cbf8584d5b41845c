"""The truth behind a demo company: what would have been, had sales been in time."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from handfast.demo.amounts import in_dollars, quarter_of
from handfast.demo.chance import Bools, Chance, Floats, Ints, logistic
from handfast.demo.deals import Deals
from handfast.demo.fates import Fates, open_now
from handfast.demo.journeys import Journeys
from handfast.demo.knobs import FAULTS, Knobs
from handfast.demo.market import END, Market
from handfast.demo.pursuit import DECIDE_WITHIN, LATE, NEVER_TOUCHED, REFUSED, patience
from handfast.demo.sale import BECOMES_OPPORTUNITY, SQL_WITHIN
from handfast.demo.staff import Staff
from handfast.demo.worktime import BUSINESS_DAY, DAY

FULL_TRIES = 6
CAUSES = ("", "never-followed-up", "followed-up-late", "gave-up-early")


@dataclass(frozen=True, slots=True)
class Chances:
    """For each hand-off, its chance to be won, in both worlds.

    Attributes:
        in_time: touched in time (as soon as this rep would have been), with the attempts that the rep was ready to make. as_was: as it was.
        would, was: whether it would have been won in time, and was (or will be).
        cause: what cost chance, a place in CAUSES. lost: how much, against being in time; of those given up unanswered, what the attempts up to six
            would still have brought.
    """

    in_time: Floats
    as_was: Floats
    would: Bools
    was: Bools
    cause: Ints
    lost: Floats


def first_chances(knobs: Knobs, journeys: Journeys) -> Chances:
    """Both worlds of each hand-off to the SDRs. What the AEs do later is the same in both."""
    luck, work, u = journeys.luck, journeys.work, journeys.luck.uniform
    prompt = patience(work.prompt / BUSINESS_DAY)
    after = luck.becomes_sql * BECOMES_OPPORTUNITY * luck.wins * (1 - knobs.at("not-followed-up"))
    in_time = (1 - (1 - luck.reach) ** work.plan) * after * prompt
    more = (1 - (1 - luck.reach) ** np.maximum(FULL_TRIES - work.plan, 0)) * after * patience(journeys.days)
    as_was = np.where(work.category >= LATE, in_time / prompt * patience(journeys.days), 0.0)
    never, late = work.category == NEVER_TOUCHED, work.category == LATE
    gave_up = work.gave_up & ~late
    would = (
        (luck.needed <= work.plan)
        & (u[34] < luck.becomes_sql * np.sqrt(prompt))
        & (u[30] < BECOMES_OPPORTUNITY)
    )
    would &= u[31] < luck.wins * np.sqrt(prompt)
    return Chances(
        in_time,
        as_was,
        would,
        journeys.sales.won,
        np.select([never, late, gave_up], [1, 2, 3], 0),
        np.select([never, late, gave_up], [in_time, in_time - as_was, more], 0.0),
    )


def second_chances(journeys: Journeys) -> Chances:
    """Both worlds of each hand-off to the AEs: lateness costs nothing there, but who is never touched is never won."""
    luck, sales, u = journeys.luck, journeys.sales, journeys.luck.uniform
    pace = np.sqrt(patience(journeys.days))
    in_time = BECOMES_OPPORTUNITY * luck.wins * pace
    never = sales.category == NEVER_TOUCHED
    would = (u[30] < BECOMES_OPPORTUNITY) & (u[31] < luck.wins * pace)
    return Chances(
        in_time,
        np.where(never, 0.0, in_time),
        would,
        sales.won,
        never.astype(np.int64),
        np.where(never, in_time, 0.0),
    )


def propensity(market: Market) -> Floats:
    """Each person's true chance to buy when touched at once with six attempts, were they handed over."""
    reach = 0.10 + 0.52 * logistic(-0.6 + 0.45 * market.interest + 0.35 * market.hidden)
    becomes = logistic(-0.25 + 0.5 * market.interest + 0.55 * market.hidden)
    wins = logistic(-1.2 + 0.3 * market.interest + 0.7 * market.hidden)
    return np.asarray((1 - (1 - reach) ** FULL_TRIES) * becomes * BECOMES_OPPORTUNITY * wins)


def expected_amount(chance: Chance, market: Market, journeys: Journeys, deals: Deals) -> Floats:
    """The expected size, in USD, of a new deal from each hand-off: opened a month later, at the rate of its day."""
    size = market.employees[market.account[journeys.person]]
    then = np.minimum(journeys.at, END) + 30 * DAY
    rate = in_dollars(chance, then, market.pool[journeys.person] == 1)
    return np.asarray(
        14_000
        * (size / 350) ** 0.4
        * np.exp(0.45**2 / 2)
        * deals.scale[np.minimum(quarter_of(then), 5)]
        * rate
    )


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
