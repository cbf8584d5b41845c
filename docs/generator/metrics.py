"""The metrics, from the registry in `handfast.engine.metrics`."""

from docs.generator.markdown import code, codes, page, table
from handfast.engine.known import KNOWABLE
from handfast.engine.metrics import METRICS, Metric

INTRODUCTION = """
Every figure of [`metrics`](findings.md#metrics). Each is there by week, month, quarter and over all, and cut by each
of its dimensions.

A figure by **cohort** belongs to the period in which its row began: of the leads of March, how many became
opportunities by now? By **flow** it belongs to the period in which the row was settled: of what was settled in
March, how much went well? The two differ whenever the business changes, so each figure says which it is.

Shares are 0 to 1 and never above. Durations leave nobody out: what has not happened yet is censored.
*Needs* names what the record must have; without it there is no data.
"""


def page_text() -> str:
    """The whole page."""
    head = ("Metric", "Basis", "What it is", "Row", "Unit", "Dimensions", "Needs")
    return page("Metrics", INTRODUCTION, table(head, map(_row, METRICS)))


def _row(metric: Metric) -> tuple[str, ...]:
    basis = "" if metric.basis == "none" else metric.basis
    needs = ", ".join(map(_need, metric.needs))
    return (
        code(metric.name),
        basis,
        metric.sentence,
        metric.grain,
        metric.unit,
        ", ".join(metric.dimensions),
        needs,
    )


def _need(need: str) -> str:
    """Tables and columns as code; what is named in words as it is."""
    return need if need in KNOWABLE else codes(need.split("|")).replace(", ", " or ")
