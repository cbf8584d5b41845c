"""How cycles end: when, by what, for which reason; and how long leads then stay with marketing."""

import numpy as np

from handfast.demo.chance import Bools, Chance, Ints, top
from handfast.demo.journeys import BY_AE, BY_LOSS, BY_REFUSAL, BY_SDR, BY_WIN, RUNNING, Journeys
from handfast.demo.knobs import Knobs
from handfast.demo.luck import Luck
from handfast.demo.market import INBOUND_SOURCES, Market
from handfast.demo.pursuit import LATE, REFUSED, Work
from handfast.demo.reasons import (
    AFTER_CONTACT,
    BEFORE_CONTACT,
    LOST,
    NO_BUDGET,
    NOT_BACK,
    UNREACHABLE,
)
from handfast.demo.sale import Meetings, Sales
from handfast.demo.scoring import NEVER
from handfast.demo.staff import Staff
from handfast.demo.worktime import BUSINESS_DAY, DAY, HOUR


def waiting_time(part: Journeys) -> Ints:
    """How long leads may not come back by their points."""
    after = np.array([reason.days if reason.days != NOT_BACK else 10_000 for reason in AFTER_CONTACT])
    lost = np.array([reason.days for reason in LOST])
    days = np.select(
        [part.how == BY_LOSS, part.how == BY_REFUSAL],
        [lost[np.clip(part.reason, 0, len(lost) - 1)], np.where(part.reason < 0, 0, 10_000)],
        after[np.clip(part.reason, 0, len(after) - 1)],
    )
    return np.asarray(days * DAY)


def end_cycles(
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
    early = early_touches(chance, knobs, market, staff, person, cycle, since, at, done.owner, outbound)
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


def early_touches(
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


def give_reasons(
    chance: Chance, knobs: Knobs, handoffs: int, ended: Bools, unreachable: Bools, cycle: int
) -> Ints:
    """The reason for each lead given up, evenly spread over the reasons; with `feedback-unused`, one is given again and again.

    handoffs: how many there are; ended: which are given up; unreachable: which of these were never reached in spite of enough attempts.
    """
    rng = chance.of(f"reasons {cycle}")
    u, order = rng.random(len(ended)), rng.random(len(ended))
    reason = np.full(len(ended), -1)
    stuck = ended & unreachable & (u < 0.45)
    reason[stuck] = UNREACHABLE
    rest = np.flatnonzero(ended & ~stuck)
    rest = rest[np.argsort(order[rest], kind="stable")]
    reason[rest] = np.arange(len(rest)) % (len(AFTER_CONTACT) - 1)
    if "feedback-unused" in knobs:
        often = top(order, knobs.at("feedback-unused") * handoffs, ended)
        others = np.flatnonzero(~often & (reason == NO_BUDGET))
        reason[others] = NO_BUDGET + 1 + np.arange(len(others)) % (len(AFTER_CONTACT) - 3)
        reason[often] = NO_BUDGET
    return reason
