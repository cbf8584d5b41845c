"""`learn`: a draft of the qualified-lead definition from outcomes."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from handfast.cli.inputs import Given, check_zone, given_agreements, read_instant
from handfast.cli.screen import Steps, output, remark
from handfast.cli.start import leave_pandas_asleep
from handfast.faults import Fault, InputFaults, PublishError

if TYPE_CHECKING:
    from handfast.diagnosis.learning import Learned


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
    """Learn and show; write the draft, or a folder with the page, where asked to. Raises HandfastError for whatever is wrong."""
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
    written = _write(found, out, _name(given)) if out is not None else None
    if as_json:
        sys.stdout.write(json.dumps(found.plain(), indent=1, ensure_ascii=False) + "\n")
        return
    console = output()
    for line in lines_of(found):
        console.print(line, soft_wrap=True)
    if written is not None:
        console.print(f"\n{written}", soft_wrap=True)
    elif out is not None:
        remark(f"{out} was not written: nothing is proposed.")


def _name(given: Given) -> str:
    return given.agreements[-1].name if given.promised else "By the field's conventions"


def _write(found: "Learned", out: Path, name: str) -> str | None:
    """The draft into a file, or everything into a folder; gives the line that tells where, None where nothing was written. Raises PublishError."""
    if out.suffix.lower() in (".yaml", ".yml") and not out.is_dir():
        if not found.draft:
            return None
        _put(out, found.draft)
        return f"Draft: {out}"
    from handfast.report.learned import learned_page

    try:
        out.mkdir(parents=True, exist_ok=True)
        if not found.draft:  # one that stands there is of another record or time
            (out / "draft.yaml").unlink(missing_ok=True)
    except OSError as error:
        raise _unwritten(out, error) from error
    if found.draft:
        _put(out / "draft.yaml", found.draft)
    _put(out / "learned.json", json.dumps(found.plain(), indent=1, ensure_ascii=False) + "\n")
    _put(out / "learned.html", learned_page(found, name))
    return f"Page: {out / 'learned.html'}" + (f"\nDraft: {out / 'draft.yaml'}" if found.draft else "")


def _put(path: Path, text: str) -> None:
    """Write a file whole or leave what stood there."""
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise _unwritten(path, error) from error


def _unwritten(path: Path, error: OSError) -> PublishError:
    return PublishError(f"{path} can't be written: {error.strerror or error}")


def _text_in_force(files: Sequence[Path]) -> str | None:
    """The text of the only agreement, or of the field's conventions; None where there are several versions."""
    if len(files) > 1:
        return None
    if files:
        raw = files[0].read_bytes()
        return raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    from importlib.resources import files as resources

    return resources("handfast.agreement").joinpath("default.yaml").read_text(encoding="utf-8")
