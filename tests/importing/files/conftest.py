"""Opening files in tests."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from handfast.importing.files import LINE, SET_ASIDE, Sources, SourceTable, open_sources
from handfast.importing.files.limits import LIMITS, Limits
from handfast.record import sql


@dataclass(frozen=True)
class Opened:
    """Sources and what their tables hold."""

    connection: duckdb.DuckDBPyConnection
    sources: Sources

    @property
    def table(self) -> SourceTable:
        (table,) = self.sources.tables
        return table

    def rows(self, table: SourceTable | None = None) -> list[tuple[str | None, ...]]:
        """The rows in order, without their lines."""
        one = table or self.table
        return self.connection.execute(
            f"SELECT {sql.names(one.columns)} FROM {one.relation} ORDER BY {LINE}"
        ).fetchall()

    def lines(self, table: SourceTable | None = None) -> list[int]:
        one = table or self.table
        found = self.connection.execute(f"SELECT {LINE} FROM {one.relation} ORDER BY {LINE}").fetchall()
        return [line for (line,) in found]

    def aside(self) -> list[tuple[str, int, str, str]]:
        """File, line, reason and text of what was set aside."""
        return self.connection.execute(
            f'SELECT file, line, reason, "value" FROM {SET_ASIDE} ORDER BY file, line'
        ).fetchall()


@pytest.fixture
def opened() -> Iterator[Callable[..., Opened]]:
    """Opens paths on a connection of its own."""
    connections: list[duckdb.DuckDBPyConnection] = []

    def run(*paths: Path, limits: Limits = LIMITS) -> Opened:
        connection = duckdb.connect()
        connections.append(connection)
        return Opened(connection, open_sources(connection, paths, limits=limits))

    yield run
    for connection in connections:
        connection.close()
