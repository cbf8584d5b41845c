"""The truth about cost: each hand-off's chance in both worlds, what the neglect took of it, and what of that a record can show."""

from dataclasses import dataclass, fields

import numpy as np

from handfast.demo.amounts import in_dollars, quarter_of
from handfast.demo.chance import Bools, Chance, Floats, Ints
from handfast.demo.deals import Deals
from handfast.demo.fates import Fates
from handfast.demo.journeys import Journeys
from handfast.demo.knobs import Knobs
from handfast.demo.market import END, Market
from handfast.demo.pursuit import FOLLOW_UP_WITHIN, LATE, NEVER_TOUCHED, RAISED_WITHIN, TRIES_WITHIN, patience
from handfast.demo.sale import AE_WITHIN, BECOMES_OPPORTUNITY
from handfast.demo.staff import Staff
from handfast.demo.worktime import BUSINESS_DAY, DAY

CAUSES = ("", "never-followed-up", "followed-up-late", "gave-up-early")
NEVER, LATENESS, GAVE_UP = 1, 2, 3
YEAR = (2, 6)
"""The last four whole quarters, counted from the record's first: the period that is costed when no other is asked for."""


@dataclass(frozen=True, slots=True)
class Chances:
    """For each hand-off, its chance to be won, in both worlds.

    Attributes:
        in_time: touched in time (as soon as this rep would have been), with the attempts that the rep would then have made. as_was: as it was.
        would, was: whether it would have been won in time, and was (or will be).
        cause: what cost chance, a place in CAUSES. lost: how much, against being in time; of those given up unanswered, what the further attempts of a
            rep who doesn't give up would still have brought.
        broken: whether the promise that makes it the cause was broken by the end of the record.
    """

    in_time: Floats
    as_was: Floats
    would: Bools
    was: Bools
    cause: Ints
    lost: Floats
    broken: Bools

    def rows(self, which: Ints) -> "Chances":
        """Those of some hand-offs."""
        return Chances(*(getattr(self, field.name)[which] for field in fields(self)))

    @classmethod
    def joined(cls, one: "Chances", other: "Chances") -> "Chances":
        """Those of both."""
        return cls(
            *(np.concatenate([getattr(one, field.name), getattr(other, field.name)]) for field in fields(cls))
        )


def first_chances(knobs: Knobs, staff: Staff, journeys: Journeys) -> Chances:
    """Both worlds of each hand-off to the SDRs. What the AEs do later is the same in both."""
    luck, work, u = journeys.luck, journeys.work, journeys.luck.uniform
    prompt = patience(work.prompt / BUSINESS_DAY)
    after = luck.becomes_sql * BECOMES_OPPORTUNITY * luck.wins * (1 - knobs.at("not-followed-up"))
    in_time = (1 - (1 - luck.reach) ** work.ready) * after * prompt
    further = np.maximum(work.patient - work.plan, 0)
    more = (1 - (1 - luck.reach) ** further) * after * patience(journeys.days)
    as_was = np.where(work.category >= LATE, in_time / prompt * patience(journeys.days), 0.0)
    never, late = work.category == NEVER_TOUCHED, work.category == LATE
    gave_up = work.gave_up & ~late
    would = (
        (luck.needed <= work.ready)
        & (u[34] < luck.becomes_sql * np.sqrt(prompt))
        & (u[30] < BECOMES_OPPORTUNITY)
    )
    would &= u[31] < luck.wins * np.sqrt(prompt)
    at = np.minimum(journeys.at, END)
    worked = staff.diary.worked(work.owner, at, np.full(len(at), END))
    due = np.where(journeys.raised, RAISED_WITHIN, FOLLOW_UP_WITHIN)
    return Chances(
        in_time,
        as_was,
        would,
        journeys.sales.won,
        np.select([never, late, gave_up], [NEVER, LATENESS, GAVE_UP], 0),
        np.select([never, late, gave_up], [in_time, in_time - as_was, more], 0.0),
        worked > np.where(gave_up, TRIES_WITHIN, due),
    )


def second_chances(staff: Staff, journeys: Journeys) -> Chances:
    """Both worlds of each hand-off to the AEs: lateness costs nothing there, but who is never touched is never won."""
    luck, sales, u = journeys.luck, journeys.sales, journeys.luck.uniform
    pace = np.sqrt(patience(journeys.days))
    in_time = BECOMES_OPPORTUNITY * luck.wins * pace
    never = sales.category == NEVER_TOUCHED
    would = (u[30] < BECOMES_OPPORTUNITY) & (u[31] < luck.wins * pace)
    at = np.minimum(sales.sql, END)
    return Chances(
        in_time,
        np.where(never, 0.0, in_time),
        would,
        sales.won,
        np.where(never, NEVER, 0),
        np.where(never, in_time, 0.0),
        staff.diary.worked(sales.ae, at, np.full(len(at), END)) > AE_WITHIN,
    )


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


@dataclass(frozen=True, slots=True)
class Handoffs:
    """Hand-offs of both kinds, one row each: the journey (and the person), 0 for the SDRs' and 1 for the AEs', when, how it was followed up, the chances,
    the expected amount in USD, and whether no touch of it is in the record."""

    row: Ints
    person: Ints
    clause: Ints
    at: Ints
    category: Ints
    chances: Chances
    amount: Floats
    unlogged: Bools


def handoffs_of(
    chance: Chance,
    knobs: Knobs,
    market: Market,
    staff: Staff,
    journeys: Journeys,
    fates: Fates,
    deals: Deals,
) -> Handoffs:
    """All hand-offs, the SDRs' first."""
    amount = expected_amount(chance, market, journeys, deals)
    first = np.flatnonzero(~journeys.outbound)
    second = np.flatnonzero(journeys.sales.sql < END)
    row = np.concatenate([first, second])
    chances = Chances.joined(
        first_chances(knobs, staff, journeys).rows(first), second_chances(staff, journeys).rows(second)
    )
    clause = np.repeat([0, 1], [len(first), len(second)])
    return Handoffs(
        row,
        journeys.person[row],
        clause,
        np.concatenate([journeys.at[first], journeys.sales.sql[second]]),
        np.concatenate([journeys.work.category[first], journeys.sales.category[second]]),
        chances,
        amount[row],
        fates.unlogged[row] & (clause == 0),
    )


def told_by_the_record(handoffs: Handoffs) -> Bools:
    """Which losses a costing of the record is about: of promises broken by its end and of work that is in it, a lead once in a period, by its first cause and
    by the earliest hand-off there. The periods are the last four whole quarters, what is
    before, and what is after them."""
    true, size = handoffs.chances, len(handoffs.row)
    shown = (true.cause > 0) & true.broken & ~handoffs.unlogged
    period = np.searchsorted(YEAR, quarter_of(handoffs.at), side="right")
    order = np.lexsort((handoffs.clause, handoffs.at, true.cause))
    order = order[shown[order]]
    _, first = np.unique(handoffs.person[order] * 3 + period[order], return_index=True)
    told = np.zeros(size, dtype=bool)
    told[order[first]] = True
    return told
