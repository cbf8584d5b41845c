"""When a file was exported, as its name says it."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import PurePosixPath

_DAY = re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<mark>[-_.]?)(?P<month>\d\d)(?P=mark)(?P<day>\d\d)(?!\d)")


def exported_at(label: str) -> datetime | None:
    """The end of the day in a source's name, UTC, aware: `hubspot-crm-exports-all-contacts-2026-03-04.csv` is of 4 March 2026.

    The file's own name counts before that of the ZIP or the folder that holds it; None when neither has a day, or more than one.
    """
    for part in reversed(PurePosixPath(label.split("#", 1)[0]).parts):
        days = {day for found in _DAY.finditer(part) if (day := _day(found)) is not None}
        if len(days) == 1:
            following = days.pop() + timedelta(days=1)
            return datetime(following.year, following.month, following.day, tzinfo=UTC) - timedelta(
                microseconds=1
            )
        if days:
            return None
    return None


def _day(found: "re.Match[str]") -> date | None:
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
