"""Local times of a zone as UTC, in SQL.

An ambiguous local time is the first of the two; one that doesn't exist is shifted forward by the gap. Both take the
offset that held before the change, as Python's `datetime` does with `fold=0`.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Offsets are looked up between these years; before and after, the first and the last hold on."""


def known_zone(zone: str) -> bool:
    """Whether `zone` is an IANA zone."""
    return zone in available_timezones()


@lru_cache(maxsize=64)
def offsets(zone: str) -> tuple[tuple[datetime, int], ...]:
    """From which local time on (naive) which offset in seconds holds, in order; the first is from the beginning of time."""
    place = ZoneInfo(zone)
    found = [(datetime.min, _offset(place, datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)))]
    step = timedelta(days=1)
    at = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    end = datetime(LAST_YEAR, 1, 1, tzinfo=UTC)
    while at < end:
        if _offset(place, at) != _offset(place, at + step):
            change = _change(place, at, at + step)
            before, after = _offset(place, change - timedelta(seconds=1)), _offset(place, change)
            found.append((change.replace(tzinfo=None) + timedelta(seconds=max(before, after)), after))
        at += step
    return tuple(found)


def _offset(place: ZoneInfo, instant: datetime) -> int:
    offset = instant.astimezone(place).utcoffset()
    assert offset is not None  # a zone always has one
    return int(offset.total_seconds())


def _change(place: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The first second with the offset of `high`."""
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        if _offset(place, middle) == _offset(place, low):
            low = middle
        else:
            high = middle
    return high


def to_utc(local: str, zone: str) -> str:
    """SQL for the UTC instant of the local time `local` (SQL for a TIMESTAMP)."""
    if zone == "UTC":
        return local
    return f"({local} - to_seconds({_tree(local, offsets(zone))}))"


def _tree(local: str, changes: tuple[tuple[datetime, int], ...]) -> str:
    """A decision tree, so that a lookup takes the logarithm of the number of changes."""
    if len(changes) == 1:
        return str(changes[0][1])
    half = len(changes) // 2
    border = changes[half][0].isoformat(sep=" ")
    low, high = _tree(local, changes[:half]), _tree(local, changes[half:])
    return f"CASE WHEN {local} < TIMESTAMP '{border}' THEN {low} ELSE {high} END"
