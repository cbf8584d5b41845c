"""findings.json: the contract of docs/reference that scripts, tests and the app rely on.

Money is text with two decimals; a figure that isn't known is null; a part that has nothing is `[]`. But for `timings`, the same results
give the same bytes.
"""

import json
import math
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from handfast.report.aside import set_aside
from handfast.report.diagnosed import Costing, costings, signs
from handfast.report.promises import Period, Promise, Unit, promises
from handfast.report.source import Results

SEPARATOR = ",\n  "
# There may be a hundred thousand of them, so the database writes their lines.
METRICS = """
    select json_object(
        'name', name, 'basis', basis, 'grain', grain, 'period', period, 'dimension', dimension, 'member', member,
        'value', case when not isfinite(value) then null when unit like 'money%' then to_json(printf('%.2f', value)) else to_json(value) end,
        'unit', unit, 'currency', currency,
        'numerator', case when not isfinite(numerator) then null when unit like 'money%' then to_json(printf('%.2f', numerator)) else to_json(numerator) end,
        'denominator', case when isfinite(denominator) then to_json(denominator) end
    )::varchar as line
    from findings.metrics
    order by name, basis, grain, period, dimension, member, currency
"""


def findings_json(results: Results) -> str:
    """findings.json as text: one line for each promise and metric, so that two files compare line by line."""
    return whole(parts(results), results.timings)


def parts(results: Results) -> dict[str, str]:
    """Every part of findings.json but `timings`, by its name, as text."""
    judged = promises(results) if results.promised else ()
    return {
        "snapshot": _line(plain(results.snapshot)),
        "set_aside": _line(_aside(results)),
        "promises": _lines(_line(promise_row(promise, results.as_of)) for promise in judged),
        "signs": _lines(_line(plain(row)) for row in _signs(results)),
        "cost": _line(plain(_cost(results))),
        "metrics": _lines_of(results.query(METRICS).column("line")),
    }


def _signs(results: Results) -> list[dict[str, Any]]:
    """The signs as they stand at the last close, worst first; nothing where nobody diagnosed."""
    return [
        {
            "id": sign.id, "state": sign.state, "since": sign.since, "value": sign.value, "threshold": sign.threshold, "rows": sign.rows,
            "trend": [stand.value for stand in sign.trend], "party": sign.party, "sentence": sign.sentence,
        }
        for sign in signs(results)
    ]  # fmt: skip


def _cost(results: Results) -> dict[str, Any] | list[Any]:
    """The costing, and under `apart` the same in each currency without rates; nothing where nobody diagnosed."""
    found = costings(results)
    if not found:
        return []
    return {
        **_costing(found[0]),
        "sentence": found[0].note,
        "apart": [_costing(other) for other in found[1:]],
    }


def _costing(found: Costing) -> dict[str, Any]:
    totals = {
        kind: {"amount": one.amount, "low": one.low, "high": one.high} for kind, one in found.totals.items()
    }
    causes = [
        {
            "id": cause.id, "kind": cause.kind, "leads": cause.leads, "amount": cause.amount, "low": cause.low, "high": cause.high,
            "e_value": cause.e_value, "counted": cause.counted, "note": cause.note,
        }
        for cause in found.causes
    ]  # fmt: skip
    return {"currency": found.currency, **totals, "period": found.period, "causes": causes}


def whole(made: Mapping[str, str], timings: Mapping[str, Any]) -> str:
    """findings.json of its parts, with `timings` at the end."""
    named = {**made, "timings": _line(plain(timings))}
    return "{\n" + ",\n".join(f'"{name}": {text}' for name, text in named.items()) + "\n}\n"


def _aside(results: Results) -> dict[str, Any]:
    found = set_aside(results)
    return {"count": found.count, "files": found.files, "first": [plain(row) for row in found.first]}


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


def _amount(value: float | Decimal | None, unit: Unit) -> float | str | None:
    if value is None or unit != "money" or not math.isfinite(value):
        return _number(value)
    return str(Decimal(value).quantize(Decimal("0.01")))


def _number(value: float | Decimal | None) -> float | int | None:
    if value is None or not math.isfinite(value):
        return None
    number = float(value)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def plain(value: Any) -> Any:
    """Plain data for JSON: instants as `2026-06-01T09:00:00Z`, decimals as text, keys as text."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return (
            value.astimezone(UTC).isoformat().replace("+00:00", "Z")
            if value.tzinfo
            else f"{value.isoformat()}Z"
        )
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    return value


def _lines(lines: Iterable[str]) -> str:
    """A list with one item to a line."""
    text = SEPARATOR.join(lines)
    return f"[\n  {text}\n]" if text else "[]"


def _lines_of(lines: pa.ChunkedArray) -> str:
    """The same of a column of lines, joined where they lie: there may be a hundred thousand."""
    if not len(lines):
        return "[]"
    together = pa.ListArray.from_arrays([0, len(lines)], lines.combine_chunks())
    return f"[\n  {pc.binary_join(together, SEPARATOR)[0].as_py()}\n]"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
