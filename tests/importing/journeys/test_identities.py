"""Aliases followed to their ends, and rows of one thing made one, against slow plain Python."""

from datetime import datetime
from functools import cache

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from handfast.importing.journeys import people
from handfast.importing.journeys.rows import one_row_each
from handfast.record.tables import BY_NAME

IDS = st.sampled_from("abcdefgh")


@cache
def database() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:", config={"threads": 1})


def connect() -> duckdb.DuckDBPyConnection:
    """One database for all examples, with nothing in it: to open one takes longer than the examples do."""
    connection = database()
    connection.execute("DROP SCHEMA IF EXISTS imported CASCADE; DROP SCHEMA IF EXISTS journeys CASCADE")
    connection.execute("CREATE SCHEMA imported; CREATE SCHEMA journeys")
    for kind in ("lead", "account", "user", "opportunity"):
        connection.execute(f"CREATE TABLE journeys.{kind}_aliases (alias_id VARCHAR, {kind}_id VARCHAR)")
    return connection


def stands_for(pairs: list[tuple[str, str]], start: str) -> str:
    """Walks from an id: to the end of its chain, or round a circle, of which the smallest id stands."""
    seen = [start]
    while True:
        after = [id_ for alias, id_ in pairs if alias == seen[-1] and id_ != alias]
        if not after:
            return seen[-1]
        if min(after) in seen:
            return min(seen[seen.index(min(after)) :])
        seen.append(min(after))


@given(st.lists(st.tuples(IDS, IDS), max_size=8))
def test_aliases_are_followed_to_their_ends(pairs: list[tuple[str, str]]) -> None:
    connection = connect()
    if pairs:
        connection.executemany("INSERT INTO journeys.lead_aliases VALUES (?, ?)", pairs)
    connection.execute(
        "CREATE TABLE imported.activities AS SELECT unnest(['a','b','c','d','e','f','g','h']) AS lead_id"
    )
    people.follow_aliases(connection)
    got = connection.execute("SELECT lead_id FROM imported.activities").fetchall()
    assert sorted(row[0] for row in got) == sorted(stands_for(pairs, letter) for letter in "abcdefgh")


ROWS = st.lists(
    st.tuples(
        st.sampled_from("xy"),
        st.none() | st.sampled_from("pq"),
        st.none() | st.sampled_from("rs"),
        st.integers(1, 3),
        st.sampled_from(["leads", "contacts"]),
        st.booleans(),
    ),
    max_size=6,
)


@given(ROWS)
def test_rows_of_one_lead_become_one(rows: list[tuple[str, str | None, str | None, int, str, bool]]) -> None:
    connection = connect()
    connection.execute(
        "CREATE TABLE imported.leads (lead_id VARCHAR, email VARCHAR, phone VARCHAR, created_at TIMESTAMP, modified_at TIMESTAMP, "
        "__made VARCHAR, __alias BOOLEAN, __file VARCHAR, __line BIGINT)"
    )
    for line, (lead, email, phone, day, made, alias) in enumerate(rows, 1):
        connection.execute(
            "INSERT INTO imported.leads VALUES (?, ?, ?, ?, NULL, ?, ?, 'f', ?)",
            [lead, email, phone, datetime(2026, 1, day), made, alias, line],
        )
    one_row_each(connection, BY_NAME["leads"])
    got = connection.execute("SELECT lead_id, email, phone, created_at FROM imported.leads").fetchall()
    assert sorted(got, key=str) == sorted(_expected(rows), key=str)


def _expected(rows: list[tuple[str, str | None, str | None, int, str, bool]]) -> list[tuple[object, ...]]:
    expected: list[tuple[object, ...]] = []
    for lead in "xy":
        own = [(line, row) for line, row in enumerate(rows, 1) if row[0] == lead]
        several = len({row[4] for _, row in own}) > 1 or (len(own) > 1 and any(row[5] for _, row in own))
        if not several:
            expected += [(lead, row[1], row[2], datetime(2026, 1, row[3])) for _, row in own]
            continue
        order = [row for _, row in sorted(own, key=lambda pair: (pair[1][5], pair[1][4], pair[0]))]
        email = next((row[1] for row in order if row[1] is not None), None)
        phone = next((row[2] for row in order if row[2] is not None), None)
        expected.append((lead, email, phone, datetime(2026, 1, min(row[3] for row in order))))
    return expected


def test_owners_named_and_queues_and_people_nobody_listed() -> None:
    connection = connect()
    connection.execute("CREATE TABLE journeys.queues AS SELECT '00G1' AS user_id, 'Inbound queue' AS name")
    connection.execute(
        "CREATE TABLE imported.users AS SELECT * FROM (VALUES ('u1', 'Ana Lopez', 'ana@x.example', 'a', 1::BIGINT), "
        "('u2', 'Bo', NULL, 'a', 2)) t(user_id, name, email, __file, __line)"
    )
    connection.execute(
        "CREATE TABLE imported.leads AS SELECT * FROM (VALUES ('1', 'ana lopez', 'b', 1::BIGINT), ('2', '00G1', 'b', 2), "
        "('3', 'ANA@X.example', 'b', 3), ('4', 'Kim Ho', 'b', 4), ('5', 'u2', 'b', 5)) t(lead_id, owner_id, __file, __line)"
    )
    from handfast.importing.mapping.model import Person

    people.follow_people(connection, {"Kim Ho": Person(side="sales", team="sdr")})
    leads = connection.execute("SELECT lead_id, owner_id, queue FROM imported.leads ORDER BY 1").fetchall()
    assert leads == [
        ("1", "u1", None),
        ("2", None, "Inbound queue"),
        ("3", "u1", None),
        ("4", "Kim Ho", None),
        ("5", "u2", None),
    ]
    users = connection.execute("SELECT user_id, name, side, team FROM imported.users ORDER BY 1").fetchall()
    assert users == [
        ("Kim Ho", "Kim Ho", "sales", "sdr"),
        ("u1", "Ana Lopez", None, None),
        ("u2", "Bo", None, None),
    ]
