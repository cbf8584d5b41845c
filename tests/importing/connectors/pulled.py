"""Pulling in tests, and looking at what came."""

from pathlib import Path
from typing import Any

import duckdb

from handfast.importing.connectors import pull
from handfast.importing.connectors.pulling import Pulled
from tests.importing.connectors.servers.serving import Server


def run(name: str, server: Server, into: Path, **settings: str) -> Pulled:
    return pull(name, into, {"url": server.url, **settings}, clock=server.clock)


def rows(pulled: Pulled | Path, table: str, *columns: str) -> list[Any]:
    """A table's rows, in order; single values when one column is asked for."""
    folder = pulled.folder if isinstance(pulled, Pulled) else pulled
    names = ", ".join(f'"{column}"' for column in columns) or "*"
    with duckdb.connect() as connection:
        found = connection.execute(
            f"SELECT {names} FROM read_parquet('{folder / table}.parquet') ORDER BY ALL"
        ).fetchall()
    return [row[0] for row in found] if len(columns) == 1 else found
