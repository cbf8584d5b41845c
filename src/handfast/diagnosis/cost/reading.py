"""Reading the findings by the queries in `definitions`."""

from datetime import datetime
from functools import cache
from importlib import resources

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sqlglot import exp, parse_one

from handfast.engine.findings_made import Findings

Micros = NDArray[np.int64]
NEVER = np.iinfo(np.int64).max
"""Stands for an instant that there isn't."""


@cache
def _text(name: str) -> str:
    return (
        resources.files("handfast.diagnosis.cost")
        .joinpath("definitions", f"{name}.sql")
        .read_text(encoding="utf-8")
    )


def sql_of(name: str, **fills: object) -> str:
    """The query `definitions/NAME.sql` with its `:placeholders` filled by values."""
    tree = parse_one(_text(name), read="duckdb")
    for place in list(tree.find_all(exp.Placeholder)):
        value = fills[place.name]
        filled = exp.cast(exp.convert(value.isoformat(sep=" ")), "timestamp") if isinstance(value, datetime) else exp.convert(value)  # fmt: skip
        place.replace(filled)
    return tree.sql("duckdb", comments=False)


def read(findings: Findings, name: str, **fills: object) -> pa.Table:
    """The rows of `definitions/NAME.sql`."""
    return findings.query(sql_of(name, **fills))


def instants(column: pa.ChunkedArray) -> Micros:
    """Instants as µs since 1970 (UTC); NEVER where missing."""
    numbers = column.cast(pa.timestamp("us")).cast(pa.int64()).fill_null(NEVER)
    return np.asarray(numbers.to_numpy(), dtype=np.int64)


def texts(column: pa.ChunkedArray) -> tuple[NDArray[np.int64], list[str | None]]:
    """Texts as places in the sorted list of those that occur; missing ones are one text more, None, at the end."""
    encoded = column.combine_chunks().dictionary_encode()
    values = encoded.dictionary.to_pylist()
    order = sorted(range(len(values)), key=lambda place: values[place])
    rank = np.empty(len(values) + 1, dtype=np.int64)
    rank[order] = np.arange(len(values))
    rank[len(values)] = len(values)
    places = encoded.indices.fill_null(len(values)).to_numpy(zero_copy_only=False)
    return rank[places], [*(values[place] for place in order), None]
