"""Working calendars: when business time passes.

`build_calendar` makes one of an agreement's `calendar:` clause. `handfast.agreement.expansion` turns it into UTC intervals, once, in Python.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from importlib.metadata import version
from itertools import pairwise
from typing import Protocol
from zoneinfo import ZoneInfo, available_timezones

from handfast.agreement.near import near

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 1440
MINUTE = 60_000_000
HOLIDAYS_VERSION = version("holidays")
"""The version of the `holidays` package: part of what a snapshot rests on, since countries change their holidays."""

_INTERVAL = re.compile(r"([0-9]{1,2}):([0-9]{2})\s*[-–]\s*([0-9]{1,2}):([0-9]{2})", re.ASCII)


class HolidayClause(Protocol):
    """Whose public holidays are kept: a country's ISO 3166 code, and one of its subdivisions'."""

    @property
    def country(self) -> str: ...
    @property
    def subdivision(self) -> str | None: ...


class CalendarClause(Protocol):
    """What an agreement says of its calendar, as it was read."""

    @property
    def timezone(self) -> str: ...
    @property
    def hours(self) -> Mapping[str, tuple[str, ...]]: ...
    @property
    def holidays(self) -> HolidayClause | None: ...
    @property
    def closed(self) -> tuple[date, ...]: ...


@dataclass(frozen=True, slots=True)
class CalendarProblem:
    """One thing wrong with a calendar clause: the path to it inside the clause, the fault's code, and what is wrong and would be right."""

    path: tuple[str | int, ...]
    code: str
    message: str


class CalendarFault(ValueError):
    """A calendar clause cannot be read; `problems` lists all that is wrong with it."""

    def __init__(self, problems: Iterable[CalendarProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.message for problem in self.problems))


@dataclass(frozen=True, slots=True)
class Shift:
    """An interval of work in local time: minutes from the midnight of the day it starts on. One that ends after 1440 runs over midnight."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """When business time passes.

    Attributes:
        zone: the IANA zone in which the hours are meant.
        week: for each weekday from Monday, the shifts that start on it, in order.
        country: whose public holidays are free; None for none.
        subdivision: the country's part whose holidays are added.
        closed: further days on which no shift starts.
        absences: times away, as (from, to) in µs since 1970 UTC; business time does not pass in them.
    """

    zone: str
    week: tuple[tuple[Shift, ...], ...]
    country: str | None = None
    subdivision: str | None = None
    closed: frozenset[date] = frozenset()
    absences: tuple[tuple[int, int], ...] = ()

    @property
    def longest_day(self) -> int:
        """The length of a business day in µs: that of the longest working day by the clock on the wall, whatever DST does to single days."""
        return max(sum(shift.end - shift.start for shift in shifts) for shifts in self.week) * MINUTE

    def in_zone(self, zone: str) -> "Calendar":
        """The same hours and free days on the clocks of another IANA zone; raises `CalendarFault` for an unknown one."""
        if not is_zone(zone):
            raise CalendarFault([_unknown_zone(zone, ())])
        return replace(self, zone=zone)

    def without(self, absences: Iterable[tuple[datetime, datetime]]) -> "Calendar":
        """The same, with times away (aware instants, from and to) in which no business time passes."""
        away = ((_micros(begins), _micros(ends)) for begins, ends in absences)
        return replace(
            self, absences=tuple(sorted({*self.absences, *(span for span in away if span[0] < span[1])}))
        )

    def free_days(self, first: int, last: int) -> frozenset[date]:
        """The holidays of the years from `first` to `last`, and the closed days."""
        return self.closed | _holidays(self.country, self.subdivision, first, last)


def build_calendar(clause: CalendarClause) -> Calendar:
    """The calendar that a clause describes; raises `CalendarFault` with everything that is wrong with it."""
    problems: list[CalendarProblem] = []
    if not is_zone(clause.timezone):
        problems.append(_unknown_zone(clause.timezone, ("timezone",)))
    week = _week(clause.hours, problems)
    country, subdivision = _whose_holidays(clause.holidays, problems)
    if problems:
        raise CalendarFault(problems)
    if not any(week):
        raise CalendarFault(
            [
                CalendarProblem(
                    ("hours",),
                    "no-open-time",
                    'the calendar is never open; give some working hours, as in mon-fri: ["09:00-17:00"]',
                )
            ]
        )
    return Calendar(clause.timezone, week, country, subdivision, frozenset(clause.closed))


# --- hours


def _week(
    hours: Mapping[str, tuple[str, ...]], problems: list[CalendarProblem]
) -> tuple[tuple[Shift, ...], ...]:
    week: list[list[tuple[Shift, tuple[str | int, ...]]]] = [[] for _ in WEEKDAYS]
    for key, texts in hours.items():
        days = _days(key, problems)
        for at, text in enumerate(texts):
            shift = _shift(text, ("hours", key, at), problems)
            if shift is not None:
                for day in days:
                    week[day].append((shift, ("hours", key, at)))
    for shifts in week:
        shifts.sort(key=lambda placed: (placed[0].start, placed[0].end))
    _refuse_overlaps(week, problems)
    return tuple(tuple(shift for shift, _ in shifts) for shifts in week)


def _days(key: str, problems: list[CalendarProblem]) -> list[int]:
    """The weekdays that a key such as `mon-fri` or `mon, wed` names."""
    days: list[int] = []
    for part in key.split(","):
        ends = [_weekday(name) for name in part.split("-")]
        if len(ends) > 2 or None in ends:
            meant = near(part.strip(), WEEKDAYS, 1)
            hint = (
                f'did you mean "{meant[0]}"?' if meant else 'write days as in "mon-fri", "sat" or "mon, wed"'
            )
            problems.append(
                CalendarProblem(("hours", key), "weekday", f'"{part.strip()}" is no day of the week; {hint}')
            )
            continue
        first, last = ends[0] or 0, ends[-1] or 0
        run = range(first, last + 1) if first <= last else [*range(first, 7), *range(last + 1)]
        days += [day for day in run if day not in days]
    return days


def _weekday(name: str) -> int | None:
    name = name.strip().lower()
    full = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    return next((at for at, known in enumerate(full) if name in (known, known[:3])), None)


def _shift(text: str, path: tuple[str | int, ...], problems: list[CalendarProblem]) -> Shift | None:
    match = _INTERVAL.fullmatch(text.strip())
    if match is None:
        problems.append(
            CalendarProblem(path, "interval", f'"{text}" is no interval; write it as in "09:00-17:30"')
        )
        return None
    from_hour, from_minute, to_hour, to_minute = map(int, match.groups())
    start, end = from_hour * 60 + from_minute, to_hour * 60 + to_minute
    if from_minute > 59 or to_minute > 59 or start >= DAY_MINUTES or end > DAY_MINUTES:
        problems.append(
            CalendarProblem(path, "interval", f'"{text}" is no interval; times run from 00:00 to 24:00')
        )
        return None
    if start == end:
        problems.append(
            CalendarProblem(path, "interval", f'"{text}" is no time at all; a whole day is "00:00-24:00"')
        )
        return None
    return Shift(start, end if end > start else end + DAY_MINUTES)


def _refuse_overlaps(
    week: list[list[tuple[Shift, tuple[str | int, ...]]]], problems: list[CalendarProblem]
) -> None:
    """Two shifts at one time are a slip; those over midnight reach into the next day, Sunday's into Monday."""
    placed = [
        (shift.start + day * DAY_MINUTES, shift.end + day * DAY_MINUTES, path)
        for day, shifts in enumerate(week)
        for shift, path in shifts
    ]
    if not placed:
        return
    begins, ends, path = placed[0]
    placed.append((begins + 7 * DAY_MINUTES, ends + 7 * DAY_MINUTES, path))
    told: set[tuple[str | int, ...]] = set()
    for (_, end, _), (start, _, later) in pairwise(placed):
        if start < end and later not in told:
            told.add(later)
            day = WEEKDAYS[start // DAY_MINUTES % 7]
            problems.append(
                CalendarProblem(
                    later,
                    "interval",
                    f"hours overlap on {day}: one begins at {_clock(start)} before another ends at {_clock(end)}",
                )
            )


def _clock(minute: int) -> str:
    return f"{minute % DAY_MINUTES // 60:02}:{minute % 60:02}"


# --- zones and holidays


def is_zone(name: str) -> bool:
    """Whether a name is that of an IANA zone (which `ZoneInfo` reads more than: `posix/UTC`, `right/UTC`, `localtime`)."""
    return name in _zones()


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _unknown_zone(zone: str, path: tuple[str | int, ...]) -> CalendarProblem:
    tails = {name.rsplit("/", 1)[-1]: name for name in sorted(_zones(), reverse=True)}
    meant = near(zone, _zones(), 1) or [tails[tail] for tail in near(zone.rsplit("/", 1)[-1], tails, 1)]
    hint = f'did you mean "{meant[0]}"?' if meant else 'write an IANA name such as "America/New_York"'
    return CalendarProblem(path, "timezone", f'"{zone}" is no time zone; {hint}')


def _whose_holidays(
    clause: HolidayClause | None, problems: list[CalendarProblem]
) -> tuple[str | None, str | None]:
    """The codes of a country and of one of its subdivisions, as the `holidays` package spells them."""
    if clause is None:
        return None, None
    country = clause.country.strip().upper()
    parts = _parts_of(country)
    if parts is None:
        meant = _country_like(clause.country)
        hint = f'did you mean "{meant}"?' if meant else 'write its two letters, as in "US"'
        message = f'"{clause.country}" is no country whose holidays are known; {hint}'
        problems.append(CalendarProblem(("holidays", "country"), "country", message))
        return None, None
    if clause.subdivision is None:
        return country, None
    wanted = clause.subdivision.strip()
    subdivision = next(
        (code for code in parts if code.upper() == wanted.upper().removeprefix(f"{country}-")), None
    )
    if subdivision is None:
        hint = _subdivision_hint(country, parts, wanted)
        message = f'"{clause.subdivision}" is no part of {country} whose holidays are known; {hint}'
        problems.append(CalendarProblem(("holidays", "subdivision"), "subdivision", message))
    return country, subdivision


def _parts_of(country: str) -> tuple[str, ...] | None:
    """The codes of a country's subdivisions, by its two-letter code; None for a country whose holidays aren't known."""
    import holidays  # a third of a second, so that only those pay who use it; and of the countries only this one is loaded

    known = {
        code for _name, *codes in holidays.registry.COUNTRIES.values() for code in codes if len(code) == 2
    }
    return tuple(holidays.country_holidays(country).subdivisions) if country in known else None


def _country_like(name: str) -> str | None:
    """The code of a country given by its name or by three letters."""
    import holidays

    wanted = "".join(letter for letter in name.casefold() if letter.isalpha())
    names = {
        spelt.casefold(): codes[0]
        for class_name, *codes in holidays.registry.COUNTRIES.values()
        for spelt in (class_name, *codes)
    }
    names |= {"uk": "GB", "usa": "US", "unitedstatesofamerica": "US", "deutschland": "DE"}
    return names.get(wanted) or next((names[spelt] for spelt in near(wanted, names, 1)), None)


def _subdivision_hint(country: str, parts: tuple[str, ...], wanted: str) -> str:
    names = {name.casefold(): code for name, code in _subdivision_names(country).items()}
    named = next((names[name] for name in near(wanted.casefold(), names, 1)), None)
    meant = named or next(iter(near(wanted, parts, 1)), None)
    if meant:
        return f'did you mean "{meant}"?'
    if not parts:
        return f"{country} has none; leave it out"
    return f"there are {', '.join(parts[:20])}{' and others' if len(parts) > 20 else ''}"


def _subdivision_names(country: str) -> dict[str, str]:
    import holidays

    aliases = holidays.country_holidays(country, years=2000).get_subdivision_aliases()
    return {name: code for code, known in aliases.items() for name in known}


@lru_cache(maxsize=256)
def _holidays(country: str | None, subdivision: str | None, first: int, last: int) -> frozenset[date]:
    if country is None:
        return frozenset()
    import holidays

    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=range(first, last + 1)))


def _micros(instant: datetime) -> int:
    """Microseconds since 1970 UTC of an aware instant; raises ValueError for one without a zone."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant} has no time zone")
    since = instant - datetime.fromtimestamp(0, tz=ZoneInfo("UTC"))
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
