"""Local times as UTC in SQL, against Python's own zones, around every change of the clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest

from handfast.record.zones import known_zone, offsets, to_utc

ZONES = (
    "Europe/Paris",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "America/Caracas",
    "Africa/Casablanca",
    "Pacific/Apia",
)


@pytest.mark.parametrize("zone", ZONES)
def test_times_around_every_change(zone):
    changes = [start for start, _ in offsets(zone)[1:]]
    around = [
        change + timedelta(minutes=minutes)
        for change in changes
        for minutes in (-1441, -61, -31, -1, 0, 29, 59, 61)
    ]
    times = sorted(
        {time for time in around if 1901 <= time.year < 2100} | {datetime(2026, 7, 1), datetime(2026, 1, 1)}
    )
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE local AS SELECT unnest(?::TIMESTAMP[]) AS t", [times])
        found = connection.execute(f"SELECT t, {to_utc('t', zone)} FROM local ORDER BY t").fetchall()
    place = ZoneInfo(zone)
    expected = [
        (time, time.replace(tzinfo=place).astimezone(UTC).replace(tzinfo=None, microsecond=0))
        for time in times
    ]
    wrong = [
        row for row in zip(found, expected, strict=True) if abs(row[0][1] - row[1][1]) >= timedelta(seconds=1)
    ]
    assert not wrong


def test_the_hour_that_comes_twice_and_the_one_that_never_comes():
    with duckdb.connect() as connection:
        times = ["2026-10-25 02:30", "2026-03-29 02:30"]
        found = [
            connection.execute(
                f"SELECT {to_utc('t', 'Europe/Paris')} FROM (SELECT ?::TIMESTAMP AS t)", [t]
            ).fetchone()
            for t in times
        ]
    assert found == [(datetime(2026, 10, 25, 0, 30),), (datetime(2026, 3, 29, 1, 30),)]


def test_zones_that_are_known():
    assert known_zone("Europe/Paris")
    assert not known_zone("Paris")
