"""Before and after: the interval holds the truth as often as it says, on simulated companies; what goes wrong without each precaution."""

from dataclasses import replace

import numpy as np
import pytest

from handfast.diagnosis.replay.before_after import before_after
from handfast.diagnosis.replay.weekly import Cell
from tests.diagnosis.replay.weeks import MONDAY, World, raw_difference, simulated


def compared(world, many, *, led_to_it=13, seed=1):
    rng = np.random.default_rng(seed)
    return [before_after(simulated(world, rng), MONDAY, led_to_it=led_to_it) for _ in range(many)]


def coverage(found, effect=0.0):
    told = [each for each in found if each.change is not None]
    assert len(told) > 0.9 * len(found)
    return sum(each.low <= effect <= each.high for each in told) / len(told)


def test_a_change_made_at_the_worst_that_does_nothing():
    """300 companies: season, autocorrelation, and a change because of a bad month. 90% intervals hold nought about as often."""
    assert 0.86 <= coverage(compared(World(), 300)) <= 0.97


def test_what_counting_alone_would_say():
    rng = np.random.default_rng(1)
    found = [raw_difference(simulated(World(), rng)) for _ in range(200)]
    assert sum(abs(change) <= error for change, error in found) / len(found) < 0.6


def test_what_was_at_its_worst_gets_better_by_itself():
    """With the weeks that led to the change in the comparison, what does nothing looks like a success; without them it doesn't."""
    world = World(before=34, weekly=0.1, season=0.0)
    with_them = [each.change for each in compared(world, 60, led_to_it=0) if each.change is not None]
    without = [each.change for each in compared(world, 60) if each.change is not None]
    assert np.mean(with_them) > 0.03
    assert abs(np.mean(without)) < np.mean(with_them) / 2


def test_a_true_effect_is_found_and_held():
    world = World(effect=0.2, weekly=0.03)
    found = compared(world, 60)
    assert coverage(found, 0.2) > 0.83
    assert sum(each.verdict == "higher" for each in found) > 45
    assert not any(each.verdict == "lower" for each in found)


def test_a_drift_that_went_on_anyway_is_no_effect():
    assert coverage(compared(World(drift=0.15, at_worst=False), 60)) > 0.8


def test_a_shift_of_the_mix_alone_is_no_effect():
    world = World(mix=0.3, season=0.0, weekly=0.02, at_worst=False)
    assert coverage(compared(world, 100)) > 0.83
    rng = np.random.default_rng(1)
    found = [raw_difference(simulated(world, rng)) for _ in range(20)]
    assert all(change > error for change, error in found)


@pytest.mark.parametrize(("before", "after", "missing"), [(90, 7, "7 after"), (20, 26, "7 before")])
def test_too_few_weeks(before, after, missing):
    (found,) = compared(World(before=before, after=after), 1)
    assert found.verdict == "too early to tell" and missing in found.why
    assert found.change is None is found.low
    assert found.before is not None


def test_no_rows_at_all():
    found = before_after([], MONDAY)
    assert found.verdict == "too early to tell" and found.before is None


def test_no_leads_of_the_same_kind():
    cells = [replace(cell, stratum=cell.week >= 0) for cell in simulated(World(), np.random.default_rng(2))]
    found = before_after(cells, MONDAY)
    assert found.verdict == "too early to tell"
    assert found.why == "no leads of the same kind are on both sides"


def test_all_kept_on_both_sides_is_not_certain():
    cells = [Cell(week, "all", 5, 5) for week in range(-40, 20)]
    found = before_after(cells, MONDAY)
    assert found.verdict == "no difference shown" and found.high - found.low > 0.02


def test_order_and_splitting_of_rows_do_not_matter():
    cells = simulated(World(), np.random.default_rng(3))
    split = [
        replace(cell, counted=part, of=1)
        for cell in cells
        for part in [1] * cell.counted + [0] * (cell.of - cell.counted)
    ]
    one, other = before_after(cells, MONDAY), before_after(split[::-1], MONDAY)
    assert (one.change, one.low, one.high) == pytest.approx((other.change, other.low, other.high), abs=1e-9)


def volumes(rng, effect=0.0, came=(30, 30), drift=0.0):
    """Hand-offs of two sources in each week: one of ten leads of the first, three of ten of the second; how many came in may change."""
    cells = []
    for week in range(-90, 26):
        late = week >= 0
        off = rng.normal(0, 0.1) + 0.15 * np.sin(2 * np.pi * week / 52.18) + drift * week / 52
        for source, (rate, many) in enumerate(((0.1, came[late]), (0.3, 30))):
            expected = rate * many * (1 + off) * (1 + effect * late)
            cells.append(Cell(week, source, int(rng.poisson(max(expected, 0.0))), float(many)))
    return cells


@pytest.mark.parametrize(("effect", "came"), [(0.0, (30, 30)), (0.0, (30, 90)), (0.4, (30, 30))])
def test_a_volume_is_compared_by_the_leads_who_came_in(effect, came):
    rng = np.random.default_rng(4)
    found = [before_after(volumes(rng, effect, came), MONDAY, share=False) for _ in range(60)]
    told = [each for each in found if each.change is not None]
    assert len(told) > 50
    if effect:
        assert sum(each.verdict == "higher" for each in told) > 0.6 * len(told)
        assert np.mean([each.before for each in told]) == pytest.approx(12, abs=0.5)
        assert np.mean([each.change for each in told]) == pytest.approx(12 * effect, rel=0.3)
    else:
        assert sum(each.low <= 0 <= each.high for each in told) > 0.83 * len(told)
