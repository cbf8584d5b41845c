"""Hand-offs that wait, as a snapshot has them, less those that were decided at the desk since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from handfast.engine.findings_made import Findings
from handfast.web.decisions.handoffs import Since, said_since
from handfast.web.people.models import User
from handfast.web.people.permissions import reach
from handfast.web.snapshots.evaluation import Row, rows

URGENCIES = ("running", "past due", "no clock")
PAGE = 50
AHEAD = timedelta(days=31)
"""How far ahead working time is sent to the browser, which counts clocks down by it."""
WAITING = """
    SELECT * FROM desk.inbox
    WHERE ($everything OR list_contains($teams, team) OR owner_id = $owner)
        AND ($whose <> 'mine' OR owner_id = $owner)
        AND ($whose <> 'nobody' OR owner_id IS NULL)
        AND ($urgency = '' OR urgency = $urgency)
        AND ($sought = '' OR contains(searched, lower($sought)))
        AND NOT list_contains($decided, handoff_id)
    LIMIT $many OFFSET $before
"""
COUNTS = """
    SELECT urgency, count(*) AS many FROM desk.inbox
    WHERE ($everything OR list_contains($teams, team) OR owner_id = $owner)
        AND ($whose <> 'mine' OR owner_id = $owner)
        AND ($whose <> 'nobody' OR owner_id IS NULL)
        AND ($sought = '' OR contains(searched, lower($sought)))
        AND NOT list_contains($decided, handoff_id)
    GROUP BY urgency
"""
OPEN_TIME = """
    SELECT starts_at, ends_at FROM agreement.pieces
    WHERE calendar = $calendar AND is_open AND ends_at > $from_at AND starts_at < $until_at ORDER BY starts_at
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader of the Inbox asks for.

    Attributes:
        whose: mine, team (whatever they may see) or nobody (what nobody owns).
        urgency: one of URGENCIES; empty: any.
        sought: part of a name, company or address.
        page: from 1.
    """

    whose: str = "team"
    urgency: str = ""
    sought: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Item:
    """A hand-off that waits.

    Attributes:
        row: as in desk.inbox.
        since: what was said of it at the desk.
        open_time: the working time ahead of its clock: pairs of instants in milliseconds since 1970; empty for time by the clock.
    """

    row: Row
    since: Since
    open_time: tuple[tuple[int, int], ...]

    @property
    def due_at(self) -> datetime | None:
        """When its most urgent clock is due, aware; None: no clock is open."""
        due: datetime | None = self.row["due_at"]
        return due.replace(tzinfo=UTC) if due else None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A page of the Inbox: items, how many there are of each urgency, and whether more follow."""

    items: tuple[Item, ...]
    counts: dict[str, int]
    more: bool


def waiting(findings: Findings, user: User, asked: Asked, decided: Sequence[str]) -> Waiting:
    """What waits, the most urgent first, for a reader; `decided` are hand-offs of which a decision was recorded at the desk."""
    scope = reach(user)
    values: dict[str, Any] = {
        "everything": scope.everything,
        "teams": sorted(scope.teams),
        "owner": scope.owner_id or user.record_user_id,
        "whose": asked.whose,
        "urgency": asked.urgency,
        "sought": asked.sought.strip(),
        "decided": list(decided),
        "many": PAGE + 1,
        "before": PAGE * (asked.page - 1),
    }
    found = rows(findings, WAITING, **values)
    counts = {row["urgency"]: row["many"] for row in rows(findings, COUNTS, **values)}
    shown = found[:PAGE]
    since = said_since(row["handoff_id"] for row in shown)
    times = _OpenTimes(findings)
    items = tuple(Item(row, since.get(row["handoff_id"], Since()), times.of(row)) for row in shown)
    return Waiting(items, {name: counts.get(name, 0) for name in URGENCIES}, len(found) > PAGE)


class _OpenTimes:
    """Working time by calendar, each asked for once."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._now = findings.as_of.astimezone(UTC).replace(tzinfo=None)
        self._known: dict[str, tuple[tuple[int, int], ...]] = {}

    def of(self, row: Row) -> tuple[tuple[int, int], ...]:
        if not row["business"] or not row["calendar"] or row["state"] == "breached":
            return ()
        calendar = row["calendar"]
        if calendar not in self._known:
            self._known[calendar] = tuple(
                (_milliseconds(piece["starts_at"]), _milliseconds(piece["ends_at"]))
                for piece in rows(
                    self._findings,
                    OPEN_TIME,
                    calendar=calendar,
                    from_at=self._now,
                    until_at=self._now + AHEAD,
                )
            )
        return self._known[calendar]


def _milliseconds(at: datetime) -> int:
    return int(at.replace(tzinfo=UTC).timestamp() * 1000)
