"""Opportunities: those that the journeys led to, and the renewals and expansions of customers."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handfast.demo.amounts import discounts, in_dollars, plan, quarter_of
from handfast.demo.chance import Bools, Chance, Floats, Ints, top, weighted
from handfast.demo.journeys import Journeys
from handfast.demo.knobs import Knobs
from handfast.demo.market import END, Market
from handfast.demo.reasons import COMPETITOR
from handfast.demo.scoring import NEVER
from handfast.demo.staff import SUCCESS, Staff
from handfast.demo.worktime import DAY, HOUR

NEW, EXPANSION, RENEWAL = 0, 1, 2
TYPES = ("new", "expansion", "renewal")
OPEN_STAGES = ("discovery", "evaluation", "proposal", "negotiation")
WON, LOST_STAGE = 4, 5
STAGES = (*OPEN_STAGES, "closed won", "closed lost")
CONCESSIONS = ("training", "service", "customisation", "freight")


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
    scale = plan(knobs, created, base * in_dollars(chance, created, euro), leads)
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
    discount = discounts(knobs, closed, won & (kind == NEW), draws[9][person], draws[10][person])
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
