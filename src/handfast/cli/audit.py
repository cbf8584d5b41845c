"""`audit`: a record and an agreement in, findings out."""

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from handfast.cli.engines import EngineAsked, duckdb
from handfast.cli.inputs import Given, check_zone, given_agreements, read_instant
from handfast.cli.screen import Steps, output, remark
from handfast.cli.start import leave_pandas_asleep, prepare_drawing, prepare_results

if TYPE_CHECKING:
    from datetime import datetime

    from handfast.engine.findings_made import Findings
    from handfast.record import Record

MOST_NOTES = 5


def audit(
    record: Path,
    agreements: Sequence[Path],
    as_of: str | None,
    zone: str | None,
    out: Path | None,
    as_json: bool,
    engine: EngineAsked = duckdb,
) -> None:
    """Evaluate and show; raises HandfastError for whatever is wrong with the input or the folder for the results."""
    check_zone(zone)
    at = read_instant(as_of, zone)
    given = given_agreements(agreements)
    leave_pandas_asleep()
    if out is not None:
        prepare_drawing()
    from handfast.record import read_record

    prepare_results(out is not None)
    with Steps() as steps:
        steps(f"reading {record}")
        facts = read_record(record, zone=zone, progress=steps)
    with facts:
        show(facts, given, at, out, as_json, engine)


def show(
    facts: "Record",
    given: Given,
    at: "datetime | None",
    out: Path | None,
    as_json: bool = False,
    engine: EngineAsked = duckdb,
) -> None:
    """Evaluate, publish where asked to, and print findings.json or a summary."""
    from handfast.diagnosis.diagnose import diagnose
    from handfast.engine.evaluate import evaluate

    report = None
    with ExitStack() as running:
        with Steps() as steps:
            steps("starting Spark" if engine is not duckdb else "applying the agreement")
            engine_on = running.enter_context(engine())
            steps("applying the agreement")
            findings = evaluate(given.agreements, facts, at, promised=given.promised, engine_on=engine_on)
            steps("judging the signs")
            findings = diagnose(findings).findings
            if out is not None:
                from handfast.report.publish import publish

                steps("writing the report")
                report = publish(findings, out)
        _notes(facts)
        if as_json:
            _print_json(findings, out)
            return
        from handfast.report.terminal import print_summary

        print_summary(findings, output(), report)
    if not given.promised:
        remark(
            "No agreement was given: figures stand beside the field's conventions, and nothing is judged. Name one with --agreement."
        )


def _print_json(findings: "Findings", out: Path | None) -> None:
    """findings.json, byte for byte that of the folder where one was written."""
    from handfast.report.contract import findings_json

    sys.stdout.write(
        findings_json(findings) if out is None else (out / "findings.json").read_text(encoding="utf-8")
    )


def _notes(facts: "Record") -> None:
    """What a reader should be told of how the record was read."""
    for note in facts.notes[:MOST_NOTES]:
        remark(f"Note: {note}.")
    if len(facts.notes) > MOST_NOTES:
        remark(f"Note: {len(facts.notes) - MOST_NOTES} more of these.")
