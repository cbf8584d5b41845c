"""Parquet: each type as the text that importing expects."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from handfast.faults import InputFaults


def test_each_type_is_text(opened, tmp_path):
    table = pa.table(
        {
            "Id": [1, 2],
            "id": pa.array([12.0, None]),
            "instant": pa.array(
                [datetime(2026, 3, 4, 9, 30), datetime(2026, 3, 4, 9, 30, 0, 125000)], pa.timestamp("us")
            ),
            "zoned": pa.array(
                [datetime(2026, 3, 4, 9, 30, tzinfo=UTC), None], pa.timestamp("ns", "Europe/Berlin")
            ),
            "day": [date(2026, 3, 4), None],
            "money": [Decimal("1234.50"), Decimal("100.00")],
            "float": [1e21, 1.5e-7],
            "yes": [True, False],
            "text": ["  a ", " "],
            "nested": [{"a": [1]}, None],
        }
    )
    pq.write_table(table, tmp_path / "leads[1].parquet")
    one = opened(tmp_path / "leads[1].parquet")
    assert one.table.columns == (
        "Id",
        "id_1",
        "instant",
        "zoned",
        "day",
        "money",
        "float",
        "yes",
        "text",
        "nested",
    )
    assert one.rows() == [
        (
            "1",
            "12",
            "2026-03-04T09:30:00",
            "2026-03-04T09:30:00Z",
            "2026-03-04",
            "1234.5",
            "1000000000000000000000",
            "true",
            "a",
            '{"a":[1]}',
        ),
        ("2", None, "2026-03-04T09:30:00.125", None, None, "100", "0.00000015", "false", None, None),
    ]
    assert one.lines() == [1, 2]
    assert one.table.format == "parquet"


def test_under_another_name(opened, tmp_path):
    pq.write_table(pa.table({"id": [1]}), tmp_path / "leads.csv")
    assert opened(tmp_path / "leads.csv").rows() == [("1",)]


def test_a_damaged_file(opened, tmp_path):
    pq.write_table(pa.table({"id": [1]}), tmp_path / "a.parquet")
    (tmp_path / "a.parquet").write_bytes((tmp_path / "a.parquet").read_bytes()[:-20])
    with pytest.raises(InputFaults, match=r"a.parquet: is no Parquet file that can be read .*\[damaged\]"):
        opened(tmp_path / "a.parquet")


def test_a_number_that_could_be_taken_for_thousands_cannot(opened, tmp_path):
    pq.write_table(
        pa.table({"a": [1.234, -1.5], "b": [Decimal("12.345"), Decimal("1.000")]}), tmp_path / "a.parquet"
    )
    assert opened(tmp_path / "a.parquet").rows() == [("1.2340", "12.3450"), ("-1.5", "1")]
