"""Storing an import: what it tells is merged into the record, table by table, and all of it is put in force at once."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from handfast.faults import HandfastError
from handfast.importing.store import aside, ledger
from handfast.importing.store.history import changes_by_comparing
from handfast.importing.store.kept import MARK, SCHEMA, Kept, file_of, kept_tables
from handfast.importing.store.keyless import numbered, with_ids
from handfast.importing.store.ledger import Import, Source, imports_of
from handfast.importing.store.merging import Merged, merge
from handfast.importing.store.once import once
from handfast.importing.store.stored import Stored
from handfast.importing.store.told import Told, tell
from handfast.importing.store.whole import held, put_in_force
from handfast.record import sql
from handfast.record.bookkeeping import STAMPS, standing
from handfast.record.columns import Column, Repeats, Table, Type
from handfast.record.seen import CHANGES
from handfast.record.tables import BY_NAME, TABLES


def store(
    connection: duckdb.DuckDBPyConnection, folder: Path, imported_at: datetime, sources: Sequence[Source]
) -> Stored:
    """Merge the tables of the schema `imported` into the record in a folder, whole or not at all.

    Args:
        connection: has `imported.TABLE` for the canonical tables that the sources gave (canonical columns, extra ones as text,
            `__file, __line`, and `modified_at` where the source says when a row was last modified, UTC), and may have
            `imported.set_aside` and `imported.not_used`. Working tables go to its schema `store`, which is removed again.
        folder: the record's; made where there is none.
        imported_at: when, aware; what is dated later is set aside.
        sources: what was read, by the labels that `__file` has.

    Raises HandfastError, with the record as it was, when another import holds it or there is no room; InputFaults when a table of the
    import stands there in a file that no import wrote.
    """
    begun = time.perf_counter()
    try:
        with held(folder) as writing, _workplace(connection):
            stored = _store(connection, folder, writing, imported_at, sources)
            if stored.import_id:
                put_in_force(folder)
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise HandfastError(_no_room(folder, error)) from error
    return replace(stored, seconds=time.perf_counter() - begun)


@dataclass(slots=True)
class _Work:
    """What storing knows of each table: as told, as kept, as merged; and the changes that comparing brought."""

    told: dict[str, Told]
    kept: Mapping[str, Kept]
    merged: dict[str, Merged]
    compared: dict[str, int]


def _store(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    writing: Path,
    imported_at: datetime,
    sources: Sequence[Source],
) -> Stored:
    imports = imports_of(folder)
    now = ledger.Told(imported_at, ledger.next_number(imports))
    firsts = ledger.first_told(sources, imports, imported_at)
    work = _told(connection, folder, firsts, now)
    _merge(connection, work, now)
    written = [name for name, merged in work.merged.items() if merged.rows]
    for name in written:
        _write(connection, BY_NAME[name], work.merged[name], writing)
    tables = tuple(
        replace(merged.stored, added=merged.stored.added - work.compared.get(name, 0))
        for name, merged in work.merged.items()
        if merged.stored.in_files or name not in CHANGES.values()
    )
    out = aside.left_out(connection)
    stored = Stored("", tables, work.compared, out.rows, out.values, out.not_used, (), 0.0)
    again = bool(sources) and all(first.silent for first in firsts.values())
    if not written and again and aside.nothing_new(connection, folder):
        return stored
    if not standing(folder, file_of(BY_NAME["leads"])).exists() and "leads" not in written:
        _write_no_leads(connection, writing)
        written.append("leads")
    stored = replace(
        stored,
        import_id=ledger.name_of(imported_at, sources, now.number),
        written=tuple(table.name for table in TABLES if table.name in written),
    )
    aside.write(connection, folder, writing, stored.import_id, [source.label for source in sources])
    ledger.write((*imports, _import(stored, now, sources, firsts)), writing / ledger.NAME)
    return stored


def _told(
    connection: duckdb.DuckDBPyConnection, folder: Path, firsts: Mapping[str, ledger.Told], now: ledger.Told
) -> _Work:
    """What the import tells of each table, each key once, and what the record has of them."""
    rows = connection.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'imported'"
    ).fetchall()
    given = {row[0] for row in rows}
    aside.prepare(connection, given)
    touched = [
        table
        for table in TABLES
        if table.name in given or any(CHANGES[name] == table.name for name in given & CHANGES.keys())
    ]
    kept = kept_tables(connection, folder, touched)
    told: dict[str, Told] = {}
    for table in touched:
        if table.name in given:
            one = with_ids(
                connection, tell(connection, table, kept.get(table.name), firsts, now), kept.get(table.name)
            )
            told[table.name] = one if table.repeats is Repeats.NONE else once(connection, one)
    return _Work(told, kept, {}, {})


def _merge(connection: duckdb.DuckDBPyConnection, work: _Work, now: ledger.Told) -> None:
    """Merge all tables; those of changes after the things that change."""
    for name in CHANGES:
        if name in work.told:
            _merge_things(connection, work, name, now)
    for name, told in work.told.items():
        if name not in CHANGES:
            work.merged[name] = merge(connection, *numbered(connection, told, work.kept.get(name)))
    work.merged = {table.name: work.merged[table.name] for table in TABLES if table.name in work.merged}


def _merge_things(connection: duckdb.DuckDBPyConnection, work: _Work, name: str, now: ledger.Told) -> None:
    """Merge leads, accounts or opportunities; what changed joins the changes that the import tells."""
    changes, told, kept = CHANGES[name], work.told[name], work.kept.get(name)
    known = [found.relation for found in (work.kept.get(changes), work.told.get(changes)) if found]
    if not known and kept:
        connection.execute(
            f"CREATE VIEW {SCHEMA}.{changes}_none AS SELECT {sql.names(told.key)}, '' AS field, "
            f"NULL::TIMESTAMP AS changed_at FROM {kept.relation} WHERE false"
        )
        known = [f"{SCHEMA}.{changes}_none"]
    work.merged[name] = merge(connection, told, kept, known)
    if kept is None:
        return
    history, count = changes_by_comparing(
        connection,
        work.merged[name],
        told,
        kept,
        BY_NAME[changes],
        work.told.get(changes),
        work.kept.get(changes),
        now,
    )
    if history is not None and count:
        work.told[changes] = history
        work.compared[changes] = count


def _write(connection: duckdb.DuckDBPyConnection, table: Table, merged: Merged, writing: Path) -> None:
    """Write a table's file and see that it holds what it should."""
    path = writing / file_of(table)
    _copy(connection, merged.columns, f"({merged.rows}) ORDER BY {sql.names(merged.order)}", path)
    found = pq.read_metadata(path).num_rows
    if found != merged.count:
        raise HandfastError(
            f"{path.name} came out with {found:,} rows where {merged.count:,} were due, so nothing was imported; this is an error of Handfast's"
        )


def _write_no_leads(connection: duckdb.DuckDBPyConnection, writing: Path) -> None:
    """Leads are the table that every record has, be it without rows."""
    columns = [column for column in BY_NAME["leads"].columns if column.required]
    values = [f"NULL::{column.type.sql} AS {sql.name(column.name)}" for column in columns]
    stamps = [f"NULL::{type_} AS {stamp}" for stamp, type_ in STAMPS.items()]
    rows = f"(SELECT {', '.join([*values, *stamps])}) WHERE false"
    _copy(connection, columns, rows, writing / file_of(BY_NAME["leads"]))


def _copy(connection: duckdb.DuckDBPyConnection, columns: Iterable[Column], rows: str, path: Path) -> None:
    values = [
        f"{sql.name(c.name)} AT TIME ZONE 'UTC' AS {sql.name(c.name)}"
        if c.type is Type.INSTANT
        else sql.name(c.name)
        for c in columns
    ]
    connection.execute(
        f"COPY (SELECT {', '.join([*values, *STAMPS])} FROM {rows}) TO {sql.text(str(path))} "
        f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{MARK}: '1'}})"
    )


def _import(
    stored: Stored, now: ledger.Told, sources: Sequence[Source], firsts: Mapping[str, ledger.Told]
) -> Import:
    return Import(
        stored.import_id,
        now.number,
        now.at,
        tuple(replace(source, as_of=firsts[source.label].at) for source in sources),
        stored.tables,
        stored.changes,
        stored.set_aside,
        stored.values_set_aside,
        stored.not_used,
    )


@contextmanager
def _workplace(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """The schema of working tables, gone afterwards."""
    connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
    connection.execute(f"CREATE SCHEMA {SCHEMA}")
    try:
        yield
    finally:
        with suppress(duckdb.Error):  # what went wrong before matters more
            connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")


def _no_room(folder: Path, error: duckdb.Error) -> str:
    first = str(error).splitlines()[0]
    return (
        f"{folder}: the record could not be written: {first}. What was there before is untouched. Make room there and in the "
        "temporary folder (TMPDIR), or name another folder with --out"
    )
