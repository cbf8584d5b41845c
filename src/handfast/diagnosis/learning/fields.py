"""The attributes of leads and accounts that could tell a qualified lead, with their values as they stand."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sqlglot import exp

from handfast.agreement.conditions import Name
from handfast.diagnosis.learning.population import Population
from handfast.engine.findings_made import Findings

Kind = Literal["text", "number", "boolean"]

NOT_A_TRAIT = {
    "lead": frozenset((
        "lead_id", "created_at", "email", "first_name", "last_name", "company", "phone", "account_id", "campaign_id", "owner_id", "stage",
        "decision", "rejection_reason", "disqualification_reason",
    )),
    "account": frozenset(("account_id", "name", "domain", "owner_id", "created_at")),
}  # fmt: skip
"""Columns that name or place somebody, or say what the two teams did: they are consequences, not traits."""
PLAIN_NUMBER = re.compile(r" *[+-]?[0-9]{1,15}(\.[0-9]+)? *", re.ASCII)
MOSTLY = 0.95


@dataclass(frozen=True)
class Field:
    """One attribute, and its value for each row of a population.

    Attributes:
        name: as a condition says it; `account.x` where a lead has an x too.
        scope, column: whose column.
        kind: how its values are compared.
        numbers: the values as numbers, NaN where missing; of a text or boolean all NaN.
        texts: the values as text, None where missing.
        history: whether the record has any change of it.
    """

    name: Name
    scope: str
    column: str
    kind: Kind
    numbers: NDArray[np.float64]
    texts: NDArray[np.object_]
    history: bool

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Where it has no value."""
        return np.array([value is None for value in self.texts], dtype=bool)

    @property
    def words(self) -> str:
        """The name as a condition writes it."""
        return str(self.name)


def fields_of(findings: Findings, rows: Population, left_out: frozenset[str] = frozenset()) -> list[Field]:
    """Every attribute of the rows' leads and accounts that has a value somewhere; those named in `left_out` say what won means."""
    context = findings.context
    leads = {} if rows.basis == "deals" else dict(context.lead_columns)
    found: list[Field] = []
    for scope, columns, table in (
        ("lead", leads, "seen.leads"),
        ("account", dict(context.account_columns), "seen.accounts"),
    ):
        wanted = [
            name
            for name, kind in columns.items()
            if name not in NOT_A_TRAIT[scope] and kind != "instant" and not name.startswith("__")
        ]
        wanted = [name for name in wanted if name not in left_out]
        key = "lead_id" if scope == "lead" else "account_id"
        known = _values(findings, table, key, wanted, rows.lead_id if scope == "lead" else rows.account_id)
        changed = _with_history(findings, scope)
        for name in wanted:
            clash = scope == "account" and name in context.lead_columns
            made = _field(
                Name("account" if clash else None, name),
                scope,
                name,
                columns[name],
                known[name],
                name in changed,
            )
            if made is not None:
                found.append(made)
    return found


def _values(
    findings: Findings, table: str, key: str, names: list[str], ids: NDArray[np.object_]
) -> dict[str, list[Any]]:
    tree = exp.select(exp.column(key), *(exp.column(name, quoted=True) for name in names)).from_(table)
    read: pa.Table = findings.engine.fetch(tree)
    place = {value: n for n, value in enumerate(read.column(key).to_pylist())}
    places = [place.get(value) for value in ids]
    result = {}
    for name in names:
        values = read.column(name).to_pylist()
        result[name] = [None if at is None else values[at] for at in places]
    return result


def _with_history(findings: Findings, scope: str) -> set[str]:
    tree = exp.select("field").distinct().from_(f"seen.{scope}_changes")
    return set(findings.engine.fetch(tree).column("field").to_pylist())


def _field(name: Name, scope: str, column: str, kind: str, values: list[Any], history: bool) -> Field | None:
    texts = np.array([_text(value) for value in values], dtype=object)
    present = [text for text in texts if text is not None]
    if not present:
        return None
    if kind == "boolean":
        return Field(name, scope, column, "boolean", np.full(len(texts), np.nan), texts, history)
    numbers = np.array([_number(text) for text in texts])
    read = float(np.isfinite(numbers).sum()) / len(present)
    if kind == "number" or (read >= MOSTLY and len(set(present)) > 2):
        return Field(name, scope, column, "number", numbers, texts, history)
    return Field(name, scope, column, "text", np.full(len(texts), np.nan), texts, history)


def _text(value: Any) -> str | None:
    if value is None:
        return None
    text = ("true" if value else "false") if isinstance(value, bool) else str(value)
    return text if text.strip(" ") else None


def _number(text: str | None) -> float:
    if text is None or not PLAIN_NUMBER.fullmatch(text):
        return float("nan")
    try:
        return float(Decimal(text.strip(" ")))
    except InvalidOperation:
        return float("nan")
