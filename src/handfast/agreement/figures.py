"""The numbers of an agreement: shares, counts, amounts, points, caps.

A number that cannot be read raises `PydanticCustomError`, whose type is the fault's code and whose text is the
fault's message.
"""

import re
from decimal import Decimal
from typing import Annotated, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, PlainValidator, WithJsonSchema

from handfast.agreement.clause import fault, quoted

CapPeriod = Literal["day", "week", "month", "ever"]
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
