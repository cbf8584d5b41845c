"""Reading a record: from a folder of files, or from tables in memory."""

import json
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from handfast.faults import Fault, HandfastError, InputFaults
from handfast.record.arrow import integers, texts
from handfast.record.columns import Table
from handfast.record.facts import Facts
from handfast.record.files import find_files
from handfast.record.identity import Identities
from handfast.record.imported_aside import say_imported_aside
from handfast.record.merging import Merged, merge
from handfast.record.opened import FileRead, Record, TableRead, Workplace, count_by_table, open_workplace
from handfast.record.parts import NOTHING, Planned, TextPart, TypedPart, plan_file, plan_typed
from handfast.record.repeats import Repeated
from handfast.record.staging import VIEW_FROM, Staged, prepare
from handfast.record.tables import BY_NAME, TABLES
from handfast.record.telling import tell
from handfast.record.zones import known_zone

Progress = Callable[[str], None]
QUIET_SECONDS = 2.0
"""Nothing is said of what takes less."""


def read_record(
    folder: Path | str,
    *,
    zone: str | None = None,
    memory_limit: str = "3GB",
    threads: int | None = None,
    progress: Progress | None = None,
    view_from: int = VIEW_FROM,
    only: Collection[str] | None = None,
) -> Record:
    """Open the record in a folder.

    Args:
        folder: holds one file for each table (`leads.csv`, `leads.parquet`, …) or a folder of parts (`leads/`).
        zone: IANA zone of times that carry none; UTC when not given, and `notes` says so where it matters.
        memory_limit: of the database; reading itself takes up to about half a gigabyte beside it.
        threads: of the database; all cores when not given.
        progress: told in a few words what is going on, once it takes long.
        view_from: rows from which a Parquet table is read where it stands.
        only: the tables to read, by name; the record is as if it had no others. All of them when not given.

    Raises InputFaults, with all of them, when the folder or a file can't be read, leads are missing, or a file lacks a
    required column or holds a type that a column can't have; HandfastError when memory or the temporary disk is full.
    """
    begun = time.monotonic()
    _check_zone(zone)
    found = find_files(Path(folder))
    workplace = open_workplace(memory_limit, threads)
    try:
        plans: dict[str, Planned] = {}
        for table in TABLES:
            wanted = only is None or table.name in only
            for file in found.tables.get(table.name, ()) if wanted else ():
                plan_file(workplace.connection, table, file, plans.setdefault(table.name, Planned()))
        return _open(
            workplace, plans, found.notes, zone, _late(progress, begun), begun, view_from, Path(folder)
        )
    except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
        workplace.close()
        raise HandfastError(_out_of_room(error, memory_limit)) from error
    except BaseException:
        workplace.close()
        raise


def record_from_tables(
    tables: Mapping[str, Sequence[Mapping[str, Any]] | pa.Table],
    *,
    zone: str | None = None,
    memory_limit: str = "1GB",
    threads: int | None = None,
) -> Record:
    """Open a record of tables in memory, by the same path as files.

    Args:
        tables: for each table its rows, as dicts (values are read as text, as from a CSV; None is missing) or as an
            Arrow table (read by its types, as from Parquet). `leads` may be left out: there are none then.
        zone, memory_limit, threads: as of `read_record`.

    Raises InputFaults as `read_record` does, and KeyError on a table that the record doesn't have.
    """
    begun = time.monotonic()
    _check_zone(zone)
    workplace = open_workplace(memory_limit, threads)
    try:
        plans: dict[str, Planned] = {}
        for name, rows in {"leads": [], **tables}.items():
            table = BY_NAME[name]
            given = rows if isinstance(rows, pa.Table) else _as_text(rows, table)
            given = given.append_column("__row", integers(np.arange(1, given.num_rows + 1)))
            workplace.connection.register(f"given_{name}", given)
            described = workplace.connection.execute(
                f"DESCRIBE SELECT * EXCLUDE (__row) FROM given_{name}"
            ).fetchall()
            names, types = tuple(row[0] for row in described), tuple(row[1] for row in described)
            part = TypedPart(name, f"given_{name}", None, names, types, given.num_rows, NOTHING)
            plan_typed(table, part, plans.setdefault(name, Planned()))
        return _open(workplace, plans, (), zone, lambda _: None, begun, VIEW_FROM)
    except BaseException:
        workplace.close()
        raise


def _open(
    workplace: Workplace,
    plans: Mapping[str, Planned],
    notes: Iterable[str],
    zone: str | None,
    progress: Progress,
    begun: float,
    view_from: int,
    folder: Path | None = None,
) -> Record:
    faults = [fault for plan in plans.values() for fault in plan.faults]
    if faults:
        raise InputFaults(faults)
    connection = workplace.connection
    prepare(connection)
    told = tell(connection, plans, zone or "UTC", progress, view_from, together=folder is not None)
    staged = {name: one.staged for name, one in told.items()}
    facts = {name: one.facts for name, one in told.items()}
    imported = say_imported_aside(connection, folder) if folder else ()
    progress("joining what belongs together")
    merged = merge(connection, facts, "record", report=True)
    connection.execute(
        'CREATE VIEW record.set_aside AS SELECT f.label AS file, s.line, s."column", s."value", s.reason, s.kept '
        'FROM told.said s JOIN told.files f USING (file) ORDER BY f.label, s.line, s."column", s.reason'
    )
    repeated = (one.repeated for one in told.values())
    every = (*(again for again in repeated if again.duplicates or again.set_aside), *merged.repeated)
    tables = _tables_read(connection, staged, every)
    return Record(
        connection,
        tuple(_file_read(part, name) for name, plan in plans.items() for part in plan.parts),
        tables,
        every,
        merged.leads.leads,
        (
            *notes,
            *(note for plan in plans.values() for note in plan.notes),
            *imported,
            *_said(staged, tables, merged, zone),
        ),
        zone or "UTC",
        time.monotonic() - begun,
        facts,
        {name: _known(plan, facts[name]) for name, plan in plans.items() if name in facts},
        workplace.close,
    )


def _out_of_room(error: duckdb.Error, memory_limit: str) -> str:
    """What to say when memory or the disk is full; the database says which in its first line."""
    first = str(error).splitlines()[0]
    return (
        f"The record can't be read here: {first}. Reading keeps a copy of it in {tempfile.gettempdir()} and takes up to "
        f"{memory_limit} of memory; make room there, or name a roomier folder in TMPDIR"
    )


def _tables_read(
    connection: duckdb.DuckDBPyConnection, staged: Mapping[str, Staged], repeated: Iterable[Repeated]
) -> dict[str, TableRead]:
    rows, values = count_by_table(connection, kept=False), count_by_table(connection, kept=True)
    duplicates = {again.table: again.duplicates for again in repeated}
    read: dict[str, TableRead] = {}
    for name, one in staged.items():
        aside, twice = rows.get(name, 0), duplicates.get(name, 0)
        read[name] = TableRead(name, one.read, one.read - aside - twice, aside, twice, values.get(name, 0))
    return read


def _said(
    staged: Mapping[str, Staged], tables: Mapping[str, TableRead], merged: Merged, zone: str | None
) -> Iterable[str]:
    for name, one in staged.items():
        if one.zoneless:
            default = "" if zone else ", since no zone was named"
            rows = f"{one.zoneless:,} row{'s' if one.zoneless != 1 else ''}"
            yield f"{name}: times without a zone in {rows} were read in {zone or 'UTC'}{default}"
        if not one.read and not one.table.about_ids:  # that nothing was found is worth keeping, not telling
            yield f"{name}: there are no rows under the header"
        read = tables[name]
        if read.duplicates:
            yield f"{name}: {_rows(read.duplicates)} said exactly what another did; such rows are one"
        if read.set_aside:
            yield f"{name}: {_rows(read.set_aside)} of {read.read:,} set aside"
        if read.values_set_aside:
            yield f"{name}: {read.values_set_aside:,} values set aside, their rows kept"
    yield from _of_identity(merged.leads)


def _of_identity(identities: Identities) -> Iterable[str]:
    for leads, why in (
        (identities.by_email, "of the same e-mail address"),
        (identities.by_word, "because a person said so"),
    ):
        if leads:
            yield f"leads: {leads:,} {'leads are' if leads > 1 else 'lead is'} one with another {why}"
    if identities.unknown:
        merges = "merges name a lead" if identities.unknown > 1 else "merge names a lead"
        yield f"lead_merges: {identities.unknown:,} {merges} that isn't among the leads"
    if identities.circles:
        yield (
            "lead_merges: leads are merged in a circle, of which the one created first stands for all; "
            "`handfast merge RECORD --list` shows them"
        )


def _rows(count: int) -> str:
    return f"{count:,} row{'s' if count != 1 else ''}"


def _known(plan: Planned, facts: Facts) -> tuple[str, ...]:
    canonical = {name for part in plan.parts for name in part.understood.canonical}
    return tuple(name for name in facts.names if name in canonical or name in facts.extras)


def _file_read(part: TextPart | TypedPart, table: str) -> FileRead:
    if isinstance(part, TypedPart):
        return FileRead(part.label, table, True)
    return FileRead(part.label, table, False, part.encoding.name, part.header.separator.decode())


def _as_text(rows: Sequence[Mapping[str, Any]], table: Table) -> pa.Table:
    required = [column.name for column in table.columns if column.required]
    names = list(dict.fromkeys([*required, *(name for row in rows for name in row)]))
    return pa.table({name: texts([_text(row.get(name)) for row in rows]) for name in names})


def _text(value: Any) -> str | None:
    """A Python value as a CSV would hold it."""
    match value:
        case None | str():
            return value
        case bool():
            return str(value).lower()
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case dict():
            return _json_text(value)
        case _:
            return str(value)


def _json_text(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _late(progress: Progress | None, begun: float) -> Progress:
    """Says nothing before QUIET_SECONDS have passed."""

    def say(message: str) -> None:
        if progress is not None and time.monotonic() - begun >= QUIET_SECONDS:
            progress(message)

    return say


def _check_zone(zone: str | None) -> None:
    if zone is not None and not known_zone(zone):
        message = (
            f'"{zone}" is no time zone; right would be an IANA name like Europe/Paris or America/New_York'
        )
        raise InputFaults([Fault("", 0, 0, "zone", message, "zone")])
