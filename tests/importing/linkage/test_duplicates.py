"""Probable duplicates: found where they are, not found where they aren't, the same every time, with reasons that fit."""

import os
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from benchmarks import linkage as benchmark
from handfast.demo.names import FIRST, LAST
from handfast.importing.linkage.duplicates import Duplicates, find_duplicates
from handfast.importing.linkage.profiles import Thing, make_profiles
from handfast.importing.linkage.splinking import LinkageMissing

pytest.importorskip("splink")

Row = dict[str, Any]


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": "2"}) as opened:
        opened.execute("SET enable_progress_bar = false")
        yield opened


def people(count: int, seed: int = 1) -> list[Row]:
    """Different people: no two share both names or a phone."""
    chance = random.Random(seed)
    names = chance.sample([(first, last) for first in FIRST for last in LAST], count)
    return [
        {
            "lead_id": f"L{i:04}",
            "created_at": (datetime(2026, 1, 1) + timedelta(hours=i)).isoformat(),
            "first_name": first,
            "last_name": last,
            "email": f"{first}.{last}@company{i % (count // 4)}.example".lower(),
            "company": f"{LAST[i % (count // 4) % len(LAST)]} Works {i % (count // 4)}",
            "phone": f"+1 617 {5550000 + i * 37}" if i % 3 else None,
        }
        for i, (first, last) in enumerate(names)
    ]


def find(connection: duckdb.DuckDBPyConnection, rows: list[Row], thing: Thing = Thing.LEAD) -> Duplicates:
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}
    connection.register("given", pa.table(columns))
    return find_duplicates(connection, "given", thing)


def pairs(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], tuple[float, str]]:
    rows = connection.execute("SELECT * FROM linkage.likely_duplicates").fetchall()
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def test_duplicates_among_many_are_found_with_their_reasons(connection: duckdb.DuckDBPyConnection) -> None:
    rows = people(400)
    again = {
        "X1": rows[10] | {"email": "private10@gmail.com", "phone": rows[10]["phone"].replace(" ", "-")},
        "X2": rows[22] | {"last_name": rows[22]["last_name"] + "s", "email": None, "company": None},
        "X3": rows[31] | {"first_name": rows[31]["first_name"][0], "email": None},
    }
    of = {"X1": "L0010", "X2": "L0022", "X3": "L0031"}
    rows += [
        row | {"lead_id": lead_id, "created_at": "2026-08-01T00:00:00"} for lead_id, row in again.items()
    ]
    duplicates = find(connection, rows)
    found = pairs(connection)
    assert set(found) == {(first, second) for second, first in of.items()}
    assert duplicates.pairs == 3
    assert duplicates.rows == 403
    assert found["L0010", "X1"][1] == "same phone; same first name; same last name"
    assert "same phone; same first name; last name alike (Jaro-Winkler 0.9" in found["L0022", "X2"][1]
    assert found["L0031", "X3"][1].startswith("same phone; one first name begins the other; same last name")
    assert all(0.95 <= probability <= 1 for probability, _ in found.values())


def test_people_who_differ_are_not_reported(connection: duckdb.DuckDBPyConnection) -> None:
    find(connection, people(400))
    assert pairs(connection) == {}


def test_colleagues_relatives_and_namesakes_are_not_reported(connection: duckdb.DuckDBPyConnection) -> None:
    rows = people(400)
    special = [
        ("Ann", "Quillfeather", "ann@quill.example", "Quill", "+1 555 0100100"),
        ("Bob", "Quillfeather", "bob@quill.example", "Quill", "+1 555 0100100"),
        ("Maria", "Garcia", "maria@alpha.example", "Alpha", "+1 555 0100200"),
        ("Maria", "Garcia", "maria@beta.example", "Beta", "+1 555 0100300"),
        *(
            (first, LAST[i], f"{first}@board.example", "Board", "+1 555 0100400")
            for i, first in enumerate(FIRST[:9])
        ),
    ]
    for i, (first, last, email, company, phone) in enumerate(special):
        rows.append({"lead_id": f"S{i}", "created_at": "2026-09-01", "first_name": first, "last_name": last, "email": email,
                     "company": company, "phone": phone})  # fmt: skip
    find(connection, rows)
    assert pairs(connection) == {}


def test_the_same_rows_give_the_same_pairs_in_any_order(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    benchmark.make_leads(tmp_path / "leads.parquet", 2500)
    connection.execute(f"CREATE TABLE leads AS FROM '{tmp_path / 'leads.parquet'}'")
    first = find_duplicates(connection, "leads")
    found = pairs(connection)
    assert len(found) > 50
    connection.execute("SET threads = 1")
    connection.execute("CREATE TABLE other_way AS FROM leads ORDER BY hash(lead_id)")
    assert find_duplicates(connection, "other_way").model == first.model
    assert pairs(connection) == found


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_few_rows_are_no_trouble(connection: duckdb.DuckDBPyConnection, count: int) -> None:
    rows = people(40)[:count]
    connection.register("given", pa.Table.from_pylist(rows, schema=pa.schema([("lead_id", pa.string())])))
    assert find_duplicates(connection, "given") == Duplicates(count, 0, None)
    assert pairs(connection) == {}


def test_many_rows_that_say_the_same_are_no_trouble(connection: duckdb.DuckDBPyConnection) -> None:
    same = {"first_name": "Test", "last_name": "Test", "company": "Test", "phone": "0000000"}
    find(
        connection,
        people(200) + [{"lead_id": f"T{i}", "created_at": "2026-01-01"} | same for i in range(3000)],
    )
    assert all(one.startswith("T") and other.startswith("T") for one, other in pairs(connection))


def test_accounts_by_name_domain_and_phone(connection: duckdb.DuckDBPyConnection) -> None:
    rows = [
        {"account_id": f"A{i}", "name": f"{LAST[i % 90]} {FIRST[i // 2]} Works", "domain": f"works{i}.example", "country": "US", "phone": f"+1 617 555{i:04}"}
        for i in range(200)
    ]  # fmt: skip
    rows.append(
        rows[5]
        | {
            "account_id": "B5",
            "name": rows[5]["name"].upper() + ", Inc.",
            "domain": "www.works5.example",
            "phone": "",
        }
    )
    rows.append(rows[9] | {"account_id": "B9", "domain": ""})
    find(connection, rows, Thing.ACCOUNT)
    found = connection.execute(
        "SELECT account_id, other_account_id, reasons FROM linkage.likely_duplicate_accounts ORDER BY 1"
    ).fetchall()
    assert found == [("A5", "B5", "same name; same domain"), ("A9", "B9", "same name; same phone")]


def test_what_a_profile_holds(connection: duckdb.DuckDBPyConnection) -> None:
    rows = [
        {"lead_id": "1", "First Name": " Zoë-Ann ", "Last Name": "O'Hara", "Email": "Zoe.OHara84+x@Mail.Acme.co.uk",
         "Mobile Phone": "+49 (0)171 1234567 ext. 9",
         "Zip Code": "D-10115", "City": "Köln", "Date of Birth": "1984-03-02T00:00:00", "Company Name": "Acme GmbH"},
        {"lead_id": "2", "Email": "jane.doe@gmail.com"},
        {"lead_id": "3", "First Name": "Jane", "Last Name": "Doe", "Email": "skater_7@gmail.com", "Mobile Phone": "911"},
        {"lead_id": "4", "First Name": "Jane", "Last Name": "Doe", "Email": "janedoe1984@gmail.com"},
    ]  # fmt: skip
    names = list(rows[0])
    connection.register(
        "given", pa.table({n: pa.array([row.get(n) for row in rows], pa.string()) for n in names})
    )
    make_profiles(connection, "given", Thing.LEAD, "lead_id", "profiles")
    columns = (
        "given",
        "family",
        "mailbox",
        "domain",
        "company",
        "phone",
        "postcode",
        "locality",
        "birth_date",
    )
    found = connection.execute(f"SELECT {', '.join(columns)} FROM profiles ORDER BY id").fetchall()
    assert found == [
        ("zoe ann", "o hara", None, "acme.co.uk", "acme", "711234567", "d10115", "koln", "19840302"),
        ("jane", "doe", None, None, None, None, None, None, None),
        ("jane", "doe", "skater_7", None, None, None, None, None, None),
        ("jane", "doe", "1984", None, None, None, None, None, None),
    ]


def test_without_splink_it_says_how_to_get_it(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handfast.importing.linkage.splinking.installed", lambda: False)
    with pytest.raises(LinkageMissing, match=r'pip install "handfast\[linkage\]"'):
        find(connection, people(40))


def test_generated_leads_entered_twice_are_found(tmp_path: Path) -> None:
    benchmark.make_leads(tmp_path / "leads.parquet", 6_000)
    found = benchmark.link(tmp_path)["found"]
    quality = benchmark.Quality(*found)
    assert quality.precision >= 0.99
    assert quality.recall >= 0.8
    assert os.listdir(tmp_path) == ["leads.parquet"]
