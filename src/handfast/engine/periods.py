"""The weeks, months and quarters of a zone: their labels and the instants at which they begin and end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from handfast.engine.terms import local_midnight

Grain = Literal["week", "month", "quarter"]
GRAINS: tuple[Grain, ...] = ("week", "month", "quarter")


@dataclass(frozen=True, slots=True)
class Period:
    """A week, month or quarter.

    Attributes:
        label: `2026-W14`, `2026-04` or `2026-Q2`.
        starts_at: its first instant (naive UTC).
        ends_at: the first instant after it (naive UTC).
    """

    label: str
    starts_at: datetime
    ends_at: datetime

    def share_passed(self, as_of: datetime) -> float:
        """The share of the period's clock time that has passed at `as_of` (naive UTC), 0 to 1."""
        passed = (as_of - self.starts_at) / (self.ends_at - self.starts_at)
        return min(max(passed, 0.0), 1.0)


def first_day(grain: Grain, day: date) -> date:
    """The first day of the period that holds `day`; weeks start on Monday."""
    if grain == "week":
        return day - timedelta(days=day.weekday())
    if grain == "month":
        return day.replace(day=1)
    return day.replace(month=day.month - (day.month - 1) % 3, day=1)


def next_first_day(grain: Grain, first: date) -> date:
    """The first day of the period after the one that begins on `first`."""
    length = {"week": 7, "month": 31, "quarter": 92}[grain]
    return first_day(grain, first + timedelta(days=length))


def label_of(grain: Grain, first: date) -> str:
    """The label of the period that begins on `first`."""
    if grain == "week":
        year, week, _ = first.isocalendar()
        return f"{year}-W{week:02d}"
    return f"{first:%Y-%m}" if grain == "month" else f"{first.year}-Q{(first.month + 2) // 3}"


def period_of(grain: Grain, day: date, zone: str) -> Period:
    """The period of a zone that holds a local day."""
    first = first_day(grain, day)
    return Period(
        label_of(grain, first),
        local_midnight(first, zone),
        local_midnight(next_first_day(grain, first), zone),
    )


def period_named(label: str, zone: str) -> Period:
    """The period of that label. Raises ValueError when it is none."""
    year, _, part = label.partition("-")
    if part.startswith("W"):
        return period_of("week", date.fromisocalendar(int(year), int(part[1:]), 1), zone)
    if part.startswith("Q"):
        return period_of("quarter", date(int(year), int(part[1:]) * 3, 1), zone)
    return period_of("month", date(int(year), int(part), 1), zone)


def local_day(instant: datetime, zone: str) -> date:
    """The day of a zone in which a naive UTC instant falls."""
    return instant.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()


def periods_between(grain: Grain, first: datetime, last: datetime, zone: str) -> Iterator[Period]:
    """The periods from the one that holds `first` to the one that holds `last` (naive UTC)."""
    day = first_day(grain, local_day(first, zone))
    end = local_day(last, zone)
    while day <= end:
        yield period_of(grain, day, zone)
        day = next_first_day(grain, day)
