"""Slow, obvious readings of dates and numbers, written apart from what they judge."""

from datetime import date, datetime
from decimal import Decimal

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}


def print_time(when: datetime, style: str) -> str:
    """A time of day in one of the styles `24`, `12`, `seconds`, or nothing."""
    match style:
        case "24":
            return f" {when.hour:02d}:{when.minute:02d}"
        case "12":
            half = "AM" if when.hour < 12 else "PM"
            return f" {(when.hour + 11) % 12 + 1}:{when.minute:02d} {half}"
        case "seconds":
            return f", {when.hour}:{when.minute:02d}:{when.second:02d}"
    return ""


def cut(when: datetime, style: str) -> datetime:
    """What of the instant the style prints."""
    match style:
        case "24" | "12":
            return when.replace(second=0, microsecond=0)
        case "seconds":
            return when.replace(microsecond=0)
    return when.replace(hour=0, minute=0, second=0, microsecond=0)


def print_numeric(day: date, first: str, sign: str, padded: bool, short_year: bool) -> str:
    """`04/03/2026` and its likes."""
    width = "02d" if padded else "d"
    parts = (day.day, day.month) if first == "day-first" else (day.month, day.day)
    year = f"{day.year % 100:02d}" if short_year else str(day.year)
    return f"{parts[0]:{width}}{sign}{parts[1]:{width}}{sign}{year}"


def possible(text: str, first: str, sign: str) -> date | None:
    """The day that a printed date is in one order; None when it is none."""
    one, other, year = map(int, text.split(",", maxsplit=1)[0].split(" ", maxsplit=1)[0].split(sign))
    day, month = (one, other) if first == "day-first" else (other, one)
    if year < 100:
        year += 2000 if year < 70 else 1900
    try:
        return date(year, month, day)
    except ValueError:
        return None


def group(digits: str, mark: str) -> str:
    """Digits with a mark before each three."""
    parts = []
    while len(digits) > 3:
        parts.insert(0, digits[-3:])
        digits = digits[:-3]
    return mark.join([digits, *parts])


def print_number(value: Decimal, decimal: str, grouped: str, places: int) -> str:
    """A number with a decimal sign, a mark of thousands (or none) and so many decimals."""
    whole, _, fraction = f"{abs(value):.{places}f}".partition(".")
    body = group(whole, grouped) if grouped else whole
    return body + (decimal + fraction if places else "")
