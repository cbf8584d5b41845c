"""Kappa, its bound and AC1 against worked figures and by simulation."""

import numpy as np
import pytest

from handfast.diagnosis.signs.agreeing import agreement_of


def labels(both, ours, theirs, none):
    """Labels of so many leads: both yes, only ours, only theirs, none."""
    mine = np.repeat([True, True, False, False], [both, ours, theirs, none])
    yours = np.repeat([True, False, True, False], [both, ours, theirs, none])
    return mine, yours, np.ones(len(mine))


def test_worked_figures():
    found = agreement_of(*labels(45, 15, 25, 15))  # chance: 0.6 × 0.7 + 0.4 × 0.3
    assert found.kappa == pytest.approx((0.6 - 0.54) / 0.46)
    assert found.ac1 == pytest.approx((0.6 - 2 * 0.65 * 0.35) / (1 - 2 * 0.65 * 0.35))
    assert (found.on_yes, found.on_no) == (pytest.approx(90 / 130), pytest.approx(30 / 70))
    assert found.leads == 100


def test_where_all_labels_are_alike_kappa_is_unknown():
    found = agreement_of(*labels(80, 0, 0, 0))
    assert np.isnan(found.kappa) and np.isnan(found.upper)
    assert found.ac1 == 1


def test_weights_stand_for_leads():
    mine, yours, _ = labels(4, 1, 2, 3)
    twice = agreement_of(mine, yours, np.array([2.0] * 10))
    assert twice.kappa == pytest.approx(agreement_of(mine, yours, np.ones(10)).kappa)


def test_the_bound_lies_above_the_truth_in_nineteen_of_twenty():
    rng, above = np.random.default_rng(5), []
    truth = (0.8 - 0.5) / 0.5  # yes and no alike likely, four in five the same
    for _ in range(1500):
        mine = rng.random(120) < 0.5
        yours = np.where(rng.random(120) < 0.8, mine, ~mine)
        above.append(agreement_of(mine, yours, np.ones(120)).upper > truth)
    assert np.mean(above) == pytest.approx(0.95, abs=0.025)
