"""Keys for facts that have none of their own: activities without an id, and rows that only exact duplicates repeat.

**Activities.** The id is `~` and the first 24 hexadecimal digits of the MD5 of lead, instant, kind, url and outcome (U+001F between
them). Of activities alike in these, the first has that id and the others have `-2`, `-3`, … after it. A row takes the number
of the one in the record that says the same in all columns that both know; the rest take the numbers that are free, in the order of
their texts. So the same rows have the same ids in whatever order and file they come, and a property learned later makes no second activity.

**Spend and concessions.** The key is all columns that both the sources and the record know, and a number among rows alike in these.

**Changes.** Where only one of them knows the old values (or the new), the same goes for the columns of their key.
"""

from collections.abc import Sequence
from dataclasses import replace

import duckdb

from handfast.importing.store.kept import Kept
from handfast.importing.store.once import suspects
from handfast.importing.store.told import BESIDES, Told, key_of
from handfast.importing.store.written import hashed, row_text, same
from handfast.record import sql
from handfast.record.bookkeeping import TOLD_AT, TOLD_IN
from handfast.record.columns import Column, Repeats, Type
from handfast.record.facts import SEPARATOR

BASE = ("lead_id", "occurred_at", "kind", "url", "outcome")
ACTIVITY, NTH = "activity_id", "__nth"
_NTH = Column(NTH, Type.WHOLE, "")
MADE = "~"
"""What a made id begins with."""


def with_ids(connection: duckdb.DuckDBPyConnection, told: Told, kept: Kept | None) -> Told:
    """Activities with an id each; those of other tables as they are."""
    if told.table.name != "activities":
        return told
    row = connection.execute(f"SELECT count(*) FROM {told.relation} WHERE activity_id IS NULL").fetchone()
    if row is None or not row[0]:
        return told
    base = [column for column in told.columns if column.name in BASE]
    name = f"{told.relation}_ided"
    alike = hashed([column.name for column in base])
    suspects(connection, told.relation, alike, f"{name}_suspects", "activity_id IS NULL")
    if kept is not None:
        connection.execute(
            f"INSERT INTO {name}_suspects SELECT {_hash_of(base, kept)} FROM {kept.relation} "
            f"WHERE starts_with(activity_id, '{MADE}') AND contains(activity_id, '-')"
        )
    connection.execute(
        f"CREATE TABLE {name}_alike AS SELECT *, {_made(base)} AS __base FROM {told.relation} "
        f"WHERE activity_id IS NULL AND {alike} IN (SELECT h FROM {name}_suspects)"
    )
    _number(connection, told, kept, name)
    names = [sql.name(n) for n in told.names if n != ACTIVITY]
    others = ", ".join([*names, *BESIDES])
    numbered = (
        f"SELECT a.__base || CASE WHEN n.nth > 1 THEN '-' || n.nth ELSE '' END AS activity_id, "
        f"{', '.join(f'a.{n}' for n in [*names, *BESIDES])} "
        f"FROM {name}_alike a JOIN {name}_numbers n ON n.__base = a.__base AND n.__text = {row_text(told.columns, 'a')}"
    )
    connection.execute(
        f"CREATE VIEW {name} AS SELECT coalesce(activity_id, {_made(base)}) AS activity_id, {others} FROM {told.relation} "
        f"WHERE activity_id IS NOT NULL OR {alike} NOT IN (SELECT h FROM {name}_suspects) UNION ALL {numbered}"
    )
    return replace(told, relation=name)


def numbered(
    connection: duckdb.DuckDBPyConnection, told: Told, kept: Kept | None
) -> tuple[Told, Kept | None]:
    """Rows whose key is what both sides know of them, with a number among those alike in it, here and in the record.

    Other rows are given back as they are.
    """
    known = kept.names if kept else set(told.names)
    if told.table.repeats is Repeats.NONE:
        told = _different(connection, told)
        common = [name for name in told.names if name in known]
    elif (
        kept
        and told.table.repeats is Repeats.CHANGE
        and set(key_of(told.table, kept.columns)) != set(told.key)
    ):
        common = [name for name in told.key if name in known]
    else:
        return told, kept
    key = (*common, NTH)
    told = replace(
        told,
        relation=_with_number(connection, told.relation, common, told.columns),
        columns=(*told.columns, _NTH),
        key=key,
    )
    if kept is None:
        return told, None
    relation = _with_number(connection, kept.relation, common, kept.columns)
    return told, replace(kept, relation=relation, columns=(*kept.columns, _NTH))


def _different(connection: duckdb.DuckDBPyConnection, told: Told) -> Told:
    """The rows without exact duplicates."""
    name = f"{told.relation}_different"
    every = sql.names(told.names)
    firsts = ", ".join(
        f"first({b} ORDER BY {TOLD_AT} DESC, {TOLD_IN} DESC, __file, __line) AS {b}" for b in BESIDES
    )
    connection.execute(
        f"CREATE TABLE {name} AS SELECT {every}, {firsts} FROM {told.relation} GROUP BY {every}"
    )
    row = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
    rows = row[0] if row else 0
    return replace(told, relation=name, rows=rows, repeated=told.repeated + told.rows - rows)


def _with_number(
    connection: duckdb.DuckDBPyConnection, relation: str, common: Sequence[str], columns: Sequence[Column]
) -> str:
    connection.execute(
        f"CREATE VIEW {relation}_numbered AS SELECT *, row_number() OVER (PARTITION BY {sql.names(common)} "
        f"ORDER BY {row_text(columns)}) AS {NTH} FROM {relation}"
    )
    return f"{relation}_numbered"


def _made(base: list[Column]) -> str:
    """SQL: the id made for an activity, without its number."""
    known = {column.name: row_text([column]) for column in base}
    text = f" || {SEPARATOR} || ".join(known.get(name, "''") for name in BASE)
    return f"'{MADE}' || left(md5({text}), 24)"


def _hash_of(base: list[Column], kept: Kept) -> str:
    values = [sql.name(c.name) if c.name in kept.names else f"NULL::{c.type.sql}" for c in base]
    return f"hash({', '.join(values)})"


def _number(connection: duckdb.DuckDBPyConnection, told: Told, kept: Kept | None, name: str) -> None:
    """Make `NAME_numbers(__base, __text, nth)`: the number of each different row among those alike."""
    common = [c for c in told.columns if c.name != ACTIVITY and (kept is None or c.name in kept.names)]
    connection.execute(
        f"CREATE TABLE {name}_different AS SELECT *, row_number() OVER (PARTITION BY __base, common ORDER BY __text) AS copy "
        f"FROM (SELECT DISTINCT __base, {row_text(told.columns)} AS __text, {row_text(common)} AS common FROM {name}_alike)"
    )
    if kept is None:
        connection.execute(
            f"CREATE TABLE {name}_there (__base VARCHAR, nth BIGINT, common VARCHAR, copy BIGINT)"
        )
    else:
        nth = "coalesce(try_cast(nullif(split_part(activity_id, '-', 2), '') AS BIGINT), 1)"
        connection.execute(
            f"CREATE TABLE {name}_there AS SELECT *, row_number() OVER (PARTITION BY __base, common ORDER BY nth) AS copy FROM ("
            f"SELECT split_part(activity_id, '-', 1) AS __base, {nth} AS nth, {row_text(common)} AS common FROM {kept.relation} "
            f"WHERE starts_with(activity_id, '{MADE}')) SEMI JOIN {name}_different USING (__base)"
        )
    connection.execute(
        f"CREATE TABLE {name}_numbers AS SELECT d.__base, d.__text, t.nth FROM {name}_different d "
        f"JOIN {name}_there t ON {same(('__base', 'common', 'copy'), 'd', 't')}"
    )
    # The k-th row that is left takes the k-th number that no other has.
    connection.execute(
        f"INSERT INTO {name}_numbers SELECT d.__base, d.__text, f.nth FROM ("
        f"SELECT __base, __text, row_number() OVER (PARTITION BY __base ORDER BY __text) AS k "
        f"FROM {name}_different ANTI JOIN {name}_numbers USING (__base, __text)) d "
        f"JOIN (SELECT __base, nth, row_number() OVER (PARTITION BY __base ORDER BY nth) AS k FROM ("
        f"SELECT __base, unnest(generate_series(1, count(*))) AS nth FROM {name}_different GROUP BY __base) "
        f"ANTI JOIN {name}_numbers USING (__base, nth)) f ON f.__base = d.__base AND f.k = d.k"
    )
