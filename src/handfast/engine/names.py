"""What the names in an agreement's conditions stand for, settled by name and never by value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlglot import exp

from handfast.agreement.conditions import Condition, Name, Operand, near
from handfast.agreement.model import Agreement
from handfast.engine.context import Context
from handfast.engine.trees import column, literal
from handfast.faults import Fault, InputFaults

RAISED = "raised"


class UnknownName(ValueError):
    """A name that is neither a lead's, nor an account's column."""


def settle(name: Name, context: Context) -> tuple[str, str, str]:
    """(scope, column, kind) of a name in a lead's rule: a lead column, then an account column; raises UnknownName."""
    for scope, columns in (("lead", context.lead_columns), ("account", context.account_columns)):
        if name.scope in (None, scope) and name.name in columns:
            return scope, name.name, columns[name.name]
    raise UnknownName(name.name)


class LeadNames:
    """Resolves names of a lead's rule to columns of steps.attributes, read under the alias `table`."""

    def __init__(self, context: Context, table: str, raised: exp.Expr | None = None) -> None:
        self.context, self.table, self.raised = context, table, raised

    def __call__(self, name: Name) -> Operand:
        if self.raised is not None and name == Name(None, RAISED):
            return Operand(self.raised.copy(), "boolean")
        scope, field, kind = settle(name, self.context)
        return Operand(exp.column(f"{scope}:{field}", table=self.table, quoted=True), kind)  # type: ignore[arg-type]

    def operand(self, field: str) -> Operand:
        """The value of a field named in a list of fields: the lead's, else the account's."""
        scope, _, bare = field.rpartition(".")
        return self(Name(scope or None, bare))  # type: ignore[arg-type]

    def known(self, name: Name) -> exp.Expr:
        """Whether the name's field has a history."""
        scope, field, _kind = settle(name, self.context)
        return exp.column(f"{scope}:{field} known", table=self.table, quoted=True)


class ActivityNames:
    """Resolves names of a rule on an activity: the activity's column, then a key of its properties; `lead.x` and `account.x` reach further."""

    def __init__(self, context: Context, table: str, attributes: str) -> None:
        self.context, self.table, self.lead_names = context, table, LeadNames(context, attributes)

    def __call__(self, name: Name) -> Operand:
        if name.scope is not None:
            return self.lead_names(name)
        kind = self.context.activity_columns.get(name.name)
        if kind is not None:
            return Operand(column(name.name, self.table), kind)  # type: ignore[arg-type]
        key = exp.Anonymous(
            this="JSON_TEXT", expressions=[column("properties", self.table), literal(name.name)]
        )
        return Operand(key, "text")


def reaches_lead(condition: Condition | None) -> bool:
    """Whether a rule on an activity looks at the lead or its account."""
    return condition is not None and any(name.scope is not None for name in condition.names)


def _lead_conditions(agreement: Agreement) -> Iterable[tuple[str, Condition]]:
    lead = agreement.qualified_lead
    yield from ((clause, rule.condition) for clause, rule in lead.fit_clauses())
    yield from ((f"never_when.{number}", condition) for number, condition in enumerate(lead.never_when, 1))
    yield from ((clause.id, clause.condition) for clause in agreement.clocked if clause.condition)
    yield from (
        (f"routing.{number}", rule.condition)
        for number, rule in enumerate(agreement.routing, 1)
        if rule.condition
    )


def _activity_conditions(agreement: Agreement) -> Iterable[tuple[str, Condition]]:
    lead = agreement.qualified_lead
    yield from ((clause, rule.condition) for clause, rule in lead.engagement_clauses() if rule.condition)
    yield from ((clause, hand.condition) for clause, hand in lead.always_clauses() if hand.condition)


@dataclass(frozen=True, slots=True)
class _Use:
    """A name that must be a lead's or an account's column, and where it stands: clause, and the character of its condition or the item of its list."""

    clause: str
    name: Name
    offset: int | None = None
    item: str | None = None


def _names_used(agreement: Agreement) -> Iterable[_Use]:
    """Each such name of an agreement, once for each clause."""
    for clause, condition in _lead_conditions(agreement):
        yield from (
            _Use(clause, name, condition.offset_of(name))
            for name in condition.names
            if name != Name(None, RAISED)
        )
    for clause, condition in _activity_conditions(agreement):
        yield from (
            _Use(clause, name, condition.offset_of(name))
            for name in condition.names
            if name.scope is not None
        )
    for field in agreement.qualified_lead.minimum_information:
        scope, _, bare = field.rpartition(".")
        yield _Use("minimum_information", Name(scope or None, bare), item=field)  # type: ignore[arg-type]


def check_names(context: Context) -> None:
    """Raise InputFaults naming every field that neither the canonical tables nor the record has."""
    faults = []
    for agreement in context.agreements:
        for use in dict.fromkeys(_names_used(agreement)):
            try:
                settle(use.name, context)
            except UnknownName:
                faults.append(_unknown(agreement, use, context.lead_columns, context.account_columns))
    if faults:
        raise InputFaults(faults)


def _unknown(agreement: Agreement, use: _Use, leads: Mapping[str, str], accounts: Mapping[str, str]) -> Fault:
    name = use.name
    known = {"lead": list(leads), "account": list(accounts), None: [*leads, *accounts]}[name.scope]
    close = near(name.name, known)
    advice = (
        f"did you mean {' or '.join(close)}?"
        if close
        else "leave the rule out, or bring the field into the record"
    )
    listed = ", ".join(sorted(set(known)))
    written = f"{name.scope}.{name.name}" if name.scope else name.name
    message = f"{written} is no field of this record; {advice} (it has {listed})"
    return Fault(*agreement.place(use.clause, use.item, use.offset), use.clause, message, "unknown-field")


def lead_fields(context: Context) -> tuple[set[str], set[str]]:
    """The lead's and the account's fields that the agreements look at."""
    leads: set[str] = set()
    accounts: set[str] = set()
    for agreement in context.agreements:
        for use in _names_used(agreement):
            scope, field, _kind = settle(use.name, context)
            (leads if scope == "lead" else accounts).add(field)
    return leads, accounts
