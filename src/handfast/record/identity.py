"""One person, one lead: leads of the same e-mail address are merged as they are read; the files stay as they are."""

import string

import duckdb

from handfast.record import sql
from handfast.record.facts import Facts

SAME_EMAIL = "same e-mail address"


def address(email: str) -> str:
    """SQL: what is compared of an e-mail: without blanks around it, A to Z in lower case, and nothing else."""
    return f"translate({email}, '{string.ascii_uppercase}', '{string.ascii_lowercase}')"


def find_identities(connection: duckdb.DuckDBPyConnection, leads: Facts, schema: str) -> int:
    """Make `lead_identities(lead_id, survivor_id, reason)` in `schema`, and say how many leads were merged into others.

    The survivor of an address is the lead created first, then the one of the smallest id. Trimming was done by reading.
    """
    connection.execute(
        f"CREATE TABLE {schema}.lead_identities AS "
        f"SELECT lead_id, survivor_id, {sql.text(SAME_EMAIL)} AS reason FROM ("
        f"SELECT lead_id, first_value(lead_id) OVER (PARTITION BY address ORDER BY created_at, lead_id) AS survivor_id "
        f"FROM (SELECT lead_id, created_at, {address('email')} AS address FROM {leads.relation} WHERE email IS NOT NULL) "
        f"SEMI JOIN (SELECT {address('email')} AS address FROM {leads.relation} WHERE email IS NOT NULL "
        f"GROUP BY 1 HAVING count(*) > 1) USING (address)) WHERE lead_id <> survivor_id"
    )
    row = connection.execute(f"SELECT count(*) FROM {schema}.lead_identities").fetchone()
    return int(row[0]) if row else 0


def merge_leads(connection: duckdb.DuckDBPyConnection, leads: Facts, schema: str) -> Facts:
    """Leads with each person once, by `schema`'s identities: a field is the survivor's, else that of the next lead, by created_at and lead_id."""
    merged = f"{schema}_work.leads_merged"
    key = ["lead_id", "created_at"]
    first = [
        f"first({c} ORDER BY created_at, lead_id) FILTER (WHERE {c} IS NOT NULL) AS {c}"
        for c in (sql.name(n) for n in leads.names if n not in key)
    ]
    first_of_all = [f"first({c} ORDER BY created_at, lead_id) AS {c}" for c in ("__file", "__line", *key)]
    identities = f"{schema}.lead_identities"
    connection.execute(
        f"CREATE TABLE {merged} AS SELECT {', '.join([*first_of_all, *first])} "
        f"FROM (SELECT l.*, coalesce(i.survivor_id, l.lead_id) AS __person FROM {leads.relation} l "
        f"LEFT JOIN {identities} i ON l.lead_id = i.lead_id "
        f"WHERE i.lead_id IS NOT NULL OR l.lead_id IN (SELECT survivor_id FROM {identities})) GROUP BY __person"
    )
    columns = f"__file, __line, {sql.names(leads.names)}"
    alone = f"{schema}_work.leads_once"
    connection.execute(
        f"CREATE VIEW {alone} AS SELECT {columns} FROM {leads.relation} "
        f"WHERE lead_id NOT IN (SELECT lead_id FROM {identities} UNION ALL SELECT survivor_id FROM {identities}) "
        f"UNION ALL SELECT {columns} FROM {merged}"
    )
    return leads.at(alone)


def follow(connection: duckdb.DuckDBPyConnection, facts: Facts, schema: str) -> Facts:
    """The facts with each `lead_id` that was merged, by `schema`'s identities, replaced by its survivor's."""
    columns = [
        "coalesce(i.survivor_id, f.lead_id) AS lead_id" if name == "lead_id" else f"f.{sql.name(name)}"
        for name in facts.names
    ]
    view = f"{schema}_work.{facts.table.name}_followed"
    connection.execute(
        f"CREATE VIEW {view} AS SELECT f.__file, f.__line, {', '.join(columns)} FROM {facts.relation} f "
        f"LEFT JOIN {schema}.lead_identities i ON f.lead_id = i.lead_id"
    )
    return facts.at(view)
