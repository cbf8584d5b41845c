"""Data health: which fields are missing, invalid, stale or held by two leads, now and at the ends of the last twelve months.

A field counts for a lead when it has a value there or must have one: minimum information once the lead has qualified, a stage's requirement from that
stage on. Values, stages and qualifications are those of the moment; owner, source and country are the lead's at as_of.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sqlglot import exp

from handfast.engine.context import Context
from handfast.engine.data_fields import (
    LONG_AGO,
    FieldRule,
    Places,
    Values,
    columns_of,
    field_rules,
    field_values,
)
from handfast.engine.definition import define
from handfast.engine.fact_rows import ALL, EPOCH, NONE, micros
from handfast.engine.facts import naive
from handfast.engine.likely_duplicates import LikelyDuplicates, likely_duplicates
from handfast.engine.periods import periods_between
from handfast.engine.quantiles import Flags, Numbers, Whole
from handfast.engine.standards import country_code, judge_phone, refusals
from handfast.engine.telephone import phone_number
from handfast.engine.trees import instant

MONTHS = 12
TWINS = "name and company"
"""The field of leads that share first name, last name and company."""
LIKELY = "likely duplicates"
"""The field of leads that linkage found to be probably one with another."""
FAULTS = ("missing", "invalid", "stale", "duplicated")

HEALTH = pa.schema(
    [(name, pa.string()) for name in ("field", "dimension", "member", "period")]
    + [(name, pa.int64()) for name in ("rows", *FAULTS)]
    + [("score", pa.float64())]
)
NOW = pa.schema(
    [
        (name, pa.string())
        for name in ("lead_id", "field", "fault", "value", "reason", "owner_id", "stage", "source")
    ]
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment at which health is looked at: `now`, or a month's label; µs."""

    period: str
    at: int


@dataclass(frozen=True)
class Leads:
    """All leads as arrays, in one order.

    Attributes:
        ids: their ids.
        places: their places by the number of each.
        created, qualified: µs; qualified is far ahead where they never did.
        owner, source: codes and names.
        region: the two-letter code of the country, by `regions`; -1: not known.
        twin: code of name and company, 0 where no other lead has them; -1: not known.
        values: the fields that are looked at, as they stand.
    """

    ids: pa.Array
    places: Places
    created: Whole
    qualified: Whole
    owner: tuple[Whole, list[str]]
    source: tuple[Whole, list[str]]
    region: Whole
    regions: list[str]
    twin: Whole
    values: pa.Table


@dataclass(frozen=True, slots=True)
class Faults:
    """For each lead: whether the field counts, and what is wrong with it; the code of its value and when it was confirmed (µs).

    Attributes:
        bits: COUNTS where the field counts, and with it a bit for each of FAULTS, in their order.
    """

    bits: NDArray[np.uint8]
    code: Whole
    confirmed: Whole

    def of(self, fault: str) -> Flags:
        """The leads with that fault."""
        flags: Flags = (self.bits & _bit(fault)) > 0
        return flags


COUNTS = 1
STATES = 2 << len(FAULTS)
"""How many combinations of bits there are."""


_COUNTING = np.flatnonzero(np.arange(STATES) & COUNTS)
"""The states of leads for which a field counts; the first is that of no fault."""


def _bit(fault: str) -> int:
    return 2 << FAULTS.index(fault)


def assess(context: Context) -> None:
    """Make findings.data_health and findings.data_faults."""
    rules = field_rules(context)
    leads, moments = _leads(context, rules), _moments(context)
    spans = _stage_spans(context, leads, moments)
    stages = [spans.at(moment) for moment in moments]
    health, now = [HEALTH.empty_table()], [NOW.empty_table()]
    for judged in _judged(context, rules, leads):
        found = [
            judged.faults(leads, moment, position)
            for moment, (_, position) in zip(moments, stages, strict=True)
        ]
        for moment, (stage, _), faults in zip(moments, stages, found, strict=True):
            health.append(_health(judged.name, moment.period, faults, leads, (stage, spans.names)))
        now.append(_faults_now(judged, found[-1], leads, (stages[-1][0], spans.names)))
    context.engine.store("findings.data_health", pa.concat_tables(health).combine_chunks())
    context.engine.store("findings.data_faults", pa.concat_tables(now).combine_chunks())


def _moments(context: Context) -> list[Moment]:
    """The last instants of the last twelve months that lie in the record, then now."""
    now, first = naive(context.as_of), naive(context.first_fact)
    zone = context.current.calendar.timezone
    months = [month for month in periods_between("month", first, now, zone) if month.ends_at <= now]
    ends = [
        Moment(month.label, micros(month.ends_at - timedelta(microseconds=1))) for month in months[-MONTHS:]
    ]
    return [*ends, Moment("now", micros(now))]


def _leads(context: Context, rules: Sequence[FieldRule]) -> Leads:
    tree = define("health_leads")
    assert isinstance(tree, exp.Select)
    context.engine.create("steps.health_leads", tree.select(*columns_of(rules), copy=False))
    rows = context.engine.fetch(exp.select("*").from_("steps.health_leads"))
    twin = _coded(rows["twin"])[0] + 1
    country, countries = _coded(rows["country"])
    regions = sorted({code for name in countries if (code := country_code(name))})
    region = np.array(
        [regions.index(code) if (code := country_code(name)) else -1 for name in countries] or [-1]
    )
    return Leads(
        rows["lead_id"].combine_chunks(),
        Places(rows["lead_number"].to_numpy()),
        rows["created_at"].cast(pa.int64()).to_numpy(),
        rows["qualified_at"].cast(pa.int64()).fill_null(FAR_AHEAD).to_numpy(),
        _coded(rows["owner"].fill_null(NONE)),
        _coded(rows["source"].fill_null(NONE)),
        np.where(country >= 0, region[country], -1),
        regions,
        np.where(rows["named"].to_numpy(), twin, -1),
        rows,
    )


FAR_AHEAD = np.iinfo(np.int64).max


def _coded(column: pa.ChunkedArray) -> tuple[Whole, list[str]]:
    """Codes of a column, -1 for null, and what they stand for."""
    encoded = column.combine_chunks().dictionary_encode()
    return encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(
        np.int64
    ), encoded.dictionary.to_pylist()


@dataclass(frozen=True)
class StageSpans:
    """Stays in stages: whose, from when to when (µs), in which (by `names`), at which place in the cycle (-1: unknown)."""

    leads: Whole
    entered: Whole
    left: Whole
    stage: Whole
    position: Whole
    names: list[str]
    count: int

    def at(self, moment: Moment) -> tuple[Whole, Whole]:
        """Each lead's stage and its place at a moment; the last name stands for no stage."""
        here = (self.entered <= moment.at) & (moment.at < self.left)
        stage, position = np.full(self.count, len(self.names) - 1), np.full(self.count, -1)
        stage[self.leads[here]], position[self.leads[here]] = self.stage[here], self.position[here]
        return stage, position


def _stage_spans(context: Context, leads: Leads, moments: Sequence[Moment]) -> StageSpans:
    first = EPOCH + timedelta(microseconds=moments[0].at)
    rows = context.engine.fetch(
        define("health_stages", version=context.current_version.number, from_at=instant(first))
    )
    stage, names = _coded(rows["stage"])
    return StageSpans(
        leads.places.of(rows["lead_number"]),
        rows["entered_at"].cast(pa.int64()).fill_null(LONG_AGO).to_numpy(),
        rows["left_at"].cast(pa.int64()).fill_null(FAR_AHEAD).to_numpy(),
        stage,
        rows["position"].cast(pa.int64()).fill_null(-1).to_numpy(),
        [*names, NONE],
        len(leads.ids),
    )


@dataclass(frozen=True)
class Judged:
    """A field of all leads with what is asked of it.

    Attributes:
        name: the field.
        rule: what is asked; None for twins and likely duplicates, of which nothing is but to be alone.
        values: its values through time.
        kinds: for each lead and moment, values are judged by kind: the code of the value, or with phones of value and region.
        refused: by kind, the reason why it is refused; None when it isn't.
        same: by kind, a code that is equal for values which are the same thing; -1: never the same.
        likely: of likely duplicates: the pairs; a lead's kind is its place.
    """

    name: str
    rule: FieldRule | None
    values: Values
    regional: bool
    refused: dict[int, str]
    same: dict[int, int]
    likely: LikelyDuplicates | None = None

    def kind(self, code: Whole, leads: Leads) -> Whole:
        """What each lead's value is judged by; -1 for none."""
        return (
            np.where(code < 0, -1, code * (len(leads.regions) + 1) + leads.region + 1)
            if self.regional
            else code
        )

    def faults(self, leads: Leads, moment: Moment, position: Whole) -> Faults:
        """What is wrong at a moment, at which each lead is at that place in the cycle."""
        code, changed = self.values.at(moment.at)
        there, has = leads.created <= moment.at, code >= 0
        held = there & has
        required = there & ~has & self._required(leads, moment, position)
        confirmed = np.maximum(changed, leads.created)
        bits = (held | required) * np.uint8(COUNTS) + required * np.uint8(_bit("missing"))
        if self.refused or self.same or self.likely:
            kind = self.kind(code, leads)
            bits += (held & self._refused(kind)) * np.uint8(_bit("invalid"))
            bits += self._duplicated(kind, there) * np.uint8(_bit("duplicated"))
        if self.rule and self.rule.fresh_micros is not None:
            stale = held & (moment.at - confirmed > self.rule.fresh_micros)
            bits += stale * np.uint8(_bit("stale"))
        return Faults(bits, code, confirmed)

    def _refused(self, kind: Whole) -> Flags:
        """Leads whose value is refused."""
        if not self.refused:
            return np.zeros(len(kind), dtype=bool)
        return np.isin(kind, np.fromiter(self.refused, np.int64, len(self.refused)))

    def _required(self, leads: Leads, moment: Moment, position: Whole) -> Flags:
        required = np.zeros(len(leads.ids), dtype=bool)
        if self.rule and self.rule.minimum:
            required |= leads.qualified <= moment.at
        if self.rule and self.rule.required_position is not None:
            required |= position >= self.rule.required_position
        return required

    def _duplicated(self, kind: Whole, there: Flags) -> Flags:
        """Leads whose value another lead has too at that moment."""
        if self.likely:
            return self.likely.among(there)
        if not self.same:
            return np.zeros(len(kind), dtype=bool)
        kinds, codes = self._sames
        place = np.minimum(np.searchsorted(kinds, kind), len(kinds) - 1)
        code = np.where(kinds[place] == kind, codes[place], -1)
        counted = there & (code >= 0)
        many = np.bincount(code[counted], minlength=int(codes.max()) + 1)
        return counted & (many[np.maximum(code, 0)] > 1)

    @cached_property
    def _sames(self) -> tuple[Whole, Whole]:
        """The kinds that can be the same thing, ascending, and their codes."""
        kinds = np.fromiter(self.same, np.int64, len(self.same))
        order = np.argsort(kinds)
        return kinds[order], np.fromiter(self.same.values(), np.int64, len(self.same))[order]


def _judged(context: Context, rules: Sequence[FieldRule], leads: Leads) -> Iterator[Judged]:
    """Every field that is looked at, its distinct values judged once."""
    found = field_values(context, rules, leads.values, leads.places)
    for rule, values in zip(rules, found, strict=True):
        if rule.standard and rule.standard.valid == "phone":
            yield _phones(rule, values, leads)
            continue
        refused = refusals(rule.standard, values.texts) if rule.standard else {}
        yield Judged(rule.field, rule, values, False, refused, {})
    nothing, none = np.empty(0, dtype=np.int64), pa.array([], pa.string())
    if likely := likely_duplicates(context, leads.ids):
        values = Values(none, np.arange(len(leads.ids)), nothing, nothing, nothing)
        yield Judged(LIKELY, None, values, False, {}, {}, likely)
    if (leads.twin >= 0).any():
        codes = np.unique(leads.twin[leads.twin > 0]).tolist()
        yield Judged(
            TWINS,
            None,
            Values(none, leads.twin, nothing, nothing, nothing),
            False,
            {},
            dict(zip(codes, codes, strict=True)),
        )


def _phones(rule: FieldRule, values: Values, leads: Leads) -> Judged:
    """Phones are judged with their lead's country, and are the same when their full numbers are."""
    width = len(leads.regions) + 1
    whose, codes = np.r_[np.arange(len(leads.ids)), values.leads], np.r_[values.first, values.codes]
    kinds = np.unique((codes * width + leads.region[whose] + 1)[codes >= 0]).tolist()
    refused: dict[int, str] = {}
    same: dict[int, int] = {}
    numbers: dict[str, int] = {}
    texts = values.texts.to_pylist()
    for kind in kinds:
        text, region = texts[kind // width], [None, *leads.regions][kind % width]
        number = phone_number(text.strip(), region)
        if number is not None:
            same[kind] = numbers.setdefault(number, len(numbers))
        elif reason := judge_phone(text, region):
            refused[kind] = reason
    return Judged(rule.field, rule, values, True, refused, same)


def _health(
    field: str, period: str, faults: Faults, leads: Leads, stage: tuple[Whole, list[str]]
) -> pa.Table:
    """The counts of a field at a moment, for all leads and by owner, stage and source."""
    whole = (np.zeros(len(leads.ids), dtype=np.int64), [ALL])
    pieces = []
    for dimension, (codes, names) in (
        (ALL, whole),
        ("owner", leads.owner),
        ("stage", stage),
        ("source", leads.source),
    ):
        states = np.bincount(codes * STATES + faults.bits, minlength=len(names) * STATES)
        counted = states.reshape(len(names), STATES)[:, _COUNTING]
        rows, good = counted.sum(axis=1), counted[:, 0]
        shown = np.flatnonzero(rows) if dimension != ALL else np.array([0])
        counts = [counted[shown][:, (_COUNTING & _bit(fault)) > 0].sum(axis=1) for fault in FAULTS]
        score: Numbers = np.divide(
            good[shown], rows[shown], out=np.full(len(shown), np.nan), where=rows[shown] > 0
        )
        texts = [
            pa.repeat(field, len(shown)),
            pa.repeat(dimension, len(shown)),
            pa.array(names).take(pa.array(shown)),
            pa.repeat(period, len(shown)),
        ]
        pieces.append(
            pa.Table.from_arrays(
                [*texts, *map(pa.array, [rows[shown], *counts]), pa.array(score, from_pandas=True)],
                schema=HEALTH,
            )
        )
    return pa.concat_tables(pieces)


def _faults_now(judged: Judged, faults: Faults, leads: Leads, stage: tuple[Whole, list[str]]) -> pa.Table:
    """One row for each lead and fault."""
    kind = judged.kind(faults.code, leads)
    pieces = [NOW.empty_table()]
    for fault in FAULTS:
        places = np.flatnonzero(faults.of(fault))
        if not len(places):
            continue
        take = pa.array(places)
        texts = (
            judged.values.texts.take(pa.array(faults.code[places], mask=faults.code[places] < 0))
            if judged.rule
            else None
        )
        columns = [
            leads.ids.take(take), pa.repeat(judged.name, len(places)), pa.repeat(fault, len(places)),
            texts if texts is not None else pa.nulls(len(places), pa.string()),
            pa.array(_reasons(judged, fault, kind[places], faults.confirmed[places])),
            *(_named(names, codes[places]) for codes, names in (leads.owner, stage, leads.source)),
        ]  # fmt: skip
        pieces.append(pa.Table.from_arrays(columns, schema=NOW))
    return pa.concat_tables(pieces)


def _named(names: list[str], codes: Whole) -> pa.Array:
    """Names by code; none where there is none."""
    return pa.array([None if name == NONE else name for name in names], pa.string()).take(pa.array(codes))


def _reasons(judged: Judged, fault: str, kinds: Whole, confirmed: Whole) -> list[str]:
    """What is wrong with each value and what would be right."""
    rule = judged.rule
    if fault == "invalid":
        return [judged.refused[kind] for kind in kinds.tolist()]
    if judged.likely:
        return [judged.likely.reasons[kind] for kind in kinds.tolist()]
    if fault == "duplicated" or rule is None:
        return ["another lead has it too; merge them if they are one"] * len(kinds)
    if fault == "missing":
        from_stage = f"it is required from {rule.required_stage} on" if rule.required_stage else ""
        minimum = "it is minimum information" if rule.minimum else ""
        return [" and ".join(filter(None, (minimum, from_stage)))] * len(kinds)
    within = str(rule.standard.fresh_within) if rule.standard else ""
    days = np.datetime_as_string(confirmed.astype("datetime64[us]"), unit="D").tolist()
    return [f"last confirmed on {day}; confirm it every {within}" for day in days]
