"""The opened record: canonical tables on a temporary database, and what was said while reading them."""

import shutil
import tempfile
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType

import duckdb

from handfast.interruption import stop_with_interrupts
from handfast.record import sql
from handfast.record.facts import Facts
from handfast.record.repeats import Repeated
from handfast.record.tables import BY_NAME


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file, or one table in memory.

    Attributes:
        label: its path inside the record's folder.
        table: the table it belongs to.
        parquet: whether it is typed; delimited text otherwise.
        encoding, separator: of delimited text.
    """

    label: str
    table: str
    parquet: bool
    encoding: str = ""
    separator: str = ""


@dataclass(frozen=True, slots=True)
class TableRead:
    """How a table was read: `read = kept + set_aside + duplicates`.

    Attributes:
        table: its name.
        read: rows in its files, headers and blank lines left out, rows that could not be read included.
        kept: rows left once repeats were resolved; leads are counted before those of one e-mail address become one.
        set_aside: rows listed in `record.set_aside`.
        duplicates: rows that said exactly what another did.
        values_set_aside: values listed there whose row was kept without them.
    """

    table: str
    read: int
    kept: int
    set_aside: int
    duplicates: int
    values_set_aside: int


@dataclass(frozen=True)
class Record:
    """An opened record.

    Attributes:
        connection: a DuckDB connection; the tables are in its schema `record`, every canonical one with every canonical
            column, then the source's extra columns as text. `record.set_aside` holds what could not be taken
            (`file, line, "column", "value", reason, kept`: line is a row number for Parquet, `kept` says that only the
            value was set aside and the row was kept without it), `record.lead_identities` the leads that were merged
            (`lead_id, survivor_id, reason`).
        files: what was read.
        tables: how each table that the source has was read, by name.
        repeats: what the tables repeated; those that repeated nothing are left out.
        merged_leads: leads that are one with another by their e-mail address or because a person said so.
        notes: everything a reader should be told: files passed over, encodings assumed, times without a zone.
        zone: the zone of times that came without one.
        load_seconds: wall time of reading.
        facts: what was told, before leads were merged, for `seen`.
        known: the columns that the source really has, by table.
        found: instants that were found out about what was told, by what they are: it never changes, and to look costs a scan.
    """

    connection: duckdb.DuckDBPyConnection
    files: tuple[FileRead, ...]
    tables: Mapping[str, TableRead]
    repeats: tuple[Repeated, ...]
    merged_leads: int
    notes: tuple[str, ...]
    zone: str
    load_seconds: float
    facts: Mapping[str, Facts]
    known: Mapping[str, tuple[str, ...]]
    _finalizer: "weakref.finalize" = field(repr=False)  # type: ignore[type-arg]
    found: dict[str, datetime] = field(default_factory=dict, repr=False, compare=False)

    def has(self, table: str) -> bool:
        """Whether the source has the table, be it without rows. Raises KeyError when there is no such table."""
        return BY_NAME[table].name in self.known

    def columns(self, table: str) -> tuple[str, ...]:
        """The columns that the source really has, canonical ones first; empty when it lacks the table."""
        return self.known.get(BY_NAME[table].name, ())

    def extras(self, table: str) -> tuple[str, ...]:
        """The extra columns that the source has."""
        return self.facts[table].extras if self.has(table) else ()

    def rows(self, table: str) -> int:
        """How many rows the table has now. Raises KeyError when there is no such table."""
        row = self.connection.execute(f"SELECT count(*) FROM record.{BY_NAME[table].name}").fetchone()
        return int(row[0]) if row else 0

    def close(self) -> None:
        """Close the connection and remove the temporary database. Closing twice is harmless."""
        self._finalizer()

    def __enter__(self) -> "Record":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class Workplace:
    """A temporary database and what removes it."""

    connection: duckdb.DuckDBPyConnection
    close: "weakref.finalize"  # type: ignore[type-arg]


class _Owner:
    """Something for the finalizer to watch; a connection can't be watched."""


def open_workplace(memory_limit: str, threads: int | None) -> Workplace:
    """A connection to a new database in memory that spills to a temporary folder, which goes when it is closed or the process ends.

    In memory, because a database on disk compresses every table it is given: measured at three times the work of making it.
    """
    folder = Path(tempfile.mkdtemp(prefix="handfast-"))
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory_limit,
        "temp_directory": str(folder / "spill"),
        "preserve_insertion_order": "false",
    }
    if threads:
        config["threads"] = str(threads)
    try:
        connection = duckdb.connect(":memory:", config=config)
        set_connection(connection)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    forget = stop_with_interrupts(connection.interrupt)
    return Workplace(connection, weakref.finalize(_Owner, _remove, connection, folder, forget))


def closed_with(connection: duckdb.DuckDBPyConnection) -> "weakref.finalize":  # type: ignore[type-arg]
    """What closes a connection that has no folder of its own, once."""
    return weakref.finalize(_Owner, connection.close)


def beside(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Another connection to the same database with the same settings, for another thread; whoever asks closes it."""
    other = connection.cursor()
    set_connection(other)
    return other


def set_connection(connection: duckdb.DuckDBPyConnection) -> None:
    """What each connection is told for itself."""
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")


def _remove(connection: duckdb.DuckDBPyConnection, folder: Path, forget: Callable[[], None]) -> None:
    forget()
    connection.close()
    shutil.rmtree(folder, ignore_errors=True)


def count_by_table(connection: duckdb.DuckDBPyConnection, *, kept: bool) -> dict[str, int]:
    """How many rows (or values, where the row was kept) of each table were set aside."""
    rows = connection.execute(
        f'SELECT "table", count(*) FROM told.said WHERE kept = {sql.text(str(kept).lower())}::BOOLEAN GROUP BY 1'
    ).fetchall()
    return dict(rows)
