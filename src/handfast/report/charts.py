"""The charts, each a function from rows to a Vega-Lite specification; the page draws them here, a browser may draw them too.

A chart has no title of its own: the title says the finding, so whoever shows it writes it. Axes of amounts begin at zero, names stand at
what they name, a target is a thin line with its name, and no chart has more than three colours.
"""

import json
import math
from collections.abc import Iterable, Sequence
from typing import Literal

from handfast.report import words
from handfast.report.tokens import TOKENS
from handfast.report.vega import INK, MUTED, Row, Spec, axis, drawing, layer, name, number, ranked

COLOUR = {token: shades.light for token, shades in TOKENS.items()}
WIDTH, HEIGHT = 250, 130
MARGIN = 72
"""Room at the right for the names of the last value and of the target."""
APART = 15
"""How far apart two of these names are at least."""


def promise_trend(
    points: Sequence[Row], unit: str, party: str, currency: str | None = None, word: str = "promised"
) -> Spec:
    """A promise over time. Rows: period, value, target, state (kept, broken, …).

    Shares are a line of points, since what matters is the distance to the target; counts and money are bars from zero.
    """
    rows = [{**row, "mark": row["state"] if row["state"] in ("kept", "broken") else "none"} for row in points]
    colour, (low, high) = COLOUR.get(party, INK), _bounds(rows, unit)
    x, y = periods_axis(row["period"] for row in rows), _value_axis(low, high, unit, currency)
    body = (
        layer(rows, "line", {"color": colour, "strokeWidth": 1.5}, x=x, y=y)
        if unit == "share"
        else layer(rows, "bar", {"color": colour, "opacity": 0.35}, x=x, y=y)
    )
    kept, broken, ground = COLOUR["kept"], COLOUR["broken"], COLOUR["ground"]
    marks = layer(
        rows,
        "point",
        {"size": 46, "strokeWidth": 1.6, "opacity": 1},
        x=x,
        y=y,
        shape=_by_state(["circle", "diamond", "circle"]),
        fill=_by_state([kept, ground, ground]),
        stroke=_by_state([kept, broken, MUTED]),
    )
    return plain(body, *_names(rows, unit, currency, low, high, y, word), marks, right=MARGIN)


def _by_state(looks: Sequence[str]) -> Spec:
    """A look for periods that were kept, that were broken, and for the others."""
    return name("mark", scale={"domain": ["kept", "broken", "none"], "range": list(looks)}, legend=None)


def answered_within(
    points: Sequence[Row], party: str, within: float, target: float, day: int, word: str = "promised"
) -> Spec:
    """What share was touched within a time. Rows: seconds (in the time that was promised), share (of all whose time was up).

    `within` seconds were promised to the share `target` of them; `day` is the length of a day of that time in seconds.
    """
    most = max([within * 4, 1.0])
    rows = _thinned([row for row in points if row["seconds"] <= most])
    rows = [
        {"seconds": 0.0, "share": 0.0},
        *rows,
        {"seconds": most, "share": rows[-1]["share"] if rows else 0.0},
    ]
    ticks = [most * part / 4 for part in range(5)]
    names = {key_of(tick): words.seconds(tick, day=day) if tick else "0" for tick in ticks}
    x = number(
        "seconds",
        scale={"domain": [0, most], "nice": False},
        axis=axis(values=ticks, labelExpr=f"({json.dumps(names)})[toString(datum.value)]", grid=False),
    )
    y = number("share", scale={"domain": [0, 1]}, axis=axis(format="%", tickCount=5))
    curve = layer(
        rows, "line", {"interpolate": "step-after", "color": COLOUR[party], "strokeWidth": 2}, x=x, y=y
    )
    promised = [
        {
            "seconds": within,
            "share": target,
            "foot": 0.07,
            "said": f"{word} to {words.percent(target)}"
            if word == "promised"
            else f"{word} {words.percent(target)}",
        }
    ]
    rule = layer(promised, "rule", {"color": INK, "strokeDash": [3, 3]}, x=x)
    goal = layer(
        promised,
        "point",
        {"shape": "cross", "size": 60, "color": INK, "filled": True, "opacity": 1},
        x=x,
        y=y,
    )
    # The curve only rises, so the foot of the line, to its right, is free.
    foot = number("foot", scale={"domain": [0, 1]})
    said = layer(
        promised,
        "text",
        {"align": "left", "dx": 6, "color": INK, "fontSize": 12},
        x=x,
        y=foot,
        text=name("said"),
    )
    return plain(rule, curve, goal, said, width=WIDTH + MARGIN - 20)


def by_period(points: Sequence[Row], unit: str, party: str, currency: str | None = None) -> Spec:
    """A volume or an amount by period, as bars. Rows: period, value, target (may be None)."""
    rows = list(points)
    low, high = _bounds(rows, unit)
    x, y = periods_axis(row["period"] for row in rows), _value_axis(low, high, unit, currency)
    bars = layer(rows, "bar", {"color": COLOUR.get(party, MUTED)}, x=x, y=y)
    return plain(bars, *_names(rows, unit, currency, low, high, y), right=MARGIN)


def by_model(points: Sequence[Row]) -> Spec:
    """The same total, shared out by each attribution model. Rows: channel, model (first, last or another), share."""
    order = _order(points)
    rows = [{**row, "kind": row["model"] if row["model"] in ("first", "last") else "other"} for row in points]
    y = name("channel", sort=order, axis=axis(labelLimit=96, grid=False))
    x = number("share", scale={"zero": True, "nice": True}, axis=axis(format="%", tickCount=4))
    low, high = number("share", aggregate="min"), {"field": "share", "aggregate": "max"}
    span = layer(rows, "rule", {"color": MUTED, "opacity": 0.5}, y=y, x=low, x2=high)
    others = layer(
        [row for row in rows if row["kind"] == "other"],
        "point",
        {"filled": True, "size": 14, "opacity": 1, "color": MUTED},
        y=y,
        x=x,
    )
    kinds = ["first", "last"]
    colour = name(
        "kind", scale={"domain": kinds, "range": [COLOUR["marketing"], COLOUR["sales"]]}, legend=None
    )
    shape = name("kind", scale={"domain": kinds, "range": ["circle", "diamond"]}, legend=None)
    dots = layer(
        [row for row in rows if row["kind"] != "other"],
        "point",
        {"filled": True, "size": 70, "opacity": 1},
        y=y,
        x=x,
        color=colour,
        shape=shape,
    )
    top = [
        {**row, "said": f"{row['model']} touch"}
        for row in rows
        if row["channel"] == order[0] and row["kind"] != "other"
    ]
    ends = sorted(top, key=lambda row: row["share"])
    names = [
        layer(
            [row],
            "text",
            {
                "dy": -11,
                "align": "right" if place == 0 else "left",
                "fontSize": 12,
                "color": COLOUR["marketing" if row["kind"] == "first" else "sales"],
            },
            y=y,
            x=x,
            text=name("said"),
        )
        for place, row in enumerate(ends)
    ]
    return plain(span, others, dots, *names, height=26 * max(len(order), 1))


def fairness(points: Sequence[Row]) -> Spec:
    """How far each rep's share is from the agreed weight. Rows: rep (name or number), leads_gap, value_gap."""
    reps = [row["rep"] for row in points]
    rows = [
        {"rep": row["rep"], "gap": row[key], "of": key}
        for row in points
        for key in ("leads_gap", "value_gap")
        if row[key] is not None
    ]
    y = name("rep", sort=reps, axis=axis(labelLimit=110, grid=False))
    far = max([0.3, *(abs(row["gap"]) for row in rows)]) * 1.05
    step = next(step for step in (0.2, 0.5, 1, 2, 5, 10, 100) if far / step <= 3)
    ticks = [step * place for place in range(-3, 4) if abs(step * place) <= far]
    x = number("gap", scale={"domain": [-far, far], "nice": False}, axis=axis(format="+.0%", values=ticks))
    zero = layer([{"gap": 0}], "rule", {"color": INK}, x=x)
    kinds = ["leads_gap", "value_gap"]
    colour = name("of", scale={"domain": kinds, "range": [COLOUR["sales"], MUTED]}, legend=None)
    shape = name("of", scale={"domain": kinds, "range": ["circle", "diamond"]}, legend=None)
    look = {"filled": True, "size": 70, "opacity": 1}
    dots = layer(rows, "point", look, x=x, y=y, color=colour, shape=shape)
    return plain(zero, dots, height=26 * max(len(reps), 1))


def _thinned(rows: Sequence[Row], most: int = 120) -> list[Row]:
    """So many rows at most, evenly, the last one among them: more can't be told apart in the drawing."""
    every = -(-len(rows) // most) or 1
    return [row for place, row in enumerate(rows) if place % every == 0 or place == len(rows) - 1]


def plain(*layers: Spec, height: int = HEIGHT, width: int = WIDTH, right: int = 14) -> Spec:
    """Layers on one ground, in the size that most charts have."""
    return drawing(*layers, width=width, height=height, right=right)


def periods_axis(names: Iterable[str]) -> Spec:
    """An axis of periods, each with its year under it."""
    ordered = sorted(set(names))
    labels = {period: _label(period) for period in ordered}
    shown = ordered if len(ordered) <= 5 else ordered[::-1][:: -(-len(ordered) // 4)]  # the last one always
    return ranked(
        "period",
        ordered,
        axis=axis(
            values=shown,
            labelAngle=0,
            labelOverlap=False,
            labelExpr=f"({json.dumps(labels)})[datum.value]",
            grid=False,
        ),
    )


def _label(period: str) -> list[str]:
    year = period.partition("-")[0]
    return [words.period(period, short=True), year]


def _bounds(rows: Sequence[Row], unit: str) -> tuple[float, float]:
    """The lowest and the highest value that an axis shows: an amount's from zero, a share's from where its values are."""
    known = [value for row in rows for value in (row["value"], row.get("target")) if value is not None]
    if unit != "share":
        return 0.0, max([1.0, *known]) * 1.08
    return max(0.0, math.floor((min([0.9, *known]) - 0.02) * 10) / 10), 1.02


def _value_axis(low: float, high: float, unit: str, currency: str | None) -> Spec:
    scale = {"domain": [low, high], "nice": False}
    if unit == "share":
        step = 0.1 if high - low < 0.45 else 0.2
        ticks = [tick for place in range(11) if low <= (tick := round(1 - place * step, 2)) <= high]
        return number("value", scale=scale, axis=axis(format="%", values=ticks))
    ticks = ticks_to(high)
    said = {key_of(tick): short(tick, currency if unit == "money" else None) for tick in ticks}
    shown = axis(values=ticks, labelExpr=f"({json.dumps(said)})[toString(datum.value)]")
    return number("value", scale=scale, axis=shown)


def key_of(number: float) -> str:
    """A number as the drawing's own language writes it as text."""
    return f"{number:.12g}"


def ticks_to(top: float) -> list[float]:
    size = 10 ** (len(str(int(top))) - 1)
    step = next(step for step in (size / 5, size / 4, size / 2, size, size * 2, size * 5) if top / step <= 4)
    return [step * place for place in range(int(top / step) + 1)]


def short(value: float, currency: str | None) -> str:
    """An amount for an axis: `$1.2M`, `40k`."""
    sign = ("-" if value < 0 else "") + (words.money(0, currency).rstrip("0") if currency else "")
    for size, unit in ((1_000_000, "M"), (1_000, "k")):
        if abs(value) >= size:
            return f"{sign}{abs(value) / size:g}{unit}"
    return f"{sign}{abs(value):g}"


def _names(
    rows: Sequence[Row],
    unit: str,
    currency: str | None,
    low: float,
    high: float,
    y: Spec,
    word: str = "promised",
) -> list[Spec]:
    """The target as a thin line, and at the right of the drawing its name and that of the last value, apart from each other."""
    known = [row for row in rows if row["value"] is not None]
    targets = [row["target"] for row in rows if row.get("target") is not None]
    layers, target_at, last_at = [], None, None
    if targets:
        target_at = height_of(targets[-1], low, high)
        style = {"color": INK, "strokeWidth": 1, "strokeDash": [3, 3]}
        layers.append(layer([{"value": targets[-1]}], "rule", style, y=y))
    if known:
        last_at = height_of(known[-1]["value"], low, high)
    if target_at is not None and last_at is not None and abs(target_at - last_at) < APART:
        push = (APART - abs(target_at - last_at)) / 2 * (1 if target_at >= last_at else -1)
        target_at, last_at = target_at + push, last_at - push
    if target_at is not None:
        layers.append(beside(f"{_said(targets[-1], unit, currency)} {word}", target_at, "normal"))
    if last_at is not None:
        layers.append(beside(_said(known[-1]["value"], unit, currency), last_at, "bold"))
    return layers


def beside(said: str, height: float, weight: Literal["normal", "bold"]) -> Spec:
    """A name at the right of the drawing."""
    style = {"align": "left", "dx": 6, "fontSize": 12, "fontWeight": weight, "color": INK}
    return layer([{"said": said}], "text", style, text=name("said"), x={"value": WIDTH}, y={"value": height})


def height_of(value: float, low: float, high: float) -> float:
    """Where a value stands, in pixels from the top."""
    return HEIGHT * (1 - (min(value, high) - low) / (high - low))


def _said(value: float | None, unit: str, currency: str | None) -> str:
    if unit == "share":
        return words.percent(value)
    return (
        short(float(f"{value:.3g}"), currency)
        if value is not None and (unit == "money" or value >= 10_000)
        else words.count(value)
    )


def _order(points: Sequence[Row]) -> list[str]:
    best: dict[str, float] = {}
    for row in points:
        best[row["channel"]] = max(best.get(row["channel"], 0.0), row["share"])
    return sorted(best, key=lambda channel: (-best[channel], channel))
