"""From facts to figures: every metric of the registry, by period and dimension.

The definitions say which rows count; their rows are fetched once for each kind of fact, and counted, summed and ranked here. A figure for a quarter or
for all time is the sum of its months' where it is a count or a sum, and ranked anew where it is a quantile.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from handfast.engine.context import Context
from handfast.engine.fact_rows import ALL, Codes, FactRows, Scope, by_facts, fetch_rows, periods_of
from handfast.engine.facts import naive
from handfast.engine.findings import FINDINGS
from handfast.engine.metrics import METRICS, Metric
from handfast.engine.periods import GRAINS, Grain, periods_between
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
FIGURES = pa.schema([(name, pa.string()) for name in KEYS] + [(name, pa.float64()) for name in ("value", "numerator", "denominator")])
"""One row for each cell of a metric; currency is empty for what is not money."""

Figures = dict[Metric, pa.Table]


def whole_scope(context: Context) -> Scope:
    """Everything, in the zone of the agreement in force at as_of."""
    return Scope(context.current_version, context.versions[0].from_at, context.versions[-1].until_at)


def figures(context: Context, scope: Scope, metrics: Sequence[Metric] = METRICS) -> Figures:
    """Every figure of the metrics that the record has data for. Facts must have been created."""
    known = [metric for metric in metrics if has_data(context, metric)]
    found: Figures = {}
    for same in by_facts(known).values():
        rows = fetch_rows(context, same)
        for at in sorted({metric.at for metric in same}):
            cut = _cut(rows, at, scope)
            for metric in same:
                if metric.at == at:
                    found[metric] = _figures(metric, rows, cut, scope.version.agreement.currency)
    for metric in known:
        if not metric.facts:
            found[metric] = _composed(metric, found, scope.version.agreement.currency)
    _fill_gaps(context, scope, found)
    return {metric: found[metric] for metric in known}


def has_data(context: Context, metric: Metric) -> bool:
    """Whether the record has the tables and columns without which the metric would say zero and mean nothing."""
    return all(there(context, need) for need in metric.needs)


def there(context: Context, need: str) -> bool:
    """Whether the source has a table or `table.column`, or one of several joined by `|`."""
    found = (choice.partition(".") for choice in need.split("|"))
    return any(context.record.has(table) and (not column or column in context.record.columns(table)) for table, _, column in found)


@dataclass(frozen=True, slots=True)
class _Cut:
    """Rows that count at all, and the period of each for every grain; no grains when all rows are of one period."""

    inside: Flags
    periods: dict[Grain, Codes]


def _cut(rows: FactRows, at: str, scope: Scope) -> _Cut:
    if not at:
        return _Cut(np.ones(rows.count, dtype=bool), {})
    periods = periods_of(rows.instants[at], scope)
    return _Cut(periods["month"].codes >= 0, periods)


def _figures(metric: Metric, rows: FactRows, cut: _Cut, own: str) -> pa.Table:
    """A metric's figures: cells that none of its rows are in are left out; shares of money in another currency are not shown."""
    there = cut.inside & rows.flags[metric.rows]
    if metric.amount:
        there = there & ~np.isnan(rows.numbers[metric.amount])
    currency = rows.members["currency"] if metric.monetary else None
    if currency is not None and metric.unit != "money":
        there, currency = there & (currency.codes == _code(currency, own)), None
    places = np.flatnonzero(there)
    pieces = [
        _keyed(metric, rows, places, cut, dimension, grain, currency)
        for dimension in (None, *metric.dimensions)
        for grain in _grains(cut, dimension)
    ]  # fmt: skip
    return pa.concat_tables(pieces)


def _grains(cut: _Cut, dimension: str | None) -> Sequence[Grain | None]:
    """Weeks only as a whole: cut by members they would outnumber all the rest."""
    if not cut.periods:
        return (None,)
    return (None, *GRAINS) if dimension is None else (None, "month", "quarter")


def _code(codes: Codes, name: str) -> int:
    return int(pc.index(codes.names, name).as_py())


def _keyed(metric: Metric, rows: FactRows, places: Whole, cut: _Cut, dimension: str | None, grain: Grain | None, currency: Codes | None) -> pa.Table:
    """The figures of one grain and dimension: a cell for each period, member and currency that has rows."""
    keys = [cut.periods[grain] if grain else None, rows.members[dimension] if dimension else None, currency]
    codes = np.zeros(len(places), dtype=np.int64)
    for key in keys:
        if key is not None:
            codes = codes * len(key.names) + key.codes[places]
    cells, numbers = _CELLS[metric.figure](metric, rows, places, codes)
    names: list[pa.Array] = []
    for key, whole in zip(reversed(keys), ("", ALL, ALL), strict=True):
        if key is None:
            names.append(pa.repeat(whole, len(cells)))
        else:
            cells, code = np.divmod(cells, max(len(key.names), 1))
            names.append(key.names.take(pa.array(code)))
    of_currency, member, period = names
    count = len(period)
    labels = [pa.repeat(grain or ALL, count), period, pa.repeat(dimension or ALL, count), member, of_currency]
    return _table(labels, *numbers)


def _table(labels: Sequence[pa.Array], value: Numbers, top: Numbers, bottom: Numbers) -> pa.Table:
    """Keys and numbers as one table; NaN becomes null."""
    numbers = [pa.array(column, pa.float64(), from_pandas=True) for column in (value, top, bottom)]
    return pa.Table.from_arrays([*labels, *numbers], schema=FIGURES)


Cells = tuple[Whole, tuple[Numbers, Numbers, Numbers]]
"""Codes of the cells that have rows; value, numerator and denominator of each, NaN where there is none."""
SPARSE = 1 << 20
"""More codes than this are made dense before counting."""


def _totals(codes: Whole, weights: Sequence[Numbers | None]) -> tuple[Whole, list[Numbers]]:
    """The codes that occur, and for each list of weights their sums by code; None counts rows."""
    names: Whole | None = None
    if len(codes) and int(codes.max()) >= SPARSE:
        names, codes = np.unique(codes, return_inverse=True)
    counts = np.bincount(codes)
    cells = np.flatnonzero(counts)
    sums = [(counts if weight is None else np.bincount(codes, weight))[cells].astype(float) for weight in weights]
    return (cells if names is None else names[cells]), sums


def _amounts(metric: Metric, rows: FactRows, places: Whole) -> Numbers:
    amounts: Numbers = rows.numbers[metric.amount][places]
    return amounts


def _hits(metric: Metric, rows: FactRows, places: Whole) -> Numbers:
    hits: Numbers = rows.flags[metric.hits][places].astype(float)
    return hits


def _none(like: Numbers) -> Numbers:
    return np.full(len(like), np.nan)


def _count(metric: Metric, rows: FactRows, places: Whole, codes: Whole) -> Cells:
    cells, (count,) = _totals(codes, [None])
    return cells, (count, count, _none(count))


def _share(metric: Metric, rows: FactRows, places: Whole, codes: Whole) -> Cells:
    cells, (hits, count) = _totals(codes, [_hits(metric, rows, places), None])
    return cells, (hits / count, hits, count)


def _scale(metric: Metric) -> float:
    return 100.0 if metric.monetary else 1.0


def _sum(metric: Metric, rows: FactRows, places: Whole, codes: Whole) -> Cells:
    cells, (total,) = _totals(codes, [_amounts(metric, rows, places)])
    return cells, (total / _scale(metric), total / _scale(metric), _none(total))


def _mean(metric: Metric, rows: FactRows, places: Whole, codes: Whole) -> Cells:
    cells, (total, count) = _totals(codes, [_amounts(metric, rows, places), None])
    total = total / _scale(metric)
    return cells, (total / count, total, count)


def _sum_share(metric: Metric, rows: FactRows, places: Whole, codes: Whole) -> Cells:
    amounts = _amounts(metric, rows, places)
    cells, (top, bottom) = _totals(codes, [amounts * _hits(metric, rows, places), amounts])
    return cells, (np.divide(top, bottom, out=_none(top), where=bottom > 0), top / _scale(metric), bottom / _scale(metric))


def _quantile(metric: Metric, rows: FactRows, places: Whole, codes: Whole) -> Cells:
    amounts = _amounts(metric, rows, places)
    order = np.argsort(amounts, kind="stable")
    groups = grouped(codes[order])
    value = quantiles(amounts[order][groups.order], groups, metric.quantile)
    return groups.groups, (value, _none(value), groups.rows.astype(float))


def _survival(metric: Metric, rows: FactRows, places: Whole, codes: Whole) -> Cells:
    amounts, events = _amounts(metric, rows, places), rows.flags[metric.hits][places]
    order = time_order(amounts, events)
    groups = grouped(codes[order])
    events = events[order][groups.order]
    value = survival_quantiles(amounts[order][groups.order], events, groups, metric.quantile)
    happened = np.add.reduceat(events.astype(float), groups.starts) if len(groups.starts) else value
    return groups.groups, (value, happened, groups.rows.astype(float))


_CELLS = {
    "count": _count, "share": _share, "sum": _sum, "mean": _mean, "sum share": _sum_share, "quantile": _quantile, "survival": _survival,
}  # fmt: skip


def _composed(metric: Metric, found: Figures, own: str) -> pa.Table:
    """A ratio or the velocity, from the figures of its parts in the same cell, in the agreement's currency."""
    by_name = {part.name: cells for part, cells in found.items() if part.name in metric.parts}
    joined: pa.Table | None = None
    for place, name in enumerate(metric.parts):
        cells = by_name.get(name, FIGURES.empty_table())
        here = pc.and_(pc.is_in(cells["currency"], pa.array(["", own])), pc.is_in(cells["dimension"], pa.array([ALL, *metric.dimensions])))
        cells = cells.filter(here).select([*KEYS[:4], "value"]).rename_columns([*KEYS[:4], f"part{place}"])
        joined = cells if joined is None else joined.join(cells, list(KEYS[:4]), join_type="inner")
    assert joined is not None
    parts = [joined[f"part{place}"].to_numpy() for place in range(len(metric.parts))]
    if metric.figure == "ratio":
        top, bottom = parts
    else:
        top, bottom = parts[0] * parts[1] * parts[2], parts[3] / 86_400
    value = np.divide(top, bottom, out=_none(top), where=bottom > 0)
    currency = own if metric.unit.startswith("money") else ""
    return _table([*(joined[name].combine_chunks() for name in KEYS[:4]), pa.repeat(currency, len(joined))], value, top, bottom)


def _fill_gaps(context: Context, scope: Scope, found: Figures) -> None:
    """A period of the record in which nothing happened is a zero, or nothing out of nothing; said for the whole, not for each member."""
    first, last = max(naive(context.first_fact), scope.from_at), min(naive(context.as_of), scope.until_at)
    labels = [(grain, period.label) for grain in GRAINS for period in periods_between(grain, first, last, scope.zone)]
    for metric, cells in found.items():
        currency = scope.version.agreement.currency if metric.unit.startswith("money") else ""
        wanted = [(ALL, ALL), *(labels if metric.at or not metric.facts else ())]
        missing = list(_missing(cells, wanted, currency))
        value, top, bottom = (0.0, 0.0, None) if metric.figure in ("count", "sum") else (None, None, 0.0)
        rest = {"dimension": ALL, "member": ALL, "currency": currency, "value": value, "numerator": top, "denominator": bottom}
        if missing:
            rows = [{"grain": grain, "period": label, **rest} for grain, label in missing]
            found[metric] = pa.concat_tables([cells, pa.Table.from_pylist(rows, schema=FIGURES)])


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
