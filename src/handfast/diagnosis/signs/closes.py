"""The closes of months, at which signs are judged, and the whole weeks before them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from handfast.engine.periods import periods_between

WEEKS = 13
"""How many whole weeks a share rests on."""
YEAR = 52
"""How many whole weeks a distance rests on: whom teams pursue and how leads are dealt changes slowly, and a quarter's leads are few for a distance."""
EPOCH = datetime(1970, 1, 1)

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Closes:
    """The closes of the months of a record.

    Attributes:
        labels: the months: `2026-04`.
        at: the first instant after each month, µs since 1970 UTC, in order.
        weeks: the first instants of all weeks from before the first fact, µs, in order; the last is not after as_of.
        zone: the zone in which months and weeks are meant.
    """

    labels: tuple[str, ...]
    at: Ints
    weeks: Ints
    zone: str

    def week_of(self, happened: Ints) -> Ints:
        """The number of the week in which each instant falls."""
        return np.searchsorted(self.weeks, happened, side="right").astype(np.int64) - 1

    @property
    def last_week(self) -> Ints:
        """For each close, the number of the week after its last whole week: the window is the 13 before."""
        return np.searchsorted(self.weeks, self.at, side="right").astype(np.int64) - 1

    def __len__(self) -> int:
        return len(self.labels)


def micros(at: datetime) -> int:
    """A naive UTC instant as µs since 1970."""
    return (at - EPOCH) // timedelta(microseconds=1)


def instants(at: Sequence[int] | Ints) -> list[datetime]:
    """µs since 1970 as naive UTC instants."""
    return [EPOCH + timedelta(microseconds=int(one)) for one in at]


def closes_of(first: datetime, as_of: datetime, zone: str) -> Closes:
    """The closes of months that lie between the first fact and as_of (naive UTC), and the weeks of that time."""
    months = [month for month in periods_between("month", first, as_of, zone) if month.ends_at <= as_of]
    weeks = list(periods_between("week", first - timedelta(weeks=YEAR + 1), as_of, zone))
    return Closes(
        tuple(month.label for month in months),
        np.array([micros(month.ends_at) for month in months], dtype=np.int64),
        np.array([micros(week.starts_at) for week in weeks], dtype=np.int64),
        zone,
    )
