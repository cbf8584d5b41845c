"""The rule of states, slow and plain: one close, one part, one row at a time."""

from collections import defaultdict
from datetime import datetime, timedelta
from math import sqrt
from typing import Any
from zoneinfo import ZoneInfo

from scipy.stats import t as student


def last_monday(close: datetime, zone: str) -> datetime:
    """The last Monday's midnight of a zone that isn't after an instant (naive UTC)."""
    local = close.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone))
    day = (local - timedelta(days=local.weekday())).date()
    return midnight(day, zone)


def midnight(day: Any, zone: str) -> datetime:
    """The first instant of a day, naive UTC."""
    local = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


def monday_of(at: datetime, zone: str) -> Any:
    """The Monday of the week in which an instant falls."""
    local = at.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).date()
    return local - timedelta(days=local.weekday())


def share_at(rows: list[dict[str, Any]], close: datetime, zone: str, shape: str) -> dict[str, Any]:
    """Value, margin, rows, weeks of the rows that stood at a close."""
    stood = [
        row
        for row in rows
        if row["known_at"] <= close and (row["until_at"] is None or close < row["until_at"])
    ]
    if shape == "flow":
        end = monday_of(close, zone)
        start = end - timedelta(weeks=13)
        stood = [row for row in stood if start <= monday_of(row["happened_at"], zone) < end]
    weeks: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for row in stood:
        weeks[monday_of(row["happened_at"], zone)].append(row)
    top, bottom = sum(row["numerator"] for row in stood), sum(row["denominator"] for row in stood)
    count = sum(row["denominator"] > 0 for row in stood)
    many = sum(any(row["denominator"] > 0 for row in week) for week in weeks.values())
    if not bottom:
        return {"value": None, "margin": None, "rows": count, "weeks": many}
    value = top / bottom
    rest = 0.0
    for week in weeks.values():
        rest += (sum(row["numerator"] for row in week) - value * sum(row["denominator"] for row in week)) ** 2
    if many < 2:
        return {"value": value, "margin": None, "rows": count, "weeks": many}
    share = min(max(top / count, 0.0), 1.0)
    error = sqrt(max(many / (many - 1) * rest / bottom**2, share * (1 - share) * count / bottom**2))
    return {
        "value": value,
        "margin": float(student.ppf(0.99, many - 1)) * error,
        "rows": count,
        "weeks": many,
    }


def states(found: list[dict[str, Any]], threshold: float) -> list[str]:
    """The states of closes in order."""
    said, before = [], False
    for one in found:
        enough = one["rows"] >= 30 and one["weeks"] >= 8
        proven = enough and one["value"] is not None and one["value"] - one["margin"] > threshold + 1e-9
        if one["value"] is None:
            said.append("no data")
        elif not enough:
            said.append("too few")
        elif proven and before:
            said.append("fires")
        else:
            said.append("watch" if one["value"] > threshold + 1e-9 else "clear")
        before = proven
    return said
