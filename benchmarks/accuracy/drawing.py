"""The power curve: what share of signs fires, by how far the truth is over the threshold."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from benchmarks.accuracy.measures import Point

INK, GRID, COLOURS = "#1c2128", "#d8dce0", ("#0b6e8f", "#7a3e9d", "#8a6100")
SHOWN_TO = 4.0
BESIDE = 0.025
"""How far apart the points of sizes stand, so that their intervals can be told apart."""
WIDTH, HEIGHT = 620, 320
AXIS = {
    "labelColor": INK, "titleColor": INK, "gridColor": GRID, "domainColor": GRID, "titleFontWeight": "normal", "labelFontSize": 12, "titleFontSize": 12,
}  # fmt: skip


def power_chart(points: Sequence[Point]) -> dict[str, Any]:
    """A Vega-Lite specification: a line for each size with 90% intervals, each named at its end, and the threshold."""
    order = list(dict.fromkeys(point.size for point in points))
    rows: list[dict[str, Any]] = [
        {
            "strength": (point.low + min(point.high, SHOWN_TO)) / 2 + BESIDE * (order.index(point.size) - 1),
            "share": point.fires.value, "low": point.fires.interval[0],
            "high": point.fires.interval[1], "size": point.size,
        }
        for point in points
        if point.fires.of
    ]  # fmt: skip
    sizes = list(dict.fromkeys(row["size"] for row in rows))
    x = {
        "field": "strength", "type": "quantitative", "title": "true quantity ÷ threshold", "scale": {"domain": [0, SHOWN_TO]},
        "axis": {"values": [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4], "grid": False},
    }  # fmt: skip
    y = {
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "axis": {"format": "%", "tickCount": 5},
        "title": "share that fires at the last close",
    }
    colour = {
        "field": "size",
        "type": "nominal",
        "scale": {"domain": sizes, "range": list(COLOURS[: len(sizes)])},
        "legend": None,
    }
    shape = {"field": "size", "type": "nominal", "scale": {"domain": sizes}, "legend": None}
    last = [
        max((row for row in rows if row["size"] == size), key=lambda row: row["strength"]) for size in sizes
    ]
    names = [
        row | {"y": place} for row, place in zip(last, _apart([row["share"] for row in last]), strict=True)
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": WIDTH, "height": HEIGHT, "background": "white", "padding": {"left": 8, "top": 12, "right": 130, "bottom": 8},
        "config": {"font": "system-ui, sans-serif", "view": {"stroke": None}, "axis": AXIS},
        "layer": [
            _layer([{"x": 1}], {"type": "rule", "color": INK, "strokeDash": [3, 3]}, x={"field": "x", "type": "quantitative"}),
            _layer(
                [{"x": 1, "y": 1, "words": "threshold"}], {"type": "text", "align": "right", "dx": -6, "dy": 8, "fontSize": 12, "color": INK},
                x={"field": "x", "type": "quantitative"}, y=y | {"field": "y"}, text={"field": "words"},
            ),
            _layer(rows, {"type": "rule", "opacity": 0.45}, x=x, y=y | {"field": "low"}, y2={"field": "high"}, color=colour),
            _layer(rows, {"type": "line", "strokeWidth": 1.5}, x=x, y=y | {"field": "share"}, color=colour),
            _layer(rows, {"type": "point", "filled": True, "size": 50, "opacity": 1}, x=x, y=y | {"field": "share"}, color=colour, shape=shape),
            _layer(names, {"type": "text", "align": "left", "dx": 8, "fontSize": 12}, x=x, y=y | {"field": "y"}, color=colour, text={"field": "size"}),
        ],
    }  # fmt: skip


def _layer(
    values: Sequence[dict[str, Any]], mark: dict[str, Any], **encoding: dict[str, Any]
) -> dict[str, Any]:
    return {"data": {"values": list(values)}, "mark": mark, "encoding": encoding}


CLOSEST = 0.055


def _apart(places: Sequence[float]) -> list[float]:
    """Places for names that would overlap, the highest first pushed down no further than needed."""
    found = list(places)
    ranked = sorted(range(len(found)), key=lambda n: -found[n])
    for above, below in pairwise(ranked):
        found[below] = min(found[below], found[above] - CLOSEST)
    return found
