"""Leads find the account whose domain or name is theirs, and only where one can be meant."""

from collections.abc import Iterator

import duckdb
import pyarrow as pa
import pytest

from handfast.importing.linkage.accounts import AccountMatches, match_accounts, with_accounts

ACCOUNTS = [
    {"account_id": "A1", "name": "Acme Inc.", "domain": "www.acme.co.uk"},
    {"account_id": "A2", "name": "Globex GmbH", "domain": "https://globex.com/"},
    {"account_id": "A3", "name": "Initech Germany", "domain": "initech.com"},
    {"account_id": "A4", "name": "Initech France", "domain": "initech.com"},
    {"account_id": "A5", "name": "Umbrella SA", "domain": None},
    {"account_id": "A6", "name": "Stark", "domain": "stark.com"},
    {"account_id": "A7", "name": "Stark Ltd", "domain": None},
    {"account_id": "A8", "name": None, "domain": "gmail.com"},
]


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.register("accounts", pa.Table.from_pylist(ACCOUNTS))
        yield opened


def matched(connection: duckdb.DuckDBPyConnection, *leads: dict[str, str | None]) -> AccountMatches:
    columns = list(dict.fromkeys(name for lead in leads for name in lead))
    rows = [{name: lead.get(name) for name in columns} for lead in leads]
    schema = pa.schema([(name, pa.string()) for name in columns])
    connection.register("leads", pa.Table.from_pylist(rows, schema=schema))
    return match_accounts(connection, "leads", "accounts")


def found(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str, str]]:
    rows = connection.execute("SELECT lead_id, account_id, how, sure FROM linkage.account_matches").fetchall()
    return {row[0]: row[1:] for row in rows}


def doubts(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[list[str], str]]:
    rows = connection.execute("SELECT lead_id, account_ids, reason FROM linkage.account_doubts").fetchall()
    return {row[0]: row[1:] for row in rows}


def test_by_domain_then_by_name(connection: duckdb.DuckDBPyConnection) -> None:
    matches = matched(
        connection,
        {"lead_id": "1", "email": "Ana@mail.ACME.co.uk", "company": None},
        {"lead_id": "2", "email": "bo@globex.com", "company": "Globex"},
        {"lead_id": "3", "email": "cy@globex.com", "company": "Something else"},
        {"lead_id": "4", "email": "di@gmail.com", "company": "UMBRELLA"},
        {"lead_id": "5", "email": None, "company": "acme ltd"},
        {"lead_id": "6", "email": "ed@initech.com", "company": "Initech FRANCE"},
        {"lead_id": "7", "email": "flo@globex.de", "company": "Globex"},
        {"lead_id": "8", "email": None, "company": None},
    )
    assert found(connection) == {
        "1": ("A1", "domain", "high"),
        "2": ("A2", "domain", "high"),
        "3": ("A2", "domain", "medium"),
        "4": ("A5", "name", "medium"),
        "5": ("A1", "name", "medium"),
        "6": ("A4", "domain and name", "high"),
        "7": ("A2", "name", "medium"),
    }
    assert doubts(connection) == {}
    assert matches == AccountMatches(8, by_domain=3, by_domain_and_name=1, by_name=3, in_doubt=0)
    assert matches.matched == 7


def test_ambiguous_ones_are_left_alone_and_listed(connection: duckdb.DuckDBPyConnection) -> None:
    matches = matched(
        connection,
        {"lead_id": "1", "email": "a@initech.com", "company": "Initech"},
        {"lead_id": "2", "email": None, "company": "Stark"},
        {"lead_id": "3", "email": "a@agency.com", "company": "Globex"},
    )
    assert found(connection) == {}
    assert matches == AccountMatches(3, in_doubt=3)
    assert doubts(connection) == {
        "1": (["A3", "A4"], "2 accounts have the domain initech.com"),
        "2": (["A6", "A7"], "2 accounts are called stark"),
        "3": (
            ["A2"],
            "the company is called globex, as this account is, but its domain is agency.com and the account's globex.com",
        ),
    }


def test_an_account_that_the_source_names_is_never_changed(connection: duckdb.DuckDBPyConnection) -> None:
    matched(
        connection,
        {"lead_id": "1", "account_id": "elsewhere", "email": "a@globex.com"},
        {"lead_id": "2", "account_id": None, "email": "b@globex.com"},
        {"lead_id": "3", "account_id": None, "email": "c@globex.com"},
        {"lead_id": "3", "account_id": "A1", "email": "c@globex.com"},
    )
    rows = connection.execute(
        f"SELECT lead_id, account_id, account_match FROM ({with_accounts(connection, 'leads')}) ORDER BY ALL"
    ).fetchall()
    assert rows == [
        ("1", "elsewhere", None),
        ("2", "A2", "by domain: globex.com (high)"),
        ("3", "A1", None),
        ("3", None, None),
    ]


def test_what_is_in_doubt_is_listed_with_the_lead(connection: duckdb.DuckDBPyConnection) -> None:
    matched(
        connection,
        {"lead_id": "1", "account_id": None, "email": "a@initech.com", "account_match": "said before"},
        {"lead_id": "2"},
    )
    rows = connection.execute(
        f"SELECT lead_id, account_id, account_match FROM ({with_accounts(connection, 'leads')}) ORDER BY ALL"
    ).fetchall()
    assert rows == [
        ("1", None, "in doubt: 2 accounts have the domain initech.com: A3, A4"),
        ("2", None, None),
    ]


def test_a_website_counts_and_columns_may_be_missing(connection: duckdb.DuckDBPyConnection) -> None:
    matched(connection, {"lead_id": "1", "Company Website": "http://acme.co.uk"}, {"lead_id": "2"})
    assert found(connection) == {"1": ("A1", "domain", "high")}
    assert matched(connection, {"lead_id": "1"}) == AccountMatches(1)
    assert match_accounts(connection, "leads", None) == AccountMatches(1)
    select = with_accounts(connection, "leads")
    assert connection.execute(select).fetchall() == [("1", None, None)]


def test_whatever_order_the_rows_come_in(connection: duckdb.DuckDBPyConnection) -> None:
    leads: list[dict[str, str | None]] = [
        {"lead_id": str(i), "email": f"x{i}@{['globex.com', 'initech.com', 'web.de'][i % 3]}", "company": ["Stark", None][i % 2]}
        for i in range(40)
    ]  # fmt: skip
    matched(connection, *leads)
    first = found(connection), doubts(connection)
    matched(connection, *reversed(leads))
    assert (found(connection), doubts(connection)) == first
