"""A figure can be opened: its rows are as many as it says, in the page and from the files."""

from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handfast.engine.drill_down import rows_behind
from handfast.engine.findings_made import Findings
from handfast.engine.metrics import METRICS, Metric
from handfast.engine.metrics import metric as figure_of
from handfast.report.context import METRICS as SHOWN
from handfast.report.context import Context, Row
from handfast.report.drill import Drills
from handfast.report.page import SECTIONS
from handfast.report.publish import publish
from handfast.report.queries import filled, first_rows, for_each, over_files
from handfast.report.sections.overview import overview
from handfast.report.sections.standing import lines
from tests.report.company import Company

COUNTED = ("count", "share")


def figures(demo: Findings) -> list[Row]:
    """One row of the metrics for each metric and cut: the last one with a denominator or numerator."""
    found: dict[tuple[str, ...], Row] = {}
    for row in demo.query(SHOWN).to_pylist():
        if row["value"] is not None and figure_of(row["name"], row["basis"]).figure in COUNTED:
            found[row["name"], row["basis"], row["grain"], row["dimension"]] = row
    return list(found.values())


def test_the_rows_of_a_figure_are_as_many_as_it_counts(demo: Findings) -> None:
    wrong = []
    rows = figures(demo)
    for row in rows:
        entry = figure_of(row["name"], row["basis"])
        query, values = rows_behind(entry, row, demo.agreements, demo.current, demo.as_of)
        found = demo.query(filled(query, values))
        part = found["counted"].to_pylist().count(True) if entry.figure == "share" else found.num_rows
        if (part, found.num_rows) != (
            row["numerator"],
            row["denominator"] if entry.figure == "share" else row["numerator"],
        ):
            wrong.append((row, part, found.num_rows))
    assert wrong == []
    assert {(row["name"], row["basis"]) for row in rows} >= {
        ("acceptance_rate", "flow"),
        ("customers", "flow"),
        ("lead_to_won", "cohort"),
    }


@pytest.mark.parametrize(
    "entry", [metric for metric in METRICS if metric.parts], ids=lambda metric: metric.name
)
def test_a_figure_made_of_others_opens_the_first_ones_rows(entry: Metric, demo: Findings) -> None:
    row = {"period": "all", "dimension": "all", "member": "all", "currency": demo.current.currency}
    query, values = rows_behind(entry, row, demo.agreements, demo.current, demo.as_of)
    assert demo.query(filled(query, values)).num_rows >= 0


def test_the_query_shown_gives_from_the_files_what_the_page_counts(
    demo: Findings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(demo, tmp_path)
    context = Context(demo, Drills(demo, names=True))
    overview(context)
    for make in SECTIONS:
        make(context)
    monkeypatch.chdir(tmp_path)
    opened = context.drills.all()
    assert len(opened) > 100
    wrong = []
    with duckdb.connect() as files:
        for rows in opened:
            total = files.sql(f"select count(*) from ({rows.sql}) as r").fetchall()[0][0]
            first = files.sql(rows.sql).fetchall()[: len(rows.sample)] if rows.count < 200 else []
            if total != rows.count or (first and len(first) != len(rows.sample)):
                wrong.append((rows.title, rows.count, total))
    assert wrong == []


def test_clocks_opened_are_those_kept_and_broken(demo: Findings) -> None:
    context = Context(demo, Drills(demo, names=False))
    by_id = {}
    for line in (*lines(context, "marketing"), *lines(context, "sales"), *lines(context, "both")):
        by_id[line.promise.id] = line
    counts = {rows.id: rows.count for rows in context.drills.all()}
    judged = [
        line for line in by_id.values() if line.promise.timer and line.promise.latest and line.figure.rows
    ]
    assert judged
    for line in judged:
        latest = line.promise.latest
        assert latest and counts[line.figure.rows or ""] == (latest.kept or 0) + (latest.broken or 0)


def test_reps_are_not_named_where_the_agreement_names_teams(demo: Findings) -> None:
    for names, shown in ((False, False), (True, True)):
        drills = Drills(demo, names=names)
        drills.open("hand-offs", "select handoff_id, owner_id from findings.handoffs order by handoff_id")
        assert ("owner_id" in drills.all()[0].columns) is shown


def test_values_are_literals_and_never_sql() -> None:
    evil = "x' or 'a' = 'a"
    text = filled(
        "select * from findings.handoffs where reason = :reason and team in :teams",
        {"reason": evil, "teams": ("a'b", "c")},
    )
    tree = duckdb.extract_statements(text)
    assert len(tree) == 1
    assert (
        text
        == "select * from findings.handoffs where reason = 'x'' or ''a'' = ''a' and team in ('a''b', 'c')"
    )


def test_the_same_rows_are_kept_once(demo: Findings) -> None:
    drills = Drills(demo, names=True)
    query = "select handoff_id from findings.handoffs where team = :team order by handoff_id"
    assert (
        drills.open("one", query, team="sdr")
        == drills.open("two", query, team="sdr")
        != drills.open("three", query, team="ae")
    )


def test_queries_read_as_they_are_written() -> None:
    shown = over_files("""
        select lead_id
        from findings.cycles
        order by lead_id
    """)
    assert shown == 'select lead_id\nfrom "findings/cycles.parquet"\norder by lead_id'
    assert '"RECORD/users.csv"' in over_files("select * from seen.users")
    for text in ("with a as (select 1) select * from a order by 1", "select a from b"):
        with pytest.raises(ValueError, match="begins with no select or ends with no order by"):
            first_rows(text, 3)


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.sampled_from(["sdr", "ae", "nobody's", None]), st.integers(0, 12)),
        min_size=1,
        max_size=5,
    ),
    st.integers(1, 9),
)
def test_many_asked_at_once_are_as_asked_one_by_one(
    made: Company, asked: list[tuple[str | None, int]], limit: int
) -> None:
    query = "select handoff_id, touches from findings.handoffs where team is not distinct from :team and touches >= :least order by touches desc, handoff_id"
    values = [{"team": team, "least": least} for team, least in asked]
    together = made.query(for_each(first_rows(query, limit), values)).to_pylist()
    for number, one in enumerate(values):
        alone = made.query(filled(query, one)).to_pylist()
        found = [row for row in together if row["asked"] == number]
        assert [(row["handoff_id"], row["touches"]) for row in found] == [
            (row["handoff_id"], row["touches"]) for row in alone[:limit]
        ]
        assert {row["rows_in_all"] for row in found} <= {len(alone)}
