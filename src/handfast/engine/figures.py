"""From facts to figures: every metric of the registry, by period and dimension.

The definitions say which rows count; their rows are fetched once for each kind of fact, and counted, summed and ranked here. A figure for a quarter or
for all time is the sum of its months' where it is a count or a sum, and ranked anew where it is a quantile.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from handfast.engine.cells import Cells
from handfast.engine.context import Context
from handfast.engine.fact_rows import ALL, FactRows, Scope, by_facts, fetch_rows, periods_of
from handfast.engine.facts import naive
from handfast.engine.findings import FINDINGS
from handfast.engine.known import there
from handfast.engine.metrics import METRICS, Metric
from handfast.engine.periods import GRAINS, periods_between
from handfast.engine.quantiles import (
    Flags,
    Numbers,
    Whole,
    grouped,
    quantiles,
    survival_quantiles,
    time_order,
)

KEYS = ("grain", "period", "dimension", "member", "currency")
FIGURES = pa.schema(
    [(name, pa.string()) for name in KEYS]
    + [(name, pa.float64()) for name in ("value", "numerator", "denominator")]
)
"""One row for each cell of a metric; currency is empty for what is not money."""

Figures = dict[Metric, pa.Table]


def whole_scope(context: Context) -> Scope:
    """Everything, in the zone of the agreement in force at as_of."""
    return Scope(context.current_version, context.versions[0].from_at, context.versions[-1].until_at)


def figures(context: Context, scope: Scope, metrics: Sequence[Metric] = METRICS) -> Figures:
    """Every figure of the metrics that the record has data for. Facts must have been created."""
    known = [metric for metric in metrics if has_data(context, metric)]
    found: Figures = {}
    unknown: dict[Metric, set[tuple[str, str]]] = {}
    groups = by_facts(known)
    for facts in sorted(groups, key=_turn):
        same = groups[facts]
        rows = fetch_rows(context, same)
        for at in sorted({metric.at for metric in same}):
            dated = [metric for metric in same if metric.at == at]
            dimensions = list(dict.fromkeys(dimension for metric in dated for dimension in metric.dimensions))
            cells = Cells(rows, periods_of(rows.instants[at], scope) if at else {}, dimensions)
            own = scope.version.agreement.currency
            found |= {metric: _figures(metric, rows, cells, own) for metric in dated}
            unknown |= {metric: _unknown(metric, rows, cells) for metric in dated if metric.monetary}
    for metric in known:
        if not metric.facts:
            found[metric] = _composed(metric, found, scope.version.agreement.currency)
    _fill_gaps(context, scope, found, unknown)
    return {metric: found[metric] for metric in known}


SOON_THERE = ("spend_facts", "meeting_facts", "asset_facts", "lead_facts", "stage_facts", "opportunity_facts")
"""Facts that are made before there are hand-offs with their clocks: what is counted first is what needn't be waited for."""


def _turn(facts: str) -> int:
    return SOON_THERE.index(facts) if facts in SOON_THERE else len(SOON_THERE)


def has_data(context: Context, metric: Metric) -> bool:
    """Whether the record and the agreement have that without which the metric would say zero and mean nothing."""
    return all(there(context, need) for need in metric.needs)


def _figures(metric: Metric, rows: FactRows, cells: Cells, own: str) -> pa.Table:
    """A metric's figures: cells that none of its rows are in are left out. Money is added up by currency; shares of money are those of `own` alone."""
    counted = cells.inside & rows.flags[metric.rows]
    there = counted & ~np.isnan(rows.numbers[metric.amount]) if metric.amount else counted
    if not metric.monetary:
        return _of_rows(metric, rows, cells, np.flatnonzero(there), "")
    currency = rows.members["currency"]
    names = currency.names.to_pylist()
    if metric.unit != "money":
        there = there & (currency.codes == names.index(own)) if own in names else there & False
        found = _of_rows(metric, rows, cells, np.flatnonzero(there), "")
        told = pa.array(_both_sides(metric, rows, cells, counted, there))
        place = FIGURES.get_field_index("value")
        return found.set_column(
            place, "value", pc.if_else(told, found["value"], pa.scalar(None, pa.float64()))
        )
    pieces = [
        _of_rows(metric, rows, cells, np.flatnonzero(there & (currency.codes == code)), name)
        for code, name in enumerate(names)
    ]
    return pa.concat_tables([FIGURES.empty_table(), *pieces])


def _both_sides(metric: Metric, rows: FactRows, cells: Cells, counted: Flags, there: Flags) -> Flags:
    """For each cell with an amount: whether hits and misses each have one, where there are any. Else the sums are known and the share is not."""

    def many(some: Flags) -> Numbers:
        return cells.totals(np.flatnonzero(some), None, metric.dimensions)

    hits = rows.flags[metric.hits]
    told = [(many(there & side) > 0) | (many(counted & side) == 0) for side in (hits, ~hits)]
    found: Flags = (told[0] & told[1])[many(there) > 0]
    return found


def _unknown(metric: Metric, rows: FactRows, cells: Cells) -> set[tuple[str, str]]:
    """The grain and period of every whole in which a row of the metric has no amount: what they add up to is not nothing."""
    places = np.flatnonzero(cells.inside & rows.flags[metric.rows] & np.isnan(rows.numbers[metric.amount]))
    grains, periods, *_ = cells.names(np.flatnonzero(cells.totals(places, None, ())))
    return set(zip(grains.to_pylist(), periods.to_pylist(), strict=True))


def _of_rows(metric: Metric, rows: FactRows, cells: Cells, places: Whole, currency: str) -> pa.Table:
    """The figures of the rows at `places`."""
    found, numbers = _FIGURES[metric.figure](metric, rows, cells, places)
    return _table([*cells.names(found), pa.repeat(currency, len(found))], *numbers)


def _table(labels: Sequence[pa.Array], value: Numbers, top: Numbers, bottom: Numbers) -> pa.Table:
    """Keys and numbers as one table; NaN becomes null."""
    numbers = [pa.array(column, pa.float64(), from_pandas=True) for column in (value, top, bottom)]
    return pa.Table.from_arrays([*labels, *numbers], schema=FIGURES)


Found = tuple[Whole, tuple[Numbers, Numbers, Numbers]]
"""The cells that have rows; value, numerator and denominator of each, NaN where there is none."""


def _none(like: Numbers) -> Numbers:
    return np.full(len(like), np.nan)


def _scale(metric: Metric) -> float:
    """Money is counted in hundredths."""
    return 100.0 if metric.monetary else 1.0


def _added(metric: Metric, rows: FactRows, cells: Cells, places: Whole) -> Found:
    """Figures that add up: counts, sums, and what is made of two of them."""
    count = cells.totals(places, None, metric.dimensions)
    found = np.flatnonzero(count)
    count = count[found]
    if metric.figure == "count":
        return found, (count, count, _none(count))
    weights = rows.numbers[metric.amount][places] if metric.amount else np.ones(len(places))
    hits = rows.flags[metric.hits][places] if metric.hits else True
    top = cells.totals(places, weights * hits, metric.dimensions)[found] / _scale(metric)
    if metric.figure == "sum":
        return found, (top, top, _none(top))
    bottom = (
        cells.totals(places, weights, metric.dimensions)[found] / _scale(metric)
        if metric.figure == "sum share"
        else count
    )
    return found, (np.divide(top, bottom, out=_none(top), where=bottom > 0), top, bottom)


def _ranked(metric: Metric, rows: FactRows, cells: Cells, places: Whole) -> Found:
    """Figures that need rows in order: quantiles, plain or of times that some rows have not reached."""
    amount = rows.numbers[metric.amount][places] / _scale(metric)
    event = rows.flags[metric.hits][places] if metric.hits else np.ones(len(places), dtype=bool)
    order = time_order(amount, event)
    groups = grouped(cells.memberships(places[order], metric.dimensions))
    turn = np.tile(order, cells.kinds(metric.dimensions))[groups.order]
    amount, event = amount[turn], event[turn]
    many = groups.rows.astype(float)
    if metric.figure == "quantile":
        value = quantiles(amount, groups, metric.quantile)
        return groups.groups, (value, _none(value), many)
    value = survival_quantiles(amount, event, groups, metric.quantile)
    happened = np.add.reduceat(event.astype(float), groups.starts) if len(groups.starts) else value
    return groups.groups, (value, happened, many)


_FIGURES = {
    "count": _added, "share": _added, "sum": _added, "mean": _added, "sum share": _added, "quantile": _ranked, "survival": _ranked,
}  # fmt: skip


def _composed(metric: Metric, found: Figures, own: str) -> pa.Table:
    """A ratio or the velocity, from the figures of its parts in the same cell, in the agreement's currency."""
    by_name = {part.name: cells for part, cells in found.items() if part.name in metric.parts}
    joined: pa.Table | None = None
    for place, name in enumerate(metric.parts):
        cells = by_name.get(name, FIGURES.empty_table())
        here = pc.and_(
            pc.is_in(cells["currency"], pa.array(["", own])),
            pc.is_in(cells["dimension"], pa.array([ALL, *metric.dimensions])),
        )
        cells = cells.filter(here).select([*KEYS[:4], "value"]).rename_columns([*KEYS[:4], f"part{place}"])
        joined = cells if joined is None else joined.join(cells, list(KEYS[:4]), join_type="inner")
    assert joined is not None
    if metric.figure == "velocity":
        joined = joined.filter(pc.not_equal(joined["grain"], ALL))  # it grows with the length of the period
    parts = [joined[f"part{place}"].to_numpy() for place in range(len(metric.parts))]
    if metric.figure == "ratio":
        top, bottom = parts
    else:
        top, bottom = parts[0] * parts[1] * parts[2], parts[3] / 86_400
    value = np.divide(top, bottom, out=_none(top), where=bottom > 0)
    currency = own if metric.unit.startswith("money") else ""
    return _table(
        [*(joined[name].combine_chunks() for name in KEYS[:4]), pa.repeat(currency, len(joined))],
        value,
        top,
        bottom,
    )


def _fill_gaps(
    context: Context, scope: Scope, found: Figures, unknown: Mapping[Metric, set[tuple[str, str]]]
) -> None:
    """A period of the record in which nothing happened is a zero, or nothing out of nothing; said for the whole, not for each member.

    Of money only in the currencies in which the metric has a figure, and not where rows without an amount (`unknown`) make the sum one that nobody knows.
    """
    first, last = max(naive(context.first_fact), scope.from_at), min(naive(context.as_of), scope.until_at)
    labels = [
        (grain, period.label)
        for grain in GRAINS
        for period in periods_between(grain, first, last, scope.zone)
    ]
    for metric, cells in found.items():
        wanted = [
            *([(ALL, ALL)] if metric.figure != "velocity" else []),
            *(labels if metric.at or not metric.facts else ()),
        ]
        value, top, bottom = (0.0, 0.0, None) if metric.figure in ("count", "sum") else (None, None, 0.0)
        rest = {"dimension": ALL, "member": ALL, "value": value, "numerator": top, "denominator": bottom}
        rows = [
            {"grain": grain, "period": label, "currency": currency, **rest}
            for currency in _currencies(metric, cells)
            for grain, label in _missing(cells, wanted, currency)
            if (grain, label) not in unknown.get(metric, ())
        ]
        if rows:
            found[metric] = pa.concat_tables([cells, pa.Table.from_pylist(rows, schema=FIGURES)])


def _currencies(metric: Metric, cells: pa.Table) -> list[str]:
    """The currencies in which a metric has figures; the empty one alone for what is not money."""
    return sorted(set(cells["currency"].to_pylist())) if metric.unit.startswith("money") else [""]


def _missing(cells: pa.Table, wanted: Sequence[tuple[str, str]], currency: str) -> Iterator[tuple[str, str]]:
    whole = cells.filter(pc.and_(pc.equal(cells["dimension"], ALL), pc.equal(cells["currency"], currency)))
    there = set(zip(whole["grain"].to_pylist(), whole["period"].to_pylist(), strict=True))
    return (cell for cell in wanted if cell not in there)


def as_table(found: Figures) -> pa.Table:
    """The figures as rows of findings.metrics."""
    columns = [column.name for column in FINDINGS["metrics"].columns]
    added = [("name", pa.string()), ("basis", pa.string()), ("unit", pa.string())]
    pieces = [pa.schema([*FIGURES, *added]).empty_table()]
    for metric, cells in found.items():
        texts = [pa.repeat(text, len(cells)) for text in (metric.name, metric.basis, metric.unit)]
        pieces.append(pa.Table.from_arrays([*cells.columns, *texts], schema=pieces[0].schema))
    rows = pa.concat_tables(pieces).combine_chunks()
    currency = pc.if_else(pc.equal(rows["currency"], ""), pa.scalar(None, pa.string()), rows["currency"])
    return rows.set_column(rows.schema.get_field_index("currency"), "currency", currency).select(columns)
