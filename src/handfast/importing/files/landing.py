"""Rows become tables of the schema `sources`; what could not be read is listed beside them."""

from collections.abc import Callable, Iterator, Sequence

import duckdb
import pyarrow as pa

from handfast.importing.files.source_table import LINE, SCHEMA, SET_ASIDE
from handfast.record import sql
from handfast.record.delimited import LINE as LINE_FIELD
from handfast.record.delimited import REASON, TEXT, schema

Progress = Callable[[str], None]

_FEED = "source_feed"


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the schema of the source tables, unless it is there."""
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    connection.execute(
        f'CREATE TABLE IF NOT EXISTS {SET_ASIDE} (file VARCHAR, line BIGINT, "column" VARCHAR, "value" VARCHAR, '
        "reason VARCHAR, kept BOOLEAN)"
    )


def next_relation(connection: duckdb.DuckDBPyConnection) -> str:
    """A name that no source table has yet: `sources.t0`, `sources.t1`, …"""
    found = connection.execute(
        "SELECT max(regexp_extract(table_name, '^t(\\d+)$', 1)::INTEGER) FROM duckdb_tables() "
        f"WHERE schema_name = {sql.text(SCHEMA)} AND regexp_full_match(table_name, 't\\d+')"
    ).fetchall()
    (last,) = found[0]
    return f"{SCHEMA}.t{0 if last is None else last + 1}"


def land(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    label: str,
    names: Sequence[str],
    batches: Iterator[pa.RecordBatch],
    progress: Progress,
) -> None:
    """Make `relation` of batches as `record.delimited` gives them; malformed rows go to what was set aside.

    An error of the batches comes out as it was raised.
    """
    broken: list[BaseException] = []

    def feed() -> Iterator[pa.RecordBatch]:
        rows = 0
        try:
            for batch in batches:
                yield batch
                rows += batch.num_rows
                progress(f"{label}: {rows:,} rows")
        except Exception as error:
            broken.append(error)
            raise

    fields = ", ".join(f"c{i} AS {sql.name(name)}" for i, name in enumerate(names))
    connection.register(_FEED, pa.RecordBatchReader.from_batches(schema(len(names)), feed()))
    try:
        connection.execute(
            f"CREATE TABLE {relation} AS SELECT {fields}, {LINE_FIELD} AS {LINE}, {REASON} AS __reason, "
            f"{TEXT} AS __text FROM {_FEED}"
        )
    except duckdb.Error:
        if broken:
            raise broken[0] from None
        raise
    finally:
        connection.unregister(_FEED)
    _divide(connection, relation, label)


def _divide(connection: duckdb.DuckDBPyConnection, relation: str, label: str) -> None:
    connection.execute(
        f"INSERT INTO {SET_ASIDE} SELECT {sql.text(label)}, {LINE}, NULL, __text, __reason, false FROM {relation} "
        f"WHERE __reason IS NOT NULL ORDER BY {LINE}"
    )
    connection.execute(f"DELETE FROM {relation} WHERE __reason IS NOT NULL")
    connection.execute(f"ALTER TABLE {relation} DROP COLUMN __reason")
    connection.execute(f"ALTER TABLE {relation} DROP COLUMN __text")


def set_aside(
    connection: duckdb.DuckDBPyConnection, label: str, rows: Sequence[tuple[int, str, str]]
) -> None:
    """List rows (line, beginning of the text, reason) that were not taken."""
    if rows:
        connection.executemany(
            f"INSERT INTO {SET_ASIDE} VALUES (?, ?, NULL, ?, ?, false)",
            [(label, line, text, reason) for line, text, reason in rows],
        )


def drop_blank(
    connection: duckdb.DuckDBPyConnection, relation: str, names: Sequence[str], unnamed: Sequence[str]
) -> tuple[str, ...]:
    """The columns without those that have neither a name nor a value; the relation loses them too."""
    if not unnamed or len(unnamed) == len(names):
        return tuple(names)
    counts = ", ".join(f"count({sql.name(name)})" for name in unnamed)
    (found,) = connection.execute(f"SELECT {counts} FROM {relation}").fetchall()
    blank = {name for name, count in zip(unnamed, found, strict=True) if not count}
    for name in blank:
        connection.execute(f"ALTER TABLE {relation} DROP COLUMN {sql.name(name)}")
    return tuple(name for name in names if name not in blank)


def count_rows(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    """How many rows a relation has."""
    return int(connection.execute(f"SELECT count(*) FROM {relation}").fetchall()[0][0])
