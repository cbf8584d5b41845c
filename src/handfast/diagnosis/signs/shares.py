"""Rows behind a share, to how the share stood at each close.

A row stands in the record from `known_at` until `until_at`; a fact that changed later (a hand-off never touched, touched after the close) is several rows.
A flow rests on the rows that happened in the last 13 whole weeks; a stock on all rows that stand at the close, its clusters the weeks in which they began.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from handfast.diagnosis.signs.closes import WEEKS, Closes
from handfast.diagnosis.signs.estimates import Estimate, Flags, Floats, Ints, Sums, estimate
from handfast.diagnosis.signs.registry import Shape

FOREVER = np.iinfo(np.int64).max
NOWHERE = -1


@dataclass(frozen=True)
class Rows:
    """Rows behind a share, as arrays.

    Attributes:
        parts: the names of the parts, in order. part: each row's part.
        happened: µs; NOWHERE: not known when. known, until: µs, when it stands in the record.
        own: the number of each row's own cluster, where weeks play no part; -1: its week is its cluster.
        top, bottom: numerator and denominator. weight: 1 unless rows weigh differently.
    """

    parts: tuple[str, ...]
    part: Ints
    happened: Ints
    known: Ints
    until: Ints
    top: Floats
    bottom: Floats
    weight: Floats
    own: Ints

    def take(self, chosen: Flags) -> "Rows":
        """Some of the rows."""
        return Rows(
            self.parts, self.part[chosen], self.happened[chosen], self.known[chosen], self.until[chosen],
            self.top[chosen], self.bottom[chosen], self.weight[chosen], self.own[chosen],
        )  # fmt: skip


@dataclass(frozen=True)
class Shares:
    """The estimates of every part (first axis) at every close, and how many rows count."""

    parts: tuple[str, ...]
    found: Estimate
    top: Floats


def rows_of(table: pa.Table) -> Rows:
    """The rows of a definition: part, happened_at, known_at, until_at, numerator, denominator, weight."""
    codes = table.column("part").combine_chunks().dictionary_encode()
    names, part = codes.dictionary.to_pylist(), codes.indices.to_numpy().astype(np.int64)
    order = sorted(range(len(names)), key=lambda place: names[place])
    rank = np.empty(len(names), dtype=np.int64)
    rank[order] = np.arange(len(names))
    happened = _micros(table, "happened_at", NOWHERE)
    return Rows(
        tuple(names[place] for place in order), rank[part], happened, _micros(table, "known_at", np.iinfo(np.int64).min),
        _micros(table, "until_at", FOREVER), _number(table, "numerator"), _number(table, "denominator"), _number(table, "weight"), _own(table),
    )  # fmt: skip


def _micros(table: pa.Table, name: str, missing: int) -> Ints:
    column = table.column(name).cast(pa.timestamp("us")).cast(pa.int64()).fill_null(missing)
    return np.asarray(column.to_numpy(), dtype=np.int64)


def _own(table: pa.Table) -> Ints:
    codes = table.column("cluster").combine_chunks().dictionary_encode().indices
    return np.asarray(codes.fill_null(-1).to_numpy(), dtype=np.int64)


def _number(table: pa.Table, name: str) -> Floats:
    return np.asarray(table.column(name).cast(pa.float64()).to_numpy(), dtype=np.float64)


def shares(rows: Rows, closes: Closes, shape: Shape, weeks: int = WEEKS) -> Shares:
    """How each part's share stood at each close; a flow's over so many whole weeks."""
    sums = list(_flows(rows, closes, weeks) if shape == "flow" else _stocks(rows, closes))
    found = [estimate(one) for one in sums]
    nothing = np.zeros((len(rows.parts), 0))
    return Shares(
        rows.parts,
        Estimate(
            np.stack([one.ratio for one in found], axis=-1) if found else nothing,
            np.stack([one.margin for one in found], axis=-1) if found else nothing,
            np.stack([one.rows for one in found], axis=-1) if found else nothing.astype(np.int64),
            np.stack([one.clusters for one in found], axis=-1) if found else nothing.astype(np.int64),
        ),
        np.stack([one.top.sum(axis=-1) for one in sums], axis=-1) if sums else nothing,
    )


def _flows(rows: Rows, closes: Closes, weeks: int) -> Iterator[Sums]:
    week = closes.week_of(rows.happened)
    order = np.argsort(week, kind="stable")
    week = week[order]
    for close, last in zip(closes.at, closes.last_week, strict=True):
        window = order[slice(*np.searchsorted(week, (last - weeks, last)))]
        stood = window[(rows.known[window] <= close) & (close < rows.until[window])]
        chosen = np.zeros(len(rows.part), dtype=np.bool_)
        chosen[stood] = True
        kept = rows.take(chosen)
        yield _sums(kept, closes.week_of(kept.happened) - (last - weeks), weeks)


def _stocks(rows: Rows, closes: Closes) -> Iterator[Sums]:
    for close in closes.at:
        kept = rows.take((rows.known <= close) & (close < rows.until))
        cluster = np.where(
            kept.own < 0, np.maximum(closes.week_of(kept.happened), 0), len(closes.weeks) + kept.own
        )
        _, cluster = np.unique(cluster, return_inverse=True)
        yield _sums(kept, cluster.astype(np.int64), int(cluster.max(initial=-1)) + 1)


def _sums(rows: Rows, cluster: Ints, clusters: int) -> Sums:
    """Sums by part and cluster."""
    shape = (len(rows.parts), clusters)
    cell = rows.part * clusters + cluster

    def by_cell(values: Floats) -> Floats:
        found = np.bincount(cell, values, minlength=shape[0] * clusters)
        return np.asarray(found, dtype=np.float64).reshape(shape)

    counts = rows.bottom > 0
    weight = np.where(counts, rows.weight, 0.0)
    return Sums(
        by_cell(rows.top), by_cell(rows.bottom), by_cell(counts.astype(np.float64)).astype(np.int64), by_cell(weight), by_cell(weight**2),
    )  # fmt: skip
