"""Calendars as a table that an engine joins: the time line cut into pieces, each wholly open or wholly closed.

Pieces are cut at midnights in UTC, so that the piece of an instant is found by equality on (calendar, day) and a range among a handful of rows.
Open pieces are cut at every `BUCKET` of open time, so that a due time is found by equality on (calendar, open_bucket) and a range among as few.

    open time at t       = open_before + (t - starts_at if is_open else 0)       of the piece with starts_at <= t < ends_at
    the instant at which = starts_at + (target - open_before)                    of the open piece with open_before < target <= open_before + length,
    `target` is reached                                                          which has open_bucket = ceil(target / BUCKET) - 1
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pyarrow as pa

from handfast.agreement.expansion import DAY, SECOND, Expansion, Flags, Instants

BUCKET: Final = 14_400 * SECOND
"""Open time between two cuts, in µs: half a working day, so that a bucket has a few pieces and not many buckets share a day."""

SCHEMA: Final = pa.schema(
    [
        pa.field("calendar", pa.string(), nullable=False),
        pa.field("day", pa.date32(), nullable=False),
        pa.field("starts_at", pa.timestamp("us"), nullable=False),
        pa.field("ends_at", pa.timestamp("us"), nullable=False),
        pa.field("is_open", pa.bool_(), nullable=False),
        pa.field("open_before", pa.int64(), nullable=False),
        pa.field("open_bucket", pa.int64()),
    ]
)
"""One row per piece of a calendar's time line: its day in UTC, its span, whether it is open, the µs of open time before it since the start of
the expansion, and, when open, in which bucket of open time it lies. Key: calendar, starts_at."""


def pieces(expansions: Mapping[str, Expansion]) -> pa.Table:
    """The pieces of each calendar, by its id, in the order given and then of time; they cover each expansion without gap or overlap."""
    batches = [_pieces(calendar, expansion) for calendar, expansion in expansions.items()]
    return pa.Table.from_batches(batches, schema=SCHEMA).combine_chunks()


def _pieces(calendar: str, expansion: Expansion) -> pa.RecordBatch:
    midnights = np.arange(-(-expansion.first // DAY) * DAY, expansion.end + 1, DAY, dtype=np.int64)
    cuts = np.unique(
        np.concatenate(
            (
                np.array([expansion.first]),
                midnights,
                expansion.opens,
                expansion.closes,
                _bucket_cuts(expansion),
            )
        )
    )
    starts, ends = cuts[:-1], cuts[1:]
    is_open, before = _state(expansion, starts)
    columns = [
        _repeated(calendar, len(starts)),
        _column(pa.date32(), (starts // DAY).astype(np.int32)),
        _column(pa.timestamp("us"), starts),
        _column(pa.timestamp("us"), ends),
        _column(pa.bool_(), _bits(is_open), rows=len(starts)),
        _column(pa.int64(), before),
        _column(pa.int64(), before // BUCKET, known=is_open),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)


# Columns are made of buffers: `pyarrow.array` would import pandas, where that is installed, and take longer over it than over all the rest.


def _column(
    kind: pa.DataType, values: np.ndarray, rows: int | None = None, known: Flags | None = None
) -> pa.Array:
    """A column over the memory of `values`; null where `known` is false."""
    validity = None if known is None else pa.py_buffer(_bits(known))
    return pa.Array.from_buffers(
        kind, len(values) if rows is None else rows, [validity, pa.py_buffer(values)]
    )


def _bits(flags: Flags) -> np.ndarray:
    return np.packbits(flags, bitorder="little")


def _repeated(text: str, rows: int) -> pa.Array:
    data = text.encode()
    offsets = np.arange(rows + 1, dtype=np.int32) * np.int32(len(data))
    return pa.Array.from_buffers(pa.string(), rows, [None, pa.py_buffer(offsets), pa.py_buffer(data * rows)])


def _bucket_cuts(expansion: Expansion) -> Instants:
    """The instants at which a whole number of buckets of open time has passed."""
    targets = np.arange(BUCKET, expansion.total, BUCKET, dtype=np.int64)
    held = np.searchsorted(expansion.before, targets, side="left") - 1
    return expansion.opens[held] + targets - expansion.before[held] if len(targets) else targets


def _state(expansion: Expansion, at: Instants) -> tuple[Flags, Instants]:
    """Whether each instant is open, and the open time before it."""
    if not len(expansion.opens):
        return np.zeros(len(at), dtype=np.bool_), np.zeros(len(at), dtype=np.int64)
    held = np.searchsorted(expansion.opens, at, side="right") - 1
    is_open = (held >= 0) & (at < expansion.closes[held])
    return is_open, expansion.open_until(at)
