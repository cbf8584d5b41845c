"""Columns to files: CSV as a company would export it, Parquet where it is large.

Arrays are built from their buffers: `pyarrow.array` looks at pandas first, and where pandas is installed that costs a second.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from handfast.demo.chance import Bools, Floats, Ints
from handfast.demo.market import END

Column = Any  # a pyarrow array
SHOWN = len("2026-03-04T09:30:00Z")


def _bits(values: Bools) -> Column:
    return pa.py_buffer(np.packbits(values, bitorder="little"))


def whole(values: Ints, known: Bools | None = None) -> Column:
    """Whole numbers; no value where not known."""
    data = np.ascontiguousarray(values, dtype=np.int64)
    return pa.Array.from_buffers(
        pa.int64(), len(data), [None if known is None else _bits(known), pa.py_buffer(data)]
    )


def numbers(values: Floats, digits: int) -> Column:
    """Numbers, rounded."""
    data = np.round(np.ascontiguousarray(values, dtype=np.float64), digits)
    return pa.Array.from_buffers(pa.float64(), len(data), [None, pa.py_buffer(data)])


def texts(values: Sequence[str]) -> Column:
    """Text as it is; empty text is no value."""
    encoded = [value.encode() for value in values]
    offsets = np.zeros(len(encoded) + 1, np.int32)
    np.cumsum([len(value) for value in encoded], out=offsets[1:])
    buffers = [_bits(offsets[1:] > offsets[:-1]), pa.py_buffer(offsets), pa.py_buffer(b"".join(encoded))]
    return pa.Array.from_buffers(pa.string(), len(encoded), buffers)


def words(vocabulary: Sequence[str], places: Ints) -> Column:
    """Words by their place in a list; no value where the place is negative or the word empty."""
    return texts(vocabulary).take(whole(np.maximum(places, 0), np.asarray(places) >= 0))


def spelled(*parts: str | tuple[Ints, int], known: Bools | None = None) -> Column:
    """Text of one length made of fixed words and of whole numbers with so many digits: `spelled("L", (row, 6))`."""
    rows = next(len(part[0]) for part in parts if not isinstance(part, str))
    columns = []
    for part in parts:
        if isinstance(part, str):
            columns.append(np.broadcast_to(np.frombuffer(part.encode(), np.uint8), (rows, len(part))))
        else:
            powers = 10 ** np.arange(part[1] - 1, -1, -1)
            columns.append((np.maximum(part[0], 0)[:, None] // powers % 10 + ord("0")).astype(np.uint8))
    text = np.ascontiguousarray(np.concatenate(columns, axis=1))
    return _even(text.tobytes(), rows, text.shape[1], None if known is None else _bits(known))


def _even(data: bytes, rows: int, length: int, known: Column | None) -> Column:
    """Text whose values all have one length."""
    offsets = np.arange(rows + 1, dtype=np.int32) * length
    return pa.Array.from_buffers(pa.string(), rows, [known, pa.py_buffer(offsets), pa.py_buffer(data)])


def ids(prefix: str, places: Ints, width: int) -> Column:
    """Ids such as `a000017`; no value where the number is negative."""
    return spelled(prefix, (places, width), known=np.asarray(places) >= 0)


def flags(values: Any) -> Column:
    """Booleans."""
    data = np.asarray(values, dtype=bool)
    return pa.Array.from_buffers(pa.bool_(), len(data), [None, _bits(data)])


def perhaps(values: Bools, known: Bools) -> Column:
    """Booleans; no value where not known."""
    return pa.Array.from_buffers(pa.bool_(), len(values), [_bits(known), _bits(values)])


def instants(t: Ints, known: Bools | None = None) -> Column:
    """Instants to the second; no value where not known, or not before the end of the record."""
    there = np.asarray(t < END if known is None else known)
    return whole(t, there).view(pa.timestamp("s"))


def write(folder: Path, name: str, columns: Mapping[str, Column], form: str = "csv") -> int:
    """Write one table as `NAME.csv` or `NAME.parquet`; returns the number of rows. In CSV instants look like `2026-03-04T09:30:00Z`.

    The same table in the other form, left by an earlier company, is removed: a record has one file for each table.
    """
    (folder / f"{name}.{'csv' if form == 'parquet' else 'parquet'}").unlink(missing_ok=True)
    if form == "parquet":
        plain = {
            key: col.cast(pa.timestamp("us")) if pa.types.is_timestamp(col.type) else col
            for key, col in columns.items()
        }
        pa.parquet.write_table(
            pa.table(plain), folder / f"{name}.parquet", compression="zstd", row_group_size=500_000
        )
    else:
        plain = {key: _shown(col) if pa.types.is_timestamp(col.type) else col for key, col in columns.items()}
        pa.csv.write_csv(pa.table(plain), folder / f"{name}.csv", pa.csv.WriteOptions(quoting_style="needed"))
    return len(next(iter(columns.values())))


def _shown(column: Column) -> Column:
    """Instants as text."""
    known, data = column.buffers()
    seconds = (
        np.frombuffer(data, dtype="datetime64[s]", count=len(column))
        if len(column)
        else np.zeros(0, dtype="datetime64[s]")
    )
    shown = np.datetime_as_string(seconds, timezone="UTC").astype(f"S{SHOWN}")
    return _even(shown.tobytes(), len(seconds), SHOWN, known)
