"""Values of JSON as the text that a source table holds."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any


def plain(value: Any) -> str | None:
    """A value as text: `true`, `12.5`, JSON for what is nested; None for null and the empty text."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(int(value)) if value == int(value) else repr(value)
    return json.dumps(value, ensure_ascii=False)


def flat(thing: Mapping[str, Any], *without: str) -> dict[str, str | None]:
    """An object as a row: its own names, its values as text; but for the keys named."""
    return {key: plain(value) for key, value in thing.items() if key not in without}


def instant(text: str) -> datetime:
    """An ISO instant, in UTC; without a zone it is taken for UTC."""
    read = datetime.fromisoformat(text.replace("+0000", "+00:00"))
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)


def iso(value: datetime) -> str:
    """An instant as `2026-03-04T09:30:00.123Z`: milliseconds are what these APIs know."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def earlier(text: str, minutes: int) -> str:
    """The instant so many minutes before."""
    return iso(instant(text) - timedelta(minutes=minutes))
