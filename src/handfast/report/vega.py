"""The words of Vega-Lite that the charts are written in, as plain data: no library stands between, since making one takes longer than drawing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from handfast.report.tokens import TOKENS

Row = Mapping[str, Any]
Spec = dict[str, Any]
"""A Vega-Lite specification, or a part of one."""

INK, MUTED, LINE = TOKENS["ink"].light, TOKENS["muted"].light, TOKENS["line"].light
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
"""Which Vega-Lite is meant; a name only, nothing is fetched from there."""
CONFIG: Spec = {
    "view": {"continuousWidth": 300, "continuousHeight": 300, "stroke": None},
    "axis": {
        "labelColor": MUTED,
        "labelFontSize": 12,
        "gridColor": LINE,
        "domain": False,
        "ticks": False,
        "labelPadding": 6,
    },
}
"""The look that all charts share."""


def number(field: str, **options: Any) -> Spec:
    """A column of numbers as a channel: a place, a colour."""
    return {"field": field, "type": "quantitative", **options}


def name(field: str, **options: Any) -> Spec:
    """A column of names as a channel."""
    return {"field": field, "type": "nominal", **options}


def ranked(field: str, order: Sequence[str], **options: Any) -> Spec:
    """A column of names that have an order as a channel."""
    return {"field": field, "type": "ordinal", "sort": list(order), **options}


def axis(**options: Any) -> Spec:
    """An axis without a title: the chart's own says what is drawn."""
    return {"title": None, **options}


def layer(
    rows: Iterable[Row], mark: Literal["bar", "line", "point", "rule", "text"], style: Spec, **channels: Spec
) -> Spec:
    """Rows drawn as marks of one kind and style."""
    return {
        "data": {"values": [dict(row) for row in rows]},
        "mark": {"type": mark, **style},
        "encoding": channels,
    }


def drawing(*layers: Spec, width: int, height: int, right: int) -> Spec:
    """Layers on one ground, with so many pixels of room at the right."""
    return {
        "$schema": SCHEMA,
        "config": CONFIG,
        "layer": list(layers),
        "width": width,
        "height": height,
        "padding": {"left": 8, "right": right, "top": 6, "bottom": 2},
        "background": "transparent",
    }
