"""The rows behind a figure: a sample of them, how many there are, and the query that gives them all from the Parquet files."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from handfast.report.queries import filled, first_rows, over_files
from handfast.report.source import Results

SAMPLE = 15
"""How many rows a report carries of each figure; the query gives the rest."""
ACROSS = 8
"""How many columns of a sample are shown; the query gives the rest."""
REPS = ("owner_id", "owner", "user_id")
"""Columns that name a rep."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What a figure opens.

    Attributes:
        id: the drill-down's name in the page.
        title: what the rows are.
        count: how many rows there are.
        columns: names of the sample's columns.
        sample: the first rows, each value as text; None: empty.
        sql: a query for all of them, in DuckDB's dialect, to be run in the folder of the report.
    """

    id: str
    title: str
    count: int
    columns: tuple[str, ...]
    sample: tuple[tuple[str | None, ...], ...]
    sql: str


class Drills:
    """Every drill-down of a page, in the order in which they were asked for; the same rows are kept once.

    With `names` False, the columns that name a rep are left out of the samples: reports name teams unless the agreement says `show: person`.
    """

    def __init__(self, results: Results, names: bool) -> None:
        self._results = results
        self._hidden = {"rows_in_all", *(() if names else REPS)}
        self._rows: dict[str, Rows] = {}

    def open(self, title: str, sql: str, **values: Any) -> str:
        """Ask for the rows of a query over `findings.*`, whose `:name` placeholders take `values`; gives the drill-down's id."""
        text = filled(sql, values)
        if text not in self._rows:
            self._rows[text] = self._read(title, text, filled(over_files(sql), values))
        return self._rows[text].id

    def all(self) -> tuple[Rows, ...]:
        """Those asked for so far."""
        return tuple(self._rows.values())

    def _read(self, title: str, text: str, all_rows: str) -> Rows:
        rows = self._results.query(first_rows(text, SAMPLE))
        count = rows["rows_in_all"][0].as_py() if rows.num_rows else 0
        shown = [name for name in rows.column_names if name not in self._hidden][:ACROSS]
        return Rows(
            f"rows-{len(self._rows) + 1}", title, count, tuple(shown), _cells(rows.select(shown)), all_rows
        )


class Unopened(Drills):
    """For readers that open nothing, as a terminal: no rows are looked up."""

    def open(self, title: str, sql: str, **values: Any) -> str:
        """Nothing is asked for."""
        return ""


def _cells(rows: pa.Table) -> tuple[tuple[str | None, ...], ...]:
    columns = [[_cell(value) for value in column.to_pylist()] for column in rows.columns]
    return tuple(zip(*columns, strict=True))


def _cell(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.6g}" if abs(value) < 1e6 else f"{value:.2f}"
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return str(value)
