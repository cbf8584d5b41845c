"""From a figure back to its rows: the query that returns exactly what a metric counted, over the published tables of the findings."""

from datetime import datetime
from typing import Literal

from sqlglot import exp

from handfast.engine.context import Context
from handfast.engine.fact_rows import ALL, NONE, filled
from handfast.engine.facts import define_facts
from handfast.engine.metrics import Metric, metric
from handfast.engine.periods import Period, period_named
from handfast.engine.portable import for_engine
from handfast.engine.trees import instant

Part = Literal["numerator", "denominator"]


def drill_down(
    context: Context,
    figure: Metric,
    part: Part = "denominator",
    *,
    period: str = ALL,
    dimension: str = ALL,
    member: str = ALL,
    currency: str = "",
    folder: str = "findings",
) -> str:
    """The SQL (DuckDB's) of the rows that one figure counts.

    `part` says of which number: a figure without a denominator counts the same rows for both; one made of other metrics (`parts`) opens the first for its
    numerator and the last for its denominator. `period` is a label in the zone of the agreement in force at as_of, or `all`; `currency` is that of the
    figure, the agreement's when empty; `folder` is where the Parquet files of the findings are.
    """
    if figure.parts:
        name = figure.parts[0] if part == "numerator" else figure.parts[-1]
        return drill_down(
            context,
            metric(name),
            "denominator",
            period=period,
            dimension=dimension,
            member=member,
            currency=currency,
            folder=folder,
        )
    facts = _published(define_facts(context, figure.facts), folder)
    query = (
        exp.select("*")
        .from_(facts.subquery("facts", copy=False))
        .where(*_conditions(context, figure, part, dimension, member, currency), copy=False)
    )
    if period != ALL and figure.at:
        bounds = period_named(period, context.current.calendar.timezone)
        query = query.where(*_within(figure, bounds), copy=False)
    return for_engine(query, "duckdb").sql("duckdb", pretty=True, comments=False)


def _conditions(
    context: Context, figure: Metric, part: Part, dimension: str, member: str, currency: str
) -> list[exp.Expr]:
    """Which rows of the facts count."""
    found = [filled(context, figure.rows).copy()]
    if figure.hits and part == "numerator":
        found.append(filled(context, figure.hits).copy())
    if figure.amount:
        found.append(exp.not_(filled(context, figure.amount).copy().is_(exp.null())))
    if figure.monetary:
        found.append(exp.column("currency").eq(exp.convert(currency or context.current.currency)))
    if dimension != ALL:
        found.append(exp.func("coalesce", exp.column(dimension), exp.convert(NONE)).eq(exp.convert(member)))
    if figure.at:
        found.append(exp.not_(exp.column(figure.at).is_(exp.null())))
    return found


def _within(figure: Metric, bounds: Period) -> list[exp.Expr]:
    at = exp.column(figure.at)
    return [_literal(at, exp.GTE, bounds.starts_at), _literal(at, exp.LT, bounds.ends_at)]


def _literal(at: exp.Column, compare: type[exp.Binary], bound: datetime) -> exp.Expr:
    return compare(this=at.copy(), expression=instant(bound))


def _published(tree: exp.Query, folder: str) -> exp.Query:
    """The tree reading the published files in place of the tables of the findings."""
    for table in tree.find_all(exp.Table):
        if table.db == "findings":
            table.set("this", exp.to_identifier(f"{folder}/{table.name}.parquet", quoted=True))
            table.set("db", None)
    return tree
