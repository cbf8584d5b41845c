"""Figures of how well a score orders outcomes, against the definitions written out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.diagnosis.learning.statistics import auc, auc_interval, lift, tenths

ROWS = st.lists(st.tuples(st.integers(-5, 5), st.booleans(), st.floats(0.1, 9)), min_size=2, max_size=30)


@given(ROWS)
def test_auc_is_the_chance_that_a_won_row_scores_above_a_lost_one(
    rows: list[tuple[int, bool, float]],
) -> None:
    pairs = [(a, b, u * v) for a, x, u in rows if x for b, y, v in rows if not y]
    expected = (
        sum(w * ((a > b) + (a == b) / 2) for a, b, w in pairs) / sum(w for *_, w in pairs) if pairs else 0.5
    )
    score, won, weight = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    assert auc(score, won, weight) == pytest.approx(expected)


@given(ROWS)
def test_auc_is_the_same_for_any_score_of_the_same_order(rows: list[tuple[int, bool, float]]) -> None:
    score, won, weight = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    assert auc(np.exp(score) * 3, won, weight) == pytest.approx(auc(score, won, weight))


def test_rows_of_one_account_widen_the_interval() -> None:
    rng = np.random.default_rng(1)
    won = np.repeat(rng.integers(0, 2, 40), 20).astype(float)
    score = np.repeat(rng.normal(size=40), 20)
    alone = auc_interval(score, won, np.ones(800), [str(n) for n in range(800)])
    together = auc_interval(score, won, np.ones(800), [str(n // 20) for n in range(800)])
    assert together[1] - together[0] > 2 * (alone[1] - alone[0])


def test_lift_of_the_top_fifth() -> None:
    score = np.arange(10.0)
    won = (score >= 8).astype(float)
    assert lift(score, won, np.ones(10)) == pytest.approx(5.0)
    assert lift(np.zeros(10), won, np.ones(10)) == pytest.approx(1.0)
    assert np.isnan(lift(score, np.zeros(10), np.ones(10)))


def test_tenths_hold_every_row_once_in_order() -> None:
    expected = np.random.default_rng(2).random(103)
    parts = tenths(expected, (expected > 0.5).astype(float), np.ones(103))
    assert sum(part["rows"] for part in parts) == 103
    assert [part["expected"] for part in parts] == sorted(part["expected"] for part in parts)
