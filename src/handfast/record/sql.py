"""Names and values as they are written in DuckDB's SQL."""

from collections.abc import Iterable
from datetime import UTC, datetime


def name(identifier: str) -> str:
    """A quoted identifier."""
    return '"' + identifier.replace('"', '""') + '"'


def names(identifiers: Iterable[str], of: str = "") -> str:
    """Quoted identifiers, separated by commas, each of the relation `of` when one is given."""
    head = f"{of}." if of else ""
    return ", ".join(head + name(identifier) for identifier in identifiers)


def text(value: str) -> str:
    """A text literal."""
    return "'" + value.replace("'", "''") + "'"


def instant(value: datetime) -> str:
    """A timestamp literal in UTC. `value` must know its zone."""
    utc = value.astimezone(UTC).replace(tzinfo=None)
    return f"TIMESTAMP '{utc.isoformat(sep=' ', timespec='microseconds')}'"
