"""The order of changes of one field at one instant."""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from handfast.record import sql
from handfast.record.arrow import integers
from handfast.record.facts import Facts


@dataclass(frozen=True, slots=True)
class Change:
    """One telling of a change: what it was, its canonical text, and where it stands in the caller's rows."""

    old: str | None
    new: str | None
    text: str
    row: int


def in_order(changes: Iterable[Change]) -> list[Change]:
    """Changes of one field of one thing at one instant, first to last; exact duplicates once.

    The last is the one whose new value is no other's old value; where several or none are so, the one of greatest text.
    The same rule finds the last of the others, and so on, so that A to B, B to C, C to D come out as the chain they are.
    """
    waiting = {change.text: change for change in sorted(changes, key=lambda change: -change.row)}
    olds = Counter(change.old for change in waiting.values())
    by_new: dict[str | None, list[Change]] = defaultdict(list)
    for change in waiting.values():
        by_new[change.new].append(change)

    def open_ended(change: Change) -> bool:
        return olds[change.new] - (change.old == change.new) == 0

    every = [_Greatest(change) for change in waiting.values()]
    ends = [_Greatest(change) for change in waiting.values() if open_ended(change)]
    heapq.heapify(every)
    heapq.heapify(ends)
    backwards: list[Change] = []
    while waiting:
        last = _pop(ends, waiting) or _pop(every, waiting)
        assert last is not None  # `every` holds all that wait
        del waiting[last.text]
        olds[last.old] -= 1
        backwards.append(last)
        for change in by_new[last.old]:
            if change.text in waiting and open_ended(change):
                heapq.heappush(ends, _Greatest(change))
    return backwards[::-1]


class _Greatest:
    """Turns a heap around: the change of greatest text comes first."""

    __slots__ = ("change",)

    def __init__(self, change: Change) -> None:
        self.change = change

    def __lt__(self, other: "_Greatest") -> bool:
        return self.change.text > other.change.text


def _pop(heap: list[_Greatest], waiting: dict[str, Change]) -> Change | None:
    while heap:
        change = heapq.heappop(heap).change
        if change.text in waiting:
            return change
    return None


def with_order(connection: duckdb.DuckDBPyConnection, facts: Facts, name: str) -> tuple[Facts, int]:
    """The facts with `change_order`, exact duplicates left out, and how many those were.

    Args:
        facts: rows of a table of changes.
        name: SQL name of the view to make; working tables take names that begin with it.
    """
    thing = facts.table.key[0]
    key = [thing, "field", "changed_at"]
    keys = sql.names(key)
    tied = connection.execute(
        f"SELECT {keys}, __file, __line, old_value, new_value, {facts.canonical_text()} "
        f"FROM {facts.relation} SEMI JOIN (SELECT {keys} FROM {facts.relation} GROUP BY ALL HAVING count(*) > 1) "
        f"USING ({keys}) ORDER BY {keys}, __file, __line"
    ).fetchall()
    columns = sql.names(facts.names)
    if not tied:
        connection.execute(
            f"CREATE VIEW {name} AS SELECT __file, __line, {columns}, 1::BIGINT AS change_order FROM {facts.relation}"
        )
        return facts.at(name), 0
    placed = _placed(tied)
    connection.register("changes_in_order", placed)
    connection.execute(f"CREATE TABLE {name}_order AS SELECT * FROM changes_in_order")
    connection.unregister("changes_in_order")
    connection.execute(
        f"CREATE VIEW {name} AS SELECT f.__file, f.__line, {sql.names(facts.names, 'f')}, "
        f"coalesce(o.change_order, 1)::BIGINT AS change_order FROM {facts.relation} f LEFT JOIN {name}_order o "
        f"ON f.__file = o.__file AND f.__line = o.__line WHERE o.change_order IS DISTINCT FROM 0"
    )
    return facts.at(name), placed.column("change_order").to_pylist().count(0)


def _placed(tied: Sequence[tuple[Any, ...]]) -> pa.Table:
    """File, line and order of each row; order 0 marks a duplicate."""
    orders = [0] * len(tied)
    for _, group in groupby(range(len(tied)), key=lambda i: tied[i][:3]):
        changes = [Change(tied[i][5], tied[i][6], tied[i][7], i) for i in group]
        for place, change in enumerate(in_order(changes), start=1):
            orders[change.row] = place
    return pa.table(
        {
            "__file": integers(np.array([row[3] for row in tied], np.int32)),
            "__line": integers(np.array([row[4] for row in tied], np.int64)),
            "change_order": integers(np.array(orders, np.int64)),
        }
    )
