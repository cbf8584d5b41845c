"""Who is who: ids that mean the same lead, account or user; owners named instead of numbered; queues, which are nobody."""

from collections.abc import Mapping

import duckdb
import pyarrow as pa

from handfast.importing.journeys.rows import ALIAS
from handfast.importing.mapping.model import Person
from handfast.record import sql
from handfast.record.columns import Type
from handfast.record.identity import address
from handfast.record.tables import TABLES

IMPORTED, WORK = "imported", "journeys"
USERS = ("owner_id", "user_id", "manager_id", "changed_by", "approved_by")
"""Columns that name a user."""

OWN_IDS = (
    ("leads", "lead_id"),
    ("accounts", "account_id"),
    ("users", "user_id"),
    ("opportunities", "opportunity_id"),
)


def follow_aliases(connection: duckdb.DuckDBPyConnection) -> None:
    """Replace every id that is another's alias by what it stands for, in all `imported` tables.

    Rows of leads, accounts, users and opportunities whose own id was one say so.
    """
    for kind in ("lead", "account", "user", "opportunity"):
        _close(connection, kind)
    for table, column in _id_columns(connection):
        kind = "user" if column in USERS else column.removesuffix("_id")
        _replace(connection, table, column, kind)
    for kind in ("lead", "account"):
        _replace_in_values(connection, kind)


def _close(connection: duckdb.DuckDBPyConnection, kind: str) -> None:
    """`journeys.KIND_ids(alias_id, id)`: each alias with the id that stands for it."""
    pairs = connection.execute(
        f"SELECT alias_id, min({kind}_id) FROM {WORK}.{kind}_aliases "
        f"WHERE alias_id <> {kind}_id GROUP BY alias_id"
    ).fetchall()
    stands = ends(dict(pairs))
    ids = pa.table(
        {"alias_id": pa.array(stands.keys(), pa.string()), "id": pa.array(stands.values(), pa.string())}
    )
    connection.register("aliases_followed", ids)
    connection.execute(f"CREATE TABLE {WORK}.{kind}_ids AS SELECT * FROM aliases_followed")
    connection.unregister("aliases_followed")


def ends(following: Mapping[str, str]) -> dict[str, str]:
    """Each alias with the id at the end of its chain, given the next id of each; for a circle its smallest id stands, which is nobody's alias then."""
    found: dict[str, str] = {}
    for alias in following:
        path = {alias: None}
        last = alias
        while (last := following.get(last, "")) and last not in path and last not in found:
            path[last] = None
        if last in path:
            circle = list(path)[list(path).index(last) :]
            end = min(circle)
        else:
            end = found.get(last) or last or list(path)[-1]
        found.update(dict.fromkeys(path, end))
    return {alias: end for alias, end in found.items() if alias != end}


def _id_columns(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    known = {
        (table.name, column.name)
        for table in TABLES
        for column in table.columns
        if column.name in ("lead_id", "account_id", "opportunity_id", *USERS)
    }
    rows = connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = ? ORDER BY 1, 2",
        [IMPORTED],
    ).fetchall()
    return [(table, column) for table, column in rows if (table, column) in known]


def _replace(connection: duckdb.DuckDBPyConnection, table: str, column: str, kind: str) -> None:
    own = f", {ALIAS} = true" if (table, column) in OWN_IDS else ""
    connection.execute(
        f"UPDATE {IMPORTED}.{table} SET {sql.name(column)} = i.id{own} FROM {WORK}.{kind}_ids i "
        f"WHERE {sql.name(column)} = i.alias_id"
    )


def _replace_in_values(connection: duckdb.DuckDBPyConnection, kind: str) -> None:
    """Ids among the values of changes."""
    for table, column in _change_values(connection):
        connection.execute(
            f"UPDATE {IMPORTED}.{table} SET {column} = i.id FROM {WORK}.{kind}_ids i "
            f"WHERE field = {sql.text(f'{kind}_id')} AND {column} = i.alias_id"
        )


def _change_values(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    there = {
        row[0]
        for row in connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = ?", [IMPORTED]
        ).fetchall()
    }
    tables = [name for name in ("lead_changes", "account_changes", "opportunity_changes") if name in there]
    return [(table, column) for table in tables for column in ("old_value", "new_value")]


def follow_people(connection: duckdb.DuckDBPyConnection, persons: Mapping[str, Person]) -> None:
    """Owners that are named, not numbered, become the users of that name or e-mail; those nobody has listed become users of their own; queues own nothing.

    `persons` (by id, name or e-mail) fills what the exports don't say of a user: side, team, e-mail, time zone.
    """
    _ensure_users(connection)
    _name_to_id(connection)
    _empty_queues(connection)
    _add_unlisted(connection)
    for called, person in persons.items():
        for column in ("side", "team", "email", "timezone"):
            value = getattr(person, column)
            if value is not None:
                connection.execute(
                    f"UPDATE {IMPORTED}.users SET {column} = ? WHERE user_id = ? OR name = ? OR {address('email')} = {address('?')}",
                    [value, called, called, called],
                )
    (listed,) = connection.execute(f"SELECT count(*) FROM {IMPORTED}.users").fetchone() or (0,)
    if not listed:
        connection.execute(f"DROP TABLE {IMPORTED}.users")


def _ensure_users(connection: duckdb.DuckDBPyConnection) -> None:
    users = next(table for table in TABLES if table.name == "users")
    columns = ", ".join(f"{sql.name(c.name)} {c.type.sql}" for c in users.columns)
    connection.execute(
        f"CREATE TABLE IF NOT EXISTS {IMPORTED}.users ({columns}, __file VARCHAR, __line BIGINT)"
    )
    for column in users.columns:
        if column.type is not Type.JSON:
            connection.execute(
                f"ALTER TABLE {IMPORTED}.users ADD COLUMN IF NOT EXISTS {sql.name(column.name)} {column.type.sql}"
            )


def _name_to_id(connection: duckdb.DuckDBPyConnection) -> None:
    """A name or e-mail that exactly one user has stands for that user."""
    connection.execute(
        f"CREATE OR REPLACE TABLE {WORK}.user_names AS SELECT called, min(user_id) AS id FROM ("
        f"SELECT {address('name')} AS called, user_id FROM {IMPORTED}.users WHERE name IS NOT NULL UNION "
        f"SELECT {address('email')}, user_id FROM {IMPORTED}.users WHERE email IS NOT NULL) "
        f"WHERE called NOT IN (SELECT {address('user_id')} FROM {IMPORTED}.users) "
        "GROUP BY called HAVING count(DISTINCT user_id) = 1"
    )
    for table, column in _user_columns(connection):
        connection.execute(
            f"UPDATE {IMPORTED}.{table} SET {column} = n.id FROM {WORK}.user_names n "
            f"WHERE {address(f'trim({column})')} = n.called"
        )
    for table, column in _change_values(connection):
        connection.execute(
            f"UPDATE {IMPORTED}.{table} SET {column} = n.id FROM {WORK}.user_names n "
            f"WHERE field = 'owner_id' AND {address(f'trim({column})')} = n.called"
        )


def _empty_queues(connection: duckdb.DuckDBPyConnection) -> None:
    queues = f"(SELECT user_id FROM {WORK}.queues)"
    for table, column in _user_columns(connection):
        if table == "leads" and column == "owner_id":
            connection.execute(f"ALTER TABLE {IMPORTED}.leads ADD COLUMN IF NOT EXISTS queue VARCHAR")
            connection.execute(
                f"UPDATE {IMPORTED}.leads SET queue = q.called "
                f"FROM (SELECT user_id AS id, coalesce(min(name), user_id) AS called FROM {WORK}.queues GROUP BY user_id) q "
                "WHERE owner_id = q.id"
            )
        connection.execute(f"UPDATE {IMPORTED}.{table} SET {column} = NULL WHERE {column} IN {queues}")
    for table, column in _change_values(connection):
        connection.execute(
            f"UPDATE {IMPORTED}.{table} SET {column} = NULL WHERE field = 'owner_id' AND {column} IN {queues}"
        )


def _add_unlisted(connection: duckdb.DuckDBPyConnection) -> None:
    """Users that rows speak of and no export lists: known by their id or name alone."""
    owners = [
        f"SELECT {column} AS user_id, __file, __line FROM {IMPORTED}.{table} WHERE {column} IS NOT NULL"
        for table, column in _user_columns(connection)
        if column in ("owner_id", "user_id") and table != "users"
    ]
    if owners:
        connection.execute(
            f"INSERT INTO {IMPORTED}.users BY NAME SELECT user_id, "
            "CASE WHEN contains(trim(user_id), ' ') THEN user_id END AS name, "
            "CASE WHEN contains(user_id, '@') THEN user_id END AS email, min(__file) AS __file, min(__line) AS __line "
            f"FROM ({' UNION ALL '.join(owners)}) WHERE user_id NOT IN (SELECT user_id FROM {IMPORTED}.users WHERE user_id IS NOT NULL) "
            "GROUP BY user_id"
        )


def _user_columns(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return [
        (table, column)
        for table, column in _id_columns(connection)
        if column in USERS and not (table == "users" and column == "user_id")
    ]
