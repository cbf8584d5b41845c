"""Weeks, months and quarters of a zone, across its changes of the clock."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.engine.periods import GRAINS, Grain, local_day, period_named, period_of, periods_between

ZONES = st.sampled_from(
    ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "UTC", "America/Sao_Paulo", "Pacific/Apia"]
)
INSTANTS = st.datetimes(datetime(2011, 1, 1), datetime(2027, 12, 31))


@given(st.sampled_from(GRAINS), ZONES, INSTANTS, st.integers(0, 500))
def test_periods_follow_each_other_without_gaps_and_hold_their_instants(
    grain: Grain, zone: str, first: datetime, days: int
) -> None:
    last = first + timedelta(days=days)
    periods = list(periods_between(grain, first, last, zone))
    assert periods[0].starts_at <= first and last < periods[-1].ends_at
    assert all(one.ends_at == other.starts_at for one, other in pairwise(periods))
    assert [period_named(period.label, zone) for period in periods] == periods
    assert len({period.label for period in periods}) == len(periods)


@pytest.mark.parametrize(
    ("grain", "label"), [("week", "2026-W01"), ("month", "2025-12"), ("quarter", "2025-Q4")]
)  # fmt: skip
def test_the_last_days_of_a_year(grain: Grain, label: str) -> None:
    assert period_of(grain, local_day(datetime(2025, 12, 31, 12), "UTC"), "UTC").label == label


def test_a_month_begins_at_midnight_of_its_zone() -> None:
    period = period_named("2026-04", "America/New_York")
    assert (period.starts_at, period.ends_at) == (datetime(2026, 4, 1, 4), datetime(2026, 5, 1, 4))
    assert period.share_passed(datetime(2026, 4, 16, 4)) == 0.5
    assert (period.share_passed(datetime(2027, 1, 1)), period.share_passed(datetime(2026, 1, 1))) == (
        1.0,
        0.0,
    )
