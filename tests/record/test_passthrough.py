"""Large Parquet tables are read where they stand: handed on as they are when they are what the record wants, read when not."""

from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from handfast.record import read_record

T = datetime(2026, 3, 4, 9, 30)
GOOD = {
    "activity_id": pa.array(["1", "2", "3"]),
    "lead_id": pa.array(["a", "b", "c"]),
    "occurred_at": pa.array([T, T, T], pa.timestamp("us")),
    "kind": pa.array(["call", "page_view", "email_sent"]).dictionary_encode(),
    "campaign_id": pa.array([None, None, "K"]),
    "direction": pa.array(["inbound", None, "outbound"]),
    "automated": pa.array([True, None, False]),
    "recorded_at": pa.array([T, None, T], pa.timestamp("ns", "UTC")),
    "properties": pa.array(['{"form": "x"}', None, "{}"]),
    "Own": pa.array(["x", None, "y"]),
}


def opened(path, activities, **options):
    leads = {
        "lead_id": ["a", "b", "c"],
        "created_at": pa.array([T, T, T], pa.timestamp("us")),
        "email": ["a@x", "A@x", None],
    }
    pq.write_table(pa.table(leads), path / "leads.parquet")
    pq.write_table(pa.table(activities), path / "activities.parquet")
    return read_record(path, view_from=3, **options)


def rows(record):
    return record.connection.execute("SELECT * FROM record.activities ORDER BY activity_id").fetchall()


def read_carefully(record):
    """Whether the view reads its values rather than handing them on."""
    return bool(
        record.connection.execute("SELECT 1 FROM duckdb_views() WHERE view_name = 'activities_0'").fetchall()
    )


def test_what_is_as_it_should_be_is_handed_on(tmp_path):
    with opened(tmp_path, GOOD) as record:
        assert not record.facts["activities"].stored
        assert not read_carefully(record)
        nothing = [None] * 3
        first = (
            "1",
            "a",
            T,
            "call",
            "sales",
            *nothing,
            None,
            None,
            None,
            "inbound",
            None,
            True,
            T,
            '{"form": "x"}',
            "x",
        )
        assert rows(record)[0] == first
        assert [row[1] for row in rows(record)] == ["a", "a", "c"]
        assert [row[4] for row in rows(record)] == ["sales", "prospect", "marketing"]


@pytest.mark.parametrize(
    "column, values, kept, aside",
    [
        ("kind", pa.array(["call ", " page_view", "x"]), 3, []),
        ("activity_id", pa.array([3, 2, 1]), 3, []),
        ("activity_id", pa.array(["1", "", "3"]), 2, [(2, "activity_id", False)]),
        ("lead_id", pa.array(["a", None, "c"]), 2, [(2, "lead_id", False)]),
        ("direction", pa.array(["inbound", "sideways", None]), 3, [(2, "direction", True)]),
        ("properties", pa.array(["{}", "{", "[]"]), 1, [(2, "properties", False), (3, "properties", False)]),
        (
            "occurred_at",
            pa.array([T, datetime(1026, 3, 4), T], pa.timestamp("us")),
            2,
            [(2, "occurred_at", False)],
        ),
        (
            "occurred_at",
            pa.array(["2026-03-04T10:30:00+01:00", "2026-03-04 09:30", "soon"]),
            2,
            [(3, "occurred_at", False)],
        ),
        ("automated", pa.array([1, 0, 2], pa.int64()), 2, [(3, "automated", False)]),
        ("campaign_id", pa.array([1.0, float("nan"), 2.5]), 3, []),
    ],
)
def test_what_is_not_is_read(tmp_path, column, values, kept, aside):
    with opened(tmp_path, GOOD | {column: values}) as record:
        assert not record.facts["activities"].stored
        assert read_carefully(record)
        assert len(rows(record)) == kept == record.tables["activities"].kept
        found = record.connection.execute(
            "SELECT line, \"column\", kept FROM record.set_aside WHERE file = 'activities.parquet'"
        ).fetchall()
        assert found == aside
        in_place = rows(record)
    with read_record(tmp_path, view_from=10) as record:
        assert record.facts["activities"].stored
        assert rows(record) == in_place


def test_times_without_a_zone_are_read_in_the_one_named(tmp_path):
    with opened(tmp_path, GOOD, zone="Europe/Paris") as record:
        assert {row[2] for row in rows(record)} == {datetime(2026, 3, 4, 8, 30)}
        assert {row[14] for row in rows(record)} == {T, None}
        assert "activities: times without a zone in 3 rows were read in Europe/Paris" in record.notes


def test_repeated_ids_are_resolved_in_place(tmp_path):
    again = GOOD | {"activity_id": pa.array(["1", "1", "3"])}
    with opened(tmp_path, again) as record:
        assert not record.facts["activities"].stored
        assert [row[3] for row in rows(record)] == ["call", "email_sent"]
        assert record.tables["activities"].set_aside == 1
