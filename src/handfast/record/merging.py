"""From what was told to a schema of canonical tables: identities followed, changes in order, sides filled in."""

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from handfast.record import sql
from handfast.record.changes import with_order
from handfast.record.columns import Repeats, Table
from handfast.record.facts import Facts
from handfast.record.identity import Identities, find_identities, follow, merge_leads
from handfast.record.kinds import EMAIL_SENT, SIDE_OF_KIND
from handfast.record.repeats import Repeated, resolve
from handfast.record.tables import TABLES


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of merging.

    Attributes:
        leads: which leads were merged into others, and why.
        repeated: what the tables repeated once identities were followed.
    """

    leads: Identities
    repeated: tuple[Repeated, ...]


def resolved_after_merging(table: Table) -> bool:
    """Whether rows of the table can come to repeat each other by the merging of leads."""
    return table.name != "leads" and "lead_id" in table.key and not table.about_ids


def merge(
    connection: duckdb.DuckDBPyConnection, told: Mapping[str, Facts], schema: str, *, report: bool
) -> Merged:
    """Make every canonical table in `schema`, and `lead_identities`.

    Args:
        told: the facts of each table that there is, each key told once but where `resolved_after_merging`.
        schema: its name; working tables go to `SCHEMA_work`.
        report: whether rows that lose to a repeat are to be set aside in words.
    """
    connection.execute(f"CREATE SCHEMA {schema}")
    connection.execute(f"CREATE SCHEMA {schema}_work")
    identities = find_identities(connection, told["leads"], told.get("lead_merges"), schema)
    repeated = [
        _make(connection, table, told[table.name], told, schema, merged=bool(identities.leads), report=report)
        if table.name in told
        else _make_empty(connection, table, schema)
        for table in TABLES
    ]
    return Merged(identities, tuple(r for r in repeated if r.duplicates or r.set_aside))


def _make(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    facts: Facts,
    told: Mapping[str, Facts],
    schema: str,
    *,
    merged: bool,
    report: bool,
) -> Repeated:
    repeated = Repeated(table.name)
    if merged and table.name == "leads":
        facts = merge_leads(connection, facts, schema)
    elif merged and "lead_id" in facts.names and not table.about_ids:
        facts = follow(connection, facts, schema)
    if table.repeats is Repeats.CHANGE:
        facts, duplicates = with_order(connection, facts, f"{schema}_work.{table.name}")
        repeated = Repeated(table.name, duplicates)
    elif resolved_after_merging(table):
        # What was told stays whole: at an earlier instant another telling may have been the only one.
        facts, repeated = resolve(connection, facts.at(facts.relation), f"{schema}_work", report=report)
    values = {name: sql.name(name) for name in facts.names}
    if table.name == "activities":
        values["side"] = _side(connection, facts, told)
    columns = [f"{values[c.name]} AS {sql.name(c.name)}" for c in table.columns]
    columns += [sql.name(c.name) for c in table.derived]
    columns += [sql.name(name) for name in facts.extras]
    connection.execute(
        f"CREATE VIEW {schema}.{table.name} AS SELECT {', '.join(columns)} FROM {facts.relation}"
    )
    return repeated


def _make_empty(connection: duckdb.DuckDBPyConnection, table: Table, schema: str) -> Repeated:
    columns = ", ".join(f"{sql.name(column.name)} {column.type.sql}" for column in table.all_columns)
    connection.execute(f"CREATE TABLE {schema}.{table.name} ({columns})")
    return Repeated(table.name)


def _side(connection: duckdb.DuckDBPyConnection, activities: Facts, told: Mapping[str, Facts]) -> str:
    """SQL for the side that acts: the source's, else the kind's. An `email_sent` by a user of sales is sales', another
    with a campaign is marketing's."""
    row = connection.execute(f"SELECT bool_or(side IS NULL) FROM {activities.relation}").fetchone()
    if row is None or not row[0]:
        return "side"
    sides: dict[str, list[str]] = {}
    for kind, side in SIDE_OF_KIND.items():
        sides.setdefault(side, []).append(kind)
    whens = [
        f"WHEN kind IN ({', '.join(map(sql.text, kinds))}) THEN '{side}'" for side, kinds in sides.items()
    ]
    sellers = _sellers(connection, told)
    mail = f"WHEN kind = '{EMAIL_SENT}' THEN CASE"
    mail += f" WHEN user_id IN ({', '.join(map(sql.text, sellers))}) THEN 'sales'" if sellers else ""
    whens.append(f"{mail} WHEN campaign_id IS NOT NULL THEN 'marketing' END")
    return f"coalesce(side, CASE {' '.join(whens)} END)"


def _sellers(connection: duckdb.DuckDBPyConnection, told: Mapping[str, Facts]) -> list[str]:
    if "users" not in told:
        return []
    rows = connection.execute(
        f"SELECT user_id FROM {told['users'].relation} WHERE side = 'sales' ORDER BY 1"
    ).fetchall()
    return [row[0] for row in rows]
