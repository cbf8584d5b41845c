"""Working time in words."""

from collections.abc import Iterator
from itertools import groupby

import pycountry

from handfast.agreement.calendar import Calendar, Shift, build_calendar
from handfast.agreement.model import CalendarClause, HolidayClause
from handfast.agreement.wording import day, joined

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MINUTE = 60_000_000


def calendar_sentences(clause: CalendarClause) -> Iterator[str]:
    """When both teams work, in whole sentences."""
    calendar = build_calendar(clause)
    yield f"Working hours are {week_words(calendar)}, in the time zone {clause.timezone}."
    if clause.holidays:
        yield f"The public holidays of {region(clause.holidays)} are free."
    if clause.closed:
        yield f"Closed on {joined(map(day, sorted(clause.closed)))}."
    length = clock_words(calendar.longest_day // _MINUTE)
    yield f"Business time passes in working hours only. A business day is {length}, the longest working day."


def week_words(calendar: Calendar) -> str:
    """`Monday to Friday 09:00–12:30 and 13:15–17:30`, days that are alike together."""
    runs = []
    for shifts, days in groupby(range(7), key=lambda weekday: calendar.week[weekday]):
        first, *rest = (DAYS[weekday] for weekday in days)
        if shifts:
            span = f"{first} to {rest[-1]}" if len(rest) > 1 else joined([first, *rest])
            runs.append(f"{span} {joined(map(_shift_words, shifts))}")
    return "; ".join(runs)


def _shift_words(shift: Shift) -> str:
    end = shift.end if shift.end <= 1440 else shift.end - 1440
    over = " of the next day" if shift.end > 1440 else ""
    return f"{shift.start // 60:02}:{shift.start % 60:02}–{end // 60:02}:{end % 60:02}{over}"


def clock_words(minutes: int) -> str:
    """A length: `7 h 45 min`."""
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part)


def region(clause: HolidayClause) -> str:
    """A country, with its part before it: `New York, United States`."""
    code = clause.country.strip().upper()
    country = pycountry.countries.get(alpha_2=code)
    name = str(getattr(country, "common_name", country.name)) if country else code
    if not clause.subdivision:
        return name
    part = {found.code: found.name for found in pycountry.subdivisions}.get(
        f"{code}-{clause.subdivision.strip().upper()}"
    )
    return f"{part or clause.subdivision}, {name}"
