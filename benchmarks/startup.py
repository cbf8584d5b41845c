"""How long a person waits: `handfast --help`, and `handfast audit` of the demo company from a cold start.

Each figure is the median of five fresh processes, from start to exit.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

RUNS = 5
# The console script beside this Python: what a person runs, entry point and all.
HANDFAST = str(Path(sys.executable).with_name("handfast"))


def seconds(*command: str) -> float:
    """The median wall time of a command in seconds; CalledProcessError when it fails."""
    taken = []
    for _ in range(RUNS):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def row(name: str, value: float, limit: float) -> dict[str, Any]:
    """One figure with its limit in seconds."""
    note = f"median of {RUNS} processes"
    return {
        "name": name,
        "value": value,
        "unit": "s",
        "goal": f"≤ {limit} s",
        "met": value <= limit,
        "note": note,
    }


def run() -> list[dict[str, Any]]:
    """Both figures; the demo (5,000 leads) is made first and not counted."""
    with tempfile.TemporaryDirectory() as folder:
        demo = Path(folder) / "demo"
        subprocess.run([HANDFAST, "demo", str(demo)], check=True, capture_output=True)
        agreement = next(demo.rglob("agreement.yaml"))
        record = next(demo.rglob("leads.*")).parent
        out = Path(folder) / "out"
        audit = [HANDFAST, "audit", str(record), "--agreement", str(agreement), "--out", str(out)]
        return [
            row("handfast --help", seconds(HANDFAST, "--help"), 0.3),
            row("handfast audit of the demo, 5,000 leads", seconds(*audit), 5.0),
        ]
