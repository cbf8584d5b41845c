"""What prospects do by themselves: visits in bursts, forms, downloads, webinars, chats, and what they do with marketing's mails."""

import numpy as np

from handfast.demo.catalogue import Catalogue
from handfast.demo.chance import Chance, Ints, logistic, weighted
from handfast.demo.log import FORM, Log, expand
from handfast.demo.market import CUSTOMER, END, OUTBOUND, SOURCE, Market
from handfast.demo.names import COUNTRIES, COUNTRY_ZONES
from handfast.demo.worktime import DAY, HOUR, to_local, to_utc

#         /  product sched mob pricing docs api import cust cases integr secur blog blog blog about careers
CASUAL = (20, 9, 6, 4, 3.0, 2.0, 0.6, 0.6, 3, 2, 3, 0.6, 14, 12, 12, 5, 3)
KEEN = (8, 8, 8, 6, 17.0, 7.0, 4.0, 4.0, 7, 7, 7, 5.0, 3, 3, 3, 3, 0)


def browse(chance: Chance, market: Market, catalogue: Catalogue, log: Log) -> None:
    """Everything that prospects do on the site and at events, whatever sales may do."""
    _arrive(chance, market, catalogue, log)
    _visit(chance, market, catalogue, log)


def _arrive(chance: Chance, market: Market, catalogue: Catalogue, log: Log) -> None:
    """What made each person a lead."""
    rng = chance.of("arrive")
    n = market.people
    campaign = catalogue.campaign_of(market.source, market.created)
    u, download = rng.random(n), rng.integers(0, len(catalogue.offers), n)
    paid = market.came(SOURCE["paid search"], SOURCE["paid social"])
    who = np.flatnonzero(paid)
    log.add(who, market.created[who], "ad_click", campaign=campaign[who])
    who = np.flatnonzero(market.came(SOURCE["trade fair"]))
    log.add(who, market.created[who], "event_attended", campaign=campaign[who])
    who = np.flatnonzero(market.came(SOURCE["trial"]))
    log.add(who, market.created[who] + 30, "trial_started")

    who = np.flatnonzero(market.came(SOURCE["webinar"]))
    log.add(who, market.created[who], "webinar_registered", campaign=campaign[who])
    came = who[u[who] < 0.35 + 0.25 * logistic(market.interest[who])]
    held = (market.created[came] // DAY + 2 + (came % 9)) * DAY + 15 * HOUR + came % 600
    log.add(came[held < END], held[held < END], "webinar_attended", campaign=campaign[came[held < END]])

    reading = market.came(SOURCE["content syndication"]) | (
        market.came(*(SOURCE[s] for s in ("paid search", "paid social", "organic search"))) & (u < 0.35)
    )
    who = np.flatnonzero(reading)
    log.add(who, market.created[who] + 40, "form_submit", form=FORM["ebook"], campaign=campaign[who])
    log.add(who, market.created[who] + 45, "content_download", asset=catalogue.offers[download[who]])
    who = np.flatnonzero(
        ~reading
        & market.came(
            SOURCE["organic search"], SOURCE["partner"], SOURCE["paid search"], SOURCE["paid social"]
        )
    )
    log.add(
        who,
        market.created[who] + 40,
        "form_submit",
        form=np.where(u[who] < 0.7, FORM["newsletter"], FORM["contact"]),
        campaign=campaign[who],
    )


def _visit(chance: Chance, market: Market, catalogue: Catalogue, log: Log) -> None:
    """Visits: one on arrival, some in the days when the person looks for something to buy, some now and then."""
    rng = chance.of("visits")
    n = market.people
    outbound = market.came(OUTBOUND, CUSTOMER)
    eagerness = np.exp(0.8 + 0.62 * market.interest)
    later = rng.poisson(np.minimum(np.where(outbound, 0.12, 1.0) * eagerness, 30))
    first = np.where(outbound | market.came(SOURCE["trade fair"]), 0, 1)
    who, place = expand(first + later)
    arrived = (place == 0) & (first[who] == 1)
    intent = rng.exponential(24, n)[who]
    burst = rng.random(len(who)) < 0.55
    again = (rng.exponential(120, n) + 90)[who]
    second = rng.random(len(who)) < 0.3
    lag = np.where(
        burst, np.where(second, again, intent) + rng.exponential(2.5, len(who)), rng.exponential(75, len(who))
    )
    t = _awake(rng, market, who, market.created[who] + (lag * DAY).astype(np.int64))
    t = np.where(
        arrived, market.created[who] + 60, np.maximum(t, market.created[who] + 3 * HOUR + place * 700)
    )
    keep = t < END - 2 * HOUR
    who, t, burst, arrived = who[keep], t[keep], burst[keep], arrived[keep]

    keen = rng.random(len(who)) < np.where(arrived, 0.25, np.where(burst, 0.85, 0.4)) * logistic(
        0.9 * market.interest[who] + 0.2
    )
    views = 1 + np.minimum(rng.poisson(np.where(keen, 3.4, 1.7)), 14)
    visit, step = expand(views)
    gaps = rng.integers(15, 240, len(visit))
    spent = np.cumsum(gaps)
    began = spent - gaps
    offset = np.where(step == 0, 0, began - np.repeat(began[np.cumsum(views) - views], views))
    page = np.where(keen[visit], weighted(rng, KEEN, len(visit)), weighted(rng, CASUAL, len(visit)))
    seen = t[visit] + offset
    log.add(who[visit], seen, "page_view", page=page)

    end = t + np.bincount(visit, weights=gaps, minlength=len(t)).astype(np.int64) + 20
    u, v, item = rng.random(len(who)), rng.random(len(who)), rng.integers(0, len(catalogue.offers), len(who))
    reads = (u < np.where(keen, 0.16, 0.09)) & ~arrived
    log.add(who[reads], end[reads], "form_submit", form=FORM["ebook"])
    log.add(who[reads], end[reads] + 5, "content_download", asset=catalogue.offers[item[reads]])
    talks = (
        keen
        & (v < 0.24 * logistic(0.9 * market.interest[who] + 0.5 * market.hidden[who] - 0.6))
        & ~market.came(CUSTOMER)[who]
    )
    log.add(who[talks], end[talks] + 20, "form_submit", form=FORM["talk to sales"])
    sums = keen & ~talks & (v > 0.94)
    log.add(who[sums], end[sums] + 10, "form_submit", form=FORM["pricing calculator"])
    tries = keen & ~talks & (u > 0.985)
    log.add(who[tries], end[tries] + 15, "trial_started")


def _awake(rng: np.random.Generator, market: Market, who: Ints, t: Ints) -> Ints:
    """Move instants to the person's waking hours, and most of a weekend's to Monday."""
    second = np.clip(rng.normal(13.2, 3.6, len(t)), 0.2, 23.8) * HOUR
    lazy = rng.random(len(t)) < 0.65
    result = t.copy()
    for n, country in enumerate(COUNTRIES):
        rows = np.flatnonzero(market.abroad[who] == n)
        day = to_local(t[rows], COUNTRY_ZONES[country]) // DAY
        weekday = (day + 3) % 7
        day = np.where(lazy[rows] & (weekday >= 5), day + 7 - weekday, day)
        result[rows] = to_utc(day * DAY + second[rows].astype(np.int64), COUNTRY_ZONES[country])
    return result


def correspond(chance: Chance, market: Market, catalogue: Catalogue, log: Log) -> Ints:
    """Marketing's mails to everyone, opened, clicked, or the reason to leave.

    Returns the instant at which each person unsubscribed, END for those who didn't.
    """
    rng = chance.of("mails")
    n = market.people
    welcome = np.array([1, 6, 15, 30])
    month_starts = np.array(
        [(np.datetime64("2025-01", "M") + m).astype("datetime64[s]").astype(np.int64) for m in range(1, 19)]
    )
    person, step = expand(np.full(n, len(welcome)))
    sent = (
        (market.created[person] // DAY + welcome[step]) * DAY + 14 * HOUR + rng.integers(0, 900, len(person))
    )
    kept = ~market.came(OUTBOUND, CUSTOMER)[person]
    reader, month = expand(np.full(n, len(month_starts)))
    letter = month_starts[month] + 7 * HOUR + reader % 1800
    recent = (
        (letter > market.created[reader] + DAY)
        & (letter < market.created[reader] + 65 * DAY)
        & ~market.came(OUTBOUND)[reader]
    )
    who = np.concatenate([person[kept], reader[recent]])
    t = np.concatenate([sent[kept], letter[recent]])
    campaign = np.concatenate(
        [np.full(int(kept.sum()), catalogue.welcome), np.full(int(recent.sum()), catalogue.letter)]
    )
    u, delay, leaves = (
        rng.random(len(who)),
        rng.exponential(5 * HOUR, len(who)).astype(np.int64) + 60,
        rng.random(len(who)),
    )
    order = np.lexsort((t, who))
    who, t, campaign = who[order], t[order], campaign[order]
    left = np.full(n, END)
    np.minimum.at(left, who[leaves < 0.0035], (t + delay)[leaves < 0.0035])
    keep = (t < left[who]) & (t < END)
    who, t, campaign, u, delay = who[keep], t[keep], campaign[keep], u[keep], delay[keep]
    log.add(who, t, "email_sent", campaign=campaign, automated=1)
    likes = logistic(0.7 * market.interest[who])
    opens = (u < 0.15 + 0.32 * likes) & (t + delay < END)
    clicks = (u < 0.11 * likes) & (t + delay + 40 < END)
    log.add(who[opens], (t + delay)[opens], "email_open", campaign=campaign[opens])
    log.add(who[clicks], (t + delay + 40)[clicks], "email_click", campaign=campaign[clicks])
    gone = np.flatnonzero(left < END)
    log.add(gone, left[gone], "unsubscribe")
    return left
