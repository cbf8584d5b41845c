"""Repeated facts: exact duplicates are one; of the tellings of one key, the fullest is kept and the others set aside."""

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from handfast.record import sql
from handfast.record.arrow import integers
from handfast.record.columns import Repeats
from handfast.record.facts import Facts


@dataclass(frozen=True, slots=True)
class Repeated:
    """What a table repeated.

    Attributes:
        table: its name.
        duplicates: rows that said exactly what another did, and were left out.
        set_aside: rows of a key that another row told more fully.
    """

    table: str
    duplicates: int = 0
    set_aside: int = 0


def resolve(
    connection: duckdb.DuckDBPyConnection, facts: Facts, schema: str, *, report: bool = True
) -> tuple[Facts, Repeated]:
    """The facts with each key told once.

    Of rows of one key, the one with the most columns filled is kept, then the one with the greatest canonical text; the
    order in which they came plays no part. In a table whose `repeats` is NONE the whole row is the key. Working tables
    go to `schema`; with `report`, rows that lost go to `told.said`.
    """
    table = facts.table
    key = facts.names if table.repeats is Repeats.NONE else list(table.key)
    suspects = f"{schema}.{table.name}_suspects"
    if not _suspects(connection, facts, key, suspects):
        return facts, Repeated(table.name)
    ranked = f"{schema}.{table.name}_ranked"
    keys = sql.names(key)
    connection.execute(
        f"CREATE TABLE {ranked} AS SELECT __file, __line, {keys}, "
        f"row_number() OVER whole AS place, row_number() OVER same AS copy, "
        f"first_value(__file) OVER whole AS kept_file, first_value(__line) OVER whole AS kept_line "
        f"FROM (SELECT *, {facts.canonical_text()} AS __text, {facts.filled()} AS __filled FROM {facts.relation} "
        f"WHERE hash({keys}) IN (SELECT h FROM {suspects})) "
        f"WINDOW whole AS (PARTITION BY {keys} ORDER BY __filled DESC, __text DESC, __file, __line), "
        f"same AS (PARTITION BY {keys}, __text ORDER BY __file, __line)"
    )
    row = connection.execute(
        f"SELECT count(*) FILTER (WHERE copy > 1), count(*) FILTER (WHERE place > 1 AND copy = 1) FROM {ranked}"
    ).fetchone()
    assert row is not None
    repeated = Repeated(table.name, *row)
    if not repeated.duplicates and not repeated.set_aside:  # two keys of one hash
        return facts, repeated
    if report and repeated.set_aside:
        _say(connection, facts, ranked)
    connection.execute(f"CREATE TABLE {ranked}_out AS SELECT __file, __line FROM {ranked} WHERE place > 1")
    return leave_out(connection, facts, f"{ranked}_out", f"{schema}.{table.name}_once"), repeated


def leave_out(connection: duckdb.DuckDBPyConnection, facts: Facts, out: str, view: str) -> Facts:
    """The facts without the rows whose `__file, __line` are in `out`."""
    if facts.stored:
        connection.execute(
            f"DELETE FROM {facts.relation} WHERE (__file, __line) IN (SELECT (__file, __line) FROM {out})"
        )
        return facts
    connection.execute(
        f"CREATE VIEW {view} AS SELECT * FROM {facts.relation} ANTI JOIN {out} USING (__file, __line)"
    )
    return facts.at(view)


def _suspects(connection: duckdb.DuckDBPyConnection, facts: Facts, key: list[str], name: str) -> bool:
    """Whether any two rows have keys of one hash; those hashes go to the table `name`.

    Eight bytes a row, sorted: on twenty million rows a third of the time that grouping by the keys takes.
    """
    hashes = connection.execute(f"SELECT hash({sql.names(key)}) AS h FROM {facts.relation}").fetchnumpy()["h"]
    hashes = np.sort(np.asarray(hashes))
    twice = hashes[1:][hashes[1:] == hashes[:-1]]
    if len(twice) == 0:
        return False
    connection.register("hashes_met_twice", pa.table([integers(np.unique(twice))], names=["h"]))
    connection.execute(f"CREATE TABLE {name} AS SELECT h FROM hashes_met_twice")
    connection.unregister("hashes_met_twice")
    return True


def _say(connection: duckdb.DuckDBPyConnection, facts: Facts, ranked: str) -> None:
    key = facts.table.key
    shown = " || ', ' || ".join(f"{sql.name(name)}::VARCHAR" for name in key)
    reason = (
        f"{sql.text('repeats ' + ', '.join(key) + ' of ')} || f.label || ':' || r.kept_line || "
        "', which says more and is kept'"
    )
    connection.execute(
        f"INSERT INTO told.said SELECT {sql.text(facts.table.name)}, r.__file, r.__line, {sql.text(key[0])}, {shown}, "
        f"{reason}, false FROM {ranked} r JOIN told.files f ON f.file = r.kept_file WHERE place > 1 AND copy = 1"
    )
