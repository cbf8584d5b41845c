"""Numbers and amounts: every one is read exactly as it was printed or asked about, never a thousand times too big or small."""

from decimal import Decimal

import pytest
from hypothesis import strategies as st

from handfast.importing.readings import Question, fits
from tests.importing.readings import reference
from tests.importing.readings.asking import of_columns

AMOUNTS = st.decimals(Decimal(-(10**12)), Decimal(10**12), places=2)
CURRENCIES = [
    ("$", "USD"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("CHF", "CHF"),
    ("R$", "BRL"),
    ("kč", "CZK"),
    ("usd", "USD"),
    ("PLN", "PLN"),
]


@st.composite
def styles(draw):
    decimal, grouped = draw(
        st.sampled_from(
            [
                (".", ","),
                (",", "."),
                (",", " "),
                (",", "\u202f"),
                (".", "'"),
                (".", "’"),
                (".", ""),
                (",", ""),
            ]
        )
    )
    unit, code = draw(st.sampled_from([("", None), *CURRENCIES]))
    return (
        decimal,
        grouped,
        unit,
        code,
        draw(st.sampled_from(["before", "after", "glued"])),
        draw(st.sampled_from(["-", "()", "after"])),
    )


def dressed(value, style):
    decimal, grouped, unit, _, place, minus = style
    body = reference.print_number(value, decimal, grouped, 2)
    if unit:
        body = {"before": f"{unit} {body}", "after": f"{body} {unit}", "glued": f"{unit}{body}"}[place]
    if value < 0:
        body = {
            "-": f"-{body}",
            "()": f"({body})",
            "after": f"{body}-" if place != "after" or not unit else f"-{body}",
        }[minus]
    return body


@of_columns(st.lists(AMOUNTS, min_size=1, max_size=6), styles())
def test_amounts_in_any_dress_are_read_exactly(amounts, style):
    column = yield [dressed(value, style) for value in amounts], "money", {}
    assert column.values == amounts
    assert column.currencies == [style[3]] * len(amounts)
    assert fits(column.profile, "money")


@of_columns(
    st.lists(st.integers(1, 10**9), min_size=1, max_size=5),
    st.sampled_from([",", "."]),
    st.sampled_from(["money", "number", "whole"]),
    st.sampled_from(["", "€"]),
)
def test_grouped_whole_numbers_are_read_or_asked_about(numbers, mark, type, unit):
    """Never a thousandth: where no value tells that the mark is one of thousands it is asked, or said aloud."""
    texts = [reference.group(str(n), mark) + unit for n in numbers]
    column = yield texts, type, {}
    if isinstance(column.reading, Question):
        assert any(t.count(mark) == 1 for t in texts)
        assert not any(t.count(mark) > 1 for t in texts)
        assert "`decimal: point` or `decimal: comma`" in column.reading.text
    else:
        assert column.values == numbers
    answered = yield texts, type, {"decimal": "comma" if mark == "." else "point"}
    assert answered.values == numbers


@of_columns(st.lists(st.decimals(0, 1000, places=3), min_size=1, max_size=5), st.sampled_from([",", "."]))
def test_three_decimals_are_read_or_asked_about(numbers, sign):
    texts = [str(n).replace(".", sign) for n in numbers]
    column = yield texts, "number", {}
    if isinstance(column.reading, Question):
        assert all(len(t.split(sign)[0]) <= 3 and not t.startswith("0") for t in texts)
    else:
        assert [Decimal(str(v)) for v in column.values] == numbers
    answered = yield texts, "number", {"decimal": "point" if sign == "." else "comma"}
    assert [Decimal(str(v)) for v in answered.values] == numbers


@of_columns(
    st.lists(st.decimals(0, 10**6, places=2), min_size=1, max_size=4),
    st.sampled_from([("K", 3), ("k", 3), ("M", 6), ("Mio", 6), (" Mrd.", 9), ("bn", 9), ("B", 9)]),
    st.sampled_from(["", "$", "€"]),
)
def test_thousands_and_millions(numbers, power, unit):
    word, zeros = power
    texts = [f"{unit}{reference.print_number(n, '.', ',', 2)}{word}" for n in numbers]
    assert (yield texts, "money", {}).values == [
        n * 10**zeros if n * 10**zeros < 10**16 else None for n in numbers
    ]
    assert "K, M and B are" in (yield texts, "money", {}).reading.said()


@of_columns(
    st.lists(
        st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15),
        min_size=1,
        max_size=5,
    )
)
def test_numbers_of_programs(numbers):
    column = yield [repr(n) for n in numbers], "number", {"decimal": "point"}
    assert column.values == numbers


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("$1,117.10K", "1117100", "USD"),
        ("1.117,10 €", "1117.10", "EUR"),
        ("EUR 2.5M", "2500000", "EUR"),
        ("(1,200.00)", "-1200", None),
        ("12,34,567.89", "1234567.89", None),
        ("₹ 12,34,567", "1234567", "INR"),
        ("1.5e3", "1500", None),
        ("10 k€", "10000", "EUR"),
        ("2.5MXN", "2.5", "MXN"),
        ("−5,50", "-5.50", None),
        ("CHF 1’000", "1000", "CHF"),
        ("0.005", "0.01", None),
        ("+7", "7", None),
    ],
)
def test_amounts_that_are_met(read, text, amount, currency):
    column = read([text], "money")
    assert (column.values, column.currencies, column.bad) == ([Decimal(amount)], [currency], [False])


@pytest.mark.parametrize(
    "text",
    [
        "99999999999999999",
        "1e20",
        "1..2",
        "1,2,3",
        "12,34.5",
        "USD",
        "five",
        "1 2",
        "--5",
        "(5",
        "5)",
        "1.234,567.8",
        "50%",
        "$5 €",
        "-(5)",
    ],
)
def test_what_is_no_amount_is_told(read, text):
    column = read([text], "money")
    assert (column.values, column.bad) == ([None], [True])
    assert "right would be 1234.50" in column.reading.unreadable


@pytest.mark.parametrize("text", ["Select", "N/A", "-", "null", "None", "(No value)", "?"])
def test_what_says_nothing(read, text):
    column = read([text, "5"], "money")
    assert (column.values, column.bad) == ([None, Decimal(5)], [False, False])


def test_a_thousand_is_asked_about_and_the_question_says_how_to_answer(read):
    question = read(["1.234", "5"], "money").reading
    assert question.text.startswith("in `1.234` the mark may be that of thousands or that of decimals")
    assert "`it's` in mapping.yaml" in question.text
    assert read(["1.234", "5"], "money", decimal="comma").values == [Decimal(1234), Decimal(5)]
    assert read(["1.234", "5.5"], "number").values == [1.234, 5.5]


def test_rules_that_spare_a_question_are_said_aloud(read):
    column = read(["$1,234", "$5"], "money")
    assert column.values == [Decimal(1234), Decimal(5)]
    assert "the mark in numbers like `$1,234` is one of thousands (1 value)" in column.reading.said()
    assert "the currency beside the amounts is USD (2)" in column.reading.said()
    assert isinstance(read(["KWD 1.234"], "money").reading, Question)  # a dinar has a thousand fils
    assert isinstance(read(["$1.234M"], "money").reading, Question)
    assert isinstance(read(["1.000", "2.000"], "whole").reading, Question)
    assert read(["1.0", "1.234"], "number").values == [1.0, 1.234]


def test_numbers_that_each_tell_by_themselves(read):
    column = read(["1.5", "2,5", "1.234,50"], "money")
    assert column.values == [Decimal("1.5"), Decimal("2.5"), Decimal("1234.50")]
    assert "each number by itself tells" in column.reading.said()


def test_shares_are_hundredths(read):
    assert read(["50%", "12,5 %"], "number").values == [0.5, 0.125]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,200", 1200),
        ("12.0", 12),
        ("1'000'000", 1000000),
        ("9223372036854775807", 9223372036854775807),
        ("3K", 3000),
    ],
)
def test_whole_numbers(read, text, number):
    if text == "1,200":
        assert read([text, "3"], "whole").values == [number, 3]
    else:
        assert read([text], "whole").values == [number]


@pytest.mark.parametrize("text", ["1.5", "9223372036854775808", "x"])
def test_what_is_no_whole_number(read, text):
    assert read([text], "whole").bad == [True]
