"""The small values that clauses are made of: durations, conditions, shares, caps, points, words.

Each is read from what stands in the document and written back in one canonical form, so that two ways of
writing one thing are one thing. A value that cannot be read raises `PydanticCustomError`, whose type is the
fault's code and whose text is the fault's message.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from handfast.agreement.conditions import (
    Condition,
    ConditionFault,
    Threshold,
    parse_condition,
    parse_threshold,
)
from handfast.agreement.durations import Duration, DurationFault, parse_duration

Side = Literal["marketing", "sales"]
SIDES: tuple[Side, ...] = ("marketing", "sales")
CapPeriod = Literal["day", "week", "month", "ever"]
T = TypeVar("T")
Period = Literal["week", "month", "quarter"]


def fault(code: str, message: str) -> PydanticCustomError:
    """An error whose type is a fault's code; braces in the message are kept as they are."""
    return PydanticCustomError(code, "{message}", {"message": message})


def quoted(value: object) -> str:
    """A value as a message shows it: text in double quotes, a number or a flag as it was written."""
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a set of keys and values"
    return "a list" if isinstance(value, list | tuple) else str(getattr(value, "text", value))


def no_case(name: str) -> str:
    """A stage's name as it is compared: trimmed, A to Z in lower case."""
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in name.strip())


class Clause(BaseModel):
    """A part of the agreement: frozen, and without any key that the format does not know."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_by_name=True,
        validate_by_alias=True,
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
    )


def _words(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = getattr(value, "text", str(value))
    if not isinstance(value, str):
        raise fault("type", f"{quoted(value)} is no text; put it in quotes")
    text = " ".join(value.split())
    if not text:
        raise fault("empty", "it is empty; write what it should say, or leave the key out")
    return text


def _identifier(value: object) -> str:
    text = _words(value)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", text):
        better = re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-_")
        raise fault(
            "id",
            f"{quoted(text)} is no id; use letters, digits, - and _"
            + (f", as in {quoted(better)}" if better else ""),
        )
    return text


def _day(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            return date.fromisoformat(value)
    except ValueError:
        raise fault("date", f"{quoted(value)} is no day of the calendar") from None
    raise fault("date", f"{quoted(value)} is no date; write year, month and day, as in 2026-01-31")


def _instant(value: object) -> datetime:
    try:
        instant = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise fault("instant", f"{quoted(value)} is no instant; write it as in 2026-01-31T09:30:00Z")
    return instant


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise fault("flag", f"{quoted(value)} is neither true nor false; write one of the two")


def _tuple(value: object) -> object:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Iterable) and not isinstance(value, dict):
        return tuple(value)
    return value


Words = Annotated[str, PlainValidator(_words), WithJsonSchema({"type": ["string", "number"]})]
"""Text for people; runs of white space are one space."""

Identifier = Annotated[
    str,
    PlainValidator(_identifier),
    WithJsonSchema({"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]*$"}),
]
"""The name by which other clauses, tables and people refer to a clause."""


def _sorted(values: tuple[Any, ...]) -> list[Any]:
    return sorted(set(map(str, values)))


def _one_or_list(item: dict[str, Any]) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [item, {"type": "array", "items": item}]})


_WORD_OR_LIST = _one_or_list({"type": ["string", "number"]})

WordSet = Annotated[tuple[Words, ...], BeforeValidator(_tuple), PlainSerializer(_sorted), _WORD_OR_LIST]
"""Words whose order means nothing; one word alone may stand without brackets."""

WordList = Annotated[tuple[Words, ...], BeforeValidator(_tuple), _WORD_OR_LIST]
"""Words in an order that is kept."""

SideSet = Annotated[
    tuple[Side, ...],
    BeforeValidator(_tuple),
    PlainSerializer(_sorted),
    _one_or_list({"type": "string", "enum": list(SIDES)}),
]
"""One side or both."""


LARGEST = Decimal(10) ** 15
"""The largest number that an agreement may name; money has sixteen digits before the point."""


def number_text(value: float | Decimal) -> str:
    """A number without a needless fraction or exponent: 20.0 is `20`, 0.50 is `0.5`."""
    text = format(Decimal(str(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def share_text(value: Decimal) -> str:
    """A share as a percentage: 0.9 is `90%`."""
    return f"{number_text(value * 100)}%"


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = Decimal(str(value))
    return number if number.is_finite() and abs(number) <= LARGEST else None


def parse_share(value: object) -> Decimal:
    """A share from 0 to 1, written `90%` or as a fraction such as 0.9; a bare 1 or 90 is refused, since it may mean either."""
    if isinstance(value, str):
        found = re.fullmatch(r"\s*(\d{1,9}(?:\.\d{1,9})?)\s*%\s*", value)
        if not found:
            raise fault("percentage", f"{quoted(value)} is no share; write a percentage such as 90%")
        share = Decimal(found[1]) / 100
    else:
        number = _decimal(value)
        if number is None:
            raise fault("percentage", f"{quoted(value)} is no share; write a percentage such as 90%")
        share = number
        if not isinstance(value, Decimal) and number != 0 and not 0 < number < 1:
            hint = (
                f"did you mean {number_text(number)}%?"
                if 0 < number <= 100
                else "write a percentage from 0% to 100%"
            )
            raise fault("percentage", f"{quoted(value)} is no share; {hint}")
    if not 0 <= share <= 1:
        raise fault("percentage", f"{quoted(value)} is no share; it must be from 0% to 100%")
    return share


def parse_quantity(value: object) -> Decimal:
    """A number of things or an amount of money: finite, not negative."""
    number = _decimal(value)
    if number is None:
        raise fault(
            "number", f"{quoted(value)} is no number; write it without unit or separators, as in 1200000"
        )
    if number < 0:
        raise fault("number", f"{quoted(value)} is less than nothing; write 0 or more")
    return number


def parse_share_or_number(value: object) -> Decimal:
    """A threshold: `10%`, or a plain number."""
    return parse_share(value) if isinstance(value, str) else parse_quantity(value)


def _points(value: object) -> float:
    number = _decimal(value)
    if number is None:
        raise fault("number", f"{quoted(value)} is no number of points; write it as in 20 or -40")
    return float(number)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= LARGEST:
        raise fault("number", f"{quoted(value)} is no count; write a whole number from 1")
    return int(value)


def number_out(value: float | Decimal) -> int | float:
    """A number as the document writes it: whole ones without a fraction."""
    return int(value) if value == int(value) else float(value)


Share = Annotated[
    Decimal,
    PlainValidator(parse_share),
    PlainSerializer(share_text),
    WithJsonSchema(
        {
            "type": ["string", "number"],
            "pattern": r"^\s*\d+(\.\d+)?\s*%\s*$",
            "minimum": 0,
            "exclusiveMaximum": 1,
            "examples": ["90%"],
        }
    ),
]
"""A share: 0 to 1 in Python, a percentage in the document."""

Quantity = Annotated[
    Decimal,
    PlainValidator(parse_quantity),
    PlainSerializer(number_out),
    WithJsonSchema({"type": "number", "minimum": 0}),
]
"""A count or an amount in the agreement's currency."""

Points = Annotated[
    float, PlainValidator(_points), PlainSerializer(number_out), WithJsonSchema({"type": "number"})
]
"""Points, which may be negative."""

Day = Annotated[date, BeforeValidator(_day)]
"""A calendar day."""

Instant = Annotated[datetime, BeforeValidator(_instant)]
"""A moment, with its offset from UTC."""

Flag = Annotated[bool, PlainValidator(_flag), WithJsonSchema({"type": "boolean"})]
"""Yes or no, written `true` or `false`."""

Whole = Annotated[int, PlainValidator(_whole), WithJsonSchema({"type": "integer", "minimum": 1})]
"""A whole number from 1."""


class Cap(BaseModel):
    """At most `n` in a period.

    Attributes:
        n: how many.
        per: the calendar period, in the agreement's zone; `ever` is once and for all.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    n: int = Field(ge=1)
    per: CapPeriod

    def __str__(self) -> str:
        return f"{self.n} ever" if self.per == "ever" else f"{self.n} per {self.per}"


def parse_cap(value: object) -> Cap:
    """A cap from `2 per day`, `5 per week`, `150 per month` or `1 ever`."""
    if isinstance(value, Cap):
        return value
    found = (
        re.fullmatch(r"\s*(\d{1,9})\s+(?:per\s+(day|week|month|ever)|(ever))\s*", value)
        if isinstance(value, str)
        else None
    )
    if not found or int(found[1]) < 1:
        raise fault(
            "cap",
            f'{quoted(value)} is no cap; write a number and a period, as in "2 per day" (day, week, month or ever)',
        )
    return Cap(n=int(found[1]), per=cast(CapPeriod, found[2] or found[3]))


CapField = Annotated[
    Cap,
    PlainValidator(parse_cap),
    PlainSerializer(str),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^\s*[1-9]\d*\s+(per\s+(day|week|month|ever)|ever)\s*$",
            "examples": ["2 per day"],
        }
    ),
]


def _duration(value: object) -> Duration:
    if isinstance(value, Duration):
        return value
    if not isinstance(value, str):
        raise fault(
            "duration", f'{quoted(value)} is no duration; write a number and a unit, as in "1 business day"'
        )
    try:
        return parse_duration(value)
    except DurationFault as error:
        raise fault("duration", str(error)) from None


def _condition_with(parse: Callable[[str], T], kind: type[T]) -> Callable[[object], T]:
    def read(value: object) -> T:
        if isinstance(value, kind):
            return value
        if not isinstance(value, str):
            raise fault(
                "condition", f'{quoted(value)} is no condition; write it in quotes, as in "employees >= 50"'
            )
        try:
            return parse(value)
        except ConditionFault as error:
            raise PydanticCustomError(
                "condition", "{message}", {"message": str(error), "offset": error.offset}
            ) from None

    return read


def _of_the_clock(value: Duration) -> Duration:
    if value.business:
        raise fault(
            "duration",
            f'"{value}" is business time, and this is counted by the clock; write it in days or weeks',
        )
    return value


DurationField = Annotated[
    Duration,
    PlainValidator(_duration),
    PlainSerializer(str),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^\s*\d+(\.\d+)?\s+((minute|hour|day|week)s?|business (minute|hour|day)s?)\s*$",
            "examples": ["1 business day", "30 business minutes", "90 days"],
        }
    ),
]

ClockDuration = Annotated[DurationField, AfterValidator(_of_the_clock)]
"""A duration of the clock: what ages does so at night too."""

ConditionField = Annotated[
    Condition,
    PlainValidator(_condition_with(parse_condition, Condition)),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "examples": ["employees between 50 and 5000"]}),
]

ThresholdField = Annotated[
    Threshold,
    PlainValidator(_condition_with(parse_threshold, Threshold)),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "examples": ["fit >= 30 and engagement >= 25"]}),
]
