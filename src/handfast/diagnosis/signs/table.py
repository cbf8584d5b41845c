"""The tables findings.signs, one row for each sign and month's close, and findings.sign_rows, what each value at the last close adds up."""

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from handfast.diagnosis.signs import behind
from handfast.diagnosis.signs.judgement import SignState
from handfast.diagnosis.signs.judging import Judging
from handfast.engine.findings_made import Findings

SCHEMA = pa.schema(
    [
        ("sign_id", pa.string()), ("closed_at", pa.timestamp("us")), ("part", pa.string()), ("party", pa.string()), ("value", pa.float64()),
        ("threshold", pa.float64()), ("low", pa.float64()), ("rows", pa.int64()), ("weeks", pa.int64()), ("state", pa.string()), ("since", pa.timestamp("us")),
        ("sentence", pa.string()),
    ]
)  # fmt: skip


def store_signs(findings: Findings, signs: Iterable[SignState]) -> None:
    """Make findings.signs."""
    findings.engine.store("findings.signs", pa.Table.from_pylist(list(_rows(signs)), schema=SCHEMA))


def store_sign_rows(on: Judging, signs: Iterable[SignState]) -> None:
    """Make findings.sign_rows; findings.signs is there."""
    found = [behind.behind(on, sign.last) for sign in signs if sign.last]
    on.findings.engine.store("findings.sign_rows", pa.concat_tables([behind.SCHEMA.empty_table(), *found]))


def _rows(signs: Iterable[SignState]) -> Iterator[dict[str, Any]]:
    for sign in signs:
        for stand in sign.history:
            yield {
                "sign_id": sign.id, "closed_at": stand.closed_at.replace(tzinfo=None), "part": stand.part, "party": sign.party, "value": stand.value,
                "threshold": stand.threshold, "low": stand.bound, "rows": stand.rows, "weeks": stand.weeks, "state": stand.state,
                "since": stand.since.replace(tzinfo=None) if stand.since else None, "sentence": stand.sentence,
            }  # fmt: skip
