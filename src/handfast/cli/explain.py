"""`explain`: one lead's story."""

from collections.abc import Sequence
from pathlib import Path

from handfast.cli.inputs import check_zone, given_agreements, read_instant
from handfast.cli.screen import Steps, output
from handfast.cli.start import leave_pandas_asleep


def explain(
    record: Path, lead: str, agreements: Sequence[Path], as_of: str | None, zone: str | None, as_json: bool
) -> None:
    """Tell it; raises HandfastError for whatever is wrong with the input, a lead that isn't in the record included."""
    check_zone(zone)
    at = read_instant(as_of, zone)
    given = given_agreements(agreements)
    leave_pandas_asleep()
    from handfast.engine.explain import explain as tell
    from handfast.record import read_record
    from handfast.report.explanation import explanation_json, print_explanation

    with Steps() as steps:
        steps(f"reading {record}")
        with read_record(record, zone=zone, progress=steps) as facts:
            steps("applying the agreement")
            story = tell(given.agreements, facts, lead, at, promised=given.promised)
    if as_json:
        print(explanation_json(story))
    else:
        print_explanation(story, output())
