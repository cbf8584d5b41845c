"""The part of a lead's story about points: what each clause gives, what is missing to qualify, how it qualified."""

from collections.abc import Iterable
from typing import Any

from sqlglot import exp

from handfast.agreement import wording
from handfast.agreement.conditions import Condition
from handfast.agreement.model import EngagementRule
from handfast.engine.context import Context
from handfast.engine.explanation import Award, Bar, ClausePoints, Missing, Qualification, Score
from handfast.engine.lead_facts import LeadFacts, Row, way_back
from handfast.engine.names import LeadNames, settle
from handfast.engine.trees import and_all, column, instant, literal, or_all

AWARDS = """
    SELECT points.clause, points.activity_id, points.occurred_at, points.points, points.expires_at,
        activities.kind, coalesce(assets.title, activities.url) AS about, nullif(activities.lead_id, $lead) AS by_lead
    FROM findings.points
    LEFT JOIN seen.activities ON activities.activity_id = points.activity_id
    LEFT JOIN seen.assets ON assets.asset_id = activities.asset_id
    WHERE points.lead_id = $lead AND points.cycle = $cycle AND points.agreement_hash = $hash
    ORDER BY points.clause, points.occurred_at, points.activity_id
"""
SCORES = "SELECT part, clause, points, moment, cycle FROM findings.scores WHERE lead_id = $lead"
FIT = """
    SELECT clause, from_at, basis FROM findings.fit_points
    WHERE lead_id = $lead AND agreement_hash = $hash
        AND coalesce(from_at, TIMESTAMP '1900-01-01') <= $now AND $now < coalesce(until_at, TIMESTAMP '9999-12-31')
"""
RAISED = """
    SELECT activities.kind, coalesce(assets.title, activities.url) AS about,
        CASE WHEN json_valid(activities.properties) THEN activities.properties ->> '$.form' END AS form
    FROM seen.activities LEFT JOIN seen.assets ON assets.asset_id = activities.asset_id
    WHERE activities.activity_id = $activity
"""


def score_of(facts: LeadFacts) -> Score:
    """The score at as_of with every clause of the definition in force."""
    standing = facts.standing
    gives = {
        (row["part"], row["clause"]): row["points"] for row in facts.ask(SCORES) if row["moment"] == "as_of"
    }
    clauses = (*_fit(facts, gives), *_engagement(facts, gives))
    return Score(standing["fit"], standing["engagement"], standing["score"], clauses)


def _fit(facts: LeadFacts, gives: dict[tuple[str, str], float]) -> Iterable[ClausePoints]:
    true = {row["clause"]: row for row in facts.ask(FIT, hash=facts.agreement.hash)}
    for clause, rule in facts.agreement.qualified_lead.fit_clauses():
        stretch = true.get(clause, {})
        yield ClausePoints(
            "fit",
            clause,
            wording.condition(rule.condition),
            gives.get(("fit", clause), 0.0),
            float(rule.points),
            _values(facts, rule.condition),
            stretch.get("from_at"),
            stretch.get("basis"),
        )


def _values(facts: LeadFacts, condition: Condition) -> dict[str, str | None]:
    """The fields that a condition looks at, as they stand."""
    values: dict[str, str | None] = {}
    for name in condition.names:
        scope, field, _kind = settle(name, facts.findings.context)
        values[f"account.{field}" if scope == "account" else field] = as_text(
            facts.attributes.get(f"{scope}:{field}")
        )
    return values


def as_text(value: Any) -> str | None:
    """A value as a person reads it; a whole number without its fraction."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _engagement(facts: LeadFacts, gives: dict[tuple[str, str], float]) -> Iterable[ClausePoints]:
    awards: dict[str, list[Row]] = {}
    for row in facts.ask(AWARDS, cycle=facts.standing["cycle"], hash=facts.agreement.hash):
        awards.setdefault(row["clause"], []).append(row)
    for clause, rule in facts.agreement.qualified_lead.engagement_clauses():
        yield ClausePoints(
            "engagement",
            clause,
            wording.engagement_rule(rule),
            gives.get(("engagement", clause), 0.0),
            float(rule.points),
            {},
            awards=tuple(_award(facts, rule, row) for row in awards.get(clause, ())),
        )


def _award(facts: LeadFacts, rule: EngagementRule, row: Row) -> Award:
    return Award(
        row["activity_id"],
        row["kind"],
        row["about"],
        row["by_lead"],
        row["occurred_at"],
        row["points"],
        round(_left(facts, rule, row), 6),
        row["expires_at"],
    )


def _left(facts: LeadFacts, rule: EngagementRule, row: Row) -> float:
    """What an award is worth at as_of: halved each half-life, nothing once it has expired."""
    now, points = facts.findings.as_of, float(row["points"])
    if row["expires_at"] is not None and row["expires_at"] <= now:
        return 0.0
    if rule.half_life is None:
        return points
    half_lives = (now - row["occurred_at"]).total_seconds() / (rule.half_life.microseconds() / 1_000_000)
    return points * float(0.5**half_lives)


def missing_of(facts: LeadFacts) -> Missing:
    """What is missing to qualify in the running cycle."""
    standing, threshold = facts.standing, facts.agreement.qualified_lead.qualifies_when
    information = standing["missing_information"]
    return Missing(
        threshold.words() if threshold else None,
        standing["missing_fit"],
        standing["missing_engagement"],
        standing["missing_score"],
        tuple(information.split(", ")) if information else (),
        _bars(facts) if standing["barred"] else (),
        standing["waits_until"],
        _wait(facts) if standing["waits_until"] else None,
    )


def _bars(facts: LeadFacts) -> tuple[Bar, ...]:
    """Each `never_when` that holds now."""
    context = facts.findings.context
    conditions = facts.agreement.qualified_lead.never_when
    marks = [
        exp.alias_(condition.compile(LeadNames(context, "attributes")), f"bar {n}", quoted=True)
        for n, condition in enumerate(conditions)
    ]
    tree = exp.select(*marks).from_(exp.alias_(exp.to_table("steps.attributes"), "attributes", table=True))
    row = context.engine.fetch(tree.where(_now(context, facts.lead_id))).to_pylist()[0]
    held = [n for n in range(len(conditions)) if row[f"bar {n}"]]
    return tuple(Bar(f"never_when.{n + 1}", wording.condition(conditions[n])) for n in held)


def _now(context: Context, lead_id: str) -> exp.Expr:
    now = instant(context.as_of)
    return and_all(
        column("lead_id", "attributes").eq(literal(lead_id)),
        exp.LTE(this=column("from_at", "attributes"), expression=now),
        exp.LT(this=now.copy(), expression=column("until_at", "attributes")),
    )


def _wait(facts: LeadFacts) -> str | None:
    """Why the running cycle waits: how the one before ended, and what the agreement says of that."""
    before = next((row for row in reversed(facts.cycles) if row["ended_at"] is not None), None)
    if before is None:
        return None
    how, reason = before["ended_by"], before["reason"]
    follows = way_back(facts.in_force(before["ended_at"]), how, reason)
    said = f"cycle {before['cycle']} ended {how}" + (f" ({reason})" if reason else "")
    return f"{said}: {follows}" if follows else said


def qualifications_of(facts: LeadFacts) -> tuple[Qualification, ...]:
    """How the lead qualified, cycle by cycle."""
    rows = facts.ask("SELECT * FROM findings.qualifications WHERE lead_id = $lead ORDER BY cycle")
    if not rows:
        return ()
    gave = [
        row for row in facts.ask(f"{SCORES} ORDER BY part DESC, clause") if row["moment"] == "qualification"
    ]
    return tuple(_qualification(facts, row, gave) for row in rows)


def _qualification(facts: LeadFacts, row: Row, gave: list[Row]) -> Qualification:
    lead = facts.version(row["agreement_hash"]).agreement.qualified_lead
    rules = {
        **{
            ("fit", clause): (wording.condition(rule.condition), rule.points)
            for clause, rule in lead.fit_clauses()
        },
        **{
            ("engagement", clause): (wording.engagement_rule(rule), rule.points)
            for clause, rule in lead.engagement_clauses()
        },
    }
    clauses = tuple(
        ClausePoints(
            one["part"],
            one["clause"],
            rules[one["part"], one["clause"]][0],
            one["points"],
            float(rules[one["part"], one["clause"]][1]),
            {},
        )
        for one in gave
        if one["cycle"] == row["cycle"]
    )
    return Qualification(
        row["cycle"],
        row["qualified_at"],
        row["by"],
        row["fit"],
        row["engagement"],
        row["complete"],
        _raised_by(facts, row) if row["by"] == "raised" else None,
        clauses,
        row["agreement_hash"],
    )


def _raised_by(facts: LeadFacts, row: Row) -> str | None:
    """The activity that raised the hand at a qualification, in words."""
    version = facts.version(row["agreement_hash"])
    marks = [
        column(f"raised {version.number} {n}")
        for n in range(len(version.agreement.qualified_lead.always_when))
    ]
    number = exp.select("lead_number").from_("steps.lead_bounds")
    number = number.where(column("lead_id").eq(literal(facts.lead_id)))
    asked = and_all(
        column("lead_number").isin(query=number),
        column("occurred_at").eq(instant(row["qualified_at"])),
        or_all(*marks),
    )
    tree = (
        exp.select(exp.Min(this=column("activity_id")).as_("activity_id")).from_("steps.signals").where(asked)
    )
    activity = facts.findings.engine.fetch(tree).to_pylist()[0]["activity_id"]
    found = facts.ask(RAISED, activity=activity)
    if not found:
        return None
    detail = found[0]["form"] or found[0]["about"]
    about = f" ({detail})" if detail else ""
    return f"{wording.kind(found[0]['kind'])}{about}"
