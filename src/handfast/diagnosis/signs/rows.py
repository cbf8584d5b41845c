"""The rows behind a sign: reading a definition, filling it with the agreement's terms, giving every row the same columns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import pyarrow as pa
from sqlglot import exp, parse_one

from handfast.agreement.commitments import CountTimer
from handfast.agreement.model import Agreement
from handfast.engine.context import Context
from handfast.engine.definition import Fill, as_tree
from handfast.engine.facts import first_touch_commitments, from_marketing
from handfast.engine.findings_made import Findings
from handfast.engine.trees import instant

COLUMNS: Mapping[str, str] = {
    "part": "varchar", "happened_at": "timestamp", "known_at": "timestamp", "until_at": "timestamp", "numerator": "double", "denominator": "double",
    "weight": "double", "cluster": "varchar", "account_id": "varchar", "lead_id": "varchar", "handoff_id": "varchar", "opportunity_id": "varchar",
    "owner_id": "varchar",
}  # fmt: skip
"""The columns of every row behind a share, with their types; a definition gives those that it has."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition with its terms filled in: a query over the schemas `findings`, `seen`, `agreement` and `steps`.

    Attributes:
        sql: its text in the engine's own SQL; what stands in it is literals, never text pasted in.
        columns: the columns that it gives.
    """

    sql: str
    columns: tuple[str, ...]

    @property
    def rows(self) -> str:
        """The query of its rows with all `COLUMNS`, then those of its own."""
        given = [_given(name, kind, self.columns) for name, kind in COLUMNS.items()]
        own = [f'r."{name}"' for name in self.columns if name not in COLUMNS]
        lead = "r.lead_id" if "lead_id" in self.columns else "cast(null as varchar)"
        return f"select {', '.join([*given, *own])} from ({self.sql}) as r left join seen.leads as l on l.lead_id = {lead}"


def _given(name: str, kind: str, columns: tuple[str, ...]) -> str:
    if name == "account_id" and name not in columns:
        return "l.account_id"
    if name in columns:
        return f'cast(r."{name}" as {kind}) as "{name}"'
    return f'{"1" if name == "weight" else f"cast(null as {kind})"} as "{name}"'


@cache
def _text(name: str) -> str:
    folder = resources.files("handfast.diagnosis.signs").joinpath("definitions")
    return folder.joinpath(f"{name}.sql").read_text(encoding="utf-8")


def definition_names() -> list[str]:
    """The names of all definitions that ship."""
    folder = resources.files("handfast.diagnosis.signs").joinpath("definitions")
    return sorted(
        entry.name.removesuffix(".sql") for entry in folder.iterdir() if entry.name.endswith(".sql")
    )


def fill(context: Context, name: str) -> exp.Query:
    """The tree of a definition, filled. Raises KeyError for a placeholder that nobody fills."""
    tree = parse_one(_text(name), read="duckdb")
    for place in list(tree.find_all(exp.Placeholder)):
        place.replace(
            as_tree(
                _commitments(context, name) if place.name == "commitments" else FILLS[place.name](context)
            )
        )
    assert isinstance(tree, exp.Query)
    return tree


def define(context: Context, name: str) -> Definition:
    """The definition of that name, ready to be queried."""
    tree = fill(context, name)
    columns = tuple(tree.named_selects)
    return Definition(context.engine.render(tree), columns)


def rows(findings: Findings, name: str) -> pa.Table:
    """The rows of a definition."""
    return findings.query(define(findings.context, name).rows)


FILLS: Mapping[str, Callable[[Context], Fill]] = {
    "version": lambda context: context.current_version.number,
    "as_of": lambda context: instant(context.as_of),
    "from_marketing": lambda context: list(from_marketing(context.agreements)),
    "limit": lambda context: float(context.current.economics.discount_limit or 0),
    "touch_kinds": lambda context: list(context.current.touch.kinds),
    "automated": lambda context: context.current.touch.automated,
    "never": lambda context: _never_back(context.agreements),
}


def _commitments(context: Context, name: str) -> list[str]:
    """The promises whose clocks a definition looks at. At least one name, for an `in`."""
    if name in ("slow-follow-up", "not-followed-up"):
        return list(first_touch_commitments(context.agreements))
    wanted = (
        clause.id
        for agreement in context.agreements
        for clause in agreement.clocked
        if (
            isinstance(clause, CountTimer)
            if name == "gives-up-early"
            else getattr(clause, "until", "") == "decision"
        )
    )
    return sorted(set(wanted)) or [""]


def _never_back(agreements: tuple[Agreement, ...]) -> list[str]:
    """The reasons after which a lead doesn't come back. At least one name, for an `in`."""
    found = {
        reason
        for agreement in agreements
        for reasons in (
            agreement.rejection_reasons,
            agreement.disqualification_reasons,
            agreement.lost_reasons,
        )
        for reason, clause in reasons.items()
        if str(getattr(clause, "recycle", "")) == "never"
    }
    return sorted(found) or ["-"]
