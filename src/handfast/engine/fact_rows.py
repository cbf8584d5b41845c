"""The rows of facts as arrays: what figures are cut by as codes, instants as periods, conditions as flags, amounts as numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import numpy as np
import pyarrow as pa
from sqlglot import exp

from handfast.engine.context import Context, Version
from handfast.engine.metrics import Metric, condition
from handfast.engine.periods import GRAINS, Grain, periods_between
from handfast.engine.quantiles import Flags, Numbers, Whole
from handfast.engine.trees import instant

NONE = "(none)"
"""The member for rows that have no value of a dimension."""
NO_INSTANT = np.iinfo(np.int64).min
ALL = "all"


@dataclass(frozen=True, slots=True)
class Codes:
    """A key of every row: `names[codes[row]]`; a code of -1 is none."""

    codes: Whole
    names: pa.Array


@dataclass(frozen=True)
class FactRows:
    """The rows of one facts definition.

    Attributes:
        count: how many.
        members: the codes of each dimension.
        instants: µs since 1970 (UTC) of each instant by which rows are put in periods; NO_INSTANT for null.
        flags: rows for which a condition holds, by its text.
        numbers: amounts by their text; NaN for null. Money is in hundredths, so that sums are exact.
    """

    count: int
    members: dict[str, Codes]
    instants: dict[str, Whole]
    flags: dict[str, Flags]
    numbers: dict[str, Numbers]


def fetch_rows(context: Context, metrics: Sequence[Metric]) -> FactRows:
    """What the metrics need of `steps.FACTS`; all of them count rows of the same facts."""
    dimensions = sorted(
        {name for metric in metrics for name in metric.dimensions}
        | ({"currency"} if any(m.monetary for m in metrics) else set())
    )
    instants = sorted({metric.at for metric in metrics if metric.at})
    conditions = sorted({text for metric in metrics for text in (metric.rows, metric.hits) if text})
    amounts = sorted({metric.amount for metric in metrics if metric.amount})
    query = exp.Select(expressions=[
        *(exp.alias_(exp.func("coalesce", exp.column(name), exp.convert(NONE)), f"member{place}") for place, name in enumerate(dimensions)),
        *(exp.alias_(exp.column(name), f"instant{place}") for place, name in enumerate(instants)),
        *(exp.alias_(filled(context, text), f"flag{place}") for place, text in enumerate(conditions)),
        *(exp.alias_(_amount(context, text), f"number{place}") for place, text in enumerate(amounts)),
    ]).from_(f"steps.{metrics[0].facts}", copy=False)  # fmt: skip
    rows = context.engine.fetch(query)
    return FactRows(
        len(rows),
        {name: _codes(rows[f"member{place}"]) for place, name in enumerate(dimensions)},
        {name: _micros(rows[f"instant{place}"]) for place, name in enumerate(instants)},
        {text: _flags(rows[f"flag{place}"]) for place, text in enumerate(conditions)},
        {text: rows[f"number{place}"].cast(pa.float64()).to_numpy() for place, text in enumerate(amounts)},
    )


def filled(context: Context, text: str) -> exp.Expr:
    """A condition or amount of the registry with its placeholder filled."""
    tree = condition(text).copy()  # the registry's own serves everybody
    return (
        exp.replace_placeholders(tree, as_of=instant(context.as_of)) if tree.find(exp.Placeholder) else tree
    )


def _amount(context: Context, text: str) -> exp.Expr:
    if text != "money":
        return filled(context, text)
    return exp.cast(exp.Mul(this=exp.column("money"), expression=exp.convert(100)), "bigint")


def _codes(column: pa.ChunkedArray) -> Codes:
    encoded = column.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    return Codes(encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64), encoded.dictionary)


def _micros(column: pa.ChunkedArray) -> Whole:
    found: Whole = column.cast(pa.int64()).fill_null(NO_INSTANT).to_numpy()
    return found


def _flags(column: pa.ChunkedArray) -> Flags:
    found: Flags = column.cast(pa.bool_()).fill_null(False).to_numpy().astype(bool)
    return found


@dataclass(frozen=True)
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

    @property
    def zone(self) -> str:
        """The zone in which periods begin."""
        return self.version.agreement.calendar.timezone


def periods_of(instants: Whole, scope: Scope) -> dict[Grain, Codes]:
    """The week, month and quarter of each instant; -1 for null and for what the scope leaves out."""
    inside = (
        (instants >= micros(scope.from_at)) & (instants < micros(scope.until_at)) & (instants != NO_INSTANT)
    )
    if not inside.any():
        return {grain: Codes(np.full(len(instants), -1), pa.array([], pa.string())) for grain in GRAINS}
    first, last = int(instants[inside].min()), int(instants[inside].max())
    found: dict[Grain, Codes] = {}
    for grain in GRAINS:
        starts, labels = _cuts(grain, first // DAY * DAY, last // DAY * DAY + DAY, scope.zone)
        found[grain] = Codes(np.where(inside, np.searchsorted(starts, instants, "right") - 1, -1), labels)
    return found


DAY = 86_400_000_000
EPOCH = datetime(1970, 1, 1)


@cache
def _cuts(grain: Grain, first: int, last: int, zone: str) -> tuple[Whole, pa.Array]:
    """Starts (µs) and labels of the periods between two instants (µs)."""
    periods = list(
        periods_between(
            grain, EPOCH + timedelta(microseconds=first), EPOCH + timedelta(microseconds=last), zone
        )
    )
    return np.array([micros(period.starts_at) for period in periods]), pa.array(
        [period.label for period in periods]
    )


def micros(at: datetime) -> int:
    """A naive UTC instant in µs since 1970."""
    length = at - EPOCH
    return (length.days * 86_400 + length.seconds) * 1_000_000 + length.microseconds


def by_facts(metrics: Iterable[Metric]) -> dict[str, list[Metric]]:
    """The metrics that count rows, by the facts whose rows they count."""
    groups: dict[str, list[Metric]] = {}
    for metric in metrics:
        if metric.facts:
            groups.setdefault(metric.facts, []).append(metric)
    return groups
