"""Evaluations made by hand: the schemas `seen`, `findings` and `agreement` filled from dicts, so that one step can be tried alone."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import duckdb
import pyarrow as pa
from ruamel.yaml import YAML

from handfast.agreement.calendar import build_calendar
from handfast.agreement.model import Agreement
from handfast.engine.context import Context, Version
from handfast.engine.duckdb_engine import DuckDBEngine
from handfast.engine.findings import FINDINGS
from handfast.engine.terms import ALWAYS, NEVER, local_midnight, store_terms
from handfast.record import Record
from handfast.record.tables import BY_NAME

Rows = Iterable[Mapping[str, Any]]
NORTHWIND = Path(__file__).parents[1] / "examples" / "northwind.yaml"
SQL_TYPES = {
    "TEXT": "VARCHAR", "INSTANT": "TIMESTAMP", "DATE": "DATE", "COUNT": "BIGINT", "NUMBER": "DOUBLE", "MONEY": "DECIMAL(18,2)", "BOOLEAN": "BOOLEAN",
}  # fmt: skip


ARROW_TYPES = {
    "VARCHAR": pa.string(), "TIMESTAMP": pa.timestamp("us"), "DATE": pa.date32(), "BIGINT": pa.int64(), "DOUBLE": pa.float64(), "BOOLEAN": pa.bool_(),
    "DECIMAL(18,2)": pa.decimal128(18, 2), "DECIMAL(18,8)": pa.decimal128(18, 8), "DECIMAL(9,6)": pa.decimal128(9, 6),
}  # fmt: skip


@dataclass(frozen=True)
class TablesThere:
    """What an evaluation asks of a record beyond its rows: which tables and columns the source has."""

    tables: Collection[str]

    def has(self, table: str) -> bool:
        return BY_NAME[table].name in self.tables

    def extras(self, table: str) -> tuple[str, ...]:
        return ()

    def columns(self, table: str) -> tuple[str, ...]:
        return BY_NAME[table].column_names if self.has(table) else ()


@cache
def _northwind() -> dict[str, Any]:
    return cast(dict[str, Any], YAML(typ="safe").load(NORTHWIND))


def northwind(**changes: Any) -> Agreement:
    """The worked example's agreement, with some of its keys replaced."""
    return Agreement.model_validate(_northwind() | changes)


def versions(*agreements: Agreement) -> tuple[Version, ...]:
    """Agreements with when they are in force: the first since ever."""
    starts = [ALWAYS]
    for agreement in agreements[1:]:
        assert agreement.effective_from is not None
        starts.append(local_midnight(agreement.effective_from, agreement.calendar.timezone))
    ends = [*starts[1:], NEVER]
    return tuple(
        Version(number, agreement, build_calendar(agreement.calendar), start, end)
        for number, (agreement, start, end) in enumerate(zip(agreements, starts, ends, strict=True), 1)
    )


def handmade(
    *agreements: Agreement,
    as_of: datetime,
    first: datetime,
    seen: Mapping[str, Rows] | None = None,
    findings: Mapping[str, Rows] | None = None,
    absent: Collection[str] = (),
    promised: bool = True,
) -> Context:
    """A context over rows given as dicts (columns left out are null), instants naive UTC; tables in `absent` are not in the source."""
    engine = DuckDBEngine(duckdb.connect(config={"threads": "2"}))
    engine.create_schemas("seen", "agreement", "steps", "findings")
    seen, findings = seen or {}, findings or {}
    for table in BY_NAME.values():
        fill(
            engine,
            f"seen.{table.name}",
            {column.name: column.type.sql for column in table.all_columns},
            seen.get(table.name, ()),
        )
    for name, found in FINDINGS.items():
        fill(
            engine,
            f"findings.{name}",
            {column.name: SQL_TYPES[column.type] for column in found.columns},
            findings.get(name, ()),
        )
    engine.connection.execute(
        "CREATE VIEW steps.deal_activities AS SELECT * FROM seen.activities"
    )  # the step keeps only those near a deal
    users = [
        {"user_id": None, "side": None, "team": None, "timezone": None} | dict(row)
        for row in seen.get("users", ())
    ]
    made = versions(*agreements)
    store_terms(engine, made, users, [], first.replace(tzinfo=UTC), as_of.replace(tzinfo=UTC))
    record = cast(Record, TablesThere(set(BY_NAME) - set(absent)))
    return Context(engine, record, made, as_of.replace(tzinfo=UTC), first.replace(tzinfo=UTC), promised)


def fill(engine: DuckDBEngine, name: str, types: Mapping[str, str], rows: Rows) -> None:
    """Make a table of rows; every column exists, what a row leaves out is null."""
    given = list(rows)
    unknown = {key for row in given for key in row} - set(types)
    assert not unknown, f"{name} has no column {sorted(unknown)}"
    schema = pa.schema([(column, ARROW_TYPES[kind]) for column, kind in types.items()])
    engine.store(name, pa.Table.from_pylist([dict(row) for row in given], schema=schema))


def rows_of(context: Context, query: str) -> list[dict[str, Any]]:
    """The rows of a query as dicts."""
    table: pa.Table = context.engine.fetch(query)
    return cast(list[dict[str, Any]], table.to_pylist())
