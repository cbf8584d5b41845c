"""findings.json: the contract of docs/reference that scripts, tests and the app rely on.

Money is text with two decimals; a figure that isn't known is null; a part that has nothing is `[]`. But for `timings`, the same results
give the same bytes.
"""

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from handfast.report.aside import set_aside
from handfast.report.promises import Period, Promise, Unit, promises
from handfast.report.source import Results

METRIC = ("name", "basis", "grain", "period", "dimension", "member", "value", "unit", "currency", "numerator", "denominator")  # fmt: skip


def findings_document(results: Results, timings: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The whole of findings.json as plain data; `timings` replaces those of the results, where the caller knows more."""
    return {
        "snapshot": _plain(results.snapshot),
        "set_aside": _aside(results),
        "promises": [promise_row(promise, results.as_of) for promise in promises(results)] if results.promised else [],
        "signs": [],
        "cost": [],
        "metrics": [metric_row(row) for row in results.table("metrics").select(METRIC).to_pylist()],
        "timings": _plain(results.timings if timings is None else timings),
    }


def _aside(results: Results) -> dict[str, Any]:
    found = set_aside(results)
    return {"count": found.count, "files": found.files, "first": [_plain(row) for row in found.first]}


def findings_json(results: Results, timings: Mapping[str, Any] | None = None) -> str:
    """findings.json as text: one line for each promise and metric, so that two files compare line by line."""
    parts = (f"{json.dumps(key)}: {_part(value)}" for key, value in findings_document(results, timings).items())
    return "{\n" + ",\n".join(parts) + "\n}\n"


def promise_row(promise: Promise, as_of: datetime) -> dict[str, Any]:
    """A promise as findings.json writes it: its last whole period, the trend up to it, and the current period so far."""
    latest, current = promise.latest, promise.current
    return {
        "id": promise.id,
        "by": promise.by,
        "promise": promise.words,
        "period": latest.name if latest else None,
        "kept": latest.kept if latest else None,
        "broken": latest.broken if latest else None,
        "running": latest.running if latest else None,
        "excused": latest.excused if latest else None,
        "share": _number(latest.share) if latest else None,
        "target": _amount(latest.target if latest else promise.target, promise.unit),
        "trend": [_trend(period, promise.unit) for period in promise.trend],
        "state": promise.state,
        "current": _current(current, promise.unit, as_of) if current else {},
    }


def _trend(period: Period, unit: Unit) -> dict[str, Any]:
    return {
        "period": period.name,
        "value": _amount(period.value, unit),
        "share": _number(period.share),
        "target": _amount(period.target, unit),
        "state": period.state,
    }


def _current(period: Period, unit: Unit, as_of: datetime) -> dict[str, Any]:
    return {
        "period": period.name,
        "passed": round(period.passed(as_of), 6),
        "kept": period.kept,
        "broken": period.broken,
        "running": period.running,
        "excused": period.excused,
        "value": _amount(period.value, unit),
        "share": _number(period.share),
        "target": _amount(period.target, unit),
    }


def metric_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the metrics as findings.json writes it: of money, the value and what was summed are text."""
    money = row["unit"] == "money"
    said = {key: row[key] for key in METRIC}
    for key in ("value", "numerator"):
        said[key] = _amount(row[key], "money") if money else _number(row[key])
    said["denominator"] = _number(row["denominator"])
    return said


def _amount(value: float | Decimal | None, unit: Unit) -> float | str | None:
    if value is None or unit != "money" or not math.isfinite(value):
        return _number(value)
    return str(Decimal(value).quantize(Decimal("0.01")))


def _number(value: float | Decimal | None) -> float | int | None:
    if value is None or not math.isfinite(value):
        return None
    return int(value) if float(value).is_integer() and abs(value) < 2**53 else float(value)


def _plain(value: Any) -> Any:
    """Plain data for JSON: instants as `2026-06-01T09:00:00Z`, decimals as text, keys as text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value.tzinfo else f"{value.isoformat()}Z"
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    return value


def _part(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(f"  {_line(item)}" for item in value) + "\n]"
    return _line(value)


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
