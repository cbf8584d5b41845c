"""The embedded engine: runs trees on a DuckDB connection."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from typing import Self

import duckdb
import pyarrow as pa
from sqlglot import exp

from handfast.engine.portable import respell
from handfast.engine.schedule import Schedule
from handfast.interruption import stopped_by_interrupts
from handfast.record.opened import beside


@dataclass
class DuckDBEngine:
    """Runs definitions on one connection, in the schemas `seen`, `agreement`, `steps` and `findings`.

    Attributes:
        connection: an open DuckDB connection that holds the record.
        seconds: wall seconds spent on each table so far. Tables are made beside each other, so that they add up to more than
            the evaluation took.
        name: what made the tables, as findings.json has it.
    """

    connection: duckdb.DuckDBPyConnection
    seconds: dict[str, float] = field(default_factory=dict)
    name: str = "duckdb"
    _schedule: Schedule | None = field(default=None, repr=False)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Within it, `create` returns at once: each table is made as soon as those that it reads are, two at a time. Whoever
        fetches waits for what is fetched. Everything is made when it is left; a failure, of a table too, is raised there at the latest."""
        # the tables are written once and live in memory: to checkpoint them costs a tenth of an evaluation and keeps nothing
        self.connection.execute("SET checkpoint_threshold = '1TB'")
        with Schedule(self.connection) as schedule:
            self._schedule = schedule
            try:
                yield
                schedule.wait()
            finally:
                self._schedule = None

    @contextmanager
    def meanwhile(self, work: Callable[[Self], None]) -> Iterator[None]:
        """Do `work` in another thread, with this engine over a connection of its own, beside what is done within.

        It has ended when this is left, and its failure is raised there. When what is done within fails, nothing more is begun.
        """
        other = beside(self.connection)
        with (
            closing(other),
            stopped_by_interrupts(other.interrupt),
            ThreadPoolExecutor(1, "counting") as pool,
        ):
            done = pool.submit(work, replace(self, connection=other))
            try:
                yield
            except BaseException:
                if self._schedule is not None:
                    self._schedule.abandon()
                raise
            done.result()

    def create_schemas(self, *names: str) -> None:
        """Make the schemas anew, dropping what they held."""
        for name in names:
            self.connection.execute(f'DROP SCHEMA IF EXISTS "{name}" CASCADE')
            self.connection.execute(f'CREATE SCHEMA "{name}"')

    def create(
        self,
        name: str,
        tree: exp.Expr,
        *,
        view: bool = False,
        refused: tuple[exp.Expr, Exception] | None = None,
    ) -> None:
        """Make the table (or view) `schema.name` of a tree's rows; an older one of that name is replaced. The tree is used up.

        `refused` is a query over the table that must find nothing, and what is raised when it finds something: here, or where
        the table is waited for.
        """
        reads = tables_of(tree)
        kind = "VIEW" if view else "TABLE"
        statement = f"CREATE OR REPLACE {kind} {name} AS {self.render(tree)}"

        bad = f"{self.render(refused[0])} LIMIT 1" if refused else None

        def make(connection: duckdb.DuckDBPyConnection) -> None:
            started = time.perf_counter()
            connection.execute(statement)
            if refused and bad and connection.execute(bad).fetchall():
                raise refused[1]
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started

        if self._schedule is None:
            make(self.connection)
        else:
            self._schedule.add(name, reads, make)

    def store(self, name: str, rows: pa.Table) -> None:
        """Make the table `schema.name` of rows computed in Python."""
        self.connection.register("rows_to_store", rows)
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM rows_to_store")
        self.connection.unregister("rows_to_store")

    def fetch(self, tree: exp.Expr | str) -> pa.Table:
        """The rows of a tree, or of the text of a query that Handfast itself wrote."""
        if isinstance(tree, str):
            self._await(None)
            return self.connection.sql(tree).to_arrow_table()
        self._await(tables_of(tree))
        return self.connection.sql(self.render(tree)).to_arrow_table()

    def exists(self, tree: exp.Expr) -> bool:
        """Whether a tree has any row."""
        self._await(tables_of(tree))
        return bool(self.connection.execute(f"{self.render(tree)} LIMIT 1").fetchall())

    def render(self, tree: exp.Expr) -> str:
        """The tree as this engine's SQL. The tree is used up: its portable functions are spelled as DuckDB's."""
        return respell(tree, "duckdb").sql("duckdb", comments=False, identify=True, copy=False)

    def counts(self, names: Mapping[str, str]) -> dict[str, int]:
        """Rows of each table, by the name wanted for it."""
        return {
            key: self.connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0]
            for key, name in names.items()
        }

    def _await(self, names: Iterable[str] | None) -> None:
        if self._schedule is not None:
            self._schedule.wait(names)


def tables_of(tree: exp.Expr) -> set[str]:
    """The names `schema.table` that a tree reads."""
    return {f"{table.db}.{table.name}" for table in tree.find_all(exp.Table) if table.db}
