"""The market: accounts and the people in them, with what no record holds (interest, and what a rep senses)."""

from dataclasses import dataclass

import numpy as np

from handfast.demo.chance import Bools, Chance, Floats, Ints, weighted
from handfast.demo.knobs import Knobs
from handfast.demo.names import COUNTRY_WEIGHTS, INDUSTRIES, INDUSTRY_WEIGHTS, TITLES
from handfast.demo.worktime import DAY, instant, to_utc

START = instant("2025-01-01T05:00:00")  # the first midnight of 2025 in Boston
END = instant("2026-07-01T08:00:00")  # nothing is known after this; the last whole month is June 2026
DAYS = (END - START) // DAY

SOURCES = (
    # source, origin, weight, what it says about interest
    ("paid search", "inbound", 0.19, 0.1),
    ("paid social", "inbound", 0.12, -0.35),
    ("organic search", "inbound", 0.19, 0.2),
    ("content syndication", "inbound", 0.12, -0.35),
    ("webinar", "inbound", 0.12, 0.1),
    ("trade fair", "event", 0.06, 0.1),
    ("partner", "partner", 0.04, 0.4),
    ("trial", "product", 0.05, 0.5),
    ("outbound", "outbound", 0.12, -0.5),
    ("customer", "customer", 0.02, 0.0),
)
SOURCE = {name: n for n, (name, *_) in enumerate(SOURCES)}
OUTBOUND, CUSTOMER = SOURCE["outbound"], SOURCE["customer"]
OUTBOUND_SHARE = SOURCES[OUTBOUND][2]
INBOUND_SOURCES = [n for n, (_, origin, *_) in enumerate(SOURCES) if origin == "inbound"]


@dataclass(frozen=True, slots=True)
class Market:
    """Every account and every person (a person may stand in the record twice, see `copies`).

    Attributes:
        account: each person's account.
        country, industry, employees, tier: of each account; country and industry are places in the lists of names.
        abroad: each person's country, mostly the account's.
        title, source: places in the lists.
        created: when each person becomes a lead, in order.
        interest: latent interest; moves what they do and whether they buy.
        hidden: what a rep senses and no record holds; moves whether they buy and whom reps call first.
        twin: the person of whom this one is a second, unrecognised copy, or -1.
        pool: 0 for the reps in Boston, 1 for those in Dublin.
    """

    account: Ints
    country: Ints
    industry: Ints
    employees: Ints
    tier: Ints
    account_created: Ints
    abroad: Ints
    title: Ints
    source: Ints
    created: Ints
    interest: Floats
    hidden: Floats
    twin: Ints
    pool: Ints

    @property
    def people(self) -> int:
        """How many people there are."""
        return len(self.created)

    def came(self, *sources: int) -> Bools:
        """Who came by one of these sources."""
        return np.isin(self.source, sources)


def arrivals(knobs: Knobs) -> Floats:
    """The weight of each day for the arrival of leads: fewer at weekends, in August and at the year's end."""
    day = np.arange(DAYS)
    weekday = (day + 2) % 7  # 2025-01-01 is a Wednesday
    of_year = day % 365
    weight = np.where(weekday >= 5, 0.35, 1.0) * np.where((of_year > 210) & (of_year < 240), 0.88, 1.0)
    weight = weight * np.where((of_year > 354) | (of_year < 3), 0.5, 1.0)
    if "spend-without-result" in knobs:
        weight = weight * np.where(day > DAYS - 300, 0.90 ** ((day - (DAYS - 300)) / 91.3), 1.0)
    return np.asarray(weight)


def populate(chance: Chance, knobs: Knobs, people: int) -> Market:
    """So many people in their accounts, arriving over the year and a half."""
    rng = chance.of("accounts")
    sizes = np.minimum(1 + rng.geometric(0.45, size=people) - 1 + (rng.random(people) < 0.25), 8)
    count = int(np.searchsorted(np.cumsum(sizes), people)) + 1
    account = np.repeat(np.arange(count), sizes[:count])[:people]
    country = weighted(rng, COUNTRY_WEIGHTS, count)
    industry = weighted(rng, INDUSTRY_WEIGHTS, count)
    employees = np.exp(rng.normal(np.log(350), 1.2, count)).astype(np.int64) + 4
    tier = np.where(employees > 1500, 0, np.where(employees > 250, 1, 2))
    mood = rng.normal(size=count)

    rng = chance.of("arrivals")
    edges = np.cumsum(arrivals(knobs))
    begun = np.searchsorted(edges, rng.random(count) * edges[-1])
    lag = np.where(np.r_[True, account[1:] != account[:-1]], 0, rng.exponential(45, people)).astype(np.int64)
    again = np.searchsorted(edges, rng.random(people) * edges[-1])
    day = np.where(begun[account] + lag < DAYS, begun[account] + lag, again)

    rng = chance.of("people")
    weights = [0.0 if name == "outbound" else weight for name, _, weight, _ in SOURCES]
    source = weighted(rng, weights, people)
    abroad = np.where(rng.random(people) < 0.96, country[account], weighted(rng, COUNTRY_WEIGHTS, people))
    title = weighted(rng, [weight for *_, weight in TITLES], people)
    targeted = rng.random(count) < OUTBOUND_SHARE  # companies that sales chose to approach
    source = np.where(targeted[account] & (source != CUSTOMER), OUTBOUND, source)
    says = np.array([interest for *_, interest in SOURCES])
    interest = 0.45 * mood[account] + 0.85 * rng.normal(size=people) + says[source]
    hidden = rng.normal(size=people)
    second = np.clip(rng.normal(13.0, 3.4, people) * 3600, 3600, 23.5 * 3600).astype(np.int64)
    created = to_utc(START // DAY * DAY + day * DAY + second, "America/New_York")
    created = np.where(
        source == CUSTOMER, START + rng.integers(0, 3600, people), np.clip(created, START, END - 3600)
    )

    order = np.argsort(created, kind="stable")
    account, source, abroad, title = account[order], source[order], abroad[order], title[order]
    interest, hidden, created = interest[order], hidden[order], created[order]
    industry = _other_buyers(chance, knobs, account, source, industry)
    first = np.full(count, END)
    np.minimum.at(first, account, created)
    early = chance.of("account-created").integers(0, 90 * DAY, count)
    twin = _twins(chance, created, account, title, abroad, source)
    return Market(
        account, country, industry, employees, tier, first - np.where(tier == 0, early, early // 30), abroad, title, source, created,
        interest, hidden, twin, np.isin(abroad, [0, 1, 9]).__invert__().astype(np.int64),
    )  # fmt: skip


def _twins(chance: Chance, created: Ints, account: Ints, title: Ints, abroad: Ints, source: Ints) -> Ints:
    """Make about one person in a hundred a second copy of an earlier one at the same company, under another address."""
    rng = chance.of("twins")
    people = len(created)
    twin = np.full(people, -1)
    copies = np.flatnonzero(
        (rng.random(people) < 0.012)
        & (np.arange(people) > people // 10)
        & (source != CUSTOMER)
        & (source != OUTBOUND)
    )
    for copy, model in zip(
        copies.tolist(), (rng.random(len(copies)) * copies).astype(np.int64).tolist(), strict=True
    ):
        if twin[model] < 0 and source[model] != CUSTOMER:
            twin[copy] = model
            account[copy], title[copy], abroad[copy] = account[model], title[model], abroad[model]
    return twin


def distance(p: Floats, q: Floats) -> float:
    """The Jensen-Shannon distance of two distributions, with logarithms to base 2."""
    middle = (p + q) / 2

    def divergence(a: Floats) -> float:
        there = a > 0
        return float((a[there] * np.log2(a[there] / middle[there])).sum())

    return float(np.sqrt(max(divergence(p) + divergence(q), 0.0) / 2))


def _other_buyers(chance: Chance, knobs: Knobs, account: Ints, source: Ints, industry: Ints) -> Ints:
    """With `different-buyers`, move accounts that are only prospected into two industries and the others out of them, as far as asked."""
    if "different-buyers" not in knobs:
        return industry
    target = knobs.at("different-buyers")
    outbound = source == OUTBOUND
    mixed = np.zeros(len(industry), dtype=bool)
    mixed[account[~outbound]] = True
    rng = chance.of("buyers")
    worked = outbound | (rng.random(len(source)) < 0.30)
    niche = np.array([INDUSTRIES.index(name) for name in ("finance", "energy")])
    elsewhere = np.delete(np.arange(len(INDUSTRIES)), niche)
    order = np.argsort(rng.random(len(industry)), kind="stable")
    movable = order[~mixed[order] | np.isin(industry[order], niche)]

    def moved(count: int) -> Ints:
        result, these = industry.copy(), movable[:count]
        result[these] = np.where(mixed[these], elsewhere[these % len(elsewhere)], niche[these % len(niche)])
        return result

    def at(count: int) -> float:
        of = moved(count)[account]
        brought, sold = (np.bincount(of[rows], minlength=len(INDUSTRIES)) for rows in (~outbound, worked))
        return distance(brought / brought.sum(), sold / sold.sum())

    low, high = 0, len(movable)
    while low < high:
        middle = (low + high) // 2
        if at(middle) < target:
            low = middle + 1
        else:
            high = middle
    return moved(low)
