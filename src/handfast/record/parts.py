"""The parts that a table is read from: delimited files, Parquet files, tables in memory."""

import gzip
import itertools
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from handfast.faults import Fault
from handfast.record import delimited, sql
from handfast.record.columns import Table
from handfast.record.conversion import ACCEPTED, RIGHT, family
from handfast.record.encoding import Encoding, detect, open_bytes, utf8_chunks
from handfast.record.files import SourceFile
from handfast.record.header import Header, Understood, missing_column, read_header, understand
from handfast.record.selecting import Source

HEADER_SIZE = 1024 * 1024
"""Bytes in which a header must end."""


@dataclass(frozen=True, slots=True)
class TextPart:
    """A delimited file whose header has been understood."""

    label: str
    path: Path
    encoding: Encoding
    header: Header
    understood: Understood

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Its rows, in bounded memory. Raises OSError, EOFError or zlib.error when the file breaks off."""
        rest = without_start(utf8_chunks(self.path, self.encoding), self.header.size)
        return delimited.read_rows(
            rest, self.header.separator, len(self.header.names), line=self.header.lines + 1
        )

    def source(self, relation: str, number: int) -> Source:
        """Its rows as they come from `relation`, which streams `batches`."""
        places = [*self.understood.canonical.items(), *self.understood.extra]
        columns = {name: (f"c{place}", "VARCHAR") for name, place in places}
        return Source(
            relation, str(number), delimited.LINE, columns, delimited.REASON, delimited.TEXT, tidy=True
        )


@dataclass(frozen=True, slots=True)
class TypedPart:
    """Rows with types of their own.

    Attributes:
        label: the file's, or the table's in memory.
        relation: a name to select from, for a table in memory; empty for a file.
        path: of the Parquet file; None for a table in memory.
        names, types: the columns, in order, with DuckDB's types.
        rows: how many it has.
    """

    label: str
    relation: str
    path: Path | None
    names: tuple[str, ...]
    types: tuple[str, ...]
    rows: int
    understood: Understood

    def columns(self) -> dict[str, tuple[str, str]]:
        """For each column of the record: SQL for its raw value, and its type."""
        places = [*self.understood.canonical.items(), *self.understood.extra]
        return {name: (sql.name(self.names[place]), self.types[place]) for name, place in places}


Part = TextPart | TypedPart


@dataclass(slots=True)
class Planned:
    """The parts of a table; what to tell about them; what is wrong with them."""

    parts: list[Part] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def extras(self) -> tuple[str, ...]:
        """Names of the extra columns, each spelled as the first part has it, in the order of their names in lower case."""
        spelled: dict[str, str] = {}
        for part in self.parts:
            for name, _ in part.understood.extra:
                spelled.setdefault(name.lower(), name)
        return tuple(spelled[name] for name in sorted(spelled))


_DISGUISES = (
    (b"PK\x03\x04", "is a spreadsheet or a ZIP file under another name; save its sheet as CSV"),
    (b"PAR1", "is a Parquet file under another name; let its name end in .parquet"),
    (b"\x1f\x8b", "is packed with gzip; let its name end in .csv.gz"),
)
"""What other files begin with, and what to say when one comes as text."""


def plan_file(
    connection: duckdb.DuckDBPyConnection, table: Table, file: SourceFile, planned: Planned
) -> None:
    """Understand one file and add it to the plan."""
    try:
        if file.parquet:
            _plan_parquet(connection, table, file, planned)
        else:
            _plan_text(table, file, planned)
    except (OSError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        planned.faults.append(Fault(file.label, 0, 0, "", f"can't be read: {why(error)}", "unreadable"))
    except duckdb.Error as error:
        first = str(error).splitlines()[0].removeprefix("Invalid Input Error: ").removeprefix("IO Error: ")
        message = f"is no Parquet file that can be read ({first}); write it again, or save it as CSV"
        planned.faults.append(Fault(file.label, 0, 0, "", message, "unreadable"))


def _plan_text(table: Table, file: SourceFile, planned: Planned) -> None:
    with open_bytes(file.path) as raw:
        first = raw.read(4)
    disguise = next((said for mark, said in _DISGUISES if first.startswith(mark)), "")
    if disguise:
        planned.faults.append(Fault(file.label, 0, 0, "", disguise, "not-text"))
        return
    encoding = detect(file.path)
    start = b""
    for chunk in utf8_chunks(file.path, encoding, HEADER_SIZE):
        start += chunk
        if len(start) >= HEADER_SIZE:
            break
    header = read_header(start, table)
    if header is None:
        size = "0 bytes" if not file.path.stat().st_size else "only blank lines"
        message = f"is empty ({size}); its first line should name the columns: {', '.join(_needed(table))}"
        if table.name == "leads":
            planned.faults.append(Fault(file.label, 0, 0, "", message, "empty-file"))
        else:
            planned.notes.append(f"{file.label} {message}")
        return
    if header.reason:
        message = f"its header can't be read: it {header.reason}; the first line should name the columns"
        planned.faults.append(Fault(file.label, 1, 0, "", message, "header"))
        return
    if encoding.assumed:
        planned.notes.append(f"{file.label}: {encoding.assumed}")
    understood = understand(header.names, table)
    if _complete(table, file.label, header.names, understood, planned):
        planned.parts.append(TextPart(file.label, file.path, encoding, header, understood))


def _plan_parquet(
    connection: duckdb.DuckDBPyConnection, table: Table, file: SourceFile, planned: Planned
) -> None:
    if not file.path.stat().st_size:
        message = "is empty (0 bytes), which no Parquet file is; write it again, or save it as CSV"
        planned.faults.append(Fault(file.label, 0, 0, "", message, "empty-file"))
        return
    relation = f"read_parquet({sql.text(str(file.path))}, hive_partitioning=false)"
    described = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    counted = connection.execute(f"SELECT count(*) FROM {relation}").fetchone()
    plan_typed(
        table,
        TypedPart(file.label, "", file.path, *_shape(described), counted[0] if counted else 0, NOTHING),
        planned,
    )


NOTHING = Understood({}, (), ())


def _shape(described: list[tuple[str, ...]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(row[0] for row in described), tuple(row[1] for row in described)


def plan_typed(table: Table, part: TypedPart, planned: Planned) -> None:
    """Understand a part that has types and add it to the plan."""
    understood = understand([name.strip() for name in part.names], table)
    sound = _complete(table, part.label, part.names, understood, planned)
    for name, place in understood.canonical.items():
        column, type_ = table.column(name), part.types[place]
        if family(type_) not in ACCEPTED[column.type]:
            right = RIGHT[column.type].split("; ")[1]
            message = f"is of type {type_}, which can't be read as {column.type.name.lower()}; {right}"
            planned.faults.append(Fault(part.label, 0, 0, name, message, "column-type"))
            sound = False
    if sound:
        planned.parts.append(
            TypedPart(part.label, part.relation, part.path, part.names, part.types, part.rows, understood)
        )


def _complete(
    table: Table, label: str, names: tuple[str, ...], understood: Understood, planned: Planned
) -> bool:
    planned.notes.extend(f"{label}: {note}" for note in understood.notes)
    missing = [
        column for column in table.columns if column.required and column.name not in understood.canonical
    ]
    planned.faults.extend(
        Fault(label, 0, 0, "", missing_column(column, names, table), "missing-column") for column in missing
    )
    return not missing


def _needed(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.required]


def without_start(chunks: Iterator[bytes], size: int) -> Iterator[bytes]:
    """The text without its first `size` bytes."""
    for chunk in chunks:
        if size < len(chunk):
            return itertools.chain([chunk[size:]], chunks)
        size -= len(chunk)
    return iter(())


def why(error: BaseException) -> str:
    """What went wrong, in a few words, without a trailing full stop."""
    if isinstance(error, EOFError | zlib.error | gzip.BadGzipFile):
        return "the file is damaged or breaks off; copy it again"
    return str(getattr(error, "strerror", "") or error).lower().rstrip(".")
