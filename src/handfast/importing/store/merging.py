"""What an import tells of a table, merged into what the record has.

A row of a new key is added. A row of a key that is there speaks last when it is not older: its values stand, an empty one clears, and
a column that the sources lack keeps what it had. An older row only fills gaps: fields that are empty in the record and whose history
knows no later change. Which of two tellings is older is told by `modified_at` where both have one and they differ, else by the
instants that their sources are of, else by the numbers of the imports. A source that was imported before is as old as its first
import; read as it was then, its empty values clear nothing, and it fills only columns that the record lacked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from handfast.importing.store.kept import SCHEMA, Kept, ordered
from handfast.importing.store.keyless import NTH
from handfast.importing.store.stored import TableStored
from handfast.importing.store.told import Told
from handfast.importing.store.written import at, hashed, same
from handfast.record import sql
from handfast.record.bookkeeping import MODIFIED_AT, STAMPS, TOLD_AT, TOLD_IN
from handfast.record.columns import Column

OLDER = "__older"
_IS_OLDER = (
    f"CASE WHEN n.{MODIFIED_AT} <> o.{MODIFIED_AT} THEN n.{MODIFIED_AT} < o.{MODIFIED_AT} "
    f"WHEN n.{TOLD_AT} <> o.{TOLD_AT} THEN n.{TOLD_AT} < o.{TOLD_AT} ELSE n.{TOLD_IN} < o.{TOLD_IN} END"
)


@dataclass(frozen=True, slots=True)
class Merged:
    """A table as it is to be.

    Attributes:
        stored: what became of the rows.
        rows: SQL of all rows, with `columns` and stamps; empty when nothing is new and the file can stay.
        columns: canonical ones in their order, then extra ones by name.
        count: how many rows there are then.
        order: columns that put them in order.
        met: head of the names of the tables of what was met in the record: `_updates` holds the rows that another value came to, as
            they are to be, with what they were (`was`), `__older`, `__again`, `__new_modified_at` and their place; `_changed` when each
            field is last known to have changed. Empty when there are none.
    """

    stored: TableStored
    rows: str
    columns: tuple[Column, ...]
    count: int
    order: tuple[str, ...]
    met: str = ""


def merge(
    connection: duckdb.DuckDBPyConnection, told: Told, kept: Kept | None, changes: Sequence[str] = ()
) -> Merged:
    """Merge rows into those that the record has; each key is there once on either side.

    Args:
        changes: SQL names of the changes of the table's rows that are known, in the record and in this import.
    """
    if kept is None:
        rows = f"SELECT {sql.names([*told.names, *STAMPS])} FROM {told.relation}"
        return _merged(told, None, rows, told.rows, 0)
    news = [c for c in told.columns if c.name not in kept.names]
    name = f"{SCHEMA}.{told.table.name}_merge"
    candidates = _candidates(connection, told, kept, news, name)
    if not candidates:
        rows = _everything(told, kept, name) if news else ""
        return _merged(told, kept, rows, 0, 0)
    connection.execute(
        f"CREATE TABLE {name}_met AS SELECT o.* FROM {kept.relation} o "
        f"SEMI JOIN {name}_new n ON {same(told.key, 'n', 'o')}"
    )
    matched = _one(connection, f"SELECT count(*) FROM {name}_met")
    updated = _update(connection, told, kept, news, changes, name) if matched else 0
    added = candidates - matched
    rows = (
        _everything(told, kept, name, added=bool(added), updated=bool(updated))
        if added or updated or news
        else ""
    )
    return _merged(told, kept, rows, added, updated, name if updated else "")


def _candidates(
    connection: duckdb.DuckDBPyConnection, told: Told, kept: Kept, news: list[Column], name: str
) -> int:
    """Make `NAME_new`: the rows told of which the record has no equal; how many there are.

    By hashes of key and values, sixteen bytes a row: two different rows of one key pass for equal once in 2^64.
    """
    rest = [c.name for c in told.rest if c.name in kept.names]
    hashes = f"SELECT {hashed(told.key)} AS k, {hashed(rest)} AS v FROM {kept.relation}"
    new = " OR ".join(f"{sql.name(c.name)} IS NOT NULL" for c in news)
    anti = (
        f"SELECT t.* FROM {told.relation} t ANTI JOIN ({hashes}) h "
        f"ON {hashed(told.key, 't')} = h.k AND {hashed(rest, 't')} = h.v"
    )
    if new:
        anti = f"SELECT * FROM {told.relation} WHERE {new} UNION ALL SELECT * FROM ({anti}) WHERE NOT ({new})"
    connection.execute(f"CREATE TABLE {name}_new AS {anti}")
    return _one(connection, f"SELECT count(*) FROM {name}_new")


def _update(
    connection: duckdb.DuckDBPyConnection,
    told: Told,
    kept: Kept,
    news: list[Column],
    changes: Sequence[str],
    name: str,
) -> int:
    """Make `NAME_updates`: the rows of the record that come to have another value, as they are to be; how many there are."""
    values: list[str] = []
    differ: list[str] = [f"{sql.name(c.name)} IS NOT NULL" for c in news]
    for column in _columns(told, kept):
        c = column.name
        if c in told.key:
            values.append(f"{at(c, 'o')} AS {sql.name(c)}")
        elif c not in kept.names:
            values.append(f"{at(c, 'n')} AS {sql.name(c)}")
        elif c not in told.names:
            values.append(f"{at(c, 'o')} AS {sql.name(c)}")
        else:
            values.append(f"{_value(c, dated=bool(changes))} AS {sql.name(c)}")
            differ.append(f"{sql.name(c)} IS DISTINCT FROM {sql.name(was(c))}")
            values.append(f"{at(c, 'o')} AS {sql.name(was(c))}")
    stamps = [f"CASE WHEN {OLDER} THEN o.{stamp} ELSE n.{stamp} END AS {stamp}" for stamp in STAMPS]
    history = ""
    if changes:
        _last_changes(connection, told, changes, name)
        history = (
            f"LEFT JOIN (SELECT thing, map(list(field), list(changed_at)) AS at FROM {name}_changed GROUP BY thing) h "
            f"ON h.thing = n.{sql.name(told.key[0])}"
        )
    compared = f"SELECT o.*, {_IS_OLDER} AS {OLDER} FROM {name}_met o JOIN {name}_new n ON {same(told.key, 'n', 'o')}"
    connection.execute(
        f"CREATE TABLE {name}_updates AS SELECT * FROM (SELECT {', '.join(values)}, "
        f"n.__file, n.__line, n.__again, n.{MODIFIED_AT} AS __new_modified_at, {OLDER}, {', '.join(stamps)} "
        f"FROM ({compared}) o JOIN {name}_new n ON {same(told.key, 'n', 'o')} {history}) WHERE {' OR '.join(differ or ['false'])}"
    )
    return _one(connection, f"SELECT count(*) FROM {name}_updates")


def _last_changes(
    connection: duckdb.DuckDBPyConnection, told: Told, changes: Sequence[str], name: str
) -> None:
    """Make `NAME_changed(thing, field, changed_at)`: when each field of the things that were met is last known to have changed."""
    thing = sql.name(told.key[0])
    every = " UNION ALL ".join(f"SELECT {thing} AS thing, field, changed_at FROM {c}" for c in changes)
    connection.execute(
        f"CREATE TABLE {name}_changed AS SELECT thing, field, max(changed_at) AS changed_at FROM ({every}) "
        f"WHERE thing IN (SELECT {thing} FROM {name}_met) GROUP BY thing, field"
    )


def _value(name: str, *, dated: bool) -> str:
    """SQL: what a field comes to be, of a row `n` told and a row `o` there."""
    new, old = at(name, "n"), at(name, "o")
    gap = f"{old} IS NULL AND NOT n.__silent"
    if dated:
        known = f"h.at[{sql.text(name.lower())}]"
        gap += f" AND coalesce({known} <= coalesce(n.{MODIFIED_AT}, n.{TOLD_AT}), true)"
    return (
        f"CASE WHEN {OLDER} THEN CASE WHEN {gap} THEN {new} ELSE {old} END "
        f"WHEN n.__silent AND {new} IS NULL THEN {old} ELSE {new} END"
    )


def was(name: str) -> str:
    """The column of `_updates` that holds what a field was before."""
    return f"__was {name}"


def _everything(told: Told, kept: Kept, name: str, *, added: bool = False, updated: bool = False) -> str:
    """SQL of all rows of the record as they are to be."""
    columns = _columns(told, kept)
    every = sql.names([*(c.name for c in columns), *STAMPS])
    there = [
        f"o.{sql.name(c.name)}" if c.name in kept.names else f"NULL::{c.type.sql} AS {sql.name(c.name)}"
        for c in columns
    ]
    stamps = [f"o.{stamp}" for stamp in STAMPS]
    anti = f" ANTI JOIN {name}_updates u ON {same(told.key, 'o', 'u')}" if updated else ""
    parts = [f"SELECT {', '.join([*there, *stamps])} FROM {kept.relation} o{anti}"]
    if updated:
        parts.append(f"SELECT {every} FROM {name}_updates")
    if added:
        given = [
            f"n.{sql.name(c.name)}" if c.name in told.names else f"NULL::{c.type.sql} AS {sql.name(c.name)}"
            for c in columns
        ]
        stamped = [f"n.{stamp}" for stamp in STAMPS]
        parts.append(
            f"SELECT {', '.join([*given, *stamped])} FROM {name}_new n "
            f"ANTI JOIN {name}_met o ON {same(told.key, 'n', 'o')}"
        )
    return " UNION ALL ".join(parts)


def _columns(told: Told, kept: Kept | None) -> tuple[Column, ...]:
    if kept is None:
        return told.columns
    return ordered(told.table, {c.name: c for c in (*kept.columns, *told.columns)}.values())


def _merged(told: Told, kept: Kept | None, rows: str, added: int, updated: int, met: str = "") -> Merged:
    there = kept.rows if kept else 0
    unchanged = told.rows - added - updated
    stored = TableStored(
        told.table.name,
        told.in_files,
        added,
        updated,
        unchanged,
        told.repeated,
        told.set_aside,
        there - (told.rows - added),
    )
    columns = tuple(c for c in _columns(told, kept) if c.name != NTH)
    return Merged(stored, rows, columns, there + added, _order(told), met)


def _order(told: Told) -> tuple[str, ...]:
    """Activities by lead and instant, as evaluation walks through them; other tables by key."""
    if told.table.name == "activities":
        return ("lead_id", "occurred_at", "activity_id")
    return (*told.key, *(n for n in told.names if NTH in told.key and n not in told.key))


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    assert row is not None  # an aggregate always gives a row
    return int(row[0])
