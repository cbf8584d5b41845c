"""Tables of people: users, absences, accounts, leads, and the changes of the last two."""

from pathlib import Path

import numpy as np

from handfast.demo.catalogue import Catalogue
from handfast.demo.chance import Chance, Ints
from handfast.demo.crm import FIELDS, OWNER, PHONE, STAGE, Changes
from handfast.demo.identity import Paper
from handfast.demo.journeys import Journeys
from handfast.demo.market import CUSTOMER, END, SOURCES, Market
from handfast.demo.names import COUNTRIES, INDUSTRIES, TITLES
from handfast.demo.register import Register, account_ids, campaign_ids
from handfast.demo.staff import DOMAIN, LEFT, SUCCESS, Staff
from handfast.demo.writing import flags, instants, texts, whole, words, write


def users(folder: Path, staff: Staff) -> None:
    """users and absences."""
    count = len(staff.ids)
    reps = {rep for pools in (staff.sdr_pools, staff.ae_pools) for pool in pools for rep in pool}
    capacity = np.array(
        [{"sdr": 12, "ae": 5}[team] if user in reps else -1 for user, team in enumerate(staff.teams)]
    )
    columns = {
        "user_id": texts(staff.ids),
        "name": texts(staff.names),
        "email": texts([f"{user.removeprefix('u-').replace('-', '.')}@{DOMAIN}" for user in staff.ids]),
        "side": texts(staff.sides),
        "team": texts(staff.teams),
        "manager_id": words(staff.ids, np.array(staff.managers)),
        "active": flags([user != LEFT for user in range(count)]),
        "timezone": texts(staff.zones),
        "daily_capacity": whole(capacity, capacity > 0),
    }
    write(folder, "users", columns)
    away = [
        (user, start, end) for user, times in staff.absences.items() for start, end in times if start < END
    ]
    who, start, end = (np.array(column, dtype=np.int64) for column in zip(*away, strict=True))
    always = np.ones(len(who), dtype=bool)
    write(
        folder,
        "absences",
        {
            "user_id": words(staff.ids, who),
            "starts_at": instants(start, always),
            "ends_at": instants(end, always),
        },
    )


def accounts(folder: Path, market: Market, staff: Staff, paper: Paper, journeys: Journeys) -> None:
    """accounts and account_changes."""
    count = len(market.industry)
    owner = np.where(
        market.tier == 0, np.array(staff.ae_pools[0])[np.arange(count) % len(staff.ae_pools[0])], -1
    )
    owner[market.account[market.came(CUSTOMER)]] = SUCCESS
    revenue = market.employees * 180_000.0 * (0.6 + 0.8 * ((np.arange(count) * 37 % 101) / 101))
    columns = {
        "account_id": account_ids(np.arange(count)),
        "name": texts(paper.names),
        "domain": texts(paper.domains),
        "industry": texts(paper.industries),
        "employees": whole(market.employees),
        "annual_revenue": whole(np.round(revenue, -3).astype(np.int64)),
        "country": words(COUNTRIES, market.country),
        "tier": words(("A", "B", "C"), market.tier),
        "owner_id": words(staff.ids, owner),
        "created_at": instants(market.account_created),
    }
    write(folder, "accounts", columns)
    sales = journeys.sales
    found = np.flatnonzero((sales.sql < END) & (market.account[journeys.person] % 10 < 3))
    account, first = np.unique(market.account[journeys.person[found]], return_index=True)
    known = np.array([paper.industries[k] in INDUSTRIES for k in account.tolist()], dtype=bool)
    rows, account = found[first[known]], account[known]
    changes = {
        "account_id": account_ids(account),
        "field": texts(["industry"] * len(account)),
        "changed_at": instants(sales.sql[rows]),
        "old_value": texts([""] * len(account)),
        "new_value": texts([paper.industries[k] for k in account.tolist()]),
        "changed_by": words(staff.ids, journeys.work.owner[rows]),
    }
    write(folder, "account_changes", changes)


def leads(
    folder: Path, chance: Chance, market: Market, staff: Staff, paper: Paper, catalogue: Catalogue, changes: Changes, enlisted: Register,
    journeys: Journeys, left: Ints,
) -> None:  # fmt: skip
    """leads and lead_changes."""
    _note_phones(changes, paper, journeys)
    who, what, t, old, new, by = changes.rows()
    vocabulary = list(changes.words)
    last = np.r_[(who[1:] != who[:-1]) | (what[1:] != what[:-1]), True]

    def current(field: int, otherwise: Ints) -> Ints:
        value = otherwise.copy()
        rows = last & (what == field)
        value[who[rows]] = new[rows]
        return value

    at_first = np.where(market.came(CUSTOMER), changes.word("customer"), changes.word("inquiry"))
    stage, owner = (
        current(STAGE, at_first),
        current(OWNER, np.full(market.people, changes.word("queue-demand"))),
    )
    vocabulary = list(changes.words)
    person, second = enlisted.person, enlisted.second
    shout = second & (person % 3 == 0)
    listed = person.tolist()
    email = [
        paper.email[k].title() if loud else paper.email[k]
        for k, loud in zip(listed, shout.tolist(), strict=True)
    ]
    refuses = (left < END) & (chance.of("do not contact").random(market.people) < 0.3)
    columns = {
        "lead_id": enlisted.row_id(np.arange(len(person))),
        "created_at": instants(enlisted.created),
        "email": texts(email),
        "first_name": texts([paper.first[k] for k in listed]),
        "last_name": texts([paper.last[k] for k in listed]),
        "title": texts([paper.title[k] for k in listed]),
        "company": texts([paper.company[k] for k in listed]),
        "phone": texts([paper.phone[k] for k in listed]),
        "country": texts([paper.country[k] for k in listed]),
        "source": words([source for source, *_ in SOURCES], market.source[person]),
        "origin": words([origin for _, origin, *_ in SOURCES], market.source[person]),
        "account_id": account_ids(market.account[person]),
        "campaign_id": campaign_ids(catalogue.campaign_of(market.source, market.created)[person]),
        "owner_id": words(vocabulary, np.where(second, changes.word("queue-demand"), owner[person])),
        "stage": words(vocabulary, np.where(second, changes.word("inquiry"), stage[person])),
        "do_not_contact": flags(refuses[person]),
        "seniority": words([seniority for _, _, seniority, _ in TITLES], market.title[person]),
        "department": words([department for _, department, _, _ in TITLES], market.title[person]),
    }
    write(folder, "leads", columns)
    arrival = np.lexsort((what, who, t))
    rows = {
        "lead_id": enlisted.lead(who[arrival]),
        "field": words(FIELDS, what[arrival]),
        "changed_at": instants(t[arrival]),
        "old_value": words(vocabulary, old[arrival]),
        "new_value": words(vocabulary, new[arrival]),
        "changed_by": words(staff.ids, by[arrival]),
    }
    write(folder, "lead_changes", rows)


def _note_phones(changes: Changes, paper: Paper, journeys: Journeys) -> None:
    """The phones that reps typed in when they accepted a lead."""
    rows = np.flatnonzero(paper.typed[journeys.person] & (journeys.work.decided < END))
    rows = rows[np.lexsort((journeys.cycle[rows], journeys.person[rows]))]
    person, first = np.unique(journeys.person[rows], return_index=True)
    numbers = np.array([changes.word(paper.phone[k]) for k in person.tolist()], dtype=np.int64)
    changes.add(person, PHONE, journeys.work.decided[rows[first]], numbers, journeys.work.owner[rows[first]])
