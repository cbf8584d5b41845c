"""Calendar clauses: what is read, and everything that is wrong told at once."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from handfast.agreement.calendar import HOLIDAYS_VERSION, CalendarFault, Shift, build_calendar
from tests.calendar_strategies import Clause


@dataclass(frozen=True)
class Holidays:
    country: str
    subdivision: str | None = None


NIGHT = Shift(22 * 60, 30 * 60)
DAY = Shift(9 * 60, 17 * 60)


def problems(clause):
    with pytest.raises(CalendarFault) as caught:
        build_calendar(clause)
    return [(problem.path, problem.code, problem.message) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("hours", "week"),
    [
        ({"mon-fri": ("09:00-17:00",)}, ((DAY,),) * 5 + ((),) * 2),
        ({"mon, wed": ("9:00 - 17:00",)}, ((DAY,), (), (DAY,), (), (), (), ())),
        ({"Saturday": ("09:00-17:00",)}, ((),) * 5 + ((DAY,), ())),
        ({"sat-mon": ("09:00-17:00",)}, ((DAY,), (), (), (), (), (DAY,), (DAY,))),
        ({"sun": ("22:00-06:00",)}, ((),) * 6 + ((NIGHT,),)),
        (
            {"mon": ("13:00-14:00", "09:00-10:00"), "tue": ()},
            ((Shift(540, 600), Shift(780, 840)), *((),) * 6),
        ),
        ({"mon-sun": ("00:00-24:00",)}, ((Shift(0, 1440),),) * 7),
        (
            {"mon": ("09:00-12:00",), "mon,tue": ("12:00-17:00",)},
            ((Shift(540, 720), Shift(720, 1020)), (Shift(720, 1020),), *((),) * 5),
        ),
        ({"mon": ("18:00-00:00",)}, ((Shift(1080, 1440),), *((),) * 6)),
    ],
)
def test_hours_are_read(hours, week):
    assert build_calendar(Clause("UTC", hours)).week == week


def test_a_business_day_is_the_longest_working_day():
    hours = {"mon-thu": ("09:00-12:30", "13:15-17:30"), "fri": ("09:00-12:00",)}
    assert build_calendar(Clause("UTC", hours)).longest_day == int(7.75 * 3_600_000_000)


def test_holidays_and_closed_days_are_free():
    clause = Clause(
        "America/New_York", {"mon-fri": ("09:00-17:00",)}, Holidays("us", "US-NY"), (date(2026, 12, 24),)
    )
    free = build_calendar(clause).free_days(2026, 2026)
    assert {
        date(2026, 7, 3),
        date(2026, 12, 25),
        date(2026, 12, 24),
        date(2026, 2, 12),
    } <= free  # Lincoln's birthday is New York's
    assert date(2026, 2, 12) not in build_calendar(Clause("UTC", clause.hours, Holidays("US"))).free_days(
        2026, 2026
    )
    assert HOLIDAYS_VERSION[0].isdigit()


@pytest.mark.parametrize(
    ("changed", "path", "code", "message"),
    [
        ({"timezone": "America/New_Yrok"}, ("timezone",), "timezone", '"America/New_Yrok" is no time zone; did you mean "America/New_York"?'),
        ({"timezone": "Berlin"}, ("timezone",), "timezone", '"Berlin" is no time zone; did you mean "Europe/Berlin"?'),
        ({"timezone": "../etc/passwd"}, ("timezone",), "timezone", '"../etc/passwd" is no time zone; write an IANA name such as "America/New_York"'),
        ({"hours": {}}, ("hours",), "no-open-time", 'the calendar is never open; give some working hours, as in mon-fri: ["09:00-17:00"]'),
        ({"hours": {"mon": ()}}, ("hours",), "no-open-time", 'the calendar is never open; give some working hours, as in mon-fri: ["09:00-17:00"]'),
        ({"hours": {"mno": ("09:00-17:00",)}}, ("hours", "mno"), "weekday", '"mno" is no day of the week; write days as in "mon-fri", "sat" or "mon, wed"'),
        ({"hours": {"mon": ("9-5",)}}, ("hours", "mon", 0), "interval", '"9-5" is no interval; write it as in "09:00-17:30"'),
        ({"hours": {"mon": ("09:00-24:30",)}}, ("hours", "mon", 0), "interval", '"09:00-24:30" is no interval; times run from 00:00 to 24:00'),
        ({"hours": {"mon": ("09:60-17:00",)}}, ("hours", "mon", 0), "interval", '"09:60-17:00" is no interval; times run from 00:00 to 24:00'),
        ({"hours": {"mon": ("09:00-09:00",)}}, ("hours", "mon", 0), "interval", '"09:00-09:00" is no time at all; a whole day is "00:00-24:00"'),
        (
            {"hours": {"mon": ("09:00-13:00", "12:00-17:00")}},
            ("hours", "mon", 1), "interval", "hours overlap on mon: one begins at 12:00 before another ends at 13:00",
        ),
        (
            {"hours": {"sun": ("22:00-06:00",), "mon": ("05:00-13:00",)}},
            ("hours", "mon", 0), "interval", "hours overlap on mon: one begins at 05:00 before another ends at 06:00",
        ),
        ({"holidays": Holidays("UKR")}, ("holidays", "country"), "country", '"UKR" is no country whose holidays are known; did you mean "UA"?'),
        ({"holidays": Holidays("Germany")}, ("holidays", "country"), "country", '"Germany" is no country whose holidays are known; did you mean "DE"?'),
        ({"holidays": Holidays("qq")}, ("holidays", "country"), "country", '"qq" is no country whose holidays are known; write its two letters, as in "US"'),
        (
            {"holidays": Holidays("US", "New York")},
            ("holidays", "subdivision"), "subdivision", '"New York" is no part of US whose holidays are known; did you mean "NY"?',
        ),
        (
            {"holidays": Holidays("SG", "X")},
            ("holidays", "subdivision"), "subdivision", '"X" is no part of SG whose holidays are known; SG has none; leave it out',
        ),
    ],
)  # fmt: skip
def test_faults_say_where_and_what_would_be_right(changed, path, code, message):
    clause = Clause(**({"timezone": "UTC", "hours": {"mon-fri": ("09:00-17:00",)}} | changed))
    assert problems(clause) == [(path, code, message)]


def test_all_faults_are_told_at_once():
    clause = Clause("Mars/Olympus", {"mon": ("9-5", "25:00-26:00"), "foo": ("09:00-17:00",)}, Holidays("XX"))
    assert [path for path, _, _ in problems(clause)] == [
        ("timezone",),
        ("hours", "mon", 0),
        ("hours", "mon", 1),
        ("hours", "foo"),
        ("holidays", "country"),
    ]


def test_a_reps_zone_replaces_the_calendars():
    calendar = build_calendar(Clause("UTC", {"mon-fri": ("09:00-17:00",)}))
    assert calendar.in_zone("Asia/Tokyo").zone == "Asia/Tokyo"
    assert calendar.in_zone("Asia/Tokyo").week == calendar.week
    with pytest.raises(CalendarFault, match='did you mean "Asia/Tokyo"'):
        calendar.in_zone("Asia/Tokio")


def test_absences_are_instants_with_a_zone():
    calendar = build_calendar(Clause("UTC", {"mon-fri": ("09:00-17:00",)}))
    noon, one = datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 3, 2, 13, tzinfo=UTC)
    assert len(calendar.without([(noon, one)]).without([(noon, one), (one, noon), (one, one)]).absences) == 1
    with pytest.raises(ValueError, match="has no time zone"):
        calendar.without([(noon.replace(tzinfo=None), one)])
