"""Required fields that are missing or wrong among the leads that must have them, as data health found them at each month's end."""

from collections.abc import Iterator

import numpy as np

from handfast.agreement.model import Agreement
from handfast.diagnosis.signs.estimates import Sums, estimate
from handfast.diagnosis.signs.judging import Judging
from handfast.diagnosis.signs.registry import Sign, Source
from handfast.diagnosis.signs.states import Course, judged
from handfast.diagnosis.signs.thresholds import thresholds

QUERY = """
    select field, member as stage, period, rows, missing + invalid as wrong
    from findings.data_health
    where dimension = 'stage' and period <> 'now'
"""


def required_from(agreement: Agreement) -> dict[str, int]:
    """The fields that some stage requires, with the number of the first such stage. The minimum information has a sign of its own."""
    order = {stage.id: place for place, stage in enumerate(agreement.stages)}
    asked = [(field, place) for place, stage in enumerate(agreement.stages) for field in stage.requires]
    asked += [
        (standard.field, order[standard.required_from])
        for standard in agreement.data_standards
        if standard.required_from in order
    ]
    return {field: min(place for name, place in asked if name == field) for field, _ in asked}


def stages_asked(agreement: Agreement, field: str) -> list[str]:
    """The stages whose leads must have a required field: from the first that requires it, short of the last of all."""
    first, last = required_from(agreement)[field], len(agreement.stages) - 1
    return [stage.id for stage in agreement.stages[first : max(last, first + 1)]]


def fields(on: Judging, sign: Sign, source: Source) -> list[Course]:
    """One course for each required field: leads at or past the stage that requires it, without a valid value. Each lead is a cluster of its own.

    Who is at the last stage has left the cycle: customers from before the record would outnumber all others.
    """
    return list(_fields(on, sign, source))


def _fields(on: Judging, sign: Sign, source: Source) -> Iterator[Course]:
    told = on.findings.query(QUERY).to_pylist()
    at = {label: place for place, label in enumerate(on.closes.labels)}
    for field in sorted(required_from(on.findings.current)):
        stages = stages_asked(on.findings.current, field)
        rows = np.zeros(len(at), dtype=np.int64)
        wrong = np.zeros(len(at))
        for row in told:
            if row["field"] == field and row["period"] in at and row["stage"] in stages:
                rows[at[row["period"]]] += row["rows"]
                wrong[at[row["period"]]] += row["wrong"]
        if rows.any():
            value, margin = _binomial(wrong, rows)
            limit = thresholds(sign, source, field, on.agreements)
            yield judged(source.name, field, value, value - margin, limit, rows, np.full(len(at), -1), wrong)


def _binomial(top: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Shares and their margins when every row is a cluster of its own."""
    values, margins = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    for place, (count, many) in enumerate(zip(top, rows, strict=True)):
        if many:
            ones = np.ones(int(many))
            found = estimate(Sums(np.arange(many) < count, ones, ones.astype(np.int64), ones, ones))
            values[place], margins[place] = found.ratio, found.margin
    return values, margins
