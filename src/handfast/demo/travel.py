"""Every hand-off of the year and a half: cycle after cycle, beginning with the qualification."""

import numpy as np

from handfast.demo.chance import Bools, Chance, Ints
from handfast.demo.clauses import barred, fit, needed
from handfast.demo.endings import end_cycles, waiting_time
from handfast.demo.journeys import BY_WIN, Journeys, joined
from handfast.demo.knobs import Knobs
from handfast.demo.luck import draw
from handfast.demo.market import CUSTOMER, END, OUTBOUND, Market
from handfast.demo.pursuit import patience, work
from handfast.demo.register import Register
from handfast.demo.sale import meet, sell
from handfast.demo.scoring import NEVER, Signals, qualify
from handfast.demo.staff import Staff
from handfast.demo.worktime import BUSINESS_DAY, DAY, HOUR


def travel(
    chance: Chance, knobs: Knobs, market: Market, staff: Staff, enlisted: Register, found: Signals
) -> Journeys:
    """All hand-offs, cycle after cycle."""
    since = np.where(barred(market) | market.came(CUSTOMER), NEVER, market.created)
    waits = np.zeros(market.people, dtype=np.int64)
    points, lead_ids = fit(market), enlisted.lead(np.arange(market.people)).to_pylist()
    parts: list[Journeys] = []
    for cycle in range(1, CYCLES + 1):
        at, raised = qualify(found, since, waits, needed(points, lead_ids, cycle))
        person = np.flatnonzero(at < END)
        if cycle > 1 and not len(person):
            break
        part = _pursue(chance, knobs, market, staff, person, cycle, since[person], at[person], raised[person])
        if cycle == 1:
            cold = np.flatnonzero((at >= END) & market.came(OUTBOUND))
            parts.append(_answering(chance, knobs, market, staff, cold))
        parts.append(part)
        since = np.full(market.people, NEVER)
        ended = part.ended < END
        back = ended & (part.how != BY_WIN)
        since[person[back]] = part.ended[back]
        waits[person] = np.where(ended, part.ended + waiting_time(part), NEVER)
    return joined(parts)


def _pursue(
    chance: Chance,
    knobs: Knobs,
    market: Market,
    staff: Staff,
    person: Ints,
    cycle: int,
    since: Ints,
    at: Ints,
    raised: Bools,
) -> Journeys:
    luck = draw(chance, market, person, raised, cycle)
    done = work(chance, knobs, market, staff, person, at, raised, luck)
    days = done.delay / BUSINESS_DAY
    qualifies = done.reached & (luck.uniform[34] < luck.becomes_sql * np.sqrt(patience(days)))
    answered = np.where(done.reached, done.answered, at)
    meetings = meet(
        staff, done.owner, answered, done.reached & (qualifies | (luck.uniform[35] < 0.4)), qualifies, luck
    )
    rest = np.where(qualifies, np.minimum(meetings.held, NEVER - DAY), at)
    sql = np.where(qualifies, staff.diary.after(done.owner, rest, np.full(len(at), 45 * 60)), NEVER)
    sql = np.where(qualifies & (meetings.held < NEVER), np.maximum(sql, done.decided + HOUR), NEVER)
    sales = sell(chance, knobs, market, staff, person, sql, days, luck)
    return end_cycles(
        chance,
        knobs,
        market,
        staff,
        person,
        cycle,
        since,
        at,
        raised,
        done,
        meetings,
        sales,
        luck,
        np.zeros(len(at), dtype=bool),
    )


def _answering(chance: Chance, knobs: Knobs, market: Market, staff: Staff, cold: Ints) -> Journeys:
    """Outbound leads that never qualified and yet answered a cold approach; one in twelve becomes an SQL."""
    rng = chance.of("outbound")
    u = rng.random((2, market.people))
    person = cold[u[0][cold] < 0.08]
    raised = np.zeros(len(person), dtype=bool)
    created = market.created[person]
    luck = draw(chance, market, person, raised, 0)
    done = work(chance, Knobs({}), market, staff, person, created, raised, luck)
    made = np.clip(luck.needed, 1, 5)
    answered = done.tries[made - 1, np.arange(len(person))] + 2 * HOUR
    done = done.answering(made, answered)
    always = np.ones(len(person), dtype=bool)
    meetings = meet(staff, done.owner, answered, always, always, luck)
    sql = staff.diary.after(done.owner, meetings.held, np.full(len(person), 45 * 60))
    sales = sell(chance, knobs, market, staff, person, sql, np.zeros(len(person)), luck)
    return end_cycles(
        chance,
        knobs,
        market,
        staff,
        person,
        1,
        created,
        np.full(len(person), NEVER),
        raised,
        done,
        meetings,
        sales,
        luck,
        always,
    )


CYCLES = 9
