"""Dates and times as systems and people write them.

Recognised, each with or without a time (`9:30`, `09:30:15.5`, `9:30 AM`, `9.30`, `9h30`, after a blank, a comma, a `T`, `at`), with or without `Z`, `UTC`,
`GMT` or an offset:

- ISO: `2026-03-04`, `2026-03-04T09:30:00.000+0000`, `2026-03-04 09:30`; year first with `/` or `.`, with one digit where one will do;
- `20260304`, `20260304093000`; seconds, milliseconds, microseconds since 1970; a spreadsheet's day number (`46085.4`);
- `3/4/2026`, `04.03.26`, `4-3-2026`, day first or month first, which the column decides; years of two digits are 1970 to 2069;
- months by name in English, German, French, Spanish, Portuguese, Italian and Dutch: `3 mars 2026`, `Mar 4, 2026`, `4-Mar-26`, `4. März 2026`,
  `Wed, 04 Mar 2026`, `4 de marzo de 2026`.

All years are those of business: 1900 to 9999.
"""

from handfast.importing.readings.letting import let
from handfast.importing.readings.words import MONTHS, lookup
from handfast.record import sql
from handfast.record.conversion import EARLIEST, OFFSET_INSTANT, PLAIN_INSTANT
from handfast.record.zones import to_utc

ISO, YEAR_FIRST, COMPACT, EPOCH, SERIAL, NUMERIC, NAMED = (
    "iso", "year-first", "compact", "epoch", "serial", "numeric", "named",
)  # fmt: skip
"""The forms."""

_YEAR = r"((?:19|[2-9]\d)\d\d)"
_ANY_YEAR = r"((?:19|[2-9]\d)\d\d|\d\d)"
_DAY = r"(\d{1,2})"
_SIGN = r"[/.-]"
_TIME = (
    r"(?:(?:,? +|T|,? +(?:at|um|à|a las|às|alle|ore|om) +)(\d{1,2})[:.h](\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?"
    r" ?(am|pm|a\. ?m\.?|p\. ?m\.?)?(?: ?(z|utc|gmt)?(?:([+-])(1[0-4]|0?\d):?([0-5]\d)?)?)?(?: \([^()]*\)| uhr)?)?"
)
_TIME_PARTS = ("h", "mi", "s", "f", "half", "z", "zs", "zh", "zm")
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = r"(?:\pL{2,12}\.?,? +)?"

NUMERIC_PATTERN = rf"(?i)^{_DAY}{_SIGN}{_DAY}{_SIGN}{_ANY_YEAR}{_TIME}$"
YEAR_FIRST_PATTERN = rf"(?i)^{_YEAR}{_SIGN}{_DAY}{_SIGN}{_DAY}{_TIME}$"
DAY_NAMED_PATTERN = rf"(?i)^{_WEEKDAY}{_DAY}(?:st|nd|rd|th|er|\.|º|ª)?[ ./-]+(?:de +|d')?({MONTH})\.?[ ,./-]+(?:de +|del +)?{_ANY_YEAR}{_TIME}$"
MONTH_NAMED_PATTERN = rf"(?i)^{_WEEKDAY}({MONTH})\.?[ -]+{_DAY}(?:st|nd|rd|th)?,?[ -]+{_YEAR}{_TIME}$"
YEAR_NAMED_PATTERN = rf"(?i)^{_YEAR}[ -]({MONTH})\.?[ -]{_DAY}{_TIME}$"
COMPACT_PATTERN = (
    r"^((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:T?([01]\d|2[0-3])([0-5]\d)([0-5]\d)(Z)?)?$"
)
EPOCH_PATTERN = r"\d{9,10}(?:\.\d{1,9})?|\d{12,13}|\d{15,16}"
SERIAL_PATTERN = r"[2-7]\d{4}(?:\.\d+)?"
ZERO_PATTERN = r"1970-01-01[T ]00:00(?::00(?:\.0+)?)?(?:Z|\+00:?00)?"
"""The first instant of computers' time, which many systems write for none."""

_LOCAL, _ZONED = "i_", "z_"


def normal(text: str, form: str, order: str) -> str:
    """SQL: a text in one form as ISO text, with an offset where it has one; missing when it isn't in that form.

    Whether the day exists is for the caller to find.
    """
    match form:
        case "iso":
            zoned = (
                f"regexp_replace(replace(replace(upper({text}), 'UTC', 'Z'), 'GMT', 'Z'), ' (Z|[+-])', '\\1')"
            )
            return (
                f"CASE WHEN regexp_full_match({text}, {sql.text(PLAIN_INSTANT)}) THEN {text} "
                f"WHEN regexp_full_match({text}, {sql.text(OFFSET_INSTANT)}) THEN {zoned} END"
            )
        case "epoch":
            return _epoch(text)
        case "serial":
            days = f"try_cast({text} AS DOUBLE)"
            return (
                f"CASE WHEN regexp_full_match({text}, {sql.text(SERIAL_PATTERN)}) "
                f"THEN (TIMESTAMP '1899-12-30' + to_milliseconds(round({days} * 86400000)::BIGINT))::VARCHAR END"
            )
        case "compact":
            return _from(
                text, COMPACT_PATTERN, ("y", "mo", "d", "h", "mi", "s", "z"), "p_.mo", "p_.d", half=False
            )
        case "year-first":
            return _from(_plain(text), YEAR_FIRST_PATTERN, ("y", "mo", "d", *_TIME_PARTS), "p_.mo", "p_.d")
        case "numeric":
            month, day = ("p_.b", "p_.a") if order == "day-first" else ("p_.a", "p_.b")
            return _from(_plain(text), NUMERIC_PATTERN, ("a", "b", "y", *_TIME_PARTS), month, day)
        case _:
            return _named(text)


def _named(text: str) -> str:
    month = f"{lookup(MONTHS, 'lower(p_.mo)')}::VARCHAR"
    shapes = (
        (DAY_NAMED_PATTERN, ("d", "mo", "y")),
        (MONTH_NAMED_PATTERN, ("mo", "d", "y")),
        (YEAR_NAMED_PATTERN, ("y", "mo", "d")),
    )
    found = [_from(_plain(text), shape, (*names, *_TIME_PARTS), month, "p_.d") for shape, names in shapes]
    return f"coalesce({', '.join(found)})"


def _plain(text: str) -> str:
    """SQL: plain blanks for the narrow and unbreakable ones that locales put before AM."""
    return f"regexp_replace(translate({text}, chr(160) || chr(8239) || chr(8201), '   '), ' +', ' ', 'g')"


def _from(text: str, shape: str, names: tuple[str, ...], month: str, day: str, *, half: bool = True) -> str:
    listed = ", ".join(map(sql.text, names))
    return let(
        "p_", f"regexp_extract({text}, {sql.text(shape)}, [{listed}])", _put_together(month, day, half)
    )


def _put_together(month: str, day: str, half: bool) -> str:
    """SQL: ISO text of the parts `p_`."""
    year = "CASE WHEN length(p_.y) > 2 THEN p_.y WHEN p_.y < '70' THEN '20' || p_.y ELSE '19' || p_.y END"
    hour = "p_.h"
    fraction, zone = "''", "p_.z"
    if half:
        hour = (
            "CASE WHEN p_.half = '' THEN p_.h WHEN p_.h::INTEGER > 12 THEN '99' "
            "ELSE (p_.h::INTEGER % 12 + CASE WHEN lower(p_.half[1]) = 'p' THEN 12 ELSE 0 END)::VARCHAR END"
        )
        fraction = "CASE WHEN p_.f = '' THEN '' ELSE '.' || left(p_.f, 6) END"
        zone = (
            "CASE WHEN p_.zs <> '' THEN p_.zs || lpad(p_.zh, 2, '0') || ':' || CASE WHEN p_.zm = '' THEN '00' ELSE p_.zm END "
            "WHEN p_.z <> '' THEN 'Z' ELSE '' END"
        )
    date = f"({year}) || '-' || lpad({month}, 2, '0') || '-' || lpad({day}, 2, '0')"
    time = f"' ' || lpad({hour}, 2, '0') || ':' || p_.mi || ':' || CASE WHEN p_.s = '' THEN '00' ELSE p_.s END || {fraction} || {zone}"
    return f"CASE WHEN p_.y = '' THEN NULL WHEN p_.h = '' THEN {date} ELSE {date} || {time} END"


def _epoch(text: str) -> str:
    length = f"length(split_part({text}, '.', 1))"
    micros = (
        f"CASE WHEN {length} <= 10 THEN try_cast({text} AS DECIMAL(28,6)) * 1000000 "
        f"WHEN {length} <= 13 THEN try_cast({text} AS BIGINT) * 1000 ELSE try_cast({text} AS BIGINT) END"
    )
    return f"CASE WHEN regexp_full_match({text}, {sql.text(EPOCH_PATTERN)}) THEN make_timestamp(({micros})::BIGINT)::VARCHAR || 'Z' END"


def normalised(text: str, forms: tuple[str, ...], order: str) -> str:
    """SQL: a text in one of the forms as ISO text; missing when it is in none."""
    found = [normal(text, form, order) for form in forms]
    return found[0] if len(found) == 1 else f"coalesce({', '.join(found)})"


def instant(text: str, forms: tuple[str, ...], order: str, zone: str) -> str:
    """SQL: the UTC instant (TIMESTAMP) that a text is; one without a zone is local to `zone`, a day alone its midnight there. Missing when it can't be read."""
    local = let(_LOCAL, f"try_cast({_ZONED} AS TIMESTAMP)", to_utc(_LOCAL, zone))
    zoned = f"make_timestamp(epoch_us(try_cast({_ZONED} AS TIMESTAMPTZ)))"
    by_zone = (
        f"CASE WHEN regexp_matches({_ZONED}, '(?:Z|:[0-9.]+[+-][0-9:]+)$') THEN {zoned} ELSE {local} END"
    )
    found = let(_ZONED, normalised(text, forms, order), by_zone)
    return let(
        "s_", found, f"CASE WHEN s_ >= TIMESTAMP '{EARLIEST}' AND s_ < TIMESTAMP '10000-01-01' THEN s_ END"
    )


def date(text: str, forms: tuple[str, ...], order: str) -> str:
    """SQL: the day (DATE) that a text is, as it is written, whatever its zone. Missing when it can't be read."""
    whole = "try_cast(z_ AS TIMESTAMP) IS NOT NULL OR try_cast(z_ AS TIMESTAMPTZ) IS NOT NULL"
    day = f"CASE WHEN ({whole}) AND left(z_, 4) >= '1900' THEN try_cast(left(z_, 10) AS DATE) END"
    return let(_ZONED, normalised(text, forms, order), day)
