"""The activities that some clause looks at, found in one pass, and what each of them is: a match, a raised hand, a touch, a reply."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlglot import exp

from handfast.agreement.model import EngagementRule, RaisedHandRule
from handfast.engine.context import Context, Version
from handfast.engine.definition import define
from handfast.engine.names import ActivityNames, reaches_lead
from handfast.engine.trees import and_all, column, literal, or_all, over, union_all

REPLIES = ("email_reply", "call_inbound", "chat")
ATTRIBUTION_REACH = 180 * 86_400_000_000
"""The days before an opportunity in which its path lies, in µs."""
CONTACTS = ("call_inbound", "chat")
"""The prospect's kinds that, taken by a rep, are contact already made."""


@dataclass(frozen=True)
class Mark:
    """A true-or-false column of steps.signals.

    Attributes:
        name: the column.
        kinds: the kinds of activity that can carry it.
        condition: what else must hold; None when the kind is enough.
        far: whether the condition looks at the lead or its account.
    """

    name: str
    kinds: tuple[str, ...]
    condition: exp.Expr | None = None
    far: bool = False

    @property
    def true(self) -> exp.Expr:
        """When an activity carries the mark."""
        of_kind = column("kind", "activities").isin(*self.kinds)
        return and_all(of_kind, self.condition.copy()) if self.condition else of_kind


ALWAYS_KEPT = ("occurred_at", "user_id", "kind", "side", "campaign_id", "automated")


def create_signals(context: Context) -> None:
    """Make steps.lead_bounds, and steps.signals: a row for each activity that matters, found in one pass, with a
    true-or-false column for each thing that it may be.

    Columns: lead_number (of steps.lead_bounds; null for whom no lead is known), activity_id (only for
    stories), account_id (only where a clause is about accounts), occurred_at, user_id, kind, side,
    campaign_id, automated, earlier (than all else that is known of the lead), of_deal (on the path of an opportunity), reply, contact, `touch N`, `rule N I`,
    `raised N I` for version N.
    """
    marks = [mark for version in context.versions for mark in _marks(context, version)]
    marks += [Mark("reply", REPLIES), Mark("contact", CONTACTS)]
    context.engine.create("steps.lead_bounds", define("lead_bounds", reach=_reach(context)))
    parts = [_pass(context, marks, far=False)]
    if any(mark.far for mark in marks):
        parts.append(_pass(context, marks, far=True))
    context.engine.create("steps.signals", union_all(parts))


def _reach(context: Context) -> exp.Expr:
    """How far back an opportunity's path goes, in µs: the days of attribution, or of the agreement's clause about whose deal it is where it reaches further."""
    spans = [agreement.sourced.within.microseconds() for agreement in context.agreements if agreement.sourced]
    return literal(max([ATTRIBUTION_REACH, *spans]))


def _marks(context: Context, version: Version) -> Iterable[Mark]:
    names = ActivityNames(context, "activities", "attributes")
    lead, touch = version.agreement.qualified_lead, version.agreement.touch
    for number, rule in enumerate(lead.engagement):
        yield _rule_mark(f"rule {version.number} {number}", rule, names)
    for number, hand in enumerate(lead.always_when):
        yield _rule_mark(f"raised {version.number} {number}", hand, names)
    by_sales: exp.Expr = column("side", "activities").eq(literal("sales"))
    if not touch.automated:
        by_sales = and_all(
            by_sales, exp.not_(exp.func("COALESCE", column("automated", "activities"), exp.false()))
        )
    yield Mark(f"touch {version.number}", touch.kinds, by_sales)


def _rule_mark(name: str, rule: EngagementRule | RaisedHandRule, names: ActivityNames) -> Mark:
    condition = rule.condition.compile(names) if rule.condition else None
    return Mark(name, (rule.kind,), condition, reaches_lead(rule.condition))


def _pass(context: Context, marks: list[Mark], *, far: bool) -> exp.Query:
    """One pass over the activities for the marks that look at the lead (`far`) or those that don't; the others' columns are false.

    What matters without a mark, as a lead's first fact or on an opportunity's path, is found with those that don't.
    """
    tree = exp.select(column("lead_number", "bounds"))
    tree = tree.select(*(column(name, "activities") for name in (*ALWAYS_KEPT, *_also_kept(context))))
    own = [mark for mark in marks if mark.far == far]
    whole = {"earlier": exp.false(), "of_deal": exp.false()} if far else _placed()
    for name, true in whole.items():
        tree = tree.select(exp.alias_(exp.func("COALESCE", true.copy(), exp.false()), name))
    for mark in marks:
        value = exp.func("COALESCE", mark.true, exp.false()) if mark in own else exp.false()
        tree = tree.select(exp.alias_(value, mark.name, quoted=True))
    tree = tree.from_(_activities(context))
    tree = tree.where(_carries_any(own) if far else exp.paren(or_all(_carries_any(own), *whole.values())))
    same = column("lead_id", "bounds").eq(column("lead_id", "activities"))
    bounds = exp.alias_(exp.to_table("steps.lead_bounds"), "bounds", table=True)
    tree = tree.join(bounds, on=same, join_type="left")
    if not far:
        return tree
    at = column("occurred_at", "activities")
    inside = and_all(
        column("lead_id", "attributes").eq(column("lead_id", "activities")),
        exp.LTE(this=column("from_at", "attributes"), expression=at),
        exp.LT(this=at.copy(), expression=column("until_at", "attributes")),
    )
    return tree.join(exp.alias_(exp.to_table("steps.attributes"), "attributes", table=True), on=inside)


def _activities(context: Context) -> exp.Expr:
    """The activities to go through. Those of some leads are picked before anything is joined, so that a record that lies by lead is hardly read."""
    if not context.scoped:
        return exp.alias_(exp.to_table("seen.activities"), "activities", table=True)
    scope = exp.select("lead_id").from_("steps.scope")
    return (
        exp.select("*")
        .from_("seen.activities")
        .where(column("lead_id").isin(query=scope))
        .subquery("activities")
    )


def _also_kept(context: Context) -> tuple[str, ...]:
    """What only some evaluations look at, and all would pay for: ids, where some leads are asked for, whose points are shown; accounts, where a clause is
    about what they do."""
    rules = [rule for agreement in context.agreements for rule in agreement.qualified_lead.engagement]
    accounts = ("account_id",) if any(rule.of == "account" for rule in rules) else ()
    return (*(("activity_id",) if context.stories else ()), *accounts)


def _placed() -> dict[str, exp.Expr]:
    """Whether an activity is earlier than all else that is known of its lead, and whether it is on the path of one of its opportunities."""
    at = column("occurred_at", "activities")
    after = exp.LTE(this=column("path_from", "bounds"), expression=at.copy())
    before = exp.LTE(this=at.copy(), expression=column("path_until", "bounds"))
    return {
        "earlier": exp.LT(this=at, expression=column("first_at", "bounds")),
        "of_deal": exp.paren(and_all(after, before)),
    }


def _carries_any(marks: list[Mark]) -> exp.Expr:
    """Whether an activity carries any of the marks: kinds that are enough by themselves are looked up together, since every row pays for this."""
    enough = sorted({kind for mark in marks if mark.condition is None for kind in mark.kinds})
    conditional = [
        exp.paren(mark.true)
        for mark in marks
        if mark.condition is not None and not set(mark.kinds) <= set(enough)
    ]
    return exp.paren(or_all(*([column("kind", "activities").isin(*enough)] if enough else []), *conditional))


def _signalled(columns: Iterable[str | exp.Expr], mark: str, **constants: int) -> exp.Select:
    """The columns of the signals that carry a mark, with constants before them."""
    fixed = [exp.alias_(exp.cast(literal(value), "int"), name) for name, value in constants.items()]
    shown = (column(one) if isinstance(one, str) else one.copy() for one in columns)
    return exp.select(*fixed, *shown).from_("steps.signals").where(column(mark))


def create_touches_and_replies(context: Context) -> None:
    """Make steps.touches (by version), steps.replies and steps.calls_taken (calls and chats that a user took), views of the signals; and
    steps.deal_activities."""
    engine, base = context.engine, ("lead_number", "occurred_at", "user_id")
    numbers = [version.number for version in context.versions]
    touches = [_signalled(base, f"touch {number}", version=number) for number in numbers]
    engine.create("steps.touches", union_all(touches), view=True)
    engine.create("steps.replies", _signalled(base[:2], "reply"), view=True)
    engine.create("steps.calls_taken", _signalled(base, "contact"), view=True)
    engine.create("steps.deal_activities", define("deal_activities"))


def create_raised_hands(context: Context) -> None:
    """Make steps.raised_hands: one row for each instant at which a lead raised its hand, in its cycle."""
    asking = [
        _signalled(
            ("lead_number", "occurred_at"), f"raised {version.number} {number}", version=version.number
        )
        for version in context.versions
        for number in range(len(version.agreement.qualified_lead.always_when))
    ]
    none = (
        exp.select(exp.alias_(exp.cast(literal(0), "int"), "version"), "lead_number", "occurred_at")
        .from_("steps.signals")
        .where(exp.false())
    )
    context.engine.create(
        "steps.raised_hands", over(define("raised_hands"), asking=union_all([none, *asking]))
    )


def create_awards(context: Context) -> None:
    """Make steps.awards: one row for each award of engagement points, of the lead's own activities and its account's."""
    shown = exp.column("activity_id") if context.stories else exp.cast(exp.null(), "varchar")
    columns = (column("lead_number"), exp.alias_(shown.copy(), "activity_id"), column("occurred_at"))
    own: list[exp.Query] = []
    shared: list[exp.Query] = []
    for version in context.versions:
        for number, rule in enumerate(version.agreement.qualified_lead.engagement):
            mark = f"rule {version.number} {number}"
            if rule.of == "account":
                shared.append(
                    _signalled((*columns, column("account_id")), mark, version=version.number, rule=number)
                )
            else:
                own.append(_signalled(columns, mark, version=version.number, rule=number))
    if shared:
        context.engine.create("steps.account_members", define("account_members"))
        own.append(over(define("account_matches"), acted=union_all(shared)))
    if not own:
        nothing = [exp.alias_(exp.cast(literal(0), "int"), name) for name in ("version", "rule")]
        own.append(
            exp.select(*nothing, *(one.copy() for one in columns)).from_("steps.signals").where(exp.false())
        )
    context.engine.create("steps.matches", over(define("matches"), matched=_reordered(own)))
    context.engine.create("steps.crowded_periods", define("crowded_periods"))
    context.engine.create("steps.awards", define("awards", activity_id=shown))


def _reordered(parts: list[exp.Query]) -> exp.Query:
    """The parts with their columns in one order, so that they can be put one after another."""
    names = ("version", "rule", "lead_number", "activity_id", "occurred_at")
    return union_all([exp.select(*names).from_(part.subquery("part")) for part in parts])
