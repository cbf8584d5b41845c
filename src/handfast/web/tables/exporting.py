"""A listing taken away as a file: CSV, XLSX or Parquet, all its rows as sorted and filtered."""

import csv
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from typing import IO, Any

import pyarrow as pa
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse

from handfast.faults import HandfastError
from handfast.web.tables.listing import Listing
from handfast.web.tables.state import State

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""
MOST_ROWS_XLSX = 1_048_575
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


def neutral(value: Any) -> Any:
    """A value for a spreadsheet: text that looks like a formula is text; instants are ISO 8601, in UTC."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    if isinstance(value, datetime):
        return f"{value.isoformat(sep='T', timespec='seconds')}Z"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return neutral("; ".join(str(item) for item in value))
    return value


def exported(
    listing: Listing, state: State, form: str, name: str, done: Callable[[], None]
) -> HttpResponseBase:
    """All rows of a listing as an answer that a browser saves; `done` is called when the last of it was sent.

    Raises KeyError for a form that there is not, HandfastError for more rows than a workbook can hold.
    """
    kind = TYPES[form]
    answer: HttpResponseBase
    if form == "csv":
        answer = StreamingHttpResponse(_csv(listing, state, done), content_type=kind)
    else:
        try:
            file = _workbook(listing, state) if form == "xlsx" else _parquet(listing, state)
        finally:
            done()
        answer = FileResponse(file, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


def _csv(listing: Listing, state: State, done: Callable[[], None]) -> Iterator[str]:
    try:
        buffer = StringIO()
        writer = csv.writer(buffer)
        buffer.write("\ufeff")  # a spreadsheet reads UTF-8 by it
        writer.writerow([column.name for column in listing.columns])
        for batch in listing.batches(state):
            columns = [column.to_pylist() for column in batch.columns]
            writer.writerows([neutral(value) for value in row] for row in zip(*columns, strict=True))
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
        yield buffer.getvalue()
    finally:
        done()


def _workbook(listing: Listing, state: State) -> IO[bytes]:
    import xlsxwriter  # few take a workbook away, and it is slow to load

    many = listing.count(state)
    if many > MOST_ROWS_XLSX:
        raise HandfastError(
            f"A workbook holds {MOST_ROWS_XLSX:,} rows, and these are {many:,}; filter them, or take CSV or Parquet"
        )
    file = tempfile.TemporaryFile()  # noqa: SIM115 (sent, then closed by Django)
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    sheet, bold = book.add_worksheet("Rows"), book.add_format({"bold": True})
    forms = {
        "instant": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    for place, column in enumerate(listing.columns):
        sheet.write_string(0, place, column.name, bold)
    number = 0
    for batch in listing.batches(state):
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            number += 1
            for place, value in enumerate(row):
                _write(sheet, number, place, value, forms)
    sheet.freeze_panes(1, 0)
    book.close()
    file.seek(0)
    return file


def _write(sheet: Any, row: int, place: int, value: Any, forms: dict[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, place, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, place, value.replace(tzinfo=None), forms["instant"])
    elif isinstance(value, date):
        sheet.write_datetime(row, place, datetime(value.year, value.month, value.day), forms["day"])
    else:
        sheet.write_string(row, place, str(value))


def _parquet(listing: Listing, state: State) -> IO[bytes]:
    import pyarrow.parquet as pq

    file = tempfile.TemporaryFile()  # noqa: SIM115
    with pq.ParquetWriter(file, listing.schema()) as writer:
        for batch in listing.batches(state):
            writer.write_table(pa.Table.from_batches([batch]))
    file.seek(0)
    return file
