"""The rule of states against a slow, plain reference, and by simulation: how often it fires falsely, and how surely it fires."""

from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handfast.diagnosis.signs.closes import Closes, closes_of
from handfast.diagnosis.signs.estimates import Sums, estimate
from handfast.diagnosis.signs.shares import rows_of, shares
from handfast.diagnosis.signs.states import State, judged, leading, since
from tests.diagnosis.signs import reference

FIRST, AS_OF = datetime(2025, 9, 3, 10), datetime(2026, 7, 1, 12)
SCHEMA = pa.schema(
    [("part", pa.string()), ("cluster", pa.string())]
    + [(name, pa.timestamp("us")) for name in ("happened_at", "known_at", "until_at")]
    + [(name, pa.float64()) for name in ("numerator", "denominator", "weight")]
)


@st.composite
def worlds(draw):
    """Rows of two parts over ten months, more in some weeks than in others, some of them standing only for a while."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    rows = []
    for _ in range(draw(st.integers(0, 600))):
        happened = FIRST + timedelta(
            hours=float(rng.uniform(0, 301 * 24)) ** draw(st.sampled_from([1.0, 0.99]))
        )
        known = happened + timedelta(days=float(rng.choice([0, 0, 3, 40])))
        top, bottom = [(1, 1), (0, 1), (0, 1), (1, 0)][int(rng.integers(4))]
        until = known + timedelta(days=20) if rng.random() < 0.2 else None
        rows.append(
            {"part": "ab"[int(rng.integers(2))], "happened_at": happened, "known_at": known, "until_at": until,
             "numerator": float(top), "denominator": float(bottom), "weight": 1.0}
        )  # fmt: skip
    return rows


@settings(max_examples=25, deadline=None)
@given(
    worlds(), st.sampled_from(["flow", "stock"]), st.sampled_from(["America/New_York", "Pacific/Auckland"])
)
def test_the_rule_is_that_of_the_plain_reference(world, shape, zone):
    closes = closes_of(FIRST, AS_OF, zone)
    found = shares(rows_of(pa.Table.from_pylist(world, schema=SCHEMA)), closes, shape)
    ends = [datetime(1970, 1, 1) + timedelta(microseconds=int(at)) for at in closes.at]
    for place, part in enumerate(found.parts):
        rows = [row for row in world if row["part"] == part]
        told = [reference.share_at(rows, close, zone, shape) for close in ends]
        mine = found.found
        course = judged(
            "s", part, mine.ratio[place], mine.ratio[place] - mine.margin[place], np.full(len(closes), 0.3), mine.rows[place],
            mine.clusters[place], found.top[place],
        )  # fmt: skip
        for name, values in (("value", course.value), ("rows", course.rows), ("weeks", course.weeks)):
            assert [None if np.isnan(one) else pytest.approx(one) for one in values] == [
                one[name] for one in told
            ]
        margins = course.value - course.bound
        assert [None if np.isnan(one) else pytest.approx(one) for one in margins] == [
            one["margin"] for one in told
        ]
        assert [State(one).words for one in course.states] == reference.states(told, 0.3)


def test_closes_are_the_ends_of_months_in_the_zone_and_weeks_begin_on_its_mondays():
    closes = closes_of(datetime(2026, 2, 10), datetime(2026, 5, 1, 3), "America/New_York")
    assert closes.labels == ("2026-02", "2026-03")  # April ends there at 04:00 UTC
    ends = [datetime(1970, 1, 1) + timedelta(microseconds=int(at)) for at in closes.at]
    assert ends == [datetime(2026, 3, 1, 5), datetime(2026, 4, 1, 4)]
    mondays = [
        datetime(1970, 1, 1) + timedelta(microseconds=int(closes.weeks[place])) for place in closes.last_week
    ]
    assert mondays == [reference.last_monday(close, "America/New_York") for close in ends]


def year(rng, rate, rows_a_week, spread, companies):
    """Twelve closes of many companies: weekly shares vary around `rate` (beta), rows are Poisson. State at each close, by company."""
    weeks = 13 + 52
    rows = rng.poisson(rows_a_week, (companies, weeks))
    share = rng.beta(rate / spread, (1 - rate) / spread, (companies, weeks)) if spread else rate
    top = rng.binomial(rows, share)
    windows = [slice(end - 13, end) for end in np.linspace(13, weeks, 13).astype(int)]
    sums = [
        Sums(
            top[:, w].astype(float),
            rows[:, w].astype(float),
            rows[:, w],
            rows[:, w].astype(float),
            rows[:, w].astype(float),
        )
        for w in windows
    ]
    found = [estimate(one) for one in sums]
    value, margin, count, clusters = (
        np.stack([getattr(one, name) for one in found], axis=-1)
        for name in ("ratio", "margin", "rows", "clusters")
    )
    return [
        judged(
            "s", "", value[n], value[n] - margin[n], np.full(13, 0.1), count[n], clusters[n], value[n]
        ).states
        for n in range(companies)
    ]


@pytest.mark.parametrize("spread", [0.0, 0.02])
def test_it_rarely_fires_falsely_within_a_year(spread):
    at_threshold = year(np.random.default_rng(1), 0.10, 12, spread, 2000)
    assert np.mean([(states == State.FIRES).any() for states in at_threshold]) < 0.02
    below = year(np.random.default_rng(2), 0.08, 12, spread, 2000)
    assert np.mean([(states == State.FIRES).any() for states in below]) < 0.003


def test_it_fires_surely_at_twice_the_threshold():
    twice = year(np.random.default_rng(3), 0.20, 25, 0.0, 1000)
    assert np.mean([states[-1] == State.FIRES for states in twice]) > 0.93


def test_a_weekly_look_at_a_binomial_bound_would_fire_falsely():
    """What the rule is for: the same companies, looked at every week by an ordinary test at 1%."""
    rng = np.random.default_rng(4)
    rows = rng.poisson(12, (1000, 65))
    top = rng.binomial(rows, 0.1)
    fired = np.zeros(1000, dtype=bool)
    for end in range(13, 66):
        n = rows[:, end - 13 : end].sum(axis=1)
        share = top[:, end - 13 : end].sum(axis=1) / n
        fired |= share - 2.326 * np.sqrt(0.1 * 0.9 / n) > 0.1
    assert fired.mean() > 0.1


def test_the_worst_part_speaks_for_the_sign_and_since_is_the_close_at_which_it_began_to_fire():
    nothing = np.full(4, np.nan)

    def part(value, bound):
        many = np.full(4, 100)
        return judged(
            "s", "", np.array(value), np.array(bound), np.full(4, 0.1), many, np.full(4, 13), nothing
        )

    calm = part([0.05] * 4, [0.01] * 4)
    hot = part([0.2, 0.2, 0.2, 0.12], [0.15, 0.15, 0.15, 0.05])
    assert [State(one).words for one in hot.states] == ["watch", "fires", "fires", "watch"]
    assert leading([calm, hot]).tolist() == [1, 1, 1, 1]
    assert leading([hot, calm]).tolist() == [0, 0, 0, 0]
    assert since(hot.states).tolist() == [-1, 1, 1, -1]


def test_of_no_rows_there_is_no_data():
    closes: Closes = closes_of(FIRST, AS_OF, "UTC")
    found = shares(rows_of(SCHEMA.empty_table()), closes, "flow")
    assert found.parts == ()
