"""From the lead's answer to the end: meetings, SQL, the AE's hand-off, the opportunity, won or lost."""

from dataclasses import dataclass

import numpy as np

from handfast.demo.chance import Bools, Chance, Floats, Ints, top
from handfast.demo.knobs import Knobs
from handfast.demo.luck import Luck
from handfast.demo.market import Market
from handfast.demo.pursuit import HEALTHY_NEVER, IN_TIME, LATE, NEVER_TOUCHED, patience
from handfast.demo.scoring import NEVER
from handfast.demo.staff import Staff, deal
from handfast.demo.worktime import BUSINESS_DAY, DAY, HOUR

HELD, NO_SHOW, CANCELLED = 0, 1, 2
AE_WITHIN, SQL_WITHIN = 2 * BUSINESS_DAY, 10 * BUSINESS_DAY
QUARTER_HOUR = 900
BECOMES_OPPORTUNITY = 0.82


@dataclass(frozen=True, slots=True)
class Meetings:
    """The first meeting with the SDR, and the second where the first wasn't held; instants at NEVER where there was none.

    Attributes:
        booked, starts, status: of the first. rebooked, restarts: of the second, which is always held.
        by_prospect: whether the prospect booked the first. held: when a meeting was held.
    """

    booked: Ints
    starts: Ints
    status: Ints
    rebooked: Ints
    restarts: Ints
    by_prospect: Bools
    held: Ints


def meet(staff: Staff, owner: Ints, answered: Ints, wanted: Bools, certain: Bools, luck: Luck) -> Meetings:
    """Meetings booked with those who answered; a no-show is rebooked within a day, mostly.

    certain: these are held in the end; the others may be given up after a no-show.
    """
    u = luck.uniform
    booked = staff.diary.after(owner, answered, ((0.03 + 0.6 * u[16]) * BUSINESS_DAY).astype(np.int64))
    starts = _slot(staff, owner, booked, (0.7 + 2.6 * u[17]) * BUSINESS_DAY)
    status = np.select([u[18] < 0.14, u[18] < 0.20], [NO_SHOW, CANCELLED], HELD)
    missed = starts + QUARTER_HOUR
    wait = np.where(u[19] < 0.88, 0.04 + 0.7 * u[20], 1.15 + 2 * u[20]) * BUSINESS_DAY
    again = (status != HELD) & (certain | (u[21] < 0.8))
    rebooked = np.where(status == CANCELLED, starts - np.minimum(3 * HOUR, (starts - booked) // 2), missed)
    rebooked = staff.diary.after(owner, rebooked, wait.astype(np.int64))
    restarts = _slot(staff, owner, np.maximum(rebooked, starts), (0.7 + 2.0 * u[22]) * BUSINESS_DAY)
    held = np.where(status == HELD, starts, np.where(again, restarts, NEVER))

    def only(t: Ints, which: Bools) -> Ints:
        return np.where(which, t, NEVER)

    return Meetings(
        only(booked, wanted),
        only(starts, wanted),
        status,
        only(rebooked, wanted & again),
        only(restarts, wanted & again),
        u[23] < 0.3,
        only(held, wanted),
    )


def _slot(staff: Staff, owner: Ints, t: Ints, seconds: Floats) -> Ints:
    """A slot at a quarter of an hour, so much working time later."""
    return staff.diary.after(owner, t, seconds.astype(np.int64)) // QUARTER_HOUR * QUARTER_HOUR


@dataclass(frozen=True, slots=True)
class Sales:
    """What became of the SQLs, one row for each hand-off; NEVER where it didn't come to that.

    Attributes:
        sql: when it became an SQL, and was handed to the AE. ae: the AE. ahead: a meeting with the AE was booked by then.
        category, first: the AE's follow-up (NEVER_TOUCHED, LATE or IN_TIME) and first touch.
        leaves: when the lead left stage sql. opened: when the opportunity was opened. closed: when it was won or lost. won: which.
        given_up: when the AE disqualified it.
    """

    sql: Ints
    ae: Ints
    ahead: Bools
    category: Ints
    first: Ints
    leaves: Ints
    opened: Ints
    closed: Ints
    won: Bools
    given_up: Ints


def sell(
    chance: Chance,
    knobs: Knobs,
    market: Market,
    staff: Staff,
    person: Ints,
    sql: Ints,
    days: Floats,
    luck: Luck,
) -> Sales:
    """What becomes of SQLs. days: business days from hand-off to first touch, which move the chance to win."""
    n = len(person)
    u, z = luck.uniform, luck.normal
    reaches = sql < NEVER
    ae = deal(staff, staff.ae_pools, market.pool[person], np.where(reaches, sql, 0), 0.0)
    believes = 0.7 * market.hidden[person] + 0.4 * market.interest[person]
    count = reaches.sum()
    left = top(u[24] - 0.05 * believes, knobs.at("not-followed-up") * count, reaches)
    late_share = min(max(knobs.at("slow-follow-up") - HEALTHY_NEVER, 0.0), 1.0)
    late = top(
        u[25] - 0.05 * believes, late_share * (count - left.sum()) / (1 - HEALTHY_NEVER), reaches & ~left
    )
    category = np.select([left, late], [NEVER_TOUCHED, LATE], IN_TIME)
    ahead = reaches & (category == IN_TIME) & (u[26] < 0.45)
    delay = np.where(
        late, AE_WITHIN * 1.06 - np.log1p(-u[27]) * BUSINESS_DAY, (0.04 + 0.85 * u[27]) * AE_WITHIN
    )
    delay = np.minimum(delay, 0.6 * SQL_WITHIN).astype(np.int64)
    after = np.where(reaches, sql, market.created[person])
    first = np.where(reaches & ~left, staff.diary.after(ae, after, delay), NEVER)

    stuck = top(u[28], knobs.at("stalled-stage") * count - left.sum(), reaches & ~left)
    stay = np.where(
        stuck,
        SQL_WITHIN * (1.12 - 0.5 * np.log1p(-u[29])),
        np.maximum((0.3 + 0.6 * u[29]) * SQL_WITHIN, delay + BUSINESS_DAY),
    )
    leaves = np.where(
        reaches & ~left,
        staff.diary.after(ae, after, np.minimum(stay, 30 * BUSINESS_DAY).astype(np.int64)),
        NEVER,
    )
    opens = (leaves < NEVER) & (u[30] < BECOMES_OPPORTUNITY)
    wins = luck.wins * np.sqrt(patience(days))
    won = u[31] < wins
    lasts = np.where(won, 40 * np.exp(0.5 * z[7]), 46 * np.exp(0.6 * z[7]))
    lasts = np.clip(np.where(u[32] < 0.92, np.minimum(lasts, 112), lasts), 6, 200)
    closes = staff.diary.after(
        ae,
        np.where(opens, leaves + (lasts * DAY).astype(np.int64), after),
        (u[33] * 0.8 * BUSINESS_DAY).astype(np.int64) + 60,
    )
    nothing = np.full(n, NEVER)
    return Sales(
        sql, ae, ahead, category, first, leaves, np.where(opens, leaves, nothing), np.where(opens, closes, nothing), won & opens,
        np.where((leaves < NEVER) & ~opens, leaves, nothing),
    )  # fmt: skip
