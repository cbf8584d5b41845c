"""Words that stand for values: for nothing, for yes and no, for months, for currencies, for thousands and millions."""

from functools import lru_cache

import pycountry

from handfast.record import sql

EMPTY = (
    *(
        "select",
        "?",
        "??",
        "???",
        "n/a",
        "#n/a",
        "n.a.",
        "n\\a",
        "null",
        "(null)",
        "\\n",
        "nan",
        "-",
        "--",
        "---",
        "–",
        "—",
    ),
    *(
        "(no value)",
        "no value",
        "(not set)",
        "not set",
        "(blank)",
        "(empty)",
        "undefined",
        "[null]",
        "#ref!",
        "#value!",
    ),
)
"""What exports write for nothing, whatever a column holds; in lower case."""

EMPTY_BUT_FOR_TEXT = (*EMPTY, "na", "none", "nil", "(none)", "-none-", "--none--", "unknown", "tbd", "k.a.")
"""What is nothing where a value of some type should stand; as text it may be a word (Namibia's NA, a source called None)."""

EMPTY_ID = (
    *EMPTY_BUT_FOR_TEXT,
    *("0", "0.0", "000000000000000", "000000000000000aaa", "00000000-0000-0000-0000-000000000000"),
)

EMPTY_INSTANT = (
    *EMPTY_BUT_FOR_TEXT,
    *(
        "0",
        "0.0",
        "never",
        "0000-00-00",
        "0000-00-00 00:00:00",
        "0000-00-00t00:00:00",
        "0000-00-00 00:00",
        "00/00/0000",
        "00.00.0000",
    ),
    *("nat", "--:--", "0001-01-01t00:00:00z", "0001-01-01t00:00:00", "0001-01-01 00:00:00", "0001-01-01"),
)

TRUE = (
    *(
        "true",
        "t",
        "yes",
        "y",
        "1",
        "1.0",
        "on",
        "x",
        "✓",
        "✔",
        "☑",
        "checked",
        "wahr",
        "ja",
        "j",
        "vrai",
        "oui",
        "verdadero",
        "sí",
        "si",
        "s",
    ),
    *("verdadeiro", "sim", "vero", "sì", "waar", "tak", "да"),
)
FALSE = (
    *(
        "false",
        "f",
        "no",
        "n",
        "0",
        "0.0",
        "off",
        "✗",
        "✘",
        "☐",
        "unchecked",
        "falsch",
        "nein",
        "faux",
        "non",
        "falso",
        "não",
        "nao",
    ),
    *("onwaar", "nee", "nie", "нет"),
)
"""Yes and no in English, German, French, Spanish, Portuguese, Italian, Dutch, Polish and Russian; in lower case."""

_MONTHS = (
    "january jan janvier janv januar jän jänner enero ene janeiro gennaio gen januari",
    "february feb février fevrier févr fevr fév februar febrero fevereiro fev febbraio februari",
    "march mar mars märz maerz mrz marzo março marco maart mrt",
    "april apr avril avr abril abr aprile",
    "may mai mayo maio mag maggio mei",
    "june jun juin juni junio junho giugno giu",
    "july jul juillet juil juli julio julho luglio lug",
    "august aug août aout agosto ago augustus",
    "september sep sept septembre septiembre setiembre setembro set settembre",
    "october oct octobre oktober okt octubre outubro out ottobre ott",
    "november nov novembre noviembre novembro",
    "december dec décembre decembre déc dezember dez diciembre dic dezembro dicembre",
)
"""Months in English, French, German, Spanish, Portuguese, Italian and Dutch, in full and short; in lower case, a line a month."""

MONTHS = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}

SYMBOLS = {
    "us$": "USD", "ca$": "CAD", "c$": "CAD", "au$": "AUD", "a$": "AUD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "r$": "BRL", "mx$": "MXN",
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB", "₺": "TRY", "₪": "ILS", "₩": "KRW", "₫": "VND", "₴": "UAH", "฿": "THB",
    "zł": "PLN", "kč": "CZK", "ft": "HUF", "sfr.": "CHF", "sfr": "CHF", "fr.": "CHF", "euro": "EUR", "euros": "EUR", "rs.": "INR",
}  # fmt: skip
"""Signs of currencies, in lower case. A bare `$` is taken for the US dollar and `¥` for the yen, and it is said so."""

THREE_DECIMALS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
"""Currencies whose amounts have three decimals: with them `1.234` may be either."""

MAGNITUDES = {
    "k": 3, "tsd": 3, "tsd.": 3, "thousand": 3,
    "m": 6, "mm": 6, "mn": 6, "mio": 6, "mio.": 6, "million": 6, "millions": 6,
    "b": 9, "bn": 9, "mrd": 9, "mrd.": 9, "md": 9, "billion": 9,
}  # fmt: skip
"""Powers of ten that stand behind amounts, in lower case."""


@lru_cache(maxsize=1)
def currency_codes() -> tuple[str, ...]:
    """The codes of ISO 4217."""
    return tuple(sorted(currency.alpha_3 for currency in pycountry.currencies))


def listed(words: tuple[str, ...]) -> str:
    """Words as the items of a list in SQL."""
    return ", ".join(map(sql.text, words))


def lookup(values: dict[str, str] | dict[str, int], key: str) -> str:
    """SQL: what `key` (SQL for a text) stands for; missing when nothing."""
    keys = ", ".join(map(sql.text, values))
    found = ", ".join(sql.text(value) if isinstance(value, str) else str(value) for value in values.values())
    return f"list_extract([{found}], list_position([{keys}], {key})::BIGINT)"


_MARK = "\x1f"


def is_one_of(expression: str, words: tuple[str, ...]) -> str:
    """SQL: whether a text is one of the words, whatever its case.

    The words are one constant, each between marks that no text has. IN and lists hold every word beside each column: gigabytes, where an export has hundreds.
    """
    every = sql.text(_MARK + _MARK.join(words) + _MARK)
    mark = sql.text(_MARK)
    return f"(strpos({every}, {mark} || lower({expression}) || {mark}) > 0)"
