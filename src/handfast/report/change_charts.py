"""The charts of a change of agreement: intervals beside each other, and the weeks around the change."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from handfast.report import words
from handfast.report.vega import INK, MUTED, Row, Spec, axis, drawing, layer, name, number

WIDTH, HEIGHT = 300, 130


def intervals(points: Sequence[Row]) -> Spec:
    """The change of each share with its interval. Rows: name, change, low, high (in parts of one)."""
    order = [row["name"] for row in points]
    y = name("name", sort=order, axis=axis(labelLimit=110, grid=False))
    far = max(0.1, *(max(abs(row["low"]), abs(row["high"])) for row in points)) * 1.1
    step = next(step for step in (0.05, 0.1, 0.2, 0.5) if far / step <= 3.5 or step == 0.5)
    ticks = [round(step * place, 2) for place in range(-6, 7) if abs(step * place) <= far]
    said = {f"{tick:.12g}": f"{100 * tick:+.0f}" if tick else "0 points" for tick in ticks}
    shown = axis(values=ticks, labelExpr=f"({json.dumps(said)})[toString(datum.value)]")
    scale = {"domain": [-far, far], "nice": False}
    x = number("low", scale=scale, axis=shown)
    zero = layer([{"low": 0}], "rule", {"color": INK}, x=x)
    spans = layer(points, "rule", {"color": MUTED, "strokeWidth": 3}, y=y, x=x, x2={"field": "high"})
    look = {"filled": True, "size": 70, "color": INK, "opacity": 1}
    dots = layer(points, "point", look, y=y, x=number("change", scale=scale, axis=shown))
    return drawing(zero, spans, dots, width=210, height=30 * max(len(order), 1), right=14)


def weeks_around(points: Sequence[Row], levels: Sequence[Row], changed_on: date, unit: str) -> Spec:
    """A measure week by week, with its level on each side. Rows: week (a date), value, part; levels: first, last (dates), value.

    The weeks that were left out of the comparison are hollow; `unit` is `share` or `count`.
    """
    first: date = min(row["week"] for row in points)

    def place(day: date) -> int:
        return (day - first).days

    rows = [{"at": place(row["week"]), "value": row["value"], "part": row["part"]} for row in points]
    top = 1.0 if unit == "share" else max(row["value"] for row in rows) * 1.15 or 1.0
    x = number(
        "at",
        scale={"domain": [0, place(max(row["week"] for row in points)) + 7], "nice": False},
        axis=_months(first, points),
    )
    shown = axis(format="%", tickCount=5) if unit == "share" else axis(tickCount=4)
    y = number("value", scale={"domain": [0, top * 1.02], "nice": False}, axis=shown)
    told = [row for row in rows if row["part"] in ("before", "after")]
    left_out = [row for row in rows if row["part"] not in ("before", "after")]
    dots = layer(told, "point", {"filled": True, "size": 14, "color": MUTED, "opacity": 0.8}, x=x, y=y)
    hollow = layer(left_out, "point", {"filled": False, "size": 14, "color": MUTED, "opacity": 0.8}, x=x, y=y)
    change = [{"at": place(changed_on), "said": words.day(changed_on), "value": 0.06 * top}]
    rule = layer(change, "rule", {"color": INK, "strokeDash": [3, 3]}, x=x)
    when = layer(
        change,
        "text",
        {"align": "right", "dx": -5, "fontSize": 12, "color": INK},
        x=x,
        y=y,
        text=name("said"),
    )
    lines = [
        {
            "at": place(row["first"]),
            "to": place(row["last"]) + 7,
            "value": row["value"],
            "said": _said(row["value"], unit),
            "under": row["value"] > 0.8 * top,
        }
        for row in levels
    ]
    held = layer(lines, "rule", {"color": INK, "strokeWidth": 2}, x=x, x2={"field": "to"}, y=y)
    style: dict[str, Any] = {"align": "left", "dx": 3, "fontSize": 12, "fontWeight": "bold", "color": INK}
    names = [
        layer([line], "text", {**style, "dy": 12 if line["under"] else -9}, x=x, y=y, text=name("said"))
        for line in lines
    ]
    return drawing(dots, hollow, rule, when, held, *names, width=WIDTH, height=HEIGHT, right=14)


def _said(value: float, unit: str) -> str:
    return words.percent(value) if unit == "share" else words.count(round(value, 1))


def _months(first: date, points: Sequence[Row]) -> Spec:
    """Four or so months along the bottom, each with its year under it."""
    last = max(row["week"] for row in points)
    starts, day = [], first.replace(day=1)
    while day <= last:
        if day >= first:
            starts.append(day)
        day = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    kept = starts[:: max(1, -(-len(starts) // 4))]
    labels = {str((at - first).days): [words.period(f"{at:%Y-%m}", short=True), str(at.year)] for at in kept}
    return axis(
        values=[(at - first).days for at in kept],
        labelExpr=f"({json.dumps(labels)})[toString(datum.value)]",
        grid=False,
    )
