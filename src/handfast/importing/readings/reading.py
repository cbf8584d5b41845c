"""How the text of one column becomes values of one type."""

from dataclasses import dataclass

from handfast.importing.readings import instants, numbers
from handfast.importing.readings.words import (
    EMPTY,
    EMPTY_BUT_FOR_TEXT,
    EMPTY_ID,
    EMPTY_INSTANT,
    FALSE,
    TRUE,
    is_one_of,
)
from handfast.record import sql

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
POINT, COMMA = "point", "comma"

_ROUNDED_ID = r"\d(?:[.,]\d+)?[eE]\+\d+"
"""An id that a spreadsheet has turned into a number and rounded."""

_RIGHT = {
    "instant": "is no date and time that can be read{order}; right would be 2026-03-04T09:30:00Z",
    "date": "is no date that can be read{order}; right would be 2026-03-04",
    "money": "is no amount that can be read, or too big for one; right would be 1234.50, a currency beside it or not",
    "number": "is no number that can be read; right would be 1234.5",
    "whole": "is no whole number, or too big for one; right would be 1200",
    "boolean": "is neither true nor false; right would be true or false (or yes, no, 1, 0)",
    "json": 'is no JSON; right would be {{"plan": "pro"}}',
    "id": "is an id that a spreadsheet has rounded; export it again and don't save it from a spreadsheet",
}


@dataclass(frozen=True, slots=True)
class ReadingSQL:
    """Expressions over one row.

    Attributes:
        value: the value in the type; missing when there is none or it can't be read.
        bad: whether a text stands there that says something and can't be read; `false` when that can't be.
        currency: the ISO code of the currency beside an amount; empty when no value of the column has one.
    """

    value: str
    bad: str
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What only a person can tell about a column.

    Attributes:
        column: its name.
        text: what may be meant, with an example of each, and how to answer; a sentence without a full stop.
    """

    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How a column is read.

    Attributes:
        type: `id`, `text`, `instant`, `date`, `money`, `number`, `whole`, `boolean`, `json` or `list`.
        forms: of instants and dates, those that are tried, in this order (`instants`).
        order: `day-first` or `month-first`, of dates that don't show it.
        zone: IANA, of times without one.
        decimal: `point` or `comma`: what a single mark before three digits is.
        unit: the only currency that stands beside amounts; empty when there is none or several.
        has_currency: whether any stands there.
        zero_is_none: whether the first instant of 1970 stands for none.
        without_fraction: whether ids lose a `.0` at their end.
        told: what was decided and why, to be said aloud.
    """

    type: str
    forms: tuple[str, ...] = (instants.ISO,)
    order: str = DAY_FIRST
    zone: str = "UTC"
    decimal: str = POINT
    unit: str = ""
    has_currency: bool = False
    zero_is_none: bool = False
    without_fraction: bool = False
    told: tuple[str, ...] = ()

    @property
    def form(self) -> str:
        """The form of most dates: `iso`, `day-first`, `month-first`, `named`, …; of other types their own name."""
        if self.type not in ("instant", "date"):
            return self.type
        return self.order if self.forms[0] == instants.NUMERIC else self.forms[0]

    @property
    def unreadable(self) -> str:
        """What is wrong with a value that is bad, and what would be right."""
        order = f" {self.order}" if instants.NUMERIC in self.forms else ""
        return _RIGHT.get(self.type, "can't be read").format(order=order)

    def said(self) -> str:
        """What was decided about the column, in words; empty when nothing needed deciding."""
        return "; ".join(self.told)

    def sql(self, expression: str) -> ReadingSQL:
        """The column's value and what is wrong with it. `expression` is SQL for the text, trimmed, blank as missing."""
        match self.type:
            case "text":
                return ReadingSQL(_unless(expression, EMPTY, expression), "false")
            case "id":
                return self._id(expression)
            case "list":
                return ReadingSQL(_list(expression), "false")
            case "money" | "number" | "whole":
                currency = numbers.currency(expression) if self.has_currency else ""
                return self._checked(expression, self._number(expression), EMPTY_BUT_FOR_TEXT, currency)
            case "boolean":
                return self._checked(expression, numbers.boolean(expression, TRUE, FALSE), EMPTY_BUT_FOR_TEXT)
            case "json":
                return self._checked(
                    expression,
                    f"CASE WHEN json_valid({expression}) THEN {expression} END",
                    EMPTY_BUT_FOR_TEXT,
                )
            case "date":
                return self._checked(
                    expression, instants.date(expression, self.forms, self.order), EMPTY_INSTANT
                )
            case "instant":
                found = instants.instant(expression, self.forms, self.order, self.zone)
                return self._checked(expression, found, EMPTY_INSTANT)
        raise ValueError(f"no such type: {self.type}")

    def currency_sql(self, expression: str) -> str:
        """SQL: the ISO code of the currency beside the amount; missing when none stands there."""
        return self.sql(expression).currency or "CAST(NULL AS VARCHAR)"

    def _number(self, expression: str) -> str:
        if self.type == "whole":
            return numbers.whole(expression, self.decimal)
        return numbers.amount(
            expression, self.decimal, sql_type="DECIMAL(18,2)" if self.type == "money" else "DOUBLE"
        )

    def _id(self, expression: str) -> ReadingSQL:
        value = (
            f"regexp_replace({expression}, '^([0-9]+)[.]0$', '\\1')" if self.without_fraction else expression
        )
        rounded = f"coalesce(regexp_full_match({expression}, {sql.text(_ROUNDED_ID)}), false)"
        return ReadingSQL(
            f"CASE WHEN {rounded} THEN NULL ELSE {_unless(expression, EMPTY_ID, value)} END", rounded
        )

    def _checked(self, expression: str, value: str, empty: tuple[str, ...], currency: str = "") -> ReadingSQL:
        nothing = is_one_of(expression, empty)
        if self.zero_is_none:
            nothing = f"({nothing} OR regexp_full_match({expression}, {sql.text(instants.ZERO_PATTERN)}))"
        return ReadingSQL(
            f"CASE WHEN {expression} IS NULL OR {nothing} THEN NULL ELSE {value} END",
            f"({expression} IS NOT NULL AND NOT {nothing} AND ({value}) IS NULL)",
            currency,
        )


def _unless(expression: str, words: tuple[str, ...], value: str) -> str:
    return f"CASE WHEN {is_one_of(expression, words)} THEN NULL ELSE {value} END"


def _list(expression: str) -> str:
    """SQL: `a; b` or `["a", "b"]` as a list of text, blank ones left out."""
    parts = (
        f"CASE WHEN {expression}[1] = '[' AND json_valid({expression}) THEN json_extract_string({expression}, '$[*]') "
        f"ELSE string_split({expression}, ';') END"
    )
    kept = f"list_filter(list_transform({parts}, lambda e_: trim(e_)), lambda e_: e_ <> '')"
    return _unless(expression, EMPTY, kept)
