"""The charts are valid Vega-Lite, begin where they must, and become drawings in the page's colours."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from handfast.report import charts
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
    DRAWN[name]().to_dict(validate=True)


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_becomes_a_drawing_in_the_pages_colours(name: str) -> None:
    svg = to_svg(DRAWN[name](), 'what it "shows" & more')
    assert svg.startswith('<svg class="chart" viewBox="0 0 ')
    assert "what it" in svg and "&amp; more" in svg
    assert not re.search(r'(?:fill|stroke)="#', svg)
    assert not re.search(r"NaN|undefined|Infinity", svg)


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_has_at_most_three_colours_besides_ink(name: str) -> None:
    used = set(re.findall(r"var\(--(\w+)\)", to_svg(DRAWN[name](), "")))
    assert len(used - {"ink", "muted", "line", "ground"}) <= 3


@pytest.mark.parametrize("name", ["money", "counts", "months", "zero"])
def test_amounts_begin_at_zero(name: str) -> None:
    domains = [
        layer["encoding"]["y"]["scale"]["domain"]
        for layer in DRAWN[name]().to_dict()["layer"]
        if "scale" in layer["encoding"].get("y", {})
    ]
    assert domains and all(low == 0 for low, _ in domains)


def test_names_at_the_side_stay_apart() -> None:
    close = [{**row, "value": 0.901, "target": 0.9} for row in SHARES]
    heights = [
        layer["encoding"]["y"]["value"]
        for layer in charts.promise_trend(close, "share", "sales").to_dict()["layer"]
        if "value" in layer["encoding"].get("y", {})
    ]
    assert len(heights) == 2 and abs(heights[0] - heights[1]) >= charts.APART - 1e-6


def test_many_points_are_thinned_and_the_last_stays() -> None:
    kept = charts._thinned(TOUCHES)
    assert len(kept) <= 121 and kept[-1] == TOUCHES[-1] and kept[0] == TOUCHES[0]


def test_every_colour_of_a_drawing_is_a_token() -> None:
    light = "".join(f'<path fill="{token.light}"/>' for token in TOKENS.values())
    assert cleaned(f'<svg xmlns="x" viewBox="0 0 1 1">{light}</svg>', "").count("var(--") == len(TOKENS)
