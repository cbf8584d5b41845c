"""From typed objects to the record's tables: systems' SQL is run, people and identities are followed, words are mapped, the rest is set aside.

What comes out stands in the schema `imported`: a table for each canonical one that any source gave, with the columns that at least
one row fills (a column that is empty throughout says nothing), extra columns as text, and `__file, __line`; `imported.set_aside` and
`imported.not_used` hold the rest.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import duckdb

from handfast.importing.journeys import people, words
from handfast.importing.journeys.objects import SET_ASIDE as OBJECTS_SET_ASIDE
from handfast.importing.journeys.rows import ALIAS, MADE, one_row_each
from handfast.importing.mapping.model import Person, Word
from handfast.importing.systems.catalogue import Definition, System
from handfast.record import sql
from handfast.record.columns import Table, Type
from handfast.record.tables import BY_NAME, TABLES

IMPORTED, WORK = "imported", "journeys"
FILE, LINE, EXTRAS, MODIFIED = "__file", "__line", "extras", "modified_at"
LEAD_ALIASES, ACCOUNT_ALIASES, USER_ALIASES, OPPORTUNITY_ALIASES = (
    f"{kind}_aliases" for kind in ("lead", "account", "user", "opportunity")
)
PEOPLE, QUEUES, NOT_USED = "people", "queues", "not_used"
ALSO_MADE = {
    LEAD_ALIASES: ("alias_id", "lead_id"),
    ACCOUNT_ALIASES: ("alias_id", "account_id"),
    USER_ALIASES: ("alias_id", "user_id"),
    OPPORTUNITY_ALIASES: ("alias_id", "opportunity_id"),
    QUEUES: ("user_id", "name"),
    NOT_USED: ("what", "reason", FILE, LINE),
}
"""What systems' SQL makes besides canonical tables, with its columns."""


def unite(connection: duckdb.DuckDBPyConnection, systems: Sequence[System], imported_at: datetime) -> None:
    """Make `imported.*` from `objects.*`, in the sources' own words; `settle` ends it.

    Args:
        systems: those that some source is of.
        imported_at: aware; SQL reads it as `getvariable('imported_at')`, a naive UTC TIMESTAMP.
    """
    for schema in (IMPORTED, WORK):
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    naive = imported_at.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
    connection.execute(f"SET VARIABLE imported_at = TIMESTAMP {sql.text(naive)}")
    for system in systems:
        if system.shared:
            connection.execute(system.shared)
    made = _run(connection, [definition for system in systems for definition in system.definitions])
    for name, columns in ALSO_MADE.items():
        _also(connection, name, columns, made.get(name, ()))
    _start_set_aside(connection)
    for table in TABLES:
        if table.name in made:
            _unite(connection, table, made[table.name])
    people.follow_aliases(connection)
    for name in ("users", "accounts", "leads", "opportunities"):
        if exists(connection, name):
            one_row_each(connection, BY_NAME[name])


def settle(
    connection: duckdb.DuckDBPyConnection,
    stages: Mapping[str, Word],
    reasons: Mapping[str, Word],
    persons: Mapping[str, Person],
) -> None:
    """Put the agreement's words for the source's, owners' ids for their names, and set aside what can't be taken.

    Args:
        stages, reasons: how words are mapped.
        persons: what is known of users besides the exports.
    """
    people.follow_people(connection, persons)
    words.apply(connection, stages, reasons)
    for table in TABLES:
        if exists(connection, table.name):
            _finish(connection, table)


def counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many rows each canonical table has that some source gave, in the record's order."""
    found: dict[str, int] = {}
    for table in TABLES:
        if exists(connection, table.name):
            row = connection.execute(f"SELECT count(*) FROM {IMPORTED}.{table.name}").fetchone()
            found[table.name] = row[0] if row else 0
    return found


def exists(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether some source gave the canonical table."""
    try:  # the catalogue's own listing goes through every table: a hundred times slower
        connection.execute(f"SELECT 1 FROM {IMPORTED}.{sql.name(table)} LIMIT 0")
    except duckdb.CatalogException:
        return False
    return True


def columns_of(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    """The columns of a relation, with their types."""
    return {row[0]: row[1] for row in connection.execute(f"DESCRIBE {relation}").fetchall()}


def _run(
    connection: duckdb.DuckDBPyConnection, definitions: Iterable[Definition]
) -> dict[str, tuple[str, ...]]:
    """Run each definition; the relations made for each table, those without rows left out."""
    made: dict[str, list[str]] = {}
    for definition in definitions:
        relation = f"{WORK}.{sql.name(f'{definition.system}.{definition.name}')}"
        connection.execute(f"CREATE TABLE {relation} AS {definition.sql}")
        row = connection.execute(f"SELECT count(*) FROM {relation}").fetchone()
        if row and row[0]:
            made.setdefault(definition.table, []).append(relation)
    return {table: tuple(relations) for table, relations in made.items()}


def _also(
    connection: duckdb.DuckDBPyConnection, name: str, columns: Sequence[str], made: Sequence[str]
) -> None:
    types = ", ".join(f"{sql.name(c)} {'BIGINT' if c == LINE else 'VARCHAR'}" for c in columns)
    where = IMPORTED if name == NOT_USED else WORK
    connection.execute(f"CREATE TABLE {where}.{name} ({types})")
    for relation in made:
        connection.execute(f"INSERT INTO {where}.{name} SELECT DISTINCT {sql.names(columns)} FROM {relation}")


def _start_set_aside(connection: duckdb.DuckDBPyConnection) -> None:
    columns = 'file, line, "column", "value", reason, kept'
    connection.execute(
        f"CREATE TABLE {IMPORTED}.set_aside AS SELECT {columns} FROM sources.set_aside "
        f"UNION ALL SELECT {columns} FROM {OBJECTS_SET_ASIDE}"
    )


def _unite(connection: duckdb.DuckDBPyConnection, table: Table, relations: Sequence[str]) -> None:
    """`imported.TABLE` from what each definition made, canonical columns in their types and extras as columns of their own."""
    parts: list[str] = []
    for relation in relations:
        given = columns_of(connection, relation)
        columns = [
            f"CAST({sql.name(c.name)} AS {c.type.sql}) AS {sql.name(c.name)}"
            for c in table.columns
            if c.name in given
        ]
        if MODIFIED in given:
            columns.append(f"CAST({MODIFIED} AS TIMESTAMP) AS {MODIFIED}")
        columns += _extras(connection, table, relation, given)
        columns += [FILE, LINE, f"{sql.text(relation)} AS {MADE}", f"false AS {ALIAS}"]
        parts.append(f"SELECT {', '.join(columns)} FROM {relation}")
    relation = f"{IMPORTED}.{table.name}"
    connection.execute(f"CREATE TABLE {relation} AS {' UNION ALL BY NAME '.join(parts)}")
    for column in table.columns:
        if column.name not in columns_of(connection, relation) and column.required:
            connection.execute(f"ALTER TABLE {relation} ADD COLUMN {sql.name(column.name)} {column.type.sql}")


def _extras(
    connection: duckdb.DuckDBPyConnection, table: Table, relation: str, given: Mapping[str, str]
) -> list[str]:
    if EXTRAS not in given:
        return []
    if any(column.type is Type.JSON for column in table.columns):
        return []  # activities keep theirs in `properties`, which their SQL makes
    names = connection.execute(
        f"SELECT DISTINCT unnest(map_keys({EXTRAS})) AS name FROM {relation} ORDER BY name"
    ).fetchall()
    taken = {column.name for column in table.columns} | {MODIFIED, FILE, LINE}
    return [
        f"{EXTRAS}[{sql.text(name)}] AS {sql.name(f'{name}_in_source' if name in taken else name)}"
        for (name,) in names
    ]


def _finish(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Set aside rows that lack what every row needs, and values that are none of the choices; drop columns that are empty throughout."""
    relation = f"{IMPORTED}.{table.name}"
    for name in (MADE, ALIAS):
        connection.execute(f"ALTER TABLE {relation} DROP COLUMN IF EXISTS {name}")
    given = columns_of(connection, relation)
    for column in table.columns:
        if column.choices and column.name in given:
            _keep_choices(connection, relation, column.name, column.choices)
    needed = [column.name for column in table.columns if column.required and column.name != "activity_id"]
    missing = " OR ".join(f"{sql.name(name)} IS NULL" for name in needed)
    if missing:
        first = " ".join(f"WHEN {sql.name(n)} IS NULL THEN {sql.text(n)}" for n in needed)
        said = sql.text(f"makes no row of {table.name}: it has no ")
        connection.execute(
            f"INSERT INTO {IMPORTED}.set_aside SELECT {FILE}, {LINE}, '', NULL, {said} || CASE {first} END, false "
            f"FROM {relation} WHERE {missing}"
        )
        connection.execute(f"DELETE FROM {relation} WHERE {missing}")
    empty = [name for name in given if name not in (*needed, FILE, LINE, "activity_id")]
    counts = (
        connection.execute(
            f"SELECT {', '.join(f'count({sql.name(name)})' for name in empty)} FROM {relation}"
        ).fetchone()
        if empty
        else ()
    )
    for name, count in zip(empty, counts or (), strict=True):
        if not count:
            connection.execute(f"ALTER TABLE {relation} DROP COLUMN {sql.name(name)}")


def _keep_choices(
    connection: duckdb.DuckDBPyConnection, relation: str, column: str, choices: Sequence[str]
) -> None:
    name = sql.name(column)
    listed = ", ".join(map(sql.text, choices))
    reason = sql.text(f"is none of {', '.join(choices)}")
    connection.execute(f"UPDATE {relation} SET {name} = lower({name}) WHERE {name} <> lower({name})")
    connection.execute(
        f"INSERT INTO {IMPORTED}.set_aside SELECT {FILE}, {LINE}, {sql.text(column)}, {name}, {reason}, true "
        f"FROM {relation} WHERE {name} NOT IN ({listed})"
    )
    connection.execute(f"UPDATE {relation} SET {name} = NULL WHERE {name} NOT IN ({listed})")
