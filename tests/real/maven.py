"""The Maven Analytics CRM's sales opportunities as a record, with an agreement that fits them.

Fictional data, said to be in the public domain. What the mapping decides:

* There are no people in it that anybody markets to, so that `leads` has a header and no rows. Nor is anything known of what anybody did.
* An opportunity begins on the day it was engaged, in the agreement's zone; one that is still being prospected has no such day.
* A lost opportunity's value is nought in the source, which is what it brought in and not what it was worth: the amount stays empty.
* Agents and their managers are users, their regional office is their team.
"""

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

ZONE = "America/New_York"
OUTCOMES = {"Won": "true", "Lost": "false"}
SOLD = (
    "opportunity_id",
    "created_at",
    "account_id",
    "owner_id",
    "pipeline",
    "amount",
    "currency",
    "stage",
    "closed_at",
    "is_won",
)

AGREEMENT = """\
handfast: 1
name: Regional sales
currency: USD
teams: {Central: sales, East: sales, West: sales, field marketing: marketing}
show: person
calendar:
  timezone: America/New_York
  hours: {mon-fri: ["09:00-17:00"]}
stages:
  - {id: inquiry, owner: marketing}
  - {id: mql, owner: marketing}
  - {id: opportunity, owner: sales}
  - {id: customer, owner: sales}
handoffs:
  - {id: sales, from: marketing, to: sales, when: {stage: mql}}
sourced: {within: 180 days, by: first_touch}
commitments:
  - {id: follow-up, by: sales, promise: Every hand-off is touched within a business day,
     from: handoff.sales, until: first_touch, within: 1 business day, target: 90%}
  - {id: won, by: sales, promise: Three in five deals are won, measure: win_rate, at_least: 60%, every: quarter}
  - {id: revenue, by: sales, promise: Two and a half million a quarter, measure: revenue, at_least: 2500000, every: quarter}
  - {id: new-deals, by: both, promise: 1500 deals a quarter, measure: opportunities_created, at_least: 1500, every: quarter}
  - {id: accepted, by: marketing, promise: 85 of 100 hand-offs are accepted, measure: acceptance_rate, at_least: 85%, every: month}
"""


def rows_of(source: Path, name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the source's files, as text."""
    with (source / name).open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


def write_record(source: Path, folder: Path) -> None:
    """Write leads (none), accounts, users and opportunities into the folder; days stay days."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "leads.csv", ("lead_id", "created_at"), ())
    accounts = map(_account, rows_of(source, "accounts.csv"))
    _write(
        folder / "accounts.csv",
        ("account_id", "name", "industry", "employees", "annual_revenue", "country", "year_established"),
        accounts,
    )
    _write(
        folder / "users.csv",
        ("user_id", "name", "side", "team", "manager_id"),
        _users(list(rows_of(source, "sales_teams.csv"))),
    )
    _write(folder / "opportunities.csv", SOLD, map(_opportunity, rows_of(source, "sales_pipeline.csv")))


def _write(path: Path, columns: Iterable[str], rows: Iterable[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(columns))
        writer.writeheader()
        writer.writerows(rows)


def _account(row: dict[str, str]) -> dict[str, str]:
    return {
        "account_id": row["account"], "name": row["account"], "industry": row["sector"], "employees": row["employees"],
        "annual_revenue": f"{Decimal(row['revenue']) * 1_000_000:f}", "country": row["office_location"], "year_established": row["year_established"],
    }  # fmt: skip


def _users(agents: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
    managers: dict[str, str] = {}
    for row in agents:
        name, manager, office = row["sales_agent"], row["manager"], row["regional_office"]
        managers[manager] = office
        yield {"user_id": name, "name": name, "side": "sales", "team": office, "manager_id": manager}
    for name, office in managers.items():
        yield {"user_id": name, "name": name, "side": "sales", "team": office}


def _opportunity(row: dict[str, str]) -> dict[str, str]:
    stage = row["deal_stage"]
    return {
        "opportunity_id": row["opportunity_id"], "created_at": row["engage_date"], "account_id": row["account"], "owner_id": row["sales_agent"],
        "pipeline": row["product"], "amount": row["close_value"] if stage == "Won" else "", "currency": "USD", "stage": stage,
        "closed_at": row["close_date"], "is_won": OUTCOMES.get(stage, ""),
    }  # fmt: skip
