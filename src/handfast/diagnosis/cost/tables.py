"""The costing as tables of the findings: a row for each cause and total, and the rows behind each cause."""

from collections.abc import Iterator

import pyarrow as pa
from sqlglot import exp

from handfast.diagnosis.cost.model import CAUSES, Cause, Cost, Kind, Total
from handfast.engine.findings_made import Findings

MONEY = pa.decimal128(18, 2)
COSTS = pa.schema(
    [
        ("currency", pa.string()),
        ("position", pa.int64()),
        ("cause", pa.string()),
        ("kind", pa.string()),
        ("period", pa.string()),
        ("leads", pa.int64()),
        ("amount", MONEY),
        ("low", MONEY),
        ("high", MONEY),
        ("e_value", pa.float64()),
        ("counted", pa.bool_()),
        ("note", pa.string()),
    ]
)
"""One row for each currency and cause, and for each of the two totals; key: currency, kind, cause. What the columns mean: engine/findings.py."""
COST_ROWS = pa.schema(
    [
        ("cause", pa.string()),
        ("currency", pa.string()),
        ("lead_id", pa.string()),
        ("handoff_id", pa.string()),
        ("opportunity_id", pa.string()),
        ("amount", pa.float64()),
    ]
)
"""One row for each lead (hand-off, deal) that a cause hit in the period, and its part of the amount; null where the cause has no figure."""


def write_costs(findings: Findings, cost: Cost) -> None:
    """Make the tables findings.costs and findings.cost_rows, in place of older ones."""
    rows = [row for each in (cost, *cost.apart) for row in _rows(each)]
    findings.engine.store("findings.costs", pa.Table.from_pylist(rows, COSTS))
    behind = cost.rows if cost.rows is not None else COST_ROWS.empty_table()
    findings.engine.store("findings.cost_rows", behind.select(COST_ROWS.names).cast(COST_ROWS))


def _rows(cost: Cost) -> Iterator[dict[str, object]]:
    yield _total(cost, "bookings", cost.bookings, " ".join(cost.sentences))
    yield _total(cost, "cash", cost.cash, "")
    for position, cause in enumerate(cost.causes, 1):
        yield _row(cost, position, cause)


def _total(cost: Cost, kind: Kind, total: Total, note: str) -> dict[str, object]:
    return {
        "currency": cost.currency, "position": 0, "cause": "total", "kind": kind, "period": cost.period, "leads": None, "amount": total.amount,
        "low": total.low, "high": total.high, "e_value": None, "counted": True, "note": note,
    }  # fmt: skip


def _row(cost: Cost, position: int, cause: Cause) -> dict[str, object]:
    return {
        "currency": cost.currency, "position": position, "cause": cause.id, "kind": cause.kind, "period": cost.period, "leads": cause.leads,
        "amount": cause.amount, "low": cause.low, "high": cause.high, "e_value": cause.e_value, "counted": cause.counted, "note": cause.note,
    }  # fmt: skip


def rows_behind(cause: str, currency: str) -> str:
    """The query over the findings that gives the rows behind a cause's figure in one currency, greatest first.

    Raises ValueError for a cause that is none.
    """
    if cause not in CAUSES:
        raise ValueError(f"{cause} is no cause of cost; there are {', '.join(CAUSES)}")
    tree = (
        exp.select("lead_id", "handoff_id", "opportunity_id", "currency", "amount")
        .from_("findings.cost_rows")
        .where(exp.column("cause").eq(exp.Literal.string(cause)))
        .where(exp.column("currency").eq(exp.Literal.string(currency)))
        .order_by("amount DESC NULLS LAST", "lead_id", "handoff_id", "opportunity_id")
    )
    return tree.sql("duckdb")
