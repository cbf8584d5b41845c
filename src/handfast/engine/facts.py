"""The wide facts that metrics count: one definition for each grain, with the columns that figures are cut by."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlglot import exp

from handfast.agreement.model import Agreement
from handfast.engine.context import Context, Version
from handfast.engine.definition import Fill, define
from handfast.engine.metrics import METRICS
from handfast.engine.trees import instant

FACTS = tuple(sorted({metric.facts for metric in METRICS if metric.facts}))
"""The names of the definitions that metrics count rows of."""


def define_facts(context: Context, name: str) -> exp.Query:
    """The definition of that name, filled with the agreements' terms. It reads only tables of the findings."""
    fills: dict[str, dict[str, Fill]] = {
        "handoff_facts": {"from_marketing": list(from_marketing(context.agreements))},
        "opportunity_facts": {"currency": converted_currency(context.versions)},
        "spend_facts": {"currency": context.current.currency},
        "first_touch_clock_facts": {"commitments": list(first_touch_commitments(context.agreements))},
    }
    return define(name, **fills.get(name, {}))


def create_facts(context: Context) -> None:
    """Make `steps.NAME` of every facts definition."""
    for name in FACTS:
        context.engine.create(f"steps.{name}", define_facts(context, name))


def naive(instant: datetime) -> datetime:
    """An aware instant as the engine keeps it: UTC without a zone."""
    return instant.replace(tzinfo=None)


def side_of_team(agreement: Agreement) -> exp.Expr:
    """The side of a user `u` by the team, where the agreement knows it."""
    chain = exp.Case(default=exp.null())
    for team, side in agreement.teams.items():
        chain = chain.when(exp.column("team", "u").eq(exp.convert(team)), exp.convert(side), copy=False)
    return chain if agreement.teams else exp.null()


def from_marketing(agreements: Iterable[Agreement]) -> tuple[str, ...]:
    """The hand-off clauses that pass leads on from marketing; where an agreement has none, all of its clauses. At least one name, for an `in`."""
    names: set[str] = set()
    for agreement in agreements:
        ours = {
            clause.id for clause in agreement.handoffs if "marketing" in agreement.sides_of(clause.from_team)
        }
        names |= ours or {clause.id for clause in agreement.handoffs}
    return tuple(sorted(names)) or ("",)


def first_touch_commitments(agreements: Iterable[Agreement]) -> tuple[str, ...]:
    """The commitments whose clocks a first touch stops. At least one name, for an `in`."""
    return tuple(
        sorted(
            {
                clause.id
                for agreement in agreements
                for clause in agreement.clocked
                if getattr(clause, "until", "") == "first_touch"
            }
        )
    ) or ("",)


def converted_currency(versions: Sequence[Version]) -> exp.Expr:
    """The currency into which an opportunity `o` is converted: that of the version in force when it was created."""
    if len({version.agreement.currency for version in versions}) == 1:
        return exp.convert(versions[0].agreement.currency)
    chain = exp.Case(default=exp.convert(versions[-1].agreement.currency))
    for version in versions[:-1]:
        chain = chain.when(
            exp.column("created_at", "o") < instant(version.until_at),
            exp.convert(version.agreement.currency),
            copy=False,
        )
    return chain
