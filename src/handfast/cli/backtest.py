"""`backtest`: a draft replayed beside the agreement in force."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from handfast.cli.inputs import Given, check_zone, given_agreements, read_instant
from handfast.cli.screen import Steps, output
from handfast.cli.start import leave_pandas_asleep, prepare_drawing
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
    out: Path | None,
    as_json: bool,
) -> None:
    """Replay, write where asked to, and show; raises HandfastError for whatever is wrong with the record, the agreements, the draft or the folder."""
    check_zone(zone)
    at, day = read_instant(as_of, zone), _day(since)
    given, proposed = _documents(agreements, draft)
    leave_pandas_asleep()
    if out is not None:
        prepare_drawing()
    from handfast.diagnosis.replay import backtest as run
    from handfast.record import read_record
    from handfast.report.replay_files import publish_replay, replay_json

    with Steps() as steps:
        steps(f"reading {record}")
        with read_record(record, zone=zone, progress=steps) as facts:
            found = run(
                given.agreements, proposed.agreement, facts, day, at,
                promised=given.promised, learned_until=proposed.learned_until, progress=steps,
            )  # fmt: skip
        page = None
        if out is not None:
            steps("writing the page")
            page = publish_replay(found, out)
    if as_json:
        sys.stdout.write(replay_json(found))
        return
    console = output()
    for sentence in found.sentences:
        console.print(sentence)
    if page is not None:
        console.print(f"\n{page}: open it in a browser; every list of leads opens.", soft_wrap=True)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A draft, and the day up to which it says that it was learned."""

    agreement: "Agreement"
    learned_until: date | None


def _documents(agreements: Sequence[Path], draft: Path) -> tuple[Given, _Draft]:
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
    from handfast.diagnosis.replay.learned_until import learned_until

    text = draft.read_bytes().decode("utf-8", "ignore")
    return read[0], _Draft(read[1].agreements[0], learned_until(text))


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise typer.BadParameter(
            f'"{text}" is no day; write it as in 2026-01-31', param_hint="--since"
        ) from None
