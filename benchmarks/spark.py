"""Whether the work on Spark spreads: one evaluation on local clusters of 1, 2 and 4 executors, each a process of its own, and what their event logs say.

A stage is one of size when its tasks read at least `LARGE` rows together. What is asked: how much of a stage the busiest of its tasks reads, which is
about one over the number of tasks where nothing is funnelled, and how much of all rows the busiest executor reads. Times are shown and no goal: the
executors share this machine's cores.
"""

import json
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handfast.agreement.text import load_agreements
from handfast.demo import make_company
from handfast.engine import evaluate
from handfast.engine.spark.session import Place, spark_at
from handfast.record import read_record

LEADS = int(os.environ.get("HANDFAST_SPARK_LEADS", "3000"))
EXECUTORS = (1, 2, 4)
PARTITIONS = 8
LARGE = 10_000
GOAL = 0.5
"""Twice over what a stage of four tasks has when its rows are spread evenly."""


@dataclass(frozen=True, slots=True)
class Task:
    """One task that ran: of which stage, on which executor, and how many rows it read."""

    stage: int
    executor: str
    rows: int


def tasks(events: Iterable[str]) -> Iterator[Task]:
    """The tasks of an event log that ended well."""
    for line in events:
        event = json.loads(line)
        if event.get("Event") != "SparkListenerTaskEnd" or event["Task Info"]["Failed"]:
            continue
        measured = event.get("Task Metrics") or {}
        rows = measured.get("Input Metrics", {}).get("Records Read", 0)
        rows += measured.get("Shuffle Read Metrics", {}).get("Total Records Read", 0)
        yield Task(event["Stage ID"], event["Task Info"]["Executor ID"], rows)


def busiest(ran: Iterable[Task]) -> tuple[int, float, float]:
    """The stages of size, the largest share of one of them that one task read, and the share of all rows that the busiest executor read."""
    stages: dict[int, list[int]] = defaultdict(list)
    executors: dict[str, int] = defaultdict(int)
    for task in ran:
        stages[task.stage].append(task.rows)
        executors[task.executor] += task.rows
    large = [rows for rows in stages.values() if sum(rows) >= LARGE]
    share = max((max(rows) / sum(rows) for rows in large), default=0.0)
    return len(large), share, max(executors.values(), default=0) / max(sum(executors.values()), 1)


def in_parts(company: Path, folder: Path) -> Path:
    """The company's record as Parquet, activities and changes in as many files as there are partitions."""
    with read_record(company / "record") as record:
        for name in record.known:
            (folder / name).mkdir(parents=True)
            columns = ", ".join(f'"{column}"' for column in record.columns(name))
            parts = PARTITIONS if "lead_id" in record.columns(name) else 1
            for part in range(parts):
                where = f"WHERE hash(lead_id) % {parts} = {part}" if parts > 1 else ""
                record.connection.execute(
                    f"COPY (SELECT {columns} FROM record.{name} {where}) TO '{folder / name / f'{part}.parquet'}'"
                )
    return folder


def on(executors: int, company: Path, record: Path, work: Path) -> tuple[float, list[Task]]:
    """Evaluate on a cluster of so many executors of one core; the seconds, and the tasks that ran."""
    events = work / f"events-{executors}"
    events.mkdir()
    settings = {
        "spark.eventLog.enabled": "true", "spark.eventLog.dir": events.as_uri(), "spark.eventLog.compress": "false",
        "spark.eventLog.rolling.enabled": "false", "spark.sql.shuffle.partitions": str(PARTITIONS),
        # what is joined here is small enough to be sent to every executor, and small partitions would be put together: on large data neither happens
        "spark.sql.autoBroadcastJoinThreshold": "-1", "spark.sql.adaptive.enabled": "false",
    }  # fmt: skip
    agreements = load_agreements([company / "agreement.yaml"])
    master = f"local-cluster[{executors},1,1024]"
    with spark_at(Place(master=master, settings=tuple(settings.items()))) as spark:
        began = time.perf_counter()
        with read_record(record, view_from=1) as facts:
            evaluate(agreements, facts, engine_on=spark)
        seconds = time.perf_counter() - began
    (log,) = (path for path in events.iterdir() if not path.name.startswith("."))
    with log.open(encoding="utf-8") as lines:
        return seconds, list(tasks(lines))


def run() -> list[dict[str, Any]]:
    """Measure on each size of cluster."""
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="handfast-bench-") as name:
        work = Path(name)
        company = work / "company"
        make_company(company, leads=LEADS, seed=7)
        record = in_parts(company, work / "record")
        for executors in EXECUTORS:
            seconds, ran = on(executors, company, record, work)
            stages, share, executor = busiest(ran)
            of = f"{executors} executor{'s' if executors > 1 else ''}"
            rows += [
                {"name": f"largest share of a stage in one task, {of}", "value": share, "goal": f"≤ {GOAL}", "met": share <= GOAL,
                 "note": f"of {stages} stages of {LARGE:,} rows or more; {len(ran):,} tasks, {PARTITIONS} partitions, {LEADS:,} leads"},
                {"name": f"share of all rows read by the busiest, {of}", "value": executor, "goal": f"≤ {1.5 / executors:.2g}",
                 "met": executor <= 1.5 / executors, "note": f"{seconds:.0f} s on the cores of this machine"},
            ]  # fmt: skip
    return rows
