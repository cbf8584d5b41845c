"""How long a person waits: `handfast --help`, and `handfast audit` of the demo company from a cold start.

Each figure is the median of five fresh processes, from start to exit. On a busy machine the processor's seconds say more than the clock's.
"""

import os
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


def seconds(*command: str) -> tuple[float, float]:
    """The median wall time of a command, and that of its processor time, in seconds; CalledProcessError when it fails."""
    wall, processor = [], []
    for _ in range(RUNS):
        before, started = os.times(), time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        wall.append(time.perf_counter() - started)
        after = os.times()
        processor.append(
            after.children_user - before.children_user + after.children_system - before.children_system
        )
    return statistics.median(wall), statistics.median(processor)


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
    """The figures; the demo (5,000 leads) is made first and not counted."""
    with tempfile.TemporaryDirectory() as folder:
        demo = Path(folder) / "demo"
        subprocess.run([HANDFAST, "demo", str(demo)], check=True, capture_output=True)
        agreement = next(demo.rglob("agreement.yaml"))
        record = next(demo.rglob("leads.*")).parent
        out = Path(folder) / "out"
        audit = [HANDFAST, "audit", str(record), "--agreement", str(agreement), "--out", str(out)]
        help_wall, _ = seconds(HANDFAST, "--help")
        busy = os.getloadavg()[0]
        wall, processor = seconds(*audit)
        whole = row("handfast audit of the demo, 5,000 leads", wall, 5.0)
        return [
            row("handfast --help", help_wall, 0.3),
            whole | {"note": f"{whole['note']}; {busy:.1f} others ran or waited on the machine"},
            {
                "name": "processor time of that",
                "value": processor,
                "unit": "s",
                "note": "user and system, of all its processes and threads",
            },
        ]
