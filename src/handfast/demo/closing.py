"""What the AEs did from SQL to the end, and the content that sales shared."""

import numpy as np

from handfast.demo.catalogue import Catalogue
from handfast.demo.chance import Chance, weighted
from handfast.demo.fates import Fates
from handfast.demo.journeys import Journeys
from handfast.demo.log import KIND, NONE, OUTCOME, Log, expand
from handfast.demo.market import END, Market
from handfast.demo.pursuit import NEVER_TOUCHED
from handfast.demo.scoring import NEVER
from handfast.demo.staff import Staff
from handfast.demo.touches import CALL, MAIL, SHARE
from handfast.demo.worktime import DAY, HOUR


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
    # Before the AE has the lead: a share by the SDR afterwards would be sales' touch of a hand-off that the AE let lie.
    until = np.minimum(np.minimum(journeys.ended, journeys.sales.sql), END)[talked]
    met = sales.sql[talked] < NEVER
    soon = 600 + u[0] * np.where(met, 0.5 * HOUR, 3 * HOUR)
    t = staff.diary.after(work.owner[talked], np.where(met, base - HOUR, base), soon.astype(np.int64))
    fits = (u[1] < 0.6) & (t < until)
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
