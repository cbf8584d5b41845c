"""Business time by walking a calendar's working intervals, one day at a time."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Interval = tuple[datetime, datetime]
FAR = timedelta(days=366 * 30)


class Calendar:
    """Working hours in a zone, less holidays, closed days and somebody's absences.

    `clause` is an agreement's calendar; `zone` replaces its zone (a rep's own); `absences` are intervals of instants.
    """

    def __init__(self, clause, zone: str | None = None, absences: Iterable[Interval] = ()) -> None:
        self.zone = ZoneInfo(zone or clause.timezone)
        self.hours = {day: _hours_of(clause, day) for day in range(7)}
        self.closed = set(clause.closed)
        self.absences = sorted(absences)
        self.holidays = (
            holidays.country_holidays(clause.holidays.country, subdiv=clause.holidays.subdivision)
            if clause.holidays
            else {}
        )
        self.working_day = max(
            sum((end - start for start, end in spans), timedelta()) for spans in self.hours.values()
        )
        self._days: dict[date, list[Interval]] = {}

    def day(self, day: date) -> list[Interval]:
        """The working intervals that begin on a local day, in UTC; none on a holiday or a closed day."""
        if day not in self._days:
            spans = [] if day in self.closed or day in self.holidays else self.hours[day.weekday()]
            local = [(_instant(day, start, self.zone), _instant(day, end, self.zone)) for start, end in spans]
            self._days[day] = [(start, end) for start, end in local if start < end]
        return self._days[day]

    def intervals(self, start: datetime) -> Iterator[Interval]:
        """The working intervals from an instant on, in order, none touching the one before, absences taken out."""
        day = start.astimezone(self.zone).date() - timedelta(days=2)
        until = start
        while day < start.date() + FAR:
            for opens, closes in self.day(day):
                yield from _without(max(opens, until), closes, self.absences)
                until = max(until, closes)
            day += timedelta(days=1)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The business time from one instant to another."""
        passed = timedelta()
        for opens, closes in self.intervals(start):
            if opens >= end:
                break
            passed += min(closes, end) - opens
        return passed

    def after(self, start: datetime, amount: timedelta) -> datetime:
        """The earliest instant at which so much business time has passed."""
        for opens, closes in self.intervals(start):
            if closes - opens >= amount:
                return opens + amount
            amount -= closes - opens
        raise ValueError("this much business time never passes")

    def length(self, duration) -> timedelta:
        """A duration's length: of the clock, or of open time; a business day is the longest working day."""
        if duration.business and duration.unit == "days":
            return timedelta(
                microseconds=int(duration.amount * (self.working_day // timedelta(microseconds=1)))
            )
        return timedelta(
            microseconds=int(duration.amount * (timedelta(**{duration.unit: 1}) // timedelta(microseconds=1)))
        )

    def due(self, start: datetime, duration) -> datetime:
        """The instant at which a duration from `start` is over: by the clock, or by the calendar when it is a business duration."""
        return (
            self.after(start, self.length(duration)) if duration.business else start + self.length(duration)
        )


_calendars: dict[tuple, Calendar] = {}


def calendar_of(version, zone: str | None = None, absences: Iterable[Interval] = ()) -> Calendar:
    """An agreement's calendar, made once."""
    key = version.hash, zone, tuple(sorted(absences))
    if key not in _calendars:
        _calendars[key] = Calendar(version.calendar, zone, key[2])
    return _calendars[key]


def _hours_of(clause, weekday: int) -> list[tuple[timedelta, timedelta]]:
    """A weekday's hours as offsets from its midnight; an end at or before its start is on the next day."""
    spans = []
    for days, hours in clause.hours.items():
        if weekday in _weekdays(days):
            for text in hours:
                start, end = (_offset(part) for part in text.split("-"))
                spans.append((start, end if end > start else end + timedelta(days=1)))
    joined: list[tuple[timedelta, timedelta]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _weekdays(text: str) -> set[int]:
    first, _, last = (part.strip().lower()[:3] for part in text.partition("-"))
    if not last:
        return {DAYS.index(first)}
    start, end = DAYS.index(first), DAYS.index(last)
    return {(start + n) % 7 for n in range((end - start) % 7 + 1)}


def _offset(text: str) -> timedelta:
    hours, minutes = text.strip().split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


def _instant(day: date, offset: timedelta, zone: ZoneInfo) -> datetime:
    """A local time as an instant: the first at which the wall clock shows it or, where the clock jumps over it, the jump."""
    local = datetime.combine(day, time()) + offset
    instant = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != local:
        instant -= timedelta(hours=3)
        while instant.astimezone(zone).replace(tzinfo=None) < local:
            instant += timedelta(minutes=1)
    return instant


def _without(start: datetime, end: datetime, absences: list[Interval]) -> Iterator[Interval]:
    """What is left of an interval when absences are taken out."""
    for away, back in absences:
        if start < away < end:
            yield start, away
        if away < end and back > start:
            start = max(start, back)
    if start < end:
        yield start, end
