"""Typed rows that need no reading: when every column already is what the record wants, a select may hand them on."""

from collections.abc import Sequence

import duckdb

from handfast.record import sql
from handfast.record.columns import Table, Type
from handfast.record.conversion import EARLIEST, NEVER, Field, naive_utc
from handfast.record.selecting import FILE, LINE, Source, fields


def passing(
    connection: duckdb.DuckDBPyConnection, table: Table, extras: Sequence[str], source: Source, zone: str
) -> str:
    """A select of the source's rows as they stand, or nothing when any value of them needs reading. One scan."""
    every = fields(table, extras, source)
    values: list[str] = []
    doubts: list[str] = []
    for field in every:
        handed = _handed_on(field, zone)
        if handed is None:
            return ""
        value, doubt = handed
        values.append(f"{value} AS {sql.name(field.column.name)}")
        if doubt:
            doubts.append(doubt)
        if field.column.required:
            doubts.append(f"{field.source} IS NULL")
    if doubts:
        tests = ", ".join(f"bool_or({doubt})" for doubt in doubts)
        found = connection.execute(f"SELECT {tests} FROM {source.relation}").fetchone()
        if found is None or any(found):
            return ""
    return (
        f"SELECT {source.file} AS {FILE}, {source.line} AS {LINE}, {', '.join(values)} FROM {source.relation}"
    )


def _handed_on(field: Field, zone: str) -> tuple[str, str] | None:
    """SQL for the value, and SQL that is true where it would need reading; None when it always would."""
    raw, type_ = field.source, field.column.type
    if raw is None:
        return f"NULL::{type_.sql}", ""
    exact = field.source_type == type_.sql
    if type_ is Type.TEXT and exact:
        return raw, _not_tidy(field, raw)
    if type_ is Type.JSON and exact:
        return (
            raw,
            f"CASE WHEN json_valid({raw}) THEN json_type({raw}) <> 'OBJECT' ELSE {raw} IS NOT NULL END",
        )
    if type_ is Type.INSTANT:
        return _instant(field, raw, zone)
    if exact and type_ is not Type.SHARE:
        return raw, ""
    if (
        type_ is Type.WHOLE
        and field.family == "whole"
        and field.source_type not in ("HUGEINT", "UHUGEINT", "UBIGINT")
    ):
        return f"{raw}::BIGINT", ""
    return None


def _not_tidy(field: Field, raw: str) -> str:
    if field.column.choices:
        return f"{raw} NOT IN ({', '.join(map(sql.text, field.column.choices))})"
    if field.column.name == "field" and field.column.required:
        return f"{raw} <> lower({raw}) OR {raw} < '!' OR right({raw}, 1) < '!'"
    return f"{raw} < '!' OR right({raw}, 1) < '!'"


def _instant(field: Field, raw: str, zone: str) -> tuple[str, str] | None:
    sane = f"NOT ({{0}} >= TIMESTAMP '{EARLIEST}' AND {{0}} <= TIMESTAMP '{NEVER}')"
    if field.family == "zoned":
        value = naive_utc(raw, field.source_type)
        return value, sane.format(value)
    if zone != "UTC" or field.family not in ("naive", "date"):
        return None
    value = raw if field.source_type == "TIMESTAMP" else f"{raw}::TIMESTAMP"
    return value, sane.format(value)
