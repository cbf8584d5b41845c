"""How values and rows are written in SQL: as text, as keys, as hashes."""

from collections.abc import Iterable

from handfast.record import sql
from handfast.record.columns import Column, Type
from handfast.record.facts import SEPARATOR


def as_text(column: Column, value: str) -> str:
    """SQL: a value as the record's changes and messages have it; instants are `2026-03-04T09:30:00.000000Z`."""
    if column.type is Type.INSTANT:
        return f"strftime({value}, '%Y-%m-%dT%H:%M:%S.%fZ')"
    return value if column.type.sql == "VARCHAR" else f"{value}::VARCHAR"


def row_text(columns: Iterable[Column], of: str = "") -> str:
    """SQL: the columns' values as one text, missing ones empty, with U+001F between them."""
    texts = [f"coalesce({as_text(c, at(c.name, of))}, '')" for c in columns]
    return f" || {SEPARATOR} || ".join(texts) or "''"


def at(name: str, of: str = "") -> str:
    """SQL: a column, of the relation `of` when one is given."""
    return f"{of}.{sql.name(name)}" if of else sql.name(name)


def hashed(names: Iterable[str], of: str = "") -> str:
    """SQL: the 64-bit hash of some columns; of none, a constant."""
    return f"hash({', '.join(at(name, of) for name in names) or '0'})"


def same(names: Iterable[str], one: str, other: str) -> str:
    """SQL: whether two rows have the same values in some columns, missing ones included."""
    return " AND ".join(f"{at(name, one)} IS NOT DISTINCT FROM {at(name, other)}" for name in names)


def filled(columns: Iterable[Column]) -> str:
    """SQL: how many of the columns have a value."""
    return " + ".join(f"({sql.name(c.name)} IS NOT NULL)::INTEGER" for c in columns) or "0"
