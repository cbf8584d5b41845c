"""`learn`: a draft of the qualified-lead definition from outcomes."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from handfast.cli.inputs import check_zone, given_agreements, read_instant
from handfast.cli.screen import Steps, output, remark
from handfast.cli.start import leave_pandas_asleep
from handfast.faults import Fault, InputFaults, PublishError


def learn(
    record: Path,
    outcome: str | None,
    capacity: float | None,
    agreements: Sequence[Path],
    out: Path | None,
    as_of: str | None,
    zone: str | None,
    as_json: bool,
) -> None:
    """Learn and show; write the draft where asked to. Raises HandfastError for whatever is wrong with the input or the file to write."""
    check_zone(zone)
    at = read_instant(as_of, zone)
    if capacity is not None and not 0 < capacity < 1e9:
        raise typer.BadParameter(
            f"{capacity} is no number of leads a month; write one over 0", param_hint="--capacity"
        )
    given = given_agreements(agreements)
    leave_pandas_asleep()
    from handfast.agreement.conditions import ConditionFault, parse_condition
    from handfast.diagnosis.learning import Asked
    from handfast.diagnosis.learning import learn as learn_from
    from handfast.diagnosis.learning.words import lines_of
    from handfast.record import read_record

    try:
        condition = parse_condition(outcome) if outcome is not None else None
    except ConditionFault as fault:
        raise InputFaults([Fault("", 0, 0, "--outcome", fault.message, fault.code)]) from None
    with Steps() as steps:
        steps(f"reading {record}")
        with read_record(record, zone=zone, progress=steps) as facts:
            text = _text_in_force(agreements)
            found = learn_from(
                given.agreements,
                facts,
                Asked(condition, capacity),
                at,
                promised=given.promised,
                text=text,
                progress=steps,
            )
    if out is not None and found.draft:
        try:
            out.write_text(found.draft, encoding="utf-8")
        except OSError as error:
            raise PublishError(f"{out}: the draft can't be written: {error.strerror or error}") from error
    if as_json:
        sys.stdout.write(json.dumps(found.plain(), indent=1, ensure_ascii=False) + "\n")
        return
    console = output()
    for line in lines_of(found):
        console.print(line, soft_wrap=False)
    if out is not None and found.draft:
        console.print(f"\nDraft: {out}", soft_wrap=True)
    elif out is not None:
        remark(f"{out} was not written: nothing is proposed.")


def _text_in_force(files: Sequence[Path]) -> str | None:
    """The text of the only agreement, or of the field's conventions; None where there are several versions."""
    if len(files) > 1:
        return None
    if files:
        raw = files[0].read_bytes()
        return raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    from importlib.resources import files as resources

    return resources("handfast.agreement").joinpath("default.yaml").read_text(encoding="utf-8")
