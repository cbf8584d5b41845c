"""Loading a record of ten million activities, as CSV and as Parquet: seconds and peak memory, each in a process of its own.

The ratio compares with one `GROUP BY lead_id` over the same Parquet file, which is what reading the data at all costs.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb

ACTIVITIES = 10_000_000
LEADS = 200_000
GIB = 2**30
MEMORY_GOAL = 4.0

_ACTIVITIES = """
SELECT 'A' || lpad(i::VARCHAR, 9, '0') AS activity_id,
  'L' || (hash(i) % {leads}) AS lead_id,
  strftime(TIMESTAMP '2025-01-01' + to_seconds(i * 4), '%Y-%m-%dT%H:%M:%SZ') AS occurred_at,
  ['page_view', 'email_open', 'email_click', 'form_submit', 'call', 'email_sent', 'meeting'][1 + (hash(i + 1) % 7)::INTEGER] AS kind,
  CASE WHEN hash(i + 2) % 5 = 0 THEN 'U' || (hash(i + 3) % 40) END AS user_id,
  CASE WHEN hash(i + 4) % 2 = 0 THEN 'https://northwind.example/page/' || (hash(i + 5) % 500) END AS url,
  CASE WHEN hash(i + 6) % 4 = 0 THEN '{{"form": "f' || (hash(i + 7) % 9) || '", "plan": "pro"}}' END AS properties
FROM range({activities}) r(i)
"""
_LEADS = """
SELECT 'L' || i AS lead_id, '2024-01-01T00:00:00Z' AS created_at, 'p' || i || '@northwind.example' AS email
FROM range({leads}) r(i)
"""
_LOAD = """
import json, resource, sys
from handfast.record import read_record
with read_record(sys.argv[1]) as record:
    rows = record.rows("activities")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": record.load_seconds, "peak": peak, "rows": rows}))
"""


def make(folder: Path, kind: str, activities: int = ACTIVITIES, leads: int = LEADS) -> None:
    """Write the record as `csv` or `parquet`; in Parquet the instants are typed."""
    folder.mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute("SET preserve_insertion_order = true")
        for name, query in (("activities", _ACTIVITIES), ("leads", _LEADS)):
            rows = query.format(activities=activities, leads=leads)
            if kind == "parquet":
                instant = "occurred_at" if name == "activities" else "created_at"
                rows = f"SELECT * REPLACE ({instant}::TIMESTAMP AS {instant}) FROM ({rows})"
            connection.execute(f"COPY ({rows}) TO '{folder / name}.{kind}'")


def load(folder: Path) -> dict[str, Any]:
    """Open the record in a fresh process: seconds, peak memory in bytes, rows of activities."""
    done = subprocess.run(
        [sys.executable, "-c", _LOAD, str(folder)], check=True, capture_output=True, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def scan_seconds(file: Path) -> float:
    """One `GROUP BY lead_id` over the file."""
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        started = time.perf_counter()
        connection.execute(
            f"SELECT lead_id, count(*), max(occurred_at) FROM '{file}' GROUP BY lead_id"
        ).fetchall()
        return time.perf_counter() - started


def run() -> list[dict[str, Any]]:
    """Seconds and peak memory of both, and how many scans loading takes."""
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as temporary:
        for kind in ("csv", "parquet"):
            folder = Path(temporary) / kind
            make(folder, kind)
            found = load(folder)
            assert found["rows"] == ACTIVITIES
            peak = found["peak"] / GIB
            what = (
                f"{ACTIVITIES // 1_000_000} M activities from {kind.upper() if kind == 'csv' else 'Parquet'}"
            )
            rows.append(
                {
                    "name": f"{what}, wall time",
                    "value": found["seconds"],
                    "unit": "s",
                    "note": "one fresh process",
                }
            )
            memory = {
                "unit": "GiB",
                "goal": f"≤ {MEMORY_GOAL:.0f} GiB",
                "met": peak <= MEMORY_GOAL,
                "note": "peak resident set",
            }
            rows.append({"name": f"{what}, memory", "value": peak} | memory)
            if kind == "parquet":
                scans = found["seconds"] / scan_seconds(folder / "activities.parquet")
                note = "loading against one GROUP BY lead_id of the file"
                rows.append({"name": f"{what}, in scans", "value": scans, "unit": "×", "note": note})
    return rows
