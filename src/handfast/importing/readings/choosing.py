"""Which reading a column gets: settled by all its values, told aloud, or asked when they leave it open.

Nothing is guessed that would change a value's meaning. Dates of one column have one order: a single value that is a day in one order only settles it; where
none is, or values need both orders, a person's word does. `1.234` in a column none of whose values shows its decimal sign is asked about, but for

- whole numbers, of which some have other digits than zeros behind the mark: it is a mark of thousands;
- amounts of money with a comma (`1,234`), or with a currency beside them: no currency has three decimals but a few dinars and the rial of Oman, which are
  asked about.
"""

import re
from collections.abc import Iterable

from handfast.importing.readings import instants, kinds
from handfast.importing.readings.profiles import Profile
from handfast.importing.readings.reading import COMMA, DAY_FIRST, MONTH_FIRST, POINT, Question, Reading
from handfast.importing.readings.words import EMPTY, THREE_DECIMALS

BARE_TIMES = "times without a zone are read in"
"""How the remark begins that says a column's zone."""

_FITS = 0.75
"""The share of a column's values that must be of a type for the column to be taken for it."""

_MOSTLY = 0.5
"""The share of digits-only values from which on they are days of a spreadsheet, or seconds since 1970; fewer are errors."""

_NAMES = ("", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")  # fmt: skip


def choose(
    profile: Profile,
    type: str,
    *,
    zone: str | None = None,
    dates: str | None = None,
    decimal: str | None = None,
) -> Reading | Question:
    """The reading of a column for a type, or the question that only a person can answer.

    Args:
        profile: of all its values.
        type: `id`, `text`, `instant`, `date`, `money`, `number`, `whole`, `boolean`, `json` or `list`.
        zone: IANA, of times without one; UTC when not given.
        dates: `day-first` or `month-first`, where values leave it open or contradict each other; values that settle it win.
        decimal: `point` or `comma`, likewise.
    """
    type = str(type)
    if type in ("instant", "date"):
        return _dates(profile, type, zone, dates)
    if type in ("money", "number", "whole"):
        return _numbers(profile, type, decimal)
    if type == "id":
        cut = profile.whole_floats > 0 and profile.share(*kinds.DIGITS, kinds.POINT) == 1
        told = (f"`.0` at the end of {_values(profile.whole_floats)} is left out",) if cut else ()
        return Reading("id", without_fraction=cut, told=told)
    empty = profile.count(kinds.EMPTY)
    told = ()
    if empty and type == "text" and profile.samples[kinds.EMPTY].lower() in EMPTY:
        told = (f"{_values(empty)} like `{profile.samples[kinds.EMPTY]}` {_are(empty)} read as nothing",)
    return Reading(type, told=told)


def fits(profile: Profile, type: str) -> bool:
    """Whether a column may hold a type, going by its values: three quarters of them do. Any may hold text and ids; one without values fits nothing else."""
    if type in ("text", "id", "list"):
        return True
    if not profile.filled - profile.count(kinds.EMPTY, kinds.NO_DAY):
        return False
    match type:
        case "instant" | "date":
            return (
                max(
                    profile.date + profile.share(kinds.NO_DAY),
                    profile.share(kinds.EPOCH),
                    profile.share(kinds.COMPACT),
                )
                >= _FITS
            )
        case "money" | "number":
            return profile.number >= _FITS
        case "whole":
            return (
                profile.share(*kinds.DIGITS, kinds.ALIKE_POINT, kinds.ALIKE_COMMA, kinds.GAPPED)
                + (profile.whole_floats / profile.filled)
                >= _FITS
            )
        case "boolean":
            return profile.boolean >= _FITS
        case _:
            return profile.share(kinds.JSON) >= _FITS


def order_told(profiles: Iterable[Profile]) -> str | None:
    """The order of day and month that columns of one table tell together; None when none tells, or they contradict each other.

    One export writes all its dates one way, so that a column which leaves it open may go by its neighbours.
    """
    day = month = 0
    for profile in profiles:
        day += profile.count(kinds.DAY_ONLY)
        month += profile.count(kinds.MONTH_ONLY)
    if bool(day) == bool(month):
        return None
    return DAY_FIRST if day else MONTH_FIRST


def _dates(profile: Profile, type: str, zone: str | None, dates: str | None) -> Reading | Question:
    order = _order(profile, dates)
    if isinstance(order, Question):
        return order
    chosen, why = order
    told = [why] if why else []
    forms = [instants.ISO, *_shown_forms(profile)]
    for form, kind, said in (
        (instants.EPOCH, kinds.EPOCH, "numbers are read as seconds or milliseconds since 1970"),
        (instants.COMPACT, kinds.COMPACT, "numbers of eight digits are read as year, month and day"),
        (instants.SERIAL, kinds.SERIAL, "numbers are read as a spreadsheet's days"),
    ):
        if (
            profile.share(kind, *((kinds.POINT,) if kind == kinds.SERIAL and profile.count(kind) else ()))
            >= _MOSTLY
        ):
            forms.append(form)
            told.append(f"{said} ({_values(profile.count(kind))}, as `{profile.samples[kind]}`)")
    if not profile.count(kinds.ISO_DAY, kinds.ISO_LOCAL, kinds.ISO_ZONED) and len(forms) > 1:
        forms = [*forms[1:], forms[0]]
    zero = profile.count(kinds.ISO_ZERO)
    if zero:
        told.append(f"{_values(zero)} at the first instant of 1970 {_are(zero)} read as nothing")
    if type == "instant" and profile.count(*kinds.WITHOUT_ZONE):
        told.append(f"{BARE_TIMES} {zone or 'UTC'}")
    return Reading(
        type,
        forms=tuple(forms),
        order=chosen,
        zone=zone or "UTC",
        zero_is_none=zero > 0,
        told=tuple(told),
    )


def _shown_forms(profile: Profile) -> list[str]:
    """Forms that some value is in and that no other type's values are in, the most frequent first."""
    known = (
        (instants.NUMERIC, (*kinds.ORDERED, kinds.NEITHER)),
        (instants.YEAR_FIRST, (kinds.YEAR_FIRST,)),
        (instants.NAMED, (kinds.NAMED,)),
    )
    met = [(profile.count(*which), form) for form, which in known]
    return [form for count, form in sorted(met, reverse=True) if count]


def _order(profile: Profile, dates: str | None) -> tuple[str, str] | Question:
    """The order of day and month, and why; empty where nothing needs saying."""
    day, month = profile.count(kinds.DAY_ONLY), profile.count(kinds.MONTH_ONLY)
    if day and month:
        if dates:
            return (
                dates,
                f"dates are {dates}, as you said, though {_values(month if dates == DAY_FIRST else day)} can't be",
            )
        text = (
            f"`{profile.samples[kinds.DAY_ONLY]}` can only be day-first and `{profile.samples[kinds.MONTH_ONLY]}` only month-first, so that no reading "
            f"fits all of the column; {_answer(profile.column)}, and values that don't fit are set aside"
        )
        return Question(profile.column, text)
    if day or month:
        order = DAY_FIRST if day else MONTH_FIRST
        return order, f"dates are {order} ({_values(day or month)} can only be that)"
    either = profile.count(kinds.EITHER)
    if not either:
        return dates or DAY_FIRST, ""
    if dates:
        return dates, f"dates are {dates}, as told ({_values(either)} may be either)"
    example = profile.samples[kinds.EITHER]
    by_day, by_month = _both(example)
    text = (
        f"`{example}` may be {by_day} or {by_month}, and none of the column's {_values(profile.count(*kinds.ORDERED))} tells which; "
        f"{_answer(profile.column)}"
    )
    return Question(profile.column, text)


def _answer(column: str) -> str:
    return (
        f"say --dates day-first or --dates month-first, or `dates: day-first` for `{column}` in mapping.yaml"
    )


def _both(example: str) -> tuple[str, str]:
    """A date in words, day first and month first."""
    numbers = re.findall(r"\d+", example)
    first, second, year = int(numbers[0]), int(numbers[1]), numbers[2]
    year = year if len(year) > 2 else ("20" if year < "70" else "19") + year
    return f"{first} {_NAMES[second]} {year}", f"{second} {_NAMES[first]} {year}"


def _numbers(profile: Profile, type: str, decimal: str | None) -> Reading | Question:
    sign = _decimal(profile, type, decimal)
    if isinstance(sign, Question):
        return sign
    chosen, why = sign
    told = [why] if why else []
    units = profile.currencies
    if units and type == "money":
        shown = ", ".join(f"{unit} ({count:,})" for unit, count in list(units.items())[:5])
        told.append(f"the currency beside the amounts is {shown}")
    powers = sum(count for kind, count in profile.kinds.items() if kind.startswith(kinds.POWER))
    if powers:
        sample = next(profile.samples[kind] for kind in profile.kinds if kind.startswith(kinds.POWER))
        told.append(f"K, M and B are thousands, millions and billions ({_values(powers)}, as `{sample}`)")
    return Reading(
        type,
        decimal=chosen,
        unit=next(iter(units)) if len(units) == 1 else "",
        has_currency=bool(units),
        told=tuple(told),
    )


def _decimal(profile: Profile, type: str, told: str | None) -> tuple[str, str] | Question:
    """What a single mark before three digits is, and why; empty where nothing needs saying."""
    point = _of(profile, kinds.POINT) or profile.whole_floats
    comma = _of(profile, kinds.COMMA)
    alike_point, alike_comma = (_of(profile, kind) for kind in (kinds.ALIKE_POINT, kinds.ALIKE_COMMA))
    alike = alike_point + alike_comma
    if not alike:
        if comma and point:
            return (
                POINT,
                f"each number by itself tells its decimal sign, a point ({_values(point)}) or a comma ({_values(comma)})",
            )
        if comma:
            return COMMA, f"numbers are written with a decimal comma ({_values(comma)} can only be that)"
        return told or POINT, ""
    if bool(point) != bool(comma):
        sign = POINT if point else COMMA
        return sign, f"numbers are written with a decimal {sign} ({_values(point or comma)} can only be that)"
    if told:
        return told, f"numbers are written with a decimal {told}, as told"
    if (alike_point and alike_comma) or (point and comma):
        return _ask_decimal(profile, alike_point > 0)
    sign = COMMA if alike_point else POINT
    if _thousands(profile, type, with_point=alike_point > 0):
        sample = _sample(profile, kinds.ALIKE_POINT if alike_point else kinds.ALIKE_COMMA)
        return (
            sign,
            f"the mark in numbers like `{sample}` is one of thousands ({_values(alike)}); `decimal:` in mapping.yaml says otherwise",
        )
    return _ask_decimal(profile, alike_point > 0)


def _thousands(profile: Profile, type: str, *, with_point: bool) -> bool:
    """Whether three digits behind the only mark can't be decimals."""
    marked = kinds.ALIKE_POINT if with_point else kinds.ALIKE_COMMA
    if type == "whole":
        return not _sample(profile, marked).endswith("000")
    if type != "money" or any(unit in THREE_DECIMALS for unit in profile.currencies):
        return False
    if profile.count(kinds.POWER + marked):
        return False
    return not with_point or not profile.count(marked)


def _ask_decimal(profile: Profile, with_point: bool) -> Question:
    sample = _sample(profile, kinds.ALIKE_POINT if with_point else kinds.ALIKE_COMMA)
    text = (
        f"in `{sample}` the mark may be that of thousands or that of decimals, a thousand times less, and the column's other values don't tell; say "
        f"`decimal: point` or `decimal: comma` for `{profile.column}` in mapping.yaml"
    )
    return Question(profile.column, text)


def _of(profile: Profile, kind: str) -> int:
    return profile.count(kind, kinds.MONEY + kind, kinds.POWER + kind)


def _sample(profile: Profile, kind: str) -> str:
    every = (kind, kinds.MONEY + kind, kinds.POWER + kind)
    return next(profile.samples[one] for one in every if one in profile.samples)


def _values(count: int) -> str:
    return "1 value" if count == 1 else f"{count:,} values"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
