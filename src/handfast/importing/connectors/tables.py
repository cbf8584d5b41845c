"""From all that was ever pulled to the latest of each row, one Parquet file a table."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from handfast.importing.connectors.staging import NUMBER, ROWS, TABLES
from handfast.record import sql


def write_tables(
    folder: Path, columns: Mapping[str, Sequence[str]], keys: Mapping[str, Sequence[str]]
) -> dict[str, int]:
    """Write `FOLDER/tables/TABLE.parquet`, one row a key, all columns text, in the order in which rows came; rows by table.

    A file is replaced whole. A table without a key keeps every different row.
    """
    (folder / TABLES).mkdir(exist_ok=True)
    with duckdb.connect() as connection:
        return {
            table: _write(connection, folder, table, list(names), list(keys.get(table, names)))
            for table, names in sorted(columns.items())
        }


def _write(
    connection: duckdb.DuckDBPyConnection, folder: Path, table: str, columns: list[str], key: list[str]
) -> int:
    files = [str(file) for file in sorted((folder / ROWS / table).glob("*.jsonl*"))]
    if not files:
        return 0
    kinds = ", ".join(f"{sql.text(column)}: 'VARCHAR'" for column in columns)
    listed = ", ".join(map(sql.text, files))
    target = folder / TABLES / f"{table}.parquet"
    part = target.with_suffix(".part")
    connection.execute(
        f"""
        COPY (
            SELECT {sql.names(columns)}
            FROM read_json([{listed}], format = 'newline_delimited', columns = {{{kinds}, {sql.text(NUMBER)}: 'BIGINT'}})
            QUALIFY row_number() OVER (PARTITION BY {sql.names(key)} ORDER BY {sql.name(NUMBER)} DESC) = 1
            ORDER BY {sql.name(NUMBER)}
        ) TO {sql.text(str(part))} (FORMAT parquet)
        """
    )
    os.replace(part, target)
    counted = connection.execute(f"SELECT count(*) FROM read_parquet({sql.text(str(target))})").fetchone()
    return int(counted[0]) if counted else 0
