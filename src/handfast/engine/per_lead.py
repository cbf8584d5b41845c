"""The findings about single leads, step by step: what each step makes is what the next ones read."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from sqlglot import exp

from handfast.agreement.conditions import Name
from handfast.agreement.model import Clocked
from handfast.agreement.thresholds import Points
from handfast.engine.attributes import create_attributes, create_traits, traits_of
from handfast.engine.context import Context, Version
from handfast.engine.definition import define
from handfast.engine.findings import FINDINGS, FindingsColumn
from handfast.engine.names import LeadNames, settle
from handfast.engine.scoring import create_qualifications
from handfast.engine.signals import (
    create_awards,
    create_raised_hands,
    create_signals,
    create_touches_and_replies,
)
from handfast.engine.trees import and_all, column, instant, literal, over, union_all

Step = Callable[[Context], None]

SQL_TYPES: Final[Mapping[str, str]] = {
    "TEXT": "varchar", "INSTANT": "timestamp", "DATE": "date", "COUNT": "bigint", "NUMBER": "double", "MONEY": "decimal(18, 2)", "BOOLEAN": "boolean",
}  # fmt: skip


def create_leads(context: Context) -> None:
    """Make steps.leads: the leads that are looked at, and steps.lead_opportunities: the opportunities that name them."""
    tree = exp.select("*").from_("seen.leads")
    if context.scoped:
        context.engine.create(
            "steps.scope", define("scope", account_wide=exp.convert(_account_wide(context)))
        )
        tree = tree.where(exp.column("lead_id").isin(query=exp.select("lead_id").from_("steps.scope")))
    context.engine.create("steps.leads", tree, view=not context.scoped)
    context.engine.create("steps.lead_opportunities", define("lead_opportunities"))


def _account_wide(context: Context) -> bool:
    """Whether any clause counts what a lead's whole account does."""
    return any(
        rule.of == "account"
        for agreement in context.agreements
        for rule in agreement.qualified_lead.engagement
    )


def create_cycles(context: Context) -> None:
    """Make steps.first_facts, steps.stage_entries, steps.rulings and steps.cycles."""
    engine = context.engine
    engine.create("steps.first_facts", define("first_facts"))
    engine.create("steps.stage_entries", define("stage_entries", as_of=instant(context.as_of)))
    if decisions_recorded(context):
        now = {f"{name}_now": _now(context, name) for name in ("rejection_reason", "disqualification_reason")}
        engine.create("steps.rulings", define("rulings_recorded", **now))
    else:
        engine.create("steps.rulings", define("rulings_inferred"))
    engine.create("steps.cycles", define("cycles"))


def decisions_recorded(context: Context) -> bool:
    """Whether the record as a whole, as seen at as_of, holds decisions; else they are read from stage moves."""
    return context.engine.exists(
        exp.select("lead_id").from_("seen.lead_changes").where(exp.column("field").eq(literal("decision")))
    )


def _now(context: Context, name: str) -> exp.Expr:
    """The lead's value of a field today, where the record has such a column."""
    return column(name, "leads") if name in context.lead_columns else exp.cast(exp.null(), "varchar")


def create_waits(context: Context) -> None:
    """Make steps.handoff_entries and steps.waits."""
    context.engine.create("steps.handoff_entries", define("handoff_entries"))
    versions = exp.to_table("agreement.versions")
    asked = exp.select(
        exp.column("lead_id", table="cycles"), exp.column("cycle", table="cycles"), exp.column("started_at", table="cycles"),
        exp.alias_(exp.column("wait_micros", table="cycles"), "micros"), exp.alias_(exp.column("wait_business", table="cycles"), "business"),
        exp.column("calendar", table="versions"),
    ).from_(exp.alias_(exp.to_table("steps.cycles"), "cycles", table=True))  # fmt: skip
    of_version = exp.column("version", table="versions").eq(exp.column("opened_version", table="cycles"))
    asked = asked.join(exp.alias_(versions, "versions", table=True), on=of_version)
    asked = asked.where(
        exp.not_(exp.Is(this=exp.column("wait_micros", table="cycles"), expression=exp.null()))
    )
    context.engine.create("steps.wait_deadlines", over(define("due_at"), asked=asked))
    corrections = over(
        define("corrections"), changes=_information_changes(context),
        complete_stretches=traits_of(context, "lead_id", "from_at", "until_at", where="complete"),
    )  # fmt: skip
    deadlines = exp.select("lead_id", "cycle", "due_at").from_("steps.wait_deadlines")
    context.engine.create("steps.waits", over(define("waits"), deadlines=deadlines, corrections=corrections))


def _information_changes(context: Context) -> exp.Query:
    """The changes of the fields that any version's minimum information names."""
    fields: dict[str, set[str]] = {"lead": set(), "account": set()}
    for agreement in context.agreements:
        for field in agreement.qualified_lead.minimum_information:
            scope, _, bare = field.rpartition(".")
            owner, name, _kind = settle(Name(scope or None, bare), context)  # type: ignore[arg-type]
            fields[owner].add(name)
    parts: list[exp.Query] = [define("information_changes", lead_fields=sorted(fields["lead"]) or [""])]
    if fields["account"]:
        parts.append(define("account_information_changes", account_fields=sorted(fields["account"])))
    return union_all(parts)


def create_handoffs(context: Context) -> None:
    """Make the hand-offs with everything but their clocks, and the opportunities."""
    engine = context.engine
    complete = traits_of(context, "lead_id", "from_at", "until_at", where="complete")
    engine.create("steps.handoff_starts", define("handoff_starts"))
    engine.create("steps.owner_spans", define("owner_spans"))
    engine.create("steps.leads_now", define("leads_now", as_of=instant(context.as_of)))
    engine.create("steps.lead_events", define("lead_events"), view=True)
    engine.create("steps.handoff_contact", define("handoff_contact"))
    engine.create("steps.handoff_stage_moves", define("handoff_stage_moves"))
    moves = exp.select("handoff_id", "moved_at").from_("steps.handoff_stage_moves")
    acceptances = moves.where(exp.false()) if decisions_recorded(context) else moves
    engine.create("steps.decisions", over(define("decisions"), acceptances=acceptances))
    engine.create("steps.handoff_progress", over(define("handoff_progress"), complete_stretches=complete))
    engine.create("steps.opportunity_handoffs", define("opportunity_handoffs"))
    engine.create("steps.sourced", define("sourced"))
    told = context.record.has("activities")
    unsourced = literal("none") if told else exp.cast(exp.null(), "varchar")
    engine.create("steps.opportunities", define("opportunities", unsourced=unsourced))


def create_clocks(context: Context) -> None:
    """Make steps.clocks."""
    engine, as_of = context.engine, instant(context.as_of)
    engine.create("steps.handoff_segments", define("handoff_segments"))
    started = [
        _started(context, version, clause)
        for version in context.versions
        for clause in version.agreement.clocked
    ]
    names = (
        "version", "commitment_id", "handoff_id", "lead_id", "meeting_id", "started_at", "ended_at", "cycle_ended_at", "cycle_started_at", "ended_by",
        "ended_reason", "owner_id", "team", "segment", "unlogged", "first_touch_at",
    )  # fmt: skip
    nothing = define("handoff_clocks", version=literal(0), commitment=literal(""), applies=exp.false())
    parts = [exp.select(*names).from_(part.subquery("part")) for part in (nothing, *started)]
    engine.create(
        "steps.clock_deadlines",
        over(define("due_at"), asked=over(define("clock_starts"), started=union_all(parts))),
    )
    engine.create("steps.clock_stops", define("clock_stops"))
    asked = define("clock_elapsed", as_of=as_of)
    engine.create(
        "steps.clocks",
        over(define("clocks", as_of=as_of), elapsed=over(define("business_time"), asked=asked)),
    )


def _started(context: Context, version: Version, clause: Clocked) -> exp.Query:
    """The starts of one commitment."""
    of_handoff = clause.start.startswith("handoff.")
    names = LeadNames(
        context, "attributes", raised=exp.column("raised", table="segments" if of_handoff else "running")
    )
    applies = clause.condition.compile(names) if clause.condition else exp.true()
    fills = {"version": literal(version.number), "commitment": literal(clause.id), "applies": applies}
    if of_handoff:
        return define("handoff_clocks", **fills)
    return define("other_clocks", as_of=instant(context.as_of), **fills)


def create_stage_spans(context: Context) -> None:
    """Make steps.stage_spans."""
    as_of = instant(context.as_of)
    deadlines = over(define("due_at"), asked=define("stage_stays", as_of=as_of))
    timed = over(define("business_time"), asked=deadlines)
    context.engine.create("steps.stage_spans", over(define("stage_spans", as_of=as_of), timed=timed))


def create_scores(context: Context) -> None:
    """Make steps.fit_stretches, steps.scores and steps.standings."""
    engine, as_of = context.engine, instant(context.as_of)
    engine.create("steps.fit_stretches", _fit_stretches(context))
    stretches = exp.select("version", "lead_id", "clause", "points", "from_at", "until_at").from_(
        "steps.fit_stretches"
    )
    engine.create("steps.scores", over(define("scores", as_of=as_of), fit_stretches=stretches))
    engine.create("steps.standings", _standings(context))


def _fit_stretches(context: Context) -> exp.Query:
    """One row for each version, lead, fit clause and stretch of time in which nothing changes and the clause is true."""
    columns = [
        exp.cast(literal(0), "int"),
        exp.column("lead_id"),
        literal(""),
        exp.cast(literal(0), "double"),
        exp.column("from_at"),
        exp.column("until_at"),
    ]
    names = ("version", "lead_id", "clause", "points", "from_at", "until_at")
    nothing = exp.select(
        *(exp.alias_(tree, name) for tree, name in zip(columns, names, strict=True)),
        exp.alias_(exp.true(), "known"),
    )
    parts = [nothing.from_(f"steps.traits_{context.versions[0].number}").where(exp.false())]
    for version in context.versions:
        for number, (clause, rule) in enumerate(version.agreement.qualified_lead.fit_clauses()):
            tree = exp.select(
                exp.alias_(exp.cast(literal(version.number), "int"), "version"), "lead_id", exp.alias_(literal(clause), "clause"),
                exp.alias_(literal(float(rule.points)), "points"), "from_at", "until_at", exp.alias_(column(f"known {number}"), "known"),
            )  # fmt: skip
            parts.append(tree.from_(f"steps.traits_{version.number}").where(column(f"fit {number}")))
    return union_all(parts)


def _standings(context: Context) -> exp.Query:
    version = context.current_version
    names = LeadNames(context, "attributes")
    lead = version.agreement.qualified_lead
    missing: exp.Expr = literal("")
    for field in lead.minimum_information:
        absent = exp.Is(this=names.operand(field).expr, expression=exp.null())
        missing = exp.DPipe(
            this=missing,
            expression=exp.paren(exp.Case().when(absent, literal(f", {field}")).else_(literal(""))),
        )
    listed = exp.func("NULLIF", exp.Substring(this=exp.paren(missing), start=literal(3)), literal(""))
    now = instant(context.as_of)
    traits = exp.select(
        exp.column("lead_id", table="traits"), exp.column("fit", table="traits"), exp.column("barred", table="traits"),
        exp.alias_(listed, "missing_information"),
    ).from_(exp.alias_(exp.to_table(f"steps.traits_{version.number}"), "traits", table=True))  # fmt: skip
    same = and_all(
        exp.column("lead_id", table="attributes").eq(exp.column("lead_id", table="traits")),
        exp.column("from_at", table="attributes").eq(exp.column("from_at", table="traits")),
    )
    traits = traits.join(exp.alias_(exp.to_table("steps.attributes"), "attributes", table=True), on=same)
    traits = traits.where(
        and_all(
            exp.LTE(this=exp.column("from_at", table="traits"), expression=now.copy()),
            exp.LT(this=now.copy(), expression=exp.column("until_at", table="traits")),
        )
    )
    of_now = and_all(exp.column("moment").eq(literal("as_of")), exp.column("part").eq(literal("engagement")))
    total = exp.alias_(exp.Round(this=exp.Sum(this=exp.column("points")), decimals=literal(6)), "engagement")
    scores = exp.select("lead_id", total).from_("steps.scores").where(of_now).group_by("lead_id")
    fills = {"as_of": now, **_missing_points(version)}
    return over(define("standings", **fills), traits_now=traits, scores_now=scores)


def _missing_points(version: Version) -> dict[str, exp.Expr]:
    """What is missing to the nearest way to qualify: of fit, of engagement, and of either on top. Of several ways the one that lacks least, then the first."""
    threshold = version.agreement.qualified_lead.qualifies_when
    if threshold is None:
        return dict.fromkeys(
            ("missing_fit", "missing_engagement", "missing_score"), exp.cast(exp.null(), "double")
        )
    zero = literal(0.0)

    def lacking(need: Mapping[Points, Decimal], name: Points) -> exp.Expr:
        if name not in need:
            return zero.copy()
        gap = exp.Sub(this=literal(float(need[name])), expression=exp.column(name))
        return exp.Round(this=exp.func("GREATEST", gap, zero.copy()), decimals=literal(6))

    ways = []
    for need in threshold.ways:
        fit, engagement = lacking(need, "fit"), lacking(need, "engagement")
        both = exp.Add(this=fit.copy(), expression=engagement.copy())
        over_and_above = exp.Sub(this=lacking(need, "score"), expression=exp.paren(both.copy()))
        either = exp.Round(this=exp.func("GREATEST", over_and_above, zero.copy()), decimals=literal(6))
        ways.append((fit, engagement, either, exp.Add(this=both, expression=either.copy())))
    least = exp.func("LEAST", *(way[3].copy() for way in ways)) if len(ways) > 1 else ways[0][3].copy()
    picked: dict[str, exp.Expr] = {}
    for place, name in enumerate(("missing_fit", "missing_engagement", "missing_score")):
        case = exp.Case()
        for way in ways:
            case = case.when(exp.LTE(this=way[3].copy(), expression=least.copy()), way[place].copy())
        picked[name] = case
    return picked


STEPS: tuple[Step, ...] = (
    create_leads, create_attributes, create_traits, create_signals, create_touches_and_replies, create_cycles, create_raised_hands, create_waits,
    create_awards, create_qualifications, create_handoffs, create_clocks, create_stage_spans, create_scores,
)  # fmt: skip


def evaluate_leads(context: Context) -> None:
    """Make every table of the findings that is about single leads, in the schema `findings`."""
    for step in STEPS:
        step(context)
    for name, tree in _published(context).items():
        publish(context, name, tree)


def _published(context: Context) -> dict[str, exp.Query]:
    complete = traits_of(context, "lead_id", "from_at", "until_at", where="complete")
    stretches = exp.select("version", "lead_id", "clause", "points", "from_at", "until_at", "known").from_(
        "steps.fit_stretches"
    )
    everything = exp.select("*")
    tables = {
        "lead_identities": exp.select("lead_id", "survivor_id", "reason").from_("seen.lead_identities"),
        "cycles": define("published_cycles"),
        "fit_points": over(define("fit_points"), fit_stretches=stretches),
        "qualifications": over(define("published_qualifications"), complete_stretches=complete),
        "scores": everything.copy().from_("steps.scores"),
        "standings": everything.copy().from_("steps.standings"),
        "decisions": everything.copy().from_("steps.decisions"),
        "handoffs": define("handoffs"),
        "opportunities": everything.copy().from_("steps.opportunities"),
        "stage_spans": everything.copy().from_("steps.stage_spans"),
        "clocks": define("published_clocks"),
        "definition_drift": _drift(context),
    }
    return tables | ({"points": define("points")} if context.stories else {})


def _drift(context: Context) -> exp.Query:
    """Drift is judged only where the record has a history of stages."""
    tree = define("definition_drift")
    has_history = context.engine.exists(
        exp.select("lead_id").from_("seen.lead_changes").where(exp.column("field").eq(literal("stage")))
    )
    return tree if has_history else exp.select("*").from_(tree.subquery("drift")).where(exp.false())


def publish(context: Context, name: str, tree: exp.Query) -> None:
    """Make findings.NAME of a tree: the registry's columns in its order and types, and only the wanted leads' rows. What stands in one table already is
    shown by a view of it."""
    table = FINDINGS[name]
    copied = len(list(tree.find_all(exp.Table))) > 1 or context.wanted is not None
    selected = exp.select(*(_typed(found) for found in table.columns)).from_(tree.subquery("found"))
    if table.per_lead and context.wanted is not None:
        key = "survivor_id" if name == "lead_identities" else "lead_id"
        selected = selected.where(
            exp.column(key, table="found").isin(query=exp.select("lead_id").from_("steps.wanted"))
        )
    context.engine.create(f"findings.{name}", selected, view=not copied)


def _typed(found: FindingsColumn) -> exp.Expr:
    return exp.alias_(
        exp.cast(exp.column(found.name, table="found", quoted=True), SQL_TYPES[found.type]),
        found.name,
        quoted=True,
    )
