"""The findings as Parquet: one file a table, sorted by its key, in the types that the reference names."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from handfast.engine.findings import FindingsTable

TYPES = {
    "TEXT": pa.string(),
    "INSTANT": pa.timestamp("us"),
    "DATE": pa.date32(),
    "COUNT": pa.int64(),
    "NUMBER": pa.float64(),
    "MONEY": pa.decimal128(18, 2),
    "BOOLEAN": pa.bool_(),
}
"""Arrow's type for each type of the findings; instants are UTC without a zone, as DuckDB's TIMESTAMP."""


def schema_of(table: FindingsTable) -> pa.Schema:
    """The columns of a table, in order, in the types of its file."""
    return pa.schema([(column.name, TYPES[column.type]) for column in table.columns])


def write_table(table: FindingsTable, rows: pa.Table, path: Path) -> None:
    """Write rows as `path`; raises OSError when there is no room or no permission."""
    schema = schema_of(table)
    typed = rows.select(schema.names).cast(schema)
    ordered = typed.sort_by([(column, "ascending") for column in table.key]) if typed.num_rows else typed
    # Through a file of Python's own, so that a full disk is an OSError with its number.
    with path.open("wb") as file:
        pq.write_table(ordered, file, compression="zstd")
