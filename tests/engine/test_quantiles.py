"""Quantiles against numpy's and against the estimate of Kaplan and Meier done by hand."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.engine.quantiles import grouped, quantiles, survival_quantiles, time_order

ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 8), st.booleans()), min_size=1, max_size=40)


def by_hand(rows: list[tuple[int, bool]], share: Fraction) -> float | None:
    """The least duration by which the product of (at risk − events) / at risk has fallen to 1 − share."""
    left = Fraction(1)
    for duration in sorted({duration for duration, _ in rows}):
        at_risk = sum(1 for other, _ in rows if other >= duration)
        events = sum(1 for other, event in rows if other == duration and event)
        left *= Fraction(at_risk - events, at_risk)
        if events and left <= 1 - share:
            return float(duration)
    return None


@given(ROWS, st.sampled_from([Fraction(1, 2), Fraction(9, 10), Fraction(1, 4)]))
def test_survival_quantiles_are_those_of_the_product(
    rows: list[tuple[int, int, bool]], share: Fraction
) -> None:
    group, duration, event = (np.array(column) for column in zip(*rows, strict=True))
    order = time_order(duration.astype(float), event)
    groups = grouped(group[order])
    turn = order[groups.order]
    found = survival_quantiles(duration.astype(float)[turn], event[turn], groups, float(share))
    for code, value in zip(groups.groups.tolist(), found.tolist(), strict=True):
        expected = by_hand([(d, e) for g, d, e in rows if g == code], share)
        assert value == expected if expected is not None else np.isnan(value)


@given(ROWS, st.sampled_from([0.5, 0.9, 0.0, 1.0]))
def test_plain_quantiles_are_numpys(rows: list[tuple[int, int, bool]], share: float) -> None:
    group, value, _ = (np.array(column) for column in zip(*rows, strict=True))
    order = np.argsort(value, kind="stable")
    groups = grouped(group[order])
    found = quantiles(value.astype(float)[order][groups.order], groups, share)
    for code, quantile in zip(groups.groups.tolist(), found.tolist(), strict=True):
        assert quantile == pytest.approx(float(np.quantile(value[group == code], share)))


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=40), st.integers(0, 100_000))
def test_rows_of_other_groups_leave_no_trace_in_a_quantile(values: list[int], others: int) -> None:
    mine = np.sort(np.array(values, dtype=float))
    after = np.r_[np.zeros(others, dtype=np.int64), np.ones(len(mine), dtype=np.int64)]
    found = quantiles(np.r_[np.zeros(others), mine], grouped(after), 0.9)[-1]
    assert found == quantiles(mine, grouped(np.zeros(len(mine), dtype=np.int64)), 0.9)[0]


def test_without_rows_there_is_nothing() -> None:
    groups = grouped(np.empty(0, dtype=np.int64))
    assert len(groups.groups) == 0
    assert len(survival_quantiles(np.empty(0), np.empty(0, dtype=bool), groups, 0.5)) == 0


def test_codes_too_great_for_the_quick_sort_are_sorted_too() -> None:
    groups = grouped(np.array([1 << 20, 3, 1 << 20]))
    assert (groups.groups.tolist(), groups.rows.tolist(), groups.order.tolist()) == (
        [3, 1 << 20],
        [1, 2],
        [1, 0, 2],
    )
