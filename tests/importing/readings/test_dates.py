"""Dates: every form is read as it was meant or asked about, never misread."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st

from handfast.importing.readings import Question, fits, order_told
from handfast.importing.readings.words import MONTHS as KNOWN
from tests.importing.readings import reference
from tests.importing.readings.asking import of_columns

DAYS = st.dates(date(1970, 1, 1), date(2069, 12, 31))
INSTANTS = st.datetimes(datetime(1970, 1, 2), datetime(2069, 12, 31))
TIMES = st.sampled_from(["24", "12", "seconds", ""])
WITH_A_WHOLE_DAY = st.builds(
    lambda day, others: [datetime.combine(day, time()), *others],
    st.dates(date(1960, 1, 1), date(2099, 12, 31)),
    st.lists(st.datetimes(datetime(1960, 1, 1), datetime(2100, 1, 1)), max_size=3),
)
"""What tells days of a spreadsheet from other numbers: one that stands without a fraction."""


@of_columns(
    st.lists(INSTANTS, min_size=1, max_size=6),
    st.sampled_from(["day-first", "month-first"]),
    st.sampled_from("/.-"),
    st.booleans(),
    st.booleans(),
    TIMES,
    st.sampled_from([None, "day-first", "month-first"]),
)
def test_a_list_of_dates_in_one_order_is_read_back_or_asked_about(
    instants, first, sign, padded, short, time, told
):
    texts = [
        reference.print_numeric(i.date(), first, sign, padded, short) + reference.print_time(i, time)
        for i in instants
    ]
    column = yield texts, "instant", {"dates": told} if told else {}
    other = "month-first" if first == "day-first" else "day-first"
    settled = any(reference.possible(text, other, sign) is None for text in texts)
    differ = any(
        reference.possible(text, other, sign) != i.date() for text, i in zip(texts, instants, strict=True)
    )
    if settled or not differ or told == first:
        assert column.values == [reference.cut(i, time) for i in instants]
        assert not any(column.bad)
        if settled:
            assert f"dates are {first}" in column.reading.said()
    elif told:
        assert column.reading.order == told
        assert f"dates are {told}, as told" in column.reading.said()
    else:
        assert isinstance(column.reading, Question)
        assert "--dates day-first or --dates month-first" in column.reading.text


def test_the_question_names_both_readings(read):
    question = read(["03/04/2026", "05/05/2026"], "instant").reading
    assert question.column == "it's"
    assert question.text == (
        "`03/04/2026` may be 3 April 2026 or 4 March 2026, and none of the column's 2 values tells which; "
        "say --dates day-first or --dates month-first, or `dates: day-first` for `it's` in mapping.yaml"
    )


def test_a_column_that_needs_both_orders_is_asked_about(read):
    question = read(["13/04/2026", "04/14/2026"], "date").reading
    assert "`13/04/2026` can only be day-first and `04/14/2026` only month-first" in question.text
    column = read(["13/04/2026", "04/14/2026"], "date", dates="day-first")
    assert (column.values, column.bad) == ([date(2026, 4, 13), None], [False, True])


def test_an_impossible_day_settles_nothing(read):
    assert isinstance(read(["31/02/2026", "03/04/2026"], "date").reading, Question)


def test_neighbours_tell_the_order(read):
    settled, open_ = read(["13/04/2026"], "date").profile, read(["03/04/2026"], "date").profile
    us = read(["04/13/2026"], "date").profile
    assert order_told([open_, settled]) == "day-first"
    assert order_told([open_, us]) == "month-first"
    assert order_told([open_]) is None
    assert order_told([settled, us]) is None


@of_columns(
    st.lists(INSTANTS, min_size=1, max_size=5),
    st.sampled_from(sorted(reference.MONTHS)),
    st.integers(0, 2),
    TIMES,
)
def test_months_by_name(instants, language, shape, time):
    names = reference.MONTHS[language].split()
    texts = []
    for i in instants:
        name = names[i.month - 1]
        day = (f"{i.day} {name} {i.year}", f"{i.day}. {name} {i.year}", f"{name} {i.day}, {i.year}")[shape]
        texts.append(day + reference.print_time(i, time))
    column = yield texts, "instant", {}
    assert column.values == [reference.cut(i, time) for i in instants]
    assert column.reading.form == "named"


@of_columns(
    st.lists(INSTANTS, min_size=1, max_size=5),
    st.sampled_from(["T", " "]),
    st.integers(0, 6),
    st.sampled_from(["Z", "+00:00", "+0530", "-08", " UTC", ""]),
)
def test_iso(instants, between, digits, offset):
    spelled = [i.isoformat(sep=between, timespec="microseconds") for i in instants]
    cut = [text[: 19 + (digits + 1 if digits else 0)] for text in spelled]
    hours = {"+0530": timedelta(hours=5, minutes=30), "-08": timedelta(hours=-8)}.get(offset, timedelta())
    column = yield [text + offset for text in cut], "instant", {}
    assert column.values == [datetime.fromisoformat(text) - hours for text in cut]


@of_columns(
    st.lists(INSTANTS, min_size=1, max_size=4),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata"]),
    st.sampled_from(["%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%d %b %Y %H:%M:%S"]),
)
def test_times_without_a_zone_are_local(instants, zone, form):
    whole = [i.replace(microsecond=0) for i in instants]
    column = yield [i.strftime(form) for i in whole], "instant", {"zone": zone}
    there = ZoneInfo(zone)
    assert column.values == [i.replace(tzinfo=there).astimezone(UTC).replace(tzinfo=None) for i in whole]
    assert f"times without a zone are read in {zone}" in column.reading.said()


def test_the_hour_that_a_clock_skips_and_the_one_it_repeats(read):
    column = read(["29/03/2026 02:30", "25/10/2026 02:30", "29/03/2026"], "instant", zone="Europe/Berlin")
    assert column.values == [
        datetime(2026, 3, 29, 1, 30),
        datetime(2026, 10, 25, 0, 30),
        datetime(2026, 3, 28, 23, 0),
    ]


@of_columns(
    st.lists(st.datetimes(datetime(1985, 1, 1), datetime(2060, 1, 1)), min_size=1, max_size=4),
    st.sampled_from(["seconds", "milliseconds", "microseconds"]),
)
def test_seconds_since_1970(instants, unit):
    power = {"seconds": 1, "milliseconds": 1000, "microseconds": 1_000_000}[unit]
    whole = [i.replace(microsecond=0) for i in instants]
    column = yield (
        [str(int(i.replace(tzinfo=UTC).timestamp()) * power) for i in whole],
        "instant",
        {"zone": "Europe/Berlin"},
    )
    assert column.values == whole
    assert "since 1970" in column.reading.said()


@of_columns(WITH_A_WHOLE_DAY)
def test_days_of_a_spreadsheet(instants):
    whole = [i.replace(microsecond=0) for i in instants]
    texts = [repr((i - datetime(1899, 12, 30)) / timedelta(days=1)).removesuffix(".0") for i in whole]
    column = yield texts, "instant", {}
    assert column.values == whole
    assert "spreadsheet" in column.reading.said()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Wed, 04 Mar 2026 09:30:00 +0100", datetime(2026, 3, 4, 8, 30)),
        ("Wed Mar 04 2026 09:30:00 GMT+0000 (Coordinated Universal Time)", datetime(2026, 3, 4, 9, 30)),
        ("4-Mar-26", datetime(2026, 3, 4)),
        ("1er août 2026", datetime(2026, 8, 1)),
        ("4 de março de 2026 às 09:30", datetime(2026, 3, 4, 9, 30)),
        ("4 mrt. 2026 9.30", datetime(2026, 3, 4, 9, 30)),
        ("March 4th, 2026 at 9:30 p.m.", datetime(2026, 3, 4, 21, 30)),
        ("mercoledì 4 marzo 2026", datetime(2026, 3, 4)),
        ("3/14/2026, 9:30\u202fAM", datetime(2026, 3, 14, 9, 30)),
        ("2026-3-4 9:30 AM", datetime(2026, 3, 4, 9, 30)),
        ("2026/03/04 09:30:15.123", datetime(2026, 3, 4, 9, 30, 15, 123000)),
        ("20260304", datetime(2026, 3, 4)),
        ("20260304T093000Z", datetime(2026, 3, 4, 9, 30)),
        ("12/31/2026 12:00 AM", datetime(2026, 12, 31)),
        ("12/31/2026 12:00 PM", datetime(2026, 12, 31, 12)),
    ],
)
def test_forms_that_are_met(read, text, meant):
    column = read([text], "instant")
    assert (column.values, column.bad) == ([meant], [False])
    assert fits(column.profile, "instant")
    assert read([text], "date").values == [meant.date()]


@pytest.mark.parametrize(
    "text",
    [
        "0200-01-01",
        "2026-02-30",
        "13/13/2026",
        "31.02.2026",
        "12/31/2026 13:00 PM",
        "2026-03-04 25:00",
        "soon",
        "Marz 2026",
        "1234",
        "2026-03-04T09:30+99:00",
        "30 Feb 2026",
    ],
)
def test_what_is_no_instant_is_told(read, text):
    column = read([text], "instant")
    assert (column.values, column.bad) == ([None], [True])
    assert "right would be 2026-03-04T09:30:00Z" in column.reading.unreadable


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0000-00-00",
        "0000-00-00 00:00:00",
        "N/A",
        "n/a",
        "null",
        "None",
        "-",
        "?",
        "Select",
        "(No value)",
        "0",
        "00/00/0000",
    ],
)
def test_what_says_nothing_is_missing_and_not_bad(read, text):
    column = read([text or None, "2026-03-04"], "instant")
    assert (column.values[0], column.bad[0]) == (None, False)


def test_the_first_instant_of_1970_is_none_and_it_is_told(read):
    column = read(["1970-01-01T00:00:00Z", "1970-01-01 00:00", "1970-01-01", "2026-03-04"], "instant")
    assert column.values == [None, None, datetime(1970, 1, 1), datetime(2026, 3, 4)]
    assert not any(column.bad)
    assert "2 values at the first instant of 1970 are read as nothing" in column.reading.said()


def test_a_day_is_the_one_that_is_written(read):
    assert (
        read(["2026-03-04T23:30:00-08:00", "2026-03-04T00:30:00+05:30"], "date").values
        == [date(2026, 3, 4)] * 2
    )


def test_numbers_among_dates_are_errors(read):
    assert read(["2026-03-04", "2026-03-05", "45000"], "instant").bad == [False, False, True]


def test_every_month_of_every_language_is_known():
    for names in reference.MONTHS.values():
        for number, name in enumerate(names.split(), 1):
            assert KNOWN[name.lower()] == number
