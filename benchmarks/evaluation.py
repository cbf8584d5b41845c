"""The whole evaluation of 20 M activities over 200 k leads, against one grouped scan of the same file in the same run."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.big_record import make_big_record

ACTIVITIES = 20_000_000
LEADS = 200_000
GOAL_RATIO = 12
GOAL_BYTES = 6 * 1024**3
AGREEMENT = Path(__file__).with_name("agreement.yaml")


def scan_seconds(folder: Path) -> float:
    """The median of three scans: count and latest instant of each lead's activities."""
    import duckdb

    seconds = []
    for _ in range(3):
        connection = duckdb.connect()
        connection.execute("SET enable_progress_bar = false")
        started = time.perf_counter()
        connection.execute(f"SELECT count(*) FROM (SELECT lead_id, count(*), max(occurred_at) FROM '{folder}/activities.parquet' GROUP BY lead_id)")
        seconds.append(time.perf_counter() - started)
        connection.close()
    return median(seconds)


def evaluate_once(folder: Path) -> dict[str, Any]:
    """Load and evaluate in this process: its timings."""
    from handfast.agreement.text import load_agreement
    from handfast.engine import evaluate
    from handfast.record import read_record

    with read_record(folder, memory_limit="4GB") as record:
        findings = evaluate([load_agreement(AGREEMENT)], record)
        return {**findings.timings, "rows": findings.snapshot["rows"]}


def run() -> list[dict[str, Any]]:
    """The ratio of the evaluation (and of loading) to the scan, the peak memory, and each table's share."""
    with tempfile.TemporaryDirectory(prefix="handfast-bench-") as temporary:
        folder = Path(temporary)
        make_big_record(folder, ACTIVITIES, LEADS)
        scan = scan_seconds(folder)
        command = [sys.executable, "-m", "benchmarks.evaluation", str(folder)]
        runs = [json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout) for _ in range(3)]
    middle = sorted(runs, key=lambda timings: timings["evaluate"])[1]
    size = f"{ACTIVITIES // 10**6} M activities, {LEADS // 1000} k leads"
    rows = [
        {"name": f"one grouped scan, {size}", "value": scan, "unit": "s", "goal": "", "met": None, "note": "Parquet, in order of arrival"},
        _ratio("evaluate", middle["evaluate"] / scan, f"{middle['evaluate']:.1f} s; needs nothing clustered"),
        {"name": "read the record, over the scan", "value": middle["load"] / scan, "unit": "×", "goal": "", "met": None, "note": f"{middle['load']:.1f} s"},
        {
            "name": "peak memory", "value": max(run["peak_memory_bytes"] for run in runs) / 1024**3, "unit": "GiB", "goal": "≤ 6",
            "met": max(run["peak_memory_bytes"] for run in runs) <= GOAL_BYTES, "note": "of the whole process",
        },
    ]  # fmt: skip
    slowest = sorted(middle["tables"].items(), key=lambda item: -item[1])[:10]
    rows += [{"name": f"share of {name}", "value": seconds / middle["evaluate"], "unit": "of it", "goal": "", "met": None, "note": f"{seconds:.2f} s"} for name, seconds in slowest]
    return rows


def _ratio(name: str, ratio: float, note: str) -> dict[str, Any]:
    return {"name": f"{name}, over the scan", "value": ratio, "unit": "×", "goal": f"≤ {GOAL_RATIO}", "met": ratio <= GOAL_RATIO, "note": note}


if __name__ == "__main__":
    json.dump(evaluate_once(Path(sys.argv[1])), sys.stdout)
