"""Whether the two teams pursue the same segments: the distance between the leads that marketing brings and the leads that sales works.

The Jensen–Shannon divergence (base 2; Lin 1991, IEEE Trans. Inf. Theory 37, 145–151) of two small samples is above zero by chance alone. What it is when
segments are dealt to accounts at random is subtracted from it; the distance is the root of the rest. Accounts are permuted and not leads, since colleagues
share a segment. Its bound is one-sided at 1%, by a Poisson bootstrap over accounts.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from handfast.diagnosis.signs.closes import YEAR
from handfast.diagnosis.signs.estimates import FEWEST_ROWS, Floats, Ints
from handfast.diagnosis.signs.judging import Judging
from handfast.diagnosis.signs.registry import Sign, Source
from handfast.diagnosis.signs.states import Course, judged
from handfast.diagnosis.signs.thresholds import thresholds

DIMENSIONS = ("industry", "size", "country")
POOLED_UNDER = 0.05
FEW = 5000
"""So many units are dealt one by one in less time than it takes to draw how many of each kind a segment gets."""
DRAWS = 400
DEALS = 200
"""Segments are dealt anew so often: a mean needs fewer draws than a spread, its own error is a fourteenth of one draw's."""
ONE_SIDED = 2.326348
"""The 1% point of the normal distribution: the bootstrap's own 1% point would need thousands of draws."""
SEED = 20080
UNKNOWN = -1
EVENTS = """
    with worked as (
        select distinct n.lead_id, t.occurred_at
        from steps.touches as t
        join (select distinct lead_id, lead_number from steps.lead_bounds) as n on n.lead_number = t.lead_number
    ), events as (
        select 'brought' as what, lead_id, created_at as at from seen.leads where coalesce(origin, 'inbound') not in ('outbound', 'customer')
        union all
        select 'worked' as what, lead_id, occurred_at as at from worked
    )
    select
        e.what, e.at, e.lead_id, coalesce(l.account_id, 'lead ' || l.lead_id) as unit, p.segment as industry, p.size,
        coalesce(nullif(a.country, ''), nullif(l.country, '')) as country
    from events as e
    join seen.leads as l on l.lead_id = e.lead_id
    join findings.lead_profiles as p on p.lead_id = e.lead_id
    left join seen.accounts as a on a.account_id = l.account_id
    order by e.at, e.lead_id, e.what
"""


@dataclass(frozen=True)
class Units:
    """Accounts in a window, or leads without one.

    Attributes:
        segment: the number of each one's segment.
        brought, worked: how many leads of it marketing brought and sales worked.
    """

    segment: Ints
    brought: Ints
    worked: Ints


@dataclass(frozen=True, slots=True)
class Distance:
    """A distance, 0 to 1, with its one-sided lower bound; NaN where a side has nobody."""

    value: float
    bound: float


def distance(units: Units, draws: int = DRAWS, deals: int = DEALS) -> Distance:
    """The bias-corrected Jensen–Shannon distance of units.

    Units that brought and worked as many leads are alike, so that a draw is one of a table of segments × kinds of units: dealing segments anew keeps both
    margins, resampling accounts makes each cell Poisson.
    """
    if not (units.brought.sum() and units.worked.sum()):
        return Distance(np.nan, np.nan)
    segment = _pooled(units)
    kinds, kind = np.unique(np.stack([units.brought, units.worked]), axis=1, return_inverse=True)
    table = np.zeros((int(segment.max()) + 1, kinds.shape[1]), dtype=np.int64)
    np.add.at(table, (segment, kind.ravel()), 1)

    rng = np.random.default_rng(SEED)
    plain = float(_divergence(table[None], kinds)[0])
    chance = float(_divergence(_dealt(rng, table, deals), kinds).mean())
    again = _divergence(rng.poisson(table, (draws, *table.shape)), kinds)
    low = plain - chance - ONE_SIDED * float(again.std())
    return Distance(float(np.sqrt(max(plain - chance, 0.0))), float(np.sqrt(max(low, 0.0))))


def _pooled(units: Units) -> Ints:
    """Segments under 5% of both sides' leads together are one."""
    weight = units.brought + units.worked
    share = np.bincount(units.segment, weight) / max(weight.sum(), 1)
    small = share < POOLED_UNDER
    number = np.where(small, 0, np.cumsum(~small))
    _, codes = np.unique(number[units.segment], return_inverse=True)
    return np.asarray(codes, dtype=np.int64)


def _dealt(rng: np.random.Generator, table: Ints, draws: int) -> Ints:
    """Tables of the same margins, at random: few units are dealt one by one, many by how many of each kind a segment gets."""
    return _permuted(rng, table, draws) if table.sum() <= FEW else _drawn(rng, table, draws)


def _permuted(rng: np.random.Generator, table: Ints, draws: int) -> Ints:
    segments, kinds = table.shape
    segment = np.repeat(np.arange(segments), table.sum(axis=1))
    kind = np.repeat(np.tile(np.arange(kinds), segments), table.ravel())
    dealt = rng.permuted(np.tile(segment, (draws, 1)), axis=1)
    cell = (np.arange(draws)[:, None] * segments + dealt) * kinds + kind
    return (
        np.bincount(cell.ravel(), minlength=draws * table.size)
        .reshape(draws, segments, kinds)
        .astype(np.int64)
    )


def _drawn(rng: np.random.Generator, table: Ints, draws: int) -> Ints:
    """The kinds of units go to the segments one after the other, hypergeometrically."""
    made = np.zeros((draws, *table.shape), dtype=np.int64)
    left = np.repeat(table.sum(axis=1)[None], draws, axis=0)
    for kind, many in enumerate(table.sum(axis=0)[:-1]):
        wanted = np.full(draws, many)
        for segment in range(table.shape[0] - 1):
            others = left[:, segment + 1 :].sum(axis=1)
            made[:, segment, kind] = rng.hypergeometric(left[:, segment], others, wanted)
            wanted = wanted - made[:, segment, kind]
        made[:, -1, kind] = wanted
        left = left - made[:, :, kind]
    made[:, :, -1] = left
    return made


def _divergence(tables: Ints, kinds: Ints) -> Floats:
    """The Jensen–Shannon divergence, in bits, of each table."""
    p, q = (
        counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
        for counts in (tables @ kinds[0], tables @ kinds[1])
    )
    return _entropy((p + q) / 2) - (_entropy(p) + _entropy(q)) / 2


def _entropy(shares: Floats) -> Floats:
    """Entropy in bits of shares in rows."""
    logs = np.log2(shares, where=shares > 0, out=np.zeros_like(shares))
    return np.asarray(-(shares * logs).sum(axis=1), dtype=np.float64)


def segments(on: Judging, sign: Sign, source: Source) -> list[Course]:
    """One course for each dimension that the record knows."""
    return list(_dimensions(on, sign, source))


def _dimensions(on: Judging, sign: Sign, source: Source) -> Iterator[Course]:
    told = on.query(EVENTS)
    at = told.column("at").to_numpy().astype("datetime64[us]").astype(np.int64)
    worked = pc.equal(told.column("what"), "worked").to_numpy(zero_copy_only=False)
    lead, unit = _codes(told.column("lead_id")), _codes(told.column("unit"))
    week = on.closes.week_of(at)
    for dimension in DIMENSIONS:
        segment = _codes(told.column(dimension))
        known = segment != UNKNOWN
        if not known.any():
            continue
        value, bound, rows = [], [], []
        for last in on.closes.last_week:
            inside = known & (last - YEAR <= week) & (week < last)
            units, fewest = _units(lead[inside], unit[inside], segment[inside], worked[inside])
            found = distance(units) if fewest >= FEWEST_ROWS else Distance(np.nan, np.nan)
            value.append(found.value)
            bound.append(found.bound)
            rows.append(fewest)
        limit = thresholds(sign, source, dimension, on.agreements)
        count = np.array(rows, dtype=np.int64)
        yield judged(
            source.name, dimension, np.array(value), np.array(bound), limit, count, np.full(len(count), -1), np.full(len(count), np.nan),
        )  # fmt: skip


def _units(lead: Ints, unit: Ints, segment: Ints, worked: np.ndarray) -> tuple[Units, int]:
    """The units of a window, and the leads of the side that has fewer. A lead counts once on a side."""
    _, first = np.unique(lead * 2 + worked, return_index=True)
    unit, segment, worked = unit[first], segment[first], worked[first]
    names, place = np.unique(unit, return_inverse=True)
    of = np.zeros(len(names), dtype=np.int64)
    of[place[::-1]] = segment[::-1]
    brought, done = (
        np.bincount(place[side], minlength=len(names)).astype(np.int64) for side in (~worked, worked)
    )
    return Units(of, brought, done), int(min(brought.sum(), done.sum()))


def _codes(names: pa.ChunkedArray) -> Ints:
    """A number for each different text; UNKNOWN where there is none."""
    codes = names.combine_chunks().dictionary_encode().indices
    return np.asarray(codes.fill_null(UNKNOWN).to_numpy(), dtype=np.int64)
