"""`audit`: a record and an agreement in, findings out."""

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from handfast.cli.engines import SparkAsked, catalog_schema
from handfast.cli.inputs import Given, check_zone, given_agreements, read_instant
from handfast.cli.screen import Steps, output, remark
from handfast.cli.start import collect_seldom, leave_pandas_asleep, prepare_drawing, prepare_results

if TYPE_CHECKING:
    from datetime import datetime

    from handfast.engine.findings_made import Findings
    from handfast.engine.spark.session import Running
    from handfast.record import Record

MOST_NOTES = 5


def audit(
    record: Path,
    agreements: Sequence[Path],
    as_of: str | None,
    zone: str | None,
    out: Path | None,
    as_json: bool,
    spark: SparkAsked | None = None,
) -> None:
    """Evaluate and show; raises HandfastError for whatever is wrong with the input, the folder for the results, or where Spark should run."""
    check_zone(zone)
    at = read_instant(as_of, zone)
    given = given_agreements(agreements)
    schema = catalog_schema(record, spark)
    collect_seldom()
    leave_pandas_asleep()
    if out is not None:
        prepare_drawing()
    from handfast.record import read_record

    prepare_results(out is not None)
    with ExitStack() as opened:
        running = None
        with Steps() as steps:
            if spark is not None:
                steps("starting Spark")
                running = opened.enter_context(spark.started())
            steps(f"reading {record}")
            folder = record
            if schema is not None and running is not None:
                from handfast.engine.spark.catalog import take_record

                folder = take_record(running.session, schema, running.folder / "record")
            facts = opened.enter_context(read_record(folder, zone=zone, progress=steps))
        show(facts, given, at, out, as_json, running, spark.tables if spark else None)


def show(
    facts: "Record",
    given: Given,
    at: "datetime | None",
    out: Path | None,
    as_json: bool = False,
    spark: "Running | None" = None,
    tables: str | None = None,
) -> None:
    """Evaluate, on Spark where it runs, publish where asked to, and print findings.json or a summary."""
    from handfast.diagnosis.diagnose import diagnose
    from handfast.engine.duckdb_engine import DuckDBEngine
    from handfast.engine.evaluate import evaluate

    report = None
    with Steps() as steps:
        steps("applying the agreement")
        engine_on = spark or DuckDBEngine
        findings = evaluate(given.agreements, facts, at, promised=given.promised, engine_on=engine_on)
        steps("judging the signs")
        findings = diagnose(findings).findings
        if out is not None:
            from handfast.report.publish import publish

            steps("writing the report")
            report = publish(findings, out)
        if tables is not None:
            from handfast.engine.spark.catalog import put_findings

            steps(f"writing the tables of {tables}")
            put_findings(findings, tables)
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
