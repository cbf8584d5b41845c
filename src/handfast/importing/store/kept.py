"""What the record has already: its tables as earlier imports wrote them."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from handfast.faults import Fault, InputFaults
from handfast.record import sql
from handfast.record.bookkeeping import STAMPS, standing
from handfast.record.columns import Column, Table, Type
from handfast.record.conversion import naive_utc
from handfast.record.files import table_of

SCHEMA = "store"
"""The schema of working tables on the import's connection; it goes when storing ends."""

MARK = "handfast"
"""The key of the Parquet metadata that says that importing wrote a file."""


ZONED = "TIMESTAMP WITH TIME ZONE"


@dataclass(frozen=True, slots=True)
class Kept:
    """A table of the record.

    Attributes:
        table: which.
        relation: SQL name of its rows, with stamps; each key once.
        columns: those that its file has, canonical ones in their order, then extra ones by name.
        rows: how many it has.
    """

    table: Table
    relation: str
    columns: tuple[Column, ...]
    rows: int

    @property
    def names(self) -> set[str]:
        """The names of its columns."""
        return {column.name for column in self.columns}


def kept_tables(
    connection: duckdb.DuckDBPyConnection, folder: Path, tables: Iterable[Table]
) -> dict[str, Kept]:
    """Those of the tables that the record has, by name.

    Raises InputFaults, with all of them, where such a table stands there in a file that importing did not write: a person's
    file is never changed.
    """
    faults: list[Fault] = []
    kept: dict[str, Kept] = {}
    theirs = _by_hand(folder)
    for table in tables:
        faults += [_theirs(folder, name, table) for name in theirs.get(table.name, ())]
        path = standing(folder, file_of(table))
        if path.is_file():
            found = _opened(connection, table, path)
            faults += [] if found else [_theirs(folder, path.name, table)]
            kept |= {table.name: found} if found else {}
    if faults:
        raise InputFaults(faults)
    return kept


def in_file(type_: Type) -> str:
    """A column's type in a file: instants say that they are UTC, so that no zone named later shifts them."""
    return ZONED if type_ is Type.INSTANT else type_.sql


def file_of(table: Table) -> str:
    """The name of a table's file."""
    return f"{table.name}.parquet"


def ordered(table: Table, columns: Iterable[Column]) -> tuple[Column, ...]:
    """Columns as a file has them: canonical ones in the table's order, then the others by name."""
    place = {column.name: i for i, column in enumerate(table.columns)}
    return tuple(sorted(columns, key=lambda c: (place.get(c.name, len(place)), c.name.lower(), c.name)))


def _opened(connection: duckdb.DuckDBPyConnection, table: Table, path: Path) -> Kept | None:
    """A file of importing's; None when it is another's."""
    file = sql.text(str(path))
    try:
        marks = connection.execute(
            f"SELECT 1 FROM parquet_kv_metadata({file}) WHERE decode(key) = {sql.text(MARK)}"
        ).fetchall()
        described = dict(
            (row[0], row[1])
            for row in connection.execute(
                f"DESCRIBE SELECT * FROM read_parquet({file}, hive_partitioning=false)"
            ).fetchall()
        )
        counted = connection.execute(f"SELECT sum(num_rows) FROM parquet_file_metadata({file})").fetchone()
    except duckdb.Error:
        return None
    canonical = {column.name: column for column in table.columns}
    columns = [canonical.get(name, Column(name, Type.TEXT, "")) for name in described if name not in STAMPS]
    sound = all(described[column.name] == in_file(column.type) for column in columns)
    if not marks or not sound or not set(STAMPS) <= set(described):
        return None
    relation = f"{SCHEMA}.{table.name}_kept"
    values = [
        f"{naive_utc(sql.name(c.name), ZONED)} AS {sql.name(c.name)}"
        if c.type is Type.INSTANT
        else sql.name(c.name)
        for c in columns
    ]
    connection.execute(
        f"CREATE VIEW {relation} AS SELECT {', '.join([*values, *STAMPS])} "
        f"FROM read_parquet({file}, hive_partitioning=false)"
    )
    return Kept(table, relation, ordered(table, columns), int(counted[0]) if counted else 0)


def _by_hand(folder: Path) -> dict[str, list[str]]:
    """The files and folders that are read as tables and that importing can't have written, by table."""
    found: dict[str, list[str]] = {}
    for entry in sorted(folder.iterdir()):
        name = "" if entry.name.startswith(".") else table_of(entry)
        if name and (entry.is_dir() or entry.name != f"{name}.parquet"):
            found.setdefault(name, []).append(entry.name + ("/" if entry.is_dir() else ""))
    return found


def _theirs(folder: Path, name: str, table: Table) -> Fault:
    message = (
        f"was not written by an import, and this import brings {table.name} too; a file of your own is never changed. "
        f"Import it together with the rest into a new folder (handfast import {folder / name} … --out OTHER), or move it away"
    )
    return Fault(str(folder / name), 0, 0, "", message, "not-imported")
