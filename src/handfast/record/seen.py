"""The record as it was known at an instant: facts that had happened by then and had been recorded.

The schema `seen` has the tables of the schema `record`, with the same columns. Where everything was known they are views of
those; activities are never copied.
"""

from datetime import UTC, date, datetime

import duckdb

from handfast.record import sql
from handfast.record.facts import Facts
from handfast.record.latest import check_as_of, first_fact, latest_fact
from handfast.record.merging import merge
from handfast.record.opened import Record
from handfast.record.rollback import not_in_last_stage, roll_back
from handfast.record.tables import TABLES

__all__ = ["check_as_of", "create_seen", "first_fact", "latest_fact"]

VISIBLE = {
    "accounts": "(created_at IS NULL OR created_at <= {t})",
    "account_changes": "changed_at <= {t}",
    "leads": "created_at <= {t}",
    "lead_changes": "changed_at <= {t} AND (recorded_at IS NULL OR recorded_at <= {t})",
    "activities": "occurred_at <= {t} AND (recorded_at IS NULL OR recorded_at <= {t})",
    "meetings": "booked_at <= {t}",
    "opportunities": "created_at <= {t}",
    "opportunity_contacts": "(added_at IS NULL OR added_at <= {t})",
    "opportunity_changes": "changed_at <= {t}",
    "concessions": "(given_at IS NULL OR given_at <= {t})",
    "spend": "spent_on <= {d}",
    "enrollments": "entered_at <= {t}",
    "assets": "(created_at IS NULL OR created_at <= {t})",
    "rates": '"on" <= {d}',
    "check_ins": "planned_at <= {t}",
    "actions": "agreed_at <= {t}",
    "requests": "asked_at <= {t}",
    "call_questions": "asked_at <= {t}",
    "intel": "published_at <= {t}",
    "intel_reads": "read_at <= {t}",
    "labels": "labelled_at <= {t}",
    "pulse": "answered_at <= {t}",
    "acknowledgements": "acknowledged_at <= {t}",
    "card_openings": "opened_at <= {t}",
}
"""When a row was known at {t}, whose day in UTC is {d}. Of the other tables every row was."""

LATER = {
    "meetings": {
        "status": ("status_at > {t}", "'booked'"),
        "status_at": ("status_at > {t}", "NULL"),
    },
    "opportunities": {
        "is_won": ("closed_at > {t}", "NULL"),
        "lost_reason": ("closed_at > {t}", "NULL"),
        "closed_at": ("closed_at > {t}", "NULL"),
    },
    "enrollments": {"left_at": ("left_at > {t}", "NULL")},
    "assets": {"retired_at": ("retired_at > {t}", "NULL")},
    "check_ins": {"held_at": ("held_at > {t}", "NULL")},
    "actions": {"done_at": ("done_at > {t}", "NULL")},
    "requests": {"answered_at": ("answered_at > {t}", "NULL")},
    "call_questions": {"answered_at": ("answered_at > {t}", "NULL")},
}
"""Columns that a known row learned later: when that is so, and what stood there before. A meeting whose status
has no instant keeps it: nobody knows when it was learned."""

CHANGES = {"leads": "lead_changes", "accounts": "account_changes", "opportunities": "opportunity_changes"}
"""Tables whose values change, with their changes: values are rolled back to the instant."""


def create_seen(record: Record, as_of: datetime) -> bool:
    """Make the schema `seen`: every canonical table, and `lead_identities`, as known at `as_of`.

    Args:
        record: an opened record; a schema `seen` made before is replaced.
        as_of: an instant that knows its zone.

    Returns whether anything in the record is later than `as_of`; if not, `seen` is `record`.

    A field with changes unseen at `as_of` has the new value of its last seen change, else the old value of its first
    unseen one. Identity and repeats among merged leads are worked out anew from what was known.
    """
    connection = record.connection
    for schema in ("seen", "seen_work", "known"):
        connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
    later = {name for name in record.facts if _has_later(record, name, as_of)}
    if not later:
        connection.execute("CREATE SCHEMA seen")
        for name in [*(table.name for table in TABLES), "lead_identities"]:
            connection.execute(f"CREATE VIEW seen.{name} AS SELECT * FROM record.{name}")
        return False
    connection.execute("CREATE SCHEMA known")
    known = {name: _known(connection, record, name, as_of, later) for name in record.facts}
    merge(connection, known, "seen", report=False)
    return True


def _known(
    connection: duckdb.DuckDBPyConnection, record: Record, name: str, as_of: datetime, later: set[str]
) -> Facts:
    facts = record.facts[name]
    changes = CHANGES.get(name, "")
    if name not in later and changes not in later:
        return facts
    if changes in later:
        facts = roll_back(
            connection, facts, record.facts[changes], _filled(VISIBLE[changes], as_of), record.zone
        )
    if name == "opportunities":
        closed_later = _filled("closed_at > {t}", as_of)
        seen = _filled(VISIBLE[changes], as_of)
        facts = not_in_last_stage(connection, facts, record.facts.get(changes), closed_later, seen)
    replaced = ", ".join(
        f"CASE WHEN {_filled(when, as_of)} THEN {value} ELSE {sql.name(column)} END AS {sql.name(column)}"
        for column, (when, value) in LATER.get(name, {}).items()
    )
    columns = f"* REPLACE ({replaced})" if replaced else "*"
    visible = _filled(VISIBLE[name], as_of)
    connection.execute(f"CREATE VIEW known.{name} AS SELECT {columns} FROM {facts.relation} WHERE {visible}")
    return facts.at(f"known.{name}")


def _has_later(record: Record, name: str, as_of: datetime) -> bool:
    """Whether a row of the table was unknown, or known otherwise. Once there is none, there is none at any later instant either."""
    none_since = f"nothing later in {name}"
    if none_since in record.found and record.found[none_since] <= as_of:
        return False
    found = _anything_later(record.connection, record.facts[name], as_of)
    if not found:
        record.found[none_since] = as_of
    return found


def _anything_later(connection: duckdb.DuckDBPyConnection, facts: Facts, as_of: datetime) -> bool:
    """Whether a row of the table was unknown, or known otherwise."""
    name = facts.table.name
    tests = [f"NOT ({VISIBLE[name]})"] if name in VISIBLE else []
    tests += [when for when, _ in LATER.get(name, {}).values()]
    if not tests:
        return False
    test = " OR ".join(f"({_filled(test, as_of)})" for test in tests)
    row = connection.execute(f"SELECT bool_or({test}) FROM {facts.relation}").fetchone()
    return bool(row and row[0])


def _filled(condition: str, as_of: datetime) -> str:
    day: date = as_of.astimezone(UTC).date()
    return condition.format(t=sql.instant(as_of), d=f"DATE '{day.isoformat()}'")
