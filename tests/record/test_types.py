"""Values read from text, against a slow reading of each type; and typed values from Parquet, against the same as text."""

from datetime import datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from handfast.faults import InputFaults
from handfast.record import read_record, record_from_tables
from tests.reference import record as reference

WHOLE = (
    Phase.explicit,
    Phase.reuse,
    Phase.generate,
)  # each example opens a record of many values: shrinking would take minutes
ZONES = ("UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Caracas")
digits2 = st.integers(0, 99).map("{:02}".format)
days = st.dates(datetime(1899, 1, 1).date(), datetime(2099, 12, 31).date()).map(str) | st.just("9999-12-31")
changes_of_clock = st.sampled_from(
    ["2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01", "2026-04-05", "2026-10-04", "2016-05-01"]
)
offsets = st.sampled_from(
    ["", "Z", "z", " UTC", "+02:00", "-0530", "+01", " +00:30", "+15:00", "-14:00", "+25:00", " Z"]
)
times = st.tuples(
    st.sampled_from(["T", " ", "t"]),
    st.integers(0, 24),
    st.integers(0, 60),
    st.sampled_from(["", ":00", ":59.5", ":07.123456789"]),
)
instants = st.builds(
    lambda day, time, offset: f"{day}{time[0]}{time[1]:02}:{time[2]:02}{time[3]}{offset}",
    days | changes_of_clock,
    times,
    offsets,
)
junk = st.sampled_from(
    [
        "",
        "yesterday",
        "04/03/2026",
        "2026-3-4",
        "2026-02-30",
        "20260304",
        "1772616600",
        "infinity",
        "epoch",
        "9999-12-31T09:00+05:00",
    ]
)
any_instant = st.one_of(instants, days, junk, changes_of_clock.map("{} 02:30".format))


def read(table, column, values, zone="UTC", **required):
    """What became of each value in one column: (kept, value)."""
    rows = [
        {**{k: str(i) if v is None else v for k, v in required.items()}, column: value}
        for i, value in enumerate(values)
    ]
    with record_from_tables({table: rows}, zone=zone, threads=1) as record:
        key = next(iter(required))
        found = record.connection.execute(f'SELECT {key}, "{column}" FROM record.{table}').fetchall()
        aside = record.connection.execute("SELECT line FROM record.set_aside WHERE NOT kept").fetchall()
    kept = {int(key): value for key, value in found}
    assert {line - 1 for (line,) in aside} == set(range(len(values))) - set(kept)
    return [(i in kept, kept.get(i)) for i in range(len(values))]


def expected(values, reader):
    made = [(value, reader(value.strip()) if value.strip() else None) for value in values]
    return [(not text.strip() or value is not None, value) for text, value in made]


@settings(max_examples=8, phases=WHOLE)
@given(st.lists(any_instant, min_size=40, max_size=300), st.sampled_from(ZONES))
def test_instants(values, zone):
    found = read(
        "opportunities", "next_step_at", values, zone, opportunity_id=None, created_at="2026-01-01T00:00:00Z"
    )
    wanted = expected(values, lambda text: reference.read_instant(text, zone))
    assert not [row for row in zip(values, found, wanted, strict=True) if row[1] != row[2]]


numbers = st.one_of(
    st.decimals(-(10**17), 10**17, places=4, allow_nan=False).map(str),
    st.decimals(-100, 100, places=3, allow_nan=False).map(str),
    st.sampled_from(
        [
            "1e3",
            "1E-2",
            ".5",
            "5.",
            "+7",
            "-0.005",
            "0.005",
            "1,234.50",
            "$5",
            "12 000",
            "NaN",
            "Infinity",
            "1e99",
            "0x10",
            "1_000",
            "-",
            ".",
            "٣",
            "",
        ]
    ),
)


@settings(max_examples=6, phases=WHOLE)
@given(st.lists(numbers, min_size=40, max_size=300))
def test_money(values):
    found = read("opportunities", "amount", values, opportunity_id=None, created_at="2026-01-01")
    wanted = expected(values, lambda text: reference.read_decimal(text, 2, 18))
    assert not [row for row in zip(values, found, wanted, strict=True) if row[1] != row[2]]


@settings(max_examples=4, phases=WHOLE)
@given(
    st.lists(
        numbers | st.integers(-(2**64), 2**64).map(str) | st.sampled_from(["12.0", "12.5", "12.", "50-100"]),
        min_size=40,
        max_size=200,
    )
)
def test_whole_numbers(values):
    assert read("accounts", "employees", values, account_id=None) == expected(values, reference.read_whole)


@settings(max_examples=4, phases=WHOLE)
@given(
    st.lists(
        st.sampled_from(
            ["true", "FALSE", "T", "f", "Yes", "no", "y", "N", "1", "0", "2", "on", "wahr", "", "  "]
        ),
        min_size=20,
        max_size=60,
    )
)
def test_booleans(values):
    found = read("leads", "do_not_contact", values, lead_id=None, created_at="2026-01-01")
    assert found == expected(values, reference.read_boolean)


def test_shares_beyond_one_cost_the_value_and_not_the_row():
    values = ["10%", "0.1", "12.5 %", "-5%", "100%", "1", "10", "150%", "ten", "%", ""]
    found = read("opportunities", "discount", values, opportunity_id=None, created_at="2026-01-01")
    shares = [Decimal(x) for x in ("0.1", "0.1", "0.125", "-0.05", "1", "1")]
    assert found == [
        *((True, share) for share in shares),
        (True, None),
        (True, None),
        (False, None),
        (False, None),
        (True, None),
    ]


def test_dates():
    values = ["2026-03-04", "2026-03-04T23:30:00-05:00", "2026-02-30", "4.3.2026", ""]
    found = read("campaigns", "starts_on", values, campaign_id=None)
    day = datetime(2026, 3, 4).date()
    assert found == [(True, day), (True, day), (False, None), (False, None), (True, None)]


def test_json_must_be_an_object():
    values = ['{"a": 1}', "[1]", "{a: 1}", '"x"', "", " "]
    required = dict(activity_id=None, lead_id="L", occurred_at="2026-01-01", kind="call")
    assert [kept for kept, _ in read("activities", "properties", values, **required)] == [
        True,
        False,
        False,
        False,
        True,
        True,
    ]


def test_choices_outside_the_list_cost_the_value_and_not_the_row():
    rows = [{"lead_id": "1", "created_at": "2026-01-01", "origin": value} for value in ["Inbound"]]
    rows += [{"lead_id": "2", "created_at": "2026-01-01", "origin": "word of mouth"}]
    with record_from_tables({"leads": rows}) as record:
        assert record.connection.execute(
            "SELECT lead_id, origin FROM record.leads ORDER BY 1"
        ).fetchall() == [("1", "inbound"), ("2", None)]
        (aside,) = record.connection.execute("FROM record.set_aside").fetchall()
        assert aside == (
            "leads", 2, "origin", "word of mouth",
            "is none of inbound, outbound, partner, product, event, customer; the row is kept without it", True,
        )  # fmt: skip
        assert record.tables["leads"].values_set_aside == 1
        assert record.tables["leads"].kept == 2


def test_ids_are_trimmed_text_and_an_empty_one_is_missing():
    rows = [{"lead_id": value, "created_at": "2026-01-01"} for value in [" a ", "007", "  ", "\tb\n"]]
    with record_from_tables({"leads": rows}) as record:
        ids = record.connection.execute("SELECT lead_id FROM record.leads ORDER BY 1").fetchall()
        assert ids == [("007",), ("a",), ("b",)]
        aside = record.connection.execute(
            'SELECT line, "column", "value", reason FROM record.set_aside'
        ).fetchall()
        assert aside == [(3, "lead_id", None, "is missing; every row of leads needs it")]


T = datetime(2026, 3, 4, 9, 30)
TYPED = {
    "opportunity_id": pa.array([1, 2, 3]),
    "created_at": pa.array([T, T, T], pa.timestamp("ns", "America/New_York")),
    "next_step_at": pa.array([T, None, T], pa.timestamp("s")),
    "closed_at": pa.array([T.date(), None, None], pa.date32()),
    "amount": pa.array([12.005, float("nan"), -3.0]),
    "discount": pa.array([Decimal("0.1"), None, Decimal("2.5")], pa.decimal128(9, 3)),
    "is_won": pa.array([1, 0, None], pa.int8()),
    "stage": pa.array(["won", " won ", ""]).dictionary_encode(),
    "type": pa.array(["NEW", "renewal", "odd"]),
    "lead_id": pa.array([12.0, 13.0, None]),
    "Tags": pa.array([["a", "b"], [], None]),
}


def test_typed_columns_are_read_by_their_types():
    with record_from_tables({"opportunities": pa.table(TYPED)}, zone="Europe/Paris") as record:
        names = 'opportunity_id, created_at, next_step_at, closed_at, amount, discount, is_won, stage, type, lead_id, "Tags"'
        rows = record.connection.execute(f"SELECT {names} FROM record.opportunities ORDER BY 1").fetchall()
        paris = T - timedelta(hours=1)
        midnight = datetime(2026, 3, 3, 23)
        assert rows == [
            (
                "1",
                T,
                paris,
                midnight,
                Decimal("12.01"),
                Decimal("0.1"),
                True,
                "won",
                "new",
                "12",
                '["a","b"]',
            ),
            ("2", T, None, None, None, None, False, "won", "renewal", "13", "[]"),
            ("3", T, paris, None, Decimal("-3.00"), None, None, None, None, None, None),
        ]
        aside = record.connection.execute(
            'SELECT line, "column", "value", kept FROM record.set_aside'
        ).fetchall()
        assert aside == [(3, "discount", "2.500", True), (3, "type", "odd", True)]


@pytest.mark.parametrize("view_from", [0, 10**9])
def test_parquet_says_the_same_whether_it_is_copied_or_not(tmp_path, view_from):
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"lead_id": ["L"], "created_at": ["2026-01-01"]}), tmp_path / "leads.parquet")
    (tmp_path / "opportunities").mkdir()
    pq.write_table(pa.table(TYPED), tmp_path / "opportunities" / "a.parquet")
    again = pa.table(TYPED | {"opportunity_id": pa.array([4, 1, None])})
    pq.write_table(again, tmp_path / "opportunities" / "b.parquet")
    with read_record(tmp_path, view_from=view_from) as record:
        rows = record.connection.execute(
            "SELECT opportunity_id, amount, stage, type FROM record.opportunities ORDER BY 1"
        ).fetchall()
        assert rows == [
            ("1", Decimal("12.01"), "won", "new"), ("2", None, "won", "renewal"), ("3", Decimal("-3.00"), None, None),
            ("4", Decimal("12.01"), "won", "new"),
        ]  # fmt: skip
        aside = record.connection.execute(
            'SELECT file, line, "column", kept FROM record.set_aside'
        ).fetchall()
        assert aside == [
            ("opportunities/a.parquet", 3, "discount", True), ("opportunities/a.parquet", 3, "type", True),
            ("opportunities/b.parquet", 2, "opportunity_id", False), ("opportunities/b.parquet", 3, "opportunity_id", False),
        ]  # fmt: skip
        read = record.tables["opportunities"]
        assert (read.read, read.kept, read.set_aside, read.duplicates) == (6, 4, 2, 0)


def test_a_type_that_a_column_cannot_have_is_a_fault():
    table = pa.table({"lead_id": ["a"], "created_at": [1772616600], "do_not_contact": [1.5]})
    with pytest.raises(InputFaults) as caught:
        record_from_tables({"leads": table})
    assert [str(fault) for fault in caught.value.faults] == [
        "leads created_at: is of type BIGINT, which can't be read as instant; right would be 2026-03-04T09:30:00Z, with an offset "
        "(2026-03-04T10:30:00+01:00), or without one in the record's zone [column-type]",
        "leads do_not_contact: is of type DOUBLE, which can't be read as boolean; right would be true or false (or yes, no, 1, 0) [column-type]",
    ]
