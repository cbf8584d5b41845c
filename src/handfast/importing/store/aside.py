"""What imports left out, kept with the record: rows and values set aside, and what is understood and has no place."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import duckdb

from handfast.importing.store.told import ASIDE
from handfast.record import sql
from handfast.record.bookkeeping import FOLDER, SET_ASIDE, standing

NOT_USED = f"{FOLDER}/not_used.parquet"
_COLUMNS = {
    SET_ASIDE: ("file", "line", "column", "value", "reason", "kept"),
    NOT_USED: ("file", "line", "what", "reason"),
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How much an import left out: rows, single values, and rows that have no place."""

    rows: int
    values: int
    not_used: int


def prepare(connection: duckdb.DuckDBPyConnection, given: Collection[str]) -> None:
    """Make the working tables of what is left out, from what reading the sources left out; `given` names the tables of the import."""
    connection.execute(
        f'CREATE TABLE {ASIDE} (file VARCHAR, line BIGINT, "column" VARCHAR, "value" VARCHAR, reason VARCHAR, kept BOOLEAN)'
    )
    connection.execute(
        f"CREATE TABLE {ASIDE}_not_used (file VARCHAR, line BIGINT, what VARCHAR, reason VARCHAR)"
    )
    if "set_aside" in given:
        connection.execute(
            f'INSERT INTO {ASIDE} SELECT file, line, "column", "value", reason, kept FROM imported.set_aside'
        )
    if "not_used" in given:
        connection.execute(
            f"INSERT INTO {ASIDE}_not_used SELECT __file, __line, what, reason FROM imported.not_used"
        )


def left_out(connection: duckdb.DuckDBPyConnection) -> LeftOut:
    """How much this import left out."""
    row = connection.execute(
        f"SELECT count(*) FILTER (WHERE NOT kept), count(*) FILTER (WHERE kept), "
        f"(SELECT count(*) FROM {ASIDE}_not_used) FROM {ASIDE}"
    ).fetchone()
    assert row is not None  # an aggregate always gives a row
    return LeftOut(*row)


def nothing_new(connection: duckdb.DuckDBPyConnection, folder: Path) -> bool:
    """Whether an earlier import left out all that this one does."""
    place = 'file, line, "column", "value", kept'
    path = standing(folder, SET_ASIDE)
    before = (
        f"SELECT {place} FROM {_read(path)}" if path.exists() else f"SELECT {place} FROM {ASIDE} WHERE false"
    )
    return not connection.execute(f"(SELECT {place} FROM {ASIDE}) EXCEPT ({before}) LIMIT 1").fetchall()


def write(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    writing: Path,
    import_id: str,
    labels: Collection[str],
) -> None:
    """Write what all imports left out; what earlier ones said of the files in `labels` is no longer current."""
    for name, relation in ((SET_ASIDE, ASIDE), (NOT_USED, f"{ASIDE}_not_used")):
        columns = sql.names(_COLUMNS[name])
        now = f"SELECT {sql.text(import_id)} AS import_id, true AS current, {columns} FROM {relation}"
        parts = [now]
        path = standing(folder, name)
        if path.exists():
            read = f"(SELECT file FROM {relation} UNION ALL SELECT unnest(?::VARCHAR[]))"
            parts.append(
                f"SELECT import_id, current AND coalesce(file, '') NOT IN (SELECT coalesce(file, '') FROM {read}) AS current, "
                f"{columns} FROM {_read(path)}"
            )
        (writing / FOLDER).mkdir(exist_ok=True)
        connection.execute(
            f"COPY (SELECT * FROM ({' UNION ALL '.join(parts)}) ORDER BY import_id, file, line, {columns}) "
            f"TO {sql.text(str(writing / name))} (FORMAT parquet, COMPRESSION zstd)",
            [list(labels)] if len(parts) > 1 else None,
        )


def _read(path: Path) -> str:
    return f"read_parquet({sql.text(str(path))}, hive_partitioning=false)"
