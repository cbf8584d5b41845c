"""The rows behind a figure: a sample of them, how many there are, and the query that gives them all from the Parquet files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pyarrow as pa
import sqlglot
from sqlglot import exp

from handfast.report.source import Results

SAMPLE = 25
"""How many rows a report carries of each figure; the query gives the rest."""
ACROSS = 9
"""How many columns of a sample are shown; the query gives the rest."""


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
    """Every drill-down of a page, in the order in which they were asked for; the same query is kept once.

    With `names` False, the columns that name a rep are left out of the samples: reports name teams unless the agreement says `show: person`.
    """

    def __init__(self, results: Results, names: bool) -> None:
        self._results = results
        self._hidden = () if names else ("owner_id",)
        self._rows: dict[str, Rows] = {}
        self._by_query: dict[str, str] = {}

    def open(self, title: str, sql: str, **values: Any) -> str:
        """Ask for the rows of a query over `findings.*`, whose `:name` placeholders take `values`; gives the drill-down's id."""
        tree = filled(sql, values)
        text = tree.sql("duckdb")
        if text not in self._by_query:
            drill = f"rows-{len(self._rows) + 1}"
            self._by_query[text] = drill
            self._rows[drill] = self._read(drill, title, tree)
        return self._by_query[text]

    def all(self) -> tuple[Rows, ...]:
        """Those asked for so far."""
        return tuple(self._rows.values())

    def _read(self, drill: str, title: str, tree: exp.Query) -> Rows:
        rows = self._results.query(tree.copy().limit(SAMPLE).sql("duckdb"))
        total = rows.num_rows
        if total == SAMPLE:
            bare = tree.copy()
            bare.set("order", None)
            counting = exp.select(exp.Count(this=exp.Star())).from_(bare.subquery("r"))
            total = self._results.query(counting.sql("duckdb")).column(0)[0].as_py()
        shown = [name for name in rows.column_names if name not in self._hidden][:ACROSS]
        return Rows(drill, title, total, tuple(shown), _cells(rows.select(shown)), over_files(tree))


def filled(sql: str, values: Mapping[str, Any]) -> exp.Query:
    """A query with its `:name` placeholders filled by literals."""
    tree = _parsed(sql).copy()
    return exp.replace_placeholders(tree, **{name: exp.convert(value) for name, value in values.items()})  # type: ignore[return-value]


@lru_cache(maxsize=512)
def _parsed(sql: str) -> exp.Query:
    return sqlglot.parse_one(sql, read="duckdb")  # type: ignore[return-value]


def over_files(tree: exp.Query) -> str:
    """The query with each table of the findings replaced by its Parquet file."""

    def file(node: exp.Expression) -> exp.Expression:
        if not isinstance(node, exp.Table) or node.db != "findings":
            return node
        path = exp.to_identifier(f"findings/{node.name}.parquet", quoted=True)
        return exp.Table(this=path, alias=node.args.get("alias") or exp.TableAlias(this=exp.to_identifier(node.name)))

    return tree.transform(file).sql("duckdb", pretty=True, max_text_width=90)


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
