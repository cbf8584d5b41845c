"""Queries over the findings with places for values.

The texts are this package's own constants; a value enters as a literal that SQLGlot writes, never as text. They are shown to readers as they are
written here, so they are laid out to be read.
"""

import re
from collections.abc import Mapping
from typing import Any

from sqlglot import exp

_PLACE = re.compile(r"(?<![:\w]):([a-z_]+)")
_TABLE = re.compile(r"\b(findings|seen)\.(\w+)")
_COUNTED = "select count(*) over () as rows_in_all, "


def filled(sql: str, values: Mapping[str, Any]) -> str:
    """A query with its `:name` places filled; a list is an array, a tuple what `in` takes. Raises KeyError for a place without a value."""
    return _PLACE.sub(lambda place: exp.convert(values[place[1]]).sql("duckdb"), sql)


def first_rows(sql: str, limit: int) -> str:
    """The first rows of a query that begins with `select`; a first column `rows_in_all` says how many there are."""
    head, _, rest = sql.strip().partition(" " if sql.strip().startswith("select ") else "\n")
    if head != "select":
        raise ValueError(f"begins with no select: {sql}")
    return f"{_COUNTED}{rest} limit {limit}"


def over_files(sql: str) -> str:
    """The query for a reader: over the Parquet files of the findings, and over the record's files in RECORD, the folder that was audited."""
    return _dedented(_TABLE.sub(lambda table: f'"findings/{table[2]}.parquet"' if table[1] == "findings" else f'"RECORD/{table[2]}.csv"', sql))


def _dedented(sql: str) -> str:
    """The query without the indentation that it has in this package."""
    lines = sql.strip().splitlines()
    margin = min((len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()), default=0)
    return "\n".join([lines[0], *(line[margin:] for line in lines[1:])])
