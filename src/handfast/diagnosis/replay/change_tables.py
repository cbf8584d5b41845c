"""The comparisons as tables of the findings: findings.changes and findings.change_weeks."""

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from handfast.diagnosis.replay.change_words import name_of
from handfast.diagnosis.replay.changes import Change
from handfast.engine.findings_made import Findings

CHANGES = pa.schema(
    [
        ("agreement_hash", pa.string()), ("measure", pa.string()), ("commitment_id", pa.string()), ("earlier_hash", pa.string()),
        ("changed_on", pa.date32()), ("name", pa.string()), ("verdict", pa.string()), ("change", pa.float64()), ("low", pa.float64()),
        ("high", pa.float64()), ("before", pa.float64()), ("after", pa.float64()), ("weeks_before", pa.int64()), ("weeks_after", pa.int64()),
        ("rows_before", pa.int64()), ("rows_after", pa.int64()), ("held_equal", pa.string()), ("sentence", pa.string()),
    ]
)  # fmt: skip
WEEKS = pa.schema(
    [
        ("agreement_hash", pa.string()), ("measure", pa.string()), ("commitment_id", pa.string()), ("week", pa.date32()), ("part", pa.string()),
        ("counted", pa.int64()), ("of", pa.int64()), ("value", pa.float64()),
    ]
)  # fmt: skip


def store_changes(findings: Findings, changes: Iterable[Change]) -> None:
    """Make findings.changes and findings.change_weeks."""
    made = tuple(changes)
    findings.engine.store("findings.changes", pa.Table.from_pylist(list(map(_row, made)), schema=CHANGES))
    weeks = [week for change in made for week in _weeks(change)]
    findings.engine.store("findings.change_weeks", pa.Table.from_pylist(weeks, schema=WEEKS))


def _key(change: Change) -> dict[str, Any]:
    return {
        "agreement_hash": change.later.hash,
        "measure": change.measure,
        "commitment_id": change.commitment_id,
    }


def _row(change: Change) -> dict[str, Any]:
    found = change.difference
    return _key(change) | {
        "earlier_hash": change.earlier.hash, "changed_on": change.changed_on, "name": name_of(change), "verdict": found.verdict,
        "change": found.change, "low": found.low, "high": found.high, "before": found.before, "after": found.after,
        "weeks_before": found.weeks_before, "weeks_after": found.weeks_after, "rows_before": int(found.rows_before),
        "rows_after": int(found.rows_after), "held_equal": change.held, "sentence": change.sentence,
    }  # fmt: skip


def _weeks(change: Change) -> Iterator[dict[str, Any]]:
    for week in change.weeks:
        of = None if week.of is None else int(week.of)
        value = week.counted if of is None else week.counted / of
        yield _key(change) | {
            "week": week.monday, "part": week.part, "counted": int(week.counted), "of": of, "value": value,
        }  # fmt: skip
