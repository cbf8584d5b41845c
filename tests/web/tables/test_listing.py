"""A listing against a slow, obvious one."""

from datetime import datetime
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.web.tables.listing import Listing, Source, label
from handfast.web.tables.state import Filter, State

NAMES = ("row_id", "team", "amount", "seen_at", "raised")
Row = tuple[str, str | None, float | None, datetime | None, bool | None]

TEAMS = st.none() | st.sampled_from(["sdr", "SDR", "ae", "", "=1+1", "o'hara", "50%"])
NUMBERS = st.none() | st.integers(-5, 5).map(float)
INSTANTS = st.none() | st.datetimes(datetime(2026, 1, 1), datetime(2026, 1, 4)).map(
    lambda at: at.replace(microsecond=0)
)
ROWS = st.lists(st.tuples(TEAMS, NUMBERS, INSTANTS, st.none() | st.booleans()), max_size=12).map(
    lambda rows: [(f"r{number:02}", *row) for number, row in enumerate(rows)]
)
FILTERS = st.one_of(
    st.builds(
        Filter,
        st.just("team"),
        st.sampled_from(["is", "not", "has"]),
        st.sampled_from(["sdr", "AE", "h", "%", "'"]),
    ),
    st.builds(
        Filter,
        st.just("amount"),
        st.sampled_from(["is", "not", "min", "max"]),
        st.sampled_from(["-2", "0", "3.5"]),
    ),
    st.builds(
        Filter,
        st.just("seen_at"),
        st.sampled_from(["is", "not", "min", "max"]),
        st.sampled_from(["2026-01-02", "2026-01-03 12:00:00"]),
    ),
    st.builds(Filter, st.just("raised"), st.sampled_from(["is", "not"]), st.sampled_from(["yes", "no"])),
    st.builds(Filter, st.sampled_from(NAMES), st.sampled_from(["empty", "known"])),
)
STATES = st.builds(
    State,
    sort=st.sampled_from(["", *NAMES]),
    down=st.booleans(),
    page=st.integers(1, 3),
    per=st.integers(1, 5),
    filters=st.lists(FILTERS, max_size=2).map(tuple),
)


def meets(row: Row, one: Filter) -> bool:
    value: Any = row[NAMES.index(one.column)]
    if one.op in ("empty", "known"):
        return (value is None) == (one.op == "empty")
    if value is None:
        return one.op == "not"
    if one.column == "team":
        value, wanted = value.lower(), one.value.lower()
        return {"is": value == wanted, "not": value != wanted, "has": wanted in value}[one.op]
    if one.column == "raised":
        return (value == (one.value == "yes")) == (one.op == "is")
    if one.column == "seen_at" and len(one.value) == 10:
        day = value.date().isoformat()
        return {
            "is": day == one.value,
            "not": day != one.value,
            "min": day >= one.value,
            "max": day <= one.value,
        }[one.op]
    wanted_value: Any = datetime.fromisoformat(one.value) if one.column == "seen_at" else float(one.value)
    return {
        "is": value == wanted_value,
        "not": value != wanted_value,
        "min": value >= wanted_value,
        "max": value <= wanted_value,
    }[one.op]


def slow(rows: list[Row], state: State) -> list[Row]:
    """Every page's rows."""
    found = sorted(
        (row for row in rows if all(meets(row, one) for one in state.filters)), key=lambda row: row[0]
    )
    if state.sort:
        place = NAMES.index(state.sort)
        known = [row for row in found if row[place] is not None]
        known.sort(key=lambda row: row[place], reverse=state.down)
        found = known + [row for row in found if row[place] is None]
    return found


@pytest.fixture(scope="module")
def database() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(
        "create table listed (row_id varchar, team varchar, amount double, seen_at timestamp, raised boolean)"
    )
    return connection


@given(rows=ROWS, state=STATES)
def test_a_listing_is_the_rows_that_meet_its_filters_in_its_order_page_by_page(
    database: duckdb.DuckDBPyConnection, rows: list[Row], state: State
) -> None:
    database.execute("delete from listed")
    if rows:
        database.executemany("insert into listed values (?, ?, ?, ?, ?)", rows)
    listing = Listing(database, Source("select * from listed order by row_id"))
    wanted = slow(rows, state)
    first = (state.page - 1) * state.per
    assert listing.count(state) == len(wanted)
    assert listing.rows(state) == wanted[first : first + state.per]
    assert [
        row
        for batch in listing.batches(state, 3)
        for row in zip(*(c.to_pylist() for c in batch.columns), strict=True)
    ] == wanted


@pytest.mark.parametrize(
    "one",
    [Filter("amount", "min", "many"), Filter("seen_at", "is", "soon"), Filter("raised", "is", "perhaps")],
)
def test_a_value_that_its_column_cannot_have_is_named_and_left_out(
    database: duckdb.DuckDBPyConnection, one: Filter
) -> None:
    database.execute("delete from listed")
    database.execute("insert into listed values ('r00', 'sdr', 1, timestamp '2026-01-01', true)")
    listing = Listing(database, Source("select * from listed order by row_id"))
    state = State(filters=(one,))
    assert listing.refused(state) == (one,)
    assert listing.count(state) == 1


def test_what_is_within_reach_holds_beside_every_filter(database: duckdb.DuckDBPyConnection) -> None:
    database.execute("delete from listed")
    database.execute("insert into listed (row_id, team) values ('r00', 'sdr'), ('r01', 'ae'), ('r02', 'ae')")
    source = Source(
        "select * from listed order by row_id", {"mine": "ae"}, "team = $mine OR FALSE", hidden=("amount",)
    )
    listing = Listing(database, source)
    assert [row[0] for row in listing.rows(State())] == ["r01", "r02"]
    assert listing.count(State(filters=(Filter("row_id", "is", "r01"),))) == 1
    assert "amount" not in {column.name for column in listing.columns}


def test_columns_are_named_for_people() -> None:
    assert label("handed_at") == "Handed at"
    assert label("lead_id") == "Lead"
