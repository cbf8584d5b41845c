"""Parquet files as source tables: every value as text."""

import os
import shutil
from pathlib import Path

import duckdb

from handfast.importing.files.landing import Progress, count_rows, next_relation
from handfast.importing.files.limits import refused
from handfast.importing.files.names import name_columns, shown, stem_of
from handfast.importing.files.plain_numbers import beyond_doubt
from handfast.importing.files.source_table import LINE, SourceTable
from handfast.record import sql
from handfast.record.conversion import family, naive_utc, trimmed

_WILD = "*?[]{}"


def open_parquet(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    label: str,
    digest: str,
    folder: Path,
    progress: Progress,
) -> SourceTable:
    """The table in a Parquet file. `folder` is a temporary one. Raises InputFaults when it is damaged."""
    plain = _plainly_named(path, folder)
    source = f"read_parquet({sql.text(str(plain))}, hive_partitioning = false, file_row_number = true)"
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        columns = [(row[0], row[1]) for row in described if row[0] != "file_row_number"]
        named = name_columns([name for name, _ in columns])
        relation = next_relation(connection)
        fields = ", ".join(
            f"{as_text(sql.name(name), type_)} AS {sql.name(free)}"
            for (name, type_), free in zip(columns, named.names, strict=True)
        )
        connection.execute(
            f"CREATE TABLE {relation} AS SELECT {fields}, file_row_number + 1 AS {LINE} FROM {source}"
        )
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        first = shown(str(error).splitlines()[0], 200)
        message = f"is no Parquet file that can be read ({first}); write it again, or save it as CSV"
        raise refused(label, message, "damaged") from None
    rows = count_rows(connection, relation)
    progress(f"{label}: {rows:,} rows")
    return SourceTable(label, stem_of(label), relation, named.names, rows, digest, "parquet", named.notes)


def as_text(raw: str, type_: str) -> str:
    """SQL for a typed value as text: instants in ISO form (with Z where they know their zone), plain decimals, JSON of nested ones."""
    match family(type_):
        case "text" | "json":
            return trimmed(f"{raw}::VARCHAR")
        case "naive":
            return _instant(f"{raw}::TIMESTAMP", "")
        case "zoned":
            return _instant(naive_utc(raw, type_), "Z")
        case "float":
            whole = f"{raw} = trunc({raw}) AND abs({raw}) < 1e37"
            plain = f"rtrim(rtrim({raw}::DECIMAL(38, 19)::VARCHAR, '0'), '.')"
            text = (
                f"CASE WHEN NOT isfinite({raw}) THEN NULL WHEN {whole} THEN {raw}::HUGEINT::VARCHAR "
                f"WHEN contains({raw}::VARCHAR, 'e') AND abs({raw}) < 1e18 THEN {plain} ELSE {raw}::VARCHAR END"
            )
            return beyond_doubt(text)
        case "decimal":
            text = f"{raw}::VARCHAR"
            return beyond_doubt(
                f"CASE WHEN contains({text}, '.') THEN rtrim(rtrim({text}, '0'), '.') ELSE {text} END"
            )
        case "nested":
            return f"to_json({raw})::VARCHAR"
        case _:
            return f"{raw}::VARCHAR"


def _instant(timestamp: str, zone: str) -> str:
    fraction = f"rtrim(rtrim(strftime({timestamp}, '%Y-%m-%dT%H:%M:%S.%f'), '0'), '.')"
    return f"CASE WHEN isfinite({timestamp}) THEN {fraction} || {sql.text(zone)} END"


def _plainly_named(path: Path, folder: Path) -> Path:
    """The file under a name that isn't taken for a pattern."""
    if not any(sign in str(path) for sign in _WILD):
        return path
    target = folder / f"plain-{len(list(folder.iterdir()))}"
    try:
        os.symlink(path.resolve(), target)
    except OSError:
        shutil.copyfile(path, target)
    return target
