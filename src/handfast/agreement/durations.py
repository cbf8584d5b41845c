"""Durations as an agreement writes them: `30 business minutes`, `1 business day`, `90 days`.

A duration of the clock is a fixed length. A business duration is open time of a calendar; a business day is
the length of that calendar's longest working day.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, get_args

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from handfast.agreement.near import near

Unit = Literal["minutes", "hours", "days", "weeks"]
UNITS: tuple[Unit, ...] = get_args(Unit)
MINUTE = 60_000_000
MICROSECONDS: dict[Unit, int] = {
    "minutes": MINUTE,
    "hours": 60 * MINUTE,
    "days": 1440 * MINUTE,
    "weeks": 10080 * MINUTE,
}
LONGEST = 3653 * MICROSECONDS["days"]
"""Ten years: a guard against slips, not a rule of the field."""

_SHAPE = re.compile(
    r"(?P<amount>[0-9]{1,9}(?:\.[0-9]{1,3})?) (?P<business>business )?(?P<unit>minute|hour|day|week)s?",
    re.ASCII,
)
_LOOSE = re.compile(r"(?P<amount>[-+]?[0-9]*[.,]?[0-9]+)?\s*(?P<words>.*)", re.ASCII | re.DOTALL)
_SPELLINGS = {
    "min": "minutes",
    "mins": "minutes",
    "m": "minutes",
    "h": "hours",
    "hr": "hours",
    "hrs": "hours",
    "d": "days",
    "w": "weeks",
    "wk": "weeks",
    "wks": "weeks",
    "working": "business",
    "work": "business",
    "biz": "business",
    "bd": "business days",
    "bh": "business hours",
}
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
}
_NUMBERS |= {"a": "1", "an": "1"}


class DurationFault(ValueError):
    """A text is no duration; the message quotes it and says what would be right."""

    code = "duration"


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time, of the clock or of a calendar's open time.

    Attributes:
        amount: how many units; above zero, at most three decimals.
        unit: minutes, hours, days or weeks (weeks only of the clock).
        business: whether it is open time of a calendar.
    """

    amount: Decimal
    unit: Unit
    business: bool

    @property
    def canonical(self) -> str:
        """The one way of writing it: `1 business hour`, `1.5 days`. `parse_duration` reads it back."""
        unit = self.unit[:-1] if self.amount == 1 else self.unit
        return f"{_plain(self.amount)} {'business ' if self.business else ''}{unit}"

    def __str__(self) -> str:
        return self.canonical

    def words(self) -> str:
        """It as people say it: `1 business day`, and `1 hour 30 minutes` for `1.5 hours`."""
        minutes, rest = divmod(self.amount * MICROSECONDS[self.unit], MINUTE)
        whole = self.amount == self.amount.to_integral_value()
        if whole or rest or (self.business and self.unit == "days"):
            return self.canonical
        said, left = [], int(minutes)
        for unit in reversed(UNITS[: UNITS.index(self.unit) + 1]):
            many, left = divmod(left, MICROSECONDS[unit] // MINUTE)
            if many:
                said.append(f"{many} {unit[:-1] if many == 1 else unit}")
        return " ".join(said) + (" of business time" if self.business else "")

    def microseconds(self, business_day: int | None = None) -> int:
        """Its length in µs: of the clock, or, for a business duration, of open time.

        `business_day` is the calendar's longest working day in µs; only a duration in business days needs it,
        and raises ValueError without.
        """
        if self.business and self.unit == "days":
            if business_day is None:
                raise ValueError(f"{self.canonical} has no length without a calendar")
            return int(self.amount * business_day)
        return int(self.amount * MICROSECONDS[self.unit])

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _validated,
            serialization=core_schema.plain_serializer_function_ser_schema(
                str, return_schema=core_schema.str_schema()
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {
            "type": "string",
            "pattern": r"^[0-9]{1,9}(\.[0-9]{1,3})? ((minute|hour|day|week)s?|business (minute|hour|day)s?)$",
            "description": "A duration: `N minutes|hours|days|weeks`, or `N business minutes|hours|days`.",
            "examples": ["30 business minutes", "1 business day", "90 days"],
        }


def parse_duration(text: str) -> Duration:
    """Read a duration; raises `DurationFault` with what would be right."""
    match = _SHAPE.fullmatch(" ".join(text.split()))
    if match is None:
        raise DurationFault(_unreadable(text))
    amount, business, unit = Decimal(match["amount"]), bool(match["business"]), _unit(match["unit"])
    if amount == 0:
        raise DurationFault(f'"{text}" is no time at all; a duration is above zero')
    if business and unit == "weeks":
        raise DurationFault(
            f'"{text}" is no duration: business weeks differ; write business days, as in "5 business days"'
        )
    if amount * MICROSECONDS[unit] > LONGEST:
        raise DurationFault(f'"{text}" is longer than ten years')
    return Duration(Decimal(_plain(amount)), unit, business)


def _validated(value: object) -> Duration:
    if isinstance(value, Duration):
        return value
    if isinstance(value, str):
        return parse_duration(value)
    raise DurationFault(
        f'"{value}" is no duration; write a number and a unit, as in "30 minutes" or "1 business day"'
    )


def _unit(word: str) -> Unit:
    return next(unit for unit in UNITS if unit.startswith(word))


def _plain(amount: Decimal) -> str:
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else str(int(amount))


def _unreadable(text: str) -> str:
    shown = text if len(text) <= 60 else text[:57] + "..."
    loose = _LOOSE.fullmatch(text.strip())
    if loose and (loose["amount"] or "").startswith("-"):
        return f'"{shown}" is below zero; a duration is above zero'
    if re.search(r"\b(month|quarter|year)s?\b", text, re.IGNORECASE):
        return f'"{shown}" is no duration: months and years differ; write days or weeks, as in "30 days"'
    meant = _meant(text)
    if meant:
        return f'"{shown}" is no duration; did you mean "{meant}"?'
    return f'"{shown}" is no duration; write a number and a unit, as in "2 days" or "1 business day"'


def _meant(text: str) -> str | None:
    """The duration that a slip of spelling may have meant, in canonical text."""
    if text.strip().casefold() in ("half an hour", "half hour", "a half hour"):
        return "30 minutes"
    loose = _LOOSE.fullmatch(text.strip().casefold()[:80])
    if loose is None or re.search(r"[^a-z\s]", loose["words"]):
        return None
    words, amount = loose["words"].split(), (loose["amount"] or "").replace(",", ".")
    if not amount and words:
        amount = _NUMBERS.get(words[0], "")
        words = words[1:]
    if amount.startswith((".", "+.")):
        amount = "0" + amount.lstrip("+")
    spelt = " ".join(_SPELLINGS.get(word) or "".join(near(word, ("business", *UNITS), 1)) for word in words)
    match = _SHAPE.fullmatch(f"{amount.lstrip('+')} {spelt}")
    if match is None or Decimal(match["amount"]) == 0 or (match["business"] and match["unit"] == "week"):
        return None
    return Duration(Decimal(match["amount"]), _unit(match["unit"]), bool(match["business"])).canonical
