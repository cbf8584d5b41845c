"""Who is compared with whom: against the slow reference, and what goes wrong without it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.diagnosis.cost.comparisons import waterfall
from handfast.diagnosis.cost.effect import mantel_haenszel
from handfast.diagnosis.cost.model import CAUSES
from handfast.diagnosis.cost.population import settled
from handfast.diagnosis.cost.reading import NEVER
from handfast.diagnosis.cost.replicates import replicate
from handfast.diagnosis.cost.strata import Affected
from handfast.diagnosis.cost.trials import NONE, RESUMED, Trial, attempts_trial, late_trial, never_trial
from handfast.diagnosis.cost.worth import Wins
from tests.diagnosis.cost.reference import reference_trials, reference_waterfall
from tests.diagnosis.cost.simulated import days, handoffs_of

HORIZON = 100.0


def ratio_of(trial: Trial, strata=None) -> float:
    """The Mantel–Haenszel ratio of a trial over its layers, and strata of its hand-offs where given."""
    resumed = (trial.later == RESUMED) * (trial.win_days <= HORIZON)
    code = trial.layer if strata is None else trial.layer * (strata.max() + 1) + strata[trial.row]
    won = (trial.win_days <= HORIZON).astype(float)
    size = int(code.max()) + 1
    sums = [
        np.bincount(code[arm], values[arm], size)
        for arm in (trial.followed, ~trial.followed)
        for values in (won, np.ones(len(won)))
    ]
    return float(mantel_haenszel(*sums, np.bincount(code, resumed, size)))


@given(st.lists(
    st.tuples(
        st.lists(st.integers(0, 12), max_size=5), st.one_of(st.none(), st.integers(0, 15)), st.one_of(st.none(), st.integers(1, 15))
    ),
    min_size=1, max_size=12,
), st.integers(1, 5))  # fmt: skip
def test_nested_trials_are_the_reference(drawn, wanted):
    inf = float("inf")
    attempts = [sorted(made) for made, _, _ in drawn]
    answered = [inf if at is None else at for _, at, _ in drawn]
    ended = [inf if at is None else at for _, _, at in drawn]
    columns = [days([made[k] if k < len(made) else inf for made in attempts]) for k in range(wanted)]
    waited = [days([made[k] + 2 if k < len(made) else inf for made in attempts]) for k in range(wanted)]
    nothing = np.zeros(len(drawn))
    trial = attempts_trial(
        columns, waited, np.full(len(drawn), wanted), days(answered), days(ended), nothing, nothing
    )
    found = zip(trial.row.tolist(), trial.layer.tolist(), trial.followed.tolist(), strict=True)
    assert sorted(found) == reference_trials(attempts, answered, ended, wanted, 2)


@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 30), st.lists(st.booleans(), min_size=5, max_size=5)),
        max_size=25,
    )
)
def test_the_waterfall_is_the_reference(drawn):
    order = [cause for cause, kind in CAUSES.items() if kind == "bookings"]
    lead = np.array([each for each, _, _ in drawn], dtype=np.int64)
    handed = np.array([each for _, each, _ in drawn], dtype=np.int64)
    hits = {cause: np.array([flags[n] for _, _, flags in drawn], dtype=bool) for n, cause in enumerate(order)}
    named = {
        cause: [(str(lead[i]), f"{handed[i]:03d}-{i:03d}") for i in np.flatnonzero(flags)]
        for cause, flags in hits.items()
    }
    kept = waterfall(list(hits.items()), lead, handed)
    for cause, expected in reference_waterfall(named, order).items():
        assert sorted((str(lead[i]), f"{handed[i]:03d}-{i:03d}") for i in kept[cause]) == sorted(expected)
    everyone = [lead[i] for rows in kept.values() for i in rows]
    assert len(everyone) == len(set(everyone))


def test_without_landmarks_late_leads_look_better_because_they_had_to_stay_open_until_touched():
    rng = np.random.default_rng(4)
    n = 120_000
    due = np.ones(n)
    closes = rng.exponential(6, n)  # many settle by themselves, lost
    wish = np.where(rng.random(n) < 0.5, rng.uniform(0, 1, n), 1 + rng.exponential(5, n))
    wins = rng.random(n) < 0.2  # among those who stay open past twelve days; touching changes nothing
    win_days = np.where(wins & (closes > 12), 40.0, np.inf)
    touched = np.where(wish < closes, wish, np.inf)
    gone = settled(days(closes), days(touched), days(np.full(n, np.inf)), np.zeros(n, dtype=bool))
    alone = days(closes)  # nothing here is settled by contact
    in_time, late = touched <= due, (touched > due) & np.isfinite(touched)
    naive = np.isfinite(win_days[in_time]).mean() / np.isfinite(win_days[late]).mean()
    assert naive < 0.65, "the immortal time of late leads"
    marks = [days(due * n_days) for n_days in (1, 3, 10)]
    trial = late_trial(days(touched), days(due), alone, marks, win_days, np.full(n, 999.0))
    assert ratio_of(trial) == pytest.approx(1, abs=0.05)
    never = never_trial(days(touched), days(due), alone, marks, win_days, np.full(n, 999.0))
    assert ratio_of(never) == pytest.approx(1, abs=0.05)
    assert (gone[np.isinf(touched)] == alone[np.isinf(touched)]).all()


def test_what_contact_brings_about_is_its_result_and_no_reason_to_leave_a_lead_out():
    ended, touched = days([5, 5, 5, 5]), days([2, np.inf, 2, 6])
    decided = days([5, 5, 4, np.inf])
    rejected = np.array([False, False, True, False])
    assert settled(ended, touched, decided, rejected).tolist() == [NEVER, *days([5, 4, 5]).tolist()]


def chased(rng, works, n=150_000):
    """Reps try until they are answered or tired. Keen leads answer soon, and buy; attempts change nothing, or, where they work, only who answers buys."""
    keen = rng.random(n)
    needed = rng.geometric(0.08 + 0.4 * keen)
    plan = rng.integers(1, 7, n)
    made = np.minimum(plan, needed)
    attempts = [days(np.where(k < made, k * 1.0, np.inf)) for k in range(6)]
    waited = [days(np.where(k < made, k * 1.0 + 2, np.inf)) for k in range(6)]
    answered = days(np.where(needed <= plan, made - 1 + 0.1, np.inf))
    chance = np.where(needed <= plan, 0.4, 0.0) if works else 0.02 + 0.4 * keen
    win_days = np.where(rng.random(n) < chance, 50.0, np.inf)
    asked = np.full(n, 6), answered, days(np.full(n, np.inf))
    return made, win_days, attempts_trial(attempts, waited, *asked, win_days, np.full(n, 999.0))


def test_attempts_without_nested_trials_show_an_effect_that_is_not_there():
    made, win_days, trial = chased(np.random.default_rng(5), works=False)
    won = np.isfinite(win_days)
    assert won[made >= 4].mean() / won[made < 4].mean() < 0.8, (
        "many attempts are those of leads that hadn't answered"
    )
    assert ratio_of(trial) == pytest.approx(1, abs=0.05)


def test_nested_trials_find_the_effect_that_is_there():
    _, _, trial = chased(np.random.default_rng(8), works=True)
    assert ratio_of(trial) > 5


def given_up(rng, n=120_000, stops=0.6, delayed=0.0, chance=0.25):
    """Unanswered, reps stop after each of three attempts with a chance of `stops`; `delayed` of the others come too late. Who answers is won with `chance`.

    Returns the hand-offs, the trial, those who stopped after the first attempt, and what going on to the fourth would have brought each.
    """
    needed = rng.geometric(0.3, n)
    goes_on = rng.random((3, n)) >= stops
    late = rng.random((3, n)) < delayed
    at = np.zeros((4, n))
    for k in range(1, 4):
        going = np.isfinite(at[k - 1]) & goes_on[k - 1] & (needed > k)
        at[k] = np.where(going, at[k - 1] + np.where(late[k - 1], 4.0, 1.0), np.inf)
    made = np.isfinite(at).sum(axis=0)
    answered = np.where(needed <= made, at[np.minimum(made, 4) - 1, np.arange(n)] + 0.1, np.inf)
    luck = rng.random(n) < chance
    win_days = np.where((needed <= made) & luck, 20.0, np.inf)
    handoffs = handoffs_of(np.zeros(n), win_days=win_days)
    attempts = [days(row) for row in at]
    waited = [days(np.where(np.isfinite(row), row + 2, np.inf)) for row in at]
    asked = np.full(n, 4), days(answered), days(np.full(n, np.inf)), handoffs.win_days, handoffs.age_days
    stopped = (made == 1) & (needed > 1)
    return handoffs, attempts_trial(attempts, waited, *asked), stopped, chance * (1 - 0.7**3)


def lost_wins(handoffs, trial, hit):
    """The wins that the costing says the hand-offs hit after their first attempt lost."""
    rows = np.flatnonzero(hit)
    affected = Affected(rows, np.ones(len(rows), dtype=np.int64), np.ones(len(rows)))
    none = Wins(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0, dtype=np.int64), ("USD",))
    return replicate(handoffs, {"gave-up": (trial, affected)}, none, 0, "seed").effects["gave-up"]


def test_giving_up_is_measured_by_keeping_the_promise_and_not_by_one_more_attempt_before_giving_up():
    handoffs, trial, stopped, would = given_up(np.random.default_rng(21))
    truth = would * stopped.sum()
    assert lost_wins(handoffs, trial, stopped).wins_lost[0] == pytest.approx(truth, rel=0.06)
    natural = replace(trial, later=np.full(len(trial.row), NONE))
    assert lost_wins(handoffs, natural, stopped).wins_lost[0] < 0.8 * truth


def test_who_was_tried_after_all_does_not_hide_what_giving_up_costs():
    handoffs, trial, stopped, would = given_up(np.random.default_rng(22), stops=0.1, delayed=0.3)
    truth = would * stopped.sum()
    assert lost_wins(handoffs, trial, stopped).wins_lost[0] == pytest.approx(truth, rel=0.08)
    mixed = replace(trial, later=np.where(trial.later == RESUMED, NONE, trial.later))
    assert lost_wins(handoffs, mixed, stopped).wins_lost[0] < 0.6 * truth


def test_where_nobody_goes_on_nothing_says_what_going_on_would_bring():
    handoffs, trial, stopped, _ = given_up(np.random.default_rng(23), stops=0.98)
    assert lost_wins(handoffs, trial, stopped).lacking > 0.9
    handoffs, trial, stopped, _ = given_up(np.random.default_rng(23), stops=0.3)
    assert lost_wins(handoffs, trial, stopped).lacking == 0
