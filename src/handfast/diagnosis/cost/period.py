"""The period of a costing."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from handfast.engine.findings_made import Findings
from handfast.engine.periods import Period, local_day, period_named, period_of
from handfast.faults import HandfastError

QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time: its words, first instant and first instant after it (naive UTC)."""

    label: str
    starts_at: datetime
    ends_at: datetime


def period_asked(findings: Findings, period: str | None) -> Span:
    """The period asked for, a label such as `2026-Q2` or `2026-04`; the last four whole quarters at as_of, in the agreement's zone, where none is.

    Raises HandfastError for a label that is none.
    """
    zone = findings.current.calendar.timezone
    if period is None:
        return last_quarters(findings.as_of.astimezone(UTC).replace(tzinfo=None), zone)
    try:
        one = period_named(period, zone)
    except (ValueError, IndexError) as error:
        raise HandfastError(
            f"{period!r} is no period; write a quarter as 2026-Q2, a month as 2026-04, a week as 2026-W14"
        ) from error
    return Span(one.label, one.starts_at, one.ends_at)


def last_quarters(as_of: datetime, zone: str) -> Span:
    """The last four quarters that are over at as_of (naive UTC)."""
    current = period_of("quarter", local_day(as_of, zone), zone)
    quarters: list[Period] = []
    while len(quarters) < QUARTERS:
        current = period_of("quarter", local_day(current.starts_at - timedelta(hours=12), zone), zone)
        quarters.append(current)
    return Span(f"{quarters[-1].label} to {quarters[0].label}", quarters[-1].starts_at, quarters[0].ends_at)
