"""A rep's queue: what comes in on each working day, what the rep can take a day, and what is left over."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from handfast.agreement.calendar import Calendar
from handfast.agreement.expansion import expand, micros
from handfast.engine.terms import local_midnight


def working_days(calendar: Calendar, zone: str, first: datetime, last: datetime) -> tuple[int, ...]:
    """The ends (µs since 1970, UTC) of the local days from `first` to `last` (aware) on which the calendar has open time."""
    day, end = first.astimezone(ZoneInfo(zone)).date(), last.astimezone(ZoneInfo(zone)).date()
    many = (end - day).days + 2
    bounds = [
        micros(local_midnight(day + timedelta(days=n), zone).replace(tzinfo=UTC)) for n in range(max(many, 1))
    ]
    if len(bounds) < 2:
        return ()
    expansion = expand(calendar, first - timedelta(days=2), last + timedelta(days=2), 0)
    starts, ends = np.array(bounds[:-1]), np.array(bounds[1:])
    return tuple(ends[expansion.business_time(starts, ends) > 0].tolist())


def arrivals(handed: Iterable[datetime], days: Sequence[int]) -> Counter[int]:
    """How many hand-offs fall to each working day, by its place in `days`: those on a free day to the next one; those after the last to none."""
    places = (bisect_right(days, micros(at)) for at in handed)
    return Counter(place for place in places if place < len(days))


def overflows(arriving: Counter[int], capacity: int, days: int) -> frozenset[int]:
    """The working days at whose end hand-offs are left over that the rep, taking `capacity` a day, did not get to; they wait for the next day."""
    left, found = 0, set()
    for day in range(days):
        left = max(0, left + arriving.get(day, 0) - capacity)
        if left:
            found.add(day)
    return frozenset(found)
