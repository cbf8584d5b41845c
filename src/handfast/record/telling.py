"""Every table of a record, read beside each other: the small ones while one is read that takes as long as all of them."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from queue import SimpleQueue

import duckdb

from handfast.interruption import stopped_by_interrupts
from handfast.record.columns import Repeats, Table
from handfast.record.facts import Facts
from handfast.record.merging import resolved_after_merging
from handfast.record.opened import beside
from handfast.record.parts import Planned, TextPart
from handfast.record.repeats import Repeated, resolve
from handfast.record.staging import Staged, number, stage
from handfast.record.tables import TABLES

AGAIN = 0.05
"""Seconds after which what runs is stopped once more, when there is to be no more of it: a statement may have begun just then."""


@dataclass(frozen=True, slots=True)
class Told:
    """A table as its files tell it.

    Attributes:
        staged: how it was read.
        facts: its rows, each key once where no merging of leads can change that.
        repeated: what it repeated.
    """

    staged: Staged
    facts: Facts
    repeated: Repeated


def tell(
    connection: duckdb.DuckDBPyConnection,
    plans: Mapping[str, Planned],
    zone: str,
    progress: Callable[[str], None],
    view_from: int,
    *,
    together: bool,
) -> dict[str, Told]:
    """Read what is planned of each table, by its name, in the order of TABLES.

    `together` reads two at a time, the second on a connection of its own: not for tables that only `connection` knows. Raises InputFaults when a
    file breaks off.
    """
    wanted = [table for table in TABLES if table.name in plans and plans[table.name].parts]
    numbers = number(connection, [part.label for table in wanted for part in plans[table.name].parts])

    def one(table: Table, connection: duckdb.DuckDBPyConnection) -> Told:
        progress(f"reading {table.name}")
        plan = plans[table.name]
        mine = [numbers[part.label] for part in plan.parts]
        staged = stage(connection, table, plan.parts, mine, plan.extras(), zone, progress, view_from)
        facts, repeated = Facts(table, staged.relation, staged.extras, staged.stored), Repeated(table.name)
        if table.repeats is not Repeats.CHANGE and not resolved_after_merging(table):
            facts, repeated = resolve(connection, facts, "told")
        return Told(staged, facts, repeated)

    if not together or len(wanted) == 1:
        return {table.name: one(table, connection) for table in wanted}
    largest_first = sorted(wanted, key=lambda table: -_size(plans[table.name]))
    with beside(connection) as other, stopped_by_interrupts(other.interrupt):
        found = _two_at_a_time(one, largest_first, (connection, other))
    return {table.name: found[table.name] for table in wanted}


def _two_at_a_time(
    work: Callable[[Table, duckdb.DuckDBPyConnection], Told],
    tables: Sequence[Table],
    connections: Sequence[duckdb.DuckDBPyConnection],
) -> dict[str, Told]:
    """What the work gives for each table, begun in their order; the first failure in the order of TABLES is raised, and what runs then is stopped."""
    free: SimpleQueue[duckdb.DuckDBPyConnection] = SimpleQueue()
    for connection in connections:
        free.put(connection)

    def borrowed(table: Table) -> Told:
        connection = free.get()
        try:
            return work(table, connection)
        finally:
            free.put(connection)

    with ThreadPoolExecutor(len(connections), "reading") as pool:
        told: dict[str, Future[Told]] = {}
        try:
            told = {table.name: pool.submit(borrowed, table) for table in tables}
            return {table.name: told[table.name].result() for table in TABLES if table.name in told}
        except BaseException:
            running = [future for future in told.values() if not future.cancel()]
            while wait(running, AGAIN).not_done:
                for connection in connections:
                    connection.interrupt()
            raise


def _size(plan: Planned) -> int:
    """About how much there is to read, in bytes."""
    return sum(
        part.path.stat().st_size if isinstance(part, TextPart) else 100 * part.rows for part in plan.parts
    )
