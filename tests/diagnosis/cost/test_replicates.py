"""The population, the draws and the refitting, on simulated hand-offs with a known effect."""

from dataclasses import replace

import numpy as np
import pytest

from handfast.diagnosis.cost.population import (
    clusters,
    horizons,
    score_bins,
    shares_within,
    weighted_quantile,
)
from handfast.diagnosis.cost.replicates import replicate
from handfast.diagnosis.cost.resampling import draws, interval
from handfast.diagnosis.cost.strata import Affected
from handfast.diagnosis.cost.trials import Trial
from handfast.diagnosis.cost.worth import Wins, Worth, lost_amounts, worth
from tests.diagnosis.cost.simulated import handoffs_of

NO_WINS = Wins(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0, dtype=np.int64), ("USD",))


def estimate(handoffs, followed, hit, replicates=0):
    """The effect of following up, and the wins that `hit` lost, as the costing estimates them."""
    trial = Trial.of([(followed, True, 0), (~followed, False, 0)], handoffs.win_days, handoffs.age_days)
    rows = np.flatnonzero(hit)
    affected = Affected(rows, np.zeros(len(rows), dtype=np.int64), np.ones(len(rows)))
    return replicate(handoffs, {"late": (trial, affected)}, NO_WINS, replicates, "seed").effects["late"]


def market(rng, n=40_000, chance_left=0.5):
    """Leads of which good ones are followed up; being left takes half of the chance to win."""
    score = rng.random(n)
    followed = rng.random(n) < 0.2 + 0.6 * score
    chance = (0.05 + 0.25 * score) * np.where(followed, 1, chance_left)
    win_days = np.where(rng.random(n) < chance, rng.uniform(10, 60, n), np.inf)
    lost = ((0.05 + 0.25 * score) * (1 - chance_left))[~followed].sum()
    return score, followed, win_days, lost


def test_the_wins_lost_are_found():
    score, followed, win_days, lost = market(np.random.default_rng(1))
    effect = estimate(handoffs_of(score, win_days=win_days), followed, ~followed)
    assert effect.ratio[0] == pytest.approx(2, rel=0.1)
    assert effect.wins_lost[0] == pytest.approx(lost, rel=0.05), "those that come after H too"


def test_closed_cycles_turn_the_sign():
    rng = np.random.default_rng(2)
    score, followed, win_days, _ = market(rng)
    won = np.isfinite(win_days)
    closed = won | (rng.random(len(won)) < np.where(followed, 0.9, 0.05))  # nobody closes what nobody touched
    handoffs = handoffs_of(score, win_days=win_days)
    assert estimate(handoffs, followed, ~followed).ratio[0] > 1.8
    among = won[closed & followed].mean() / won[closed & ~followed].mean()
    assert among < 0.7, "among closed cycles being left looks better"


def test_open_is_not_won_and_young_hand_offs_are_not_asked():
    rng = np.random.default_rng(3)
    score, followed, win_days, _ = market(rng)
    young = followed & (rng.random(len(score)) < 0.6)  # sales has become quicker lately
    age = np.where(young, rng.uniform(0, 30, len(score)), 300.0)
    seen = np.where(win_days <= age, win_days, np.inf)
    handoffs = replace(handoffs_of(score, win_days=seen), age_days=age)
    assert estimate(handoffs, followed, ~followed).ratio[0] == pytest.approx(2, rel=0.15)
    crude = np.isfinite(seen[followed]).mean() / np.isfinite(seen[~followed]).mean()
    assert crude < 1.4, "counting the young as lost hides the effect"


def test_drawing_leads_instead_of_accounts_covers_too_little():
    """Colleagues win together and are followed up together: 200 worlds without an effect, and how often the interval of the ratio holds 1."""
    held = {"accounts": 0, "leads": 0}
    worlds, accounts, colleagues = 120, 120, 8
    for world in range(worlds):
        rng = np.random.default_rng(100 + world)
        account = np.repeat(np.arange(accounts), colleagues)
        followed = (rng.random(accounts) < 0.5)[account]
        chance = np.where(rng.random(accounts) < 0.4, 0.6, 0.05)[account]
        win_days = np.where(rng.random(len(account)) < chance, 10.0, np.inf)
        for unit, cluster in (("accounts", account), ("leads", np.arange(len(account)))):
            handoffs = handoffs_of(np.zeros(len(account)), cluster=cluster, win_days=win_days)
            low, high = interval(estimate(handoffs, followed, ~followed, replicates=100).ratio[1:])
            held[unit] += low <= 1 <= high
    assert held["accounts"] / worlds >= 0.82
    assert held["leads"] / worlds <= 0.70


def test_the_interval_holds_what_was_lost_in_nine_worlds_of_ten():
    """Those left would have won some deals, and each world knows which. An interval of the mean alone is too sure of so few."""
    worlds, n = 80, 3000
    held = {"drawn": 0, "of the mean": 0}
    for world in range(worlds):
        rng = np.random.default_rng(300 + world)
        score = rng.random(n)
        left = rng.random(n) < 0.16 * (1.2 - score)
        would = rng.random(n) < 0.03 + 0.15 * score
        handoffs = handoffs_of(score, win_days=np.where(would & ~left, rng.uniform(10, 60, n), np.inf))
        effect = estimate(handoffs, ~left, left, replicates=80)
        drawn = lost_amounts(effect.wins_lost, Worth(np.ones(81), np.zeros(81)), str(world))
        for name, replicates in (("drawn", drawn), ("of the mean", effect.wins_lost)):
            low, high = interval(replicates[1:])
            held[name] += low <= (would & left).sum() <= high
    assert 0.82 <= held["drawn"] / worlds <= 0.98
    assert held["of the mean"] / worlds <= 0.75


def test_a_lead_without_an_account_stands_alone():
    account = np.array([0, 0, 1, 2, 2])  # the third text is None: no account
    assert len(set(clusters(account, ["a", "b", None], np.arange(5)).tolist())) == 4
    same_lead = clusters(np.array([2, 2]), ["a", "b", None], np.array([7, 7]))
    assert same_lead[0] == same_lead[1]


def test_draws_are_the_same_each_time_and_poisson():
    drawn = draws(2000, 200, "a seed")
    assert (drawn[:, 0] == 1).all()
    assert (drawn == draws(2000, 200, "a seed")).all()
    assert not (drawn == draws(2000, 200, "another")).all()
    assert drawn[:, 1:].mean() == pytest.approx(1, abs=0.01)
    assert drawn[:, 1:].var() == pytest.approx(1, abs=0.02)


def test_every_step_is_refitted():
    score, followed, win_days, _ = market(np.random.default_rng(5), n=400)
    handoffs = handoffs_of(score, win_days=win_days)
    reach = horizons(handoffs, draws(400, 50, "x"))
    assert len(np.unique(reach)) > 5, "H"
    effect = estimate(handoffs, followed, ~followed, replicates=50)
    assert len(np.unique(effect.ratio)) > 25 and len(np.unique(effect.wins_lost)) > 25


def test_one_batch_of_replicates_or_several_give_the_same(monkeypatch):
    score, followed, win_days, _ = market(np.random.default_rng(6), n=600)
    handoffs = handoffs_of(score, win_days=win_days)
    whole = estimate(handoffs, followed, ~followed, replicates=40)
    monkeypatch.setattr("handfast.diagnosis.cost.replicates.TOGETHER", 7)
    parts = estimate(handoffs, followed, ~followed, replicates=40)
    assert np.allclose(whole.wins_lost, parts.wins_lost) and np.allclose(whole.ratio, parts.ratio)


def test_h_is_the_ninetieth_percentile_and_at_most_a_year():
    days = np.array([*range(1, 11), 4000.0])
    assert horizons(handoffs_of(np.zeros(10), win_days=days[:10]), np.ones((10, 1)))[0, 0] == 9
    assert horizons(handoffs_of(np.zeros(2), win_days=days[9:]), np.ones((2, 1)))[0, 0] == 365
    assert horizons(handoffs_of(np.zeros(2)), np.ones((2, 1)))[0, 0] == 365


def test_equal_scores_share_a_class_and_a_missing_score_has_its_own():
    bins = score_bins(np.array([5.0, 5, 5, 1, np.nan]), np.zeros(5, dtype=np.int64), bins=4)
    assert bins.tolist() == [1, 1, 1, 0, 4]


def test_one_huge_deal_does_not_make_a_quarter():
    amount = np.array([*[100.0] * 99, 1e9])
    everyone = np.ones((100, 1))
    assert worth(amount, np.ones(100, dtype=bool), everyone).mean[0] == 100
    half = np.arange(100) % 2 == 0
    assert worth(amount, half, everyone).mean[0] == 50, (
        "a win in the other currency brings nothing in this one"
    )
    assert np.isnan(worth(np.zeros(0), np.zeros(0, dtype=bool), np.ones((0, 1))).mean[0])


def test_what_is_lost_is_a_number_of_deals_each_of_its_size():
    wins_lost = np.array([6.0, *np.full(4000, 6.0)])
    amounts = lost_amounts(wins_lost, Worth(np.full(4001, 100.0), np.full(4001, 50.0)), "a seed")
    assert amounts[0] == 600, "the estimate is the expectation"
    drawn = amounts[1:]
    assert drawn.mean() == pytest.approx(600, rel=0.02)
    assert drawn.std() == pytest.approx(np.sqrt(6 * (100**2 + 50**2)), rel=0.05)
    assert (drawn >= 0).all()
    gained = lost_amounts(-wins_lost, Worth(np.full(4001, 100.0), np.full(4001, 50.0)), "a seed")
    assert gained[0] == -600 and (gained <= 0).all()


def test_wins_that_come_after_h_are_reckoned_in_also_where_the_record_is_too_young_to_show_them():
    rng = np.random.default_rng(14)
    age, win = rng.uniform(0, 300, 40_000), rng.uniform(0, 200, 40_000)
    handoffs = replace(
        handoffs_of(np.zeros(40_000), win_days=np.where(win <= age, win, np.inf)), age_days=age
    )
    everyone = np.ones((40_000, 1))
    reach = horizons(handoffs, everyone)
    assert reach[0, 0] < 175, "of the wins on record 90% are within H, of all wins fewer"
    assert shares_within(handoffs, everyone, reach)[0, 0] == pytest.approx(reach[0, 0] / 200, abs=0.01)
    assert shares_within(handoffs_of(np.zeros(3)), np.ones((3, 1)), np.full((1, 1), 365.0))[0, 0] == 1


def two_clauses(rng, n=120_000):
    """Half of the hand-offs are to SDRs, where being left takes two thirds of the chance, and half to AEs, where it takes nothing."""
    clause = np.arange(n) % 2
    followed = rng.random(n) < np.where(clause == 0, 0.5, 0.8)
    chance = np.where(clause == 0, np.where(followed, 0.15, 0.05), 0.4)
    win_days = np.where(rng.random(n) < chance, rng.uniform(10, 60, n), np.inf)
    plain = handoffs_of(np.zeros(n), win_days=win_days)
    return replace(plain, clause=clause, group=clause, groups=("sdr", "ae")), followed


def test_each_handoff_clause_has_a_ratio_of_its_own_where_outcomes_are_enough():
    handoffs, followed = two_clauses(np.random.default_rng(15))
    effect = estimate(handoffs, followed, ~followed)
    truth = 0.1 * ((handoffs.clause == 0) & ~followed).sum()
    assert effect.wins_lost[0] == pytest.approx(truth, rel=0.12)
    pooled = handoffs_of(np.zeros(len(followed)), win_days=handoffs.win_days, source=handoffs.clause)
    assert estimate(pooled, followed, ~followed).wins_lost[0] < 0.8 * truth, "one ratio for both"


def test_weighted_quantiles():
    values = np.array([1.0, 2, 3, 4])
    weights = np.array([[1, 0], [1, 0], [1, 5], [1, 0]])
    assert weighted_quantile(values, weights, 0.5).tolist() == [2, 3]
