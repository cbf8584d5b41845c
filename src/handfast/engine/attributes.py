"""What the agreement looks at in leads and accounts, as it stood in each stretch of time, and what the agreement makes of it: fit, bars, completeness."""

from collections.abc import Mapping

from sqlglot import exp

from handfast.engine.context import Context, Version
from handfast.engine.definition import define
from handfast.engine.names import LeadNames, lead_fields
from handfast.engine.trees import (
    ALWAYS,
    NEVER,
    and_all,
    column,
    literal,
    over,
    plain,
    stretches_of,
    union_all,
)

DECISION_REASONS = ("rejection_reason", "disqualification_reason")
ALWAYS_NEEDED = ("account_id", "origin", "source", "campaign_id")
ALSO_TRACED = ("owner_id", *DECISION_REASONS)


def create_attributes(context: Context) -> None:
    """Make steps.lead_spans, steps.lead_attributes, steps.account_attributes and steps.attributes.

    `steps.attributes` has one row for each lead and stretch of time in which nothing changes that the agreement looks at: lead_id, from_at, until_at, and
    `lead:FIELD`, `account:FIELD`, typed, each with `… known` (whether the field has a history).
    """
    leads, accounts = lead_fields(context)
    traced = sorted({*leads, *ALWAYS_NEEDED, *ALSO_TRACED})
    spans = over(
        define("field_spans", fields=traced), changes=_changes("seen.lead_changes", "lead_id", context)
    )
    context.engine.create("steps.lead_spans", spans)
    kinds = {name: context.lead_columns[name] for name in sorted({*leads, *ALWAYS_NEEDED})}
    context.engine.create(
        "steps.lead_attributes", _stretches("steps.leads", "lead_id", "lead", kinds, "steps.lead_spans")
    )
    account_kinds = {name: context.account_columns[name] for name in sorted(accounts)}
    if account_kinds:
        spans = over(
            define("field_spans", fields=list(account_kinds)),
            changes=_changes("seen.account_changes", "account_id", None),
        )
        context.engine.create("steps.account_spans", spans)
        tree = _stretches("seen.accounts", "account_id", "account", account_kinds, "steps.account_spans")
        context.engine.create("steps.account_attributes", tree)
    context.engine.create("steps.attributes", _joined(kinds, account_kinds), view=not account_kinds)


def _changes(table: str, key: str, context: Context | None) -> exp.Select:
    """The changes of leads or accounts, as `field_spans` reads them."""
    names = ["field", "changed_at", "change_order", "old_value", "new_value"]
    tree = exp.select(
        exp.alias_(column(key, "changes"), "thing_id"), *(column(name, "changes") for name in names)
    )
    tree = tree.from_(exp.alias_(exp.to_table(table), "changes", table=True))
    if context is not None and context.scoped:
        scope = exp.select("lead_id").from_("steps.scope")
        tree = tree.where(column(key, "changes").isin(query=scope))
    return tree


def read_as(value: exp.Expr, kind: str) -> exp.Expr:
    """The text of a change as a value of the column's kind; missing where it can't be read so."""
    if kind == "number":
        return plain(value)
    if kind == "boolean":
        word = exp.func("LOWER", value.copy())
        case = exp.Case().when(word.copy().isin("true", "t", "1", "yes", "y"), exp.true())
        return case.when(word.isin("false", "f", "0", "no", "n"), exp.false())
    if kind == "instant":
        looks = exp.RegexpLike(
            this=value.copy(), expression=literal(r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?Z?$")
        )
        bare = exp.func("TRANSLATE", value.copy(), literal("TZ"), literal(" "))
        return exp.Case().when(looks, exp.cast(bare, "timestamp"))
    return value


def _stretches(table: str, key: str, scope: str, kinds: Mapping[str, str], spans: str) -> exp.Query:
    """One row for each thing and stretch of time between two changes of any of its fields."""
    unchanged = exp.select(
        exp.alias_(column(key, "things"), key), exp.alias_(ALWAYS, "from_at"), exp.alias_(NEVER, "until_at")
    )
    changed = exp.select(
        exp.alias_(column("thing_id", "stretches"), key),
        column("from_at", "stretches"),
        column("until_at", "stretches"),
    )
    for name, kind in kinds.items():
        now = _now(name, kind)
        of_field = column("field", "spans").eq(literal(name))
        known = exp.func("MAX", exp.Case().when(of_field.copy(), literal(1)).else_(literal(0))).eq(literal(1))
        then = read_as(exp.func("MAX", exp.Case().when(of_field, column("value", "spans"))), kind)
        unchanged = unchanged.select(
            _named(now, scope, name), exp.alias_(exp.false(), f"{scope}:{name} known", quoted=True)
        )
        value = exp.Case().when(known.copy(), then).else_(exp.func("MAX", now.copy()))
        changed = changed.select(
            _named(value, scope, name), exp.alias_(known, f"{scope}:{name} known", quoted=True)
        )
    has_history = exp.select(literal(1)).from_("spans")
    has_history = has_history.where(column("thing_id", "spans").eq(column(key, "things")))
    unchanged = unchanged.from_(exp.alias_(exp.to_table(table), "things", table=True)).where(
        exp.not_(exp.Exists(this=has_history))
    )
    changed = changed.from_("stretches")
    changed = changed.join(
        exp.alias_(exp.to_table(table), "things", table=True),
        on=column(key, "things").eq(column("thing_id", "stretches")),
    )
    inside = and_all(
        column("thing_id", "spans").eq(column("thing_id", "stretches")),
        exp.LTE(this=column("from_at", "spans"), expression=column("from_at", "stretches")),
        exp.LT(this=column("from_at", "stretches"), expression=column("until_at", "spans")),
    )
    changed = changed.join(exp.to_table("spans"), on=inside)
    changed = changed.group_by(*(column(name, "stretches") for name in ("thing_id", "from_at", "until_at")))
    of_fields = (
        exp.select("thing_id", "field", "value", "from_at", "until_at")
        .from_(spans)
        .where(column("field").isin(*kinds))
    )
    return over(union_all([unchanged, changed]), spans=of_fields, stretches=stretches_of("spans"))


def _now(name: str, kind: str) -> exp.Expr:
    """A thing's value in the table; blank text is missing, numbers are doubles like those read from changes."""
    now = column(name, "things")
    if kind == "text":
        return exp.func("NULLIF", exp.Trim(this=now), literal(""))
    return (
        exp.cast(now, "timestamp")
        if kind == "instant"
        else exp.cast(now, "double")
        if kind == "number"
        else now
    )


def _named(value: exp.Expr, scope: str, name: str) -> exp.Expr:
    return exp.alias_(value, f"{scope}:{name}", quoted=True)


def _joined(lead_kinds: Mapping[str, str], account_kinds: Mapping[str, str]) -> exp.Query:
    leads = [
        exp.column(f"lead:{name}{known}", table="leads", quoted=True)
        for name in lead_kinds
        for known in ("", " known")
    ]
    start, end = column("from_at", "leads"), column("until_at", "leads")
    tree = exp.select(column("lead_id", "leads")).from_(
        exp.alias_(exp.to_table("steps.lead_attributes"), "leads", table=True)
    )
    if not account_kinds:
        return tree.select(start, end, *leads)
    accounts = [
        exp.column(f"account:{name}{known}", table="accounts", quoted=True)
        for name in account_kinds
        for known in ("", " known")
    ]
    since, till = column("from_at", "accounts"), column("until_at", "accounts")
    tree = tree.select(
        exp.alias_(exp.func("GREATEST", start.copy(), exp.func("COALESCE", since.copy(), start.copy())), "from_at"),
        exp.alias_(exp.func("LEAST", end.copy(), exp.func("COALESCE", till.copy(), end.copy())), "until_at"),
        *leads, *accounts,
    )  # fmt: skip
    overlap = and_all(
        exp.column("account_id", table="accounts").eq(
            exp.column("lead:account_id", table="leads", quoted=True)
        ),
        exp.LT(this=since, expression=end),
        exp.LT(this=start, expression=till),
    )
    return tree.join(
        exp.alias_(exp.to_table("steps.account_attributes"), "accounts", table=True),
        on=overlap,
        join_type="left",
    )


def create_traits(context: Context) -> None:
    """Make steps.traits_N for each version N: a row for each row of steps.attributes with fit, barred (how many `never_when` hold), complete, and for each fit
    clause whether it is true (`fit I`) and whether all its fields have a history (`known I`)."""
    for version in context.versions:
        context.engine.create(f"steps.traits_{version.number}", _traits(context, version))


def _traits(context: Context, version: Version) -> exp.Query:
    names = LeadNames(context, "attributes")
    lead = version.agreement.qualified_lead
    tree = exp.select(*(column(name, "attributes") for name in ("lead_id", "from_at", "until_at")))
    fit: exp.Expr = exp.cast(literal(0), "double")
    for number, (_clause, rule) in enumerate(lead.fit_clauses()):
        true = rule.condition.compile(names)
        tree = tree.select(exp.alias_(true, f"fit {number}", quoted=True))
        known = (
            and_all(*(names.known(name) for name in rule.condition.names))
            if rule.condition.names
            else exp.true()
        )
        tree = tree.select(
            exp.alias_(exp.func("COALESCE", known, exp.false()), f"known {number}", quoted=True)
        )
        points = exp.Case().when(true.copy(), literal(float(rule.points))).else_(literal(0.0))
        fit = exp.Add(this=fit, expression=points)
    barred: exp.Expr = literal(0)
    for condition in lead.never_when:
        barred = exp.Add(
            this=barred, expression=exp.Case().when(condition.compile(names), literal(1)).else_(literal(0))
        )
    present = [
        exp.not_(exp.Is(this=names.operand(field).expr, expression=exp.null()))
        for field in lead.minimum_information
    ]
    complete = and_all(*present) if present else exp.true()
    tree = tree.select(exp.alias_(fit, "fit"), exp.alias_(barred, "barred"), exp.alias_(complete, "complete"))
    return tree.from_(exp.alias_(exp.to_table("steps.attributes"), "attributes", table=True))


def traits_of(context: Context, *columns: str, where: str | None = None) -> exp.Query:
    """The rows of steps.traits of every version, with the version's number and the columns asked for; only those where the boolean column `where` is true."""
    parts = []
    for version in context.versions:
        tree = exp.select(
            exp.alias_(exp.cast(literal(version.number), "int"), "version"),
            *(column(name) for name in columns),
        )
        tree = tree.from_(f"steps.traits_{version.number}")
        parts.append(tree.where(column(where)) if where else tree)
    return union_all(parts)
