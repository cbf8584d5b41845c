"""From all that was ever pulled to the latest of each row, one Parquet file a table."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from handfast.importing.connectors.staging import NUMBER, ROW, ROWS, TABLES
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
    paths = ", ".join(sql.text("/" + name.replace("~", "~0").replace("/", "~1")) for name in columns)
    values = ", ".join(f"v[{place}] AS {sql.name(name)}" for place, name in enumerate(_distinct(columns), 1))
    same = ", ".join(f"v[{columns.index(name) + 1}]" for name in key)
    target = folder / TABLES / f"{table}.parquet"
    part = target.with_suffix(".part")
    connection.execute(
        f"""
        COPY (
            WITH kept AS (
                SELECT {NUMBER} AS n, json_extract_string("{ROW}", [{paths}]) AS v
                FROM read_json(
                    [{", ".join(map(sql.text, files))}],
                    format = 'newline_delimited', columns = {{{NUMBER}: 'BIGINT', "{ROW}": 'VARCHAR'}}
                )
            )
            SELECT {values} FROM kept
            QUALIFY row_number() OVER (PARTITION BY {same} ORDER BY n DESC) = 1
            ORDER BY n
        ) TO {sql.text(str(part))} (FORMAT parquet)
        """
    )
    os.replace(part, target)
    counted = connection.execute(f"SELECT count(*) FROM read_parquet({sql.text(str(target))})").fetchone()
    return int(counted[0]) if counted else 0


def _distinct(columns: Sequence[str]) -> list[str]:
    """The names of columns, told apart where only their case does: `Title` beside `title` is `Title_2`."""
    found: list[str] = []
    taken: set[str] = set()
    for name in columns:
        free, number = name, 2
        while free.casefold() in taken:
            free, number = f"{name}_{number}", number + 1
        found.append(free)
        taken.add(free.casefold())
    return found
