"""Who the people are on paper: names, addresses, numbers; what is missing or wrong; who stands in the record twice."""

from dataclasses import dataclass

import numpy as np

from handfast.demo.chance import Bools, Chance, Ints, top
from handfast.demo.clauses import barred
from handfast.demo.journeys import Journeys
from handfast.demo.knobs import Knobs
from handfast.demo.market import END, Market
from handfast.demo.names import (
    BAD_PHONES,
    COMPANY_HEAD,
    COMPANY_TAIL,
    COMPETITORS,
    COUNTRIES,
    FIRST,
    FREE_MAIL,
    INDUSTRIES,
    LAST,
    PHONES,
    TITLES,
)
from handfast.demo.pursuit import NEVER_TOUCHED, REFUSED
from handfast.demo.register import Register


@dataclass(frozen=True, slots=True)
class Paper:
    """What the CRM says of people and accounts, as text, one value each.

    Attributes:
        first, last, email, title, company, phone, country: of people.
        names, domains, industries: of accounts.
        typed: whose phone a rep typed in at acceptance.
    """

    first: list[str]
    last: list[str]
    email: list[str]
    title: list[str]
    company: list[str]
    phone: list[str]
    country: list[str]
    names: list[str]
    domains: list[str]
    industries: list[str]
    typed: Bools


def _accounts(rng: np.random.Generator, industry: Ints) -> tuple[list[str], list[str]]:
    count = len(industry)
    heads, seconds = rng.integers(0, len(COMPANY_HEAD), (2, count))
    tails, two = rng.integers(0, 5, count), rng.random(count) < 0.35
    tail_of = list(COMPANY_TAIL.values())
    seen: dict[str, int] = {}
    names = []
    for head, second, tail, both, kind in zip(
        heads.tolist(), seconds.tolist(), tails.tolist(), two.tolist(), industry.tolist(), strict=True
    ):
        first = COMPANY_HEAD[head] + (f" & {COMPANY_HEAD[second]}" if both else "")
        name = f"{first} {tail_of[kind][tail]}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{first} {tail_of[kind][tail]} {seen[name]}")
    domains = [name.lower().replace(" & ", "-").replace(" ", "-") + ".example" for name in names]
    return names, domains


def _phone(country: str, place: int) -> str:
    """A country's n-th phone number; they differ as long as there are enough of them."""
    kinds = PHONES[country]
    text, digits = kinds[place % len(kinds)], place // len(kinds)
    for _ in range(text.count("#")):
        text = text.replace("#", str(digits % 10), 1)
        digits //= 10
    return text


def put_on_paper(
    chance: Chance, knobs: Knobs, market: Market, journeys: Journeys, enlisted: Register
) -> Paper:
    """Everyone's particulars. Who stands in the record twice has complete ones."""
    n = market.people
    rng = chance.of("names")
    first = [FIRST[k] for k in rng.integers(0, len(FIRST), n).tolist()]
    last = [LAST[k] for k in rng.integers(0, len(LAST), n).tolist()]
    names, domains = _accounts(rng, market.industry)
    free, which = rng.random(n), rng.integers(0, len(FREE_MAIL), n).tolist()
    line = np.zeros(n, dtype=np.int64)  # each person's number among those of the country
    for each in range(len(COUNTRIES)):
        there = np.flatnonzero(market.abroad == each)
        line[there] = rng.permutation(len(there))
    handed = np.zeros(n, dtype=bool)
    handed[journeys.person] = True
    for copy in np.flatnonzero(market.twin >= 0).tolist():
        model = int(market.twin[copy])
        first[copy], last[copy], line[copy] = first[model], last[model], line[model]

    seen: set[str] = set()
    email = []
    account = market.account.tolist()
    once = enlisted.second_of < 0
    rival = (~handed & once & (free > 0.992)).tolist()
    for k in range(n):
        domain = domains[account[k]]
        local = f"{first[k]}.{last[k]}".lower()
        if rival[k]:
            domain = f"{COMPETITORS[k % len(COMPETITORS)].lower()}.example"
        elif market.twin[k] >= 0:
            local = f"{first[k][0]}{last[k]}".lower()
        elif free[k] < 0.05:
            domain = FREE_MAIL[which[k]]
        address = f"{local}@{domain}"
        if address in seen:
            address = f"{local}{k}@{domain}"
        seen.add(address)
        email.append(address)

    rng = chance.of("gaps")
    u = rng.random((6, n))
    at_handoff = top(u[0], knobs.at("blind-handoff") * handed.sum(), handed & once)
    no_company = (at_handoff & (u[1] < 0.5)) | (~handed & (u[2] < 0.04))
    no_country = (at_handoff & (u[1] >= 0.5)) | (~handed & (u[3] < 0.015))
    no_title = ~handed & ~barred(market) & (u[4] < 0.05)
    accepted = np.zeros(n, dtype=bool)
    accepted[
        journeys.person[
            ~np.isin(journeys.work.category, (REFUSED, NEVER_TOUCHED)) & (journeys.work.decided < END)
        ]
    ] = True
    wrong = top(u[5], knobs.at("bad-data") * accepted.sum(), accepted)
    missing = ~accepted & (u[1] < 0.26) | (wrong & (u[2] < 0.6))
    wrong |= ~accepted & (u[3] > 0.96)
    typed = accepted & ~wrong & (u[4] < 0.25)
    countries = [COUNTRIES[k] for k in market.abroad.tolist()]
    phone = [
        "" if gone else BAD_PHONES[k % len(BAD_PHONES)] if bad else _phone(country, at)
        for k, (gone, bad, country, at) in enumerate(
            zip(missing.tolist(), wrong.tolist(), countries, line.tolist(), strict=True)
        )
    ]
    title = [
        "" if gone else TITLES[k][0] for k, gone in zip(market.title.tolist(), no_title.tolist(), strict=True)
    ]
    company = ["" if gone else names[k] for k, gone in zip(account, no_company.tolist(), strict=True)]
    country = ["" if gone else name for name, gone in zip(countries, no_country.tolist(), strict=True)]
    industries = _industries(chance, knobs, market, journeys)
    return Paper(
        first,
        last,
        email,
        title,
        company,
        phone,
        country,
        names,
        domains,
        industries,
        typed,
    )


def _industries(chance: Chance, knobs: Knobs, market: Market, journeys: Journeys) -> list[str]:
    """Industries of accounts; where a lead is an SQL they are wrong or missing as the knob says, elsewhere now and then."""
    u = chance.of("industries").random((2, len(market.industry)))
    needed = np.zeros(len(market.industry), dtype=bool)
    needed[market.account[journeys.person[journeys.sales.sql < END]]] = True
    wrong = top(u[0], knobs.at("bad-data") * needed.sum(), needed) | (~needed & (u[0] < 0.12))
    return [
        ("" if odd < 0.6 else "Misc.") if bad else INDUSTRIES[k]
        for k, bad, odd in zip(market.industry.tolist(), wrong.tolist(), u[1].tolist(), strict=True)
    ]
