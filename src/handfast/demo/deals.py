"""Opportunities: from the journeys, and the renewals and expansions of customers; their contacts, changes, discounts and concessions."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handfast.demo.catalogue import QUARTERS
from handfast.demo.chance import Bools, Chance, Floats, Ints, top, weighted
from handfast.demo.fates import Fates
from handfast.demo.journeys import Journeys
from handfast.demo.knobs import Knobs
from handfast.demo.market import CUSTOMER, END, Market
from handfast.demo.names import COMPETITORS
from handfast.demo.reasons import COMPETITOR
from handfast.demo.scoring import NEVER
from handfast.demo.staff import SUCCESS, Staff
from handfast.demo.worktime import DAY, HOUR, to_local

NEW, EXPANSION, RENEWAL = 0, 1, 2
TYPES = ("new", "expansion", "renewal")
OPEN_STAGES = ("discovery", "evaluation", "proposal", "negotiation")
WON, LOST_STAGE = 4, 5
STAGES = (*OPEN_STAGES, "closed won", "closed lost")
ROLES = ("decision maker", "champion", "user", "influencer", "procurement")
CONCESSIONS = ("training", "service", "customisation", "freight")
PIPELINE_A_LEAD = 215  # USD of pipeline goal a quarter for each lead of the year and a half


@dataclass(frozen=True, slots=True)
class Deals:
    """One row for each opportunity.

    Attributes:
        person, row: the lead, and its journey (-1: none). type, owner: a place in TYPES, a user.
        created, closed: instants; NEVER while open. won. stage: a place in STAGES.
        amount, euro: in its own currency, and whether that is the euro. reason: of a loss (-1: none). rival: a place in COMPETITORS, or -1.
        discount: share of the price. step: when the next step is due (NEVER: none).
        contacts: whether its contacts are in the record. factor: by what the amount at first differed from today's.
        scale: not a row's, but each quarter's: by what all its amounts were multiplied, so that its pipeline is as planned.
    """

    person: Ints
    row: Ints
    type: Ints
    owner: Ints
    created: Ints
    closed: Ints
    won: Bools
    stage: Ints
    amount: Floats
    euro: Bools
    reason: Ints
    rival: Ints
    discount: Floats
    step: Ints
    contacts: Bools
    factor: Floats
    scale: Floats


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


def open_deals(
    chance: Chance, knobs: Knobs, market: Market, staff: Staff, journeys: Journeys, leads: int
) -> Deals:
    """All opportunities of the record."""
    rng = chance.of("deals")
    draws = rng.random((12, market.people))
    normals = rng.standard_normal((3, market.people))
    sales = journeys.sales
    rows = np.flatnonzero(sales.opened < END)
    person = journeys.person[rows]
    created, closed, won = (
        sales.opened[rows],
        np.where(sales.closed[rows] < END, sales.closed[rows], NEVER),
        sales.won[rows],
    )
    parts: list[tuple[NDArray[Any], ...]] = [
        (person, rows, np.full(len(rows), NEW), sales.ae[rows], created, closed, won, journeys.reason[rows])
    ]

    success = np.array([SUCCESS, SUCCESS + 1])
    grown = won & (closed < END) & (draws[0][person] < 0.35)
    start = closed[grown] + ((60 + 150 * draws[1][person[grown]]) * DAY).astype(np.int64)
    parts.append(_later(staff, person[grown], EXPANSION, start, success[market.pool[person[grown]]], draws))
    due = won & (closed < END)
    start = closed[due] + ((310 + 50 * draws[2][person[due]]) * DAY).astype(np.int64)
    parts.append(_later(staff, person[due], RENEWAL, start, success[market.pool[person[due]]], draws))
    person, row, kind, owner, created, closed, won, reason = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )

    ended = closed < END
    won = won & ended
    reason = np.where(ended & ~won & (kind == NEW), reason, -1)
    base = (
        14_000 * (market.employees[market.account[person]] / 350) ** 0.4 * np.exp(0.45 * normals[0][person])
    )
    base = base * np.array([1.0, 0.45, 0.8])[kind]
    euro = market.pool[person] == 1
    scale = _plan(knobs, created, base * in_dollars(chance, created, euro), leads)
    amount = np.maximum(np.round(base * scale[quarter_of(created)] / 50) * 50, 50.0)
    age = np.clip((END - created) / (70 * DAY) * 4, 0, 3).astype(np.int64)
    stage = np.where(won, WON, np.where(ended, LOST_STAGE, age))
    rival = np.where(
        (reason == COMPETITOR) | (draws[3][person] < 0.2),
        weighted(rng, (4, 3, 2, 2), market.people)[person],
        -1,
    )
    late = top(draws[4][person], knobs.at("crm-unused") * (~ended).sum(), ~ended)
    step = np.where(
        late,
        END - ((3 + 25 * draws[5][person]) * DAY).astype(np.int64),
        END + ((1 + 13 * draws[5][person]) * DAY).astype(np.int64),
    )
    step = np.where(ended, NEVER, step // DAY * DAY + 15 * HOUR)
    bare = top(draws[6][person], knobs.at("crm-unused") * len(person), np.ones(len(person), dtype=bool))
    factor = np.where(draws[7][person] < 0.35, 0.8 + 0.5 * draws[8][person], 1.0)
    discount = _discounts(knobs, closed, won & (kind == NEW), draws[9][person], draws[10][person])
    return Deals(
        person,
        row,
        kind,
        owner,
        created,
        closed,
        won,
        stage,
        amount,
        euro,
        reason,
        rival,
        discount,
        step,
        ~bare,
        factor,
        scale,
    )


def _later(
    staff: Staff, person: Ints, kind: int, start: Ints, owner: Ints, draws: Floats
) -> tuple[Ints, ...]:
    """Opportunities with customers, which begin at some instant and last about a month."""
    begun = start < END - DAY
    person, owner = person[begun], owner[begun]
    created = staff.diary.after(owner, start[begun], np.full(len(person), 1800))
    begun = created < END
    person, owner, created = person[begun], owner[begun], created[begun]
    closed = staff.diary.after(
        owner, created + ((12 + 40 * draws[11][person]) * DAY).astype(np.int64), np.full(len(person), 3600)
    )
    won = draws[8][person] < (0.9 if kind == RENEWAL else 0.6)
    return (
        person,
        np.full(len(person), -1),
        np.full(len(person), kind),
        owner,
        created,
        np.where(closed < END, closed, NEVER),
        won,
        np.full(len(person), -1),
    )


def in_dollars(chance: Chance, t: Ints, euro: Bools) -> Floats:
    """What one unit of each row's currency is worth in dollars at an instant."""
    months, rate = rates(chance)
    return np.where(euro, rate[np.clip(np.searchsorted(months, t, side="right") - 1, 0, len(rate) - 1)], 1.0)


def quarter_of(t: Ints) -> Ints:
    """The quarter of instants, 0 for the first of 2025; at most 6."""
    starts = np.array(QUARTERS, dtype="datetime64[s]").astype(np.int64)
    return np.clip(np.searchsorted(starts, t, side="right") - 1, 0, len(QUARTERS) - 1)


def _plan(knobs: Knobs, created: Ints, dollars: Floats, leads: int) -> Floats:
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


def _discounts(knobs: Knobs, closed: Ints, won: Bools, u: Floats, v: Floats) -> Floats:
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


@dataclass(frozen=True, slots=True)
class Team:
    """Those who take part in opportunities, one row each: the opportunity's place, the person, the role's, whether the main contact, since when."""

    deal: Ints
    person: Ints
    role: Ints
    main: Bools
    added: Ints

    @property
    def guests(self) -> Ints:
        """The rows of those who are not the main contact."""
        return np.flatnonzero(~self.main)


def assemble(chance: Chance, market: Market, journeys: Journeys, fates: Fates, deals: Deals) -> Team:
    """The people on each opportunity.

    In a quarter of them there are one or two colleagues, who came to the demo. They were leads by then, were never handed over themselves, and take part in
    one opportunity only.
    """
    u = chance.of("contacts").random((2, market.people))
    free = np.ones(market.people, dtype=bool)
    free[journeys.person] = False
    free[market.came(CUSTOMER)] = False
    order = np.argsort(market.account, kind="stable")
    first = np.searchsorted(market.account[order], np.arange(market.account.max() + 2))
    logged = np.r_[~fates.unlogged, True][deals.row]
    rows: list[tuple[int, int, int, bool, int]] = []
    for deal in np.flatnonzero(deals.contacts).tolist():
        person, created = int(deals.person[deal]), int(deals.created[deal])
        rows.append((deal, person, person % 2, True, created))
        if deals.row[deal] < 0 or not logged[deal] or u[0][person] > 0.25:
            continue
        account = int(market.account[person])
        others = order[first[account] : first[account + 1]]
        others = others[free[others] & (market.created[others] < created - DAY)][
            : 1 if u[1][person] < 0.6 else 2
        ]
        free[others] = False
        rows += [(deal, other, 2 + other % 3, False, created) for other in others.tolist()]
    columns = (
        [np.array(column) for column in zip(*rows, strict=True)]
        if rows
        else [np.zeros(0, dtype=np.int64)] * 5
    )
    return Team(*columns)


__all__ = ["COMPETITORS", "ROLES", "Deals", "Team", "assemble", "goal", "open_deals", "rates"]
