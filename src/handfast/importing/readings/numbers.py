"""Numbers and amounts of money as people and programs write them.

Recognised: `1234.5`, `1,234.50`, `1.234,50`, `1 234,50`, `1'234.50`, `12,34,567.89`, `1.5e3`; signs before or behind, `(1,200.00)` for less than nothing; a
currency's sign or ISO code before or behind (`$`, `€`, `CHF`, `EUR 2.5M`); `K`, `M`, `B`, `Tsd`, `Mio`, `Mrd`, `bn` behind; `12.5%` as 0.125.

Which sign ends the whole part is told by most values themselves. One with a single mark and exactly three digits behind it (`1.234`) tells nothing: how it is
read is decided for the column, never for the value.
"""

import re

from handfast.importing.readings.letting import let
from handfast.importing.readings.words import MAGNITUDES, SYMBOLS, currency_codes, is_one_of, lookup
from handfast.record import sql

PLAIN = r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,3})?"
"""A number as programs write it. `1.234` looks so too."""

_GAP = "[ '’]"
_CORE = r"\d[\d.,'’ ]*|[.,]\d+"

AMBIGUOUS_POINT, AMBIGUOUS_COMMA = r"[1-9]\d{0,2}\.\d{3}", r"[1-9]\d{0,2},\d{3}"
WHOLE_CORE = rf"\d+|\d{{1,3}}(?:{_GAP}\d{{3}})+"
GAPPED = rf"\d{{1,3}}(?:{_GAP}\d{{3}})+[.,]\d*"
WITH_POINT = (
    r"\d*\.\d+|\d+\.|\d{1,3}(?:,\d{3})+\.\d*|\d{1,3}(?:,\d{3}){2,}|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d*)?"
)
WITH_COMMA = r"\d*,\d+|\d+,|\d{1,3}(?:\.\d{3})+,\d*|\d{1,3}(?:\.\d{3}){2,}"

_POWERS = {word: str(10**power) for word, power in MAGNITUDES.items()}
PARTS = ("opens", "before", "unit", "sign", "core", "power", "percent", "code", "after", "closes")


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _pattern() -> str:
    """The pattern of an amount, with a group for each of `PARTS`."""
    unit = f"{_any(list(SYMBOLS))}|{'|'.join(currency_codes())}"
    power = _any(list(MAGNITUDES))
    return rf"(?i)^(\()? ?([+−-])? ?({unit})? ?([+−-])? ?({_CORE}) ?({power})? ?(%)? ?({unit})? ?(-)? ?(\))?$"


def looks_like_amount(text: str) -> str:
    """SQL: whether a text is an amount, but for how its digits are marked. Much quicker than to take it apart."""
    return f"regexp_matches({one_blank(text)}, {sql.text(_pattern())})"


def parts(text: str) -> str:
    """SQL: a struct of `PARTS` of a text; all blank when it is no amount."""
    names = ", ".join(map(sql.text, PARTS))
    return f"regexp_extract({one_blank(text)}, {sql.text(_pattern())}, [{names}])"


def one_blank(text: str) -> str:
    """SQL: the text with plain blanks for the narrow and unbreakable ones, and one sign for the apostrophes."""
    return f"trim(translate({text}, chr(160) || chr(8239) || chr(8201) || chr(8722), '   -'))"


def core_kind(core: str) -> str:
    """SQL: what the digits and marks of an amount tell: whole, point, comma, gapped, a-point or a-comma (ambiguous); missing when they are no number."""
    tests = (
        (WHOLE_CORE, "whole"),
        (AMBIGUOUS_POINT, "a-point"),
        (AMBIGUOUS_COMMA, "a-comma"),
        (WITH_POINT, "point"),
        (WITH_COMMA, "comma"),
        (GAPPED, "gapped"),
    )
    whens = " ".join(
        f"WHEN regexp_full_match({core}, {sql.text(test)}) THEN '{kind}'" for test, kind in tests
    )
    return f"CASE {whens} END"


def plain_text(core: str, decimal: str) -> str:
    """SQL: the digits with a point, where `decimal` (`point` or `comma`) settles what the marks don't; missing when they are no number."""
    bare = f"translate({core}, ' ''’', '')"
    by_point = f"replace({core}, ',', '')"
    by_comma = f"replace(replace({core}, '.', ''), ',', '.')"
    settled = by_point if decimal == "point" else by_comma
    return (
        f"CASE {core_kind(core)} WHEN 'whole' THEN {bare} WHEN 'a-point' THEN {settled} WHEN 'a-comma' THEN {settled} "
        f"WHEN 'point' THEN {by_point} WHEN 'comma' THEN {by_comma} WHEN 'gapped' THEN replace({bare}, ',', '.') END"
    )


def amount(text: str, decimal: str, *, sql_type: str) -> str:
    """SQL: the number that a text is, of `sql_type` (`DECIMAL(18,2)`, `DOUBLE`, `DECIMAL(38,8)`); missing when it is none or too big."""
    plain = f"try_cast({text} AS {sql_type})"
    shape, bare = _common(text, decimal)
    common = f"WHEN regexp_full_match({text}, {sql.text(shape)}) THEN try_cast({bare} AS {sql_type})"
    dressed = (
        f"WHEN {looks_like_amount(text)} THEN {let('n_', parts(text), _dressed('n_', decimal, sql_type))}"
    )
    return f"CASE WHEN regexp_full_match({text}, {sql.text(_plain_for(decimal))}) THEN {plain} {common} {dressed} END"


def _common(text: str, decimal: str) -> tuple[str, str]:
    """The commonest dress, as a pattern and as SQL for the text without it: `$1,234.50` or `1.234,50 €`."""
    if decimal == "point":
        return r"-?[$€£¥]? ?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", f"translate({text}, '$€£¥, ', '')"
    return (
        r"-?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)? ?[$€£¥]?",
        f"replace(translate({text}, '$€£¥. ', ''), ',', '.')",
    )


def _plain_for(decimal: str) -> str:
    """What may be cast as it stands: under a decimal comma nothing with a point in it that could be a mark of thousands."""
    return PLAIN if decimal == "point" else r"[+-]?\d+|[+-]?\d+(?:\.\d+)?[eE][+-]?\d{1,3}"


def _dressed(parts_: str, decimal: str, sql_type: str) -> str:
    number = f"try_cast({plain_text(f'trim({parts_}.core)', decimal)} AS DECIMAL(25,8))"
    power = f"coalesce(try_cast({lookup(_POWERS, f'lower({parts_}.power)')} AS DECIMAL(10,0)), 1)"
    minus = f"(({parts_}.opens <> '')::INTEGER + ({parts_}.before = '-')::INTEGER + ({parts_}.sign = '-')::INTEGER + ({parts_}.after <> '')::INTEGER)"
    sound = f"({parts_}.opens = '') = ({parts_}.closes = '') AND {minus} <= 1 AND ({parts_}.unit = '' OR {parts_}.code = '')"
    whole = f"try({number} * {power} * (CASE WHEN {minus} = 1 THEN -1 ELSE 1 END)::DECIMAL(1,0))"
    scaled = f"try_cast({whole} AS {sql_type})"
    if sql_type == "DOUBLE":
        scaled = f"CASE WHEN {parts_}.percent = '' THEN {scaled} ELSE {scaled} / 100 END"
    else:
        sound += f" AND {parts_}.percent = ''"
    return f"CASE WHEN {sound} THEN {scaled} END"


def currency(text: str) -> str:
    """SQL: the ISO code of the currency that stands beside an amount; missing when none does."""
    sign = "lower(c_.unit || c_.code)"
    code = f"CASE WHEN regexp_full_match({sign}, '[a-z]{{3}}') AND {sign} NOT IN ('sfr') THEN upper({sign}) ELSE {lookup(SYMBOLS, sign)} END"
    told = f"CASE WHEN c_.core <> '' AND {sign} <> '' THEN {code} END"
    signs = f"lower(trim(translate({text}, '0123456789.,+-', '')))"
    return (
        f"CASE WHEN {signs} = '' THEN NULL WHEN {signs} IN ('$', '€', '£', '¥') THEN {lookup(SYMBOLS, signs)} "
        f"WHEN {looks_like_amount(text)} THEN {let('c_', parts(text), told)} END"
    )


def whole(text: str, decimal: str) -> str:
    """SQL: the whole number that a text is; missing when it is none."""
    exact = amount(text, decimal, sql_type="DECIMAL(38,8)")
    return let("w_", exact, "CASE WHEN w_ = trunc(w_) THEN try_cast(w_ AS BIGINT) END")


def boolean(text: str, true: tuple[str, ...], false: tuple[str, ...]) -> str:
    """SQL: true, false, or missing when it is neither."""
    return f"CASE WHEN {is_one_of(text, true)} THEN true WHEN {is_one_of(text, false)} THEN false END"
