"""The rows behind a figure: a sample of them, how many there are, and the query that gives them all from the Parquet files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from handfast.report.queries import filled, first_rows, for_each, over_files
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


@dataclass(frozen=True, slots=True)
class _Asked:
    id: str
    title: str
    sql: str
    values: Mapping[str, Any]


class Drills:
    """Every drill-down of a page, in the order in which they were asked for; the same rows are kept once.

    With `names` False, the columns that name a rep are left out of the samples: reports name teams unless the agreement says `show: person`.
    """

    def __init__(self, results: Results, names: bool) -> None:
        self._results = results
        self._hidden = {"asked", "rows_in_all", "row_in_all", *(() if names else REPS)}
        self._asked: dict[str, _Asked] = {}

    def open(self, title: str, sql: str, **values: Any) -> str:
        """Ask for the rows of a query over `findings.*`, whose `:name` places take `values`; gives the drill-down's id."""
        text = filled(sql, values)
        if text not in self._asked:
            self._asked[text] = _Asked(f"rows-{len(self._asked) + 1}", title, sql, values)
        return self._asked[text].id

    def all(self) -> tuple[Rows, ...]:
        """Those asked for so far, read now: one query for all that differ in their values alone."""
        alike: dict[str, list[_Asked]] = {}
        for asked in self._asked.values():
            # Lists stand in the text itself, so queries with different ones are not alike.
            lists = [value for value in asked.values.values() if isinstance(value, list | tuple)]
            alike.setdefault(f"{asked.sql} {lists}", []).append(asked)
        found = {rows.id: rows for group in alike.values() for rows in self._read(group)}
        return tuple(found[asked.id] for asked in self._asked.values())

    def _read(self, group: Sequence[_Asked]) -> Iterator[Rows]:
        rows = self._results.query(
            for_each(first_rows(group[0].sql, SAMPLE), [asked.values for asked in group])
        )
        shown = [name for name in rows.column_names if name not in self._hidden][:ACROSS]
        cells = _cells(rows.select(shown))
        totals = dict(zip(rows["asked"].to_pylist(), rows["rows_in_all"].to_pylist(), strict=True))
        samples: dict[int, list[tuple[str | None, ...]]] = {}
        for number, row in zip(rows["asked"].to_pylist(), cells, strict=True):
            samples.setdefault(number, []).append(row)
        for number, asked in enumerate(group):
            sql = filled(over_files(asked.sql), asked.values)
            yield Rows(
                asked.id,
                asked.title,
                totals.get(number, 0),
                tuple(shown),
                tuple(samples.get(number, ())),
                sql,
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
