"""Runs trees on Spark; what it makes is Parquet in a working folder, which DuckDB reads as views."""

import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
from sqlglot import exp

from handfast.engine.duckdb_engine import DuckDBEngine, tables_of
from handfast.engine.spark.differences import render, schema, view_name
from handfast.engine.spark.sources import from_files, source_of
from handfast.record import sql

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


@dataclass
class SparkEngine(DuckDBEngine):
    """Makes every table of an evaluation on Spark.

    A table that only DuckDB has (the record as it was read, the agreement's terms) is handed to Spark as Parquet when it is first read there;
    each that Spark makes is a folder of Parquet, and a view of that folder in DuckDB, by which finished rows are read. No row of a step passes
    through this process.

    Attributes:
        session: where Spark runs.
        folder: where the tables are kept meanwhile; Spark and this process must both reach it by that path.
    """

    name: str = "spark"
    session: "SparkSession" = field(kw_only=True)
    folder: Path = field(kw_only=True)
    _handed: set[str] = field(default_factory=set, repr=False)

    def create_schemas(self, *names: str) -> None:
        """Make the schemas anew, dropping what they held."""
        super().create_schemas(*names)
        self._handed = {name for name in self._handed if name.partition(".")[0] not in names}

    def create(
        self,
        name: str,
        tree: exp.Expr,
        *,
        view: bool = False,
        refused: tuple[exp.Expr, Exception] | None = None,
    ) -> None:
        """Make the table (or view) `schema.name` of a tree's rows on Spark; an older one of that name is replaced. The tree is used up."""
        reads = tables_of(tree)
        self._hand_over(reads)
        shown = f"CREATE OR REPLACE VIEW {name} AS {self.render(tree.copy())}" if view else ""
        statement = render(tree)
        bad = f"{self.render(refused[0])} LIMIT 1" if refused else None

        def make(connection: duckdb.DuckDBPyConnection) -> None:
            started = time.perf_counter()
            if view:
                self.show(name, self.session.sql(statement))
                connection.execute(shown)
            else:
                self._keep(name, statement)
                connection.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM {self._parquet(name)}")
            if refused and bad and connection.execute(bad).fetchall():
                raise refused[1]
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started

        self._handed.add(name)
        if self._schedule is None:
            make(self.connection)
        else:
            self._schedule.add(name, reads, make)

    def store(self, name: str, rows: pa.Table) -> None:
        """Make the table `schema.name` of rows computed in Python; Spark is given it when it reads it."""
        super().store(name, rows)
        self._handed.discard(name)

    def rows(self, name: str) -> "DataFrame":
        """The rows of `schema.table`, wherever it was made."""
        self._await([name])
        self._hand_over([name])
        return self.session.table(view_name(name))

    def show(self, name: str, rows: "DataFrame") -> None:
        """Let statements read rows as `schema.name`."""
        rows.createOrReplaceTempView(view_name(name))

    def _keep(self, name: str, statement: str) -> None:
        path = str(self.folder / name)
        rows = self.session.sql(statement)
        rows.write.mode("overwrite").parquet(path)
        self.show(name, self.session.read.schema(rows.schema).parquet(path))

    def _hand_over(self, names: Iterable[str]) -> None:
        for name in sorted(set(names) - self._handed):
            if not self._read_alike(name):
                self._copy(name)
            self._handed.add(name)

    def _read_alike(self, name: str) -> bool:
        """Let Spark read a view of the record as DuckDB does, from the files themselves; False where it can't."""
        source = source_of(self.connection, name) if from_files(self.connection, name) else None
        if source is None:
            return False
        self._hand_over(tables_of(source.tree))
        try:
            for n, paths in enumerate(source.files):
                own = f"{name}_files_{n}"
                self.show(own, self.session.read.parquet(*paths))
                for table in list(source.tree.find_all(exp.Table)):
                    if table.name == f"files_{n}":
                        table.set("this", exp.to_identifier(view_name(own)))
            self.show(name, self.session.sql(render(source.tree)))
        except Exception:  # a type that Spark doesn't have, a path that only this process reaches
            return False
        return True

    def _copy(self, name: str) -> None:
        path = self.folder / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        target = sql.text(str(path / "part.parquet"))
        self.connection.execute(f"COPY (SELECT * FROM {name}) TO {target} (FORMAT parquet)")
        described = self.connection.execute(f"DESCRIBE {name}").fetchall()
        rows = self.session.read.schema(schema([(row[0], row[1]) for row in described])).parquet(str(path))
        self.show(name, rows)

    def _parquet(self, name: str) -> str:
        return f"read_parquet({sql.text(str(self.folder / name / '*.parquet'))})"
