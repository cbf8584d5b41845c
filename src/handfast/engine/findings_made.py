"""The findings of one evaluation: tables to read, and the snapshot that names them."""

import hashlib
import platform
import resource
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from threading import Lock
from typing import Any, Self

import numpy as np
import pyarrow as pa

from handfast import __version__
from handfast.agreement.calendar import HOLIDAYS_VERSION
from handfast.agreement.model import Agreement
from handfast.engine.context import Context
from handfast.engine.duckdb_engine import DuckDBEngine
from handfast.engine.findings import DIAGNOSED, FINDINGS, FindingsTable
from handfast.engine.missing import what_is_missing
from handfast.interruption import stopped_by_interrupts
from handfast.record import Record
from handfast.record.opened import beside

SEPARATOR = "chr(31)"


@dataclass(frozen=True, slots=True)
class Diagnosed:
    """What diagnosing added to an evaluation.

    Attributes:
        rows: how many rows each table has that it made.
        seconds: wall time it took.
    """

    rows: Mapping[str, int]
    seconds: float


@dataclass(frozen=True)
class Findings:
    """What an evaluation found. Its tables live in the record's database, so that it holds until the record is closed or evaluated again.

    Attributes:
        as_of: nothing later was seen (aware, UTC).
        agreements: the versions applied, in order.
        promised: False when nobody promised anything, and the default agreement stood in.
        engine: where the tables are, in the schema `findings`.
        record: the record that was evaluated.
        tables: the names of the tables that were made.
        missing: sentences on what the record lacks and what can't be judged therefore.
        seconds: wall time of the evaluation.
        diagnosed: what diagnosing added; None where nobody diagnosed.
    """

    as_of: datetime
    agreements: tuple[Agreement, ...]
    promised: bool
    engine: DuckDBEngine
    record: Record
    tables: tuple[str, ...]
    missing: tuple[str, ...]
    seconds: float
    context: Context = field(repr=False)
    diagnosed: Diagnosed | None = None

    _named: dict[str, Any] = field(default_factory=dict, repr=False)
    _naming: Lock = field(default_factory=Lock, repr=False)

    @property
    def snapshot(self) -> Mapping[str, Any]:
        """What names the findings of a whole evaluation: id, as_of, agreements, engine, versions, rows.

        Made when it is first asked for, since it reads every row; whoever asks meanwhile waits. What a diagnosis added is counted among the rows and not
        part of the id: it follows from the rest, versions included.
        """
        with self._naming:
            if not self._named:
                self._named.update(_snapshot(self.context, self.tables))
        if self.diagnosed is None:
            return self._named
        return {**self._named, "rows": {**self._named["rows"], **self.diagnosed.rows}}

    @contextmanager
    def beside(self) -> Iterator[Self]:
        """The same findings over a connection of their own, to be read in another thread while these are read in this one."""
        connection = beside(self.engine.connection)
        engine = DuckDBEngine(connection, self.engine.seconds, self.engine.name)
        try:
            with stopped_by_interrupts(connection.interrupt):
                yield replace(self, engine=engine, context=replace(self.context, engine=engine))
        finally:
            connection.close()

    def table(self, name: str) -> pa.Table:
        """The rows of a table of the findings, sorted by its key."""
        table = FINDINGS.get(name) or next(table for table in DIAGNOSED if table.name == name)
        keys = ", ".join(f'"{key}"' for key in table.key)
        return self.engine.fetch(f"SELECT * FROM findings.{name} ORDER BY {keys}")

    def query(self, sql: str) -> pa.Table:
        """The rows of a query that Handfast wrote over the schemas `findings` and `seen`."""
        return self.engine.fetch(sql)

    @property
    def current(self) -> Agreement:
        """The agreement in force at as_of."""
        return self.context.current

    @property
    def timings(self) -> dict[str, Any]:
        """Wall seconds of loading, evaluating and diagnosing, of each table of the findings and the steps before it, and the process's peak memory so far."""
        return {
            "load": self.record.load_seconds,
            "evaluate": self.seconds,
            "diagnose": self.diagnosed.seconds if self.diagnosed else 0.0,
            "tables": dict(self.engine.seconds),
            "peak_memory_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            * (1 if platform.system() == "Darwin" else 1024),
        }


def findings_of(context: Context, seconds: float) -> Findings:
    """The findings whose tables an evaluation has just made."""
    made = {
        row[0]
        for row in context.engine.connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'findings'"
        ).fetchall()
    }
    names = tuple(table.name for table in FINDINGS.values() if table.name in made)
    return Findings(
        as_of=context.as_of, agreements=context.agreements, promised=context.promised, engine=context.engine, record=context.record, tables=names,
        missing=what_is_missing(context), seconds=seconds, context=context,
    )  # fmt: skip


def versions_used() -> dict[str, str]:
    """The versions of whatever a finding rests on."""
    return {
        "handfast": __version__, "duckdb": version("duckdb"), "holidays": HOLIDAYS_VERSION, "sqlglot": version("sqlglot"),
        "phonenumbers": version("phonenumbers"), "email-validator": version("email-validator"), "pycountry": version("pycountry"),
        "numpy": version("numpy"), "scipy": version("scipy"),
    }  # fmt: skip


def _snapshot(context: Context, made: tuple[str, ...]) -> dict[str, Any]:
    names = tuple(name for name in made if FINDINGS[name].published)
    agreements = [
        {"name": agreement.name, "hash": agreement.hash, "signed": context.promised and agreement.signed}
        for agreement in context.agreements
    ]
    as_of = context.as_of.astimezone(UTC).isoformat().replace("+00:00", "Z")
    versions = versions_used()
    digest = hashlib.sha256()
    digest.update(
        "\n".join(
            [
                *(agreement.hash for agreement in context.agreements),
                as_of,
                *(f"{key} {value}" for key, value in versions.items()),
            ]
        ).encode()
    )
    for name in names:
        digest.update(f"\n{name}\n".encode())
        _hash_rows(context, FINDINGS[name], digest.update)
    rows = context.engine.counts({name: f"findings.{name}" for name in names})
    return {
        "id": digest.hexdigest(),
        "as_of": as_of,
        "agreements": agreements,
        "engine": context.engine.name,
        "versions": versions,
        "rows": rows,
    }


def _hash_rows(context: Context, table: FindingsTable, update: Any) -> None:
    """Feed the table's rows as text to a hash, in order. Floats are rounded to six decimals, so that engines that differ in the last bits agree."""
    texts = []
    for column in table.columns:
        name = f'"{column.name}"'
        value = f"CAST(round({name}, 6) AS DECIMAL(38, 6))" if column.type == "NUMBER" else name
        texts.append(f"coalesce(CAST({value} AS VARCHAR), chr(30))")
    line = f" || {SEPARATOR} || ".join(texts)
    lines = context.engine.fetch(
        f"SELECT {line} || chr(10) AS line FROM findings.{table.name} ORDER BY line"
    ).column("line")
    for chunk in lines.chunks:
        if len(chunk):
            update(_bytes(chunk))


def _bytes(texts: pa.StringArray) -> memoryview:
    """Texts, at least one and none missing, one after the other as they lie in memory."""
    _, offsets, data = texts.buffers()
    bounds = np.frombuffer(offsets, np.int32, len(texts) + 1, 4 * texts.offset)
    return memoryview(data)[bounds[0] : bounds[-1]]
