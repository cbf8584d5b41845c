"""What must be found in the loan applications, walked application by application with nothing but the standard library.

Instants are whole microseconds since 1970, in UTC.
"""

import csv
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.real import bpi2012

Row = dict[str, Any]
ZONE = ZoneInfo("Europe/Amsterdam")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
HOUR = 3600 * SECOND
WORKDAY = 12 * HOUR
CLOSED = {date(2011, 12, 25), date(2011, 12, 26), date(2012, 1, 1)}
STAGES = (
    "A_SUBMITTED",
    "A_PARTLYSUBMITTED",
    "A_PREACCEPTED",
    "A_ACCEPTED",
    "A_FINALIZED",
    "O_SELECTED",
    "O_CREATED",
    "O_SENT",
    "O_SENT_BACK",
    "A_APPROVED",
)
ENDS = {"O_ACCEPTED": "A_APPROVED", "A_REGISTERED": "A_APPROVED", "A_ACTIVATED": "A_APPROVED"}
FIRST_OF_SALES = STAGES.index("A_PREACCEPTED")
HANDOFFS = {"desk": FIRST_OF_SALES, "validation": STAGES.index("O_SENT_BACK")}
NEVER = 2**62
LIMITS = {
    "A_PARTLYSUBMITTED": (HOUR, False), "A_PREACCEPTED": (2 * WORKDAY, True), "A_ACCEPTED": (HOUR * 3 // 2, True),
    "O_SENT": (14 * 24 * HOUR, False), "O_SENT_BACK": (3 * WORKDAY, True),
}  # fmt: skip


def micros(text: str) -> int:
    """An instant with its offset, as microseconds."""
    return (datetime.fromisoformat(text) - EPOCH) // timedelta(microseconds=1)


def naive(at: datetime | None) -> int | None:
    """An instant of the findings, as microseconds."""
    return None if at is None else (at.replace(tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)


def local_month(at: int) -> str:
    return f"{(EPOCH + timedelta(microseconds=at)).astimezone(ZONE):%Y-%m}"


class Workday:
    """Monday to Friday from eight to eight, Saturday from nine to half past twelve and from one to five, but for the holidays."""

    def __init__(self, first: date, last: date) -> None:
        self.opens: list[int] = []
        self.closes: list[int] = []
        self.before = [0]
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            hours = (
                []
                if day in CLOSED or day.weekday() == 6
                else [("09:00", "12:30"), ("13:00", "17:00")]
                if day.weekday() == 5
                else [("08:00", "20:00")]
            )
            for one, other in hours:
                start, end = (self._instant(day, text) for text in (one, other))
                self.opens.append(start)
                self.closes.append(end)
                self.before.append(self.before[-1] + end - start)

    @staticmethod
    def _instant(day: date, text: str) -> int:
        return (datetime.combine(day, time.fromisoformat(text), ZONE) - EPOCH) // timedelta(microseconds=1)

    def until(self, at: int) -> int:
        """Working time from the first day to an instant."""
        place = bisect_right(self.opens, at) - 1
        return 0 if place < 0 else self.before[place] + min(at, self.closes[place]) - self.opens[place]

    def between(self, start: int, end: int) -> int:
        return self.until(end) - self.until(start)

    def after(self, start: int, length: int) -> int:
        """The earliest instant at which so much working time has passed."""
        target = self.until(start) + length
        place = bisect_left(self.before, target) - 1
        return self.opens[place] + target - self.before[place]


@dataclass
class Span:
    """A stay in a stage."""

    stage: str
    entered: int
    left: int | None
    position: int | None
    skipped: bool = False
    backward: bool = False


@dataclass
class Handed:
    """A hand-off."""

    handoff: str
    lead: str
    cycle: int
    at: int
    end: int
    owner: str | None
    first_touch: int | None
    touches: list[int]
    accepted: int | None
    opportunity: int | None

    @property
    def id(self) -> str:
        return f"{self.handoff}:{self.lead}:{self.cycle}"

    @property
    def unlogged(self) -> bool:
        return self.first_touch is None and (self.accepted is not None or self.opportunity is not None)


@dataclass
class Application:
    """One application: all that is known of it."""

    lead: str
    created: int
    amount: int
    status: str
    closed: int | None
    entries: list[tuple[int, str]] = field(default_factory=list)
    touches: list[tuple[int, str]] = field(default_factory=list)
    owners: list[tuple[int, str]] = field(default_factory=list)
    offered: int | None = None

    @property
    def spans(self) -> list[Span]:
        """Stays in stages: entries of one instant in the order of their names, since the source has none."""
        kept: list[tuple[int, str]] = []
        for at, name in sorted(self.entries):
            stage = ENDS.get(name, name)
            if not kept or kept[-1][1] != stage:
                kept.append((at, stage))
        spans = []
        previous: int | None = None
        for (at, stage), left in zip(kept, [*(at for at, _ in kept[1:]), None], strict=True):
            position = STAGES.index(stage) if stage in STAGES else None
            one = Span(stage, at, left, position)
            if position is not None:
                one.skipped = previous is not None and position > previous + 1
                one.backward = previous is not None and position < previous
                previous = position
            spans.append(one)
        return spans

    @property
    def cycles(self) -> list[tuple[int, int, str | None]]:
        """Start, end, and the outcome that opened it."""
        if self.offered is None or self.closed is None:
            return [(self.created, NEVER, None)]
        return [(self.created, self.closed, None), (self.closed, NEVER, self.status)]

    def handed(self, teams: dict[str, str]) -> list[Handed]:
        """Its hand-offs."""
        made = []
        for number, (start, end, opened_by) in enumerate(self.cycles, 1):
            inside = [
                one for one in self.spans
                if one.position is not None and start <= one.entered < end
                and not (one.entered == start and one.backward) and not (opened_by == "Won" and one.stage == STAGES[-1])
            ]  # fmt: skip
            for handoff, position in HANDOFFS.items():
                at = next(
                    (one.entered for one in inside if one.position is not None and one.position >= position),
                    None,
                )
                if at is not None:
                    made.append(self._handed(handoff, number, start, at, end, teams))
        return made

    def _handed(
        self, handoff: str, cycle: int, start: int, at: int, end: int, teams: dict[str, str]
    ) -> Handed:
        touches = [when for when, _ in self.touches if at <= when < end]
        just_before = any(
            max(start, at - 2 * HOUR) <= when < at and teams[user] == handoff for when, user in self.touches
        )
        holding = [user for when, user in self.owners if when <= at][-1:] + [
            user for when, user in self.owners if at < when < end
        ]
        moves = (
            one.entered for one in self.spans if one.position is not None and one.position >= FIRST_OF_SALES
        )
        accepted = min((moved for moved in moves if at < moved < end), default=None)
        return Handed(
            handoff, self.lead, cycle, at, end,
            owner=next((user for user in holding if teams[user] == handoff), None),
            first_touch=at if just_before else min(touches, default=None),
            touches=sorted(touches), accepted=accepted,
            opportunity=self.offered if self.offered is not None and at <= self.offered < end else None,
        )  # fmt: skip


def applications(source: Path) -> dict[str, Application]:
    """Every application of the source."""
    found = {
        row["lead_id"]: Application(
            row["lead_id"],
            micros(row["created_at"]),
            int(row["amount_requested"]),
            row["status"],
            micros(row["closed_at"]) if row["closed_at"] else None,
        )
        for row in bpi2012.rows_of(source, "leads.csv")
    }
    for row in bpi2012.rows_of(source, "stage_history.csv.gz"):
        one, at = found[row["lead_id"]], micros(row["entered_at"])
        one.entries.append((at, row["stage"]))
        if row["stage"] == "O_CREATED":
            one.offered = at if one.offered is None else min(at, one.offered)
    for row in bpi2012.rows_of(source, "work_item_events.csv.gz"):
        user, one = row["user_id"], found[row["lead_id"]]
        if row["transition"] != "SCHEDULE" and user not in ("", bpi2012.MACHINE):
            one.touches.append((micros(row["occurred_at"]), user))
            if row["transition"] == "START" and (not one.owners or one.owners[-1][1] != user):
                one.owners.append((one.touches[-1][0], user))
    return found


def teams_in(folder: Path) -> dict[str, str]:
    """The team of each user, by the record."""
    with (folder / "users.csv").open(encoding="utf-8") as file:
        return {row["user_id"]: row["team"] for row in csv.DictReader(file)}


@dataclass
class Clock:
    """One run of a promise."""

    commitment: str
    lead: str
    handoff: str | None
    start: int
    end: int
    due: int
    stop: int | None
    length: int
    business: bool
    state: str = ""
    elapsed: int = 0


def clocks(one: Application, handed: Sequence[Handed], days: Workday, as_of: int) -> list[Clock]:
    """The clocks of an application."""
    made = []
    for this in handed:
        end = this.end
        if this.handoff == "desk":
            sixth = this.touches[5] if len(this.touches) >= 6 else None
            asked = [
                ("pick-up", 4 * HOUR, True, this.first_touch), ("effort", 2 * WORKDAY, True, sixth), ("decision", 2 * WORKDAY, True, this.accepted),
                ("offer", 3 * WORKDAY, True, this.opportunity),
            ]  # fmt: skip
            if one.amount >= 25000:
                asked.append(("large", 8 * HOUR, False, this.first_touch))
        else:
            asked = [("validate", 2 * WORKDAY, True, this.first_touch)]
        for name, length, business, stop in asked:
            may = name in ("pick-up", "large", "effort", "validate") and this.unlogged
            made.append(
                _clock(name, one.lead, this.id, this.at, end, length, business, stop, may, days, as_of)
            )
    for span in one.spans:
        if span.stage == "O_SENT":
            start, end, _ = next(cycle for cycle in one.cycles if cycle[0] <= span.entered < cycle[1])
            backs = [
                other.entered
                for other in one.spans
                if (other.position or 0) >= HANDOFFS["validation"] and span.entered <= other.entered < end
            ]
            running = [this for this in handed if start <= this.at <= span.entered < this.end]
            last = max(running, key=lambda this: (this.at, this.handoff == "validation"), default=None)
            made.append(
                _clock(
                    "back",
                    one.lead,
                    last and last.id,
                    span.entered,
                    end,
                    14 * 24 * HOUR,
                    False,
                    min(backs, default=None),
                    False,
                    days,
                    as_of,
                )
            )
    return made


def _clock(
    name: str,
    lead: str,
    handoff: str | None,
    start: int,
    end: int,
    length: int,
    business: bool,
    stop: int | None,
    unlogged: bool,
    days: Workday,
    as_of: int,
) -> Clock:
    due = days.after(start, length) if business else start + length
    made = Clock(name, lead, handoff, start, end, due, stop, length, business)
    left = length - days.between(start, as_of) if business else due - as_of
    if stop is not None:
        made.state = "met" if stop <= due else "breached"
    elif unlogged and (due < as_of or end <= as_of):
        made.state = "unlogged"
    elif end <= min(due, as_of):
        made.state = "excused"
    elif due < as_of:
        made.state = "breached"
    else:
        made.state = "at risk" if left * 5 < length else "running"
    made.elapsed = days.between(start, min(as_of if stop is None else stop, end, as_of)) // SECOND
    return made


def by_month(made: Iterable[Clock], commitment: str) -> dict[str, dict[str, int]]:
    """How many clocks of a commitment are in each state, by the local month of their due time."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for clock in made:
        if clock.commitment == commitment:
            found[local_month(clock.due)][clock.state] += 1
    return found
