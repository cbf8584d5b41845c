"""`backtest`: a draft replayed beside the agreement in force."""

import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from handfast.cli.inputs import Given, check_zone, given_agreements, read_instant
from handfast.cli.screen import Steps, output
from handfast.cli.start import leave_pandas_asleep
from handfast.faults import Fault, InputFaults

if TYPE_CHECKING:
    from handfast.agreement.model import Agreement


def backtest(
    record: Path,
    draft: Path,
    agreements: Sequence[Path],
    since: str | None,
    as_of: str | None,
    zone: str | None,
    as_json: bool,
) -> None:
    """Replay and show; raises HandfastError for whatever is wrong with the record, the agreements or the draft."""
    check_zone(zone)
    at, day = read_instant(as_of, zone), _day(since)
    given, proposed = _documents(agreements, draft)
    leave_pandas_asleep()
    from handfast.diagnosis.replay import backtest as run
    from handfast.record import read_record

    with Steps() as steps:
        steps(f"reading {record}")
        with read_record(record, zone=zone, progress=steps) as facts:
            found = run(
                given.agreements, proposed, facts, day, at, promised=given.promised, progress=steps
            )  # fmt: skip
    if as_json:
        sys.stdout.write(json.dumps(found.plain(), indent=1, ensure_ascii=False) + "\n")
        return
    console = output()
    for sentence in found.sentences:
        console.print(sentence)


def _documents(agreements: Sequence[Path], draft: Path) -> "tuple[Given, Agreement]":
    """What is in force and what is drafted. Raises InputFaults with the faults of every file."""
    faults: list[Fault] = []
    read: list[Given] = []
    for files in (agreements, [draft]):
        try:
            read.append(given_agreements(files))
        except InputFaults as error:
            faults += error.faults
    if faults:
        raise InputFaults(faults)
    return read[0], read[1].agreements[0]


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise typer.BadParameter(
            f'"{text}" is no day; write it as in 2026-01-31', param_hint="--since"
        ) from None
