"""Delimited text as a source table, in bounded memory."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from handfast.importing.files.footers import leave_out
from handfast.importing.files.header_row import Head, find_head, note_above
from handfast.importing.files.landing import Progress, count_rows, drop_blank, land, next_relation
from handfast.importing.files.limits import refused
from handfast.importing.files.long_lines import LongLines
from handfast.importing.files.names import name_columns, shown, stem_of
from handfast.importing.files.source_table import SourceTable
from handfast.record import delimited
from handfast.record.encoding import Encoding, detect, utf8_chunks
from handfast.record.parts import HEADER_SIZE, without_start

_MOST_COLUMNS = 20_000


def open_text(
    connection: duckdb.DuckDBPyConnection, path: Path, label: str, digest: str, progress: Progress
) -> SourceTable | None:
    """The table in a text file; None when the file holds nothing but blank lines.

    Raises InputFaults when no header can be made out, OSError when reading breaks off.
    """
    encoding = detect(path)
    lines = LongLines()
    sample, final = _sample(path, encoding, lines)
    head = find_head(sample, final=final)
    _check(head, lines, label)
    if head is None:
        return None
    named = name_columns(head.cells)
    relation = next_relation(connection)
    land(connection, relation, label, named.names, _batches(path, encoding, head), progress)
    left_out = leave_out(connection, relation, label, named.names)
    columns = drop_blank(connection, relation, named.names, named.unnamed)
    notes = [
        *([encoding.assumed] if encoding.assumed else []),
        *([note_above(head.above)] if head.above else []),
        *named.notes,
        *_kept_unnamed(columns, named.unnamed),
        *left_out,
    ]
    return SourceTable(
        label,
        stem_of(label),
        relation,
        columns,
        count_rows(connection, relation),
        digest,
        "csv",
        tuple(notes),
    )


def _sample(path: Path, encoding: Encoding, lines: LongLines) -> tuple[bytes, bool]:
    """The start of the text, and whether it is all of it."""
    sample = b""
    for chunk in lines.without(utf8_chunks(path, encoding, HEADER_SIZE)):
        sample += chunk
        if len(sample) > HEADER_SIZE:
            return sample[:HEADER_SIZE], False
    return sample, True


def _batches(path: Path, encoding: Encoding, head: Head) -> Iterator[pa.RecordBatch]:
    lines = LongLines()
    rest = without_start(lines.without(utf8_chunks(path, encoding)), head.size)
    width = len(head.cells)
    yield from delimited.read_rows(rest, head.separator, width, line=head.lines + 1)
    yield from lines.found.batches(width)


def _check(head: Head | None, lines: LongLines, label: str) -> None:
    """Refuse a text whose columns can't be told."""
    if lines.found.lines and (head is None or lines.found.lines[0] <= head.lines):
        message = f"{lines.found.reasons[0]}, where the names of the columns should be; export it again with a row a line"
        raise refused(label, message, "long-line", lines.found.lines[0])
    if head is None:
        return
    if not any(cell.strip() for cell in head.cells):
        message = "its header can't be read: bytes that are no text, or a quote that is never closed; the first row should name the columns"
        raise refused(label, message, "header", head.lines)
    if len(head.cells) > _MOST_COLUMNS:
        message = f"its header has {len(head.cells):,} columns; a table has at most {_MOST_COLUMNS:,}. Export fewer columns"
        raise refused(label, message, "header", head.lines)


def _kept_unnamed(columns: tuple[str, ...], unnamed: tuple[str, ...]) -> list[str]:
    return [f"a column without a name is kept as `{shown(name)}`" for name in columns if name in unnamed]
