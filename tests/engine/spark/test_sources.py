"""Spark reads a Parquet record from its files, by the views by which DuckDB does; what it can't read so is handed to it, with the same rows."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from handfast.engine.duckdb_engine import DuckDBEngine
from handfast.engine.spark.session import Running
from handfast.engine.spark.sources import from_files, source_of
from handfast.record import Record, read_record
from handfast.record.seen import create_seen

T = datetime(2026, 3, 2, 9, tzinfo=UTC)
ZONED, NAIVE = pa.timestamp("us", "UTC"), pa.timestamp("us")
VIEWS = ["seen.activities", "seen.leads", "seen.lead_changes"]


def write(folder: Path, table: str, part: int, columns: dict[str, pa.Array]) -> None:
    (folder / table).mkdir(exist_ok=True)
    pq.write_table(pa.table(columns), folder / table / f"part-{part}.parquet")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A record of parts: instants that know their zone, a column that one part lacks, a change told twice."""
    at = [T + timedelta(hours=n, microseconds=n) for n in range(4)]
    write(
        tmp_path,
        "leads",
        0,
        {
            "lead_id": pa.array(["a", "b"]),
            "created_at": pa.array(at[:2], ZONED),
            "plan": pa.array(["é", None]),
        },
    )
    for part in range(2):
        ids = pa.array([f"{part}-{n}" for n in range(4)])
        columns = {
            "activity_id": ids, "lead_id": pa.array(["a", "b", "a", "c"]), "occurred_at": pa.array(at, ZONED),
            "kind": pa.array(["call", "page_view", "email_sent", "odd"]),
        }  # fmt: skip
        more = {"url": pa.array(["x", None, "y'", "z"])} if part else {}
        write(tmp_path, "activities", part, columns | more)
    changes = {
        "lead_id": pa.array(["a", "a", "b"]), "field": pa.array(["stage"] * 3), "changed_at": pa.array([T.replace(tzinfo=None)] * 3, NAIVE),
        "new_value": pa.array(["mql", "mql", "sal"]),
    }  # fmt: skip
    write(tmp_path, "lead_changes", 0, changes)
    return tmp_path


def opened(folder: Path) -> Record:
    """The record, read where it stands, as known at its end."""
    record = read_record(folder, view_from=1)
    create_seen(record, T + timedelta(days=1))
    return record


def test_a_view_comes_down_to_its_files(folder: Path) -> None:
    with opened(folder) as record:
        source = source_of(record.connection, "told.leads")
        assert source is not None and source.files == ((str(folder / "leads" / "part-0.parquet"),),)
        two = source_of(record.connection, "told.activities")
        assert two is not None and [len(paths) for paths in two.files] == [1, 1]
        assert from_files(record.connection, "seen.activities") and not from_files(
            record.connection, "seen.lead_changes"
        )
        assert source_of(record.connection, "record.lead_identities") is None
        assert (
            source_of(record.connection, "record_work.lead_changes") is None
        )  # a repeat is told by its place in the file


def test_what_was_staged_comes_down_to_no_file(tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text("lead_id,created_at\na,2026-03-02\n")
    with opened(tmp_path) as record:
        assert not from_files(record.connection, "seen.leads") and not from_files(
            record.connection, "seen.users"
        )


def test_spark_reads_the_same_rows(folder: Path, spark: Running) -> None:
    before = {path.name for path in spark.folder.iterdir()}
    with opened(folder) as record:
        DuckDBEngine(record.connection).create_schemas("steps")
        engine = spark(record.connection)
        for name in VIEWS:
            theirs = sorted((tuple(row) for row in engine.rows(name).collect()), key=repr)
            ours = sorted(record.connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            assert theirs == ours, name
        copied = {path.name for path in spark.folder.iterdir()} - before
        assert not copied & {"seen.activities", "told.activities", "seen.leads"}


def test_a_table_half_written_is_no_record(folder: Path) -> None:
    (folder / "activities" / "_temporary").mkdir()
    with pytest.raises(Exception, match=r"activities: is half written.*\[half-written\]"):
        read_record(folder)
