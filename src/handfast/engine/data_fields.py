"""The fields that data health looks at, what is asked of each, and their values through time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from handfast.agreement.cycle import DataStandard
from handfast.agreement.model import Agreement
from handfast.engine.context import Context
from handfast.engine.definition import define
from handfast.engine.quantiles import Whole
from handfast.engine.trees import column, over

DAY = 86_400_000_000
LONG_AGO = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class FieldRule:
    """What is asked of a field.

    Attributes:
        field: its name.
        table: `leads` or `accounts`, where it stands.
        standard: its data standard, if there is one.
        minimum: whether it is minimum information, required of every lead that has qualified.
        required_position: the place of the stage from which it is required; None: of no stage.
        required_stage: that stage.
    """

    field: str
    table: str
    standard: DataStandard | None
    minimum: bool
    required_position: int | None
    required_stage: str | None

    @property
    def fresh_micros(self) -> int | None:
        """How long a value stays fresh, in µs of the clock (a business day counts as a day)."""
        within = self.standard.fresh_within if self.standard else None
        return within.microseconds(DAY) if within else None


def field_rules(context: Context) -> tuple[FieldRule, ...]:
    """Every field with a standard, of the minimum information, or required by a stage, that the record has."""
    agreement = context.current
    standards = {standard.field: standard for standard in agreement.data_standards}
    minimum = agreement.qualified_lead.minimum_information
    names = dict.fromkeys(
        [*standards, *minimum, *(field for stage in agreement.stages for field in stage.requires)]
    )
    found = []
    for name in names:
        table = _table_of(context, name)
        if table:
            place, stage = _required_from(agreement, name, standards.get(name))
            bare = name.rpartition(".")[2]
            found.append(FieldRule(bare, table, standards.get(name), name in minimum, place, stage))
    return tuple(found)


def _table_of(context: Context, name: str) -> str | None:
    """Where a field stands: in leads, else in accounts; None where the record lacks it."""
    said, _, bare = name.rpartition(".")
    for table, prefix in (("leads", "lead"), ("accounts", "account")):
        if (
            said in ("", prefix)
            and context.record.has(table)
            and bare in (*context.record.columns(table), *context.record.extras(table))
        ):
            return table
    return None


def _required_from(
    agreement: Agreement, name: str, standard: DataStandard | None
) -> tuple[int | None, str | None]:
    stages = [stage.id for stage in agreement.stages if name in stage.requires]
    if standard and standard.required_from:
        stages.append(standard.required_from)
    places = [(place, stage) for stage in stages if (place := agreement.stage_order(stage)) is not None]
    return min(places) if places else (None, None)


@dataclass(frozen=True)
class Values:
    """A field's values of every lead through time: the first, and then changes in the order of their instants.

    Attributes:
        texts: distinct values by code; -1 stands for none.
        first: each lead's code before its first change.
        leads, codes, instants: the changes: whose, to what, when (µs).
    """

    texts: pa.Array
    first: Whole
    leads: Whole
    codes: Whole
    instants: Whole

    def at(self, moment: int) -> tuple[Whole, Whole]:
        """Each lead's code, and when it was last changed (LONG_AGO: never), at a moment (µs)."""
        upto = int(np.searchsorted(self.instants, moment, "right"))
        if not upto:
            return self.first, np.full(1, LONG_AGO)
        code, changed = self.first.copy(), np.full(len(self.first), LONG_AGO)
        code[self.leads[:upto]] = self.codes[:upto]  # later changes come later, so the last one stays
        changed[self.leads[:upto]] = self.instants[:upto]
        return code, changed


@dataclass(frozen=True)
class Places:
    """The places of leads among all, by the number that stands for each within a run.

    Attributes:
        numbers: of every lead, in the order of their places.
    """

    numbers: Whole

    def of(self, numbers: pa.ChunkedArray) -> Whole:
        """The place of each number."""
        order = np.argsort(self.numbers, kind="stable")
        found: Whole = order[np.searchsorted(self.numbers, numbers.to_numpy(), sorter=order)]
        return found


def columns_of(rules: Sequence[FieldRule]) -> list[exp.Expr]:
    """What to select from leads `l` and their accounts `a` for each rule's field: its value as text, `value N` of the N-th rule."""
    found: list[exp.Expr] = []
    for number, rule in enumerate(rules):
        text = exp.cast(column(rule.field, "l" if rule.table == "leads" else "a"), "varchar")
        tidy = exp.func("nullif", exp.Trim(this=text), exp.convert(""))
        found.append(exp.alias_(tidy, f"value {number}", quoted=True))
    return found


def field_values(
    context: Context, rules: Sequence[FieldRule], rows: pa.Table, places: Places
) -> Iterator[Values]:
    """The values of each rule's field for the leads, by `value at t`: an account's field through the lead's account.

    `rows` has the columns of `columns_of`, a lead a row. Where a field's changes are known, the first of them says what was there before.
    """
    histories = {
        table: _history(context, table, [rule.field for rule in rules if rule.table == table])
        for table in sorted({rule.table for rule in rules})
    }
    for number, rule in enumerate(rules):
        history = histories[rule.table]
        history = history.filter(pc.equal(history["field"], rule.field))
        yield _through_time(rows[f"value {number}"], history, places)


def _through_time(now: pa.ChunkedArray, history: pa.Table, places: Places) -> Values:
    """A field's values from those of now, a lead a row, and its history, which takes their place where there is any."""
    encoded = pa.chunked_array([*now.chunks, *history["value"].chunks], pa.string()).combine_chunks()
    encoded = encoded.dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    first, later = codes[: len(now)].copy(), codes[len(now) :]
    whose = places.of(history["lead_number"])
    instants = history["from_at"].cast(pa.int64()).fill_null(LONG_AGO).to_numpy()
    begins = instants == LONG_AGO
    first[whose[begins]] = later[begins]
    order = np.flatnonzero(~begins)[np.argsort(instants[~begins], kind="stable")]
    return Values(encoded.dictionary, first, whose[order], later[order], instants[order])


def _history(context: Context, table: str, fields: list[str]) -> pa.Table:
    """One row for each lead, field of `table` and stretch of time, where changes of the field are known."""
    key = "lead_id" if table == "leads" else "account_id"
    names = ("field", "changed_at", "change_order", "old_value", "new_value")
    changes = exp.select(exp.alias_(column(key), "thing_id"), *(column(name) for name in names)).from_(
        f"seen.{table[:-1]}_changes"
    )
    history = over(define("field_spans", fields=fields), changes=changes)
    things = exp.select(column("lead_number", "l"), exp.alias_(column(key, "l"), "thing_id")).from_(
        "steps.health_leads AS l"
    )
    return context.engine.fetch(over(define("health_history"), things=things, history=history))
