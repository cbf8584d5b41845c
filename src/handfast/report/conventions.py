"""A company's own figures beside conventions that nobody promised: by period, counted as promises are, and never judged."""

from bisect import bisect_right
from datetime import UTC, datetime
from typing import Any

from handfast.agreement.model import Clocked, Target
from handfast.engine.metrics import metric
from handfast.engine.periods import Grain, Period, period_named, periods_between
from handfast.report.queries import filled
from handfast.report.source import Results

Row = dict[str, Any]
CLOCKS = "select due_at, state from findings.clocks where commitment_id = :commitment and due_at is not null order by due_at"
DECISIONS = """
    select 1 as told from findings.decisions where basis = 'recorded'
    union all
    select 1 as told from findings.clocks where commitment_id = :commitment and stopped_at is not null
    limit 1
"""
FIGURES = """
    select period, value, currency
    from findings.metrics
    where name = :name and basis = :basis and grain = :grain and dimension = 'all' and value is not null
    order by period
"""
COUNTED = {"met": "kept", "breached": "broken", "running": "running", "at risk": "running"}


def unjudged(results: Results) -> list[Row]:
    """Rows like those of the table compliance, for the conventions: their state is `not judged`, and no target was anybody's promise."""
    rows = []
    for clause in results.current.commitments:
        rows += _figures(results, clause) if isinstance(clause, Target) else _clocks(results, clause)
    return rows


def _clocks(results: Results, clause: Clocked) -> list[Row]:
    """The clocks of a convention by the period in which they were due."""
    clocks = results.query(filled(CLOCKS, {"commitment": clause.id})).to_pylist()
    if not clocks or not _stoppable(results, clause):
        return []
    zone = results.current.calendar.timezone
    periods = list(periods_between(clause.every, clocks[0]["due_at"], clocks[-1]["due_at"], zone))
    starts = [period.starts_at for period in periods]
    found = [{"kept": 0, "broken": 0, "running": 0, "excused": 0} for _ in periods]
    for clock in clocks:
        found[bisect_right(starts, clock["due_at"]) - 1][COUNTED.get(clock["state"], "excused")] += 1
    rows = []
    for period, counts in zip(periods, found, strict=True):
        settled = counts["kept"] + counts["broken"]
        share = counts["kept"] / settled if settled else None
        rows.append(_row(results, clause, period, float(clause.target), share, share) | counts)
    return rows


def _stoppable(results: Results, clause: Clocked) -> bool:
    """Whether the record can show that a decision stopped a clock: one was recorded, or stages told one. Other clocks are shown as they are."""
    if getattr(clause, "until", "") != "decision":
        return True
    return bool(results.query(filled(DECISIONS, {"commitment": clause.id})).num_rows)


def _figures(results: Results, clause: Target) -> list[Row]:
    """The measure of a convention by period."""
    grain: Grain = clause.every
    entry, target = metric(clause.measure), float(clause.at_least)
    found = results.query(
        filled(FIGURES, {"name": entry.name, "basis": entry.basis, "grain": grain})
    ).to_pylist()
    own = [row for row in found if row["currency"] in (None, results.current.currency)]
    zone = results.current.calendar.timezone
    return [
        _row(
            results,
            clause,
            period_named(row["period"], zone),
            target,
            row["value"],
            row["value"] if entry.unit == "share" else row["value"] / (target or 1),
        )
        for row in own
    ]


def _row(
    results: Results,
    clause: Clocked | Target,
    period: Period,
    target: float,
    value: float | None,
    share: float | None,
) -> Row:
    as_of: datetime = results.as_of.astimezone(UTC).replace(tzinfo=None)
    return {
        "agreement_hash": results.current.hash,
        "commitment_id": clause.id,
        "period": period.label,
        "starts_at": period.starts_at,
        "ends_at": period.ends_at,
        "whole": period.ends_at <= as_of,
        "dimension": "all",
        "member": "all",
        "kept": None,
        "broken": None,
        "running": None,
        "excused": None,
        "value": value,
        "share": share,
        "target": target,
        "state": "not judged",
    }
