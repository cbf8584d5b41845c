"""Whether leads are dealt fairly, in number and in worth."""

import pyarrow as pa
from sqlglot import exp

from handfast.agreement.model import Agreement
from handfast.engine.context import Context
from handfast.engine.definition import define

PRIOR = 20.0
"""A group's win rate is drawn towards the clause's as if by 20 more hand-offs: a convention, about what makes a rate of 10% worth reading."""


def deal_fairly(context: Context) -> None:
    """Make findings.fairness."""
    engine, version = context.engine, context.current_version
    engine.store("steps.routing_pools", routing_pools(context.current, _receivers(context)))
    engine.create(
        "steps.handoff_worth", define("handoff_worth", prior=PRIOR, currency=context.current.currency)
    )
    engine.create("findings.fairness", define("fairness", version=version.number))


def _receivers(context: Context) -> dict[str, list[str]]:
    """The users who may receive each hand-off, by clause."""
    found: dict[str, list[str]] = {clause.id: [] for clause in context.current.handoffs}
    names = ("version", "handoff", "user_id")
    rows = context.engine.fetch(exp.select(*names).from_("agreement.receivers").order_by(*names)).to_pylist()
    for row in rows:
        if row["version"] == context.current_version.number:
            found[row["handoff"]].append(row["user_id"])
    return found


def routing_pools(agreement: Agreement, receivers: dict[str, list[str]]) -> pa.Table:
    """The pools of reps that share each clause's hand-offs, with weights: the routing rules that name receivers of it, else all receivers alike."""
    rows = []
    for handoff, users in receivers.items():
        rules = [rule for rule in agreement.routing if set(rule.to) & set(users)]
        for pool, rule in enumerate(rules):
            rows += [
                (handoff, pool, user, float(rule.weights.get(user, 1)))
                for user in dict.fromkeys(rule.to)
                if user in users
            ]
        if not rules:
            rows += [(handoff, 0, user, 1.0) for user in users]
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    types = {"handoff": pa.string(), "pool": pa.int64(), "user_id": pa.string(), "weight": pa.float64()}
    return pa.table(
        {name: pa.array(column, kind) for (name, kind), column in zip(types.items(), columns, strict=True)}
    )
