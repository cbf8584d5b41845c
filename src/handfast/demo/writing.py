"""Columns to files: CSV as a company would export it, Parquet where it is large."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from handfast.demo.chance import Ints
from handfast.demo.market import END

Column = Any  # a pyarrow array


def words(vocabulary: Sequence[str], numbers: Ints) -> Column:
    """Words by number; empty where the number is negative or the word is."""
    index = pa.array(numbers, mask=np.asarray(numbers) < 0)
    taken = pa.array(vocabulary, pa.string()).take(index)
    return pc.if_else(pc.equal(taken, ""), pa.scalar(None, pa.string()), taken)


def texts(values: Sequence[str]) -> Column:
    """Text as it is; empty text is no value."""
    return pa.array([value or None for value in values], pa.string())


def ids(prefix: str, numbers: Ints, width: int) -> Column:
    """Ids such as `a000017`."""
    digits = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width, "0")
    return pc.binary_join_element_wise(pa.scalar(prefix), digits, "")


def flags(values: Any) -> Column:
    """Booleans."""
    return pa.array(np.asarray(values, dtype=bool))


def instants(t: Ints, known: Any = None) -> Column:
    """Instants to the second; no value where not known, or not before the end of the record."""
    there = t < END if known is None else known
    return pa.array(np.asarray(t).astype("datetime64[s]"), pa.timestamp("s"), mask=~np.asarray(there))


def write(folder: Path, name: str, columns: Mapping[str, Column], form: str = "csv") -> int:
    """Write one table as `NAME.csv` or `NAME.parquet`; returns the number of rows. In CSV instants look like `2026-03-04T09:30:00Z`."""
    table = pa.table(dict(columns))
    if form == "parquet":
        to_us = [
            pa.field(f.name, pa.timestamp("us") if pa.types.is_timestamp(f.type) else f.type)
            for f in table.schema
        ]
        pa.parquet.write_table(
            table.cast(pa.schema(to_us)),
            folder / f"{name}.parquet",
            compression="zstd",
            row_group_size=500_000,
        )
    else:
        plain = {field.name: _plain(table[field.name]) for field in table.schema}
        pa.csv.write_csv(pa.table(plain), folder / f"{name}.csv", pa.csv.WriteOptions(quoting_style="needed"))
    return int(table.num_rows)


def _plain(column: Column) -> Column:
    """A column as CSV shows it."""
    if not pa.types.is_timestamp(column.type):
        return column
    values = column.combine_chunks()
    text = np.datetime_as_string(values.fill_null(0).to_numpy(zero_copy_only=False).astype("datetime64[s]"))
    shown = pc.binary_join_element_wise(pa.array(text), pa.scalar("Z"), "")
    return pc.if_else(pa.array(values.is_valid()), shown, pa.scalar(None, pa.string()))
