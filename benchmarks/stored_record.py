"""A record as `handfast import` leaves it: activities by lead and instant, instants with their zone, zstd, and the hidden columns of an import."""

from pathlib import Path

import duckdb

STAMPS = (
    "CAST(NULL AS TIMESTAMP) AS __modified_at, TIMESTAMP '2026-07-01 00:00:00' AS __told_at, 1 AS __told_in"
)


def lay_out_as_stored(record: Path, target: Path) -> None:
    """Write the record in `record`, whose tables are Parquet files, to `target` in the layout in which an import stores it.

    The import itself, which reads, checks and merges what it is given, is not what is measured here.
    """
    target.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config={"memory_limit": "6GB"}) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute("SET TimeZone = 'UTC'")
        for file in sorted(record.glob("*.parquet")):
            columns = connection.execute(f"DESCRIBE SELECT * FROM '{file}'").fetchall()
            zoned = ", ".join(
                f"{name} AT TIME ZONE 'UTC' AS {name}" for name, type_, *_ in columns if type_ == "TIMESTAMP"
            )
            order = "lead_id, occurred_at, activity_id" if file.stem == "activities" else columns[0][0]
            connection.execute(
                f"COPY (SELECT * {f'REPLACE ({zoned})' if zoned else ''}, {STAMPS} FROM '{file}' ORDER BY {order}) "
                f"TO '{target / file.name}' (FORMAT parquet, COMPRESSION zstd)"
            )
