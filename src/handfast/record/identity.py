"""One person, one lead: leads of one e-mail address, and those that a person merged, are made one as they are read; the files stay as they are."""

import string
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from handfast.record import sql
from handfast.record.arrow import texts
from handfast.record.facts import Facts
from handfast.record.groups import Group, Member, groups_of

SAME_EMAIL = "same e-mail address"
MERGED = "merged on a person's word"

IN_FORCE = "undone_at IS NULL AND lead_id <> survivor_id"
"""SQL: whether a merge counts."""


@dataclass(frozen=True, slots=True)
class Identities:
    """What came of looking for who is one with whom.

    Attributes:
        by_email: leads that are one with another by their e-mail address.
        by_word: leads that are one with another because a person said so.
        unknown: merges in force that name a lead which isn't there.
        circles: groups of leads that were merged in a circle.
    """

    by_email: int = 0
    by_word: int = 0
    unknown: int = 0
    circles: int = 0

    @property
    def leads(self) -> int:
        """How many leads are one with another."""
        return self.by_email + self.by_word


def address(email: str) -> str:
    """SQL: what is compared of an e-mail: without blanks around it, A to Z in lower case, and nothing else."""
    return f"translate({email}, '{string.ascii_uppercase}', '{string.ascii_lowercase}')"


def find_identities(
    connection: duckdb.DuckDBPyConnection, leads: Facts, merges: Facts | None, schema: str
) -> Identities:
    """Make `lead_identities(lead_id, survivor_id, reason)` in `schema`: a row for each lead that is one with another.

    The survivor of an address is the lead created first, then the one of the smallest id (trimming was done by reading). A merge
    in force joins two such persons; the one that was merged into no other survives, of several the one created first, then of the
    smallest id. A merge counts whenever it was said, and through leads that aren't there.
    """
    connection.execute(
        f"CREATE TABLE {schema}.lead_identities AS "
        f"SELECT lead_id, survivor_id, {sql.text(SAME_EMAIL)} AS reason FROM ("
        f"SELECT lead_id, first_value(lead_id) OVER (PARTITION BY address ORDER BY created_at, lead_id) AS survivor_id "
        f"FROM (SELECT lead_id, created_at, {address('email')} AS address FROM {leads.relation} WHERE email IS NOT NULL) "
        f"SEMI JOIN (SELECT {address('email')} AS address FROM {leads.relation} WHERE email IS NOT NULL "
        f"GROUP BY 1 HAVING count(*) > 1) USING (address)) WHERE lead_id <> survivor_id"
    )
    unknown = circles = 0
    edges = _edges(connection, merges) if merges else []
    if edges:
        groups = _groups(connection, leads, edges, schema)
        _rewrite(connection, groups, schema)
        there = {member.lead_id for group in groups for member in group.members}
        unknown = sum(1 for edge in edges if not there.issuperset(edge))
        circles = sum(1 for group in groups if group.circle)
    (by_email, by_word) = connection.execute(
        f"SELECT count(*) FILTER (WHERE reason = {sql.text(SAME_EMAIL)}), count(*) FILTER (WHERE reason = {sql.text(MERGED)}) "
        f"FROM {schema}.lead_identities"
    ).fetchall()[0]
    return Identities(by_email, by_word, unknown, circles)


def _edges(connection: duckdb.DuckDBPyConnection, merges: Facts) -> list[tuple[str, str]]:
    """Who was merged into whom."""
    return connection.execute(
        f"SELECT DISTINCT lead_id, survivor_id FROM {merges.relation} WHERE {IN_FORCE} ORDER BY ALL"
    ).fetchall()


def _groups(
    connection: duckdb.DuckDBPyConnection, leads: Facts, edges: list[tuple[str, str]], schema: str
) -> list[Group]:
    """The groups that merges touch; few beside all leads, since a person said each."""
    named = sorted({lead for edge in edges for lead in edge})
    connection.register("leads_named", pa.table([texts(named)], names=["lead_id"]))
    rows = connection.execute(
        f"WITH persons AS (SELECT l.lead_id, l.created_at, coalesce(i.survivor_id, l.lead_id) AS person FROM {leads.relation} l "
        f"LEFT JOIN {schema}.lead_identities i ON l.lead_id = i.lead_id) "
        "SELECT lead_id, created_at, person FROM persons WHERE person IN "
        "(SELECT person FROM persons SEMI JOIN leads_named USING (lead_id)) ORDER BY created_at, lead_id"
    ).fetchall()
    connection.unregister("leads_named")
    return groups_of([Member(*row) for row in rows], edges)


def _rewrite(connection: duckdb.DuckDBPyConnection, groups: Iterable[Group], schema: str) -> None:
    """Put the groups' identities in place of those by e-mail alone."""
    rows: list[tuple[str, str, str]] = []
    touched: list[str] = []
    for group in groups:
        chosen = group.survivor
        for member in group.members:
            touched.append(member.lead_id)
            if member.lead_id != chosen.lead_id:
                reason = SAME_EMAIL if member.person == chosen.person else MERGED
                rows.append((member.lead_id, chosen.lead_id, reason))
    connection.register("leads_touched", pa.table([texts(touched)], names=["lead_id"]))
    columns = [texts([row[i] for row in rows]) for i in range(3)]
    connection.register("leads_joined", pa.table(columns, names=["lead_id", "survivor_id", "reason"]))
    connection.execute(
        f"DELETE FROM {schema}.lead_identities WHERE lead_id IN (SELECT lead_id FROM leads_touched)"
    )
    connection.execute(f"INSERT INTO {schema}.lead_identities SELECT * FROM leads_joined")
    connection.unregister("leads_touched")
    connection.unregister("leads_joined")


def merge_leads(connection: duckdb.DuckDBPyConnection, leads: Facts, schema: str) -> Facts:
    """Leads with each person once, by `schema`'s identities: a field is the survivor's, else that of the next lead, by created_at and lead_id.

    `created_at` is the first of all: the person was there since then, whichever lead survives.
    """
    merged = f"{schema}_work.leads_merged"
    order = "ORDER BY lead_id <> __person, created_at, lead_id"
    first = [
        f"first({c} {order}) FILTER (WHERE {c} IS NOT NULL) AS {c}"
        for c in (sql.name(n) for n in leads.names if n not in ("lead_id", "created_at"))
    ]
    whole = [f"first({c} {order}) AS {c}" for c in ("__file", "__line", "lead_id")]
    whole.append("min(created_at) AS created_at")
    identities = f"{schema}.lead_identities"
    connection.execute(
        f"CREATE TABLE {merged} AS SELECT {', '.join([*whole, *first])} "
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
