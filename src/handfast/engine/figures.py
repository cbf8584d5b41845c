"""From facts to figures: every metric of the registry, by period and dimension.

Metrics that count rows of the same facts in periods of the same instant are computed in one grouped query; what is left to Python works on the small
aggregates, one row for each period and member. Medians with censored rows are the exception: they need the rows in order (see survival.py).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from sqlglot import exp

from handfast.engine.context import Context, Version
from handfast.engine.facts import instant, naive
from handfast.engine.findings import FINDINGS
from handfast.engine.metrics import METRICS, Metric, condition
from handfast.engine.periods import GRAINS, Grain, periods_between
from handfast.engine.survival import Whole, survival_quantiles

NONE = "(none)"
"""The member for rows that have no value of a dimension."""

KEYS = ("grain", "period", "dimension", "member", "currency")
FIGURES = pa.schema([(name, pa.string()) for name in KEYS] + [(name, pa.float64()) for name in ("value", "numerator", "denominator")])
"""One row for each cell of a metric; currency is empty for what is not money."""

Numbers = NDArray[np.float64]
Figures = dict[Metric, pa.Table]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which rows count and how time is cut.

    Attributes:
        version: the agreement version whose zone and currency hold.
        from_at: rows before this instant are left out (naive UTC).
        until_at: and those at or after this one.
    """

    version: Version
    from_at: datetime
    until_at: datetime


def whole_scope(context: Context) -> Scope:
    """Everything, in the zone of the agreement in force at as_of."""
    return Scope(context.current_version, context.versions[0].from_at, context.versions[-1].until_at)


def figures(context: Context, scope: Scope, metrics: Sequence[Metric] = METRICS) -> Figures:
    """Every figure of the metrics that the record has data for. Facts must have been created."""
    known = [metric for metric in metrics if has_data(context, metric)]
    found: Figures = {}
    for group in _groups(known):
        found |= _survivals(context, scope, group) if group[0].figure == "survival" else _aggregates(context, scope, group)
    for metric in known:
        if metric.figure in ("ratio", "velocity"):
            found[metric] = _composed(metric, found, scope.version.agreement.currency)
    _fill_gaps(context, scope, found)
    return {metric: found[metric] for metric in known}


def has_data(context: Context, metric: Metric) -> bool:
    """Whether the record has the tables and columns without which the metric would say zero and mean nothing."""
    return all(any(_has(context, choice) for choice in need.split("|")) for need in metric.needs)


def _has(context: Context, need: str) -> bool:
    table, _, column = need.partition(".")
    return context.record.has(table) and (not column or column in context.record.columns(table))


def _groups(metrics: Iterable[Metric]) -> Iterable[list[Metric]]:
    """Metrics that one query can compute: of the same facts and instant, money apart."""
    groups: dict[tuple[str, str, bool, bool], list[Metric]] = {}
    for metric in metrics:
        if metric.facts:
            groups.setdefault((metric.facts, metric.at, metric.monetary, metric.figure == "survival"), []).append(metric)
    return groups.values()


def _dimensions(metrics: Iterable[Metric]) -> list[str]:
    return list(dict.fromkeys(dimension for metric in metrics for dimension in metric.dimensions))


def _label(text: str) -> exp.Expression:
    return exp.func("coalesce", exp.column(text, "facts"), exp.convert(NONE))


def _filled(text: str, context: Context) -> exp.Expression:
    """A condition or amount of the registry over `facts`, with its placeholder filled."""
    return of_facts(exp.replace_placeholders(condition(text).copy(), as_of=instant(naive(context.as_of))))


def of_facts(tree: exp.Expression) -> exp.Expression:
    """The tree with every column taken from `facts`."""
    for column in tree.find_all(exp.Column):
        column.set("table", exp.to_identifier("facts"))
    return tree


def dated_facts(context: Context, scope: Scope, metrics: Sequence[Metric], columns: dict[str, exp.Expression]) -> exp.Select:
    """The facts of a group of metrics: labels of each period, members of each dimension, and the columns asked for."""
    facts, at = metrics[0].facts, metrics[0].at
    labels = [exp.column(grain, "days") for grain in GRAINS] if at else []
    members = [exp.alias_(_label(dimension), dimension) for dimension in _dimensions(metrics)]
    money = [exp.column("currency", "facts")] if metrics[0].monetary else []
    made = [exp.alias_(tree, name) for name, tree in columns.items()]
    query = exp.select(*labels, *members, *money, *made).from_(exp.to_table(f"steps.{facts}").as_("facts"))
    if not at:
        return query
    when, day = exp.column(at, "facts"), exp.to_table("agreement.days").as_("days")
    in_day = exp.and_(
        exp.column("version", "days").eq(exp.convert(scope.version.number)), exp.column("utc_day", "days").eq(exp.cast(when, "date")),
        exp.column("starts_at", "days") <= when, when < exp.column("ends_at", "days"),
    )  # fmt: skip
    return query.join(day, on=in_day).where(when >= instant(scope.from_at), when < instant(scope.until_at))


def _aggregates(context: Context, scope: Scope, metrics: Sequence[Metric]) -> Figures:
    """Counts, sums and quantiles, all in one query."""
    columns: dict[str, exp.Expression] = {}
    sums: dict[str, exp.Expression] = {}
    plans = [_plan(context, metric, columns, sums) for metric in metrics]
    dimensions, at, money = _dimensions(metrics), metrics[0].at, metrics[0].monetary
    keys = [*(GRAINS if at else ()), *dimensions, *(("currency",) if money else ())]
    query = exp.select(*keys, *(exp.alias_(tree, name) for name, tree in sums.items()))
    query = query.from_(dated_facts(context, scope, metrics, columns).subquery("dated"))
    query = query.group_by(exp.GroupingSets(expressions=_grouping_sets(dimensions, bool(at), money)))
    named = exp.select(
        exp.alias_(_key_set(GRAINS if at else ()), "grain"), exp.alias_(_key_value(GRAINS if at else ()), "period"),
        exp.alias_(_key_set(dimensions), "dimension"), exp.alias_(_key_value(dimensions), "member"),
        exp.column("currency") if money else exp.alias_(exp.convert(""), "currency"), *sums,
    ).from_(query.subquery("grouped"))  # fmt: skip
    rows = context.engine.fetch(named)
    own = scope.version.agreement.currency
    return {metric: _values(metric, plan, rows, own) for metric, plan in zip(metrics, plans, strict=True)}


def _key_set(keys: Sequence[str]) -> exp.Expression:
    """Which key of a grouping set a row has; members are never null, so a null is a key that is not in the set."""
    chain = exp.Case(default=exp.convert("all"))
    for key in keys:
        chain = chain.when(exp.column(key).is_(exp.null()).not_(), exp.convert(key), copy=False)
    return chain if keys else exp.convert("all")


def _key_value(keys: Sequence[str]) -> exp.Expression:
    return exp.func("coalesce", *(exp.column(key) for key in keys), exp.convert("all"))


def _grouping_sets(dimensions: Sequence[str], dated: bool, money: bool) -> list[exp.Expression]:
    """Every month, quarter and all time by every dimension; weeks only as a whole, or they would outnumber the rest."""
    grains: list[Grain | None] = [None, "month", "quarter"] if dated else [None]
    sets: list[list[str]] = [[name for name in (grain, dimension) if name] for dimension in (None, *dimensions) for grain in grains]
    if dated:
        sets.append(["week"])
    return [exp.Tuple(expressions=[exp.column(name) for name in (*names, *(["currency"] if money else []))]) for names in sets]


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where a metric's figures stand in the grouped query: names of columns, empty where there is none."""

    value: str = ""
    numerator: str = ""
    denominator: str = ""


def _plan(context: Context, metric: Metric, columns: dict[str, exp.Expression], sums: dict[str, exp.Expression]) -> _Plan:
    """Add what a metric needs to the columns of the facts and to the aggregates, each once."""
    rows, one = _filled(metric.rows, context), exp.convert(1)
    hits = exp.and_(rows, _filled(metric.hits, context)) if metric.hits else rows
    amount = _filled(metric.amount, context) if metric.amount else one

    def aggregate(make: str, of: exp.Expression, where: exp.Expression) -> str:
        column = _named(columns, "x", exp.case().when(where, of))
        tree: exp.Expression = exp.column(column)
        if make == "count":
            return _named(sums, "y", exp.Count(this=tree))
        if make == "sum":
            return _named(sums, "y", exp.cast(exp.Sum(this=tree), "double"))
        return _named(sums, "y", exp.Anonymous(this="exact_quantile", expressions=[tree, exp.convert(metric.quantile)]))

    if metric.figure == "count":
        return _Plan(numerator=aggregate("count", one, rows))
    if metric.figure == "share":
        return _Plan(numerator=aggregate("count", one, hits), denominator=aggregate("count", one, rows))
    if metric.figure == "sum":
        return _Plan(numerator=aggregate("sum", amount, rows), denominator=aggregate("count", amount, rows))
    if metric.figure == "sum share":
        return _Plan(numerator=aggregate("sum", amount, hits), denominator=aggregate("sum", amount, rows))
    if metric.figure == "mean":
        return _Plan(numerator=aggregate("sum", amount, rows), denominator=aggregate("count", amount, rows))
    return _Plan(value=aggregate("quantile", amount, rows), denominator=aggregate("count", amount, rows))


def _named(trees: dict[str, exp.Expression], prefix: str, tree: exp.Expression) -> str:
    """The name of a tree among others, added where it is new."""
    for name, known in trees.items():
        if known == tree:
            return name
    name = f"{prefix}{len(trees)}"
    trees[name] = tree
    return name


def _values(metric: Metric, plan: _Plan, rows: pa.Table, own: str) -> pa.Table:
    """A metric's figures: cells that none of its rows are in are left out; shares of money in another currency are not shown."""
    nothing = np.full(len(rows), np.nan)
    value = _numbers(rows, plan.value) if plan.value else nothing
    top = _numbers(rows, plan.numerator) if plan.numerator else nothing
    bottom = _numbers(rows, plan.denominator) if plan.denominator else nothing
    shown = (bottom if plan.denominator else top) > 0
    shown &= pc.is_in(rows["dimension"], pa.array(["all", *metric.dimensions])).to_numpy()
    keys = rows.select(KEYS)
    if metric.monetary and metric.unit != "money":
        shown &= pc.equal(rows["currency"], own).to_numpy()
        keys = keys.set_column(4, "currency", pa.repeat("", len(rows)))
    if metric.figure in ("count", "sum"):
        value, bottom = top, nothing
    elif metric.figure in ("share", "sum share", "mean"):
        top = np.where(np.isnan(top), 0.0, top)
        value = np.divide(top, bottom, out=nothing.copy(), where=shown)
    return _figures(keys.filter(pa.array(shown)), value[shown], top[shown], bottom[shown])


def _numbers(rows: pa.Table, name: str) -> Numbers:
    """A column as floats; nulls are NaN."""
    numbers: Numbers = rows[name].cast(pa.float64()).to_numpy()
    return numbers


def _figures(keys: pa.Table, value: Numbers, top: Numbers, bottom: Numbers) -> pa.Table:
    """Keys and numbers as one table; NaN becomes null."""
    numbers = [pa.array(column, pa.float64(), from_pandas=True) for column in (value, top, bottom)]
    return pa.Table.from_arrays([*(keys[name] for name in KEYS), *numbers], schema=FIGURES)


def _survivals(context: Context, scope: Scope, metrics: Sequence[Metric]) -> Figures:
    """Quantiles with censored rows: the rows are fetched once for each duration and ranked within each cell."""
    found: Figures = {}
    for amount in dict.fromkeys(metric.amount for metric in metrics):
        same = [metric for metric in metrics if metric.amount == amount]
        found |= _survival(context, scope, same)
    return found


def _survival(context: Context, scope: Scope, metrics: Sequence[Metric]) -> Figures:
    first = metrics[0]
    columns = {"amount": _filled(first.amount, context), "hit": _filled(first.hits, context)}
    query = dated_facts(context, scope, metrics, columns)
    rows = context.engine.fetch(query.where(_filled(first.rows, context)))
    rows = rows.filter(rows["amount"].is_valid())
    duration, event = _numbers(rows, "amount"), rows["hit"].to_numpy().astype(bool)
    order = np.argsort(duration, kind="stable")
    duration, event, rows = duration[order], event[order], rows.take(order)
    codes = {name: rows[name].combine_chunks().dictionary_encode() for name in (*GRAINS, *first.dimensions)}
    shares = tuple(metric.quantile for metric in metrics)
    pieces: dict[Metric, list[pa.Table]] = {metric: [] for metric in metrics}
    for dimension in (None, *first.dimensions):
        for grain in (None, *GRAINS) if dimension is None else (None, "month", "quarter"):
            (period, periods), (member, members) = _codes(codes, grain, len(rows)), _codes(codes, dimension, len(rows))
            quantiles = survival_quantiles(duration, event, period * len(members) + member, shares)
            at, of = np.divmod(quantiles.groups, max(len(members), 1))
            count = len(quantiles.groups)
            keys = pa.table([
                pa.repeat(grain or "all", count), periods.take(pa.array(at)), pa.repeat(dimension or "all", count), members.take(pa.array(of)),
                pa.repeat("", count),
            ], names=list(KEYS))  # fmt: skip
            for metric in metrics:
                pieces[metric].append(_figures(keys, quantiles.values[metric.quantile], quantiles.events.astype(float), quantiles.rows.astype(float)))
    return {metric: pa.concat_tables(tables) for metric, tables in pieces.items()}


def _codes(codes: dict[str, pa.DictionaryArray], name: str | None, count: int) -> tuple[Whole, pa.Array]:
    """The codes of a key and what they stand for; without a key, one group of all."""
    if name is None:
        return np.zeros(count, dtype=np.int64), pa.array(["all"])
    return codes[name].indices.to_numpy().astype(np.int64), codes[name].dictionary


def _composed(metric: Metric, found: Figures, own: str) -> pa.Table:
    """A ratio or the velocity, from the figures of its parts in the same cell, in the agreement's currency."""
    by_name = {part.name: cells for part, cells in found.items() if part.name in metric.parts}
    joined: pa.Table | None = None
    for place, name in enumerate(metric.parts):
        cells = by_name.get(name, FIGURES.empty_table())
        cells = cells.filter(pc.is_in(cells["currency"], pa.array(["", own]))).select([*KEYS[:4], "value"]).rename_columns([*KEYS[:4], f"part{place}"])
        joined = cells if joined is None else joined.join(cells, list(KEYS[:4]), join_type="inner")
    assert joined is not None
    joined = joined.filter(pc.is_in(joined["dimension"], pa.array(["all", *metric.dimensions])))
    parts = [_numbers(joined, f"part{place}") for place in range(len(metric.parts))]
    if metric.figure == "ratio":
        top, bottom = parts
    else:
        top, bottom = parts[0] * parts[1] * parts[2], parts[3] / 86_400
    value = np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom > 0)
    currency = own if metric.unit.startswith("money") else ""
    return _figures(joined.append_column("currency", pa.repeat(currency, len(joined))), value, top, bottom)


def _fill_gaps(context: Context, scope: Scope, found: Figures) -> None:
    """A period of the record in which nothing happened is a zero, or nothing out of nothing; said for the whole, not for each member."""
    zone = scope.version.agreement.calendar.timezone
    first, last = max(naive(context.first_fact), scope.from_at), min(naive(context.as_of), scope.until_at)
    labels = [(grain, period.label) for grain in GRAINS for period in periods_between(grain, first, last, zone)]
    for metric, cells in found.items():
        currency = scope.version.agreement.currency if metric.unit.startswith("money") else ""
        whole = cells.filter(pc.and_(pc.equal(cells["dimension"], "all"), pc.equal(cells["currency"], currency)))
        there = set(zip(whole["grain"].to_pylist(), whole["period"].to_pylist(), strict=True))
        wanted = [("all", "all"), *(labels if metric.at or not metric.facts else ())]
        value, top, bottom = (0.0, 0.0, None) if metric.figure in ("count", "sum") else (None, None, 0.0)
        missing = [
            {"grain": grain, "period": label, "dimension": "all", "member": "all", "currency": currency, "value": value, "numerator": top, "denominator": bottom}
            for grain, label in wanted if (grain, label) not in there
        ]  # fmt: skip
        if missing:
            found[metric] = pa.concat_tables([cells, pa.Table.from_pylist(missing, schema=FIGURES)])


def as_table(found: Figures) -> pa.Table:
    """The figures as rows of findings.metrics."""
    pieces = [FIGURES.append(pa.field("name", pa.string())).append(pa.field("basis", pa.string())).append(pa.field("unit", pa.string())).empty_table()]
    for metric, cells in found.items():
        for column, text in (("name", metric.name), ("basis", metric.basis), ("unit", metric.unit)):
            cells = cells.append_column(column, pa.repeat(text, len(cells)))
        pieces.append(cells)
    rows = pa.concat_tables(pieces)
    currency = pc.if_else(pc.equal(rows["currency"], ""), pa.scalar(None, pa.string()), rows["currency"])
    rows = rows.set_column(rows.schema.get_field_index("currency"), "currency", currency)
    return rows.select([column.name for column in FINDINGS["metrics"].columns])
