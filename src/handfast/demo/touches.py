"""What sales did towards leads, as it stands in the CRM: attempts, answers, meetings, content, and the AEs' work on deals."""

from dataclasses import dataclass

import numpy as np

from handfast.demo.catalogue import Catalogue
from handfast.demo.chance import Bools, Chance, Ints, weighted
from handfast.demo.deals import Deals, Team
from handfast.demo.fates import Fates
from handfast.demo.journeys import Journeys
from handfast.demo.log import KIND, NONE, OUTCOME, Log, expand
from handfast.demo.market import END, OUTBOUND, Market
from handfast.demo.pursuit import LATE, NEVER_TOUCHED
from handfast.demo.sale import CANCELLED, HELD, NO_SHOW, QUARTER_HOUR
from handfast.demo.scoring import NEVER
from handfast.demo.staff import Staff
from handfast.demo.worktime import BUSINESS_DAY, DAY, HOUR

CALL, MAIL, SOCIAL, SHARE = KIND["call"], KIND["email_sent"], KIND["social_message"], KIND["content_shared"]
STATUSES = ("held", "no-show", "cancelled", "booked")
BOOKED = 3


@dataclass(frozen=True, slots=True)
class Diaries:
    """The meetings table: one row per meeting.

    Attributes:
        who, user: the person and the rep. booked, starts, changed: instants (changed: NEVER while it is only booked).
        status: a place in STATUSES. by_prospect: who booked. row: the journey it belongs to.
    """

    who: Ints
    user: Ints
    booked: Ints
    starts: Ints
    changed: Ints
    status: Ints
    by_prospect: Bools
    row: Ints


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


def meetings(journeys: Journeys, fates: Fates, log: Log) -> Diaries:
    """All meetings with SDRs and the AEs' demos; those held are activities too."""
    met, sales, work = journeys.meetings, journeys.sales, journeys.work
    logged = ~fates.unlogged
    parts = []

    def add(
        rows: Ints, user: Ints, booked: Ints, starts: Ints, status: Ints, by_prospect: Bools, kind: str
    ) -> None:
        status = np.where(starts >= END, BOOKED, status)
        changed = np.select(
            [status == HELD, status == NO_SHOW, status == CANCELLED],
            [starts + 2 * QUARTER_HOUR, starts + QUARTER_HOUR, starts - (starts - booked) // 3],
            NEVER,
        )
        parts.append(Diaries(journeys.person[rows], user, booked, starts, changed, status, by_prospect, rows))
        held = status == HELD
        log.add(journeys.person[rows][held], starts[held], kind, user=user[held], outcome=OUTCOME["held"])

    rows = np.flatnonzero(logged & (met.booked < END))
    add(
        rows,
        work.owner[rows],
        met.booked[rows],
        met.starts[rows],
        met.status[rows],
        met.by_prospect[rows],
        "meeting",
    )
    rows = np.flatnonzero(logged & (met.rebooked < END) & (met.rebooked < journeys.ended))
    add(
        rows,
        work.owner[rows],
        met.rebooked[rows],
        met.restarts[rows],
        np.full(len(rows), HELD),
        np.zeros(len(rows), dtype=bool),
        "meeting",
    )
    rows = np.flatnonzero(logged & (sales.sql < END) & (sales.category >= LATE))
    booked = np.where(sales.ahead, sales.sql - 300, sales.first)[rows]
    fits = booked < END
    rows, booked = rows[fits], booked[fits]
    starts = np.minimum(sales.leaves[rows], NEVER) // QUARTER_HOUR * QUARTER_HOUR
    starts = np.maximum(starts, booked + QUARTER_HOUR // 3)
    add(
        rows,
        sales.ae[rows],
        booked,
        starts,
        np.full(len(rows), HELD),
        np.zeros(len(rows), dtype=bool),
        "demo",
    )
    return Diaries(*(np.concatenate([getattr(part, name) for part in parts]) for name in Diaries.__slots__))


def attend(journeys: Journeys, diaries: Diaries, deals: Deals, team: Team, log: Log) -> None:
    """The demo that opened an opportunity, for the colleagues who came to it."""
    last = np.full(len(journeys.person), NEVER)
    last[diaries.row] = diaries.starts  # an AE's demo comes after the SDR's meetings, and last in the list
    guests = team.guests
    row = deals.row[team.deal[guests]]
    log.add(team.person[guests], last[row], "demo", user=journeys.sales.ae[row], outcome=OUTCOME["held"])


def close(
    chance: Chance,
    market: Market,
    staff: Staff,
    journeys: Journeys,
    fates: Fates,
    log: Log,
) -> None:
    """The AEs' touches from SQL to the end, and that sales shared content."""
    rng = chance.of("closing")
    sales, work = journeys.sales, journeys.work
    logged = ~fates.unlogged
    begun = np.flatnonzero(
        logged & (sales.sql < END) & (sales.category != NEVER_TOUCHED) & (sales.first < END)
    )
    plain = begun[~sales.ahead[begun]]
    u = rng.random(market.people)[journeys.person[plain]]
    log.add(
        journeys.person[plain],
        sales.first[plain],
        np.where(u < 0.5, CALL, MAIL),
        user=sales.ae[plain],
        outcome=np.where(u < 0.5, OUTCOME["connected"], NONE),
    )
    stop = np.minimum(
        np.minimum(journeys.ended, END), np.where(sales.closed < NEVER, sales.closed, journeys.ended)
    )[begun]
    start = sales.first[begun]
    row, step = expand(np.maximum((stop - start) // (9 * DAY), 0))
    u, v, w = rng.random(len(row)), rng.random(len(row)), rng.random(len(row))
    who = begun[row]
    t = staff.diary.after(
        sales.ae[who],
        start[row] + ((step + 0.55 + 0.4 * u) * 9 * DAY).astype(np.int64),
        (1 + v * 6 * HOUR).astype(np.int64),
    )
    fits = t < stop[row]
    who, t, v, w = who[fits], t[fits], v[fits], w[fits]
    kind = np.array([MAIL, CALL, KIND["meeting"], SHARE, KIND["note"], KIND["email_reply"]])[
        weighted(rng, (0.42, 0.2, 0.1, 0.12, 0.06, 0.1), len(who))
    ]
    answered = kind == KIND["email_reply"]
    deal = np.where(t >= sales.opened[who], who, NONE)
    log.add(
        journeys.person[who],
        t,
        kind,
        user=np.where(answered, NONE, sales.ae[who]),
        opportunity=deal,
        outcome=np.where(kind == CALL, OUTCOME["connected"], NONE),
    )

    talked = np.flatnonzero(logged & work.reached & ~journeys.outbound)
    u = rng.random((2, market.people))[:, journeys.person[talked]]
    base = np.where(journeys.meetings.held < NEVER, journeys.meetings.held + HOUR, work.answered)[talked]
    t = staff.diary.after(work.owner[talked], base, (600 + u[0] * 3 * HOUR).astype(np.int64))
    fits = (u[1] < 0.6) & (t < np.minimum(journeys.ended, END)[talked])
    rows = talked[fits]
    log.add(journeys.person[rows], t[fits], SHARE, user=work.owner[rows])
    noted = np.flatnonzero(u[1] > 0.75)
    t = staff.diary.after(work.owner[talked[noted]], base[noted], np.full(len(noted), 420))
    noted, t = (
        noted[t < np.minimum(journeys.ended, END)[talked[noted]]],
        t[t < np.minimum(journeys.ended, END)[talked[noted]]],
    )
    log.add(journeys.person[talked[noted]], t, "note", user=work.owner[talked[noted]])


def hand_out(catalogue: Catalogue, log: Log) -> None:
    """Which piece of content each share was: sales goes through those it likes, one after the other."""
    columns = log.columns()
    shares = np.flatnonzero(columns["kind"] == SHARE)
    shares = shares[np.argsort(columns["t"][shares], kind="stable")]
    columns["asset"][shares] = catalogue.loved[np.arange(len(shares)) % len(catalogue.loved)]
