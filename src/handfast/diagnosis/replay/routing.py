"""Who would receive a lead: by the agreement's routing, or as leads were shared so far."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlglot import exp

from handfast.agreement.conditions import Name, Operand
from handfast.engine.context import Context
from handfast.engine.findings_made import Findings
from handfast.engine.names import settle

Pool = tuple[tuple[str, float], ...]
"""Reps with their weights, above nought."""


def deal(leads: Sequence[tuple[str, Pool]]) -> dict[str, str]:
    """Deal leads, in order, to the reps of their pools: each to the rep who has had the fewest of that pool's for the weight, ties to the lesser id.

    Leads whose pool is empty are dealt to nobody and left out.
    """
    had: dict[Pool, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    dealt = {}
    for lead, pool in leads:
        if pool:
            user = min(pool, key=lambda rep: ((had[pool][rep[0]] + 1) / rep[1], rep[0]))[0]
            had[pool][user] += 1
            dealt[lead] = user
    return dealt


def pools(findings: Findings, leads: Collection[str]) -> Mapping[str, Pool]:
    """For each of the leads, the pool of the first routing rule of the agreement in force that is true of it now; empty where none says."""
    rules = findings.current.routing
    if not rules or not leads:
        return {}
    names = _NamesNow(findings.context)
    chain = exp.Case(default=exp.convert(len(rules)))
    for place, rule in enumerate(rules):
        true = rule.condition.compile(names) if rule.condition else exp.true()
        chain = chain.when(true, exp.convert(place))
    same = exp.column("account_id", table="accounts").eq(exp.column("account_id", table="leads"))
    tree = (
        exp.select(exp.column("lead_id", table="leads"), exp.alias_(chain, "rule"))
        .from_(exp.alias_(exp.to_table("seen.leads"), "leads", table=True))
        .join(exp.alias_(exp.to_table("seen.accounts"), "accounts", table=True), on=same, join_type="left")
    )
    made: list[Pool] = [
        tuple((user, weight) for user in dict.fromkeys(rule.to) if (weight := float(rule.weights.get(user, 1))) > 0)
        for rule in rules
    ]  # fmt: skip
    made.append(())
    return {
        row["lead_id"]: made[row["rule"]]
        for row in findings.engine.fetch(tree).to_pylist()
        if row["lead_id"] in leads
    }


class _NamesNow:
    """Resolves names of a lead's rule to the columns of seen.leads and seen.accounts as they stand."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def __call__(self, name: Name) -> Operand:
        scope, field, kind = settle(name, self.context)
        column: exp.Expr = exp.column(field, table=f"{scope}s", quoted=True)
        if kind == "text":
            column = exp.func("NULLIF", exp.Trim(this=column), exp.Literal.string(""))
        return Operand(column, kind)  # type: ignore[arg-type]
