"""The report's part on a change of agreement: what it says, and that every figure opens the weeks that it adds up."""

import pytest

from handfast.diagnosis.replay.change_tables import store_changes
from handfast.diagnosis.replay.changes import changes as compare
from handfast.engine.evaluate import evaluate
from handfast.record import record_from_tables
from handfast.report.blocks import Picture, Pictures, Table
from handfast.report.context import Context
from handfast.report.drill import Drills
from handfast.report.sections.changes import changes, in_short
from tests.diagnosis.replay.test_changes import AS_OF, CHANGE, START, company, version


@pytest.fixture(scope="module")
def context():
    with record_from_tables(company(faster=True), threads=1) as record:
        findings = evaluate([version(START), version(CHANGE, "4 business hours")], record, AS_OF)
        store_changes(findings, compare(findings))
        yield Context(findings, Drills(findings, names=False))


def test_the_screen_says_it_in_a_sentence(context):
    said = in_short(context)
    assert said.startswith("Since 1 Dec 2025: First touch within 4 business hours (follow-up) higher by ")
    assert said.endswith("points.")


def test_each_measure_has_a_row_and_its_weeks_drawn(context):
    section = changes(context)
    (table,) = (block for block in section.blocks if isinstance(block, Table))
    (pictures,) = (block for block in section.blocks if isinstance(block, Pictures))
    assert len(table.rows) == 3
    assert len(pictures.pictures) == 4
    assert all(isinstance(one, Picture) and str(one.svg).startswith("<svg") for one in pictures.pictures)


def test_a_side_opens_the_weeks_that_it_adds_up(context):
    section = changes(context)
    (table,) = (block for block in section.blocks if isinstance(block, Table))
    opened = {rows.id: rows for rows in context.drills.all()}
    compared = {row["name"]: row for row in context.ask("select * from findings.changes")}
    for row in table.rows:
        for cell, weeks in ((row[1], "weeks_before"), (row[2], "weeks_after")):
            assert opened[cell.rows].count == compared[row[0]][weeks]
            assert '"findings/change_weeks.parquet"' in opened[cell.rows].sql


def test_one_version_has_no_such_part():
    with record_from_tables(company(faster=False), threads=1) as record:
        findings = evaluate([version(START)], record, AS_OF)
        assert changes(Context(findings, Drills(findings, names=False))) is None
        store_changes(findings, compare(findings))
        other = Context(findings, Drills(findings, names=False))
        assert changes(other) is None and in_short(other) == ""
