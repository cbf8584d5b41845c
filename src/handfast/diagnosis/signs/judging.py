"""What judging a sign takes, and the judgement of sources whose rows make shares."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from handfast.agreement.model import Agreement
from handfast.diagnosis.signs.closes import Closes, closes_of
from handfast.diagnosis.signs.registry import Sign, Source
from handfast.diagnosis.signs.rows import rows
from handfast.diagnosis.signs.shares import Shares, rows_of, shares
from handfast.diagnosis.signs.states import Course, judged
from handfast.diagnosis.signs.thresholds import in_force, thresholds
from handfast.engine.facts import naive
from handfast.engine.findings_made import Findings


@dataclass(frozen=True)
class Judging:
    """What judging a sign takes.

    Attributes:
        findings: the evaluation.
        closes: the closes of its months.
        agreements: the agreement in force before each close.
    """

    findings: Findings
    closes: Closes
    agreements: list[Agreement]
    _read: dict[str, pa.Table] = field(default_factory=dict, repr=False)

    def rows(self, name: str) -> pa.Table:
        """The rows of a definition, read once."""
        if name not in self._read:
            self._read[name] = rows(self.findings, name)
        return self._read[name]

    def query(self, sql: str) -> pa.Table:
        """The rows of a query, read once."""
        if sql not in self._read:
            self._read[sql] = self.findings.query(sql)
        return self._read[sql]


def judging(findings: Findings) -> Judging:
    """What judging the signs of an evaluation takes."""
    context = findings.context
    zone = context.current.calendar.timezone
    closes = closes_of(naive(context.first_fact), naive(context.as_of), zone)
    return Judging(findings, closes, in_force(context.versions, closes))


def share_courses(on: Judging, sign: Sign, source: Source) -> list[Course]:
    """The courses of a source whose rows make shares, one for each part."""
    found = shares(rows_of(on.rows(source.name)), on.closes, source.shape)
    return [_course(on, sign, source, found, place) for place in range(len(found.parts))]


def _course(on: Judging, sign: Sign, source: Source, shown: Shares, place: int) -> Course:
    found, part = shown.found, shown.parts[place]
    limit = thresholds(sign, source, part, on.agreements)
    value = np.where(np.isnan(limit), np.nan, found.ratio[place])
    return judged(
        source.name, part, value, value - found.margin[place], limit, found.rows[place], found.clusters[place], shown.top[place],
    )  # fmt: skip
