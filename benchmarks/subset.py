"""Evaluating the leads that a few new facts touch: 1,000 of a million, in a record of 50 million activities as an import stores it."""

import random
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.big_record import make_big_record
from benchmarks.stored_record import lay_out_as_stored

ACTIVITIES, LEADS, TOUCHED = 50_000_000, 1_000_000, 1_000
GOAL_SECONDS = 0.5
RUNS = 7
AGREEMENT = Path(__file__).with_name("agreement.yaml")
RANKED = ", up_to: 150 per month"
"""A promise of so many a month ranks all hand-offs: under it everything about leads is evaluated whatever is asked (decision 0062)."""


def run() -> list[dict[str, Any]]:
    """The median time for a thousand leads drawn anew each time, after one run to warm up; what opening the record took."""
    with tempfile.TemporaryDirectory(prefix="handfast-bench-") as temporary:
        record, stored = Path(temporary) / "record", Path(temporary) / "stored"
        make_big_record(record, ACTIVITIES, LEADS)
        lay_out_as_stored(record, stored)
        return measured(stored, LEADS)


def measured(folder: Path, leads: int) -> list[dict[str, Any]]:
    """The figures of a record in a folder that has so many leads, named as `make_big_record` names them."""
    from handfast.agreement.text import load_agreement
    from handfast.engine import evaluate
    from handfast.record import read_record
    from handfast.record.seen import latest_fact

    chance, seconds, processor = random.Random(1), list[float](), list[float]()
    with tempfile.TemporaryDirectory(prefix="handfast-bench-") as temporary:
        path = Path(temporary) / "agreement.yaml"
        path.write_text(AGREEMENT.read_text(encoding="utf-8").replace(RANKED, ""), encoding="utf-8")
        agreement = load_agreement(path)
    with read_record(folder, memory_limit="6GB") as record:
        as_of = latest_fact(record)
        for _ in range(RUNS + 1):
            touched = [f"l{place}" for place in chance.sample(range(leads), TOUCHED)]
            started, worked = time.perf_counter(), time.process_time()
            evaluate([agreement], record, as_of, touched)
            seconds.append(time.perf_counter() - started)
            processor.append(time.process_time() - worked)
        load = record.load_seconds
    warm = median(seconds[1:])
    size = f"{TOUCHED:,} leads of {leads:,}"
    row = {
        "name": size,
        "value": warm,
        "unit": "s",
        "goal": f"≤ {GOAL_SECONDS} s",
        "met": warm <= GOAL_SECONDS,
    }
    return [
        {**row, "note": f"median of {RUNS}, other leads each time"},
        {"name": "processor time of that", "value": median(processor[1:]), "unit": "s"},
        {"name": "the first such evaluation", "value": seconds[0], "unit": "s"},
        {"name": "opening the record", "value": load, "unit": "s", "note": "once, before"},
    ]
