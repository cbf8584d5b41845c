"""The table of pieces: it covers the time line, and the two joins that an engine does on it give business time and due times."""

import time
from datetime import UTC, datetime, timedelta

import duckdb
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handfast.agreement.calendar import build_calendar
from handfast.agreement.expansion import DAY, expand, instant, micros
from handfast.agreement.pieces import BUCKET, SCHEMA, pieces
from tests.calendar_strategies import JUMPS, Clause, cases, moments
from tests.reference.open_time import OpenTime

HOUR = 3_600_000_000
EXAMPLES = min(settings().max_examples, 200)
"""The reference looks at every minute, so that a thousand would take minutes."""
OPEN_AT = """
    select a.number, p.open_before + case when p.is_open then epoch_us(a.instant) - epoch_us(p.starts_at) else 0 end as open_until
    from asked as a join pieces as p
      on p.calendar = a.calendar and p.day = cast(a.instant as date) and p.starts_at <= a.instant and a.instant < p.ends_at
"""
DUE = f"""
    with reached as (select o.number, a.calendar, o.open_until + a.length as target from ({OPEN_AT}) as o join asked as a using (number))
    select r.number, make_timestamp(epoch_us(p.starts_at) + r.target - p.open_before) as due
    from reached as r join pieces as p
      on p.calendar = r.calendar and p.open_bucket = (r.target + {BUCKET - 1}) // {BUCKET} - 1
     and p.open_before < r.target and r.target <= p.open_before + epoch_us(p.ends_at) - epoch_us(p.starts_at)
    order by r.number
"""


def asked(connection, rows):
    connection.execute(
        "create or replace table asked (number bigint, calendar varchar, instant timestamp, length bigint)"
    )
    connection.executemany("insert into asked values (?, ?, ?, ?)", rows)


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as connection:
        yield connection


@given(st.data())
@settings(max_examples=EXAMPLES)
def test_the_joins_give_business_time_and_due_times(connection, data):
    clause, absences, first, last = data.draw(cases())
    expansion = expand(build_calendar(clause).without(absences), first, last, 100 * HOUR)
    table = pieces(
        {
            "team": expansion,
            "other": expand(
                build_calendar(Clause("UTC", {"mon-sun": ("00:00-24:00",)})), first, last, 100 * HOUR
            ),
        }
    )
    slow = OpenTime(clause.timezone, clause.hours, set(clause.closed), absences, first, last)
    lengths = st.integers(1, 90 * HOUR) | st.integers(1, 90).map(lambda hours: hours * HOUR)
    made = [(data.draw(moments(first, last)), data.draw(lengths)) for _ in range(4)]
    connection.register("pieces", table)
    asked(
        connection,
        [(at, "team", begins.replace(tzinfo=None), length) for at, (begins, length) in enumerate(made)],
    )
    opened = dict(connection.execute(OPEN_AT).fetchall())
    due = connection.execute(DUE).fetchall()
    assert len(opened) == len(due) == len(made)
    for (at, found), (begins, length) in zip(due, made, strict=True):
        assert timedelta(microseconds=opened[at]) == slow.between(first, begins)
        expected = slow.due(begins, timedelta(microseconds=length))
        assert found.replace(tzinfo=UTC) == instant(int(expansion.due(micros(begins), length)))
        assert found.replace(tzinfo=UTC) == expected or (
            expected is None and found.replace(tzinfo=UTC) > last
        )


@given(cases(), st.integers(0, 100 * HOUR))
def test_pieces_cover_the_time_line_and_are_cut_at_midnights_and_buckets(case, open_after):
    clause, absences, first, last = case
    expansion = expand(build_calendar(clause).without(absences), first, last, open_after)
    rows = pieces({"team": expansion}).to_pylist()
    assert micros(rows[0]["starts_at"].replace(tzinfo=UTC)) == expansion.first
    assert micros(rows[-1]["ends_at"].replace(tzinfo=UTC)) == expansion.end
    before = 0
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        length = (row["ends_at"] - row["starts_at"]) // timedelta(microseconds=1)
        assert length > 0
        assert following is None or row["ends_at"] == following["starts_at"]
        assert row["starts_at"].date() == row["day"] == (row["ends_at"] - timedelta(microseconds=1)).date()
        assert row["open_before"] == before
        if row["is_open"]:
            assert row["open_bucket"] == before // BUCKET == (before + length - 1) // BUCKET
            before += length
        else:
            assert row["open_bucket"] is None
    assert before == expansion.total


def test_nothing_to_cut_is_an_empty_table():
    assert pieces({}).schema == SCHEMA
    assert pieces({}).num_rows == 0


def test_a_hundred_calendars_of_four_years_are_quick():
    first, last = datetime(2022, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    clause = Clause("UTC", {"mon-fri": ("09:00-12:30", "13:15-17:30")})
    zones = sorted(JUMPS)
    began = time.process_time()
    calendar = build_calendar(clause)
    expansions = {}
    for at in range(100):
        own = calendar.in_zone(zones[at % len(zones)]).without([(first, first + timedelta(days=at))])
        expansions[f"rep-{at}"] = expand(own, first, last, 80 * HOUR)
    table = pieces(expansions)
    assert time.process_time() - began < 3
    assert len(pc.unique(table["calendar"])) == 100
    assert table.num_rows > 100 * 4 * 365


def test_the_bucket_is_half_a_working_day_and_days_are_utc():
    assert BUCKET == 4 * HOUR
    assert DAY == 24 * HOUR
