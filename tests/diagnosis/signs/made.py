"""Evaluations made by hand for signs: rows in the findings and the record, and the steps that signs read."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from handfast.engine.findings_made import Findings, findings_of
from handfast.record.tables import BY_NAME
from tests.engine.handmade import Rows, fill, handmade, northwind

FIRST, AS_OF = datetime(2025, 11, 3, 9), datetime(2026, 6, 20, 12)
STEPS = {
    "program_stages": {"program_id": "VARCHAR", "name_key": "VARCHAR", "stage_key": "VARCHAR", "stage": "VARCHAR", "position": "BIGINT",
                       "owner_side": "VARCHAR", "active": "BOOLEAN"},
    "deal_leads": {"opportunity_id": "VARCHAR", "lead_id": "VARCHAR"},
    "asset_activities": {"asset_id": "VARCHAR", "lead_id": "VARCHAR", "user_id": "VARCHAR", "side": "VARCHAR", "occurred_at": "TIMESTAMP"},
    "handoff_worth": {"handoff_id": "VARCHAR", "handoff": "VARCHAR", "handed_at": "TIMESTAMP", "owner_id": "VARCHAR", "expected_value": "DOUBLE"},
    "routing_pools": {"handoff": "VARCHAR", "pool": "BIGINT", "user_id": "VARCHAR", "weight": "DOUBLE"},
    "touches": {"lead_number": "BIGINT", "occurred_at": "TIMESTAMP"},
    "lead_bounds": {"lead_number": "BIGINT", "lead_id": "VARCHAR"},
}  # fmt: skip
Tables = Mapping[str, Rows]


def made(
    tables: Tables,
    *,
    signs: Mapping[str, Any] | None = None,
    absent: tuple[str, ...] = (),
    promised: bool = True,
) -> Findings:
    """Findings over tables given as `seen.leads`, `findings.handoffs`, `steps.touches`; all others are empty and in the source."""
    parts: dict[str, dict[str, Rows]] = {"seen": {}, "findings": {}, "steps": {}}
    for name, rows in tables.items():
        schema, _, table = name.partition(".")
        parts[schema][table] = rows
    agreement = northwind(signs=signs) if signs else northwind()
    context = handmade(
        agreement, as_of=AS_OF, first=FIRST, seen=parts["seen"], findings=parts["findings"], absent=absent, promised=promised,
    )  # fmt: skip
    for name, types in STEPS.items():
        fill(context.engine, f"steps.{name}", types, parts["steps"].get(name, ()))
    return findings_of(context, 0.0)


def spread(share: float, a_day: int = 4) -> list[tuple[int, datetime, bool]]:
    """Number, instant and whether it counts, of so many things a day since the new year; `share` of them count, evenly."""
    start, days = datetime(2026, 1, 2, 15), (AS_OF - datetime(2026, 1, 4)).days
    return [
        (n, start + timedelta(days=n // a_day, minutes=n % a_day), (n * 37) % 100 < 100 * share)
        for n in range(days * a_day)
    ]


def handoffs(share: float, **columns: Any) -> list[dict[str, Any]]:
    """Hand-offs from marketing; a column is a pair of what stands where it counts and where not, or one value for all."""
    return [
        {"handoff_id": f"h{n}", "handoff": "sales", "lead_id": f"l{n}", "cycle": 1, "handed_at": at}
        | _columns(columns, at, counts)
        for n, at, counts in spread(share)
    ]


def _columns(columns: Mapping[str, Any], at: datetime, counts: bool) -> dict[str, Any]:
    picked = {
        name: value[0 if counts else 1] if isinstance(value, tuple) else value
        for name, value in columns.items()
    }
    return {name: at + value if isinstance(value, timedelta) else value for name, value in picked.items()}


def clocks(share: float, commitment: str) -> list[dict[str, Any]]:
    """Clocks of a promise that have fallen due."""
    return [
        {"commitment_id": commitment, "handoff_id": f"h{n}", "lead_id": f"l{n}", "started_at": at - timedelta(days=1), "due_at": at,
         "state": "breached" if counts else "met"}
        for n, at, counts in spread(share)
    ]  # fmt: skip


def opportunities(share: float, **columns: Any) -> list[dict[str, Any]]:
    """Opportunities, one for each lead."""
    return [
        {"opportunity_id": f"o{n}", "lead_id": f"l{n}", "created_at": at, "outcome": "open"}
        | _columns(columns, at, counts)
        for n, at, counts in spread(share)
    ]


NOW = timedelta(0)
DAY = timedelta(days=1)
__all__ = [
    "AS_OF",
    "BY_NAME",
    "DAY",
    "FIRST",
    "NOW",
    "UTC",
    "Decimal",
    "Tables",
    "clocks",
    "date",
    "handoffs",
    "made",
    "opportunities",
    "spread",
]
