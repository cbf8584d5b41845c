"""A calendar as UTC intervals, and business time measured on them.

Instants here are µs since 1970 UTC, in int64 arrays: everything is done for whole columns at once.

Local times are brought to UTC by one rule: a local time stands for the first instant at which the wall clock shows it or a later one. So an
ambiguous time is the first of the two, and one that DST leaves out is the instant of the jump; the rule never runs backwards, so no shift ends
before it begins.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from handfast.agreement.calendar import DAY_MINUTES, MINUTE, Calendar

Instants: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]

SECOND = 1_000_000
DAY = 86_400 * SECOND
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_SEARCH = 40 * 366 * DAY
"""How far past its end an expansion looks for open time."""
ZONE_STEP = 86_400
"""Seconds between two looks at a zone's offset; no zone in the IANA database has changed it twice within a day."""


class NoOpenTime(ValueError):
    """A calendar does not have the open time asked for within forty years."""


@dataclass(frozen=True, slots=True, eq=False)
class Expansion:
    """A calendar's open intervals from one instant to another.

    Attributes:
        first: the instant from which it holds.
        end: the instant up to which it holds, a midnight in UTC.
        opens: when each interval begins, in order.
        closes: when each ends; intervals neither overlap nor touch.
        before: the open time since `first` at which each begins.
        business_day: the length of the calendar's longest working day.
    """

    first: int
    end: int
    opens: Instants
    closes: Instants
    before: Instants
    business_day: int

    @property
    def intervals(self) -> list[tuple[datetime, datetime]]:
        """The open intervals as pairs of aware instants in UTC."""
        return [
            (instant(begins), instant(ends))
            for begins, ends in zip(self.opens.tolist(), self.closes.tolist(), strict=True)
        ]

    @property
    def total(self) -> int:
        """All its open time."""
        return int(self.before[-1] + self.closes[-1] - self.opens[-1]) if len(self.opens) else 0

    def open_until(self, at: npt.ArrayLike) -> Instants:
        """The open time from `first` to each instant; raises ValueError for one outside the expansion."""
        instants = np.asarray(at, dtype=np.int64)
        if instants.size and (instants.min() < self.first or instants.max() > self.end):
            raise ValueError(
                f"an instant lies outside the expansion, which runs from {instant(self.first)} to {instant(self.end)}"
            )
        if not len(self.opens):
            return np.zeros_like(instants)
        last = np.searchsorted(self.opens, instants, side="right") - 1
        inside = np.minimum(instants, self.closes[last]) - self.opens[last]
        return np.where(last < 0, 0, self.before[last] + inside)

    def business_time(self, begins: npt.ArrayLike, ends: npt.ArrayLike) -> Instants:
        """The business time between pairs of instants; negative where one ends before it begins."""
        return self.open_until(ends) - self.open_until(begins)

    def due(self, begins: npt.ArrayLike, lengths: npt.ArrayLike) -> Instants:
        """The earliest instants at which so much business time (above zero) has passed since `begins`; raises ValueError past the end."""
        target = self.open_until(begins) + np.asarray(lengths, dtype=np.int64)
        if np.any(np.asarray(lengths) <= 0):
            raise ValueError("a due time needs a length above zero")
        if target.size and int(target.max()) > self.total:
            raise ValueError(f"the expansion ends at {instant(self.end)}, before a due time")
        held = np.searchsorted(self.before, target, side="left") - 1
        return self.opens[held] + target - self.before[held]


def expand(calendar: Calendar, first: datetime, last: datetime, open_after: int) -> Expansion:
    """A calendar's open time from `first` (aware) to `last`, and on until at least `open_after` µs are open past `last`.

    The expansion ends on a midnight in UTC. Raises `NoOpenTime` when forty years past `last` do not hold that much, or the calendar is never open.
    """
    begins, ends = micros(first), micros(last)
    weekly = sum(shift.end - shift.start for shifts in calendar.week for shift in shifts) * MINUTE
    if ends < begins:
        raise ValueError(f"the expansion would end at {last}, before it begins")
    if weekly == 0:
        raise NoOpenTime("the calendar is never open")
    reach = int(open_after * (7 * DAY) / weekly * 1.2) + 30 * DAY
    while reach <= LONGEST_SEARCH:
        expansion = _expanded(calendar, begins, _next_midnight(ends + reach))
        beyond = expansion.total - int(expansion.open_until(ends))
        if beyond >= open_after and expansion.total > 0:
            return _cut_after(expansion, ends, open_after)
        reach *= 2
    raise NoOpenTime(
        f"the calendar has less than {open_after / (3600 * SECOND):g} open hours in the forty years after {last:%Y-%m-%d}"
    )


def micros(at: datetime) -> int:
    """An aware instant in µs since 1970 UTC."""
    return (at - EPOCH) // timedelta(microseconds=1)


def instant(at: int) -> datetime:
    """The aware instant, in UTC, of µs since 1970."""
    return EPOCH + timedelta(microseconds=at)


def _next_midnight(at: int) -> int:
    return -(-at // DAY) * DAY


def _expanded(calendar: Calendar, first: int, end: int) -> Expansion:
    opens, closes = _open(replace(calendar, absences=()), first, end)
    if calendar.absences:
        opens, closes = _without(opens, closes, np.array(calendar.absences, dtype=np.int64))
    lengths = closes - opens
    return Expansion(first, end, opens, closes, np.cumsum(lengths) - lengths, calendar.longest_day)


@lru_cache(maxsize=64)
def _open(calendar: Calendar, first: int, end: int) -> tuple[Instants, Instants]:
    """The open intervals of a calendar without absences: reps who share hours and zone differ only in those."""
    opens, closes = _shifts(calendar, first, end)
    return _merged(np.clip(opens, first, end), np.clip(closes, first, end))


def _cut_after(expansion: Expansion, last: int, open_after: int) -> Expansion:
    """The same up to the first midnight by which enough open time has passed."""
    target = int(expansion.open_until(last)) + open_after
    held = int(np.searchsorted(expansion.before, target, side="left")) - 1
    reached = int(expansion.opens[held] + target - expansion.before[held]) if held >= 0 else last
    end = _next_midnight(max(reached, last + 1))
    kept = expansion.opens < end
    return Expansion(
        expansion.first,
        end,
        expansion.opens[kept],
        np.minimum(expansion.closes[kept], end),
        expansion.before[kept],
        expansion.business_day,
    )


# --- shifts


def _shifts(calendar: Calendar, first: int, end: int) -> tuple[Instants, Instants]:
    """Every shift that may touch the span, as UTC instants in order of their beginning; empty ones are left out."""
    days = np.arange(first // DAY - 3, end // DAY + 3, dtype=np.int64)
    years = days[[0, -1]].astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    free = np.array(sorted(calendar.free_days(int(years[0]), int(years[1]))), dtype="datetime64[D]").astype(
        np.int64
    )
    days = days[~np.isin(days, free)]
    weekday = (days + 3) % 7  # 1970-01-01 was a Thursday
    starts, stops = [], []
    for at, shifts in enumerate(calendar.week):
        midnights = days[weekday == at] * DAY_MINUTES
        for shift in shifts:
            starts.append(midnights + shift.start)
            stops.append(midnights + shift.end)
    opens = _to_utc(calendar.zone, np.concatenate(starts) * MINUTE, first, end)
    closes = _to_utc(calendar.zone, np.concatenate(stops) * MINUTE, first, end)
    order = np.argsort(opens, kind="stable")
    return opens[order], closes[order]


def _merged(opens: Instants, closes: Instants) -> tuple[Instants, Instants]:
    """Intervals in order of their beginning, with those that touch or overlap made one, and empty ones left out."""
    real = opens < closes
    opens, closes = opens[real], closes[real]
    if not len(opens):
        return opens, closes
    furthest = np.maximum.accumulate(closes)
    apart = np.concatenate(([True], opens[1:] > furthest[:-1]))
    last = np.concatenate((np.flatnonzero(apart)[1:] - 1, [len(opens) - 1]))
    return opens[apart], furthest[last]


def _without(opens: Instants, closes: Instants, away: Instants) -> tuple[Instants, Instants]:
    """Intervals less the times away, which are sorted by their beginning."""
    leaves, returns = _merged(away[:, 0], away[:, 1])
    cuts = np.unique(np.concatenate((opens, closes, leaves, returns)))
    begins, ends = cuts[:-1], cuts[1:]
    kept = _inside(begins, opens, closes) & ~_inside(begins, leaves, returns)
    return _merged(begins[kept], ends[kept])


def _inside(at: Instants, opens: Instants, closes: Instants) -> Flags:
    """Whether each instant lies in one of the intervals (their ends are outside)."""
    if not len(opens):
        return np.zeros(len(at), dtype=np.bool_)
    held = np.searchsorted(opens, at, side="right") - 1
    inside: Flags = (held >= 0) & (at < closes[held])
    return inside


# --- zones


def _to_utc(zone: str, local: Instants, first: int, end: int) -> Instants:
    """For each local time, in µs of the wall clock, the first instant at which the clock shows it or a later one."""
    since, offset = _offsets(zone, (first - 8 * DAY) // DAY, (end + 8 * DAY) // DAY)
    until = np.concatenate((since[1:], [np.iinfo(np.int64).max // 2]))
    shown_until = np.maximum.accumulate(until + offset)
    segment = np.searchsorted(shown_until, local, side="right")
    utc: Instants = np.maximum(since[segment], local - offset[segment])
    return utc


@lru_cache(maxsize=1024)
def _offsets(zone: str, first_day: int, last_day: int) -> tuple[Instants, Instants]:
    """The instants from which a zone's offset from UTC holds, and the offsets, both in µs; the first holds before, too."""
    tz = ZoneInfo(zone)
    since, offsets = [first_day * 86_400], [_offset(tz, first_day * 86_400)]
    for at in range(first_day * 86_400 + ZONE_STEP, last_day * 86_400 + 1, ZONE_STEP):
        offset = _offset(tz, at)
        if offset != offsets[-1]:
            since.append(_change(tz, at - ZONE_STEP, at, offset))
            offsets.append(offset)
    since[0] = -(2**62) // SECOND
    return np.array(since, dtype=np.int64) * SECOND, np.array(offsets, dtype=np.int64) * SECOND


def _offset(zone: ZoneInfo, at: int) -> int:
    offset = datetime.fromtimestamp(at, tz=zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _change(zone: ZoneInfo, before: int, after: int, offset: int) -> int:
    """The second at which the offset became what it is after, by bisection."""
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, middle) == offset:
            after = middle
        else:
            before = middle
    return after
