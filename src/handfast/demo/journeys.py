"""Every hand-off of the year and a half: cycle after cycle, from qualification to the end of the cycle."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np

from handfast.demo.chance import Bools, Chance, Floats, Ints, top
from handfast.demo.clauses import barred, fit, needed
from handfast.demo.knobs import Knobs
from handfast.demo.market import CUSTOMER, END, INBOUND_SOURCES, OUTBOUND, Market
from handfast.demo.pursuit import IN_TIME, LATE, REFUSED, Luck, Work, draw, give_reasons, patience, work
from handfast.demo.reasons import AFTER_CONTACT, BEFORE_CONTACT, COMPETITOR, LOST, NOT_BACK
from handfast.demo.register import Register
from handfast.demo.sale import Meetings, Sales, meet, sell
from handfast.demo.scoring import NEVER, Signals, qualify
from handfast.demo.staff import Staff
from handfast.demo.worktime import BUSINESS_DAY, DAY, HOUR

CYCLES = 9
RUNNING, BY_REFUSAL, BY_SDR, BY_AE, BY_LOSS, BY_WIN = range(6)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Journeys:
    """One row for each hand-off to the SDRs, and for each outbound lead that answered (`outbound`, without a hand-off).

    Attributes:
        person, cycle, since, at, raised: who, which cycle, its start, the hand-off, whether by a raised hand.
        work, meetings, sales, luck: what was done, see there.
        ended, how, reason: the end of the cycle, what ended it, and the place of the reason in its list (-1: none).
        early: a sales touch before the hand-off, NEVER: none.
        outbound: answered a cold approach; there was no hand-off to the SDR.
    """

    person: Ints
    cycle: Ints
    since: Ints
    at: Ints
    raised: Bools
    work: Work
    meetings: Meetings
    sales: Sales
    luck: Luck
    ended: Ints
    how: Ints
    reason: Ints
    early: Ints
    outbound: Bools

    @property
    def days(self) -> Floats:
        """Business days from each hand-off to its first touch."""
        return np.asarray(np.where(self.outbound, 0.0, self.work.delay / BUSINESS_DAY))


def joined(parts: Sequence[T]) -> T:
    """Rows of several parts as one; arrays are joined along their last axis."""
    first = parts[0]
    values = []
    for field in fields(first):  # type: ignore[arg-type]
        column = [getattr(part, field.name) for part in parts]
        values.append(
            np.concatenate(column, axis=-1) if isinstance(column[0], np.ndarray) else joined(column)
        )
    return type(first)(*values)


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
        waits[person] = np.where(ended, part.ended + _wait(part), NEVER)
    return joined(parts)


def _wait(part: Journeys) -> Ints:
    """How long leads may not come back by their points."""
    after = np.array([reason.days if reason.days != NOT_BACK else 10_000 for reason in AFTER_CONTACT])
    lost = np.array([reason.days for reason in LOST])
    days = np.select(
        [part.how == BY_LOSS, part.how == BY_REFUSAL],
        [lost[np.clip(part.reason, 0, len(lost) - 1)], np.where(part.reason < 0, 0, 10_000)],
        after[np.clip(part.reason, 0, len(after) - 1)],
    )
    return np.asarray(days * DAY)


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
    return _end(
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


def _end(
    chance: Chance, knobs: Knobs, market: Market, staff: Staff, person: Ints, cycle: int, since: Ints, at: Ints, raised: Bools,
    done: Work, meetings: Meetings, sales: Sales, luck: Luck, outbound: Bools,
) -> Journeys:  # fmt: skip
    """The end of each cycle, with its reason."""
    u = luck.uniform
    refused = done.category == REFUSED
    touched = done.category >= LATE
    last = np.where(done.reached, done.answered, done.tries[np.maximum(done.made - 1, 0), np.arange(len(at))])
    last = np.where((meetings.starts < NEVER), np.maximum(last, meetings.starts + HOUR), last)
    last = np.where((meetings.held < NEVER), np.maximum(last, meetings.held + HOUR), last)
    stays = np.where(done.reached, 0.2 + 2.5 * u[36], 0.4 + 0.9 * u[36]) * BUSINESS_DAY
    given_up = staff.diary.after(done.owner, np.maximum(last, done.decided), stays.astype(np.int64))
    patient = staff.diary.after(done.owner, at, ((10.3 + 2.2 * u[37]) * BUSINESS_DAY).astype(np.int64))
    given_up = np.where(done.gave_up, np.maximum(given_up, patient), given_up)
    by_sdr = touched & (sales.sql >= NEVER) & ~outbound
    by_ae = sales.given_up < NEVER
    how = np.select(
        [refused, by_sdr, by_ae, (sales.closed < NEVER) & ~sales.won, sales.won],
        [BY_REFUSAL, BY_SDR, BY_AE, BY_LOSS, BY_WIN],
        RUNNING,
    )
    ended = np.select(
        [refused, by_sdr, by_ae, sales.closed < NEVER],
        [done.decided, given_up, sales.given_up, sales.closed],
        NEVER,
    )
    reason = give_reasons(
        chance, knobs, int((~outbound).sum()), by_sdr | by_ae, by_sdr & ~done.reached & ~done.gave_up, cycle
    )
    reason = np.where(how == BY_LOSS, _why_lost(luck), reason)
    reason = np.where(how == BY_REFUSAL, 1 + (u[38] * (len(BEFORE_CONTACT) - 1)).astype(np.int64), reason)
    silence = 0.10 * knobs.at("no-feedback") * (refused.sum() + done.rerouted.sum())
    reason = np.where(top(luck.normal[4] + luck.normal[3], silence, refused), -1, reason)
    early = _early(chance, knobs, market, staff, person, cycle, since, at, done.owner, outbound)
    return Journeys(
        person,
        np.full(len(at), cycle),
        since,
        at,
        raised,
        done,
        meetings,
        sales,
        luck,
        ended,
        how,
        reason,
        early,
        outbound,
    )


def _why_lost(luck: Luck) -> Ints:
    edges = np.cumsum([0.34, 0.2, 0.2, 0.13, 0.13])
    return np.asarray(np.minimum(np.searchsorted(edges, luck.uniform[39]), len(LOST) - 1))


def _early(
    chance: Chance,
    knobs: Knobs,
    market: Market,
    staff: Staff,
    person: Ints,
    cycle: int,
    since: Ints,
    at: Ints,
    owner: Ints,
    outbound: Bools,
) -> Ints:
    """A touch before the hand-off, of inbound leads whose cycle had run for some days."""
    rng = chance.of(f"early {cycle}")
    when, score = rng.random(market.people)[person], rng.random(market.people)[person]
    inbound = np.isin(market.source[person], INBOUND_SOURCES) & ~outbound
    t = staff.diary.after(
        owner, since + ((at - since) * (0.25 + 0.7 * when)).astype(np.int64), np.full(len(at), 600)
    )
    possible = inbound & (t < at - 3 * HOUR) & (t > since + HOUR)
    return np.where(top(score, knobs.at("jumped-early") * inbound.sum(), possible), t, NEVER)


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
    return _end(
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


__all__ = ["COMPETITOR", "IN_TIME", "Journeys", "travel"]
