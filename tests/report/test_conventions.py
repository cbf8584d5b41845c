"""Where nobody promised anything, the company's own figures stand beside the conventions, counted as promises are."""

from pathlib import Path

import pytest

from handfast.agreement.defaults import default_agreement
from handfast.engine.evaluate import evaluate
from handfast.record import read_record
from handfast.report.contract import findings_json
from handfast.report.page import report_page
from handfast.report.promises import promises
from tests.report.company import company


def test_own_figures_are_counted_and_never_judged() -> None:
    results = company(leads=300, promised=False)
    found = {promise.id: promise for promise in promises(results)}
    assert {promise.state for promise in found.values()} <= {"not judged", "no data", "running"}
    clocks = results.query(
        "select count(*) as n from findings.clocks where commitment_id = 'follow-up' and state in ('met', 'breached')"
    ).to_pylist()[0]["n"]
    shown = found["follow-up"]
    assert shown.latest and shown.latest.share == shown.latest.kept / (
        shown.latest.kept + shown.latest.broken
    )  # type: ignore[operator]
    assert 0 < sum((period.kept or 0) + (period.broken or 0) for period in shown.trend) <= clocks
    assert found["quality"].latest and found["quality"].latest.name == "2026-05"
    assert found["raised-hand"].latest and found["raised-hand"].latest.target == pytest.approx(0.9)


def test_the_demo_without_an_agreement(demo_folder: Path) -> None:
    with read_record(demo_folder / "record") as record:
        findings = evaluate([default_agreement()], record, promised=False)
        page = report_page(findings)
        assert '"promises": []' in findings_json(findings)
        figures = {promise.id: promise.latest for promise in promises(findings)}
    assert figures["follow-up"] and figures["quality"]
    body = page[page.index("<body>") : page.index('<section id="rows">')]
    assert "Nobody has promised anything yet" in body and "source: Oldroyd" in body
    assert "90% usual" in body or "usual 90%" in body
    assert "% promised" not in body and "Next move" not in body
