"""The charts are valid Vega-Lite, begin where they must, and become drawings in the page's colours."""

import re
from collections.abc import Callable
from typing import Any

import altair as alt
import pytest

from handfast.report import charts
from handfast.report.drawer import Drawer
from handfast.report.pen import draw
from handfast.report.svg import cleaned, to_svg
from handfast.report.tokens import TOKENS

MONTHS = [f"2025-{month:02}" for month in range(1, 13)]
SHARES = [
    {"period": month, "value": 0.7 + 0.02 * place, "target": 0.9, "state": "kept" if place > 9 else "broken"}
    for place, month in enumerate(MONTHS)
]
AMOUNTS = [{**row, "value": 1e6 * row["value"], "target": 1.2e6} for row in SHARES]  # type: ignore[operator]
UNKNOWN = [{"period": "2025-01", "value": None, "target": 0.9, "state": "no data"}]
MODELS = [
    {"channel": channel, "model": model, "share": share}
    for channel, share in (("search", 0.6), ("none", 0.4))
    for model in ("first", "last", "linear", "markov")
]
REPS = [
    {"rep": f"rep {place}", "leads_gap": gap, "value_gap": -gap} for place, gap in enumerate((0.1, -0.4, 0.0))
]
TOUCHES = [{"seconds": 60.0 * place, "share": place / 400} for place in range(300)]

DRAWN: dict[str, Callable[[], Any]] = {
    "shares": lambda: charts.promise_trend(SHARES, "share", "sales"),
    "money": lambda: charts.promise_trend(AMOUNTS, "money", "both", "USD"),
    "counts": lambda: charts.promise_trend(
        [{**row, "target": None} for row in AMOUNTS], "count", "marketing"
    ),
    "unknown": lambda: charts.promise_trend(UNKNOWN, "share", "sales"),
    "zero": lambda: charts.by_period(
        [{"period": "2026-Q1", "value": 0, "target": None}], "money", "sales", "EUR"
    ),
    "months": lambda: charts.by_period(AMOUNTS, "money", "sales", "EUR"),
    "touches": lambda: charts.answered_within(TOUCHES, "sales", 1800.0, 0.9, 28_800),
    "never touched": lambda: charts.answered_within([], "sales", 1800.0, 0.9, 28_800),
    "models": lambda: charts.by_model(MODELS),
    "fairness": lambda: charts.fairness(REPS),
    "nobody": lambda: charts.fairness([]),
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_is_valid(name: str) -> None:
    alt.LayerChart.from_dict(DRAWN[name](), validate=True)


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_becomes_a_drawing_in_the_pages_colours(name: str) -> None:
    svg = str(to_svg(DRAWN[name](), 'what it "shows" & more'))
    assert svg.startswith('<svg class="chart" viewBox="0 0 ')
    assert "what it" in svg and "&amp; more" in svg
    assert not re.search(r'(?:fill|stroke)="#', svg)
    assert not re.search(r"NaN|undefined|Infinity", svg)


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_has_at_most_three_colours_besides_ink(name: str) -> None:
    used = set(re.findall(r"var\(--(\w+)\)", str(to_svg(DRAWN[name](), ""))))
    assert len(used - {"ink", "muted", "line", "ground"}) <= 3


@pytest.mark.parametrize("name", ["money", "counts", "months", "zero"])
def test_amounts_begin_at_zero(name: str) -> None:
    domains = [
        layer["encoding"]["y"]["scale"]["domain"]
        for layer in DRAWN[name]()["layer"]
        if "scale" in layer["encoding"].get("y", {})
    ]
    assert domains and all(low == 0 for low, _ in domains)


def test_names_at_the_side_stay_apart() -> None:
    close = [{**row, "value": 0.901, "target": 0.9} for row in SHARES]
    heights = [
        layer["encoding"]["y"]["value"]
        for layer in charts.promise_trend(close, "share", "sales")["layer"]
        if "value" in layer["encoding"].get("y", {})
    ]
    assert len(heights) == 2 and abs(heights[0] - heights[1]) >= charts.APART - 1e-6


def test_many_points_are_thinned_and_the_last_stays() -> None:
    kept = charts._thinned(TOUCHES)
    assert len(kept) <= 121 and kept[-1] == TOUCHES[-1] and kept[0] == TOUCHES[0]


def test_every_colour_of_a_drawing_is_a_token() -> None:
    light = "".join(f'<path fill="{token.light}"/>' for token in TOKENS.values())
    assert cleaned(f'<svg xmlns="x" viewBox="0 0 1 1">{light}</svg>', "").count("var(--") == len(TOKENS)


def test_drawings_come_in_the_order_in_which_they_were_asked_for() -> None:
    drawer = Drawer()
    asked = [(name, drawer.ask(make())) for name, make in DRAWN.items()]
    for name, drawn in asked:
        assert drawn.result(timeout=60) == draw(DRAWN[name]())
    drawer.close()


@pytest.mark.parametrize("ends", ["before it is asked", "while it draws"])
def test_what_the_process_leaves_undone_is_drawn_here(ends: str) -> None:
    drawer = Drawer()
    process = drawer._pen
    assert process is not None
    if ends == "before it is asked":
        process.kill()
        process.wait()
    first, second = drawer.ask(DRAWN["shares"]()), drawer.ask(DRAWN["models"]())
    process.kill()
    assert first.result(timeout=60) == draw(DRAWN["shares"]())
    assert second.result(timeout=60) == draw(DRAWN["models"]())
    assert drawer.ask(DRAWN["money"]()).result(timeout=60) == draw(DRAWN["money"]())
    drawer.close()


def test_without_a_process_charts_are_drawn_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    drawer = Drawer()
    assert drawer.ask(DRAWN["shares"]()).result(timeout=60) == draw(DRAWN["shares"]())
    drawer.close()


def test_what_cannot_be_drawn_is_an_error_for_whoever_asked_and_for_nobody_else() -> None:
    drawer = Drawer()
    wrong, right = drawer.ask({"mark": "no such mark"}), drawer.ask(DRAWN["shares"]())
    with pytest.raises(ValueError):
        wrong.result(timeout=60)
    assert right.result(timeout=60) == draw(DRAWN["shares"]())
    drawer.close()
