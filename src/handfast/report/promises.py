"""Each promise of the agreement in force with what became of it, period by period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from handfast.agreement.measures import MEASURES
from handfast.agreement.model import Agreement, Target
from handfast.report.conventions import unjudged
from handfast.report.source import Results

Party = Literal["marketing", "sales", "both"]
Unit = Literal["share", "count", "money"]
TREND = 12
"""How many whole periods a trend shows."""


@dataclass(frozen=True, slots=True)
class Period:
    """What became of a promise in one period.

    Attributes:
        name: 2026-05, 2026-Q2 or 2026-W14, in the agreement's zone.
        starts_at, ends_at: aware, in UTC.
        whole: a whole period within the version and the record; only these are judged.
        kept, broken, running, excused: clocks of a timer; None for a target, which isn't made of clocks.
        value: the measure's value, or the share of clocks kept.
        share: kept out of kept and broken; for a count or an amount, value out of target.
        target: what was promised.
        state: kept, broken, running, no data or too few; `not judged` where nobody promised anything.
        agreement_hash: the version that was in force.
    """

    name: str
    starts_at: datetime
    ends_at: datetime
    whole: bool
    kept: int | None
    broken: int | None
    running: int | None
    excused: int | None
    value: float | None
    share: float | None
    target: float | None
    state: str
    agreement_hash: str

    def passed(self, as_of: datetime) -> float:
        """The share of the period that has passed at `as_of`, from 0 to 1."""
        part = (as_of - self.starts_at) / (self.ends_at - self.starts_at)
        return min(max(part, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment and its periods.

    Attributes:
        id: the commitment.
        by: the party that promised.
        team: who promised as the agreement writes it: a team, a side or both.
        words: the promise in the agreement's words.
        unit: of its target: a share, a count or money.
        every: week, month or quarter.
        target: what is promised now.
        timer: whether it runs clocks.
        business: whether these run in business time.
        latest: the last whole period; None before the first.
        current: the period that runs at as_of; None when nothing is known of it.
        trend: the last whole periods, oldest first, `latest` included.
        by_team: the last whole period by team, in order of team: (team, period).
    """

    id: str
    by: Party
    team: str
    words: str
    unit: Unit
    every: str
    target: float
    timer: bool
    business: bool
    latest: Period | None
    current: Period | None
    trend: tuple[Period, ...]
    by_team: tuple[tuple[str, Period], ...]

    @property
    def state(self) -> str:
        """The state of the last whole period; `running` while there is none but the current."""
        if self.latest:
            return self.latest.state
        return "running" if self.current else "no data"


def promises(results: Results) -> tuple[Promise, ...]:
    """Every commitment of the agreement in force, in its order, with its periods under every version."""
    agreement = results.current
    rows = results.table("compliance").to_pylist() if results.promised else unjudged(results)
    return tuple(_promise(agreement, clause, rows, results.as_of) for clause in agreement.commitments)


def _promise(agreement: Agreement, clause: Any, rows: Sequence[dict[str, Any]], as_of: datetime) -> Promise:
    mine = [row for row in rows if row["commitment_id"] == clause.id]
    target = isinstance(clause, Target)
    unit: Unit = MEASURES[clause.measure].unit if target else "share"
    periods = sorted((_period(row) for row in mine if row["dimension"] == "all"), key=lambda p: p.starts_at)
    whole = [period for period in periods if period.whole]
    running = [
        period for period in periods if not period.whole and period.starts_at <= as_of < period.ends_at
    ]
    latest = whole[-1] if whole else None
    by_team = sorted(
        (row["member"], _period(row))
        for row in mine
        if latest
        and row["dimension"] == "team"
        and row["period"] == latest.name
        and row["agreement_hash"] == latest.agreement_hash
    )
    return Promise(
        id=clause.id,
        by=_party(agreement, clause.by),
        team=clause.by,
        words=clause.promise,
        unit=unit,
        every=clause.every,
        target=float(clause.at_least if target else clause.target),
        timer=not target,
        business=not target and clause.within.business,
        latest=latest,
        current=running[-1] if running else None,
        trend=tuple(whole[-TREND:]),
        by_team=tuple(by_team),
    )


def _party(agreement: Agreement, by: str) -> Party:
    sides = agreement.sides_of(by)
    return sides[0] if len(sides) == 1 else "both"


def _period(row: dict[str, Any]) -> Period:
    return Period(
        name=row["period"],
        starts_at=_aware(row["starts_at"]),
        ends_at=_aware(row["ends_at"]),
        whole=row["whole"],
        kept=row["kept"],
        broken=row["broken"],
        running=row["running"],
        excused=row["excused"],
        value=row["value"],
        share=row["share"],
        target=row["target"],
        state=row["state"],
        agreement_hash=row["agreement_hash"],
    )


def _aware(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
