"""A million due times by the two joins on the pieces of calendars, against a plain walk over working intervals in Python.

The walk is what one writes without an expansion: from the start, day by day in the calendar's zone, through each day's intervals, until
enough open time has passed. It is measured on a sample in the same run, and must give the same instants. So is, for the reader's judgement, a walk
over the expansion's own intervals, which spares Python the zones and the calendar.
"""

import random
import time
from bisect import bisect
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from handfast.agreement.calendar import Calendar, Shift
from handfast.agreement.expansion import expand, micros
from handfast.agreement.pieces import BUCKET, pieces

DEADLINES = 1_000_000
SAMPLE = 5_000
GOAL = 50
ZONES = ("America/New_York", "America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata", "Australia/Sydney")
FIRST, LAST = datetime(2022, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
HOUR = 3_600_000_000
LENGTHS = (HOUR // 2, 31 * HOUR // 4, 31 * HOUR // 2, 155 * HOUR // 2)
"""Half an hour, one, two and ten business days of 7 h 45 min."""
WEEK = ((Shift(540, 750), Shift(795, 1050)),) * 5 + ((), ())

DUE = f"""
    create or replace table due as
    with started as (
        select a.number, a.calendar, a.length
             + p.open_before + case when p.is_open then epoch_us(a.started_at) - epoch_us(p.starts_at) else 0 end as target
        from asked as a join pieces as p
          on p.calendar = a.calendar and p.day = cast(a.started_at as date)
         and p.starts_at <= a.started_at and a.started_at < p.ends_at
    )
    select s.number, make_timestamp(epoch_us(p.starts_at) + s.target - p.open_before) as due_at
    from started as s join pieces as p
      on p.calendar = s.calendar and p.open_bucket = (s.target + {BUCKET - 1}) // {BUCKET} - 1
     and p.open_before < s.target and s.target <= p.open_before + epoch_us(p.ends_at) - epoch_us(p.starts_at)
"""


def walk(calendar: Calendar, started_at: datetime, length: timedelta) -> datetime:
    """The due time by walking the calendar's intervals from the start on."""
    for opens, closes in _intervals(calendar, started_at):
        begins = max(opens, started_at)
        if begins < closes:
            if closes - begins >= length:
                return begins + length
            length -= closes - begins
    raise AssertionError("the intervals never end")


def walk_expanded(intervals: list[tuple[int, int]], started_at: int, length: int) -> int:
    """The due time by walking a calendar's expanded intervals, found by bisection, all in µs."""
    for at in range(max(bisect(intervals, (started_at, 2**62)) - 1, 0), len(intervals)):
        opens, closes = intervals[at]
        begins = max(opens, started_at)
        if begins < closes:
            if closes - begins >= length:
                return begins + length
            length -= closes - begins
    raise AssertionError("the intervals end too early")


def _intervals(calendar: Calendar, since: datetime) -> Iterator[tuple[datetime, datetime]]:
    zone = ZoneInfo(calendar.zone)
    day = since.astimezone(zone).date() - timedelta(days=1)
    free = calendar.free_days(day.year, day.year + 1)
    while True:
        if day not in free:
            midnight = datetime(day.year, day.month, day.day)
            for shift in calendar.week[day.weekday()]:
                opens, closes = (midnight + timedelta(minutes=at) for at in (shift.start, shift.end))
                yield opens.replace(tzinfo=zone).astimezone(UTC), closes.replace(tzinfo=zone).astimezone(UTC)
        day += timedelta(days=1)


def run() -> list[dict[str, Any]]:
    """The figures: seconds for each, and how many times faster the joins are for each deadline."""
    draw = random.Random(1)
    calendars = {zone: Calendar(zone, WEEK, "US", "NY") for zone in ZONES}
    span = micros(LAST) - micros(FIRST)
    asked = [
        (draw.choice(ZONES), micros(FIRST) + draw.randrange(span), draw.choice(LENGTHS))
        for _ in range(DEADLINES)
    ]
    for calendar in calendars.values():
        calendar.free_days(2000, 2000)  # loads the modules of holidays, once for everyone
    began = time.perf_counter()
    expansions = {zone: expand(calendar, FIRST, LAST, max(LENGTHS)) for zone, calendar in calendars.items()}
    table = pieces(expansions)
    prepared = time.perf_counter() - began
    with duckdb.connect() as connection:
        joined = _join(connection, table, asked)
        ours = dict(
            connection.execute(f"select number, epoch_us(due_at) from due where number < {SAMPLE}").fetchall()
        )
        counted = connection.execute("select count(*), count(distinct number) from due").fetchall()
    if counted != [(DEADLINES, DEADLINES)]:
        raise AssertionError(f"the joins gave {counted} rows for {DEADLINES} deadlines")

    began = time.perf_counter()
    theirs = [
        walk(
            calendars[zone],
            datetime.fromtimestamp(0, UTC) + timedelta(microseconds=at),
            timedelta(microseconds=length),
        )
        for zone, at, length in asked[:SAMPLE]
    ]
    walked = (time.perf_counter() - began) * DEADLINES / SAMPLE
    expanded = {
        zone: list(zip(e.opens.tolist(), e.closes.tolist(), strict=True)) for zone, e in expansions.items()
    }
    began = time.perf_counter()
    quick = [walk_expanded(expanded[zone], at, length) for zone, at, length in asked[:SAMPLE]]
    walked_expanded = (time.perf_counter() - began) * DEADLINES / SAMPLE
    if not [micros(due) for due in theirs] == quick == [ours[number] for number in range(SAMPLE)]:
        raise AssertionError("the walks and the joins differ")
    return _rows(prepared, joined, walked, walked_expanded)


def _join(connection: duckdb.DuckDBPyConnection, table: pa.Table, asked: list[tuple[str, int, int]]) -> float:
    """Seconds of the two joins, the best of three."""
    zones, starts, lengths = zip(*asked, strict=True)
    columns = [
        pa.array(range(len(asked))),
        pa.array(zones),
        pa.array(starts, pa.timestamp("us")),
        pa.array(lengths),
    ]
    connection.register("given_pieces", table)
    connection.register("given", pa.table(columns, names=["number", "calendar", "started_at", "length"]))
    connection.execute("create table pieces as select * from given_pieces")
    connection.execute("create table asked as select * from given")
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        connection.execute(DUE)
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def _rows(prepared: float, joined: float, walked: float, walked_expanded: float) -> list[dict[str, Any]]:
    ratio = walked / (prepared + joined)
    return [
        {"name": "Expanding 5 calendars of 4 years, cut into pieces", "value": prepared, "unit": "s"},
        {"name": "1 M due times by the two joins", "value": joined, "unit": "s", "note": "best of 3, DuckDB"},
        {
            "name": "1 M due times by a plain Python walk",
            "value": walked,
            "unit": "s",
            "note": f"measured on {SAMPLE:,}; the same instants",
        },
        {
            "name": "Joins, expansion included, against the walk",
            "value": ratio,
            "unit": "×",
            "goal": f"≥ {GOAL} ×",
            "met": ratio >= GOAL,
        },
        {
            "name": "Joins alone, against a walk over the expanded intervals",
            "value": walked_expanded / joined,
            "unit": "×",
            "note": "bisection, then a loop: what Python can do at best",
        },
    ]
