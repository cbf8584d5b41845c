"""From what a file holds to what a column is, in SQL.

Reading happens in three steps, each a select over the one before, so that nothing is worked out twice:

1. `t`: the value as it came; text trimmed, blank text missing. `k`: which form an instant has.
2. `v`: the value in the column's type, missing where it can't be read. Instants are still local.
3. the instant in UTC, and what is wrong.
"""

from collections.abc import Callable
from dataclasses import dataclass

from handfast.record import sql
from handfast.record.columns import Column, Type
from handfast.record.zones import to_utc

_BLANKS_SQL = "(' ' || chr(9) || chr(10) || chr(13) || chr(11) || chr(12))"

_DAY = r"(?:19|[2-9]\d)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?"
PLAIN_INSTANT = rf"{_DAY}(?:[T ]{_TIME}Z?)?"
OFFSET_INSTANT = rf"{_DAY}[Tt ]{_TIME} ?(?:[Zz]|UTC|GMT|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)"
NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?"
WHOLE = r"[+-]?\d+(?:\.0*)?"
TRUE, FALSE = ("true", "t", "yes", "y", "1"), ("false", "f", "no", "n", "0")

EARLIEST, NEVER = "1900-01-01", "9999-12-31"
"""The years that business is done in, and the day that many sources write for "never": it keeps no time and no zone."""

RIGHT = {
    Type.INSTANT: "is no date and time that can be read; right would be 2026-03-04T09:30:00Z, with an offset "
    "(2026-03-04T10:30:00+01:00), or without one in the record's zone",
    Type.DATE: "is no date that can be read; right would be 2026-03-04",
    Type.MONEY: "is no amount; right would be 1234.50, without a currency sign or thousands separators",
    Type.RATE: "is no rate; right would be 1.0842",
    Type.SHARE: "is no share; right would be 0.1 or 10%",
    Type.WHOLE: "is no whole number; right would be 1200",
    Type.BOOLEAN: "is neither true nor false; right would be true or false (or yes, no, 1, 0)",
    Type.JSON: 'is no JSON object; right would be {"plan": "pro"}',
}
"""What is wrong with a value that can't be read, and what would be right."""

TEXT_TYPES = ("VARCHAR", "ENUM", "UUID", "BLOB")
_INTEGERS = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "HUGEINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
    "UHUGEINT",
)
_FLOATS = ("FLOAT", "DOUBLE")
_NAIVE = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")
_ZONED = ("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ", "TIMESTAMPTZ_NS")
_NESTED = ("STRUCT", "MAP", "LIST")


def family(source_type: str) -> str:
    """The kind of a DuckDB type: text, whole, float, decimal, boolean, naive, zoned, date, nested, null, other."""
    plain = source_type.split("(", maxsplit=1)[0]
    known = [
        (TEXT_TYPES, "text"),
        (_INTEGERS, "whole"),
        (_FLOATS, "float"),
        (("DECIMAL",), "decimal"),
        (("BOOLEAN",), "boolean"),
        (_NAIVE, "naive"),
        (_ZONED, "zoned"),
        (("DATE",), "date"),
        (("JSON",), "json"),
        (_NESTED, "nested"),
        (('"NULL"', "NULL"), "null"),
    ]
    if source_type.endswith("]"):
        return "nested"
    return next((kind for types, kind in known if plain in types), "other")


_NUMBERS = {"text", "whole", "float", "decimal", "null"}
ACCEPTED = {
    Type.TEXT: {
        "text",
        "whole",
        "float",
        "decimal",
        "boolean",
        "naive",
        "zoned",
        "date",
        "json",
        "nested",
        "null",
        "other",
    },
    Type.INSTANT: {"text", "naive", "zoned", "date", "null"},
    Type.DATE: {"text", "naive", "zoned", "date", "null"},
    Type.MONEY: _NUMBERS,
    Type.RATE: _NUMBERS,
    Type.SHARE: _NUMBERS,
    Type.WHOLE: _NUMBERS,
    Type.BOOLEAN: {"text", "boolean", "whole", "null"},
    Type.JSON: {"text", "json", "nested", "null"},
}
"""The families of types from which a column can be read."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the record and where its values come from.

    Attributes:
        column: the column; an extra column is text.
        source: SQL for the raw value; None when the source lacks the column.
        source_type: DuckDB's type of it.
        number: tells the field's intermediate names from the others'.
        tidy: whether text has come without blanks around it.
    """

    column: Column
    source: str | None
    source_type: str
    number: int
    tidy: bool = False

    @property
    def family(self) -> str:
        """The family of the source's type."""
        return family(self.source_type)

    @property
    def given(self) -> str:
        """Name of the value as it came."""
        return f"t{self.number}"

    @property
    def form(self) -> str:
        """Name of the form of an instant: 1 without a zone, 2 in UTC by its Z, 3 with an offset."""
        return f"k{self.number}"

    @property
    def read(self) -> str:
        """Name of the value in its type."""
        return f"v{self.number}"


def trimmed(raw: str) -> str:
    """SQL: text without the blanks around it; missing when nothing is left. Blanks are ASCII's."""
    return f"nullif(trim({raw}, {_BLANKS_SQL}), '')"


def naive_utc(raw: str, source_type: str) -> str:
    """SQL: an instant that knows its zone, as a UTC timestamp without one."""
    whole = raw if source_type == "TIMESTAMP WITH TIME ZONE" else f"{raw}::TIMESTAMPTZ"
    return f"make_timestamp(epoch_us({whole}))"


def step_given(field: Field) -> list[str]:
    """Step 1 for one field, as `expression AS name` items. Empty for a missing column."""
    if field.source is None:
        return []
    raw = field.source
    kind = field.family
    if kind == "text":
        text = raw if field.source_type == "VARCHAR" else f"{raw}::VARCHAR"
        return [f"{text if field.tidy else trimmed(text)} AS {field.given}"]
    if kind == "float":
        return [f"CASE WHEN isnan({raw}) THEN NULL ELSE {raw} END AS {field.given}"]
    if field.column.type is Type.INSTANT and kind == "zoned":
        return [f"{naive_utc(raw, field.source_type)} AS {field.given}"]
    if field.column.type is Type.INSTANT and kind in ("naive", "date") and field.source_type != "TIMESTAMP":
        return [f"try_cast({raw} AS TIMESTAMP) AS {field.given}"]
    return [f"{raw} AS {field.given}"]


def step_form(field: Field) -> list[str]:
    """Step 1b: which form a textual instant has."""
    if field.source is None or field.column.type is not Type.INSTANT or field.family != "text":
        return []
    t = field.given
    return [
        f"CASE WHEN {t} IS NULL THEN NULL WHEN regexp_full_match({t}, {sql.text(PLAIN_INSTANT)}) "
        f"THEN CASE WHEN ends_with({t}, 'Z') THEN 2 ELSE 1 END "
        f"WHEN regexp_full_match({t}, {sql.text(OFFSET_INSTANT)}) THEN 3 END AS {field.form}"
    ]


def step_read(field: Field) -> str:
    """Step 2 for one field: `expression AS name`."""
    if field.source is None:
        return f"NULL::{field.column.type.sql} AS {field.read}"
    return f"{_READERS[field.column.type](field)} AS {field.read}"


def final(field: Field, zone: str) -> str:
    """Step 3: SQL for the field's value in the record."""
    value = field.read
    if field.source is None:
        return value
    if field.column.type is Type.SHARE:
        return f"CASE WHEN {value} BETWEEN -1 AND 1 THEN {value} END"
    if field.column.type is not Type.INSTANT:
        return value
    utc = to_utc(value, zone)
    if zone != "UTC" and field.family in ("naive", "date"):
        return _bounded(value, utc)
    if field.family == "text":
        return _bounded(
            value, f"CASE WHEN {field.form} = 1 THEN {utc} ELSE {value} END" if zone != "UTC" else value
        )
    return value


def _bounded(local: str, utc: str) -> str:
    """The instant, or NEVER where that is meant: in no zone does it leave the years that Python can hold."""
    return f"CASE WHEN {local} >= TIMESTAMP '{NEVER}' THEN TIMESTAMP '{NEVER}' ELSE {utc} END"


def zoneless(field: Field) -> str:
    """SQL that is true where an instant came without a zone; empty when that can't be."""
    if field.source is None or field.column.type is not Type.INSTANT:
        return ""
    if field.family == "text":
        return f"({field.form} = 1) IS TRUE"
    return f"{field.given} IS NOT NULL" if field.family in ("naive", "date") else ""


def _text(field: Field) -> str:
    t = field.given
    match field.family:
        case "text":
            if field.column.choices:
                allowed = ", ".join(map(sql.text, field.column.choices))
                return f"CASE WHEN lower({t}) IN ({allowed}) THEN lower({t}) END"
            return f"lower({t})" if field.column.name == "field" and field.column.required else t
        case "float":  # tables made with pandas hold ids with gaps as floats: 12.0 is the id 12
            return f"CASE WHEN {t} = trunc({t}) AND abs({t}) < 9e15 THEN {t}::BIGINT::VARCHAR ELSE {t}::VARCHAR END"
        case "nested" | "json":
            return f"to_json({t})::VARCHAR"
        case "zoned":
            return f"strftime({naive_utc(t, field.source_type)}, '%Y-%m-%dT%H:%M:%S.%fZ')"
        case _:
            return f"{t}::VARCHAR"


def _instant(field: Field) -> str:
    t, k = field.given, field.form
    match field.family:
        case "text":
            zoned = (
                f"regexp_replace(replace(replace(upper({t}), 'UTC', 'Z'), 'GMT', 'Z'), ' (Z|[+-])', '\\1')"
            )
            return (
                f"CASE {k} WHEN 1 THEN try_cast({t} AS TIMESTAMP) WHEN 2 THEN try_cast({t} AS TIMESTAMP) "
                f"WHEN 3 THEN make_timestamp(epoch_us(try_cast({zoned} AS TIMESTAMPTZ))) END"
            )
        case "null":
            return "NULL::TIMESTAMP"
        case _:
            return _sane(t)


def _sane(t: str) -> str:
    """A typed instant within the same years as a textual one."""
    return (
        f"CASE WHEN {t} >= TIMESTAMP '{NEVER}' AND {t} < TIMESTAMP '10000-01-01' THEN TIMESTAMP '{NEVER}' "
        f"WHEN {t} >= TIMESTAMP '{EARLIEST}' AND {t} < TIMESTAMP '{NEVER}' THEN {t} END"
    )


def _date(field: Field) -> str:
    t = field.given
    match field.family:
        case "text":  # of a date with a time, the day as it is written
            return (
                f"CASE WHEN regexp_full_match({t}, {sql.text(PLAIN_INSTANT)}) "
                f"OR regexp_full_match({t}, {sql.text(OFFSET_INSTANT)}) THEN try_cast(left({t}, 10) AS DATE) END"
            )
        case "zoned":
            return f"{naive_utc(t, field.source_type)}::DATE"
        case _:
            return f"try_cast({t} AS DATE)"


def _decimal(field: Field) -> str:
    t, type_ = field.given, field.column.type.sql
    match field.family:
        case "text":
            return f"CASE WHEN regexp_full_match({t}, {sql.text(NUMBER)}) THEN try_cast({t} AS {type_}) END"
        case "float":  # by way of text, so that 12.005 is the decimal that was meant and rounds as in a CSV
            return f"try_cast({t}::VARCHAR AS {type_})"
        case _:
            return f"try_cast({t} AS {type_})"


def _share(field: Field) -> str:
    t, type_ = field.given, Type.SHARE.sql
    if field.family == "text":
        percent = f"try_cast(trim(rtrim({t}, '%')) AS DECIMAL(18,8))"
        number = sql.text(NUMBER)
        value = (
            f"CASE WHEN regexp_full_match({t}, {number}) THEN try_cast({t} AS {type_}) "
            f"WHEN regexp_full_match({t}, {sql.text(NUMBER + ' ?%')}) THEN try_cast({percent} / 100 AS {type_}) END"
        )
    else:
        value = _decimal(field)
    return value


def _whole(field: Field) -> str:
    t = field.given
    match field.family:
        case "text":
            return f"CASE WHEN regexp_full_match({t}, {sql.text(WHOLE)}) THEN try_cast({t} AS BIGINT) END"
        case "float" | "decimal":
            return f"CASE WHEN {t} = trunc({t}) THEN try_cast({t} AS BIGINT) END"
        case _:
            return f"try_cast({t} AS BIGINT)"


def _boolean(field: Field) -> str:
    t = field.given
    match field.family:
        case "text":
            yes, no = (", ".join(map(sql.text, words)) for words in (TRUE, FALSE))
            return f"CASE WHEN lower({t}) IN ({yes}) THEN true WHEN lower({t}) IN ({no}) THEN false END"
        case "whole":
            return f"CASE {t} WHEN 1 THEN true WHEN 0 THEN false END"
        case _:
            return f"{t}::BOOLEAN"


def _json(field: Field) -> str:
    t = field.given
    match field.family:
        case "text":
            return f"CASE WHEN json_valid({t}) THEN CASE WHEN json_type({t}) = 'OBJECT' THEN {t} END END"
        case "null":
            return "NULL::VARCHAR"
        case _:
            text = f"to_json({t})"
            return f"CASE WHEN json_type({text}) = 'OBJECT' THEN {text}::VARCHAR END"


_READERS: dict[Type, Callable[[Field], str]] = {
    Type.TEXT: _text,
    Type.INSTANT: _instant,
    Type.DATE: _date,
    Type.MONEY: _decimal,
    Type.RATE: _decimal,
    Type.SHARE: _share,
    Type.WHOLE: _whole,
    Type.BOOLEAN: _boolean,
    Type.JSON: _json,
}
