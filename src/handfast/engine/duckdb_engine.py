"""The embedded engine: runs trees on a DuckDB connection."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa
from sqlglot import exp

from handfast.engine.portable import for_engine


@dataclass
class DuckDBEngine:
    """Runs definitions on one connection, in the schemas `seen`, `agreement`, `steps` and `findings`.

    Attributes:
        connection: an open DuckDB connection that holds the record.
        seconds: wall seconds spent on each table so far.
    """

    connection: duckdb.DuckDBPyConnection
    seconds: dict[str, float] = field(default_factory=dict)

    def create_schemas(self, *names: str) -> None:
        """Make the schemas anew, dropping what they held."""
        for name in names:
            self.connection.execute(f'DROP SCHEMA IF EXISTS "{name}" CASCADE')
            self.connection.execute(f'CREATE SCHEMA "{name}"')

    def create(self, name: str, tree: exp.Expr, *, view: bool = False) -> None:
        """Make the table (or view) `schema.name` of a tree's rows; an older one of that name is replaced."""
        started = time.perf_counter()
        text = self.render(tree)
        kind = "VIEW" if view else "TABLE"
        self.connection.execute(f"CREATE OR REPLACE {kind} {name} AS {text}")
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started

    def store(self, name: str, rows: pa.Table) -> None:
        """Make the table `schema.name` of rows computed in Python."""
        self.connection.register("rows_to_store", rows)
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM rows_to_store")
        self.connection.unregister("rows_to_store")

    def fetch(self, tree: exp.Expr | str) -> pa.Table:
        """The rows of a tree, or of the text of a query that Handfast itself wrote."""
        text = tree if isinstance(tree, str) else self.render(tree)
        return self.connection.sql(text).to_arrow_table()

    def exists(self, tree: exp.Expr) -> bool:
        """Whether a tree has any row."""
        return bool(self.connection.execute(f"{self.render(tree)} LIMIT 1").fetchall())

    def render(self, tree: exp.Expr) -> str:
        """The tree as this engine's SQL."""
        return for_engine(tree, "duckdb").sql("duckdb", comments=False, identify=True, copy=False)

    def counts(self, names: Mapping[str, str]) -> dict[str, int]:
        """Rows of each table, by the name wanted for it."""
        return {
            key: self.connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0]
            for key, name in names.items()
        }
