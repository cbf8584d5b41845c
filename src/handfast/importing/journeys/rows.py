"""One row for each thing that several tables of a source speak of: a lead and the contact it was converted to, a contact and the record of its subscription."""

import duckdb

from handfast.record import sql
from handfast.record.columns import Table

MADE, ALIAS = "__made", "__alias"
"""What a row was made by, and whether its own id was an alias."""

_BOOKKEEPING = (MADE, ALIAS, "__file", "__line")
_IMPORTED = "imported"


def one_row_each(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Make one row of those that different SQL made for one key.

    Each field is that of the row whose own id it is, then of the one modified last, else of the next; it was created when the first of them was.
    Rows that one definition made twice for a key (two files that contradict each other) are left: storing resolves these.
    """
    relation = f"{_IMPORTED}.{table.name}"
    (key,) = table.key
    names = [
        row[0] for row in connection.execute(f"DESCRIBE {relation}").fetchall() if row[0] not in _BOOKKEEPING
    ]
    order = (
        f"{ALIAS}, {'modified_at DESC NULLS LAST, ' if 'modified_at' in names else ''}{MADE}, __file, __line"
    )
    fields = [
        f"first({sql.name(name)} ORDER BY {order}) FILTER (WHERE {sql.name(name)} IS NOT NULL) AS {sql.name(name)}"
        for name in names
        if name not in (key, "created_at")
    ]
    if "created_at" in names:
        fields.append("min(created_at) AS created_at")
    firsts = [f"first({name} ORDER BY {order}) AS {name}" for name in _BOOKKEEPING]
    several = (
        f"SELECT {key} FROM {relation} WHERE {key} IS NOT NULL GROUP BY {key} "
        f"HAVING count(DISTINCT {MADE}) > 1 OR (count(*) > 1 AND bool_or({ALIAS}))"
    )
    connection.execute(
        f"CREATE TABLE {relation}_once AS SELECT {key}, {', '.join([*fields, *firsts])} "
        f"FROM {relation} WHERE {key} IN ({several}) GROUP BY {key}"
    )
    connection.execute(f"DELETE FROM {relation} WHERE {key} IN (SELECT {key} FROM {relation}_once)")
    connection.execute(f"INSERT INTO {relation} BY NAME SELECT * FROM {relation}_once")
    connection.execute(f"DROP TABLE {relation}_once")
