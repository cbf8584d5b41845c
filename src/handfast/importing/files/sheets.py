"""Workbooks (XLSX, XLSM, XLSB, XLS, ODS): each sheet that has a header is a table.

A cell's text is what it holds, not how it is formatted: instants as ISO text, numbers as plain decimals, true and false. Text that looks like a formula is
text. A formula gives its last result, one that is an error nothing.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from handfast.importing.files.footers import leave_out
from handfast.importing.files.header_row import LOOKED_AT, header_row, note_above
from handfast.importing.files.landing import Progress, count_rows, drop_blank, land, next_relation
from handfast.importing.files.limits import Limits, refused
from handfast.importing.files.names import name_columns, shown, stem_of_sheet
from handfast.importing.files.plain_numbers import number_text
from handfast.importing.files.source_table import SourceTable
from handfast.importing.files.workbook_guard import check_workbook
from handfast.record.arrow import integers, texts
from handfast.record.delimited import schema
from handfast.record.well_formed import BLANKS

_BATCH = 20_000

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
Row = tuple[str, ...]


def open_workbook(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    label: str,
    digest: str,
    progress: Progress,
    limits: Limits,
) -> tuple[list[SourceTable], list[str]]:
    """The tables of a workbook, and what to tell of sheets that are none. Raises InputFaults when it is locked, damaged or too big."""
    check_workbook(path, label, limits)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
    except PasswordError:
        raise refused(label, "is locked with a password; save a copy without one", "password") from None
    except CalamineError as error:
        raise _unreadable(label, error) from None
    tables: list[SourceTable] = []
    notes: list[str] = []
    for sheet in workbook.sheets_metadata:
        if sheet.typ is not SheetTypeEnum.WorkSheet:
            continue
        place = f"{label}#{shown(sheet.name)}"
        if sheet.visible is not SheetVisibleEnum.Visible:
            notes.append(f"{place} was passed over: the sheet is hidden")
            continue
        table = _open_sheet(connection, workbook, sheet.name, place, label, digest, progress)
        if table is None:
            notes.append(f"{place} was passed over: the sheet is empty")
        else:
            tables.append(table)
    return tables, notes


def _open_sheet(
    connection: duckdb.DuckDBPyConnection,
    workbook: CalamineWorkbook,
    name: str,
    place: str,
    label: str,
    digest: str,
    progress: Progress,
) -> SourceTable | None:
    try:
        sheet = workbook.get_sheet_by_name(name)
    except CalamineError as error:
        raise _unreadable(place, error) from None
    rows = _rows(sheet)
    first = list(islice(rows, LOOKED_AT))
    widest = max((sum(map(bool, row)) for row in first), default=0)
    if not widest:
        return None
    header = header_row(first, widest)
    named = name_columns(first[header])
    relation = next_relation(connection)
    body = chain(first[header + 1 :], rows)
    land(connection, relation, place, named.names, _batches(body, len(named.names), header + 2), progress)
    left_out = leave_out(connection, relation, place, named.names)
    columns = drop_blank(connection, relation, named.names, named.unnamed)
    above = [" ".join(cell for cell in row if cell) for row in first[:header] if any(row)]
    notes = [
        *([note_above(above)] if above else []),
        *named.notes,
        *(f"a column without a name is kept as `{column}`" for column in columns if column in named.unnamed),
        *left_out,
    ]
    return SourceTable(
        place,
        stem_of_sheet(name, label),
        relation,
        columns,
        count_rows(connection, relation),
        digest,
        "excel",
        tuple(notes),
    )


def _rows(sheet: CalamineSheet) -> Iterator[Row]:
    """All rows from the first of the sheet on, blank ones too, as text."""
    if sheet.end is None:
        return
    for row in sheet.iter_rows():
        yield tuple(cell_text(cell) for cell in row)


def _batches(rows: Iterator[Row], width: int, line: int) -> Iterator[pa.RecordBatch]:
    numbered = ((number, row) for number, row in enumerate(rows, line) if any(row))
    while some := list(islice(numbered, _BATCH)):
        columns: list[Sequence[str]] = list(zip(*(row for _, row in some), strict=True))
        nothing = pa.nulls(len(some), pa.string())
        yield pa.record_batch(
            [
                *(texts([value or None for value in column]) for column in columns),
                integers(np.array([number for number, _ in some], np.int64)),
                nothing,
                nothing,
            ],
            schema=schema(width),
        )


def cell_text(cell: Cell) -> str:
    """A cell's value as text, without blanks around it."""
    match cell:
        case str():
            return cell.replace("\0", "").strip(BLANKS)
        case bool():
            return "true" if cell else "false"
        case int():
            return str(cell)
        case float():
            return number_text(cell)
        case dt.datetime() | dt.date() | dt.time():
            return cell.isoformat()
        case dt.timedelta():
            seconds = round(cell.total_seconds())
            return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _unreadable(label: str, error: Exception) -> Exception:
    message = (
        f"is no workbook that can be read ({shown(str(error))}); open it, save it anew as XLSX, or as CSV"
    )
    return refused(label, message, "damaged")
