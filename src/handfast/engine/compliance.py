"""Promises against what happened: one row for each commitment, period and member.

A clock belongs to the period in which it was due. A measure is the metric of that name, within the time in which the agreement's version was in force.
Whole periods are judged; the others are shown. Where nobody promised anything there is nothing here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pyarrow as pa
from sqlglot import exp

from handfast.agreement.measures import MEASURES
from handfast.agreement.model import Agreement, Clocked, CountTimer, Target
from handfast.engine.context import Context, Version
from handfast.engine.definition import define
from handfast.engine.fact_rows import ALL, Scope
from handfast.engine.facts import naive
from handfast.engine.figures import Figures, figures
from handfast.engine.known import there
from handfast.engine.metrics import RECORDED_DECISIONS, metric
from handfast.engine.periods import Period, local_day, period_named, periods_between
from handfast.engine.terms import local_midnight

FEWEST = 5
"""A share of fewer settled rows than this is shown and not judged: one row would move it by more than 20 points. A convention."""
TOLERANCE = 1e-9
TREND = 12
"""How many whole periods a trend shows."""
NEEDS = {
    "first_touch": "activities|meetings", "touches": "activities|meetings", "decision": RECORDED_DECISIONS, "booked": "meetings", "meetings": "meetings",
    "replied": "activities", "opportunity": "opportunities", "stage": "lead_changes",
}  # fmt: skip
"""What the record must have, else a clock could never be seen to stop."""

SCHEMA = pa.schema(
    [
        ("agreement_hash", pa.string()), ("commitment_id", pa.string()), ("by", pa.string()), ("period", pa.string()), ("starts_at", pa.timestamp("us")),
        ("ends_at", pa.timestamp("us")), ("whole", pa.bool_()), ("dimension", pa.string()), ("member", pa.string()), ("kept", pa.int64()),
        ("broken", pa.int64()), ("running", pa.int64()), ("excused", pa.int64()), ("value", pa.float64()), ("share", pa.float64()), ("target", pa.float64()),
        ("state", pa.string()),
    ]
)  # fmt: skip

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Judge:
    """What decides whether a period of a version is judged, and how."""

    context: Context
    version: Version

    @property
    def zone(self) -> str:
        return self.version.agreement.calendar.timezone

    def periods(self, every: str) -> Iterator[Period]:
        """The periods of the record in which the version was in force for some time."""
        first = max(naive(self.context.first_fact), self.version.from_at)
        last = min(naive(self.context.as_of), self.version.until_at - timedelta(microseconds=1))
        return periods_between(every, first, last, self.zone) if first <= last else iter(())  # type: ignore[arg-type]

    def whole(self, period: Period, matures_days: int) -> bool:
        """Whether the period lies within the version and the record, and all its rows are old enough to be counted."""
        record_starts = local_midnight(local_day(naive(self.context.first_fact), self.zone), self.zone)
        inside = (
            max(self.version.from_at, record_starts) <= period.starts_at
            and period.ends_at <= self.version.until_at
        )
        return inside and self.over(period, matures_days)

    def over(self, period: Period, matures_days: int) -> bool:
        """Whether the period has ended so long ago that all its rows can be counted."""
        return period.ends_at + timedelta(days=matures_days) <= naive(self.context.as_of)

    def state(
        self, period: Period, matures_days: int, value: float | None, target: float, settled: int | None
    ) -> str:
        """The judgement of a period; `settled` counts what a share rests on, None for counts and amounts, of which few are an answer."""
        if not self.over(period, matures_days):
            return "running"
        if value is None:
            return "no data"
        if not self.whole(period, matures_days) or (settled is not None and settled < FEWEST):
            return "too few"
        return "kept" if value >= target - TOLERANCE else "broken"

    def row(self, commitment: Any, period: Period, dimension: str, member: str, matures_days: int = 0) -> Row:
        """What every row says, whatever the commitment."""
        sides = self.version.agreement.sides_of(commitment.by)
        return {
            "agreement_hash": self.version.agreement.hash, "commitment_id": commitment.id, "by": sides[0] if len(sides) == 1 else "both",
            "period": period.label, "starts_at": period.starts_at, "ends_at": period.ends_at, "whole": self.whole(period, matures_days),
            "dimension": dimension, "member": member,
        }  # fmt: skip


def compliance(context: Context, found: Figures) -> pa.Table:
    """The rows of findings.compliance; `found` are the figures of the whole record, by the version in force at as_of."""
    if not context.promised:
        return SCHEMA.empty_table()
    clocks = context.engine.fetch(define("compliance_clocks")).to_pylist()
    rows: list[Row] = []
    for version in context.versions:
        judge = _Judge(context, version)
        rows += _timers(judge, [row for row in clocks if row["version"] == version.number])
        rows += _targets(judge, _measures(context, version, found))
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _measures(context: Context, version: Version, found: Figures) -> Figures:
    """The figures of a version's measures within its time: those already made when it is the only version."""
    if len(context.versions) == 1:
        return found
    names = sorted({clause.measure for clause in version.agreement.targets})
    return figures(
        context, Scope(version, version.from_at, version.until_at), [metric(name) for name in names]
    )


def _timers(judge: _Judge, clocks: list[Row]) -> Iterator[Row]:
    by_id = {commitment.id: commitment for commitment in judge.version.agreement.clocked}
    counted = {(row["commitment_id"], row["period"], row["dimension"], row["member"]): row for row in clocks}
    for commitment in judge.version.agreement.clocked:
        for period in judge.periods(commitment.every):
            counted.setdefault((commitment.id, period.label, ALL, ALL), {})
    stoppable = {name for name, commitment in by_id.items() if _stoppable(judge.context, commitment)}
    for (identity, label, dimension, member), counts in counted.items():
        commitment = by_id[identity]
        seen = identity in stoppable
        kept, broken, running, excused = (
            counts.get(name, 0) if seen else 0 for name in ("kept", "broken", "running", "excused")
        )
        share = kept / (kept + broken) if kept + broken else None
        period, target = period_named(label, judge.zone), float(commitment.target)
        row = judge.row(commitment, period, dimension, member)
        yield row | {
            "kept": kept, "broken": broken, "running": running, "excused": excused, "value": share, "share": share, "target": target,
            "state": judge.state(period, 0, share, target, kept + broken),
        }  # fmt: skip


def _stoppable(context: Context, commitment: Clocked) -> bool:
    """Whether the record can show the clock's stop: a decision also where stages told one, as they do of some hand-offs and not of others."""
    if there(context, NEEDS[_stop(commitment)]):
        return True
    ever = exp.column("stopped_at").is_(exp.null()).not_()
    ours = exp.column("commitment_id").eq(exp.convert(commitment.id))
    stopped = exp.select("lead_id").from_("findings.clocks").where(ours, ever)
    return _stop(commitment) == "decision" and context.engine.exists(stopped)


def _stop(commitment: Clocked) -> str:
    """What a clock waits for, as NEEDS names it."""
    return commitment.count if isinstance(commitment, CountTimer) else commitment.until.partition(".")[0]


def _targets(judge: _Judge, found: Figures) -> Iterator[Row]:
    for commitment in judge.version.agreement.targets:
        figure = metric(commitment.measure)
        share = MEASURES[commitment.measure].unit == "share"
        cells = _cells(found, commitment, judge.version.agreement, share)
        for period in judge.periods(commitment.every):
            cells.setdefault((period.label, ALL, ALL), (None, 0, 0))
        for (label, dimension, member), (value, top, bottom) in cells.items():
            period, target = period_named(label, judge.zone), float(commitment.at_least)
            row = judge.row(commitment, period, dimension, member, figure.matures_days)
            settled = round(bottom or 0) if share else None
            kept, broken = (round(top or 0), round((bottom or 0) - (top or 0))) if share else (None, None)
            yield row | {
                "kept": kept, "broken": broken, "value": value, "target": target,
                "share": value if share or value is None else value / target if target else 1.0,
                "state": judge.state(period, figure.matures_days, value, target, settled),
            }  # fmt: skip


def _cells(
    found: Figures, commitment: Target, agreement: Agreement, share: bool
) -> dict[tuple[str, str, str], tuple[float | None, float, float]]:
    """Value, numerator and denominator by period and member; a count or an amount is promised by all together, so only shares are shown by member."""
    figure = metric(commitment.measure)
    if figure not in found:
        return {}
    members = [
        ALL,
        *(["team"] if share else []),
        *(["owner"] if share and agreement.show == "person" else []),
    ]
    currencies = ("", agreement.currency)
    return {
        (row["period"], row["dimension"], row["member"]): (row["value"], row["numerator"], row["denominator"])
        for row in found[figure].to_pylist()
        if row["grain"] == commitment.every and row["dimension"] in members and row["currency"] in currencies
    }


def promises(context: Context) -> list[Row]:
    """How each promise of the agreement in force stands: the last whole period, the trend of shares before it (oldest first), and the running one.

    Shares are 0 to 1. `unit` is that of value and target: share, count or money (in the agreement's currency).
    """
    if not context.promised:
        return []
    agreement, now = context.current, naive(context.as_of)
    ours = exp.column("agreement_hash").eq(exp.convert(agreement.hash))
    query = (
        exp.select("*").from_("findings.compliance").where(ours, exp.column("dimension").eq(exp.convert(ALL)))
    )
    rows = sorted(context.engine.fetch(query).to_pylist(), key=lambda row: row["starts_at"])
    return [
        _promise(agreement, commitment, [row for row in rows if row["commitment_id"] == commitment.id], now)
        for commitment in agreement.commitments
    ]


def _promise(agreement: Agreement, commitment: Any, rows: list[Row], now: Any) -> Row:
    measure = MEASURES[commitment.measure] if isinstance(commitment, Target) else None
    judged = [row for row in rows if row["whole"]]
    current = next((row for row in rows if row["starts_at"] <= now < row["ends_at"]), None)
    nothing = dict.fromkeys(("period", "kept", "broken", "running", "excused", "value", "share"))
    last = judged[-1] if judged else {**nothing, "state": "no data"}
    sides = agreement.sides_of(commitment.by)
    return {
        "id": commitment.id, "by": sides[0] if len(sides) == 1 else "both", "promise": commitment.promise,
        **{name: last[name] for name in nothing}, "target": float(commitment.at_least if measure else commitment.target),
        "unit": measure.unit if measure else "share", "trend": [row["share"] for row in judged[-TREND:]], "state": last["state"],
        "current": _current(current, now),
    }  # fmt: skip


def _current(row: Row | None, now: Any) -> Row:
    """The running period, and the share of it that has passed."""
    if row is None:
        return {}
    passed = Period(row["period"], row["starts_at"], row["ends_at"]).share_passed(now)
    shown: Iterable[str] = ("period", "kept", "broken", "running", "excused", "value", "share")
    return {**{name: row[name] for name in shown}, "passed": passed}
