"""Business time over an expansion is that of a clock that is looked at every minute."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handfast.agreement.calendar import build_calendar
from handfast.agreement.expansion import NoOpenTime, expand, instant, micros
from tests.calendar_strategies import Clause, cases, moments
from tests.reference.open_time import OpenTime

HOUR = 3_600_000_000
EXAMPLES = min(settings().max_examples, 200)
"""The reference looks at every minute, so that a thousand would take minutes."""


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@given(st.data())
@settings(max_examples=EXAMPLES)
def test_business_time_is_that_of_the_reference(data):
    clause, absences, first, last = data.draw(cases())
    expansion = expand(build_calendar(clause).without(absences), first, last, 0)
    slow = OpenTime(clause.timezone, clause.hours, set(clause.closed), absences, first, last)
    pairs = [sorted((data.draw(moments(first, last)), data.draw(moments(first, last)))) for _ in range(3)] + [
        [first, last]
    ]
    found = expansion.business_time(
        [micros(begins) for begins, _ in pairs], [micros(ends) for _, ends in pairs]
    )
    for (begins, ends), passed in zip(pairs, found.tolist(), strict=True):
        assert timedelta(microseconds=passed) == slow.between(begins, ends), (begins, ends)


@given(st.data())
@settings(max_examples=EXAMPLES)
def test_due_times_are_those_of_the_reference(data):
    clause, absences, first, last = data.draw(cases())
    expansion = expand(build_calendar(clause).without(absences), first, last, 200 * HOUR)
    slow = OpenTime(clause.timezone, clause.hours, set(clause.closed), absences, first, last)
    lengths = st.integers(1, 30 * 60).map(lambda minutes: timedelta(minutes=minutes)) | st.integers(
        1, 20 * HOUR
    ).map(lambda us: timedelta(microseconds=us))
    for _ in range(3):
        begins, length = data.draw(moments(first, last)), data.draw(lengths)
        due = instant(int(expansion.due(micros(begins), length // timedelta(microseconds=1))))
        expected = slow.due(begins, length)
        assert due == expected or (expected is None and due > last)


@given(cases(), st.integers(0, 400 * HOUR))
def test_an_expansion_holds_the_open_time_asked_for_and_ends_at_midnight(case, open_after):
    clause, absences, first, last = case
    expansion = expand(build_calendar(clause).without(absences), first, last, open_after)
    assert expansion.total - int(expansion.open_until(micros(last))) >= open_after
    assert expansion.end % (24 * HOUR) == 0
    assert micros(last) < expansion.end
    assert expansion.first == micros(first)
    assert np.all(expansion.opens < expansion.closes)
    assert np.all(expansion.closes[:-1] < expansion.opens[1:])
    assert [ends - begins for begins, ends in expansion.intervals] == [
        timedelta(microseconds=int(us)) for us in expansion.closes - expansion.opens
    ]


WEEK = {"mon-fri": ("09:00-17:00",)}


@pytest.mark.parametrize(
    ("zone", "hours", "begins", "minutes", "due"),
    [
        ("UTC", WEEK, "2026-03-01T12:56", 15, "2026-03-02T09:15"),  # Sunday 12:56 plus 15 minutes
        ("UTC", WEEK, "2026-03-02T16:50", 15, "2026-03-03T09:05"),
        (
            "UTC",
            WEEK,
            "2026-03-02T16:45",
            15,
            "2026-03-02T17:00",
        ),  # the earliest instant: Monday's end, not Tuesday's beginning
        ("UTC", WEEK, "2026-03-06T17:00", 480, "2026-03-09T17:00"),
        (
            "America/New_York",
            {"sun": ("00:00-04:00",)},
            "2026-03-08T00:00",
            120,
            "2026-03-08T07:00",
        ),  # 02:00 is 03:00
        (
            "America/New_York",
            {"sun": ("02:30-04:00",)},
            "2026-03-08T00:00",
            60,
            "2026-03-08T08:00",
        ),  # 02:30 is the jump, 03:00
        (
            "America/New_York",
            {"sun": ("01:30-03:00",)},
            "2026-11-01T00:00",
            120,
            "2026-11-01T07:30",
        ),  # the first 01:30, and the hour twice
        (
            "Pacific/Apia",
            {"fri": ("09:00-17:00",), "sat": ("09:00-10:00",)},
            "2011-12-29T12:00",
            60,
            "2011-12-30T20:00",
        ),  # no Friday that week
        ("UTC", {"mon": ("22:00-06:00",)}, "2026-03-02T23:00", 420, "2026-03-03T06:00"),
    ],
)
def test_worked_due_times(zone, hours, begins, minutes, due):
    expansion = expand(
        build_calendar(Clause(zone, hours)), utc("2011-01-01T00:00"), utc("2026-12-01T00:00"), 100 * HOUR
    )
    assert instant(int(expansion.due(micros(utc(begins)), minutes * 60_000_000))) == utc(due)


def test_holidays_and_closed_days_are_those_on_which_a_shift_starts():
    clause = Clause("UTC", {"wed-fri": ("22:00-06:00",)}, closed=(date(2026, 3, 5),))
    expansion = expand(build_calendar(clause), utc("2026-03-04T00:00"), utc("2026-03-07T12:00"), 0)
    assert expansion.intervals[:2] == [
        (utc("2026-03-04T22:00"), utc("2026-03-05T06:00")),
        (utc("2026-03-06T22:00"), utc("2026-03-07T06:00")),
    ]


def test_round_the_clock_is_one_interval():
    clause = Clause("Europe/Berlin", {"mon-sun": ("00:00-24:00",)})
    expansion = expand(build_calendar(clause), utc("2025-01-01T00:00"), utc("2026-12-01T00:00"), 0)
    assert len(expansion.opens) == 1
    assert expansion.total == expansion.end - expansion.first


def test_the_clock_waits_while_the_rep_is_away():
    calendar = build_calendar(Clause("UTC", WEEK)).without(
        [(utc("2026-03-02T10:00"), utc("2026-03-04T10:00"))]
    )
    expansion = expand(calendar, utc("2026-03-02T00:00"), utc("2026-03-06T00:00"), 0)
    assert instant(int(expansion.due(micros(utc("2026-03-02T09:30")), HOUR))) == utc("2026-03-04T10:30")


def test_what_cannot_be_expanded_says_so():
    calendar = build_calendar(Clause("UTC", WEEK))
    away = calendar.without([(utc("1970-01-01T00:00"), utc("2200-01-01T00:00"))])
    with pytest.raises(NoOpenTime, match="less than 1 open hours in the forty years after 2026-03-02"):
        expand(away, utc("2026-03-01T00:00"), utc("2026-03-02T00:00"), HOUR)
    with pytest.raises(NoOpenTime, match="never open"):
        expand(replace(calendar, week=((),) * 7), utc("2026-03-01T00:00"), utc("2026-03-02T00:00"), 0)
    with pytest.raises(ValueError, match="before it begins"):
        expand(calendar, utc("2026-03-02T00:00"), utc("2026-03-01T00:00"), 0)
    expansion = expand(calendar, utc("2026-03-01T00:00"), utc("2026-03-02T00:00"), HOUR)
    with pytest.raises(ValueError, match="outside the expansion"):
        expansion.business_time(micros(utc("2026-02-01T00:00")), micros(utc("2026-03-01T00:00")))
    with pytest.raises(ValueError, match="before a due time"):
        expansion.due(micros(utc("2026-03-01T00:00")), 1000 * HOUR)
    with pytest.raises(ValueError, match="above zero"):
        expansion.due(micros(utc("2026-03-01T00:00")), 0)
