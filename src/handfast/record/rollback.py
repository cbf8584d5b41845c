"""Values rolled back to what they were before changes that were not yet seen."""

import duckdb

from handfast.record import sql
from handfast.record.changes import with_order
from handfast.record.columns import Column, Table, Type
from handfast.record.facts import Facts
from handfast.record.selecting import Source, select


def roll_back(
    connection: duckdb.DuckDBPyConnection, facts: Facts, changes: Facts, seen: str, zone: str
) -> Facts:
    """The facts with each field that has unseen changes as it was.

    Args:
        facts: leads, accounts or opportunities; working tables go to the schema `known`.
        changes: their changes.
        seen: SQL that is true of a change that was seen.
        zone: of times without one among the values.

    Such a field has the new value of its last seen change, else the old value of its first unseen one. A value that can't
    be read in the column's type is missing.
    """
    thing = changes.table.key[0]
    fields = _fields(connection, facts, changes, seen)
    if not fields:
        return facts
    name = f"known.{facts.table.name}"
    touched = f"SELECT DISTINCT {thing}, field FROM {changes.relation} WHERE NOT ({seen})"
    connection.execute(f"CREATE TABLE {name}_touched AS {touched}")
    last = last_values(connection, changes, seen, f"{name}_last", touched=f"{name}_touched")
    first = _first_old_values(connection, changes, seen, f"{name}_first")
    connection.execute(
        f"CREATE TABLE {name}_back AS SELECT t.{thing}, t.field, "
        f"CASE WHEN l.{thing} IS NOT NULL THEN l.value ELSE f.value END AS value FROM {name}_touched t "
        f"LEFT JOIN {last} l ON l.{thing} = t.{thing} AND l.field = t.field "
        f"LEFT JOIN {first} f ON f.{thing} = t.{thing} AND f.field = t.field"
    )
    values: dict[str, str] = {}
    joins: list[str] = []
    for i, column in enumerate(fields):
        typed = _typed(f"{name}_back", thing, column, zone)
        joins.append(f"LEFT JOIN ({typed}) b{i} ON b{i}.id = o.{thing}")
        values[column.name] = (
            f"CASE WHEN b{i}.id IS NOT NULL THEN b{i}.value ELSE o.{sql.name(column.name)} END"
        )
    columns = [f"{values.get(n, f'o.{sql.name(n)}')} AS {sql.name(n)}" for n in facts.names]
    connection.execute(
        f"CREATE TABLE {name}_rolled AS SELECT o.__file, o.__line, {', '.join(columns)} "
        f"FROM {facts.relation} o {' '.join(joins)}"
    )
    return facts.at(f"{name}_rolled")


def last_values(
    connection: duckdb.DuckDBPyConnection, changes: Facts, seen: str, name: str, *, touched: str
) -> str:
    """Make a table of the new value of the last seen change of each thing and field listed in `touched`; its name."""
    return _ends(
        connection, changes, f"({seen})", name, touched, "last(new_value ORDER BY changed_at, change_order)"
    )


def _first_old_values(connection: duckdb.DuckDBPyConnection, changes: Facts, seen: str, name: str) -> str:
    value = "first(old_value ORDER BY changed_at, change_order)"
    return _ends(connection, changes, f"NOT ({seen})", name, name.removesuffix("_first") + "_touched", value)


def _ends(
    connection: duckdb.DuckDBPyConnection, changes: Facts, where: str, name: str, touched: str, value: str
) -> str:
    thing = changes.table.key[0]
    connection.execute(
        f"CREATE VIEW {name}_some AS SELECT * FROM {changes.relation} "
        f"SEMI JOIN {touched} USING ({thing}, field) WHERE {where}"
    )
    ordered, _ = with_order(connection, changes.at(f"{name}_some"), f"{name}_ordered")
    connection.execute(
        f"CREATE TABLE {name} AS SELECT {thing}, field, {value} AS value FROM {ordered.relation} GROUP BY {thing}, field"
    )
    return name


def _fields(connection: duckdb.DuckDBPyConnection, facts: Facts, changes: Facts, seen: str) -> list[Column]:
    """The columns with unseen changes; ids and instants of creation, which every row needs, never change."""
    rows = connection.execute(f"SELECT DISTINCT field FROM {changes.relation} WHERE NOT ({seen})").fetchall()
    changed = {row[0] for row in rows}
    return [
        c for c in facts.columns if c.name.lower() in changed and not c.required and c.name != "created_at"
    ]


def _typed(back: str, thing: str, column: Column, zone: str) -> str:
    """A select of `id, value`: the values of one field in its type, read as from a file."""
    shape = Table(
        "back",
        "One row per thing whose field is rolled back.",
        (Column("id", Type.TEXT, ""), Column("value", column.type, "", choices=column.choices)),
        ("id",),
    )
    relation = f"(SELECT {thing}, value FROM {back} WHERE field = {sql.text(column.name.lower())})"
    source = Source(relation, "0", "0", {"id": (thing, "VARCHAR"), "value": ("value", "VARCHAR")})
    return f"SELECT id, value FROM ({select(shape, (), source, zone)})"


def not_in_last_stage(
    connection: duckdb.DuckDBPyConnection, facts: Facts, changes: Facts | None, closed_later: str, seen: str
) -> Facts:
    """Opportunities that closed later are not in the stage they closed in: in that of their last seen change, if any.

    Those with unseen changes of stage have been rolled back already and stay as they are.
    """
    view = "known.opportunities_staged"
    stage, join = "NULL", ""
    if changes is not None:
        connection.execute(
            f"CREATE TABLE {view}_touched AS SELECT DISTINCT opportunity_id, field FROM {changes.relation} "
            f"WHERE field = 'stage' AND opportunity_id IN (SELECT opportunity_id FROM {facts.relation} WHERE {closed_later})"
        )
        last = last_values(connection, changes, seen, f"{view}_last", touched=f"{view}_touched")
        later = (
            f"SELECT DISTINCT opportunity_id FROM {changes.relation} WHERE field = 'stage' AND NOT ({seen})"
        )
        stage = "CASE WHEN c.opportunity_id IS NULL THEN l.value ELSE o.stage END"
        join = (
            f"LEFT JOIN {last} l ON l.opportunity_id = o.opportunity_id "
            f"LEFT JOIN ({later}) c ON c.opportunity_id = o.opportunity_id"
        )
    connection.execute(
        f"CREATE VIEW {view} AS SELECT o.* REPLACE (CASE WHEN o.{closed_later} THEN {stage} ELSE o.stage END AS stage) "
        f"FROM {facts.relation} o {join}"
    )
    return facts.at(view)
