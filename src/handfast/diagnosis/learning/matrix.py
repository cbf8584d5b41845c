"""The traits of each landmark, worked out by the engine that will apply the draft: nothing is counted in a second way."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sqlglot import exp

from handfast.agreement.canonical import canonical_document
from handfast.agreement.conditions import parse_condition
from handfast.agreement.model import Agreement
from handfast.agreement.text import read_data
from handfast.diagnosis.learning.population import SECONDS_A_DAY, PlainNames, Population, joined
from handfast.diagnosis.learning.traits import Engagement, Fit, Trait
from handfast.engine.attributes import create_attributes
from handfast.engine.context import Context
from handfast.engine.evaluate import put_in_force
from handfast.engine.findings_made import Findings
from handfast.engine.names import LeadNames
from handfast.engine.per_lead import create_cycles, create_leads
from handfast.engine.signals import create_awards, create_signals
from handfast.engine.terms import store_terms

Floats = NDArray[np.float64]


def matrix_of(findings: Findings, rows: Population, traits: Sequence[Trait]) -> Floats:
    """One row for each landmark, one column for each trait: 1 or 0 where a condition is true at the landmark, and the number of awards that count then.

    The steps of the evaluation are made anew for the traits, so that the findings hold no longer.
    """
    if rows.basis in ("leads", "deals"):
        return _as_they_stand(findings, rows, traits)
    context = _candidate(findings, traits)
    _store_landmarks(findings, rows)
    context.engine.create_schemas("steps")
    store_terms(context.engine, context.versions, [], [], context.first_fact, context.as_of)
    create_leads(context)
    create_attributes(context)
    values = np.zeros((len(rows), len(traits)))
    fit = [n for n, trait in enumerate(traits) if isinstance(trait, Fit)]
    if fit:
        _fill_fit(context, values, traits, fit)
    engagement = [n for n, trait in enumerate(traits) if isinstance(trait, Engagement)]
    if engagement:
        create_signals(context)
        create_cycles(context)
        create_awards(context)
        _fill_engagement(context, values, engagement)
    return values


def engagement_clause(trait: Engagement, points: int) -> dict[str, Any]:
    """The trait as an engagement clause."""
    clause: dict[str, Any] = {"on": trait.kind}
    if trait.condition:
        clause["if"] = trait.condition
    if trait.of != "lead":
        clause["of"] = trait.of
    clause["points"] = points
    if trait.at_most:
        clause["at_most"] = trait.at_most
    if trait.expires_after:
        clause["expires_after"] = trait.expires_after
    return clause


def _candidate(findings: Findings, traits: Sequence[Trait]) -> Context:
    """The evaluation of an agreement that gives one point for each trait, and nothing else."""
    document = canonical_document(findings.current)
    document.pop("signatures", None)
    document.pop("effective_from", None)
    document["qualified_lead"] = {
        "fit": [{"if": trait.condition, "points": 1} for trait in traits if isinstance(trait, Fit)],
        "engagement": [engagement_clause(trait, 1) for trait in traits if isinstance(trait, Engagement)],
        "qualifies_when": "score >= 1",
        "never_when": [condition.text for condition in findings.current.qualified_lead.never_when],
    }
    agreement: Agreement = read_data(document)
    return replace(findings.context, versions=put_in_force([agreement]), wanted=None)


def _store_landmarks(findings: Findings, rows: Population) -> None:
    def instants(at: Floats) -> pa.Array:
        return pa.array(np.round(at * SECONDS_A_DAY * 1e6).astype(np.int64).astype("datetime64[us]"))

    findings.engine.create_schemas("learning")
    columns = {
        "row": pa.array(np.arange(len(rows))),
        "lead_id": pa.array(rows.lead_id.tolist(), pa.string()),
        "cycle": pa.array(rows.cycle),
        "at": instants(rows.at),
        "until": instants(rows.until),
    }
    findings.engine.store("learning.landmarks", pa.table(columns))


def _fill_fit(context: Context, values: Floats, traits: Sequence[Trait], places: Sequence[int]) -> None:
    names = LeadNames(context, "attributes")
    tree = exp.select(exp.column("row", table="landmarks"))
    for place in places:
        tree = tree.select(
            exp.alias_(_condition(traits[place]).compile(names), f"trait {place}", quoted=True)
        )
    at = exp.column("at", table="landmarks")
    inside = exp.and_(
        exp.column("lead_id", table="attributes").eq(exp.column("lead_id", table="landmarks")),
        exp.LTE(this=exp.column("from_at", table="attributes"), expression=at),
        exp.LT(this=at.copy(), expression=exp.column("until_at", table="attributes")),
    )
    tree = tree.from_(exp.alias_(exp.to_table("learning.landmarks"), "landmarks", table=True))
    tree = tree.join(exp.alias_(exp.to_table("steps.attributes"), "attributes", table=True), on=inside)
    _fill(context.engine.fetch(tree), values, places)


def _condition(trait: Trait) -> Any:
    return parse_condition(trait.condition)


def _fill(table: pa.Table, values: Floats, places: Sequence[int]) -> None:
    rows = table.column("row").to_numpy()
    for place in places:
        values[rows, place] = np.array(table.column(f"trait {place}").to_pylist(), dtype=np.float64)


AWARDED = """
    SELECT landmarks.row, awards.rule, count(*) AS many
    FROM learning.landmarks AS landmarks
    JOIN steps.cycles AS cycles ON cycles.lead_id = landmarks.lead_id AND cycles.cycle = landmarks.cycle
    JOIN steps.awards AS awards ON awards.pass_id = cycles.pass_id
    JOIN agreement.engagement AS rules ON rules.version = awards.version AND rules.rule = awards.rule
    WHERE awards.occurred_at <= landmarks.at AND (awards.occurred_at < landmarks.until OR landmarks.until = landmarks.at)
        AND (rules.expires_micros IS NULL OR epoch_us(landmarks.at) - epoch_us(awards.occurred_at) < rules.expires_micros)
    GROUP BY landmarks.row, awards.rule
"""
"""How many awards of each clause count at each landmark; those from the first sales touch on are left out."""


def _fill_engagement(context: Context, values: Floats, places: Sequence[int]) -> None:
    table = context.engine.fetch(AWARDED)
    columns = np.array(places)[table.column("rule").to_numpy()]
    values[table.column("row").to_numpy(), columns] = table.column("many").to_numpy()


def _as_they_stand(findings: Findings, rows: Population, traits: Sequence[Trait]) -> Floats:
    """Conditions on leads, or on the accounts of deals, as they stand."""
    names = PlainNames(findings, "leads", "accounts")
    deals = rows.basis == "deals"
    tree = exp.select(
        exp.alias_(
            exp.column("account_id" if deals else "lead_id", table="accounts" if deals else "leads"), "id"
        )
    )
    for n, trait in enumerate(traits):
        tree = tree.select(exp.alias_(_condition(trait).compile(names), f"trait {n}", quoted=True))
    accounts = exp.alias_(exp.to_table("seen.accounts"), "accounts", table=True)
    tree = tree.from_(accounts) if deals else joined(tree)
    table = findings.engine.fetch(tree)
    place = {value: n for n, value in enumerate(table.column("id").to_pylist())}
    values = np.zeros((len(rows), len(traits)))
    wanted = rows.account_id if deals else rows.lead_id
    found = [(row, place[value]) for row, value in enumerate(wanted) if value in place]
    if found:
        to, source = map(list, zip(*found, strict=True))
        for n in range(len(traits)):
            values[to, n] = np.array(table.column(f"trait {n}").to_pylist(), dtype=np.float64)[source]
    return values
