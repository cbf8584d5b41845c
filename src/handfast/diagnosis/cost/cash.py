"""The cash causes: what was spent on leads and deals on which it was lost. They are counted, not estimated."""

from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from handfast.diagnosis.cost.model import Cause
from handfast.diagnosis.cost.money import cents
from handfast.diagnosis.cost.reading import read
from handfast.engine.findings_made import Findings

QUERIES = {
    "unqualified-leads-worked": "unqualified",
    "spend-on-refused-leads": "refused",
    "give-aways": "give_aways",
    "duplicate-work": "duplicate_work",
}
NOTES = {
    "unqualified-leads-worked": "Sales touches on leads that never met the definition, at what a touch costs. Counted, not estimated.",
    "spend-on-refused-leads": "What a lead of their campaign cost, for the leads refused as outside the definition or with wrong data. Counted, not estimated.",
    "give-aways": "Discounts beyond the agreed limit and concessions on deals won. Counted, not estimated.",
    "duplicate-work": "A second rep's touches on a lead known under another id, at what a touch costs. Counted, not estimated.",
}


def read_cash(findings: Findings, starts_at: datetime, ends_at: datetime) -> tuple[pa.Table, dict[str, str]]:
    """The rows of the cash causes in a period, a lead in its first cause only, and why a cause has none to tell of.

    An amount in a currency without rates stays in it; `currency` is the agreement's elsewhere.
    """
    tables, silent, taken = [], {}, pa.array([], pa.string())
    for cause, query in QUERIES.items():
        why = _why_none(findings, cause)
        if why:
            silent[cause] = why
            continue
        rows = read(findings, query, **_fills(findings, cause), starts_at=starts_at, ends_at=ends_at)
        rows = rows.filter(pc.invert(pc.is_in(rows.column("lead_id"), value_set=taken)))
        taken = pa.concat_arrays([taken, rows.column("lead_id").combine_chunks().cast(pa.string())])
        tables.append(_shaped(rows, cause, findings.current.currency))
    return pa.concat_tables([*tables, _shaped(None, "", "")]), silent


def _fills(findings: Findings, cause: str) -> dict[str, object]:
    economics = findings.current.economics
    if cause == "give-aways":
        return {"limit": float(economics.discount_limit) if economics.discount_limit is not None else 2.0}
    return {"touch_cost": float(economics.touch_cost)} if economics.touch_cost is not None and cause != "spend-on-refused-leads" else {}  # fmt: skip


def _why_none(findings: Findings, cause: str) -> str:
    """Why nothing can be told of a cause; empty where something can."""
    agreement, record = findings.current, findings.record
    if cause in ("unqualified-leads-worked", "duplicate-work"):
        if agreement.economics.touch_cost is None:
            return "The agreement doesn't say what a touch costs (economics.touch_cost)."
        if not record.has("activities"):
            return "The record has no activities, so that nobody's work is known."
    definition = agreement.qualified_lead
    if (
        cause == "unqualified-leads-worked"
        and definition.qualifies_when is None
        and not definition.always_when
    ):
        return "The agreement doesn't say what a qualified lead is."
    if cause == "spend-on-refused-leads" and not record.has("spend"):
        return "The record has no spend."
    if cause == "give-aways" and agreement.economics.discount_limit is None and not record.has("concessions"):
        return "The agreement has no discount limit (economics.discount_limit) and the record no concessions."
    return ""


def _shaped(rows: pa.Table | None, cause: str, currency: str) -> pa.Table:
    size = rows.num_rows if rows is not None else 0
    text = pa.string()
    if rows is None:
        words = ("cause", "currency", "lead_id", "handoff_id", "opportunity_id")
        return pa.table({name: pa.nulls(0, text) for name in words} | {"amount": pa.nulls(0, pa.float64())})
    lead = pa.nulls(size, text) if cause == "give-aways" else rows.column("lead_id").cast(text)
    return pa.table(
        {
            "cause": pa.array([cause] * size, text),
            "currency": pc.fill_null(rows.column("currency").cast(text), currency),
            "lead_id": lead,
            "handoff_id": rows.column("handoff_id").cast(text),
            "opportunity_id": rows.column("opportunity_id").cast(text),
            "amount": rows.column("amount").cast(pa.float64()),
        }
    )


def cash_causes(rows: pa.Table, silent: dict[str, str], currency: str) -> tuple[Cause, ...]:
    """The cash causes in one currency."""
    return tuple(_cause(cause, rows, silent.get(cause, ""), currency) for cause in QUERIES)


def _cause(cause: str, rows: pa.Table, why: str, currency: str) -> Cause:
    if why:
        return Cause(cause, "cash", 0, None, None, None, None, False, why)
    own = rows.filter(
        pc.and_(pc.equal(rows.column("cause"), cause), pc.equal(rows.column("currency"), currency))
    )
    subject = "opportunity_id" if cause == "give-aways" else "lead_id"
    amount = cents(sum(_numbers(own)))
    return Cause(cause, "cash", len(set(own.column(subject).to_pylist())), amount, amount, amount, None, True, NOTES[cause])  # fmt: skip


def _numbers(rows: pa.Table) -> Sequence[float]:
    return [amount for amount in rows.column("amount").to_pylist() if amount is not None]
