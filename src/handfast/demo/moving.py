"""Moving a company through time, so that it lives until now: every instant of its files by whole weeks, on the clock on its wall."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from handfast.demo.market import END

ZONE = ZoneInfo("America/New_York")
"""Where the company's clock hangs; an hour of work stays an hour of work when summer time begins or ends in between."""
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
DAY = re.compile(r"(?<![\d-])\d{4}-\d{2}-\d{2}(?![\dT-])")
MINUTE = len("2026-03-04T09:30")


def weeks_until(now: datetime) -> int:
    """How many whole weeks the company is moved by to live until shortly before an instant (aware); none when that is before its end."""
    return max(0, (now - datetime.fromtimestamp(END, UTC)) // timedelta(weeks=1))


def move_company(record: Path, agreement: Path, weeks: int) -> None:
    """Move the record's CSV files and the agreement by whole weeks; weekdays and hours stay, holidays don't."""
    if not weeks:
        return
    for file in [*sorted(record.glob("*.csv")), agreement]:
        text = file.read_text(encoding="utf-8")
        text = INSTANT.sub(lambda found: _moved(found[0], weeks), text)
        file.write_text(DAY.sub(lambda found: _later(found[0], weeks), text), encoding="utf-8")


def _moved(instant: str, weeks: int) -> str:
    # A zone's offset changes on a whole minute, so that all of a minute moves alike.
    return f"{_minute(instant[:MINUTE], weeks)}{instant[MINUTE:]}"


@lru_cache(maxsize=1 << 18)
def _minute(text: str, weeks: int) -> str:
    at = datetime.fromisoformat(text).replace(tzinfo=UTC).astimezone(ZONE)
    moved = (at.replace(tzinfo=None) + timedelta(weeks=weeks)).replace(tzinfo=ZONE, fold=at.fold)
    return moved.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")


@lru_cache(maxsize=1 << 12)
def _later(day: str, weeks: int) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(weeks=weeks)).isoformat()
    except ValueError:
        return day
