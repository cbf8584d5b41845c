"""`evaluate`: agreements and a record go in, findings come out."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import duckdb
from sqlglot import exp

from handfast.agreement.calendar import build_calendar
from handfast.agreement.model import Agreement
from handfast.engine.context import Context, Version
from handfast.engine.duckdb_engine import DuckDBEngine
from handfast.engine.findings_made import Findings, findings_of
from handfast.engine.names import check_names
from handfast.engine.overall import evaluate_overall
from handfast.engine.per_lead import evaluate_leads
from handfast.engine.terms import ALWAYS, NEVER, local_midnight, store_terms
from handfast.faults import Fault, InputFaults
from handfast.record import Record
from handfast.record.seen import check_as_of, create_seen, latest_fact

EngineOn = Callable[[duckdb.DuckDBPyConnection], DuckDBEngine]

KINDS = {"VARCHAR": "text", "TIMESTAMP": "instant", "DATE": "instant", "BOOLEAN": "boolean"}


def evaluate(
    agreements: Sequence[Agreement],
    record: Record,
    as_of: datetime | None = None,
    leads: Collection[str] | None = None,
    *,
    promised: bool = True,
    stories: bool = False,
    engine_on: EngineOn = DuckDBEngine,
) -> Findings:
    """Apply agreements to a record.

    Args:
        agreements: one or more versions; several need `effective_from`, and are put in its order.
        record: the facts.
        as_of: nothing that happened or was recorded later is seen (aware); the record's latest fact when not given.
        leads: ids of the leads wanted, merged or not; all when not given. For some leads only the findings about leads are made, and `points` too: the very
            rows that the whole evaluation gives for them.
        promised: False when the agreement is the default one that nobody promised anything by.
        stories: make `points` of all leads too, so that every lead's story can be told from the findings.
        engine_on: makes what runs the definitions, given the record's connection: DuckDB itself, or Spark (`handfast.engine.spark`).

    Returns the findings, whose tables live in the record's database until it is closed or evaluated again.
    Raises InputFaults for an as_of before the first fact, versions without a day from which they hold, and rules on fields that do not exist.
    """
    started = time.perf_counter()
    at = as_of.astimezone(UTC) if as_of else latest_fact(record)
    check_as_of(record, at)
    engine = engine_on(record.connection)
    engine.create_schemas("agreement", "steps", "findings")
    later = create_seen(record, at)
    context = _context(engine, record, put_in_force(agreements), at, leads, promised)
    context = replace(context, stories=stories or leads is not None)
    context = replace(context, first_fact=_first_fact(record, at, "seen" if later else "told"))
    check_names(context)
    users = engine.fetch("SELECT user_id, side, team, timezone FROM seen.users ORDER BY user_id").to_pylist()
    absences = [
        _aware(row)
        for row in engine.fetch("SELECT user_id, starts_at, ends_at FROM seen.absences").to_pylist()
    ]
    store_terms(engine, context.versions, users, absences, context.first_fact, at)
    if leads is not None:
        _store_wanted(context, leads)
    with engine.at_work():
        evaluate_leads(context)
        if leads is None:
            evaluate_overall(context)
    return findings_of(context, time.perf_counter() - started)


def put_in_force(agreements: Sequence[Agreement]) -> tuple[Version, ...]:
    """The versions in order, each with the time in which it is in force. Raises InputFaults when their order can't be told."""
    if not agreements:
        raise ValueError("an evaluation needs an agreement")
    if len(agreements) > 1:
        undated = [agreement.name for agreement in agreements if agreement.effective_from is None]
        if undated:
            what = "of several versions each says from which day it holds; add effective_from"
            raise InputFaults(Fault(name, 0, 0, "effective_from", what, "effective-from") for name in undated)
    ordered = sorted(agreements, key=lambda agreement: str(agreement.effective_from or ""))
    starts = [
        local_midnight(agreement.effective_from, agreement.calendar.timezone)
        for agreement in ordered
        if agreement.effective_from
    ]
    starts = [ALWAYS, *starts[1:]] if len(starts) == len(ordered) else [ALWAYS]
    same = [ordered[place].name for place in range(1, len(starts)) if starts[place] == starts[place - 1]]
    if same:
        raise InputFaults(
            Fault(
                name,
                0,
                0,
                "effective_from",
                "two versions hold from the same day; leave one out",
                "effective-from",
            )
            for name in same
        )
    ends = [*starts[1:], NEVER]
    return tuple(
        Version(number, agreement, build_calendar(agreement.calendar), start, end)
        for number, (agreement, start, end) in enumerate(zip(ordered, starts, ends, strict=True), 1)
    )


def _context(
    engine: DuckDBEngine,
    record: Record,
    versions: tuple[Version, ...],
    as_of: datetime,
    wanted: Collection[str] | None,
    promised: bool,
) -> Context:
    context = Context(engine, record, versions, as_of, as_of, promised, wanted)
    return replace(
        context,
        lead_columns=column_kinds(engine, "leads"),
        account_columns=column_kinds(engine, "accounts"),
        activity_columns=column_kinds(engine, "activities"),
    )


def column_kinds(engine: DuckDBEngine, table: str) -> dict[str, str]:
    """The columns of seen.TABLE, each with its kind for conditions."""
    rows: list[tuple[Any, ...]] = engine.connection.execute(f"DESCRIBE seen.{table}").fetchall()
    return {row[0]: KINDS.get(row[1], "number") for row in rows if not row[0].startswith("__")}


FIRST_INSTANTS = (
    ("leads", "created_at"), ("activities", "occurred_at"), ("lead_changes", "changed_at"), ("account_changes", "changed_at"), ("meetings", "booked_at"),
    ("meetings", "starts_at"), ("meetings", "status_at"), ("opportunities", "created_at"), ("opportunities", "closed_at"), ("enrollments", "entered_at"),
)  # fmt: skip


def _first_fact(record: Record, as_of: datetime, known: str) -> datetime:
    """The earliest instant in the record as `seen`, aware, UTC: no later than as_of.

    Where all that was `told` is seen, the files are asked themselves, whose own statistics tell the least value of a column.
    """
    told = "first instant"
    if known == "told" and told in record.found:
        return min(as_of, record.found[told])
    found: list[datetime] = []
    for table, column in FIRST_INSTANTS:
        if record.has(table):
            relation = record.facts[table].relation if known == "told" else f"seen.{table}"
            rows = record.connection.execute(f"SELECT min({column}) FROM {relation}").fetchall()
            found += [row[0].replace(tzinfo=UTC) for row in rows if row[0]]
    if known == "told" and found:
        record.found[told] = min(found)
    return min([as_of, *found])


def _aware(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value.replace(tzinfo=UTC) if isinstance(value, datetime) else value for key, value in row.items()
    }


def _store_wanted(context: Context, leads: Collection[str]) -> None:
    """Make steps.wanted: the leads that were asked for, or the ones they were found to be."""
    import pyarrow as pa  # only some evaluations need it

    context.engine.store("steps.asked_for", pa.table({"lead_id": pa.array(sorted(set(leads)), pa.string())}))
    survivor = exp.func(
        "COALESCE", exp.column("survivor_id", table="identities"), exp.column("lead_id", table="asked")
    )
    tree = (
        exp.select(exp.alias_(survivor, "lead_id"))
        .distinct()
        .from_(exp.alias_(exp.to_table("steps.asked_for"), "asked", table=True))
    )
    identities = exp.alias_(exp.to_table("seen.lead_identities"), "identities", table=True)
    same = exp.column("lead_id", table="identities").eq(exp.column("lead_id", table="asked"))
    context.engine.create("steps.wanted", tree.join(identities, on=same, join_type="left"))
