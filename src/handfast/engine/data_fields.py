"""The fields that data health looks at, what is asked of each, and their values through time."""

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

    texts: list[str]
    first: Whole
    leads: Whole
    codes: Whole
    instants: Whole

    def at(self, moment: int) -> tuple[Whole, Whole]:
        """Each lead's code, and when it was last changed (LONG_AGO: never), at a moment (µs)."""
        code, changed = self.first.copy(), np.full(len(self.first), LONG_AGO)
        upto = int(np.searchsorted(self.instants, moment, "right"))
        code[self.leads[:upto]] = self.codes[:upto]  # later changes come later, so the last one stays
        changed[self.leads[:upto]] = self.instants[:upto]
        return code, changed


def field_values(context: Context, rule: FieldRule, lead_ids: pa.Array) -> Values:
    """The values of a field for the leads, by `value at t`: an account's field through the lead's account."""
    rows = context.engine.fetch(_values_query(rule))
    place = places_of(rows["lead_id"], lead_ids)
    encoded = rows["value"].combine_chunks().dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    instants = rows["from_at"].cast(pa.int64()).fill_null(LONG_AGO).to_numpy()
    begins = rows["changed"].to_numpy() == 0
    first = np.full(len(lead_ids), -1)
    first[place[begins]] = codes[begins]
    order = np.flatnonzero(~begins)[np.argsort(instants[~begins], kind="stable")]
    return Values(encoded.dictionary.to_pylist(), first, place[order], codes[order], instants[order])


def places_of(ids: pa.ChunkedArray, lead_ids: pa.Array) -> Whole:
    """The place of each id among all leads."""
    found: Whole = pc.index_in(ids, lead_ids).to_numpy().astype(np.int64)
    return found


def _values_query(rule: FieldRule) -> exp.Query:
    """One row for each lead's first value of a field (changed: 0) and one for each change since (1): lead_id, value, from_at, changed."""
    own = rule.table == "leads"
    key = "lead_id" if own else "account_id"
    names = ("field", "changed_at", "change_order", "old_value", "new_value")
    changes = exp.select(exp.alias_(column(key), "thing_id"), *(column(name) for name in names)).from_(
        f"seen.{rule.table[:-1]}_changes"
    )
    history = over(define("field_spans", fields=[rule.field]), changes=changes)
    things = exp.select(
        exp.alias_(column("lead_id", "leads"), "lead_id"), exp.alias_(column(key, "leads"), "thing_id")
    )
    value = exp.cast(column(rule.field, "leads" if own else "accounts"), "varchar")
    things = things.select(
        exp.alias_(exp.func("nullif", exp.Trim(this=value), exp.convert("")), "value")
    ).from_("seen.leads AS leads")
    if not own:
        things = things.join(
            "seen.accounts AS accounts", on=column("account_id", "accounts").eq(column("account_id", "leads"))
        )
    return over(define("health_values"), things=things, history=history)
