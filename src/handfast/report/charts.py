"""The charts, each a function from rows to an Altair chart; the page draws them here, the app in the browser.

A chart has no title of its own: the title says the finding, so whoever shows it writes it. Axes of amounts begin at zero, names stand at
what they name, a target is a thin line with its name, and no chart has more than three colours.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec

import altair as alt
from altair.utils.schemapi import debug_mode

from handfast.report import words
from handfast.report.tokens import TOKENS

INK, MUTED, LINE = TOKENS["ink"].light, TOKENS["muted"].light, TOKENS["line"].light
COLOUR = {name: token.light for name, token in TOKENS.items()}
WIDTH, HEIGHT = 300, 130
Row = Mapping[str, Any]
Layers = alt.LayerChart
P = ParamSpec("P")


def _trusted(make: Callable[P, Layers]) -> Callable[P, Layers]:
    """Leave out Altair's check of every clause against the whole schema, which takes longer than the drawing; a test makes it."""

    @wraps(make)
    def made(*args: P.args, **options: P.kwargs) -> Layers:
        with debug_mode(False):
            return make(*args, **options)

    return made


@_trusted
def promise_trend(points: Sequence[Row], unit: str, party: str, currency: str | None = None) -> Layers:
    """A promise over time. Rows: period, value, target, state (kept, broken, …).

    Shares are a line of points, since what matters is the distance to the target; counts and money are bars from zero.
    """
    rows = [{**row, "said": _said(row["value"], unit, currency), "mark": _mark(row["state"])} for row in points]
    colour = COLOUR.get(party, INK)
    x = _periods(row["period"] for row in rows)
    y = _share_axis(rows) if unit == "share" else _amount_axis(rows, currency if unit == "money" else None)
    base = alt.Chart(_values(rows))
    body = base.mark_line(color=colour, strokeWidth=1.5) if unit == "share" else base.mark_bar(color=colour, opacity=0.35)
    shape = alt.Shape("mark:N", scale=alt.Scale(domain=["kept", "broken", "none"], range=["circle", "diamond", "circle"]), legend=None)
    fill = alt.Fill("mark:N", scale=alt.Scale(domain=["kept", "broken", "none"], range=[COLOUR["kept"], COLOUR["ground"], COLOUR["ground"]]), legend=None)
    stroke = alt.Stroke("mark:N", scale=alt.Scale(domain=["kept", "broken", "none"], range=[COLOUR["kept"], COLOUR["broken"], MUTED]), legend=None)
    marks = base.mark_point(size=46, strokeWidth=1.6, opacity=1).encode(x=x, y=y, shape=shape, fill=fill, stroke=stroke)
    last = alt.Chart(_values(rows[-1:])).mark_text(dy=-11, fontSize=12, fontWeight=600, color=INK).encode(x=x, y=y, text=alt.Text("said:N"))
    return _plain(body.encode(x=x, y=y), *_target_line(rows, unit, currency, y), marks, last)


@_trusted
def answered_within(points: Sequence[Row], party: str, within: float, target: float, day: int) -> Layers:
    """What share was touched within a time. Rows: seconds (business time), share (of all whose time was up); `within` seconds were promised to `target` of them."""
    most = max([within * 4, 1.0])
    rows = _thinned([row for row in points if row["seconds"] <= most])
    rows = [{"seconds": 0.0, "share": 0.0}, *rows, {"seconds": most, "share": rows[-1]["share"] if rows else 0.0}]
    ticks = [most * part / 4 for part in range(5)]
    names = {_key(tick): words.seconds(tick, day=day) if tick else "0" for tick in ticks}
    x = alt.X("seconds:Q", scale=alt.Scale(domain=[0, most], nice=False), axis=_axis(values=ticks, labelExpr=f"({json.dumps(names)})[toString(datum.value)]", grid=False))
    y = alt.Y("share:Q", scale=alt.Scale(domain=[0, 1]), axis=_axis(format="%", tickCount=5))
    curve = alt.Chart(_values(rows)).mark_line(interpolate="step-after", color=COLOUR[party], strokeWidth=2).encode(x=x, y=y)
    promised = [{"seconds": within, "share": target, "said": f"promised: {words.percent(target)}"}]
    rule = alt.Chart(_values(promised)).mark_rule(color=INK, strokeDash=[3, 3]).encode(x=x)
    goal = alt.Chart(_values(promised)).mark_point(shape="cross", size=60, color=INK, filled=True, opacity=1).encode(x=x, y=y)
    name = alt.Chart(_values(promised)).mark_text(align="left", dx=7, dy=-7 if target < 0.9 else 10, color=INK, fontSize=12).encode(x=x, y=y, text=alt.Text("said:N"))
    return _plain(rule, curve, goal, name)


@_trusted
def by_period(points: Sequence[Row], unit: str, party: str, currency: str | None = None) -> Layers:
    """A volume or an amount by period, as bars. Rows: period, value, target (may be None)."""
    rows = [{**row, "said": _said(row["value"], unit, currency)} for row in points]
    x, y = _periods(row["period"] for row in rows), _amount_axis(rows, currency if unit == "money" else None)
    bars = alt.Chart(_values(rows)).mark_bar(color=COLOUR.get(party, MUTED)).encode(x=x, y=y)
    last = alt.Chart(_values(rows[-1:])).mark_text(dy=-7, fontSize=12, fontWeight=600, color=INK).encode(x=x, y=y, text=alt.Text("said:N"))
    return _plain(bars, *_target_line(rows, unit, currency, y), last)


@_trusted
def by_model(points: Sequence[Row]) -> Layers:
    """The same total, shared out by each attribution model. Rows: channel, model (first, last or another), share."""
    order = _order(points)
    rows = [{**row, "kind": row["model"] if row["model"] in ("first", "last") else "other"} for row in points]
    y = alt.Y("channel:N", sort=order, axis=_axis(labelLimit=110, grid=False))
    x = alt.X("share:Q", scale=alt.Scale(zero=True, nice=True), axis=_axis(format="%", tickCount=5))
    base = alt.Chart(_values(rows))
    span = base.mark_rule(color=MUTED, opacity=0.5).encode(y=y, x=alt.X("min(share):Q"), x2=alt.X2("max(share):Q"))
    kinds = ["first", "last", "other"]
    colour = alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=[COLOUR["marketing"], COLOUR["sales"], MUTED]), legend=None)
    shape = alt.Shape("kind:N", scale=alt.Scale(domain=kinds, range=["circle", "diamond", "stroke"]), legend=None)
    dots = base.mark_point(filled=True, size=70, opacity=1, angle=0).encode(y=y, x=x, color=colour, shape=shape)
    top = [{**row, "said": f"{row['model']} touch"} for row in rows if row["channel"] == (order or [None])[0] and row["kind"] != "other"]
    ends = sorted(top, key=lambda row: row["share"])
    names = [
        alt.Chart(_values([row])).mark_text(dy=-11, align="right" if place == 0 else "left", fontSize=11, color=COLOUR["marketing" if row["kind"] == "first" else "sales"])
        .encode(y=y, x=x, text=alt.Text("said:N"))
        for place, row in enumerate(ends)
    ]  # fmt: skip
    return _plain(span, dots, *names, height=26 * max(len(order), 1))


@_trusted
def fairness(points: Sequence[Row]) -> Layers:
    """How far each rep's share is from the agreed weight. Rows: rep (name or number), leads_gap, value_gap."""
    reps = [row["rep"] for row in points]
    rows = [{"rep": row["rep"], "gap": row[key], "of": key} for row in points for key in ("leads_gap", "value_gap") if row[key] is not None]
    y = alt.Y("rep:N", sort=reps, axis=_axis(labelLimit=110, grid=False))
    far = max([0.3, *(abs(row["gap"]) for row in rows)])
    x = alt.X("gap:Q", scale=alt.Scale(domain=[-far, far], nice=True), axis=_axis(format="+.0%", tickCount=5))
    zero = alt.Chart(_values([{"gap": 0, "said": "as agreed"}])).mark_rule(color=INK).encode(x=x)
    kinds = ["leads_gap", "value_gap"]
    colour = alt.Color("of:N", scale=alt.Scale(domain=kinds, range=[COLOUR["sales"], MUTED]), legend=None)
    shape = alt.Shape("of:N", scale=alt.Scale(domain=kinds, range=["circle", "diamond"]), legend=None)
    dots = alt.Chart(_values(rows)).mark_point(filled=True, size=70, opacity=1).encode(x=x, y=y, color=colour, shape=shape)
    first = [{**row, "said": row["of"].removesuffix("_gap")} for row in rows if row["rep"] == reps[0]]
    names = [
        alt.Chart(_values([row])).mark_text(dy=-11, align="right" if place == 0 else "left", fontSize=11, color=INK).encode(x=x, y=y, text=alt.Text("said:N"))
        for place, row in enumerate(sorted(first, key=lambda row: row["gap"]))
    ]  # fmt: skip
    return _plain(zero, dots, *names, height=26 * max(len(reps), 1))


def _thinned(rows: Sequence[Row], most: int = 120) -> list[Row]:
    """So many rows at most, evenly, the last one among them: more can't be told apart in the drawing."""
    every = -(-len(rows) // most) or 1
    return [row for place, row in enumerate(rows) if place % every == 0 or place == len(rows) - 1]


def _plain(*layers: Any, height: int = HEIGHT) -> Layers:
    """Layers on one ground, in the look that all charts share."""
    # Given here and not by `.properties`, which checks each against the whole schema: a hundred times slower.
    return alt.LayerChart(
        layer=list(layers),
        width=WIDTH,
        height=height,
        padding={"left": 8, "right": 14, "top": 6, "bottom": 2},
        background="transparent",
        config=alt.Config(
            view=alt.ViewConfig(stroke=None),
            axis=alt.AxisConfig(labelColor=MUTED, labelFontSize=11, gridColor=LINE, domain=False, ticks=False, labelPadding=6),
        ),
    )


def _values(rows: Iterable[Row]) -> alt.Data:
    return alt.Data(values=[dict(row) for row in rows])


def _axis(**options: Any) -> alt.Axis:
    return alt.Axis(title=None, **options)


def _periods(names: Iterable[str]) -> alt.X:
    """An axis of periods; the year stands under the first and under each January."""
    ordered = sorted(set(names))
    labels = {name: _label(name, place == 0) for place, name in enumerate(ordered)}
    crowded = 1 if len(ordered) <= 12 else 3
    shown = ordered[:: crowded]
    return alt.X("period:O", sort=ordered, axis=_axis(values=shown, labelAngle=0, labelExpr=f"({json.dumps(labels)})[datum.value]", grid=False))


def _label(name: str, first: bool) -> list[str]:
    year, _, part = name.partition("-")
    return [words.period(name, short=True), year] if first or part in ("01", "Q1", "W01") else [words.period(name, short=True)]


def _share_axis(rows: Sequence[Row]) -> alt.Y:
    known = [value for row in rows for value in (row["value"], row.get("target")) if value is not None]
    low = min([0.8, *known])
    floor = max(0.0, round(low - 0.05, 1) if low > 0.05 else 0.0)
    return alt.Y("value:Q", scale=alt.Scale(domain=[floor, 1.02], nice=False), axis=_axis(format="%", tickCount=4))


def _amount_axis(rows: Sequence[Row], currency: str | None) -> alt.Y:
    known = [value for row in rows for value in (row["value"], row.get("target")) if value is not None]
    top = max([1.0, *known]) * 1.12
    ticks = _ticks(top)
    said = {_key(tick): _short(tick, currency) for tick in ticks}
    axis = _axis(values=ticks, labelExpr=f"({json.dumps(said)})[toString(datum.value)]")
    return alt.Y("value:Q", scale=alt.Scale(domain=[0, top], nice=False), axis=axis)


def _key(number: float) -> str:
    """A number as the drawing's own language writes it as text."""
    return f"{number:.12g}"


def _ticks(top: float) -> list[float]:
    size = 10 ** (len(str(int(top))) - 1)
    step = next(step for step in (size / 5, size / 4, size / 2, size, size * 2, size * 5) if top / step <= 4)
    return [step * place for place in range(int(top / step) + 1)]


def _short(value: float, currency: str | None) -> str:
    """An amount for an axis: `$1.2M`, `40k`."""
    sign = words.money(0, currency).rstrip("0") if currency else ""
    for size, unit in ((1_000_000, "M"), (1_000, "k")):
        if value >= size:
            return f"{sign}{value / size:g}{unit}"
    return f"{sign}{value:g}"


def _target_line(rows: Sequence[Row], unit: str, currency: str | None, y: alt.Y) -> list[alt.Chart]:
    targets = [row for row in rows if row.get("target") is not None]
    if not targets:
        return []
    named = [{"value": targets[-1]["target"], "said": f"promised {_said(targets[-1]['target'], unit, currency)}"}]
    line = alt.Chart(_values(named)).mark_rule(color=INK, strokeWidth=1, strokeDash=[3, 3]).encode(y=y)
    name = alt.Chart(_values(named)).mark_text(align="left", dy=-6, fontSize=11, color=INK).encode(y=y, x=alt.value(3), text=alt.Text("said:N"))
    return [line, name]


def _said(value: float | None, unit: str, currency: str | None) -> str:
    if unit == "share":
        return words.percent(value)
    return _short(float(f"{value:.3g}"), currency) if value is not None and (unit == "money" or value >= 10_000) else words.count(value)


def _mark(state: str) -> str:
    return state if state in ("kept", "broken") else "none"


def _order(points: Sequence[Row]) -> list[str]:
    best: dict[str, float] = {}
    for row in points:
        best[row["channel"]] = max(best.get(row["channel"], 0.0), row["share"])
    return sorted(best, key=lambda channel: (-best[channel], channel))
