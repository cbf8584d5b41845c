"""Tables of what was done and sold: activities, meetings, opportunities and what hangs on them."""

from pathlib import Path

import numpy as np

from handfast.demo.calls import BOOKED, STATUSES, Diaries
from handfast.demo.catalogue import Catalogue
from handfast.demo.chance import Chance, Ints
from handfast.demo.deals import CONCESSIONS, NEW, STAGES, TYPES, Deals
from handfast.demo.log import FORMS, KINDS, OUTCOMES, PAGES, PROSPECT_KINDS, SITE, Log, expand
from handfast.demo.market import END, SOURCES, START, Market
from handfast.demo.names import COMPETITORS
from handfast.demo.reasons import LOST
from handfast.demo.register import Register, account_ids, asset_ids, campaign_ids, deal_ids
from handfast.demo.scoring import NEVER
from handfast.demo.staff import AE_LEAD, Staff
from handfast.demo.teams import ROLES, Team
from handfast.demo.worktime import DAY, HOUR
from handfast.demo.writing import flags, ids, instants, perhaps, texts, words, write

SIDES = ("prospect", "marketing", "sales")


def activities(
    folder: Path,
    chance: Chance,
    market: Market,
    staff: Staff,
    enlisted: Register,
    deals: Deals,
    log: Log,
    form: str,
) -> int:
    """activities, in order of occurrence; some of what sales did was written down later. Returns the number of rows."""
    columns = log.columns()
    deal_of_row = np.full(int(deals.row.max(initial=0)) + 2, -1)  # the last is nobody's
    led_to = deals.row >= 0
    deal_of_row[deals.row[led_to]] = numbered(deals)[led_to]
    order = np.argsort(columns["t"], kind="stable")
    rows = {name: column[order] for name, column in columns.items()}
    recorded = _recorded(chance, rows)
    inside = (rows["t"] < END) & (rows["t"] >= START) & ((recorded < END) | (recorded == NEVER))
    rows, recorded = {name: column[inside] for name, column in rows.items()}, recorded[inside]
    who, t, kind = rows["who"], rows["t"], rows["kind"]
    second = enlisted.second_of[who]
    moved = (kind < PROSPECT_KINDS) & (second >= 0) & ((t // 7200) % 2 == 0)
    moved &= t >= enlisted.created[np.maximum(second, 0)]
    side = np.where(kind < PROSPECT_KINDS, 0, np.where(rows["automated"] == 1, 1, 2))
    shown_user = np.where(kind < PROSPECT_KINDS, -1, rows["user"])
    inbound = kind < PROSPECT_KINDS
    url = [SITE + page for page in PAGES]
    properties = [f'{{"form": "{name}"}}' for name in FORMS]
    return write(
        folder,
        "activities",
        {
            "activity_id": ids("a", np.arange(len(t)) + 1, 8),
            "lead_id": enlisted.row_id(np.where(moved, second, enlisted.row_of[who])),
            "occurred_at": instants(t),
            "kind": words(KINDS, kind),
            "side": words(SIDES, side),
            "user_id": words(staff.ids, shown_user),
            "account_id": account_ids(market.account[who]),
            "opportunity_id": deal_ids(deal_of_row[rows["opportunity"]]),
            "campaign_id": campaign_ids(rows["campaign"]),
            "asset_id": asset_ids(rows["asset"]),
            "url": words(url, rows["page"]),
            "direction": words(("inbound", "outbound"), np.where(inbound, 0, 1)),
            "outcome": words(OUTCOMES, rows["outcome"]),
            "automated": flags(rows["automated"] == 1),
            "recorded_at": instants(recorded),
            "properties": words(properties, rows["form"]),
        },
        form,
    )


def numbered(deals: Deals) -> Ints:
    """Each opportunity's place in order of creation."""
    number = np.empty(len(deals.created), dtype=np.int64)
    number[np.argsort(deals.created, kind="stable")] = np.arange(len(number))
    return number


def _recorded(chance: Chance, rows: dict[str, Ints]) -> Ints:
    """When sales activities were written down, where that was later: a fifth within two hours, some the next day."""
    u = chance.of("recorded").random((2, len(rows["t"])))
    by_hand = (rows["user"] >= 0) & (rows["kind"] >= PROSPECT_KINDS)
    soon = rows["t"] + 300 + (u[1] * 2 * HOUR).astype(np.int64)
    next_day = rows["t"] + 14 * HOUR + (u[1] * 6 * HOUR).astype(np.int64)
    return np.select([by_hand & (u[0] < 0.2), by_hand & (u[0] < 0.25)], [soon, next_day], NEVER)


def meetings(folder: Path, enlisted: Register, staff: Staff, diaries: Diaries) -> None:
    """meetings, in order of booking."""
    order = np.argsort(diaries.booked, kind="stable")
    order = order[diaries.booked[order] < END]
    ahead = (diaries.changed >= END) & (diaries.status != BOOKED)
    status = np.where(ahead, BOOKED, diaries.status)[order]
    columns = {
        "meeting_id": ids("m", np.arange(len(order)) + 1, 5),
        "lead_id": enlisted.lead(diaries.who[order]),
        "booked_at": instants(diaries.booked[order]),
        "starts_at": instants(diaries.starts[order], np.ones(len(order), dtype=bool)),
        "user_id": words(staff.ids, diaries.user[order]),
        "booked_by": words(("prospect", "sales"), np.where(diaries.by_prospect[order], 0, 1)),
        "status": words(STATUSES, status),
        "status_at": instants(diaries.changed[order], status != BOOKED),
    }
    write(folder, "meetings", columns)


def opportunities(
    folder: Path,
    chance: Chance,
    market: Market,
    staff: Staff,
    enlisted: Register,
    catalogue: Catalogue,
    deals: Deals,
    team: Team,
) -> None:
    """opportunities, their contacts, changes and concessions; numbered in order of creation."""
    order, number = np.argsort(deals.created, kind="stable"), numbered(deals)
    person = deals.person[order]
    closed = deals.closed[order] < END
    columns = {
        "opportunity_id": deal_ids(np.arange(len(order))),
        "created_at": instants(deals.created[order]),
        "lead_id": enlisted.lead(person),
        "account_id": account_ids(market.account[person]),
        "owner_id": words(staff.ids, deals.owner[order]),
        "type": words(TYPES, deals.type[order]),
        "pipeline": words(("new business", "customers"), np.where(deals.type[order] == NEW, 0, 1)),
        "amount": texts([f"{amount:.2f}" for amount in deals.amount[order].tolist()]),
        "currency": words(("USD", "EUR"), deals.euro[order].astype(np.int64)),
        "stage": words(STAGES, deals.stage[order]),
        "closed_at": instants(deals.closed[order]),
        "is_won": perhaps(deals.won[order], closed),
        "lost_reason": words([reason.name for reason in LOST], deals.reason[order]),
        "competitor": words(COMPETITORS, deals.rival[order]),
        "discount": texts(
            [
                f"{share:.2f}" if won else ""
                for share, won in zip(deals.discount[order].tolist(), deals.won[order].tolist(), strict=True)
            ]
        ),
        "next_step_at": instants(deals.step[order], ~closed),
        "source": words([source for source, *_ in SOURCES], market.source[person]),
        "campaign_id": campaign_ids(catalogue.campaign_of(market.source, market.created)[person]),
    }
    write(folder, "opportunities", columns)
    _contacts(folder, enlisted, team, number)
    _changes(folder, chance, market, staff, deals, number)
    _concessions(folder, chance, market, staff, deals, number)


def _contacts(folder: Path, enlisted: Register, team: Team, number: Ints) -> None:
    """Everyone on each opportunity."""
    order = np.lexsort((team.person, ~team.main, number[team.deal]))
    columns = {
        "opportunity_id": deal_ids(number[team.deal[order]]),
        "lead_id": enlisted.lead(team.person[order]),
        "role": words(ROLES, team.role[order]),
        "is_primary": flags(team.main[order]),
        "added_at": instants(team.added[order]),
    }
    write(folder, "opportunity_contacts", columns)


def _changes(folder: Path, chance: Chance, market: Market, staff: Staff, deals: Deals, number: Ints) -> None:
    """How stages and amounts moved."""
    u = chance.of("deal changes").random((2, market.people))[:, deals.person]
    ended = deals.closed < END
    until = np.where(ended, deals.closed, deals.created + 70 * DAY)
    reached = np.where(ended, np.where(deals.won, 3, (u[0] * 4).astype(np.int64)), deals.stage)
    deal, step = expand(reached)
    share = (step + 0.6 + 0.3 * u[1][deal]) / (np.where(ended, reached, 4)[deal] + 1)
    moved = np.minimum(
        deals.created[deal] + (share * (until - deals.created)[deal]).astype(np.int64), END - 1
    )
    last = np.flatnonzero(ended)
    before = np.round(deals.amount * deals.factor / 50) * 50
    resized = np.flatnonzero((before != deals.amount) & (deals.created + 5 * DAY < np.minimum(until, END)))

    which = np.concatenate([deal, last, resized])
    t = np.concatenate([moved, deals.closed[last], deals.created[resized] + 4 * DAY])
    old = [STAGES[n] for n in [*step.tolist(), *reached[last].tolist()]] + [
        f"{x:.2f}" for x in before[resized].tolist()
    ]
    new = [STAGES[n] for n in [*(step + 1).tolist(), *deals.stage[last].tolist()]]
    new += [f"{x:.2f}" for x in deals.amount[resized].tolist()]
    field = ["stage"] * (len(deal) + len(last)) + ["amount"] * len(resized)
    order = np.lexsort((t, number[which]))
    listed = order.tolist()
    columns = {
        "opportunity_id": deal_ids(number[which[order]]),
        "field": texts([field[n] for n in listed]),
        "changed_at": instants(t[order]),
        "old_value": texts([old[n] for n in listed]),
        "new_value": texts([new[n] for n in listed]),
        "changed_by": words(staff.ids, deals.owner[which[order]]),
    }
    write(folder, "opportunity_changes", columns)


def _concessions(
    folder: Path, chance: Chance, market: Market, staff: Staff, deals: Deals, number: Ints
) -> None:
    """What was given away with one won deal in seven."""
    u = chance.of("concessions").random((3, market.people))[:, deals.person]
    rows = np.flatnonzero(deals.won & (u[0] < 0.15))
    rows = rows[np.argsort(number[rows])]
    cost = np.round(deals.amount[rows] * (0.01 + 0.04 * u[1][rows]))
    columns = {
        "opportunity_id": deal_ids(number[rows]),
        "kind": words(CONCESSIONS, (u[2][rows] * len(CONCESSIONS)).astype(np.int64)),
        "cost": texts([f"{amount:.2f}" for amount in cost.tolist()]),
        "approved_by": words(staff.ids, np.full(len(rows), AE_LEAD)),
        "given_at": instants(deals.closed[rows] - HOUR),
    }
    write(folder, "concessions", columns)
