"""What comparing an import with the record tells of the past: a field that has another value now has changed in between."""

from dataclasses import replace

import duckdb

from handfast.importing.store.kept import SCHEMA, Kept
from handfast.importing.store.ledger import Told as FirstTold
from handfast.importing.store.merging import OLDER, Merged, was
from handfast.importing.store.told import AGAIN, PLACE, SILENT, Told, key_of
from handfast.importing.store.written import as_text, same
from handfast.record import sql
from handfast.record.bookkeeping import MODIFIED_AT, TOLD_AT, TOLD_IN
from handfast.record.columns import Column, Table, Type

_TOLD = ("old_value", "new_value")


def changes_by_comparing(
    connection: duckdb.DuckDBPyConnection,
    merged: Merged,
    things: Told,
    kept: Kept,
    changes: Table,
    history: Told | None,
    known: Kept | None,
    now: FirstTold,
) -> tuple[Told | None, int]:
    """The changes that an import tells, with those that comparing brought, and how many the latter are.

    A field that has another value than before changed at the row's `modified_at`, where that is later than its last known change,
    else at the import. Nothing is said where the import's own history ends with that value, of a row that is older than what is
    known, of a source that was imported before (that corrects how it was read), and of a column that the record has not had.

    Args:
        merged: leads, accounts or opportunities, merged.
        things: the same as told.
        kept: the same as they are in the record.
        changes: the table of their changes.
        history: the changes that the import tells itself.
        known: those that the record has.
    """
    columns = [c for c in things.columns if c.name in kept.names and c.name not in things.key]
    if not merged.met or not columns:
        return history, 0
    name = f"{SCHEMA}.{changes.name}_compared"
    last = _last_told(connection, history, name)
    parts = [_changed(column, merged.met, things.key[0], last, changes, now) for column in columns]
    others = [(one.relation, key_of(changes, one.columns)) for one in (history, known) if one]
    met = " ".join(
        f"ANTI JOIN {relation} k{i} ON {same(key, 'p', f'k{i}')}" for i, (relation, key) in enumerate(others)
    )
    connection.execute(f"CREATE TABLE {name} AS SELECT p.* FROM ({' UNION ALL '.join(parts)}) p {met}")
    row = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
    count = row[0] if row else 0
    if not count:
        return history, 0
    return _with(connection, history, changes, name, count), count


def _last_told(connection: duckdb.DuckDBPyConnection, history: Told | None, name: str) -> str:
    """Make a table `thing, field, values` of the new values, in lower case, that the import's own history ends with."""
    last = f"{name}_last"
    if history is None:
        connection.execute(f'CREATE TABLE {last} (thing VARCHAR, field VARCHAR, "values" VARCHAR[])')
        return last
    thing = sql.name(history.table.key[0])
    value = "lower(new_value)" if "new_value" in history.names else "NULL::VARCHAR"
    connection.execute(
        f"CREATE TABLE {last} AS SELECT thing, field, list(coalesce(value, '')) AS \"values\" FROM ("
        f"SELECT {thing} AS thing, field, {value} AS value FROM {history.relation} "
        f"QUALIFY changed_at = max(changed_at) OVER (PARTITION BY {thing}, field)) GROUP BY thing, field"
    )
    return last


def _changed(column: Column, met: str, key: str, last: str, changes: Table, now: FirstTold) -> str:
    """A select of the changes of one field."""
    new, old, thing = sql.name(column.name), sql.name(was(column.name)), sql.name(key)
    field = sql.text(column.name.lower())
    at = sql.instant(now.at)
    recorded = [f"{at} AS recorded_at"] if any(c.name == "recorded_at" for c in changes.columns) else []
    values = [
        f"u.{thing} AS {thing}",
        f"{field} AS field",
        f"CASE WHEN u.__new_modified_at > coalesce(c.changed_at, '-infinity'::TIMESTAMP) THEN u.__new_modified_at ELSE {at} END AS changed_at",
        f"{as_text(column, f'u.{old}')} AS old_value",
        f"{as_text(column, f'u.{new}')} AS new_value",
        *recorded,
        *(f"u.{place}" for place in PLACE),
        f"NULL::TIMESTAMP AS {MODIFIED_AT}",
        f"{at} AS {TOLD_AT}",
        f"{now.number}::INTEGER AS {TOLD_IN}",
        f"false AS {AGAIN}",
        f"false AS {SILENT}",
    ]
    return (
        f"SELECT {', '.join(values)} FROM {met}_updates u "
        f"LEFT JOIN {met}_changed c ON c.thing = u.{thing} AND c.field = {field} "
        f"LEFT JOIN {last} l ON l.thing = u.{thing} AND l.field = {field} "
        f"WHERE u.{new} IS DISTINCT FROM u.{old} AND NOT u.{OLDER} AND NOT u.{AGAIN} "
        f"AND NOT coalesce({_tells(column, f'u.{new}')}, false)"
    )


def _tells(column: Column, value: str) -> str:
    """SQL: whether one of the last values told is this one, however it is written."""
    if column.type.sql == "VARCHAR":
        return f"list_contains(l.\"values\", coalesce(lower({value}), ''))"
    instant = "make_timestamp(epoch_us(TRY_CAST(upper(x) AS TIMESTAMPTZ)))"
    typed = instant if column.type is Type.INSTANT else f"TRY_CAST(x AS {column.type.sql})"
    written = f"coalesce({as_text(column, typed)}, '')"
    return f"list_contains(list_transform(l.\"values\", lambda x: {written}), coalesce({as_text(column, value)}, ''))"


def _with(
    connection: duckdb.DuckDBPyConnection, history: Told | None, changes: Table, compared: str, count: int
) -> Told:
    """The changes told, and those that comparing brought."""
    recorded = ("recorded_at",) if any(c.name == "recorded_at" for c in changes.columns) else ()
    names = {*changes.key[:-1], *_TOLD, *recorded}
    if history is None:
        columns = tuple(c for c in changes.columns if c.name in names)
        return Told(changes, compared, columns, key_of(changes, columns), 0, count)
    there = set(history.names)
    extra = tuple(c for c in history.columns if c.name not in {known.name for known in changes.columns})
    columns = (*(c for c in changes.columns if c.name in names | there), *extra)
    relation = f"{compared}_all"
    connection.execute(
        f"CREATE VIEW {relation} AS SELECT * FROM {history.relation} UNION ALL BY NAME SELECT * FROM {compared}"
    )
    return replace(
        history, relation=relation, columns=columns, key=key_of(changes, columns), rows=history.rows + count
    )
