"""Goals that both teams miss in the same periods."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np

from handfast.agreement.model import Agreement
from handfast.diagnosis.signs.closes import instants
from handfast.diagnosis.signs.judging import Judging
from handfast.diagnosis.signs.registry import Sign, Source
from handfast.diagnosis.signs.states import Course, counted
from handfast.diagnosis.signs.thresholds import thresholds
from handfast.engine.metrics import metric

OWN_SIGN = frozenset({"acceptance_rate", "complete_handoffs", "rejections_with_reason"})
"""Measures whose breaking is another sign: low-quality, blind-handoff, no-feedback."""
LENGTHS = ("week", "month", "quarter")
LOOKED_BACK = 3
QUERY = """
    select commitment_id, period, starts_at, ends_at, "by", state
    from findings.compliance
    where dimension = 'all' and whole and state in ('kept', 'broken')
"""


def missed(on: Judging, sign: Sign, source: Source) -> list[Course]:
    """In how many of the last three periods goals of both sides were missed. The period is the longest that a goal has; a goal of shorter ones is missed in it
    when it was missed in most of them."""
    agreement = on.findings.current
    goals = {goal.id: goal for goal in agreement.targets if goal.measure not in OWN_SIGN}
    told = [row for row in on.findings.query(QUERY).to_pylist() if row["commitment_id"] in goals]
    if not told:
        return []
    length = max((goal.every for goal in goals.values()), key=LENGTHS.index)
    matures = {name: timedelta(days=metric(goal.measure).matures_days) for name, goal in goals.items()}
    long = sorted(
        {(row["starts_at"], row["ends_at"]) for row in told if goals[row["commitment_id"]].every == length}
    )
    value, rows = [], []
    for close in instants(on.closes.at):
        stood = [row for row in told if row["ends_at"] + matures[row["commitment_id"]] <= close]
        judged = [
            sides for sides in (_sides(agreement, stood, *span) for span in long if span[1] <= close) if sides
        ]
        last = judged[-LOOKED_BACK:]
        value.append(
            float(sum({"marketing", "sales"} <= sides["missed"] for sides in last))
            if len(last) > 1
            else np.nan
        )
        rows.append(len(last))
    return [
        counted(
            source.name,
            "",
            np.array(value),
            thresholds(sign, source, "", on.agreements),
            np.array(rows, dtype=np.int64),
        )
    ]


def _sides(agreement: Agreement, stood: list[dict[str, Any]], starts: Any, ends: Any) -> dict[str, set[str]]:
    """Which sides missed a goal in a period, of those judged in it; empty when none was."""
    inside = [row for row in stood if starts <= row["starts_at"] and row["ends_at"] <= ends]
    missing = set(_missing(inside))
    sides = {side for row in inside if row["commitment_id"] in missing for side in _by(row["by"])}
    return {"missed": sides, "judged": {row["commitment_id"] for row in inside}} if inside else {}


def _by(by: str) -> tuple[str, ...]:
    return ("marketing", "sales") if by == "both" else (by,)


def _missing(inside: list[dict[str, Any]]) -> Iterator[str]:
    for name in {row["commitment_id"] for row in inside}:
        states = [row["state"] for row in inside if row["commitment_id"] == name]
        if states.count("broken") * 2 > len(states):
            yield name
