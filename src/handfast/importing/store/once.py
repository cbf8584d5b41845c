"""Rows that an import tells more than once: one of each key, and what contradicted it set aside."""

from dataclasses import replace

import duckdb
import numpy as np
import pyarrow as pa

from handfast.importing.store.told import ASIDE, BESIDES, Told
from handfast.importing.store.written import as_text, filled, hashed, row_text, same
from handfast.record import sql
from handfast.record.arrow import integers
from handfast.record.bookkeeping import MODIFIED_AT, TOLD_AT, TOLD_IN

CREATED = "created_at"
ORDER = f"{MODIFIED_AT} DESC NULLS LAST, __filled DESC, __text DESC, {TOLD_AT} DESC, {TOLD_IN} DESC, __file, __line"
"""Of rows of one key, which speaks first: the one modified last, then the fuller one, then that of the greatest text."""


def once(connection: duckdb.DuckDBPyConnection, told: Told) -> Told:
    """The rows with each key told once.

    Each field is that of the row that speaks first and has one; what was created was created when the first row says so. Values
    of the others that contradict it are set aside in words, their rows being part of what is kept.
    """
    name = told.relation + "_once"
    if not suspects(connection, told.relation, hashed(told.key), f"{name}_suspects"):
        return told
    keys = sql.names(told.key)
    connection.execute(
        f"CREATE TABLE {name}_all AS SELECT *, {row_text(told.columns)} AS __text, {filled(told.columns)} AS __filled "
        f"FROM {told.relation} WHERE {hashed(told.key)} IN (SELECT h FROM {name}_suspects)"
    )
    value = "{{'v': {c}, 'file': __file, 'line': __line, 'modified_at': " + MODIFIED_AT + "}}"
    fields = []
    for column in told.rest:
        c = sql.name(column.name)
        order = f"{c}, {ORDER}" if column.name == CREATED else ORDER
        fields.append(f"first({value.format(c=c)} ORDER BY {order}) FILTER (WHERE {c} IS NOT NULL) AS {c}")
    stamps = f"first({{'m': {MODIFIED_AT}, 't': {TOLD_AT}, 'i': {TOLD_IN}, 'file': __file, 'line': __line}} ORDER BY {ORDER}) AS __first"
    connection.execute(
        f"CREATE TABLE {name}_one AS SELECT {', '.join([keys, *fields, stamps, 'bool_and(__again) AS __again', 'bool_and(__silent) AS __silent'])} "
        f"FROM {name}_all GROUP BY {keys}"
    )
    _say(connection, told, name)
    counts = connection.execute(
        f"SELECT (SELECT count(*) FROM {name}_all), (SELECT count(*) FROM {name}_one)"
    ).fetchone()
    assert counts is not None
    values = [f"{sql.name(c.name)}.v AS {sql.name(c.name)}" for c in told.rest]
    besides = f"__first.file AS __file, __first.line AS __line, __first.m AS {MODIFIED_AT}, __first.t AS {TOLD_AT}, __first.i AS {TOLD_IN}, __again, __silent"
    every = sql.names(told.names)
    connection.execute(
        f"CREATE VIEW {name} AS SELECT {every}, {', '.join(BESIDES)} FROM {told.relation} "
        f"WHERE {hashed(told.key)} NOT IN (SELECT h FROM {name}_suspects) "
        f"UNION ALL SELECT {every}, {', '.join(BESIDES)} FROM (SELECT {', '.join([keys, *values, besides])} FROM {name}_one)"
    )
    repeated = counts[0] - counts[1]
    return replace(told, relation=name, rows=told.rows - repeated, repeated=told.repeated + repeated)


def suspects(
    connection: duckdb.DuckDBPyConnection, relation: str, hash_: str, name: str, where: str = "true"
) -> bool:
    """Whether any two rows have one hash; such hashes go to the table `name`, as `h`.

    Sorted outside the database: eight bytes a row, a third of the time that grouping takes.
    """
    hashes = connection.execute(f"SELECT {hash_} AS h FROM {relation} WHERE {where}").fetchnumpy()["h"]
    sorted_ = np.sort(np.asarray(hashes))
    twice = np.unique(sorted_[1:][sorted_[1:] == sorted_[:-1]])
    connection.execute(f"CREATE TABLE {name} (h UBIGINT)")
    if not len(twice):
        return False
    connection.register("hashes_met_twice", pa.table([integers(twice)], names=["h"]))
    connection.execute(f"INSERT INTO {name} SELECT h FROM hashes_met_twice")
    connection.unregister("hashes_met_twice")
    return True


def _say(connection: duckdb.DuckDBPyConnection, told: Told, name: str) -> None:
    """Set aside the values that contradict what is kept, of each different row once."""
    different = (
        f"SELECT * FROM {name}_all QUALIFY row_number() OVER (PARTITION BY {sql.names(told.key)}, __text "
        f"ORDER BY __file, __line) = 1"
    )
    said = []
    for column in told.rest:
        if column.name == CREATED:
            continue
        c = sql.name(column.name)
        why = (
            f"'contradicts ' || o.{c}.file || ':' || o.{c}.line || CASE WHEN o.{c}.modified_at > r.{MODIFIED_AT} "
            f"THEN ', which was modified later and is kept' ELSE ', which is kept' END"
        )
        said.append(
            f"SELECT r.__file, r.__line, {sql.text(column.name)}, {as_text(column, f'r.{c}')}, {why}, true "
            f"FROM ({different}) r JOIN {name}_one o ON {same(told.key, 'r', 'o')} WHERE r.{c} <> o.{c}.v"
        )
    if said:
        connection.execute(f"INSERT INTO {ASIDE} {' UNION ALL '.join(said)}")
