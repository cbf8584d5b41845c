"""Working time in the demo company: zones, working hours, holidays, and the reps' days off. Instants are whole seconds UTC since 1970."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np

from handfast.demo.chance import Ints

HOUR, DAY = 3600, 86400
HOURS = ((9 * HOUR, 12 * HOUR + 1800), (13 * HOUR + 900, 17 * HOUR + 1800))
BUSINESS_DAY = sum(end - start for start, end in HOURS)
FIRST_DAY, LAST_DAY = date(2024, 12, 1), date(2027, 12, 31)
CLOSED = (date(2025, 12, 24), date(2025, 12, 26))


def instant(text: str) -> int:
    """An ISO instant as seconds since 1970; UTC when it names no offset."""
    moment = datetime.fromisoformat(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


@cache
def _offsets(zone: str) -> tuple[Ints, Ints]:
    """The instants at which a zone's offset changes, to the hour, and the offsets from then."""
    where = ZoneInfo(zone)
    first = int(datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC).timestamp()) - 40 * DAY
    last = first + ((LAST_DAY - FIRST_DAY).days + 80) * DAY

    def offset(t: int) -> int:
        delta = datetime.fromtimestamp(t, where).utcoffset()
        assert delta is not None
        return int(delta.total_seconds())

    at, offsets = [first], [offset(first)]
    for day in range(first, last, 7 * DAY):
        if offset(day + 7 * DAY) != offsets[-1]:
            change = next(t for t in range(day, day + 7 * DAY + 1, HOUR) if offset(t) != offsets[-1])
            at.append(change)
            offsets.append(offset(change))
    return np.array(at), np.array(offsets)


def to_local(t: Ints, zone: str) -> Ints:
    """Wall-clock seconds (as if UTC) of instants in a zone."""
    at, offsets = _offsets(zone)
    return np.asarray(t + offsets[np.maximum(np.searchsorted(at, t, side="right") - 1, 0)])


def to_utc(local: Ints, zone: str) -> Ints:
    """Instants of wall-clock seconds in a zone (near a change of clocks: an hour off at most)."""
    at, offsets = _offsets(zone)
    guess = local - offsets[np.maximum(np.searchsorted(at, local, side="right") - 1, 0)]
    return np.asarray(local - offsets[np.maximum(np.searchsorted(at, guess, side="right") - 1, 0)])


def us_holidays(year: int) -> set[date]:
    """Federal holidays of the United States and the days on which they are observed."""

    def nth(month: int, weekday: int, n: int) -> date:
        first = date(year, month, 1)
        return first + timedelta((weekday - first.weekday()) % 7 + 7 * (n - 1))

    fixed = {date(year, 1, 1), date(year, 6, 19), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)}
    observed = {day + timedelta({5: -1, 6: 1}.get(day.weekday(), 0)) for day in fixed}
    last_monday = date(year, 5, 31) - timedelta(date(year, 5, 31).weekday())
    floating = {nth(1, 0, 3), nth(2, 0, 3), last_monday, nth(9, 0, 1), nth(10, 0, 2), nth(11, 3, 4)}
    return fixed | observed | floating


@cache
def working_days() -> tuple[date, ...]:
    """Every day on which the company works."""
    off = set(CLOSED).union(*(us_holidays(year) for year in range(FIRST_DAY.year, LAST_DAY.year + 2)))
    days = (FIRST_DAY + timedelta(n) for n in range((LAST_DAY - FIRST_DAY).days + 1))
    return tuple(day for day in days if day.weekday() < 5 and day not in off)


@dataclass(frozen=True, slots=True)
class Workdays:
    """The working time of one person.

    Attributes:
        starts, ends: the working intervals, in order.
        before: working seconds before each interval.
    """

    starts: Ints
    ends: Ints
    before: Ints

    @staticmethod
    def of(zone: str, absences: Iterable[tuple[int, int]] = ()) -> "Workdays":
        """The company's hours in a zone, less a person's absences."""
        midnights = np.array([(day - date(1970, 1, 1)).days * DAY for day in working_days()])
        starts = to_utc((midnights[:, None] + np.array([start for start, _ in HOURS])).ravel(), zone)
        ends = to_utc((midnights[:, None] + np.array([end for _, end in HOURS])).ravel(), zone)
        for away, back in absences:
            keep = (ends <= away) | (starts >= back)
            starts, ends = starts[keep], ends[keep]
        lengths = ends - starts
        return Workdays(starts, ends, np.cumsum(lengths) - lengths)

    def worked(self, t: Ints) -> Ints:
        """Working seconds up to instants."""
        i = np.maximum(np.searchsorted(self.starts, t, side="right") - 1, 0)
        inside = np.clip(t - self.starts[i], 0, self.ends[i] - self.starts[i])
        return np.asarray(self.before[i] + inside)

    def after(self, t: Ints, seconds: Ints) -> Ints:
        """The earliest working instant at which so many working seconds (at least one) have passed since `t`."""
        target = self.worked(t) + np.maximum(seconds, 1)
        i = np.clip(np.searchsorted(self.before, target, side="left") - 1, 0, len(self.before) - 1)
        return np.asarray(self.starts[i] + target - self.before[i])


@dataclass(frozen=True, slots=True)
class Diary:
    """Everyone's working time, by the number of the user.

    Attributes:
        people: each user's working time.
    """

    people: Mapping[int, Workdays]

    def after(self, who: Ints, t: Ints, seconds: Ints) -> Ints:
        """For each row, the instant at which that user has worked so many seconds since `t`."""
        result = np.zeros(len(t), dtype=np.int64)
        for user in np.unique(who).tolist():
            mine = who == user
            result[mine] = self.people[user].after(t[mine], seconds[mine])
        return result

    def worked(self, who: Ints, since: Ints, until: Ints) -> Ints:
        """For each row, that user's working seconds between two instants."""
        result = np.zeros(len(since), dtype=np.int64)
        for user in np.unique(who).tolist():
            mine = who == user
            person = self.people[user]
            result[mine] = person.worked(until[mine]) - person.worked(since[mine])
        return result

    def present(self, who: Ints, t: Ints, absences: Mapping[int, list[tuple[int, int]]]) -> np.ndarray:
        """For each row, whether that user is not away at the instant."""
        here = np.ones(len(t), dtype=bool)
        for user, times in absences.items():
            for away, back in times:
                here &= ~((who == user) & (t >= away) & (t < back))
        return here
