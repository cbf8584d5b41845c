"""Rows of all parts of a table, typed, in one relation; what can't be read goes to `told.said`."""

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from handfast.faults import Fault, InputFaults
from handfast.record import delimited, sql
from handfast.record.arrow import integers, texts
from handfast.record.columns import Table
from handfast.record.conversion import zoneless as zoneless_test
from handfast.record.parts import TextPart, TypedPart, why
from handfast.record.passthrough import passing
from handfast.record.selecting import BAD, FILE, LINE, SAID, SAID_TYPE, ZONELESS, Source, fields, select

VIEW_FROM = 2_000_000
"""Rows. A Parquet table of at least so many is read where it stands and not copied."""

FEED = "told_feed"
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Staged:
    """A table as told: typed, nothing resolved yet.

    Attributes:
        relation: SQL name of a table or view with `__file`, `__line` and every column.
        stored: whether it is a table of the temporary database; else a view over Parquet files.
        extras: its extra columns.
        read: rows read, malformed ones included.
        zoneless: rows with an instant that came without a zone.
    """

    table: Table
    relation: str
    stored: bool
    extras: tuple[str, ...]
    read: int
    zoneless: int

    @property
    def names(self) -> list[str]:
        """Its columns, canonical ones first, as files may have them."""
        return [*(column.name for column in self.table.columns), *self.extras]


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the schema of what was told."""
    connection.execute("CREATE SCHEMA told")
    connection.execute("CREATE TABLE told.files (file INTEGER, label VARCHAR)")
    connection.execute(
        'CREATE TABLE told.said ("table" VARCHAR, file INTEGER, line BIGINT, "column" VARCHAR, "value" VARCHAR, '
        "reason VARCHAR, kept BOOLEAN)"
    )


def stage(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    parts: Sequence[TextPart | TypedPart],
    numbers: Sequence[int],
    extras: tuple[str, ...],
    zone: str,
    progress: Progress,
    view_from: int = VIEW_FROM,
) -> Staged:
    """Read the parts of one table, whose files have these numbers. Raises InputFaults when a file breaks off."""
    typed = [part for part in parts if isinstance(part, TypedPart) and part.path]
    if len(typed) == len(parts) and sum(part.rows for part in typed) >= view_from:
        return _view(connection, table, typed, numbers, extras, zone)
    relation = f"told.{table.name}"
    columns = [f"{sql.name(c.name)} {c.type.sql}" for c in table.columns]
    columns += [f"{sql.name(name)} VARCHAR" for name in extras]
    connection.execute(
        f"CREATE TABLE {relation} ({FILE} INTEGER, {LINE} BIGINT, {BAD} BOOLEAN, {SAID} {SAID_TYPE}, {ZONELESS} BOOLEAN, "
        f"{', '.join(columns)})"
    )
    for part, number in zip(parts, numbers, strict=True):
        if isinstance(part, TextPart):
            _load_text(connection, table, part, number, extras, zone, progress)
        else:
            source = _typed_source([part], [number])
            connection.execute(f"INSERT INTO {relation} {select(table, extras, source, zone)}")
    read, zoneless = _one(connection, f"SELECT count(*), count(*) FILTER (WHERE {ZONELESS}) FROM {relation}")
    _say(connection, table, relation)
    connection.execute(f"DELETE FROM {relation} WHERE {BAD}")
    return Staged(table, relation, True, extras, read, zoneless)


def _load_text(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    part: TextPart,
    number: int,
    extras: tuple[str, ...],
    zone: str,
    progress: Progress,
) -> None:
    broken: list[BaseException] = []
    rows = 0

    def feed() -> Iterator[pa.RecordBatch]:
        nonlocal rows
        try:
            for batch in part.batches():
                yield batch
                rows += batch.num_rows
                progress(f"{part.label}: {rows:,} rows")
        except Exception as error:
            broken.append(error)
            raise

    reader = pa.RecordBatchReader.from_batches(delimited.schema(len(part.header.names)), feed())
    connection.register(FEED, reader)
    try:
        source = part.source(FEED, number)
        connection.execute(f"INSERT INTO told.{table.name} {select(table, extras, source, zone)}")
    except duckdb.Error as error:
        if not broken or not isinstance(broken[0], OSError | EOFError | zlib.error):
            raise
        message = f"can't be read to its end: {why(broken[0])}"
        raise InputFaults([Fault(part.label, 0, 0, "", message, "unreadable")]) from error
    finally:
        connection.unregister(FEED)


def _typed_source(parts: Sequence[TypedPart], numbers: Sequence[int]) -> Source:
    """Parts of one shape as one source."""
    first = parts[0]
    if first.path is None:
        return Source(first.relation, str(numbers[0]), "__row", first.columns())
    paths = [str(part.path) for part in parts]
    listed = ", ".join(map(sql.text, paths))
    file = str(numbers[0])
    if len(parts) > 1:
        file = f"list_extract([{', '.join(map(str, numbers))}], list_position([{listed}], __path))"
    # By default DuckDB trusts a file's statistics, which leave NaN out, and takes isnan() for false.
    options = "filename='__path', file_row_number=true, hive_partitioning=false, can_have_nan=true"
    relation = f"read_parquet([{listed}], {options})"
    return Source(relation, file, "file_row_number + 1", first.columns())


def _view(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    parts: Sequence[TypedPart],
    numbers: Sequence[int],
    extras: tuple[str, ...],
    zone: str,
) -> Staged:
    shapes: dict[tuple[tuple[str, ...], tuple[str, ...]], list[int]] = {}
    for i, part in enumerate(parts):
        shapes.setdefault((part.names, part.types), []).append(i)
    sources = [
        _typed_source([parts[i] for i in same], [numbers[i] for i in same]) for same in shapes.values()
    ]
    relation = f"told.{table.name}"
    names = sql.names([*(c.name for c in table.columns), *extras])
    views: list[str] = []
    zoneless = 0
    for i, source in enumerate(sources):
        quick = passing(connection, table, extras, source, zone)
        if quick:
            naive = any(zoneless_test(field) for field in fields(table, extras, source))
            zoneless += sum(part.rows for part in parts) if naive else 0
            views.append(f"({quick})")
            continue
        checked = f"{relation}_{i}"
        connection.execute(f"CREATE VIEW {checked} AS {select(table, extras, source, zone)}")
        bad, said, bare = _one(
            connection,
            f"SELECT coalesce(bool_or({BAD}), false), coalesce(bool_or({SAID} IS NOT NULL), false), "
            f"count(*) FILTER (WHERE {ZONELESS}) FROM {checked}",
        )
        zoneless += bare
        if said:
            _say(connection, table, checked)
        kept = f" WHERE NOT {BAD}" if bad else ""
        views.append(f"(SELECT {FILE}, {LINE}, {names} FROM {checked}{kept})")
    connection.execute(f"CREATE VIEW {relation} AS {' UNION ALL BY NAME '.join(views)}")
    return Staged(table, relation, False, extras, sum(part.rows for part in parts), zoneless)


def _say(connection: duckdb.DuckDBPyConnection, table: Table, relation: str) -> None:
    connection.execute(
        f'INSERT INTO told.said SELECT {sql.text(table.name)}, {FILE}, {LINE}, s."column", s."value", s.reason, NOT {BAD} '
        f"FROM (SELECT {FILE}, {LINE}, {BAD}, unnest({SAID}) AS s FROM {relation} WHERE {SAID} IS NOT NULL)"
    )


def number(connection: duckdb.DuckDBPyConnection, labels: Sequence[str]) -> dict[str, int]:
    """Give each file a number, by which its rows know it."""
    numbers = {label: place for place, label in enumerate(labels)}
    given = pa.table({"file": integers(np.arange(len(labels))), "label": texts(labels)})
    connection.register("files_to_read", given)
    connection.execute("INSERT INTO told.files SELECT file, label FROM files_to_read")
    connection.unregister("files_to_read")
    return numbers


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None  # an aggregate always gives a row
    return row
