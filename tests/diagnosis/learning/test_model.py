"""The sparse model, and points that keep its order."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from handfast.diagnosis.learning.model import SCALES, calibrate, fit_model, folds, logistic, whole_points
from handfast.diagnosis.learning.statistics import auc

Floats = NDArray[np.float64]


def world(
    seed: int, rows: int, slopes: list[float], noise: int = 20
) -> tuple[Floats, Floats, NDArray[np.object_]]:
    rng = np.random.default_rng(seed)
    values = (rng.random((rows, len(slopes) + noise)) < 0.4).astype(float)
    odds = values @ np.array(slopes + [0.0] * noise) - sum(slopes) * 0.4 - 0.8
    won = (rng.random(rows) < logistic(odds)).astype(float)
    return values, won, np.array([f"g{n // 3}" for n in range(rows)], dtype=object)


def test_it_finds_what_matters_and_little_else() -> None:
    values, won, groups = world(1, 4000, [2.0, -1.5, 1.0])
    model = fit_model(values, won, np.ones(4000), groups)
    assert model.weights[0] > 1 and model.weights[1] < -0.7 and model.weights[2] > 0.4
    assert np.abs(model.weights[3:]).max() < 0.2
    assert (model.weights != 0).sum() <= 12


def test_noise_has_no_cross_validated_order() -> None:
    aucs = []
    for seed in range(5):
        values, won, groups = world(seed, 600, [], noise=30)
        aucs.append(fit_model(values, won, np.ones(600), groups).cross_auc)
    assert np.mean(aucs) < 0.54


@settings(max_examples=30)
@given(st.lists(st.floats(-0.2, 0.2), min_size=1, max_size=12), st.integers(0, 1000))
def test_points_keep_the_models_order(weights: list[float], seed: int) -> None:
    """They are the weights on one scale, rounded: rows further apart than all roundings together stand in the same order."""
    rng = np.random.default_rng(seed)
    values = (rng.random((200, len(weights))) < 0.5).astype(float)
    exact = values @ np.array(weights)
    won = (rng.random(200) < logistic(exact)).astype(float)
    points = whole_points(np.array(weights), values, won, np.ones(200))
    used = np.where(values.std(axis=0) > 0, np.array(weights), 0.0)
    scale = next(scale for scale in SCALES if (points == np.rint(used * scale)).all())
    apart = exact[:, None] - exact[None, :] > len(weights) / scale + 1e-9
    score = values @ points
    assert (score[:, None] > score[None, :])[apart].all()
    if scale < SCALES[-1] and np.abs(used).max() * scale >= 5:
        assert abs(auc(values @ used, won) - auc(score, won)) <= 0.001


def test_an_account_stays_in_one_fold() -> None:
    groups = np.array([f"g{n % 37}" for n in range(500)], dtype=object)
    placed = folds(groups)
    assert all(len(set(placed[groups == name].tolist())) == 1 for name in set(groups.tolist()))
    assert set(placed.tolist()) == {0, 1, 2, 3, 4}


def test_expected_shares_are_the_observed_ones() -> None:
    values, won, _ = world(3, 5000, [1.0, 1.0], noise=0)
    slope, start = calibrate(values.sum(axis=1) * 7, won, np.ones(5000))
    assert logistic(slope * values.sum(axis=1) * 7 + start).mean() == pytest.approx(won.mean(), abs=0.01)
    assert slope == pytest.approx(1 / 7, rel=0.15)
