"""Weights make up for what was cut off, and nothing else."""

import numpy as np
import pytest

from handfast.diagnosis.learning.population import Population
from handfast.diagnosis.learning.weights import bulk_closed, chance_worked, outcomes_of, with_worked


def rows_of(at: object, status: object, ended: object, worked: object = None) -> Population:
    at = np.asarray(at, dtype=float)
    many = len(at)
    names = np.array([f"L{n}" for n in range(many)], dtype=object)
    none = np.full(many, None, dtype=object)
    return Population(
        "hand-offs", names, none, np.ones(many, dtype=np.int64), at, at, np.array(status, dtype=object), np.asarray(ended, dtype=float),
        np.ones(many, dtype=bool) if worked is None else np.asarray(worked, dtype=bool), np.full(many, np.nan), np.zeros(many, dtype=bool),
    )  # fmt: skip


def test_weights_make_up_for_what_is_not_decided_yet() -> None:
    """Wins come soon, losses are never written down: without weights, or with open counted as lost, the share of wins is off."""
    rng = np.random.default_rng(3)
    many, now, chance = 8000, 150.0, 0.3
    at = rng.random(many) * 150
    after = np.where(rng.random(many) < chance, rng.random(many) * 100, np.inf)
    won = at + after <= now
    rows = rows_of(at, np.where(won, "won", "open"), np.where(won, at + after, now))
    outcomes = outcomes_of(rows)
    share = (outcomes.won * outcomes.weight).sum() / outcomes.weight.sum()
    within = chance * outcomes.horizon / 100
    assert share == pytest.approx(within, abs=0.02)
    known = outcomes.known
    assert outcomes.won[known].mean() > within + 0.04
    assert outcomes.won.mean() < within - 0.02


def test_the_horizon_is_the_ninetieth_percentile_to_win_and_at_most_a_year() -> None:
    wins = rows_of(np.zeros(101), ["won"] * 101, np.arange(101.0))
    assert outcomes_of(wins).horizon == pytest.approx(90)
    slow = rows_of(np.zeros(50), ["won"] * 50, np.full(50, 900.0))
    assert outcomes_of(slow).horizon == 365


def test_what_is_closed_in_one_minute_is_no_loss() -> None:
    ended = np.concatenate([np.arange(100.0) + 0.5, np.full(60, 300.25)])
    rows = rows_of(np.zeros(160), ["lost"] * 160, ended)
    assert bulk_closed(rows).tolist() == [False] * 100 + [True] * 60
    assert (outcomes_of(rows).weight[100:] == 0).all()


def test_days_without_a_time_are_no_clean_up() -> None:
    rows = rows_of(np.zeros(300), ["lost"] * 300, np.repeat(np.arange(10.0), 30))
    assert not bulk_closed(rows).any()


def test_worked_rows_stand_for_those_like_them_that_were_not() -> None:
    rng = np.random.default_rng(4)
    trait = rng.random(8000) < 0.5
    worked = rng.random(8000) < np.where(trait, 0.8, 0.2)
    rows = rows_of(np.zeros(8000), ["lost"] * 8000, np.full(8000, 30.0), worked)
    weight = with_worked(
        outcomes_of(rows),
        rows,
        chance_worked(trait[:, None].astype(float), rows, 400.0, np.ones(len(rows))),
        np.ones(len(rows)),
    )
    assert (weight[~worked] == 0).all()
    assert weight[trait].sum() / weight.sum() == pytest.approx(trait.mean(), abs=0.03)


def test_where_hardly_anybody_is_worked_there_is_no_evidence() -> None:
    rows = rows_of(np.zeros(4), ["lost"] * 4, np.full(4, 30.0))
    weight = with_worked(outcomes_of(rows), rows, np.array([0.01, 0.04, 0.06, 1.0]), np.ones(len(rows)))
    assert (weight > 0).tolist() == [False, False, True, True]
    assert weight.max() <= 10
