"""The ratio and its E-value."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.diagnosis.cost.effect import e_value, mantel_haenszel
from tests.diagnosis.cost.reference import reference_ratio


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans(), st.booleans()), max_size=80))
def test_the_ratio_is_the_reference(rows):
    counts = np.zeros((5, 2, 2))
    for stratum, followed, won in rows:
        counts[stratum, int(followed), int(won)] += 1
    leads, won = counts.sum(axis=2), counts[:, :, 1]
    ratio = mantel_haenszel(won[:, 1], leads[:, 1], won[:, 0], leads[:, 0])
    assert float(ratio) == pytest.approx(reference_ratio(rows))


def simulated(rng, leads=60_000, strata=3_000):
    """Good leads are called: the stratum decides both; the call itself does nothing. Strata are thin."""
    stratum = rng.integers(0, strata, leads)
    good = stratum / strata
    followed = rng.random(leads) < 0.15 + 0.7 * good
    won = rng.random(leads) < 0.02 + 0.28 * good
    return stratum, followed, won


def counted(stratum, followed, won):
    """(won, leads) of those followed up, and of the others, by stratum."""
    size = int(stratum.max()) + 1
    return [
        np.bincount(stratum[arm], values[arm].astype(float), size)
        for arm in (followed, ~followed)
        for values in (won, np.ones(len(won)))
    ]


def test_strata_take_confounding_away_and_shrunk_arms_bring_it_back():
    stratum, followed, won = simulated(np.random.default_rng(1))
    a, n, c, m = counted(stratum, followed, won)
    assert won[followed].mean() / won[~followed].mean() > 1.5, (
        "the crude ratio sees an effect that isn't there"
    )
    assert float(mantel_haenszel(a, n, c, m)) == pytest.approx(1, abs=0.06)
    both = (n > 0) & (m > 0)
    shrunk = (a + 20 * a.sum() / n.sum()) / (n + 20), (c + 20 * c.sum() / m.sum()) / (m + 20)
    weight = (n * m / np.maximum(n + m, 1))[both]
    assert (shrunk[0][both] * weight).sum() / (shrunk[1][both] * weight).sum() > 1.2


def test_a_half_in_every_thin_stratum_would_hide_an_effect():
    rng = np.random.default_rng(2)
    stratum = rng.integers(0, 5000, 20_000)
    followed = rng.random(20_000) < 0.8
    won = rng.random(20_000) < np.where(followed, 0.08, 0.02)
    a, n, c, m = counted(stratum, followed, won)
    assert float(mantel_haenszel(a, n, c, m)) == pytest.approx(4, rel=0.3)
    every = ((a + 0.5) * (m + 1) / (n + m + 2)).sum() / ((c + 0.5) * (n + 1) / (n + m + 2)).sum()
    assert every < 1


def test_e_values_of_the_paper():
    # VanderWeele & Ding 2017: a risk ratio of 3.9 has the E-value 7.26; a protective one of 0.8 has 1.81.
    assert e_value(3.9) == pytest.approx(7.26, abs=0.01)
    assert e_value(0.8) == pytest.approx(1.81, abs=0.01)
    assert e_value(1) == 1
