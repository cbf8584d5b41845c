"""Spend that rises while neither sales-ready leads nor pipeline do: the last three months against the three before."""

import numpy as np

from handfast.diagnosis.signs.estimates import Floats
from handfast.diagnosis.signs.judging import Judging
from handfast.diagnosis.signs.registry import Sign, Source
from handfast.diagnosis.signs.states import TOLERANCE, Course, counted
from handfast.diagnosis.signs.thresholds import thresholds

MONTHS = 3
RESULTS = ("sales_ready_leads", "pipeline_created")
QUERY = """
    select name, period, coalesce(currency, '') as currency, value
    from findings.metrics
    where grain = 'month' and dimension = 'all' and name in ('spend', 'sales_ready_leads', 'pipeline_created')
"""


def rising(on: Judging, sign: Sign, source: Source) -> list[Course]:
    """The growth of spend, over its threshold where no result that the record knows is up."""
    told = on.findings.query(QUERY).to_pylist()
    currencies = ("", on.findings.current.currency)
    by_name: dict[str, dict[str, float]] = {}
    for row in told:
        if row["currency"] in currencies and row["value"] is not None:
            by_name.setdefault(row["name"], {})[row["period"]] = row["value"]
    results = [_growth(by_name[name], on.closes.labels) for name in RESULTS if name in by_name]
    if "spend" not in by_name or not results:
        return []
    spent = _growth(by_name["spend"], on.closes.labels)
    limit = thresholds(sign, source, "", on.agreements)
    with np.errstate(invalid="ignore"):
        over = (spent >= limit - TOLERANCE) & np.all([grown <= TOLERANCE for grown in results], axis=0)
    rows = np.full(len(spent), 2 * MONTHS, dtype=np.int64)
    return [counted(source.name, "", spent, limit, rows, over=over)]


def _growth(values: dict[str, float], labels: tuple[str, ...]) -> Floats:
    """Growth over the three months before; NaN where six months aren't known or the earlier three were nothing."""
    series = np.array([values.get(label, np.nan) for label in labels])
    first = next((place for place, one in enumerate(series) if not np.isnan(one)), len(series))
    series[first:] = np.nan_to_num(series[first:])  # a month in between with nothing is nothing
    sums = np.array(
        [series[place - 2 : place + 1].sum() if place > 1 else np.nan for place in range(len(series))]
    )
    before = np.concatenate([np.full(MONTHS, np.nan), sums])[: len(sums)]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(before > 0, sums / before - 1, np.nan), dtype=np.float64)
