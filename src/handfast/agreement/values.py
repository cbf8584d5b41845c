"""The words and times of an agreement: texts, ids, days, durations, conditions.

Each is read from what stands in the document and written back in one canonical form, so that two ways of
writing one thing are one thing. A value that cannot be read raises `PydanticCustomError`, whose type is the
fault's code and whose text is the fault's message.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from handfast.agreement.clause import SIDES, Side, fault, quoted
from handfast.agreement.conditions import (
    Condition,
    ConditionFault,
    Threshold,
    parse_condition,
    parse_threshold,
)
from handfast.agreement.durations import Duration, DurationFault, parse_duration

T = TypeVar("T")


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


Day = Annotated[date, BeforeValidator(_day)]
"""A calendar day."""

Instant = Annotated[datetime, BeforeValidator(_instant)]
"""A moment, with its offset from UTC."""

Flag = Annotated[bool, PlainValidator(_flag), WithJsonSchema({"type": "boolean"})]
"""Yes or no, written `true` or `false`."""


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
