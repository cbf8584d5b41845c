"""A small company with grades, one page view a lead, owners and capacities, and two agreements that draw the line elsewhere."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from handfast.agreement.text import read_agreement

AS_OF = datetime(2026, 7, 2, tzinfo=UTC)
TEXT = """
handfast: 1
name: A small agreement
currency: USD
show: person
teams: {sdr: sales, demand: marketing}
calendar: {timezone: UTC, hours: {mon-fri: ["09:00-17:00"]}}
stages:
  - {id: inquiry, owner: marketing}
  - {id: mql, owner: marketing}
  - {id: opportunity, owner: sales}
  - {id: customer, owner: sales}
qualified_lead:
  engagement:
    - {on: page_view, if: "lead.grade >= 1", points: 10}
    - {on: page_view, if: "lead.grade >= 2", points: 10}
    - {on: page_view, if: "lead.grade >= 3", points: 10}
    - {on: page_view, if: "lead.grade >= 4", points: 10}
  qualifies_when: engagement >= LINE
handoffs: [{id: sales, from: demand, to: sdr, when: qualified}]
ROUTING
commitments:
  - {id: follow-up, by: sdr, promise: Touched within a business day, from: handoff.sales, until: first_touch, within: WITHIN}
"""


def agreement(line: int = 20, within: str = "1 business day", routing: str = ""):
    """The agreement with its threshold, the time for the first touch, and a clause on routing."""
    text = TEXT.replace("LINE", str(line)).replace("WITHIN", within).replace("ROUTING", routing)
    return read_agreement(text, "small.yaml")


def company(
    n: int = 160,
    *,
    seed: int = 3,
    handed_from: int = 2,
    won: float = 0.3,
    capacity: int | None = 1,
    reps: tuple[str, ...] = ("ana", "bo"),
) -> dict[str, list[dict[str, Any]]]:
    """n leads of grades 0 to 4, several on some days; sales works those of grade handed_from or more, and rarely another."""
    rng = np.random.default_rng(seed)
    tables: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("leads", "lead_changes", "activities", "opportunities", "users")
    }
    for rep in reps:
        tables["users"].append(
            {
                "user_id": rep,
                "name": rep.title(),
                "side": "sales",
                "team": "sdr",
                "active": True,
                "daily_capacity": capacity,
            }
        )
    for i in range(n):
        made = datetime(2025, 9, 1, 9, tzinfo=UTC) + timedelta(days=int(rng.integers(0, 280)), hours=i % 8)
        grade = int(rng.integers(0, 5))
        worked = grade >= handed_from or rng.random() < 0.1
        rep = reps[int(rng.integers(0, len(reps)))] if worked else None
        lead = f"l{i:04d}"
        tables["leads"].append(
            {
                "lead_id": lead,
                "created_at": made,
                "grade": grade,
                "owner_id": rep,
                "origin": "inbound",
                "stage": "inquiry",
            }
        )
        tables["activities"].append(
            {"activity_id": f"p{i}", "lead_id": lead, "occurred_at": made, "kind": "page_view", "side": "prospect"}
        )  # fmt: skip
        if not worked:
            continue
        called = made + timedelta(hours=float(rng.exponential(24)))
        tables["activities"].append(
            {
                "activity_id": f"a{i}",
                "lead_id": lead,
                "occurred_at": called,
                "kind": "call",
                "side": "sales",
                "user_id": rep,
            }
        )
        accepted = rng.random() < 0.7
        tables["lead_changes"].append(
            {
                "lead_id": lead,
                "field": "decision",
                "changed_at": called + timedelta(hours=1),
                "old_value": None,
                "new_value": "accepted" if accepted else "rejected",
            }
        )
        if accepted:
            tables["opportunities"].append(
                {
                    "opportunity_id": f"o{i}", "lead_id": lead, "created_at": called + timedelta(days=2), "type": "new", "amount": 100, "currency": "USD",
                    "closed_at": called + timedelta(days=20), "is_won": bool(rng.random() < won), "stage": "closed",
                }
            )  # fmt: skip
    return {name: rows for name, rows in tables.items() if rows}
