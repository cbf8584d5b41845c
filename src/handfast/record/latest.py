"""The span of a record: its first and last facts."""

from datetime import UTC, datetime

from handfast.faults import Fault, InputFaults
from handfast.record.opened import Record

HAPPENED = {
    "leads": "created_at",
    "accounts": "created_at",
    "opportunities": "created_at",
    "assets": "created_at",
    "activities": "occurred_at",
    "lead_changes": "changed_at",
    "account_changes": "changed_at",
    "opportunity_changes": "changed_at",
}
"""The columns that say when a fact happened: `created_at`, `occurred_at`, `changed_at`."""

CLOSED = "SELECT max(closed_at) AS happened_at FROM {relation} WHERE is_won IS NOT NULL"
"""An opportunity that was won or lost is a fact too, the last one of an export that has no history of stages."""


def latest_fact(record: Record) -> datetime:
    """The latest `created_at`, `occurred_at`, `changed_at`, or `closed_at` of what was won or lost, in the record (UTC); the `as_of` when none is given.

    Raises InputFaults when the record holds no fact at all.
    """
    return _bound(record, "max")


def first_fact(record: Record) -> datetime:
    """The earliest such instant. Raises InputFaults when the record holds no fact at all."""
    return _bound(record, "min")


def check_as_of(record: Record, as_of: datetime) -> None:
    """Raises InputFaults when nothing had happened yet at `as_of`. `as_of` must know its zone."""
    first = first_fact(record)
    if as_of < first:
        message = (
            f"{_shown(as_of)} is before the first fact of this record ({_shown(first)}), so there is nothing to see; "
            f"give an instant from then to {_shown(latest_fact(record))}"
        )
        raise InputFaults([Fault("", 0, 0, "as_of", message, "as-of")])


def _bound(record: Record, which: str) -> datetime:
    if which not in record.found:
        record.found[which] = _looked_up(record, which)
    return record.found[which]


def _looked_up(record: Record, which: str) -> datetime:
    parts = [
        f"SELECT {which}({column}) AS happened_at FROM {record.facts[table].relation}"
        for table, column in HAPPENED.items()
        if record.has(table)
    ]
    if which == "max" and record.has("opportunities"):
        parts.append(CLOSED.format(relation=record.facts["opportunities"].relation))
    every = " UNION ALL ".join(parts)
    row = record.connection.execute(f"SELECT {which}(happened_at) FROM ({every})").fetchone()
    if row is None or row[0] is None:
        message = (
            "holds no facts: no lead, activity, change or opportunity could be read; see what was set aside"
        )
        raise InputFaults([Fault("", 0, 0, "record", message, "no-facts")])
    found: datetime = row[0]
    return found.replace(tzinfo=UTC)


def _shown(at: datetime) -> str:
    utc = at.astimezone(UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%S") + (f".{utc.microsecond:06}" if utc.microsecond else "") + "Z"
