"""Exports in, a record out: opened, understood, typed, made into the record's tables, stored whole."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from handfast.agreement.model import Agreement
from handfast.faults import Fault, InputFaults
from handfast.importing.files import open_sources
from handfast.importing.files.source_table import Sources
from handfast.importing.journeys import canonical, words
from handfast.importing.journeys.objects import Understood, create_objects
from handfast.importing.linkage.accounts import AccountMatches, match_accounts, with_accounts
from handfast.importing.linkage.duplicates import Duplicates
from handfast.importing.linkage.kept import look_for_duplicates
from handfast.importing.linkage.profiles import Thing
from handfast.importing.linkage.splinking import LinkageMissing
from handfast.importing.mapping.model import DateOrder, Mapping, Person
from handfast.importing.mapping.reading import load_mapping
from handfast.importing.mapping.writing import write_mapping
from handfast.importing.recognising.words import guess_reasons, guess_stages
from handfast.importing.store import Source, Stored, store
from handfast.importing.store.exported import exported_at
from handfast.importing.understanding import Understanding, understand
from handfast.record import sql
from handfast.record.bookkeeping import SET_ASIDE, standing
from handfast.record.opened import open_workplace
from handfast.record.tables import BY_NAME

MAPPING = "mapping.yaml"
A_DAY = timedelta(days=1)
"""By how much the day in a file's name may be behind: it is one of the exporter's zone."""

_HAPPENED = frozenset({"created_at", "modified_at", "changed_at", "occurred_at"})
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Options:
    """How an import is to be done.

    Attributes:
        mapping: a mapping to go by; the record's own when not given.
        agreement: whose words stages and reasons are mapped to.
        zone: IANA, of times that carry none.
        dates: the order of days and months where a column leaves it open.
        duplicates: whether to look for probable duplicates afterwards; it takes minutes for a million leads.
        memory_limit: of the database.
    """

    agreement: Agreement
    mapping: Path | None = None
    zone: str | None = None
    dates: DateOrder | None = None
    duplicates: bool = True
    memory_limit: str = "3GB"


@dataclass(frozen=True)
class Reviewed:
    """What an import made of its sources, before anything was stored.

    Attributes:
        sources: what was opened.
        understanding: what each table is and each column becomes.
        mapping: with the words of the source, as `mapping.yaml` says it.
        set_aside: `(file, reason, count, first line)` of what could not be taken, most frequent first.
        not_used: `(what, reason, count)` of what is understood and has no place.
        rows: rows for each canonical table.
        accounts: how leads that named no account came to one; None without leads.
    """

    sources: Sources
    understanding: Understanding
    mapping: Mapping
    set_aside: tuple[tuple[str, str, int, int], ...]
    not_used: tuple[tuple[str, str, int], ...]
    rows: Dict[str, int]
    accounts: AccountMatches | None


@dataclass(frozen=True)
class Imported:
    """What came of an import.

    Attributes:
        reviewed: what was made of the sources.
        stored: what that did to the record; None of a review.
        duplicates: probable duplicates in the record now, leads first; None when they weren't looked for.
        not_looked: why they weren't, where that isn't what was asked.
    """

    reviewed: Reviewed
    stored: Stored | None
    duplicates: Dict[Thing, Duplicates] | None = None
    not_looked: str = ""


def import_exports(
    paths: Sequence[Path],
    record: Path,
    options: Options,
    imported_at: datetime,
    *,
    review: bool = False,
    progress: Progress = lambda _: None,
) -> Imported:
    """Import files and folders into a record.

    Args:
        paths: files, folders and ZIPs of exports.
        record: the record's folder, made when it isn't there.
        imported_at: aware; facts dated later are set aside.
        review: write `mapping.yaml` for a person to look at, and store nothing.

    Raises InputFaults for whatever is wrong with the sources or the mapping; the record is then as it was.
    """
    known = _known_mapping(record, options.mapping)
    workplace = open_workplace(options.memory_limit, None)
    connection = workplace.connection
    try:
        progress("reading the exports")
        sources = open_sources(connection, paths, progress=progress)
        if not sources.tables:
            raise InputFaults([_nothing(paths, sources)])
        progress("finding out what each table is")
        found = understand(
            connection,
            sources,
            known,
            zone=options.zone,
            dates=options.dates,
            name=str(options.mapping or MAPPING),
        )
        if not found.tables:
            raise InputFaults([_nothing_understood(connection, found, sources)])
        progress("making the record's tables")
        reviewed = _make(connection, record, sources, found, options.agreement, imported_at)
        stored = None
        if not review:
            progress("storing")
            stored = store(connection, record, imported_at, _told(connection, found, reviewed.mapping))
            reviewed = replace(reviewed, set_aside=_set_aside(connection, record, stored, reviewed.set_aside))
        _write_mapping(record, reviewed)
    finally:
        workplace.close()
    if stored is None or not stored.import_id or not options.duplicates:
        return Imported(reviewed, stored)
    progress("looking for probable duplicates")
    try:
        return Imported(reviewed, stored, look_for_duplicates(record, imported_at))
    except LinkageMissing as error:
        return Imported(reviewed, stored, not_looked=str(error))


def _make(
    connection: duckdb.DuckDBPyConnection,
    record: Path,
    sources: Sources,
    found: Understanding,
    agreement: Agreement,
    imported_at: datetime,
) -> Reviewed:
    objects = [thing for system in found.systems for thing in system.objects]
    create_objects(connection, objects, found.tables)
    canonical.unite(connection, found.systems, imported_at)
    said = found.mapping
    mapping = replace(
        said,
        stages={**said.stages, **guess_stages(agreement, words.stage_words(connection), said.stages)},
        reasons={**said.reasons, **guess_reasons(agreement, words.reason_words(connection), said.reasons)},
    )
    canonical.settle(connection, mapping.stages, mapping.reasons, mapping.people)
    accounts = _join_accounts(connection, record)
    mapping = replace(mapping, people={**_unknown_people(connection), **mapping.people})
    return Reviewed(
        sources,
        found,
        mapping,
        tuple(connection.execute(_SET_ASIDE.format("imported.set_aside")).fetchall()),
        tuple(connection.execute(_NOT_USED).fetchall()),
        canonical.counts(connection),
        accounts,
    )


def _join_accounts(connection: duckdb.DuckDBPyConnection, record: Path) -> AccountMatches | None:
    """Give leads that name no account, here or in the record, the one that is theirs, among those of this import and those that the record has."""
    if not canonical.exists(connection, "leads"):
        return None
    known = record / "accounts.parquet"
    parts = ["FROM imported.accounts"] if canonical.exists(connection, "accounts") else []
    if known.exists():
        parts.append(f"SELECT * FROM read_parquet({sql.text(str(known))})")
    accounts = None
    if parts:
        accounts = "journeys.known_accounts"
        connection.execute(f"CREATE VIEW {accounts} AS {' UNION ALL BY NAME '.join(parts)}")
    matches = match_accounts(connection, _leads_in_want(connection, record), accounts)
    if matches.matched or matches.in_doubt:
        connection.execute(
            f"CREATE TABLE imported.leads_joined AS {with_accounts(connection, 'imported.leads')}"
        )
        connection.execute("DROP TABLE imported.leads")
        connection.execute("ALTER TABLE imported.leads_joined RENAME TO leads")
    return matches


def _leads_in_want(connection: duckdb.DuckDBPyConnection, record: Path) -> str:
    """The imported leads but for those whose account the record knows."""
    known = record / "leads.parquet"
    if not known.exists():
        return "imported.leads"
    kept = f"read_parquet({sql.text(str(known))})"
    if not {"lead_id", "account_id"} <= canonical.columns_of(connection, f"(FROM {kept})").keys():
        return "imported.leads"
    connection.execute(
        "CREATE VIEW journeys.leads_in_want AS SELECT * FROM imported.leads WHERE lead_id NOT IN "
        f"(SELECT lead_id FROM {kept} WHERE account_id IS NOT NULL)"
    )
    return "journeys.leads_in_want"


# What contradicts a line is counted with what contradicts others of that file.
_SET_ASIDE = (
    "SELECT file, CASE WHEN \"column\" <> '' THEN \"column\" || ' ' ELSE '' END || "
    "regexp_replace(reason, '^(contradicts .*):[0-9]+', '\\1') AS said, count(*), min(line) "
    "FROM {} GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
)
_NOT_USED = "SELECT what, reason, count(*) FROM imported.not_used GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"


def _set_aside(
    connection: duckdb.DuckDBPyConnection,
    record: Path,
    stored: Stored,
    before: tuple[tuple[str, str, int, int], ...],
) -> tuple[tuple[str, str, int, int], ...]:
    """What reading the sources set aside, and what storing did: rows that tell one thing differently are only met there."""
    if not stored.import_id:
        return before
    path = sql.text(str(standing(record, SET_ASIDE)))
    of_it = f"(FROM read_parquet({path}) WHERE import_id = {sql.text(stored.import_id)})"
    return tuple(connection.execute(_SET_ASIDE.format(of_it)).fetchall())


def _unknown_people(connection: duckdb.DuckDBPyConnection) -> dict[str, Person]:
    """Users whose side nobody knows, for a person to fill in."""
    if not canonical.exists(connection, "users"):
        return {}
    given = canonical.columns_of(connection, "imported.users")
    unknown = " AND ".join(["true", *(f"{column} IS NULL" for column in ("side", "team") if column in given)])
    called = "coalesce(name, user_id)" if "name" in given else "user_id"
    rows = connection.execute(
        f"SELECT DISTINCT {called} AS called FROM imported.users WHERE {unknown} ORDER BY called"
    ).fetchall()
    return {row[0]: Person() for row in rows}


def _told(
    connection: duckdb.DuckDBPyConnection, found: Understanding, mapping: Mapping
) -> tuple[Source, ...]:
    """The sources that tell something, each with how it is understood: a mapping that was mended makes the same file tell something else."""
    words = {
        part: {word: meant.means for word, meant in said.items() if meant.means}
        for part, said in (("stages", mapping.stages), ("reasons", mapping.reasons))
    }
    people = {called: person for called, person in mapping.people.items() if person != Person()}
    every = f"{mapping.zone} {sorted(words['stages'].items())} {sorted(words['reasons'].items())} {sorted(people.items(), key=str)}"
    latest = _latest(connection)
    return tuple(
        Source(
            one.table.label,
            one.table.digest,
            one.table.rows,
            _as_of(one.table.label, latest),
            reading=hashlib.sha256(f"{_decided(one)} {every}".encode()).hexdigest(),
        )
        for one in found.tables
    )


def _as_of(label: str, latest: Dict[str, datetime]) -> datetime | None:
    """When a source was exported, as its name says; a day before what it tells is another day, and says nothing."""
    at = exported_at(label)
    return at if at is not None and latest.get(label, at) <= at + A_DAY else None


def _latest(connection: duckdb.DuckDBPyConnection) -> dict[str, datetime]:
    """For each source the last instant, aware, at which something that it tells was created, changed, or took place."""
    parts = [
        f"SELECT __file, max({sql.name(column)}) AS known FROM imported.{sql.name(table)} GROUP BY 1"
        for table in BY_NAME
        if canonical.exists(connection, table)
        for column, type_ in canonical.columns_of(connection, f"imported.{table}").items()
        if column in _HAPPENED and str(type_).startswith("TIMESTAMP")  # an attribute called so is text
    ]
    if not parts:
        return {}
    rows = connection.execute(
        f"SELECT __file, max(known) FROM ({' UNION ALL '.join(sorted(parts))}) WHERE known IS NOT NULL GROUP BY 1"
    ).fetchall()
    return {file: at.replace(tzinfo=UTC) for file, at in rows}


def _decided(one: Understood) -> str:
    thing = one.use.object.id if one.use.object else ""
    columns = [(use.column, use.to, one.readings.get((use.column, use.to[0]))) for use in one.use.columns]
    return f"{thing} {sorted(one.use.always.items())} {columns}"


def _known_mapping(record: Path, given: Path | None) -> Mapping:
    if given is not None:
        return load_mapping(given)
    own = record / MAPPING
    return load_mapping(own) if own.exists() else Mapping()


def _write_mapping(record: Path, reviewed: Reviewed) -> None:
    """Beside the record, whole or not at all."""
    text = write_mapping(reviewed.mapping, reviewed.understanding.remarks)
    path = record / MAPPING
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    record.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=record, prefix=".mapping-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(name, path)


def _nothing(paths: Sequence[Path], sources: Sources) -> Fault:
    said = f": {'; '.join(sources.notes)}" if sources.notes else ""
    message = (
        f"there is no table to import{said}. Give files, folders or ZIPs of CSV, Excel, Parquet or JSON lines"
    )
    return Fault(", ".join(map(str, paths)), 0, 0, "", message, "nothing")


def _nothing_understood(
    connection: duckdb.DuckDBPyConnection, found: Understanding, sources: Sources
) -> Fault:
    here = {table.label for table in sources.tables}
    said = "; ".join(f"{use.label}: {use.reason}" for use in found.mapping.tables if use.label in here)
    unread = connection.execute(
        "SELECT file, line, reason FROM sources.set_aside ORDER BY ALL LIMIT 3"
    ).fetchall()
    lost = "".join(f"; {file}:{line} {reason}" for file, line, reason in unread)
    message = (
        f"no table could be understood ({said}{lost}). Export it anew where that is the fault, with the column labels in English "
        "where the system can; or write a mapping.yaml that says what each table is, and give it with --mapping"
    )
    return Fault("", 0, 0, "", message, "nothing-understood")
