"""Merges and probable duplicates in a record's folder: read with the record, written whole or not at all."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from handfast.importing.linkage.duplicates import KEYS, TABLES, Duplicates, find_duplicates
from handfast.importing.linkage.merges import Lead, Merge
from handfast.importing.linkage.profiles import Thing
from handfast.importing.store.whole import held, put_in_force
from handfast.record import Record, read_record, sql
from handfast.record.arrow import texts
from handfast.record.identity import address

READ = ("leads", "lead_merges", "likely_duplicates", "likely_duplicate_accounts", "accounts")
"""All that merging looks at; the rest of a record isn't opened."""

_INSTANT = pa.timestamp("us", tz="UTC")
MERGES = pa.schema(
    {
        "lead_id": pa.string(),
        "survivor_id": pa.string(),
        "merged_at": _INSTANT,
        "merged_by": pa.string(),
        "undone_at": _INSTANT,
        "reason": pa.string(),
    }
)


def open_people(folder: Path, zone: str | None = None) -> Record:
    """The record's leads, accounts, merges and probable duplicates; raises as `read_record` does."""
    return read_record(folder, zone=zone, only=READ)


def leads_of(record: Record, ids: Collection[str]) -> dict[str, Lead]:
    """Those of the leads, by id, that there are, and those that stand for them."""
    connection, told = record.connection, record.facts["leads"].relation
    connection.register("leads_asked", pa.table([texts(sorted(set(ids)))], names=["lead_id"]))
    rows = connection.execute(
        "WITH asked AS (SELECT lead_id FROM leads_asked UNION SELECT survivor_id FROM record.lead_identities "
        "SEMI JOIN leads_asked USING (lead_id)) "
        f"SELECT l.lead_id, l.created_at, coalesce(i.survivor_id, l.lead_id), {address('l.email')}, "
        "concat_ws(', ', nullif(concat_ws(' ', l.first_name, l.last_name), ''), l.email, l.company) "
        f"FROM {told} l SEMI JOIN asked ON asked.lead_id = l.lead_id LEFT JOIN record.lead_identities i ON i.lead_id = l.lead_id"
    ).fetchall()
    connection.unregister("leads_asked")
    return {row[0]: Lead(row[0], _aware(row[1]), *row[2:]) for row in rows}


def merges_of_record(record: Record) -> list[Merge]:
    """What `lead_merges` says, in the order in which it was said."""
    rows = record.connection.execute(
        "SELECT lead_id, survivor_id, merged_at, merged_by, undone_at, reason FROM record.lead_merges ORDER BY merged_at, lead_id, survivor_id"
    ).fetchall()
    return [Merge(r[0], r[1], _aware(r[2]), r[3], _aware(r[4]) if r[4] else None, r[5]) for r in rows]


def write_merges(writing: Path, merges: Sequence[Merge]) -> None:
    """Write `lead_merges.parquet` into a folder that is then put in force."""
    columns = [[getattr(merge, name) for merge in merges] for name in MERGES.names]
    table = pa.table(
        [pa.array(values, MERGES.field(i).type) for i, values in enumerate(columns)], schema=MERGES
    )
    pq.write_table(table, writing / "lead_merges.parquet")


def look_for_duplicates(folder: Path, found_at: datetime, zone: str | None = None) -> dict[Thing, Duplicates]:
    """Look for probable duplicates in a record anew and write them into its folder.

    Leads of one e-mail address, and those that were merged, are one already. Returns what was found, leads first. Raises LinkageMissing, and as
    `read_record` and `store.whole.held` do; then nothing is written.
    """
    with held(folder) as writing:
        with open_people(folder, zone) as record:
            found = {
                thing: find_duplicates(record.connection, f"record.{thing.value}s", thing) for thing in Thing
            }
            for thing in Thing:
                _write(record.connection, thing, writing, found_at)
        put_in_force(folder)
    return found


def _write(connection: duckdb.DuckDBPyConnection, thing: Thing, writing: Path, found_at: datetime) -> None:
    name = TABLES[thing]
    connection.execute(
        f"COPY (SELECT {sql.names(KEYS[thing])}, probability::DECIMAL(9,6) AS probability, reasons, {sql.instant(found_at)}::TIMESTAMPTZ AS found_at "
        f"FROM linkage.{name} ORDER BY ALL) TO {sql.text(str(writing / f'{name}.parquet'))} (FORMAT parquet)"
    )


def _aware(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC)


def addresses(leads: Iterable[Lead]) -> dict[str, str | None]:
    """The addresses of leads by id."""
    return {lead.lead_id: lead.address for lead in leads}
