"""The charts of a replay: the agreement in force in muted colour, the draft in ink, each named where it stands."""

import json
from collections.abc import Sequence

from handfast.report import words
from handfast.report.vega import INK, MUTED, Row, Spec, axis, drawing, layer, name, number, ranked

WIDTH, HEIGHT = 250, 130
NAMED = 200
"""How wide a drawing is that has names at its left."""
BAND = 42
"""How high a line of two bars is."""
BOTH = ("before", "draft")


def by_month(points: Sequence[Row]) -> Spec:
    """Hand-offs a month under both versions. Rows: period, before, after."""
    order = [row["period"] for row in points]
    labels = {period: [words.period(period, short=True), period.partition("-")[0]] for period in order}
    shown = order if len(order) <= 5 else order[::-1][:: -(-len(order) // 4)]
    axis_x = axis(
        values=shown,
        labelAngle=0,
        labelOverlap=False,
        labelExpr=f"({json.dumps(labels)})[datum.value]",
        grid=False,
    )
    x = ranked("period", order, axis=axis_x)
    top = max([1, *(max(row["before"], row["after"]) for row in points)]) * 1.08
    y = number("value", scale={"domain": [0, top], "nice": False}, axis=axis(tickCount=4))
    layers, ends = [], []
    for key, said, colour, wide in (("before", "in force", MUTED, 1.5), ("after", "draft", INK, 2.5)):
        rows = [{"period": row["period"], "value": row[key]} for row in points]
        layers.append(layer(rows, "line", {"color": colour, "strokeWidth": wide}, x=x, y=y))
        layers.append(
            layer(rows, "point", {"filled": True, "size": 22, "color": colour, "opacity": 1}, x=x, y=y)
        )
        ends.append({"said": said, "colour": colour, "at": HEIGHT * (1 - rows[-1]["value"] / top)})
    return drawing(*layers, *_apart(ends), width=WIDTH, height=HEIGHT, right=62)


def _apart(ends: Sequence[Row]) -> list[Spec]:
    """The names of two lines at their ends, never on top of each other."""
    (one, other), least = ends, 15
    gap = one["at"] - other["at"]
    push = max(0.0, (least - abs(gap)) / 2) * (1 if gap >= 0 else -1)
    heights = (one["at"] + push, other["at"] - push)
    return [
        layer(
            [{"said": end["said"]}],
            "text",
            {"align": "left", "dx": 6, "fontSize": 12, "color": end["colour"]},
            text=name("said"),
            x={"value": WIDTH},
            y={"value": height},
        )
        for end, height in zip(ends, heights, strict=True)
    ]


def pairs(points: Sequence[Row], unit: str = "") -> Spec:
    """Two bars a line, in force above the draft, each with its figure. Rows: name, before, after (None: not known), low, high (of after; may be None)."""
    rows = [
        {
            "name": row["name"],
            "of": of,
            "value": row[key],
            "said": f"{words.count(row[key])}{unit}",
            "low": row.get("low"),
            "high": row.get("high"),
        }
        for row in points
        for of, key in zip(BOTH, ("before", "after"), strict=True)
        if row[key] is not None
    ]
    top = max([1, *(max(row["value"], row["high"] or 0) for row in rows)]) * 1.25
    y = name("name", sort=[row["name"] for row in points], axis=axis(labelLimit=110, grid=False))
    beside = name("of", sort=list(BOTH))
    x = number("value", scale={"domain": [0, top], "nice": False}, axis=_whole(top))
    colour = name("of", scale={"domain": list(BOTH), "range": [MUTED, INK]}, legend=None)
    bars = layer(rows, "bar", {"height": 13}, y=y, x=x, yOffset=beside, color=colour)
    spans = [row for row in rows if row["of"] == "draft" and row["low"] is not None]
    lines = layer(
        spans,
        "rule",
        {"color": MUTED, "strokeWidth": 3},
        y=y,
        x=number("low", scale=x["scale"], axis=x["axis"]),
        x2={"field": "high"},
        yOffset=beside,
    )
    said = [
        {**row, "end": max(row["value"], (row["high"] or 0) if row["of"] == "draft" else 0)} for row in rows
    ]
    style = {"align": "left", "dx": 5, "fontSize": 12, "color": INK}
    figures = layer(
        said,
        "text",
        style,
        y=y,
        x=number("end", scale=x["scale"], axis=x["axis"]),
        yOffset=beside,
        text=name("said"),
    )
    return drawing(
        bars, *([lines] if spans else []), figures, width=NAMED, height=BAND * max(len(points), 1), right=20
    )


def bounds(points: Sequence[Row]) -> Spec:
    """What is known of wins and what isn't. Rows: name, sure (won on record), most (if all whom nobody worked had been won)."""
    top = max([1, *(row["most"] for row in points)]) * 1.25
    y = name("name", sort=[row["name"] for row in points], axis=axis(labelLimit=110, grid=False))
    scale, shown = {"domain": [0, top], "nice": False}, _whole(top)
    sure = layer(points, "bar", {"height": 14, "color": INK}, y=y, x=number("sure", scale=scale, axis=shown))
    open_ends = [row for row in points if row["most"] > row["sure"]]
    unknown = layer(
        open_ends,
        "bar",
        {"height": 14, "color": MUTED, "opacity": 0.35},
        y=y,
        x=number("sure", scale=scale, axis=shown),
        x2={"field": "most"},
    )
    rows = [
        {**row, "said": f"{row['sure']:,}" + (f" to {row['most']:,}" if row["most"] > row["sure"] else "")}
        for row in points
    ]
    style = {"align": "left", "dx": 5, "fontSize": 12, "color": INK}
    figures = layer(rows, "text", style, y=y, x=number("most", scale=scale, axis=shown), text=name("said"))
    return drawing(
        *([unknown] if open_ends else []),
        sure,
        figures,
        width=NAMED,
        height=BAND * max(len(points), 1),
        right=20,
    )


def _whole(top: float) -> Spec:
    """An axis of counts, at whole numbers."""
    step = next(
        size * ten for ten in (10**n for n in range(12)) for size in (1, 2, 5) if top / (size * ten) <= 4
    )
    return axis(values=[step * place for place in range(int(top / step) + 1)])
