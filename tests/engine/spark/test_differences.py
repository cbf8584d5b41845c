"""What is sent to Spark can be spread: no window over everything, no ordering of everything, names that stand once. No Java is needed to see it."""

from dataclasses import dataclass, field
from functools import cache
from typing import cast

import duckdb
import pytest
from sqlglot import exp, parse_one

from handfast.engine import evaluate
from handfast.engine.duckdb_engine import DuckDBEngine
from handfast.engine.spark.differences import render, schema, view_name
from handfast.record import record_from_tables
from tests.drawing import drawn
from tests.strategies import Setting, settings_of_worlds, worlds
from tests.worlds import agreements_of, record_of


@dataclass
class Rendering(DuckDBEngine):
    """DuckDB, which also keeps what Spark would be sent."""

    sent: dict[str, exp.Query] = field(default_factory=dict)

    def create(
        self,
        name: str,
        tree: exp.Expr,
        *,
        view: bool = False,
        refused: tuple[exp.Expr, Exception] | None = None,
    ) -> None:
        self.sent[name] = cast(exp.Query, parse_one(render(tree.copy()), read="spark"))
        super().create(name, tree, view=view, refused=refused)


@cache
def sent() -> dict[str, exp.Query]:
    """Every statement of a few evaluations, by the table that it makes."""
    made: dict[str, exp.Query] = {}
    every = drawn(settings_of_worlds(), 60, start=2)
    for setting in [*[each for each in every if len(each.documents) > 1][:2], every[0]]:
        made |= _sent_for(setting)
    return made


def _sent_for(setting: Setting) -> dict[str, exp.Query]:
    engines: list[Rendering] = []

    def rendering(connection: duckdb.DuckDBPyConnection) -> Rendering:
        engines.append(Rendering(connection))
        return engines[-1]

    tables = record_of(setting, drawn(worlds(setting.instants), 20, start=2))
    with record_from_tables(tables, threads=1) as record:
        evaluate(agreements_of(setting), record, as_of=setting.as_of, stories=True, engine_on=rendering)
    return engines[0].sent


def test_every_step_is_sent() -> None:
    assert len(sent()) > 70 and {"steps.signals", "steps.scores", "findings.handoffs"} <= sent().keys()


def test_no_window_is_over_everything() -> None:
    funnels = {
        name: window.sql("spark")[:100]
        for name, tree in sent().items()
        for window in tree.find_all(exp.Window)
        if not window.args.get("partition_by")
    }
    assert funnels == {}


def test_nothing_orders_everything() -> None:
    """An ORDER BY or LIMIT of a query goes through one task; within a window or an aggregate it doesn't."""
    ordered = [
        name
        for name, tree in sent().items()
        if any(query.args.get("order") or query.args.get("limit") for query in tree.find_all(exp.Query))
    ]
    assert ordered == []


def test_nothing_is_joined_with_everything() -> None:
    """A join without a condition makes every pair of rows; only a total, which is one row, may be put beside each."""
    pairs = [
        f"{name}: {join.sql('spark')[:80]}"
        for name, tree in sent().items()
        for join in tree.find_all(exp.Join)
        if not join.args.get("on") and not join.args.get("using") and not _total(tree, join.this.name)
    ]
    assert pairs == []


def _total(tree: exp.Query, step: str) -> bool:
    """Whether a step has one row: an aggregate of everything."""
    made = next((each.this for each in tree.find_all(exp.CTE) if each.alias == step), None)
    return made is not None and bool(made.find(exp.AggFunc)) and not made.args.get("group")


def test_names_of_steps_stand_once() -> None:
    for name, tree in sent().items():
        steps = [step.alias for step in tree.find_all(exp.CTE)]
        assert len(steps) == len(set(steps)), name


def test_a_later_step_of_the_same_name_reads_the_earlier() -> None:
    tree = parse_one(
        "with a as (select 1 as x), b as (with a as (select x + 1 as x from a) select x from a), a as (select a.x + b.x as y from a, b) select a.y from a",
        read="duckdb",
    )
    rendered = render(tree)
    again = parse_one(rendered, read="spark")
    assert duckdb.execute(again.sql("duckdb")).fetchall() == [(3,)]


def test_tables_are_views_of_the_session() -> None:
    rendered = render(parse_one("select leads.x, y.x from steps.leads join seen.leads as y on y.x = leads.x"))
    assert "`steps__leads` AS `leads`" in rendered and "`seen__leads` AS `y`" in rendered
    assert view_name("steps.leads") == "steps__leads"


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("TIMESTAMP", "TIMESTAMP_NTZ"),
        ("VARCHAR", "STRING"),
        ("INTEGER", "INT"),
        ("DECIMAL(18,2)", "DECIMAL(18,2)"),
    ],
)
def test_types_are_told(kind: str, told: str) -> None:
    assert schema([("a `b`", kind)]) == f"`a ``b``` {told}"
