"""`demo`: a company that doesn't exist, and its report."""

from collections.abc import Sequence
from pathlib import Path

import typer

from handfast.cli.audit import show
from handfast.cli.inputs import given_agreements
from handfast.cli.screen import Steps
from handfast.cli.start import collect_seldom, leave_pandas_asleep, prepare_drawing, prepare_results
from handfast.faults import Fault, HandfastError, InputFaults, PublishError

RESULTS = "out"
"""The folder of the results inside the company's."""
SOUND = "none"
"""The fault of a company without one."""


def demo(folder: Path, leads: int, seed: int, faults: Sequence[str]) -> None:
    """Make the company in a folder, evaluate it, and show the result; raises HandfastError when it can't be written there."""
    strengths = _strengths(faults)
    _refuse_others(folder)
    collect_seldom()
    leave_pandas_asleep()
    from handfast.demo import make_company

    with Steps() as steps:
        try:
            company = make_company(folder, leads=leads, seed=seed, faults=strengths, progress=steps)
        except OSError as error:
            raise PublishError(
                f"{error.filename or folder}: the company can't be written: {error.strerror or error}"
            ) from error
        from handfast.record import read_record

        prepare_drawing()
        prepare_results(report=True)
        steps("reading the record")
        facts = read_record(company.record, progress=steps)
    with facts:
        show(facts, given_agreements([company.agreement]), None, folder / RESULTS)


def _strengths(texts: Sequence[str]) -> dict[str, float]:
    """Each fault with its strength, TROUBLES where none is named; raises typer.BadParameter naming every one that there is not."""
    from handfast.demo import TROUBLES, parse_fault

    if not texts:
        return dict(TROUBLES)
    if [text.strip().lower() for text in texts] == [SOUND]:
        return {}
    strengths: dict[str, float] = {}
    wrong: list[Fault] = []
    for text in texts:
        try:
            name, strength = parse_fault(text)
            strengths[name] = strength
        except InputFaults as error:
            wrong += error.faults
    if wrong:
        raise typer.BadParameter("\n".join(fault.message for fault in wrong), param_hint="--fault")
    return strengths


def _refuse_others(folder: Path) -> None:
    """A demo never overwrites anybody's own agreement or record."""
    made_by_us = (folder / "truth.json").exists()
    if not made_by_us and any((folder / name).exists() for name in ("agreement.yaml", "record")):
        raise HandfastError(
            f"{folder}: this folder holds an agreement or a record that is no demo's; name another folder"
        )
