"""What the report needs of an evaluation: its tables, its agreements, and what surrounds them."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol, Self

import pyarrow as pa

from handfast.agreement.model import Agreement


class Results(Protocol):
    """One complete evaluation, as the report reads it.

    Attributes:
        as_of: the instant of the evaluation, aware, in UTC.
        agreements: the versions applied, in order.
        current: the one in force at as_of.
        promised: whether anyone has promised anything: False where no agreement was given and conventions stand in.
        snapshot: id, as_of, agreements, engine, versions, rows, as in findings.json.
        missing: what the record lacks and what can't be judged therefore, a sentence each.
        timings: load, evaluate, diagnose, report, total, tables, peak_memory_bytes: those that are known.
    """

    @property
    def as_of(self) -> datetime: ...
    @property
    def agreements(self) -> tuple[Agreement, ...]: ...
    @property
    def current(self) -> Agreement: ...
    @property
    def promised(self) -> bool: ...
    @property
    def snapshot(self) -> Mapping[str, Any]: ...
    @property
    def missing(self) -> Sequence[str]: ...
    @property
    def timings(self) -> Mapping[str, Any]: ...

    def table(self, name: str) -> pa.Table:
        """A table of the findings, by its name in FINDINGS."""
        ...

    def query(self, sql: str) -> pa.Table:
        """The rows that a query in DuckDB's dialect gives over the schemas `findings`, `seen` and `record`."""
        ...

    def beside(self) -> AbstractContextManager[Self]:
        """The same evaluation, to be read in another thread while this one is read; it holds within the context."""
        ...
