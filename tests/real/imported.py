"""Importing the shared data that no one here wrote, and reading what came of it."""

import csv
import gzip
import io
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from handfast.agreement.defaults import default_agreement
from handfast.importing.exports import Imported, Options, import_exports

SHARED = Path(os.environ.get("HANDFAST_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


def imported(record: Path, *sources: Path, zone: str | None = None) -> Imported:
    """Import sources with nothing said but, where needed, their zone."""
    return import_exports(sources, record, Options(default_agreement(), zone=zone, duplicates=False), NOW)


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file, packed or not, as text."""
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    yield from csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline=""))


def ask(record: Path, table: str, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query over one table of the record, which it calls `t`."""
    path = record / f"{table}.parquet"
    return duckdb.connect().execute(f"WITH t AS (FROM read_parquet('{path}')) {query}").fetchall()


def count(record: Path, table: str, where: str = "true") -> int:
    """How many rows of a table of the record a condition holds for."""
    ((number,),) = ask(record, table, f"SELECT count(*) FROM t WHERE {where}")
    return int(number)
