"""What the SDRs did towards leads, as it stands in the CRM, and the leads' answers."""

import numpy as np

from handfast.demo.chance import Chance, Ints
from handfast.demo.fates import Fates
from handfast.demo.journeys import Journeys
from handfast.demo.log import KIND, NONE, OUTCOME, Log, expand
from handfast.demo.market import END, OUTBOUND, Market
from handfast.demo.pursuit import LATE
from handfast.demo.scoring import NEVER
from handfast.demo.staff import Staff
from handfast.demo.worktime import BUSINESS_DAY, HOUR

CALL, MAIL, SOCIAL, SHARE = KIND["call"], KIND["email_sent"], KIND["social_message"], KIND["content_shared"]


def _kinds(u: np.ndarray) -> Ints:
    return np.select([u < 0.52, u < 0.90], [CALL, MAIL], SOCIAL)


def _outcomes(kind: Ints, u: np.ndarray) -> Ints:
    missed = np.select(
        [u < 0.5, u < 0.85, u < 0.97],
        [OUTCOME["no answer"], OUTCOME["voicemail"], OUTCOME["gatekeeper"]],
        OUTCOME["wrong number"],
    )
    return np.where(kind == CALL, missed, NONE)


def approach(
    chance: Chance, market: Market, staff: Staff, journeys: Journeys, fates: Fates, log: Log
) -> None:
    """The SDRs' attempts and the leads' answers."""
    rng = chance.of("attempts")
    work = journeys.work
    logged = ~fates.unlogged
    made = np.where(logged & (work.category >= LATE), work.made, 0)
    row, place = expand(made)
    t = work.tries[place, row]
    u, v, w = rng.random(len(row)), rng.random(len(row)), rng.random(len(row))
    within = t <= journeys.ended[row]
    kind = _kinds(u)
    r, t, kind, v, w = row[within], t[within], kind[within], v[within], w[within]
    log.add(journeys.person[r], t, kind, user=work.owner[r], outcome=_outcomes(kind, v))
    opened = (kind == MAIL) & (w < 0.45) & (t + 2 * HOUR < END)
    log.add(
        journeys.person[r][opened],
        t[opened] + 60 + (w[opened] * 15_000).astype(np.int64),
        "email_open",
        user=work.owner[r][opened],
    )

    replied = np.flatnonzero(logged & work.reached)
    u = rng.random(market.people)[journeys.person[replied]]
    kind = np.select([u < 0.68, u < 0.9], [KIND["email_reply"], KIND["call_inbound"]], KIND["chat"])
    log.add(journeys.person[replied], work.answered[replied], kind)
    u = rng.random((2, market.people))[:, journeys.person[replied]]
    t = staff.diary.after(
        work.owner[replied], work.answered[replied], ((0.02 + 0.35 * u[0]) * BUSINESS_DAY).astype(np.int64)
    )
    fits = t < np.minimum(journeys.ended, journeys.sales.sql)[replied]
    rows = replied[fits]
    log.add(
        journeys.person[rows],
        t[fits],
        np.where(u[1][fits] < 0.7, CALL, MAIL),
        user=work.owner[rows],
        outcome=np.where(u[1][fits] < 0.7, OUTCOME["connected"], NONE),
    )

    early = np.flatnonzero(journeys.early < NEVER)
    kind = np.where(rng.random(market.people)[journeys.person[early]] < 0.6, CALL, MAIL)
    log.add(
        journeys.person[early],
        journeys.early[early],
        kind,
        user=work.owner[early],
        outcome=np.where(kind == CALL, OUTCOME["no answer"], NONE),
    )


def prospect(chance: Chance, market: Market, staff: Staff, journeys: Journeys, log: Log) -> Ints:
    """Cold approaches to outbound leads. Returns the rep who owns each (NONE for the others)."""
    rng = chance.of("prospecting")
    cold = np.flatnonzero(market.came(OUTBOUND))
    owner = np.full(market.people, NONE)
    for pool in (0, 1):
        mine = cold[market.pool[cold] == pool]
        owner[mine] = np.array(staff.sdr_pools[pool])[np.arange(len(mine)) % len(staff.sdr_pools[pool])]
    answering = journeys.outbound
    owner[journeys.person[answering]] = journeys.work.owner[answering]
    until = np.full(market.people, END)
    np.minimum.at(until, journeys.person[~answering], journeys.at[~answering])
    until[journeys.person[answering]] = 0
    tries = 3 + (rng.random(market.people) * 3).astype(np.int64)
    t = staff.diary.after(
        owner[cold],
        market.created[cold],
        ((0.1 + 1.5 * rng.random(market.people)[cold]) * BUSINESS_DAY).astype(np.int64),
    )
    for k in range(5):
        u, v, gap = rng.random((3, market.people))[:, cold]
        now = (k < tries[cold]) & (t < until[cold])
        kind = _kinds(u)
        log.add(cold[now], t[now], kind[now], user=owner[cold[now]], outcome=_outcomes(kind, v)[now])
        t = staff.diary.after(owner[cold], t, ((1.2 + 1.8 * gap) * BUSINESS_DAY).astype(np.int64))
    return owner


def waste(chance: Chance, market: Market, staff: Staff, who: Ints, t: Ints, log: Log) -> None:
    """Calls to some of those whom marketing automation called MQL by mistake."""
    rng = chance.of("waste")
    u = rng.random((2, market.people))[:, who]
    rep = np.array(
        [
            staff.sdr_pools[pool][n % len(staff.sdr_pools[pool])]
            for n, pool in enumerate(market.pool[who].tolist())
        ],
        dtype=np.int64,
    )
    called = u[0] < 0.3
    at = staff.diary.after(
        rep[called], t[called], ((0.05 + 0.2 * u[1][called]) * BUSINESS_DAY).astype(np.int64)
    )
    log.add(who[called], at, CALL, user=rep[called], outcome=OUTCOME["no answer"])
