"""Figures as people say them: with their unit, their denominator, and no more digits than they can carry."""

import math
from datetime import date, datetime
from decimal import Decimal

NOTHING = "no data"
"""What stands where a figure isn't known; never a zero."""

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


def count(value: float | None) -> str:
    """A number of things: `12,480`; at most one decimal where it is no whole number."""
    if value is None or not math.isfinite(value):
        return NOTHING
    return f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 100 else f"{value:,.1f}"


def percent(share: float | None) -> str:
    """A share as a percentage: `34%`; `99.6%` rather than a rounded `100%`, `0.4%` rather than `0%`."""
    if share is None or not math.isfinite(share):
        return NOTHING
    points = share * 100
    near_an_end = (0 < points < 1) or (99 < points < 100)
    return f"{points:.1f}%" if near_an_end and f"{points:.1f}" not in ("0.0", "100.0") else f"{points:.0f}%"


def out_of(part: float | None, whole: float | None) -> str:
    """A share with its denominator: `34%, 41 of 120`."""
    if part is None or not whole:
        return NOTHING
    return f"{percent(part / whole)}, {count(part)} of {count(whole)}"


def money(amount: Decimal | float | None, currency: str | None, exact: bool = False) -> str:
    """An amount with its currency: `$1.24 million`, `EUR` codes where no sign is common; exact to the cent when asked."""
    if amount is None:
        return NOTHING
    value = float(amount)
    sign = _SYMBOLS.get(currency or "")
    head = ("-" if value < 0 else "") + (sign or f"{currency or ''} ".lstrip())
    size = abs(value)
    if exact:
        return f"{head}{abs(Decimal(amount)):,.2f}"
    if size >= 999_500:
        return f"{head}{_significant(size / 1_000_000)} million"
    if size >= 100_000:
        return f"{head}{size / 1000:,.0f},000"
    return f"{head}{size:,.0f}"


def _significant(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def seconds(value: float | None, business: bool = False, day: int = 86_400) -> str:
    """A length of time: `1 h 20 min`, with `, business time` where it is; `day` is the length of a business day in seconds."""
    if value is None or not math.isfinite(value):
        return NOTHING
    said = _length(round(value), day)
    return f"{said}, business time" if business else said


def _length(whole: int, day: int) -> str:
    if whole < 0:
        return f"-{_length(-whole, day)}"
    if whole < 60:
        return f"{whole} s"
    minutes = round(whole / 60)
    if minutes < 60:
        return f"{minutes} min"
    if minutes * 60 < day:
        return _two(minutes, 60, "h", 1, "min")
    return _two(round(whole / 3600), day / 3600, "d", 1, "h")


def _two(number: int, size: float, unit: str, below: int, lesser: str) -> str:
    """So many of a unit and what is left of the lesser one; ten and more of a unit stand alone."""
    many = int(number / size)
    left = round((number - many * size) / below)
    if many >= 10:
        return f"{round(number / size)} {unit}"
    if left >= size:
        many, left = many + 1, 0
    return f"{many} {unit} {left} {lesser}" if left else f"{many} {unit}"


def day(value: date | datetime | None) -> str:
    """A day: `1 Jun 2026`."""
    return NOTHING if value is None else f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def wall(value: datetime) -> str:
    """A time of the wall clock, to the minute: `1 Jun 2026 09:00`; the zone is said elsewhere."""
    return f"{day(value)} {value:%H:%M}"


def zone(name: str) -> str:
    """Whose time a zone is: `Amsterdam time`, `UTC`."""
    place = name.rpartition("/")[2].replace("_", " ")
    return place if place in ("UTC", "GMT") else f"{place} time"


def instant(value: datetime | None) -> str:
    """An instant of UTC, to the minute: `1 Jun 2026 09:00 UTC`."""
    return NOTHING if value is None else f"{day(value)} {value:%H:%M} UTC"


def period(name: str, short: bool = False) -> str:
    """A period of the findings: `2026-05` is `May 2026` (short: `May`), `2026-Q2` is `Q2 2026`, `2026-W14` is `week 14 of 2026`."""
    year, _, part = name.partition("-")
    if part.isdigit():
        month = _MONTHS[int(part) - 1]
        return month if short else f"{month} {year}"
    if part.startswith("Q"):
        return part if short else f"{part} {year}"
    if part.startswith("W"):
        return f"w{int(part[1:])}" if short else f"week {int(part[1:])} of {year}"
    return "the whole record" if name == "all" else name


def some(number: float, one: str, many: str | None = None) -> str:
    """A number with its noun: `1 lead`, `12 leads`."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def listed(words: list[str], last: str = "and") -> str:
    """Words in a row: `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""
