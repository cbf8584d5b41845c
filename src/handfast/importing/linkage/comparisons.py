"""How two profiles are compared: for each clue its levels from the strongest, what they say in words, what is expected of one and the same.

The `expected` shares are where training begins, and what counts where there is too little to train on: how often the level is met among
records that are truly of one person or company. They are ours, set from what linkage of registers finds (misspellings in a tenth of names, moves
in a fifth of addresses); a level that nobody reaches costs nothing.
"""

from dataclasses import dataclass

from handfast.importing.linkage.profiles import Thing


@dataclass(frozen=True, slots=True)
class Level:
    """A level of agreement.

    Attributes:
        test: SQL over columns with the endings `_l` and `_r`; empty for whatever no level above takes.
        words: what it says.
        expected: the share of true pairs that reach it and none above.
        frequency: the column whose frequent values say less (`smith` against `wojciechowski`); empty when all say the same.
        measure: SQL of a number to show after the words; empty when there is none.
        chance: the share of other pairs that reach it at most, where rows are too few to tell how rare it is.
    """

    test: str
    words: str
    expected: float
    frequency: str = ""
    measure: str = ""
    chance: float = 1.0


@dataclass(frozen=True, slots=True)
class Clue:
    """Something that tells by its agreement.

    Attributes:
        name: in words.
        columns: of profiles that it reads; the first must be filled for it to be of use, or the second, and so on.
        nothing: SQL: when it says nothing: where either side lacks it, or something else has said it already.
        levels: from the strongest; the last takes what is left.
    """

    name: str
    columns: tuple[str, ...]
    nothing: str
    levels: tuple[Level, ...]


NUMBERS_MEET = 1e-5
"""The chance of two people having one number, or of two companies having one domain: of phones that are no switchboard's, and of domains, there are
millions. Ours, on the safe side."""

SIMILARITY = "jaro_winkler_similarity"


def clues(thing: Thing) -> tuple[Clue, ...]:
    """What leads or accounts are compared by."""
    return _OF_LEADS if thing is Thing.LEAD else _OF_ACCOUNTS


def _lacks(column: str) -> str:
    return f"{column}_l IS NULL OR {column}_r IS NULL"


def _same(column: str) -> str:
    return f"{column}_l = {column}_r"


def _equal(column: str, words: str, expected: float, *, rare: bool = True) -> Level:
    return Level(_same(column), f"same {words}", expected, column if rare else "")


def _alike(column: str, words: str, least: float, expected: float) -> Level:
    measure = f"{SIMILARITY}({column}_l, {column}_r)"
    return Level(
        f"{measure} >= {least}",
        f"{words} alike (Jaro-Winkler %)",
        expected,
        measure=f"format('{{:.2f}}', {measure})",
    )


def _one_number(column: str, words: str, expected: float) -> Level:
    return Level(_same(column), f"same {words}", expected, chance=NUMBERS_MEET)


def _near(column: str, words: str, most: int, expected: float) -> Level:
    measure = f"damerau_levenshtein({column}_l, {column}_r)"
    return Level(
        f"{measure} <= {most}", f"{words} but for % of its signs", expected, measure=f"{measure}::VARCHAR"
    )


def _differs(words: str, expected: float) -> Level:
    return Level("", f"{words} differs", expected)


def _initial(column: str) -> Level:
    """One is the other's beginning: `j` of `jane`, `alex` of `alexander`."""
    test = f"starts_with({column}_l, {column}_r) OR starts_with({column}_r, {column}_l)"
    return Level(test, "one first name begins the other", 0.06)


def _text(column: str, words: str, *shares: float, least: float = 0.9) -> Clue:
    same, alike, other = shares
    levels = (_equal(column, words, same), _alike(column, words, least, alike), _differs(words, other))
    return Clue(words, (column,), _lacks(column), levels)


def _number(column: str, words: str, same: Level) -> Clue:
    levels = (
        same,
        _near(column, words, 1, 0.08),
        _near(column, words, 2, 0.04),
        _differs(words, 0.06),
    )
    return Clue(words, (column,), _lacks(column), levels)


GIVEN = Clue(
    "first name",
    ("given",),
    _lacks("given"),
    (
        _equal("given", "first name", 0.78),
        _initial("given"),
        _alike("given", "first name", 0.9, 0.08),
        _alike("given", "first name", 0.8, 0.04),
        _differs("first name", 0.04),
    ),
)
FAMILY = Clue(
    "last name",
    ("family",),
    _lacks("family"),
    (
        _equal("family", "last name", 0.82),
        _alike("family", "last name", 0.92, 0.09),
        _alike("family", "last name", 0.8, 0.04),
        _differs("last name", 0.05),
    ),
)
PHONE = Clue(
    "phone",
    ("phone",),
    _lacks("phone"),
    (_one_number("phone", "phone", 0.6), _near("phone", "phone", 1, 0.05), _differs("phone", 0.35)),
)
MAILBOX = Clue(
    "mailbox", ("mailbox",), _lacks("mailbox"), (_equal("mailbox", "mailbox", 0.5), _differs("mailbox", 0.5))
)
COMPANY_LEVELS = (
    _equal("domain", "company domain", 0.55),
    _equal("company", "company", 0.2),
    _alike("company", "company", 0.9, 0.05),
    _differs("company", 0.2),
)
NO_COMPANY = f"({_lacks('domain')}) AND ({_lacks('company')})"
SAME_PHONE = f"coalesce({_same('phone')}, false)"
SAME_COMPANY = f"coalesce({_same('domain')}, false) OR coalesce({_same('company')}, false)"
EMPLOYER = Clue("company", ("domain", "company", "phone"), f"({NO_COMPANY}) OR {SAME_PHONE}", COMPANY_LEVELS)
"""Colleagues share a phone as they share a company: whoever shares the phone is no likelier one person for sharing the company too."""

PLACES = (
    _text("street", "street", 0.72, 0.14, 0.14, least=0.88),
    _text("street_more", "second line of the address", 0.72, 0.1, 0.18, least=0.88),
    Clue("house number", ("house_number",), _lacks("house_number"), (_equal("house_number", "house number", 0.8), _differs("house number", 0.2))),
    _text("locality", "place", 0.78, 0.08, 0.14, least=0.88),
    Clue(
        "postcode",
        ("postcode",),
        _lacks("postcode"),
        (_equal("postcode", "postcode", 0.8), _near("postcode", "postcode", 1, 0.08), _differs("postcode", 0.12)),
    ),
    Clue("region", ("region",), _lacks("region"), (_equal("region", "region", 0.9), _differs("region", 0.1))),
    Clue("country", ("country",), _lacks("country"), (_equal("country", "country", 0.95), _differs("country", 0.05))),
)  # fmt: skip


def _unless(clue: Clue, said: str, columns: tuple[str, ...]) -> Clue:
    """The clue, silent where something else has said it."""
    return Clue(clue.name, (*clue.columns, *columns), f"({clue.nothing}) OR {said}", clue.levels)


_OF_LEADS = (
    _number("identity_number", "identity number", _one_number("identity_number", "identity number", 0.82)),
    PHONE,
    GIVEN,
    FAMILY,
    _number("birth_date", "birth date", _equal("birth_date", "birth date", 0.82)),
    MAILBOX,
    EMPLOYER,
    *(_unless(clue, f"{SAME_PHONE} OR {SAME_COMPANY}", ("phone", "domain", "company")) for clue in PLACES),
)
"""Colleagues share their company's address, too."""

_OF_ACCOUNTS = (
    Clue(
        "name",
        ("company",),
        _lacks("company"),
        (
            _equal("company", "name", 0.72),
            _alike("company", "name", 0.94, 0.1),
            _alike("company", "name", 0.85, 0.08),
            _differs("name", 0.1),
        ),
    ),
    Clue(
        "domain",
        ("domain",),
        _lacks("domain"),
        (_one_number("domain", "domain", 0.7), _differs("domain", 0.3)),
    ),
    _number("identity_number", "identity number", _one_number("identity_number", "identity number", 0.82)),
    PHONE,
    *PLACES,
)
