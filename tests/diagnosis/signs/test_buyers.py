"""The distance between segments: chance subtracted, its bound below the truth, against a plain reference."""

import numpy as np
import pytest

from handfast.diagnosis.signs.buyers import Units, _drawn, _permuted, distance


def plain_distance(p, q):
    """The Jensen–Shannon distance of two distributions."""
    m = (p + q) / 2
    parts = [np.sum(x[x > 0] * np.log2(x[x > 0] / m[x > 0])) for x in (p, q)]
    return float(np.sqrt(sum(parts) / 2))


def accounts(rng, ours, theirs, many, leads=3):
    """Accounts of one side or the other, each with some leads of one segment."""
    segment = np.concatenate([rng.choice(len(ours), many, p=ours), rng.choice(len(theirs), many, p=theirs)])
    count = rng.integers(1, leads + 1, 2 * many)
    first = np.arange(2 * many) < many
    return Units(segment, np.where(first, count, 0), np.where(first, 0, count))


def sides(units):
    """The segments' shares on either side."""
    return [
        np.bincount(units.segment, side, minlength=4) / side.sum() for side in (units.brought, units.worked)
    ]


ALIKE = np.array([0.3, 0.3, 0.2, 0.2])
OTHER = np.array([0.1, 0.25, 0.3, 0.35])


def test_of_the_same_segments_it_is_nothing_and_never_proven():
    rng = np.random.default_rng(1)
    drawn = [accounts(rng, ALIKE, ALIKE, 60) for _ in range(100)]
    found = [distance(units, 150) for units in drawn]
    uncorrected = [plain_distance(*sides(units)) ** 2 for units in drawn]
    assert np.median([one.value for one in found]) < 0.03
    assert np.mean([one.value**2 for one in found]) < 0.5 * np.mean(uncorrected)
    assert np.mean([one.bound > 0 for one in found]) < 0.05


def test_of_different_segments_it_is_the_true_distance_and_its_bound_lies_below():
    rng, truth = np.random.default_rng(2), plain_distance(ALIKE, OTHER)
    found = [distance(accounts(rng, ALIKE, OTHER, 250), 150) for _ in range(100)]
    assert np.sqrt(np.mean([one.value**2 for one in found])) == pytest.approx(truth, rel=0.05)
    assert np.mean([one.bound < truth for one in found]) >= 0.97
    assert np.mean([one.bound > 0 for one in found]) > 0.75


def test_chance_is_that_of_dealing_segments_to_accounts_anew():
    rng = np.random.default_rng(3)
    units = accounts(rng, ALIKE, OTHER, 120)

    def squared(segment):
        ours, theirs = (
            np.bincount(segment, side, minlength=4) / side.sum() for side in (units.brought, units.worked)
        )
        return plain_distance(ours, theirs) ** 2

    chance = np.mean([squared(rng.permutation(units.segment)) for _ in range(2000)])
    assert distance(units, deals=4000).value ** 2 == pytest.approx(
        squared(units.segment) - chance, abs=0.0006
    )


def test_dealing_units_and_drawing_tables_are_the_same_chance():
    rng = np.random.default_rng(5)
    table = np.array([[30, 4, 1], [12, 9, 0], [8, 2, 5]])
    dealt, drawn = (deal(rng, table, 6000) for deal in (_permuted, _drawn))
    for made in (dealt, drawn):
        assert (made.sum(axis=1) == table.sum(axis=0)).all() and (made.sum(axis=2) == table.sum(axis=1)).all()
    assert dealt.mean(axis=0) == pytest.approx(drawn.mean(axis=0), abs=0.15)
    assert dealt.std(axis=0) == pytest.approx(drawn.std(axis=0), abs=0.1)


def test_a_side_with_nobody_has_no_distance():
    nobody = Units(np.array([0, 1]), np.array([1, 2]), np.array([0, 0]))
    assert np.isnan(distance(nobody).value)
