"""Both engines find the same rows: of generated leads, over several settings, and of every worked example."""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from handfast.engine import evaluate
from handfast.engine.evaluate import EngineOn
from handfast.engine.findings import FINDINGS
from handfast.engine.spark.session import Running
from handfast.engine.spark.spark_engine import SparkEngine
from handfast.record import record_from_tables
from tests.drawing import drawn
from tests.engine.spark.rows import Row, differences, rows_of
from tests.engine.spark.together import together
from tests.engine.test_examples import EXAMPLES, read, setting_and_tables
from tests.strategies import Setting, settings_of_worlds, worlds
from tests.worlds import agreements_of, record_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

WORLDS = 700
EVERY = bool(os.environ.get("HANDFAST_EVERY_EXAMPLE"))
Tables = dict[str, list[Row]]


@dataclass
class OneTask(SparkEngine):
    """Spark with every table in one partition, so that no join or window of a worked example's dozen rows is a shuffle."""

    def show(self, name: str, rows: "DataFrame") -> None:
        super().show(name, rows.coalesce(1))


@cache
def settings() -> tuple[Setting, ...]:
    """A setting with two versions in which the record lacks nothing, and one in which it does."""
    every = drawn(settings_of_worlds(), 120, start=5)
    whole = next(
        each
        for each in every
        if len(each.documents) > 1 and not each.dropped and each.decisions and each.history
    )
    lacking = next(each for each in every if len(each.documents) == 1 and each.dropped and not each.decisions)
    return whole, lacking


def found(
    setting: Setting, tables: Tables, engine_on: EngineOn | None = None, *, each: bool = False
) -> Tables:
    """What an engine finds over the whole record; with `each`, of every lead by name."""
    leads = [str(row["lead_id"]) for row in tables["leads"]] if each else None
    with record_from_tables(tables, threads=1) as record:
        chosen = {"engine_on": engine_on} if engine_on else {}
        return rows_of(evaluate(agreements_of(setting), record, as_of=setting.as_of, leads=leads, **chosen))


@pytest.mark.parametrize("which", [0, 1], ids=["two versions", "a record that lacks much"])
def test_generated_leads(which: int, spark: Running) -> None:
    setting = settings()[which]
    tables = record_of(setting, drawn(worlds(setting.instants), WORLDS, start=which))
    assert len(tables["leads"]) > WORLDS
    ours = found(setting, tables)
    told = {name for name, rows in ours.items() if rows}
    assert which or told >= {table.name for table in FINDINGS.values() if table.per_lead} - {"points"}
    assert differences(found(setting, tables, spark), ours) == []


def test_the_examples_together(spark: Running) -> None:
    setting, tables = together(EXAMPLES)
    ours = found(setting, tables)
    told = {name for name, rows in ours.items() if rows and FINDINGS[name].per_lead}
    assert told >= {table.name for table in FINDINGS.values() if table.per_lead} - {"points"}
    assert differences(found(setting, tables, spark), ours) == []


@pytest.mark.skipif(
    not EVERY,
    reason="takes minutes: set HANDFAST_EVERY_EXAMPLE=1; test_the_examples_together has their facts and clauses",
)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example(path: Path, spark: Running) -> None:
    setting, tables = setting_and_tables(read(path))

    def one_task(connection: duckdb.DuckDBPyConnection) -> SparkEngine:
        made = spark(connection)
        return OneTask(connection, session=made.session, folder=made.folder)

    assert differences(found(setting, tables, one_task, each=True), found(setting, tables, each=True)) == []
