"""Tables read beside each other are the tables read one by one, and the first that breaks off stops the others."""

import gzip
import tempfile

import pytest

from handfast.faults import InputFaults
from handfast.record import read_record, record_from_tables

LEADS = [
    {"lead_id": f"L{n}", "created_at": "2026-03-04T09:30:00Z", "email": f"{n}@x.example"} for n in range(300)
]
ACTIVITIES = [
    {
        "activity_id": f"A{n % 900}",  # a hundred come twice
        "lead_id": f"L{n % 300}",
        "occurred_at": "never" if n == 7 else f"2026-04-0{n % 7 + 1}T10:00:00Z",
        "kind": "call" if n % 2 else "page_view",
    }
    for n in range(1000)
]
USERS = [{"user_id": f"u{n}", "name": f"User {n}", "side": "sales" if n else "nobody"} for n in range(20)]
TABLES = {"leads": LEADS, "activities": ACTIVITIES, "users": USERS}


def csv(rows):
    return "\n".join(",".join(row) for row in (list(rows[0]), *(row.values() for row in rows))) + "\n"


def contents(record):
    return {
        name: record.connection.execute(f"SELECT * FROM record.{name} ORDER BY ALL").fetchall()
        for name in TABLES
    }


def aside(record):
    """What was set aside, by table and row."""
    rows = record.connection.execute('SELECT file, line, "column", "value" FROM record.set_aside').fetchall()
    return sorted(
        (file.removesuffix(".csv"), line - file.endswith(".csv"), column, value)
        for file, line, column, value in rows
    )


def test_tables_read_beside_each_other_are_those_read_one_by_one(tmp_path):
    for name, rows in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(csv(rows))
    with read_record(tmp_path) as beside, record_from_tables(TABLES) as alone:
        assert contents(beside) == contents(alone)
        assert beside.tables == alone.tables
        assert aside(beside) == aside(alone)
        assert {("activities", 8, "occurred_at", "never"), ("users", 1, "side", "nobody")} <= set(
            aside(alone)
        )


@pytest.mark.parametrize("broken", ["users", "activities"])
def test_a_table_that_breaks_off_stops_the_others_and_leaves_nothing(tmp_path, monkeypatch, broken):
    (tmp_path / "temporary").mkdir()
    (tmp_path / "record").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    for name, rows in TABLES.items():
        packed = gzip.compress(csv(rows * 40).encode())
        (tmp_path / "record" / f"{name}.csv.gz").write_bytes(
            packed[: len(packed) // 2] if name == broken else packed
        )
    with pytest.raises(InputFaults) as caught:
        read_record(tmp_path / "record")
    assert [fault.place for fault in caught.value.faults] == [f"{broken}.csv.gz"]
    assert not list((tmp_path / "temporary").iterdir())
