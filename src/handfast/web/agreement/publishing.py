"""What the worker makes of Agreement: each clause in words, with its figure now."""

from collections.abc import Sequence

from handfast.agreement.prose import Section as Part
from handfast.agreement.prose import prose
from handfast.report import words
from handfast.report.blocks import Cell, Column, Figure, Prose, Section, Table
from handfast.report.context import Context
from handfast.report.sections.standing import SAID, figure

DAYS = 90
"""How far back what happens is counted."""
FIT = """
    select lead_id, clause, points, from_at, basis from findings.fit_points
    where clause = :clause and agreement_hash = :hash and (until_at is null or until_at > cast(:as_of as timestamp))
        and (from_at is null or from_at <= cast(:as_of as timestamp))
    order by lead_id
"""
AWARDS = """
    select lead_id, cycle, clause, activity_id, occurred_at, points from findings.points
    where clause = :clause and agreement_hash = :hash and occurred_at > cast(:as_of as timestamp) - to_days(cast(:days as integer))
    order by occurred_at desc, lead_id
"""
IN_STAGE = "select lead_id, stage, owner, source, created_at from findings.lead_profiles where stage = :stage order by lead_id"
HANDED = """
    select handoff_id, lead_id, handed_at, team, owner_id, raised, complete, decision, timing from findings.handoffs
    where handoff = :handoff and handed_at > cast(:as_of as timestamp) - to_days(cast(:days as integer)) order by handed_at desc, handoff_id
"""
DECIDED = """
    select lead_id, decided_at, decision, reason, handoff_id from findings.decisions
    where decision = :decision and lower(reason) = lower(:reason) and decided_at > cast(:as_of as timestamp) - to_days(cast(:days as integer))
    order by decided_at desc, lead_id
"""
LOST = """
    select opportunity_id, lead_id, account_id, closed_at, lost_reason, converted_amount from findings.opportunities
    where outcome = 'lost' and lower(lost_reason) = lower(:reason) and closed_at > cast(:as_of as timestamp) - to_days(cast(:days as integer))
    order by closed_at desc, opportunity_id
"""
QUALIFIED = """
    select lead_id, cycle, qualified_at, "by", fit, engagement, complete from findings.qualifications
    where qualified_at > cast(:as_of as timestamp) - to_days(cast(:days as integer)) and list_contains([:one, :other], "by")
    order by qualified_at desc, lead_id
"""
INCOMPLETE = """
    select lead_id, stage, owner_id, missing_information from findings.standings where missing_information is not null order by lead_id
"""
FAULTS = """
    select lead_id, field, fault, value, reason, owner_id, stage from findings.data_faults where field = :field order by fault, lead_id
"""


def page(context: Context) -> Sequence[Section]:
    """The agreement in force at as_of, part by part."""
    figures = _figures(context)
    return [_section(context, part, figures) for part in prose(context.agreement)]


def _section(context: Context, part: Part, figures: dict[str, tuple[Cell, str]]) -> Section:
    if not any(paragraph.clause in figures for paragraph in part.paragraphs):
        said = Prose(tuple((paragraph.clause, paragraph.text, "") for paragraph in part.paragraphs))
        return Section(part.id, part.title, part.title, (said,))
    rows = tuple(
        (paragraph.text, *figures.get(paragraph.clause, ("", "")), paragraph.clause)
        for paragraph in part.paragraphs
    )
    columns = (
        Column("What was agreed", number=False),
        Column("Now"),
        Column("which is", number=False),
        Column("Clause", number=False),
    )
    return Section(
        part.id,
        part.title,
        part.title,
        (Table(f"{part.title}, clause by clause", columns, rows, shown=1_000),),
    )


def _figures(context: Context) -> dict[str, tuple[Cell, str]]:
    """The figure of each clause that has one, and what it counts."""
    return {
        **_definition(context),
        **_cycle(context),
        **_reasons(context),
        **_standards(context),
        **_promises(context),
    }


def _counted(context: Context, title: str, sql: str, **values: object) -> Figure:
    """How many rows a query has; they open."""
    # Two statements of one query: the number that is shown is the number of rows that open.
    many = context.one(f"select count(*) as many from ({sql}) as counted", **values)["many"]
    return Figure(words.count(many), context.rows(title, sql, **values), sort=many)


def _definition(context: Context) -> dict[str, tuple[Cell, str]]:
    lead, of = context.agreement.qualified_lead, {"hash": context.agreement.hash, "as_of": context.as_of}
    lately = {"as_of": context.as_of, "days": DAYS}
    found: dict[str, tuple[Cell, str]] = {
        clause: (
            _counted(context, f"Leads for which {clause} holds", FIT, clause=clause, **of),
            "leads it holds for",
        )
        for clause, _rule in lead.fit_clauses()
    }
    for clause, _rule in lead.engagement_clauses():
        title = f"Awards by {clause} in {DAYS} days"
        found[clause] = (
            _counted(context, title, AWARDS, clause=clause, days=DAYS, **of),
            f"awards in {DAYS} days",
        )
    ways = (
        ("qualifies_when", "definition", "by their points"),
        ("always_when.1", "raised", "by a raised hand"),
        ("explore", "explore", "at random"),
    )
    for clause, by, how in ways:
        title = f"Qualified {how} in {DAYS} days"
        found[clause] = (
            _counted(context, title, QUALIFIED, one=by, other=by, **lately),
            f"qualified so in {DAYS} days",
        )
    found["minimum_information"] = (
        _counted(context, "Leads without the minimum information", INCOMPLETE),
        "leads lack some of it",
    )
    return found


def _cycle(context: Context) -> dict[str, tuple[Cell, str]]:
    found: dict[str, tuple[Cell, str]] = {
        f"stage.{stage.id}": (
            _counted(context, f"Leads in {stage.id}", IN_STAGE, stage=stage.id),
            "leads are in it",
        )
        for stage in context.agreement.stages
    }
    for clause in context.agreement.handoffs:
        title = f"Handed over ({clause.id}) in {DAYS} days"
        value = _counted(context, title, HANDED, handoff=clause.id, as_of=context.as_of, days=DAYS)
        found[f"handoff.{clause.id}"] = (value, f"handed over in {DAYS} days")
    return found


def _reasons(context: Context) -> dict[str, tuple[Cell, str]]:
    agreement, lately = context.agreement, {"as_of": context.as_of, "days": DAYS}
    found: dict[str, tuple[Cell, str]] = {}
    kinds = (
        ("rejection_reasons", "rejected", agreement.rejection_reasons),
        ("disqualification_reasons", "disqualified", agreement.disqualification_reasons),
    )
    for name, decision, reasons in kinds:
        for reason in reasons:
            value = _counted(
                context,
                f"{decision.capitalize()}: {reason}",
                DECIDED,
                decision=decision,
                reason=reason,
                **lately,
            )
            found[f"{name}.{reason}"] = (value, f"times in {DAYS} days")
    for reason in agreement.lost_reasons:
        value = _counted(context, f"Lost: {reason}", LOST, reason=reason, **lately)
        found[f"lost_reasons.{reason}"] = (value, f"lost in {DAYS} days")
    return found


def _standards(context: Context) -> dict[str, tuple[Cell, str]]:
    return {
        f"data_standards.{place}": (
            _counted(context, f"Faults of {standard.field}", FAULTS, field=standard.field),
            "values fall short of it",
        )
        for place, standard in enumerate(context.agreement.data_standards, 1)
    }


def _promises(context: Context) -> dict[str, tuple[Cell, str]]:
    found: dict[str, tuple[Cell, str]] = {}
    for promise in context.promises:
        latest = promise.latest
        period = words.period(latest.name) if latest else ""
        said = SAID.get(promise.state, promise.state) if context.results.promised else "not promised"
        found[promise.id] = (figure(context, promise, latest), f"{said}{f', {period}' if period else ''}")
    return found
