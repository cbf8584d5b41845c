"""The charts of what diagnosing found: a sign's course beside its threshold, and what causes cost, with intervals."""

import json
from collections.abc import Sequence

from handfast.report import words
from handfast.report.charts import (
    APART,
    COLOUR,
    MARGIN,
    beside,
    height_of,
    key_of,
    periods_axis,
    plain,
    short,
    ticks_to,
)
from handfast.report.vega import INK, MUTED, Row, Spec, axis, layer, name, number, ranked

MARKED = ("fires", "watch", "clear")
HALF_DISC = "M0,-1A1,1,0,0,0,0,1Z"
ROW = 34
"""How tall a cause's row is."""
BARS = 160
"""How wide the drawing of amounts is, beside their names and figures."""


def sign_course(points: Sequence[Row], unit: str, said: str, limit: str) -> Spec:
    """A sign at its last closes. Rows: period, value, threshold, state; `said` is the last value in words, `limit` the threshold with its name.

    The value is a line from zero; each close's mark tells its state, the threshold is a thin line.
    """
    rows = [{**row, "mark": row["state"] if row["state"] in MARKED else "none"} for row in points]
    known = [row for row in rows if row["value"] is not None]
    held = [row["threshold"] for row in rows if row["threshold"] is not None]
    high = max([0.02 if unit == "share" else 0.1, *(row["value"] for row in known), *held]) * 1.12
    low = min([0.0, *(row["value"] for row in known)]) * 1.12
    periods = sorted(str(row["period"]) for row in rows)
    x, y = {**periods_axis(periods), "scale": {"domain": periods}}, _values(low, high, unit)
    line = layer(known, "line", {"color": MUTED, "strokeWidth": 1.5}, x=x, y=y)
    drawn = [line, *_limit(rows, limit, said, low, high, x, y)]
    states = {"domain": [*MARKED, "none"]}
    marks = layer(
        known,
        "point",
        {"size": 52, "strokeWidth": 1.6, "opacity": 1},
        x=x,
        y=y,
        shape=name("mark", scale={**states, "range": ["diamond", "circle", "circle", "circle"]}, legend=None),
        fill=name(
            "mark",
            scale={**states, "range": [COLOUR["ground"], COLOUR["ground"], COLOUR["kept"], COLOUR["ground"]]},
            legend=None,
        ),
        stroke=name(
            "mark",
            scale={**states, "range": [COLOUR["broken"], COLOUR["risk"], COLOUR["kept"], MUTED]},
            legend=None,
        ),
    )
    halves = layer(
        [row for row in known if row["mark"] == "watch"],
        "point",
        {"shape": HALF_DISC, "size": 52, "filled": True, "opacity": 1, "color": COLOUR["risk"]},
        x=x,
        y=y,
    )
    return plain(*drawn, marks, halves, right=MARGIN)


def _limit(
    rows: Sequence[Row], limit: str, said: str, low: float, high: float, x: Spec, y: Spec
) -> list[Spec]:
    """The threshold as a thin line that steps where another version set another, and beside it its name and the last value's."""
    held = [
        {"period": row["period"], "value": row["threshold"]} for row in rows if row["threshold"] is not None
    ]
    last = rows[-1]["value"]
    names: list[tuple[str, float, str]] = []
    if held:
        names.append((limit, height_of(held[-1]["value"], low, high), "normal"))
    if last is not None:
        names.append((said, height_of(last, low, high), "bold"))
    if len(names) == 2 and abs(names[0][1] - names[1][1]) < APART:
        push = (APART - abs(names[0][1] - names[1][1])) / 2 * (1 if names[0][1] >= names[1][1] else -1)
        names = [
            (names[0][0], names[0][1] + push, names[0][2]),
            (names[1][0], names[1][1] - push, names[1][2]),
        ]
    style = {"color": INK, "strokeWidth": 1, "strokeDash": [3, 3], "interpolate": "step"}
    line = [layer(held, "line", style, x=x, y=y)] if held else []
    return [
        *line,
        *(beside(text, at, "bold" if weight == "bold" else "normal") for text, at, weight in names),
    ]


def _values(low: float, high: float, unit: str) -> Spec:
    scale = {"domain": [low, high], "nice": False}
    if unit != "share":
        return number("value", scale=scale, axis=axis(tickCount=4))
    step = next(step for step in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10) if high / step <= 5)
    ticks = [round(step * place, 4) for place in range(-20, 21) if low <= step * place <= high]
    return number("value", scale=scale, axis=axis(format="%", values=ticks))


def cost_intervals(points: Sequence[Row], currency: str) -> Spec:
    """What causes cost. Rows: cause (its words), amount, low, high, counted.

    A bar from zero to the amount, the interval as a line across its end; what is outside the total is drawn in outline.
    """
    order = [row["cause"] for row in points]
    low = min([0.0, *(float(row["low"]) for row in points)])
    high = max([1.0, *(float(row["high"]) for row in points)])
    room = (high - low) * 0.03
    said = ticks_to(max(high, -low))
    step = said[1] if len(said) > 1 else high
    ticks = [step * place for place in range(-12, 13) if low <= step * place <= high]
    while len(ticks) > 4:
        ticks = [tick for tick in ticks if round(tick / step) % 2 == 0]
        step *= 2
    labels = {key_of(tick): short(tick, currency) for tick in ticks}
    rows = [{**row, "zero": 0.0, "said": words.money(row["amount"], currency)} for row in points]
    counted, outside = ([row for row in rows if bool(row["counted"]) is there] for there in (True, False))
    y = ranked("cause", order, axis=axis(labelLimit=190, minExtent=160, grid=False))
    x = number(
        "amount",
        scale={"domain": [low - room if low else 0.0, high + room], "nice": False},
        axis=axis(values=ticks, labelExpr=f"({json.dumps(labels)})[toString(datum.value)]"),
    )
    ends = {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}}
    wide = [row for row in rows if row["low"] != row["high"]]
    zero = layer([{"amount": 0.0}], "rule", {"color": INK, "strokeWidth": 1}, x=x)
    bars = layer(
        counted, "bar", {"color": INK, "opacity": 0.28, "height": 14}, y=y, x=x, x2={"field": "zero"}
    )
    outlines = layer(
        outside,
        "bar",
        {"color": "transparent", "stroke": MUTED, "strokeDash": [3, 2], "height": 14},
        y=y,
        x=x,
        x2={"field": "zero"},
    )
    spans = layer(wide, "rule", {"color": INK, "strokeWidth": 1.5}, y=y, **ends)
    tips = [
        layer(
            [{**row, "amount": row[end]} for row in wide],
            "point",
            {"shape": "stroke", "angle": 90, "size": 60, "color": INK, "opacity": 1},
            y=y,
            x=x,
        )
        for end in ("low", "high")
    ]
    style = {"align": "left", "dx": 8, "fontSize": 12, "color": INK}
    figures = layer(rows, "text", style, text=name("said"), y=y, x={"value": BARS})
    return plain(
        zero,
        bars,
        outlines,
        spans,
        *tips,
        figures,
        height=ROW * max(len(order), 1),
        width=BARS,
        right=MARGIN + 6,
    )
