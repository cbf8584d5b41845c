"""Calendars and instants around the days on which clocks jump."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
JUMPS = {
    "America/New_York": [date(2026, 3, 8), date(2026, 11, 1)],
    "Europe/Berlin": [date(2026, 3, 29), date(2026, 10, 25)],
    "Australia/Lord_Howe": [date(2026, 4, 5), date(2026, 10, 4)],
    "Asia/Kolkata": [date(2026, 6, 15)],
    "Pacific/Apia": [date(2011, 12, 30), date(2011, 9, 24)],
    "Africa/Casablanca": [date(2026, 2, 15), date(2026, 3, 22)],
    "America/St_Johns": [date(2011, 3, 13), date(2011, 11, 6)],
}
"""Zones with days on which they jump: half an hour in Lord Howe, a whole day in Apia, at one minute past midnight in St John's."""


@dataclass(frozen=True)
class Clause:
    """What `build_calendar` asks of a clause."""

    timezone: str
    hours: dict[str, tuple[str, ...]]
    holidays: object = None
    closed: tuple[date, ...] = ()


def _clock(minute):
    return f"{minute // 60:02}:{minute % 60:02}"


@st.composite
def weeks(draw):
    """Hours by weekday that do not overlap: each day takes a few marks, and works between every other two; the last may run over midnight."""
    week = {}
    for day in DAYS:
        if draw(st.booleans()):
            marks = draw(
                st.lists(
                    st.sampled_from([0, 60, 90, 120, 150, 180, 210, 540, 750, 795, 1050, 1260, 1380, 1440]),
                    min_size=2,
                    max_size=6,
                    unique=True,
                )
            )
            marks = sorted(marks)[: len(marks) // 2 * 2]
            week[day] = [[marks[at], marks[at + 1]] for at in range(0, len(marks), 2)]
    for day, after in zip(DAYS, (*DAYS[1:], DAYS[0]), strict=True):
        if day in week and draw(st.booleans()):
            until = min([start for start, _ in week.get(after, [])] + [360])
            last = week[day][-1]
            if 0 < until < last[0]:
                last[1] = until
    hours = {
        day: tuple(f"{_clock(start)}-{_clock(end)}" for start, end in spans) for day, spans in week.items()
    }
    return hours or {"mon": ("09:00-17:00",)}


@st.composite
def cases(draw, days=9):
    """A clause, absences, and the first and last instant of a span of `days` with a jump inside it."""
    zone = draw(st.sampled_from(sorted(JUMPS)))
    jump = draw(st.sampled_from(JUMPS[zone]))
    closed = tuple(
        draw(
            st.lists(st.integers(-2, 3).map(lambda off: jump + timedelta(days=off)), max_size=2, unique=True)
        )
    )
    first = (
        datetime(jump.year, jump.month, jump.day, tzinfo=UTC)
        - timedelta(days=4)
        + timedelta(minutes=draw(st.integers(0, 2880)))
    )
    last = first + timedelta(days=days)
    absences = []
    for _ in range(draw(st.integers(0, 2))):
        away = first + timedelta(seconds=draw(st.integers(0, days * 86_400)))
        absences.append((away, away + timedelta(seconds=draw(st.integers(1, 2 * 86_400)))))
    return Clause(zone, draw(weeks()), closed=closed), absences, first, last


def moments(first, last):
    """Instants of a span, to the µs."""
    span = int((last - first) / timedelta(microseconds=1))
    minutes = st.integers(0, span // 60_000_000).map(lambda at: first + timedelta(minutes=at))
    return minutes | st.integers(0, span).map(lambda at: first + timedelta(microseconds=at))
