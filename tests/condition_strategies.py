"""Conditions and patterns as texts, well-typed for the columns below; and rows for them to be judged on."""

import random
from datetime import datetime

from hypothesis import strategies as st

from handfast.agreement.patterns import PatternFault, parse_pattern

COLUMNS = {
    "title": "text",
    "Job Title": "text",
    "size": "text",
    "employees": "number",
    "revenue": "number",
    "raised": "boolean",
    "created_at": "instant",
}
"""The columns of the rows, with the types of operands. `employees` is a BIGINT, `revenue` a DOUBLE that may be NaN or infinite."""

TEXTS = [
    "",
    " ",
    "vp",
    "VP Sales",
    "vp sales",
    "head\nof",
    "a\n",
    "Ärger",
    "äRGER",
    "İK",
    "a\\b",
    "50%",
    "a_b",
    "it's",
    "日本",
    "🤦",
    "é",
    " 5 ",
]
NUMBER_TEXTS = [
    "0", "-0", "5", "+5", "-5.50", " 7 ", "0.1", "0.3", "1e3", "NaN", "inf", "0x1F", "5.", ".5", "5\n", "\t5", "\u00a05", "12345678901234567890.5",
    "1" + "0" * 299, "1" + "0" * 300, "٣", "1,000", "--5", "+-5",
]  # fmt: skip
NUMBERS = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    5.0,
    0.1,
    0.2,
    0.3,
    1e308,
    -1e308,
    5e-324,
    float("nan"),
    float("inf"),
    float("-inf"),
    50.0,
    1e15,
]
WHOLES = [0, 1, -1, 3, 5, 7, 50, 5000, 2**53, -(2**40)]
INSTANTS = [
    datetime(2025, 12, 31, 23, 59, 59),
    datetime(2026, 1, 1),
    datetime(2026, 1, 1, 0, 0, 0, 1),
    datetime(2026, 6, 1, 12),
]
POOLS = {
    "title": TEXTS,
    "Job Title": [*TEXTS, *(text for text in NUMBER_TEXTS if len(text) < 50)],
    "size": NUMBER_TEXTS,
    "employees": WHOLES,
    "revenue": NUMBERS,
    "raised": [True, False],
    "created_at": INSTANTS,
}


def rows(count, seed=11):
    """Rows that try every value of every column somewhere, a fifth of them missing."""
    draw = random.Random(seed)
    return [
        {name: None if draw.random() < 0.2 else draw.choice(pool) for name, pool in POOLS.items()}
        for _ in range(count)
    ]


def quote(text):
    return "'" + text.replace("'", "''") + "'"


_letters = st.sampled_from(
    [
        *list("vpsahe5 _%"),
        "\\.",
        "\\\\",
        ".",
        "\\d",
        "\\w",
        "\\s",
        "[a-z]",
        "[^a-z]",
        "[vp5_-]",
        "[\\d,]",
        "é",
        "\n",
        "\\n",
        "\\$",
        "'",
    ]
)
_group_repeats = st.sampled_from(["", "", "?", "{2}"])
_repeats = st.sampled_from(["", "", "", "*", "+", "?", "{2}", "{1,3}", "{2,}"])


def _alternatives(piece):
    body = st.lists(piece, min_size=1, max_size=4).map("".join)
    sequence = st.tuples(st.sampled_from(["", "", "^"]), body, st.sampled_from(["", "", "$"])).map("".join)
    return st.lists(sequence, min_size=1, max_size=3).map("|".join)


def _is_read(text):
    try:
        parse_pattern(text)
    except PatternFault:
        return False
    return True


patterns = _alternatives(
    st.recursive(
        st.tuples(_letters, _repeats).map("".join),
        lambda inner: st.tuples(_alternatives(inner), _group_repeats).map(
            lambda made: f"({made[0]}){made[1]}"
        ),
        max_leaves=5,
    )
).filter(_is_read)
"""Patterns inside the subset (a group that may be empty is not repeated), without the repeated repetitions at which Python's `re` never ends."""

likes = st.lists(
    st.sampled_from(["%", "_", "v", "p", "V", "a", "\\", "\n", "é", "'", "50", " ", "b"]), max_size=5
).map("".join)
"""Patterns of `like`."""

_names = {
    kind: st.sampled_from(
        [f'"{name}"' if " " in name else name for name, its in COLUMNS.items() if its == kind]
    )
    for kind in ("text", "number", "boolean", "instant")
}
_text_literals = st.sampled_from(["", "vp", "VP", "vp sales", "it's", "5", " 5 ", "0.1", "é", "a\\b"]).map(
    quote
)
_number_literals = st.sampled_from(
    ["0", "1", "5", "0.1", "0.3", "50", "5000", "-1", "-5.5", "12345678901234567890.5", "0.0000000001"]
)
_dates = st.sampled_from(
    ["'2026-01-01'", "'2025-12-31T23:59:59Z'", "'2026-01-01T01:00:00+01:00'", "'2026-06-01 12:00'"]
)


def _texts(leaves):
    def calls(inner):
        return st.one_of(
            st.tuples(st.sampled_from(["lower", "upper", "trim"]), inner).map(
                lambda made: f"{made[0]}({made[1]})"
            ),
            st.lists(inner, min_size=2, max_size=3).map(lambda made: f"coalesce({', '.join(made)})"),
        )

    return st.recursive(leaves, calls, max_leaves=4)


texts = _texts(_names["text"] | _text_literals)
"""Expressions of text."""
short_texts = _texts(st.sampled_from(["title", '"Job Title"']) | _text_literals)
"""Those that are never long."""
numbers = st.recursive(
    _names["number"] | _names["text"] | _number_literals,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda made: f"({made[0]} {made[1]} {made[2]})"),
        st.tuples(_names["number"], inner).map(lambda made: f"coalesce({made[0]}, {made[1]})"),
        inner.map(lambda made: f"-({made})"),
        texts.map(lambda made: f"length({made})"),
    ),
    max_leaves=5,
)
"""Expressions that arithmetic takes: numbers, and texts to be read as such."""
_sure_numbers = (
    _names["number"] | _number_literals | st.tuples(numbers, st.sampled_from("+-*/"), numbers).map(" ".join)
)
_comparisons = st.sampled_from(["=", "<>", "!=", "<", "<=", ">", ">="])
_no = st.sampled_from(["", "not "])


def _joined(*parts):
    return st.tuples(*parts).map(" ".join)


tests = st.one_of(
    _joined(_sure_numbers, _comparisons, numbers),
    _joined(numbers, _comparisons, _sure_numbers),
    _joined(texts, _comparisons, texts),
    _joined(_names["instant"], _comparisons, _dates | _names["instant"]),
    _joined(numbers, _no, st.just("between"), _sure_numbers, st.just("and"), numbers),
    _joined(texts, _no, st.just("between"), texts, st.just("and"), texts),
    _joined(_names["instant"], _no, st.just("between"), _dates, st.just("and"), _dates),
    _joined(
        texts,
        _no,
        st.just("in"),
        st.lists(_text_literals, min_size=1, max_size=3).map(lambda made: f"({', '.join(made)})"),
    ),
    _joined(
        numbers,
        _no,
        st.just("in"),
        st.lists(_number_literals, min_size=1, max_size=3).map(lambda made: f"({', '.join(made)})"),
    ),
    _joined(texts, _no, st.just("like"), likes.map(quote)),
    _joined(short_texts, st.sampled_from(["~", "!~"]), patterns.map(quote)),
    _joined(texts | numbers | _names["boolean"] | _names["instant"], st.just("is"), _no, st.just("null")),
    _names["boolean"],
    _joined(_names["boolean"], st.sampled_from(["=", "<>"]), st.sampled_from(["true", "false"])),
    st.sampled_from(["coalesce(raised, false)", "true", "false"]),
)
conditions = st.recursive(
    tests,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(" and ".join),
        st.lists(inner.map(lambda made: f"({made})"), min_size=2, max_size=3).map(" or ".join),
        inner.map(lambda made: f"not ({made})"),
        inner.map(lambda made: f"not {made}"),
    ),
    max_leaves=5,
)
"""Conditions, well-typed for COLUMNS."""
