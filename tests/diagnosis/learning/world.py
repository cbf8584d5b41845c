"""A company made at random in which it is known what makes a lead buy: tables in memory, read as any record."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import pyarrow as pa

from handfast.agreement.model import Agreement
from handfast.agreement.text import read_agreement
from handfast.record import Record, record_from_tables

FIRST = datetime(2025, 1, 6, 9)
AGREEMENT = """\
handfast: 1
name: Lime demand agreement
currency: USD
teams: {sdr: sales, demand: marketing}
calendar:
  timezone: UTC
  hours: {mon-fri: ["09:00-17:00"]}
stages:
  - {id: inquiry, owner: marketing}
  - {id: mql, owner: marketing}
  - {id: sal, owner: sales}
  - {id: customer, owner: sales}

# What both sides mean by it.
qualified_lead:
  fit:
    - {if: "country = 'US'", points: 10}   # never proven
  qualifies_when: fit >= 10
  never_when: ["country = 'XX'"]
  minimum_information: [email]

# Who hands over.
handoffs:
  - {id: sales, from: demand, to: sdr, when: {stage: mql}}
"""


def agreement() -> Agreement:
    """The agreement in force: its rule says nothing of who buys."""
    return read_agreement(AGREEMENT)


def company(
    seed: int = 1,
    leads: int = 1500,
    effect: float = 2.0,
    base: float = -1.6,
    unworked: str | None = None,
    bulk: int = 0,
    handed: bool = True,
) -> Record:
    """Leads handed over after a week, called a day later, won or lost within sixty days.

    Who buys: size of 100 or more and a webinar attended each add `effect` to the log odds. `unworked` names a source that nobody calls. So many of the
    lost are closed together, at one instant, without having been judged. Without `handed` nothing says when leads were handed over.
    """
    chance = Random(seed)
    tables: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("leads", "accounts", "lead_changes", "activities", "opportunities", "users")
    }
    tables["users"] = [{"user_id": "kim", "side": "sales", "team": "sdr"}]
    for n in range(leads):
        lead, account = f"L{n:05}", f"A{n // 2:05}"
        made = FIRST + timedelta(days=chance.random() * 400)
        size = chance.choice([20, 50, 90, 120, 400, 900])
        source = chance.choice(["web", "referral", "fair", "list"])
        webinar = chance.random() < 0.4
        passed, called = made + timedelta(days=7), made + timedelta(days=8)
        tables["leads"].append({
            "lead_id": lead, "created_at": made, "email": f"p{n}@c{n // 2}.example", "country": chance.choice(["US", "CA", "GB"]), "source": source,
            "account_id": account, "stage": "mql", "company_size": str(size), "luck": chance.choice(["a", "b", "c"]),
        })  # fmt: skip
        if n % 2 == 0:
            tables["accounts"].append(
                {"account_id": account, "created_at": FIRST, "industry": chance.choice(["retail", "health"])}
            )
        tables["lead_changes"].append(
            {
                "lead_id": lead,
                "field": "stage",
                "changed_at": passed,
                "old_value": "inquiry",
                "new_value": "mql",
            }
        )
        if webinar:
            at = made + timedelta(days=3)
            tables["activities"].append(
                {
                    "activity_id": f"w{n}",
                    "lead_id": lead,
                    "occurred_at": at,
                    "kind": "webinar_attended",
                    "side": "prospect",
                }
            )
        if source == unworked and chance.random() < 0.98:
            continue
        tables["activities"].append({
            "activity_id": f"c{n}", "lead_id": lead, "occurred_at": called, "kind": "call", "side": "sales", "user_id": "kim"
        })  # fmt: skip
        tables["activities"].append({
            "activity_id": f"v{n}", "lead_id": lead, "occurred_at": called + timedelta(days=1), "kind": "page_view", "side": "prospect"
        })  # fmt: skip
        odds = base + effect * ((size >= 100) + webinar - 1)
        won = chance.random() < 1 / (1 + 2.718281828**-odds)
        closed = called + timedelta(days=1 + chance.random() * 60)
        if not won and bulk:
            closed, bulk = FIRST + timedelta(days=480, hours=3), bulk - 1
        tables["opportunities"].append({
            "opportunity_id": f"O{n}", "created_at": called + timedelta(hours=1), "lead_id": lead, "account_id": account, "amount": 100,
            "currency": "USD", "closed_at": closed, "is_won": won, "stage": "closed",
        })  # fmt: skip
    if not handed:
        del tables["lead_changes"]
        tables["leads"] = [row | {"stage": None} for row in tables["leads"]]
    return record_from_tables({name: pa.Table.from_pylist(rows) for name, rows in tables.items()})
