"""Queries over the findings with places for values.

The texts are this package's own constants; a value enters as a literal that SQLGlot writes, never as text. They are shown to readers as they are
written here, so they are laid out to be read.
"""

import re
import textwrap
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from sqlglot import exp

_PLACE = re.compile(r"(?<![:\w]):([a-z_]+)")
_TABLE = re.compile(r"\b(findings|seen)\.(\w+)")
_STEP = re.compile(r"\bsteps\.(\w+)")
_COUNTED = "select count(*) over () as rows_in_all, "


def filled(sql: str, values: Mapping[str, Any]) -> str:
    """A query with its `:name` places filled; a list is an array, a tuple what `in` takes. Raises KeyError for a place without a value."""
    return _PLACE.sub(
        lambda place: _literal(
            tuple(found) if isinstance(found := values[place[1]], list) else found, isinstance(found, list)
        ),
        sql,
    )


@lru_cache(maxsize=4096)
def _literal(value: Any, array: bool) -> str:
    return exp.convert(list(value) if array else value).sql("duckdb")


def first_rows(sql: str, limit: int) -> str:
    """The first rows of a query that begins with `select`; a first column `rows_in_all` says how many there are."""
    head, _, rest = sql.strip().partition(" " if sql.strip().startswith("select ") else "\n")
    if head != "select":
        raise ValueError(f"begins with no select: {sql}")
    return f"{_COUNTED}{rest} limit {limit}"


def over_files(sql: str) -> str:
    """The query for a reader: over the Parquet files of the findings, and over the record's files in RECORD, the folder that was audited.

    `steps.NAME`, which isn't published, becomes the engine's definition of it; that reads only tables of the findings.
    """
    whole = _STEP.sub(
        lambda step: f"(\n{textwrap.indent(_definition(step[1]), '  ')}\n)", textwrap.dedent(sql).strip()
    )
    return _TABLE.sub(
        lambda table: (
            f'"findings/{table[2]}.parquet"' if table[1] == "findings" else f'"RECORD/{table[2]}.csv"'
        ),
        whole,
    )


@cache
def _definition(name: str) -> str:
    text = files("handfast.engine").joinpath("definitions", f"{name}.sql").read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if not line.startswith("--"))
