"""An evaluation kept in one file, to be read again by whoever was not there when it was made.

The file is a DuckDB database with the schemas `findings`, `seen` and `agreement`, what stories are told from of `steps`, and what was said while
the record was read. Every table lies in the order in which pages ask for it: by lead where it is about leads.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from handfast.agreement.canonical import canonical_text
from handfast.agreement.text import read_agreement
from handfast.engine.context import Context
from handfast.engine.duckdb_engine import DuckDBEngine
from handfast.engine.evaluate import column_kinds, put_in_force
from handfast.engine.findings import DIAGNOSED, FINDINGS
from handfast.engine.findings_made import Findings
from handfast.record import Record
from handfast.record import sql as written
from handfast.record.facts import Facts
from handfast.record.opened import closed_with, set_connection
from handfast.record.tables import BY_NAME, TABLES

SCHEMAS = ("findings", "seen", "agreement", "steps", "record")
STEPS: Mapping[str, str] = {
    "attributes": "SELECT * FROM steps.attributes WHERE from_at <= $as_of AND $as_of < until_at",
    "clock_deadlines": "SELECT * FROM steps.clock_deadlines",
    "opportunities": "SELECT * FROM steps.opportunities",
    "lead_opportunities": "SELECT * FROM steps.lead_opportunities",
    "lead_bounds": "SELECT lead_number, lead_id FROM steps.lead_bounds",
    "signals": "SELECT * FROM steps.signals WHERE {raised}",
}
"""The steps that a story reads, and what it reads of them."""
ORDERS: Mapping[str, tuple[str, ...]] = {
    "activities": ("lead_id", "occurred_at"),
    "lead_changes": ("lead_id", "changed_at"),
    "opportunities": ("opportunity_id",),
    "signals": ("lead_number", "occurred_at"),
}
"""What a table is sorted by where it isn't by its key; sorted rows are found by the least and greatest value of each block."""


@dataclass(frozen=True)
class _About:
    """What the tables don't say.

    Attributes:
        as_of, first_fact: ISO instants, UTC.
        agreements: the canonical texts of the versions, in order.
        promised: as of Findings.
        snapshot, missing, timings: as of Findings.
        known: the columns that the source has, by table.
        extras: those of them that are not canonical.
        notes, zone: as of Record.
    """

    as_of: str
    first_fact: str
    agreements: list[str]
    promised: bool
    snapshot: dict[str, Any]
    missing: list[str]
    timings: dict[str, Any]
    known: dict[str, list[str]]
    extras: dict[str, list[str]]
    notes: list[str]
    zone: str


def keep(findings: Findings, path: Path, progress: Callable[[str], None] = lambda table: None) -> None:
    """Write the file; it must not exist. The evaluation is a whole one, made with `stories`, diagnosed or not.

    `progress` is told each table as it is written. Raises OSError when the file can't be written; then there is none.
    """
    with findings.beside() as reading:
        connection = reading.engine.connection
        connection.execute(f"ATTACH {written.text(str(path))} AS kept")
        try:
            for schema in SCHEMAS:
                connection.execute(f"CREATE SCHEMA kept.{schema}")
            for name, query in _tables(findings):
                progress(name)
                as_of = findings.as_of.astimezone(UTC).replace(tzinfo=None)
                given = {"as_of": as_of} if "$as_of" in query else None
                connection.execute(f"CREATE TABLE kept.{name} AS {query}", given)
            connection.execute(
                "CREATE TABLE kept.about AS SELECT $about AS about", {"about": _about(findings)}
            )
        except BaseException:
            connection.execute("DETACH kept")
            path.unlink(missing_ok=True)
            raise
        connection.execute("DETACH kept")


def _tables(findings: Findings) -> Iterator[tuple[str, str]]:
    """Each table with the query of its rows in order."""
    connection = findings.engine.connection
    raised = [
        f'"{row[0]}"'
        for row in connection.execute("DESCRIBE steps.signals").fetchall()
        if row[0].startswith("raised ")
    ]
    steps = {
        f"steps.{name}": query.replace("{raised}", " OR ".join(raised) or "FALSE")
        for name, query in STEPS.items()
    }
    there = connection.execute(
        "SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema IN ('findings', 'seen', 'agreement') ORDER BY ALL"
    ).fetchall()
    whole = {f"{schema}.{name}": f'SELECT * FROM "{schema}"."{name}"' for schema, name in there}
    whole |= {f"record.{name}": f"SELECT * FROM record.{name}" for name in ("set_aside", "lead_identities")}
    for name, query in (whole | steps).items():
        columns = {row[0] for row in connection.execute(f"DESCRIBE {name}").fetchall()}
        keys = [f'"{key}"' for key in _order(name) if key in columns]
        yield name, f"{query} ORDER BY {', '.join(keys)}" if keys else query


def _order(name: str) -> tuple[str, ...]:
    schema, _, table = name.partition(".")
    if schema == "findings":
        keys = next((one.key for one in (*FINDINGS.values(), *DIAGNOSED) if one.name == table), ())
    elif schema == "seen" and table in BY_NAME:
        keys = tuple(BY_NAME[table].key)
    else:
        keys = ()
    if table in ORDERS and schema != "findings":
        return ORDERS[table]
    return ("lead_id", *(key for key in keys if key != "lead_id"))


def _about(findings: Findings) -> str:
    record = findings.record
    told = [table.name for table in TABLES if record.has(table.name)]
    about = _About(
        as_of=findings.as_of.astimezone(UTC).isoformat(),
        first_fact=findings.context.first_fact.astimezone(UTC).isoformat(),
        agreements=[canonical_text(agreement) for agreement in findings.agreements],
        promised=findings.promised,
        snapshot=dict(findings.snapshot),
        missing=list(findings.missing),
        timings=dict(findings.timings),
        known={name: list(record.columns(name)) for name in told},
        extras={name: list(record.extras(name)) for name in told},
        notes=list(record.notes),
        zone=record.zone,
    )
    return json.dumps(asdict(about), ensure_ascii=False)


class NotKept(ValueError):
    """The file is no evaluation that this version of Handfast can read."""


def open_kept(path: Path, threads: int = 1) -> Findings:
    """The evaluation in a file, to be read and not changed; its record is closed by whoever is done with it.

    `threads` is how many each query may use. Raises NotKept when it is none, OSError when it can't be opened.
    """
    if not path.is_file():
        raise FileNotFoundError(path)
    try:
        connection = duckdb.connect(str(path), read_only=True, config={"threads": str(threads)})
    except duckdb.IOException as error:
        raise NotKept(f"{path.name} can't be read as a kept evaluation: {error}") from error
    try:
        return _findings(connection)
    except (duckdb.CatalogException, KeyError, TypeError) as error:
        connection.close()
        raise NotKept(f"{path.name} was kept by another version of Handfast; evaluate again") from error


def _findings(connection: duckdb.DuckDBPyConnection) -> Findings:
    set_connection(connection)
    row = connection.execute("SELECT about FROM about").fetchone()
    about = _About(**json.loads(row[0])) if row else _refuse()
    engine = DuckDBEngine(connection, dict(about.timings["tables"]))
    record = _record(connection, about)
    agreements = [read_agreement(text) for text in about.agreements]
    as_of, first_fact = (datetime.fromisoformat(at) for at in (about.as_of, about.first_fact))
    context = Context(
        engine=engine,
        record=record,
        versions=put_in_force(agreements),
        as_of=as_of,
        first_fact=first_fact,
        promised=about.promised,
        stories=True,
        lead_columns=column_kinds(engine, "leads"),
        account_columns=column_kinds(engine, "accounts"),
        activity_columns=column_kinds(engine, "activities"),
    )
    return Findings(
        as_of=as_of,
        agreements=context.agreements,
        promised=about.promised,
        engine=engine,
        record=record,
        tables=tuple(name for name in about.snapshot["rows"] if name in FINDINGS),
        missing=tuple(about.missing),
        seconds=about.timings["evaluate"],
        context=context,
        _named=about.snapshot,
    )


def _refuse() -> _About:
    raise KeyError("about")


def _record(connection: duckdb.DuckDBPyConnection, about: _About) -> Record:
    """What is still known of the record that was read."""
    return Record(
        connection=connection,
        files=(),
        tables={},
        repeats=(),
        merged_leads=0,
        notes=tuple(about.notes),
        zone=about.zone,
        load_seconds=about.timings["load"],
        facts={
            name: Facts(BY_NAME[name], f"seen.{name}", tuple(extras), stored=False)
            for name, extras in about.extras.items()
        },
        known={name: tuple(columns) for name, columns in about.known.items()},
        _finalizer=closed_with(connection),
    )
