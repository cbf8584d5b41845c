"""A small company written by hand: leads handed over, called in time, late or never, won or not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from handfast.agreement.text import read_agreement
from handfast.engine import evaluate
from handfast.record import record_from_tables

AS_OF = datetime(2026, 7, 2, tzinfo=UTC)
AGREEMENT = """
handfast: 1
name: A small agreement
currency: USD
parties:
  marketing: {owner: maya@northwind.example}
  sales: {owner: sam@northwind.example}
teams: {sdr: sales, demand: marketing}
calendar: {timezone: UTC, hours: {mon-fri: ["09:00-17:00"]}}
stages:
  - {id: inquiry, owner: marketing}
  - {id: mql, owner: marketing}
  - {id: opportunity, owner: sales}
  - {id: customer, owner: sales}
handoffs: [{id: sales, from: demand, to: sdr, when: {stage: mql}}]
commitments:
  - {id: follow-up, by: sdr, promise: Touched within a business day, from: handoff.sales, until: first_touch, within: 1 business day}
rejection_reasons:
  wrong data: {kind: clerical, recycle: when corrected}
ECONOMICS
"""
ECONOMICS = "economics: {touch_cost: 10, discount_limit: 10%, margin: 50%}"


def company(
    n: int = 400,
    *,
    seed: int = 1,
    share_late: float = 0.5,
    chance: tuple[float, float] = (0.4, 0.1),
    sources: tuple[str, ...] = ("web", "fair"),
    reps: int = 3,
    currencies: tuple[str | None, ...] = ("USD",),
    amount: int | None = 1000,
    opportunities: bool = True,
    capacity: int | None = None,
) -> dict[str, list[dict[str, Any]]]:
    """The tables of a record: n leads handed over in the year before AS_OF, some called late; those in time win with chance[0], the late with chance[1]."""
    rng = np.random.default_rng(seed)
    tables: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("leads", "lead_changes", "activities", "opportunities", "users")
    }
    for rep in range(reps):
        tables["users"].append(
            {"user_id": f"u{rep}", "side": "sales", "team": "sdr", "active": True, "daily_capacity": capacity}
        )
    for i in range(n):
        handed = datetime(2025, 7, 7, 10, tzinfo=UTC) + timedelta(days=int(i * 320 / n) // 7 * 7)
        late = rng.random() < share_late
        won = rng.random() < chance[int(late)]
        currency = currencies[i % len(currencies)]
        lead = {
            "lead_id": f"l{i:04d}",
            "created_at": handed - timedelta(days=3),
            "source": sources[i % len(sources)],
            "owner_id": f"u{i % reps}",
        }
        tables["leads"].append({**lead, "origin": "inbound"})
        tables["lead_changes"].append(
            {
                "lead_id": lead["lead_id"],
                "field": "stage",
                "changed_at": handed,
                "old_value": "inquiry",
                "new_value": "mql",
            }
        )
        called = handed + timedelta(days=2 if late else 0, hours=1)
        tables["activities"].append(
            {
                "activity_id": f"a{i}",
                "lead_id": lead["lead_id"],
                "occurred_at": called,
                "kind": "call",
                "side": "sales",
                "user_id": f"u{i % reps}",
            }
        )
        if opportunities:
            closed = called + timedelta(days=20)
            tables["opportunities"].append(
                {"opportunity_id": f"o{i}", "lead_id": lead["lead_id"], "created_at": called + timedelta(days=5), "type": "new", "amount": amount,
                 "currency": currency, "stage": "closed", "closed_at": closed, "is_won": bool(won)}
            )  # fmt: skip
    return {name: rows for name, rows in tables.items() if rows}


def evaluated(tables: dict[str, list[dict[str, Any]]], economics: str = ECONOMICS):
    """The findings of the small company."""
    agreement = read_agreement(AGREEMENT.replace("ECONOMICS", economics), "small.yaml")
    return evaluate([agreement], record_from_tables(tables), AS_OF)


def cause(costed, name):
    """A costing's cause by its id."""
    return next(each for each in costed.causes if each.id == name)
