"""Figures as people say them."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.report import words


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0%"),
        (1, "100%"),
        (0.344, "34%"),
        (0.996, "99.6%"),
        (0.9999, "100%"),
        (0.004, "0.4%"),
        (0.0001, "0%"),
        (None, "no data"),
        (float("nan"), "no data"),
    ],
)
def test_a_share_is_said_with_no_more_digits_than_it_carries(value: float | None, said: str) -> None:
    assert words.percent(value) == said


def test_a_share_carries_its_denominator() -> None:
    assert words.out_of(41, 120) == "34%, 41 of 120"
    assert words.out_of(0, 0) == "no data"
    assert words.out_of(1234, 5678) == "22%, 1,234 of 5,678"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Decimal("1240000.00"), "$1.24 million"),
        (Decimal("12400000"), "$12.4 million"),
        (Decimal("315000.5"), "$315,000"),
        (Decimal("31500"), "$31,500"),
        (Decimal("999600"), "$1.00 million"),
        (Decimal("-42"), "-$42"),
        (None, "no data"),
    ],
)
def test_an_amount_is_said_with_its_currency(value: Decimal | None, said: str) -> None:
    assert words.money(value, "USD") == said


def test_an_exact_amount_keeps_its_cents() -> None:
    assert words.money(Decimal("1234567.89"), "EUR", exact=True) == "€1,234,567.89"
    assert words.money(Decimal("10"), "CHF") == "CHF 10"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (45, "45 s"),
        (59.6, "1 min"),
        (600, "10 min"),
        (3599, "1 h"),
        (4800, "1 h 20 min"),
        (7200, "2 h"),
        (86_399, "1 d"),
        (90_000, "1 d 1 h"),
        (1_000_000, "12 d"),
        (None, "no data"),
    ],
)
def test_a_length_of_time_reads_as_people_say_it(value: float | None, said: str) -> None:
    assert words.seconds(value) == said


def test_a_business_day_has_its_own_length() -> None:
    assert words.seconds(8 * 3600, business=True, day=8 * 3600) == "1 d, business time"
    assert words.seconds(10 * 3600, day=8 * 3600) == "1 d 2 h"


@given(st.integers(0, 10**9), st.sampled_from([86_400, 28_800, 28_500]))
def test_a_length_is_off_by_half_a_minute_or_a_tenth(value: int, day: int) -> None:
    said = words.seconds(value, day=day).split()
    sizes = {"s": 1, "min": 60, "h": 3600, "d": day}
    total = sum(int(number) * sizes[unit] for number, unit in zip(said[::2], said[1::2], strict=True))
    assert abs(total - value) <= (0.5 if value < 60 else max(30, 0.1 * value))


@pytest.mark.parametrize(
    ("name", "said", "short"),
    [
        ("2026-05", "May 2026", "May"),
        ("2026-Q2", "Q2 2026", "Q2"),
        ("2026-W04", "week 4 of 2026", "w4"),
        ("all", "the whole record", "the whole record"),
    ],
)
def test_periods_are_said(name: str, said: str, short: str) -> None:
    assert words.period(name) == said
    assert words.period(name, short=True) == short


def test_instants_and_lists() -> None:
    assert words.instant(datetime(2026, 6, 1, 9, 0, tzinfo=UTC)) == "1 Jun 2026 09:00 UTC"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.listed([]) == ""
    assert (words.some(1, "lead"), words.some(2, "opportunity", "opportunities")) == (
        "1 lead",
        "2 opportunities",
    )
