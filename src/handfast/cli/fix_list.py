"""`fix-list`: what breaks a data standard, as a list that is mended in a spreadsheet and imported again."""

from collections.abc import Sequence
from pathlib import Path

from handfast.cli.inputs import check_zone, given_agreements, read_instant
from handfast.cli.screen import Steps, output


def fix_list(
    record: Path,
    out: Path,
    agreements: Sequence[Path],
    owner: str | None,
    as_of: str | None,
    zone: str | None,
) -> None:
    """Write the lists; raises HandfastError for whatever is wrong with the input or the file."""
    check_zone(zone)
    at = read_instant(as_of, zone)
    given = given_agreements(agreements)
    from handfast.engine.evaluate import evaluate
    from handfast.record import read_record
    from handfast.report.fix_list import fix_lists, write_fix_lists

    with Steps() as steps:
        steps(f"reading {record}")
        facts = read_record(record, zone=zone, progress=steps)
    with facts:
        with Steps() as steps:
            steps("looking at the data")
            lists = fix_lists(evaluate(given.agreements, facts, at, promised=given.promised), owner)
            written = write_fix_lists(lists, out) if lists else ()
        console = output()
        if not lists:
            whose = f" of {owner}" if owner else ""
            console.print(f"Nothing to fix: every value{whose} keeps the data standards.")
            return
        for one in lists:
            fields = ", ".join(name for name in one.columns if any(name in wrong for wrong in one.wrong))
            console.print(f"{len(one.rows):,} {one.table} to fix: {fields}", soft_wrap=True)
        for path in written:
            console.print(
                f"Mend {path} and import it again: handfast import {path} --out {record}", soft_wrap=True
            )
