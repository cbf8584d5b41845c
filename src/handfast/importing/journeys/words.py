"""The source's words for stages and reasons, replaced by the agreement's where the mapping knows them."""

from collections.abc import Mapping

import duckdb

from handfast.importing.mapping.model import Word
from handfast.record import sql
from handfast.record.identity import address

IMPORTED = "imported"
STAGES = "stage"
REASONS = ("rejection_reason", "disqualification_reason", "lost_reason")


def stage_words(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Every word for a lead's stage, with how many rows say it; most frequent first."""
    return _counted(connection, (("leads", "stage", None), ("lead_changes", "new_value", (STAGES,))))


def reason_words(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Every word for a reason of rejecting, disqualifying or losing, with how many rows say it."""
    changes = tuple((table, "new_value", REASONS) for table in ("lead_changes", "opportunity_changes"))
    return _counted(connection, (*changes, ("opportunities", "lost_reason", None)))


def apply(
    connection: duckdb.DuckDBPyConnection, stages: Mapping[str, Word], reasons: Mapping[str, Word]
) -> None:
    """Put the agreement's words where the source's stand."""
    for fields, said in (((STAGES,), stages), (REASONS, reasons)):
        known = [(word, meant.means) for word, meant in said.items() if meant.means]
        if not known:
            continue
        values = ", ".join(f"({address(sql.text(word))}, {sql.text(means or '')})" for word, means in known)
        listed = ", ".join(map(sql.text, fields))
        for table, column, where in (
            ("leads", "stage", "true" if STAGES in fields else "false"),
            ("opportunities", "lost_reason", "false" if STAGES in fields else "true"),
            ("lead_changes", "old_value", f"field IN ({listed})"),
            ("lead_changes", "new_value", f"field IN ({listed})"),
            ("opportunity_changes", "old_value", f"field IN ({listed}) AND field <> '{STAGES}'"),
            ("opportunity_changes", "new_value", f"field IN ({listed}) AND field <> '{STAGES}'"),
        ):
            if _has(connection, table, column):
                connection.execute(
                    f"UPDATE {IMPORTED}.{table} SET {column} = w.means FROM (VALUES {values}) AS w(word, means) "
                    f"WHERE {where} AND {address(f'trim({column})')} = w.word"
                )


def _counted(
    connection: duckdb.DuckDBPyConnection, places: tuple[tuple[str, str, tuple[str, ...] | None], ...]
) -> dict[str, int]:
    parts = [
        f"SELECT trim({column}) AS word FROM {IMPORTED}.{table} WHERE {column} IS NOT NULL"
        + (f" AND field IN ({', '.join(map(sql.text, fields))})" if fields else "")
        for table, column, fields in places
        if _has(connection, table, column)
    ]
    if not parts:
        return {}
    rows = connection.execute(
        f"SELECT word, count(*) FROM ({' UNION ALL '.join(parts)}) GROUP BY word ORDER BY 2 DESC, 1"
    ).fetchall()
    return {word: count for word, count in rows}


def _has(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> bool:
    found = connection.execute(
        "SELECT 1 FROM information_schema.columns WHERE table_schema = ? AND table_name = ? AND column_name = ?",
        [IMPORTED, table, column],
    )
    return found.fetchone() is not None
