"""The chart of what was learned: how far expected and observed shares agree."""

from collections.abc import Sequence

from handfast.report.charts import MARGIN, plain
from handfast.report.vega import INK, MUTED, Row, Spec, axis, layer, name, number

SIDE = 250
"""How wide and tall the drawing of calibration is: both axes are shares on the same scale."""
STEPS = (0.05, 0.1, 0.2, 0.25, 0.5, 1.0)


def calibration(points: Sequence[Row]) -> Spec:
    """Expected against observed shares. Rows: expected, observed, low, high, rows.

    The diagonal is where both agree; a point is a tenth of the rows by score, its line the 95% interval of the observed share.
    """
    most = min(max([0.05, *(max(row["expected"], row["high"]) for row in points)]) * 1.05, 1.0)
    step = next(step for step in STEPS if most / step <= 5)
    ticks = [round(step * place, 2) for place in range(int(most / step + 1e-9) + 1)]
    scale = {"domain": [0, most], "nice": False}
    x = number("expected", scale=scale, axis=axis(format="%", values=ticks, grid=False))
    y = number("observed", scale=scale, axis=axis(format="%", values=ticks))
    ends = [{"expected": 0.0, "observed": 0.0}, {"expected": most, "observed": most}]
    same = layer(ends, "line", {"color": INK, "strokeWidth": 1, "strokeDash": [3, 3]}, x=x, y=y)
    low = number("low", scale=scale)
    spans = layer(points, "rule", {"color": MUTED, "strokeWidth": 1.5}, x=x, y=low, y2={"field": "high"})
    marks = layer(
        points,
        "point",
        {"size": 56, "filled": True, "opacity": 1, "color": INK},
        x=x,
        y=y,
    )
    said = [{"expected": most, "observed": most, "said": "as expected"}]
    told = layer(
        said,
        "text",
        {"align": "left", "dx": 6, "fontSize": 12, "color": INK},
        x=x,
        y=y,
        text=name("said"),
    )
    return plain(same, spans, marks, told, width=SIDE, height=SIDE, right=MARGIN)
