"""What kind of text a value is, in SQL: the grounds on which a column is read.

A value has one kind. Values without a digit are sorted first, since names and words are most of any export.
"""

from handfast.importing.readings import instants, numbers
from handfast.importing.readings.letting import let
from handfast.importing.readings.words import EMPTY_BUT_FOR_TEXT, FALSE, TRUE, is_one_of
from handfast.record import sql
from handfast.record.conversion import OFFSET_INSTANT, PLAIN_INSTANT

EMPTY, BOOLEAN, EMAIL, DOMAIN, TEXT, JSON = "empty", "boolean", "email", "domain", "text", "json"
BIT, WHOLE, PHONE = "bit", "whole", "phone"
ISO_DAY, ISO_LOCAL, ISO_ZONED, ISO_ZERO = "iso-day", "iso-local", "iso-zoned", "iso-zero"
NO_DAY, NAMED, YEAR_FIRST = "no-day", "named", "year-first"
COMPACT, EPOCH, SERIAL = "compact", "epoch", "serial"
DAY_ONLY, MONTH_ONLY, EITHER, SAME, NEITHER = "day-only", "month-only", "either", "same", "neither"
POINT, COMMA, GAPPED, EXPONENT = "point", "comma", "gapped", "exponent"
ALIKE_POINT, ALIKE_COMMA = "a-point", "a-comma"
MONEY = "money "
"""Before the kind of a number that a currency or a power of ten stands beside."""

POWER = "power "
"""Before the kind of a number that a power of ten stands beside."""

ISO = (ISO_DAY, ISO_LOCAL, ISO_ZONED, ISO_ZERO)
ORDERED = (DAY_ONLY, MONTH_ONLY, EITHER, SAME)
DATES = (*ISO, *ORDERED, NAMED, YEAR_FIRST)
WITHOUT_ZONE = (ISO_DAY, ISO_LOCAL, *ORDERED, NAMED, YEAR_FIRST)
"""Kinds most of whose values name no zone."""

DIGITS = (BIT, WHOLE, COMPACT, EPOCH, SERIAL)
BARE_NUMBERS = (*DIGITS, POINT, COMMA, GAPPED, EXPONENT, ALIKE_POINT, ALIKE_COMMA)
NUMBERS = (
    *BARE_NUMBERS,
    *(
        head + kind
        for head in (MONEY, POWER)
        for kind in (WHOLE, POINT, COMMA, GAPPED, ALIKE_POINT, ALIKE_COMMA)
    ),
)

_EMAIL = r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]{2,}"
_DOMAIN = r"(?i)(?:https?://)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}(?::\d+)?(?:[/?#]\S*)?"
_PHONE = r"\+?[\d(][\d ().\-/]{5,20}\d(?: ?(?:x|ext\.?|#) ?\d{1,6})?"
_EPOCH_NOW = (
    r"(?:[3-9]\d{8}|[1-3]\d{9})(?:\.\d{1,9})?|(?:[3-9]\d{11}|[1-3]\d{12})|(?:[3-9]\d{14}|[1-3]\d{15})"
)


def kind(text: str) -> str:
    """SQL: the kind of a text; missing for a missing one."""
    return (
        f"CASE WHEN {text} IS NULL THEN NULL WHEN NOT regexp_matches({text}, '[0-9]') THEN {_without_digits(text)} "
        f"ELSE {_with_digits(text)} END"
    )


def _without_digits(text: str) -> str:
    return (
        f"CASE WHEN {is_one_of(text, EMPTY_BUT_FOR_TEXT)} THEN '{EMPTY}' "
        f"WHEN {is_one_of(text, (*TRUE, *FALSE))} THEN '{BOOLEAN}' {_addresses(text)} "
        f"WHEN {text}[1] IN ('{{', '[') AND json_valid({text}) THEN '{JSON}' ELSE '{TEXT}' END"
    )


def _with_digits(text: str) -> str:
    return (
        f"CASE WHEN regexp_full_match({text}, '[+-]?[0-9]+') THEN {_digits(text)} "
        f"WHEN regexp_full_match({text}, {sql.text(PLAIN_INSTANT)}) THEN {_plain_instant(text)} "
        f"WHEN regexp_full_match({text}, {sql.text(OFFSET_INSTANT)}) THEN "
        f"CASE WHEN regexp_full_match({text}, {sql.text(instants.ZERO_PATTERN)}) THEN '{ISO_ZERO}' ELSE '{ISO_ZONED}' END "
        f"WHEN regexp_matches({text}, '^0000-00-00|^00[/.]00[/.]0000|^0001-01-01') THEN '{NO_DAY}' "
        f"WHEN regexp_full_match({text}, {sql.text(numbers.PLAIN)}) THEN {_plain_number(text)} "
        f"WHEN regexp_matches({text}, {sql.text(instants.NUMERIC_PATTERN)}) THEN {_order(text)} "
        f"WHEN regexp_matches({text}, {sql.text(instants.YEAR_FIRST_PATTERN)}) THEN '{YEAR_FIRST}' "
        f"WHEN regexp_matches({text}, {sql.text(instants.COMPACT_PATTERN)}) THEN '{COMPACT}' "
        f"{_addresses(text)} "
        f"WHEN length({text}) > 80 THEN CASE WHEN {text}[1] IN ('{{', '[') AND json_valid({text}) THEN '{JSON}' ELSE '{TEXT}' END "
        f"ELSE coalesce({_amount(text)}, {_named(text)}, {_last(text)}) END"
    )


def _addresses(text: str) -> str:
    return (
        f"WHEN contains({text}, '@') AND regexp_full_match({text}, {sql.text(_EMAIL)}) THEN '{EMAIL}' "
        f"WHEN contains({text}, '.') AND regexp_full_match({text}, {sql.text(_DOMAIN)}) THEN '{DOMAIN}'"
    )


def _digits(text: str) -> str:
    return (
        f"CASE WHEN {text} IN ('0', '1') THEN '{BIT}' WHEN regexp_full_match({text}, {sql.text(_EPOCH_NOW)}) THEN '{EPOCH}' "
        f"WHEN regexp_matches({text}, {sql.text(instants.COMPACT_PATTERN)}) THEN '{COMPACT}' "
        f"WHEN regexp_full_match({text}, {sql.text(instants.SERIAL_PATTERN)}) THEN '{SERIAL}' ELSE '{WHOLE}' END"
    )


def _plain_instant(text: str) -> str:
    return (
        f"CASE WHEN length({text}) = 10 THEN '{ISO_DAY}' "
        f"WHEN regexp_full_match({text}, {sql.text(instants.ZERO_PATTERN)}) THEN '{ISO_ZERO}' "
        f"WHEN ends_with({text}, 'Z') THEN '{ISO_ZONED}' ELSE '{ISO_LOCAL}' END"
    )


def _plain_number(text: str) -> str:
    return (
        f"CASE WHEN regexp_matches({text}, '[eE]') THEN '{EXPONENT}' "
        f"WHEN {text} IN ('0.0', '1.0') THEN '{BIT}' "
        f"WHEN regexp_full_match(ltrim({text}, '+-'), {sql.text(numbers.AMBIGUOUS_POINT)}) THEN '{ALIKE_POINT}' ELSE '{POINT}' END"
    )


def _order(text: str) -> str:
    """Whether only one order of day and month gives a day, both give the same, or both give one each."""
    names = ", ".join(map(sql.text, ("a", "b", "y")))
    parts = f"regexp_extract({text}, {sql.text(instants.NUMERIC_PATTERN)}, [{names}])"
    year = "CASE WHEN length(o_.y) > 2 THEN o_.y ELSE '20' || o_.y END"
    day_first, month_first = (
        f"try_cast(({year}) || '-' || lpad(o_.{month}, 2, '0') || '-' || lpad(o_.{day}, 2, '0') AS DATE) IS NOT NULL"
        for day, month in (("a", "b"), ("b", "a"))
    )
    body = (
        f"CASE WHEN {day_first} THEN CASE WHEN NOT ({month_first}) THEN '{DAY_ONLY}' "
        f"WHEN o_.a::INTEGER = o_.b::INTEGER THEN '{SAME}' ELSE '{EITHER}' END "
        f"WHEN {month_first} THEN '{MONTH_ONLY}' ELSE '{NEITHER}' END"
    )
    return let("o_", parts, body)


def _amount(text: str) -> str:
    dressed = (
        f"CASE WHEN k_.power <> '' THEN '{POWER}' WHEN k_.unit || k_.code <> '' THEN '{MONEY}' ELSE '' END"
    )
    found = f"CASE WHEN k_.core <> '' THEN ({dressed}) || {numbers.core_kind('trim(k_.core)')} END"
    amount = let("k_", numbers.parts(text), found)
    return f"CASE WHEN {numbers.looks_like_amount(text)} THEN {amount} END"


def _named(text: str) -> str:
    plain = f"translate({text}, chr(160) || chr(8239), '  ')"
    shapes = {
        instants.DAY_NAMED_PATTERN: f"'{NAMED}'",
        instants.MONTH_NAMED_PATTERN: f"'{NAMED}'",
        instants.YEAR_NAMED_PATTERN: f"'{NAMED}'",
        instants.YEAR_FIRST_PATTERN: f"'{YEAR_FIRST}'",
        instants.NUMERIC_PATTERN: _order(plain),
    }
    tests = " ".join(
        f"WHEN regexp_matches({plain}, {sql.text(shape)}) THEN {found}" for shape, found in shapes.items()
    )
    digits_alone = rf"^[0-9/.\-]+([ ,T{chr(160)}{chr(8239)}]|$)"
    return f"CASE WHEN regexp_matches({text}, {sql.text(f'(?i){instants.MONTH}|{digits_alone}')}) THEN CASE {tests} END END"


def _last(text: str) -> str:
    return (
        f"CASE WHEN regexp_full_match({text}, {sql.text(_PHONE)}) THEN '{PHONE}' "
        f"WHEN {text}[1] IN ('{{', '[') AND json_valid({text}) THEN '{JSON}' ELSE '{TEXT}' END"
    )
