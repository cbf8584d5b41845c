"""A listing: a query of the desk's own, as a reader has it sorted, filtered and paged. Nothing is read but what is shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

import duckdb
import pyarrow as pa

from handfast.record import sql as written
from handfast.web.tables.state import Filter, State

Kind = Literal["text", "number", "money", "share", "instant", "day", "boolean"]
KINDS: dict[str, Kind] = {
    "VARCHAR": "text",
    "BOOLEAN": "boolean",
    "TIMESTAMP": "instant",
    "TIMESTAMP WITH TIME ZONE": "instant",
    "DATE": "day",
}
NUMBERS = ("number", "money", "share")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a listing.

    Attributes:
        name: as the query names it. label: as people read it.
        kind: how it is shown and compared.
        type: DuckDB's name of its type.
    """

    name: str
    label: str
    kind: Kind
    type: str

    @property
    def number(self) -> bool:
        """Whether it is set to the right."""
        return self.kind in NUMBERS


@dataclass(frozen=True, slots=True)
class Source:
    """What a listing lists.

    Attributes:
        sql: a query that Handfast wrote, ending with its own order.
        values: of its parameters `$name`.
        within: a condition over its columns that every reader's rows must meet, written by Handfast; its parameters are in `values` too.
        hidden: columns that aren't shown.
        labels: names for people, where they differ from the columns'.
        also: the names of what else of the address it depends on.
    """

    sql: str
    values: Mapping[str, Any] = field(default_factory=dict)
    within: str = ""
    hidden: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()


class Listing:
    """A source over an open snapshot, in a state.

    Filters whose value can't be read as the column's type are left out, and named in `refused`.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, source: Source) -> None:
        self._connection = connection
        self._source = source
        self.columns = columns_of(connection, source)

    def rows(self, state: State) -> list[tuple[Any, ...]]:
        """The rows of the state's page."""
        sql, values = self._query(state)
        limit = f" LIMIT {int(state.per)} OFFSET {int(state.per) * (int(state.page) - 1)}"
        return self._connection.execute(sql + limit, values).fetchall()

    def count(self, state: State) -> int:
        """How many rows there are in all pages."""
        where, values = self._where(state)
        sql = f"SELECT count(*) FROM ({self._source.sql}) AS listed{where}"
        found: list[tuple[int]] = self._connection.execute(sql, values).fetchall()
        return found[0][0]

    def batches(self, state: State, rows: int = 20_000) -> Iterator[pa.RecordBatch]:
        """All rows of all pages, some at a time."""
        sql, values = self._query(state)
        yield from self._connection.sql(sql, params=values).to_arrow_reader(rows)

    def schema(self) -> pa.Schema:
        """The columns of `batches`, as Arrow has them."""
        sql, values = self._query(State())
        schema: pa.Schema = self._connection.sql(f"{sql} LIMIT 0", params=values).to_arrow_table().schema
        return schema

    def refused(self, state: State) -> tuple[Filter, ...]:
        """The filters whose value can't be compared with their column."""
        return tuple(one for one in state.filters if not self._readable(one))

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)

    def _query(self, state: State) -> tuple[str, dict[str, Any]]:
        where, values = self._where(state)
        names = ", ".join(written.name(column.name) for column in self.columns)
        return f"SELECT {names} FROM ({self._source.sql}) AS listed{where}{self._order(state)}", values

    def _order(self, state: State) -> str:
        """By the column asked for, then by what tells rows apart, so that pages don't overlap; else as the query has it."""
        if not state.sort:
            return ""
        way = "DESC" if state.down else "ASC"
        apart = [
            column.name
            for column in self.columns
            if column.name.endswith("_id") and column.name != state.sort
        ]
        rest = "".join(f", {written.name(name)}" for name in apart)
        return f" ORDER BY {written.name(state.sort)} {way} NULLS LAST{rest}"

    def _where(self, state: State) -> tuple[str, dict[str, Any]]:
        values: dict[str, Any] = dict(self._source.values)
        conditions = [self._source.within] if self._source.within else []
        for number, one in enumerate(state.filters):
            if self._readable(one):
                conditions.append(self._condition(one, f"filter_{number}"))
                if "$filter" in conditions[-1]:
                    values[f"filter_{number}"] = one.value
        return (f" WHERE {' AND '.join(f'({one})' for one in conditions)}" if conditions else ""), values

    def _condition(self, one: Filter, place: str) -> str:
        column, name = self.column(one.column), written.name(one.column)
        if one.op == "empty":
            return f"{name} IS NULL"
        if one.op == "known":
            return f"{name} IS NOT NULL"
        if one.op == "has":
            return f"contains(lower(CAST({name} AS VARCHAR)), lower(${place}))"
        value = self._value(column, place)
        if column.kind == "instant" and len(one.value) == 10:
            return _of_day(name, value, one.op)
        if column.kind == "text" and one.op in ("is", "not"):
            name, value = f"lower({name})", f"lower({value})"
        sign = {"is": "=", "not": "IS DISTINCT FROM", "min": ">=", "max": "<="}[one.op]
        return f"{name} {sign} {value}"

    def _value(self, column: Column, place: str) -> str:
        """The parameter as the column's type; NULL where it can't be that."""
        if column.kind == "boolean":
            return f"CASE lower(${place}) WHEN 'yes' THEN TRUE WHEN 'no' THEN FALSE ELSE TRY_CAST(${place} AS BOOLEAN) END"
        return f"TRY_CAST(${place} AS {column.type})" if column.kind != "text" else f"${place}"

    def _readable(self, one: Filter) -> bool:
        column = self.column(one.column)
        if one.op in ("empty", "known", "has") or column.kind == "text":
            return True
        test = f"SELECT {self._value(column, 'value')} IS NOT NULL"
        found: list[tuple[bool]] = self._connection.execute(test, {"value": one.value}).fetchall()
        return found[0][0]


def _of_day(name: str, day: str, op: str) -> str:
    """An instant compared with a whole day."""
    after = f"{day} + INTERVAL 1 DAY"
    return {
        "is": f"{name} >= {day} AND {name} < {after}",
        "not": f"NOT coalesce({name} >= {day} AND {name} < {after}, FALSE)",
        "min": f"{name} >= {day}",
        "max": f"{name} < {after}",
    }[op]


def columns_of(connection: duckdb.DuckDBPyConnection, source: Source) -> tuple[Column, ...]:
    """The columns that are shown."""
    values = {name: value for name, value in source.values.items() if f"${name}" in source.sql}
    described = connection.execute(f"DESCRIBE SELECT * FROM ({source.sql}) AS listed", values)
    return tuple(
        Column(row[0], source.labels.get(row[0], label(row[0])), _kind(row[0], row[1]), row[1])
        for row in described.fetchall()
        if row[0] not in source.hidden
    )


def _kind(name: str, kind: str) -> Kind:
    if kind in KINDS:
        return KINDS[kind]
    if kind.startswith("DECIMAL") and kind.endswith(",2)"):
        return "money"
    numeric = kind.startswith(("DECIMAL", "DOUBLE", "FLOAT")) or kind.removeprefix("U") in (
        "BIGINT", "INTEGER", "SMALLINT", "TINYINT", "HUGEINT",
    )  # fmt: skip
    return "number" if numeric else "text"


@lru_cache(maxsize=1024)
def label(name: str) -> str:
    """A column's name as people read it: `handed_at` is `Handed at`, `lead_id` is `Lead`."""
    words = name.removesuffix("_id").replace("_", " ")
    return f"{words[:1].upper()}{words[1:]}"
