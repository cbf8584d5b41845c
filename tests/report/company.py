"""A small company's findings, made by hand: every table of the findings filled, so that the report can be tested without the engine.

It looks like what an evaluation gives, but nothing here was evaluated: the rows are drawn, and only kept consistent where the report adds them up.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from ruamel.yaml import YAML

from handfast.agreement.model import Agreement
from handfast.engine.definition import define
from handfast.engine.facts import FACTS
from handfast.engine.findings import DIAGNOSED, FINDINGS, TABLES
from handfast.report.parquet import schema_of
from tests.report.diagnosis import diagnosed_rows

AS_OF = datetime(2026, 6, 1, 13, 0, tzinfo=UTC)
NORTHWIND = Path(__file__).parents[1] / "examples" / "northwind.yaml"
SOURCES = ("search", "webinar", "referral", "paid search", "events")
REPS = {"ana": "sdr", "bo": "sdr", "kim": "sdr", "lee": "ae", "mia": "ae"}
STAGES = ("inquiry", "mql", "sal", "sql", "opportunity", "customer")
MONTHS = [datetime(2025 + (5 + m) // 12, (5 + m) % 12 + 1, 1) for m in range(13)]


@dataclass
class Company:
    """Findings with the attributes and methods that the report reads."""

    connection: duckdb.DuckDBPyConnection
    agreements: tuple[Agreement, ...]
    as_of: datetime = AS_OF
    promised: bool = True
    snapshot: dict[str, Any] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    timings: dict[str, Any] = field(
        default_factory=lambda: {"load": 0.4, "evaluate": 1.2, "diagnose": 0.0, "tables": {"handoffs": 0.1}}
    )

    @property
    def current(self) -> Agreement:
        return self.agreements[-1]

    def table(self, name: str) -> pa.Table:
        return self.connection.sql(f"select * from findings.{name}").to_arrow_table()

    def query(self, sql: str) -> pa.Table:
        return self.connection.sql(sql).to_arrow_table()

    @contextmanager
    def beside(self) -> Iterator["Company"]:
        with self.connection.cursor() as connection:
            yield replace(self, connection=connection)


@cache
def northwind() -> Agreement:
    return Agreement.model_validate(YAML(typ="safe").load(NORTHWIND.read_text()))


def company(leads: int = 600, seed: int = 7, **changes: Any) -> Company:
    """A company of so many leads; `changes` replace attributes of the result."""
    rows = _rows(leads, random.Random(seed), northwind()) | diagnosed_rows(changes.get("promised", True))
    return _company(rows, **changes)


def empty_company(**changes: Any) -> Company:
    """A company of which nothing is known: every table is there, and empty."""
    return _company({}, **changes)


def _company(rows: dict[str, list[dict[str, Any]]], **changes: Any) -> Company:
    connection = duckdb.connect()
    connection.execute(
        "create schema findings; create schema seen; create schema record; create table seen.users (user_id varchar, name varchar, team varchar)"
    )
    for user, team in REPS.items():
        connection.execute("insert into seen.users values (?, ?, ?)", [user, f"{user.title()} Example", team])
    connection.execute(
        'create table record.set_aside (file varchar, line bigint, "column" varchar, value varchar, reason varchar, kept boolean)'
    )
    counts = {}
    for table in (*TABLES, *DIAGNOSED):
        given = rows.get(table.name, [])
        connection.register("given", pa.Table.from_pylist(given, schema=schema_of(table)))
        connection.execute(f"create table findings.{table.name} as select * from given")
        counts[table.name] = len(given)
    agreement = northwind()
    fills = {
        "handoff_facts": {"from_marketing": ["sales"]},
        "opportunity_facts": {"currency": "USD"},
        "spend_facts": {"currency": "USD"},
        "first_touch_clock_facts": {"commitments": ["raised-hand", "follow-up"]},
    }
    connection.execute("create schema steps")
    for name in FACTS:
        connection.execute(f"create view steps.{name} as {define(name, **fills.get(name, {})).sql('duckdb')}")
    snapshot = {
        "id": "7f3ac0de" * 8,
        "as_of": AS_OF,
        "agreements": [{"name": agreement.name, "hash": agreement.hash, "signed": True}],
        "engine": "duckdb",
        "versions": {"handfast": "0.1.0", "duckdb": "2.0.0", "holidays": "0.109"},
        "rows": counts,
    }
    return Company(**{"connection": connection, "agreements": (agreement,), "snapshot": snapshot, **changes})


def _rows(leads: int, chance: random.Random, agreement: Agreement) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in FINDINGS}
    sign = agreement.hash
    for n in range(leads):
        _lead(rows, f"L{n:05}", chance, sign)
    rows["compliance"] = _compliance(agreement, chance)
    rows["metrics"] = _metrics(rows)
    rows["attribution"] = _attribution(chance)
    rows["fairness"] = _fairness(rows)
    rows["content"] = _content(chance)
    rows["data_health"] = _data_health(rows, chance, leads)
    rows["crm_use"] = [
        {
            "gap": "unlogged hand-off",
            "subject_id": h["handoff_id"],
            "lead_id": h["lead_id"],
            "owner_id": h["owner_id"],
            "team": h["team"],
            "since": h["handed_at"],
        }
        for h in rows["handoffs"]
        if h["unlogged"]
    ]
    rows["automation"] = [
        {"gap": "unmapped stage", "subject": "Working", "leads": 14},
        {"gap": "reason without program", "subject": "no budget", "leads": 31},
        *(
            {
                "gap": "nurtured against stage",
                "subject": "opportunity",
                "lead_id": f"L{n:05}",
                "program_id": "nurture-1",
                "since": MONTHS[11],
                "leads": 1,
            }
            for n in range(3)
        ),
    ]
    return rows


def _lead(rows: dict[str, list[dict[str, Any]]], lead: str, chance: random.Random, sign: str) -> None:
    source = chance.choices(SOURCES, (5, 2, 2, 4, 1))[0]
    created = MONTHS[0] + timedelta(days=chance.random() * 355, hours=8)
    fit, engagement = chance.choice((0, 20, 40)), round(chance.random() * 60, 6)
    at, span = created, 1
    base = {"lead_id": lead, "source": source, "origin": "inbound", "campaign_id": f"c-{source}"}
    rows["cycles"].append({"lead_id": lead, "cycle": 1, "started_at": created})
    spans = [created]
    if fit >= 20 and engagement > 15:
        at += timedelta(days=chance.random() * 9)
        if at < AS_OF.replace(tzinfo=None):
            spans = [*spans, at]
            raised = chance.random() < 0.3
            complete = chance.random() < 0.97
            rows["qualifications"].append(
                {
                    "lead_id": lead,
                    "cycle": 1,
                    "qualified_at": at,
                    "by": "raised" if raised else "definition",
                    "fit": fit,
                    "engagement": engagement,
                    "complete": complete,
                    "agreement_hash": sign,
                }
            )
            spans = _hand_off(rows, base, at, raised, complete, spans, chance, sign)
    for place, entered in enumerate(spans):
        left = spans[place + 1] if place + 1 < len(spans) else None
        spent = (left or AS_OF.replace(tzinfo=None)) - entered
        rows["stage_spans"].append(
            {
                "lead_id": lead,
                "span": span + place,
                "stage": STAGES[place],
                "known": True,
                "entered_at": entered,
                "left_at": left,
                "due_at": entered + timedelta(days=20),
                "business_seconds": int(spent.total_seconds() * 0.22),
                "stuck": place > 0 and spent.days > 20,
                "skipped": False,
                "backward": False,
                "agreement_hash": sign,
            }
        )
    rows["lead_profiles"].append(
        {
            "lead_id": lead,
            "created_at": created,
            "source": source,
            "origin": "inbound",
            "campaign": f"c-{source}",
            "owner": "ana",
            "team": "sdr",
            "stage": STAGES[len(spans) - 1],
        }
    )
    rows["standings"].append(
        {
            **base,
            "cycle": 1,
            "account_id": f"A{int(lead[1:]) // 3:04}",
            "stage": STAGES[len(spans) - 1],
            "owner_id": "ana",
            "created_at": created,
            "fit": fit,
            "engagement": engagement,
            "score": fit + engagement,
            "qualified_at": spans[1] if len(spans) > 1 else None,
            "missing_fit": max(0, 30 - fit),
            "missing_engagement": max(0.0, 25 - engagement),
            "missing_information": "country" if fit == 0 else "",
            "barred": False,
            "agreement_hash": sign,
        }
    )
    crm = (
        spans[1] if len(spans) > 1 and chance.random() < 0.85 else created if chance.random() < 0.04 else None
    )
    if crm or len(spans) > 1:
        verdict = "both" if crm and len(spans) > 1 else "crm only" if crm else "agreement only"
        rows["definition_drift"].append(
            {
                "lead_id": lead,
                "cycle": 1,
                "crm_mql_at": crm,
                "qualified_at": spans[1] if len(spans) > 1 else None,
                "verdict": verdict,
            }
        )


def _hand_off(
    rows: dict[str, list[dict[str, Any]]],
    base: dict[str, Any],
    at: datetime,
    raised: bool,
    complete: bool,
    spans: list[datetime],
    chance: random.Random,
    sign: str,
) -> list[datetime]:
    lead, now = base["lead_id"], AS_OF.replace(tzinfo=None)
    within = timedelta(minutes=30) if raised else timedelta(hours=8)
    wait = timedelta(seconds=int(within.total_seconds() * chance.lognormvariate(-0.6, 1.1)))
    touched = at + wait if chance.random() < 0.93 else None
    touched = touched if touched and touched < now else None
    due = at + within
    state = (
        "met"
        if touched and touched <= due
        else "breached"
        if due < now
        else "at risk"
        if due - now < within / 5
        else "running"
    )
    timing = {
        "met": "in time",
        "breached": "late" if touched else "never",
        "running": "open",
        "at risk": "open",
    }[state]
    owner = chance.choice(("ana", "ana", "bo", "kim"))
    handoff = f"sales:{lead}:1"
    decision = (
        chance.choices(("accepted", "rejected", "disqualified", None), (75, 11, 8, 6))[0] if touched else None
    )
    reason = {
        "rejected": ("outside definition", "bad data", "misrouted", None),
        "disqualified": ("no budget", "timing", "no need"),
    }.get(decision or "", (None,))
    reason = chance.choice(reason)
    decided = touched + timedelta(hours=chance.random() * 60) if touched and decision else None
    if decided and decided > now:
        decided = decision = reason = None
    unlogged = not touched and chance.random() < 0.1
    row = {
        "handoff_id": handoff,
        "handoff": "sales",
        "lead_id": lead,
        "cycle": 1,
        "handed_at": at,
        "owner_id": owner,
        "team": "sdr",
        "raised": raised,
        "complete": complete,
        "first_touch_at": touched,
        "touches": chance.randrange(1, 9) if touched else 0,
        "decision": decision,
        "decided_at": decided,
        "reason": reason,
        "timing": "unlogged" if unlogged else timing,
        "early": chance.random() < 0.05,
        "agreement_hash": sign,
        "unlogged": unlogged,
    }
    rows["handoffs"].append(row)
    rows["clocks"].append(
        {
            "commitment_id": "raised-hand" if raised else "follow-up",
            "handoff_id": handoff,
            "lead_id": lead,
            "owner_id": owner,
            "started_at": at,
            "due_at": due,
            "stopped_at": touched,
            "elapsed_seconds": int(((touched or now) - at).total_seconds() * (1 if touched else 0.2)),
            "state": "unlogged" if unlogged else state,
            "agreement_hash": sign,
            "team": "sdr",
            "why": "first touch" if touched else "no touch",
        }
    )
    if decision:
        kind = {"outside definition": "definitional", "bad data": "clerical", "misrouted": "procedural"}.get(
            reason or ""
        )
        rows["decisions"].append(
            {
                "lead_id": lead,
                "decided_at": decided,
                "decision": decision,
                "reason": reason,
                "reason_kind": kind,
                "reroute": reason == "misrouted",
                "cycle": 1,
                "handoff_id": handoff,
                "basis": "recorded",
            }
        )
    if decision != "accepted":
        return spans
    spans = [*spans, decided]
    if chance.random() < 0.55:
        spans.append(decided + timedelta(days=chance.random() * 20))
        if chance.random() < 0.6:
            _opportunity(rows, base, row, spans, chance)
    return [s for s in spans if s < now]


def _opportunity(
    rows: dict[str, list[dict[str, Any]]],
    base: dict[str, Any],
    handoff: dict[str, Any],
    spans: list[datetime],
    chance: random.Random,
) -> None:
    now, created = AS_OF.replace(tzinfo=None), spans[-1] + timedelta(days=chance.random() * 10)
    if created > now:
        return
    spans.append(created)
    closed = created + timedelta(days=20 + chance.random() * 90)
    outcome = "open" if closed > now else "won" if chance.random() < 0.35 else "lost"
    amount = Decimal(chance.randrange(8_000, 90_000)).quantize(Decimal("0.01"))
    name = f"O{base['lead_id'][1:]}"
    rows["opportunities"].append(
        {
            **base,
            "opportunity_id": name,
            "handoff_id": handoff["handoff_id"],
            "created_at": created,
            "closed_at": None if outcome == "open" else closed,
            "outcome": outcome,
            "type": "new",
            "amount": amount,
            "currency": "USD",
            "converted_amount": amount,
            "sourced": "marketing",
            "owner_id": "lee",
            "lost_reason": "no decision" if outcome == "lost" else None,
            "contacts": chance.randrange(0, 4),
            "stage": outcome,
        }
    )
    handoff |= {"opportunity_id": name, "outcome": outcome, "amount": amount, "currency": "USD"}
    if outcome == "won":
        spans.append(closed)


def _compliance(agreement: Agreement, chance: random.Random) -> list[dict[str, Any]]:
    found = []
    for clause in agreement.commitments:
        timer, target = (
            not hasattr(clause, "measure"),
            float(getattr(clause, "target", None) or clause.at_least),
        )
        starts = MONTHS if clause.every == "month" else MONTHS[1::3]
        for place, start in enumerate(starts):
            end = _next(start, 1 if clause.every == "month" else 3)
            name = f"{start:%Y-%m}" if clause.every == "month" else f"{start.year}-Q{(start.month + 2) // 3}"
            ratio = (
                min(1.05, 0.96 + 0.1 * chance.random())
                if clause.by != "sdr"
                else 0.8 + 0.16 * chance.random()
            )
            whole = end <= AS_OF.replace(tzinfo=None)
            for member in ("all", "sdr") if timer else ("all",):
                settled = chance.randrange(20, 50)
                kept = min(settled, round(settled * target * ratio))
                value = (
                    kept / settled if timer else (target * ratio if target > 1 else min(1.0, target * ratio))
                )
                state = "kept" if value >= target else "broken"
                found.append(
                    {
                        "agreement_hash": agreement.hash,
                        "commitment_id": clause.id,
                        "by": "both" if clause.by == "both" else agreement.sides_of(clause.by)[0],
                        "period": name,
                        "starts_at": start,
                        "ends_at": end,
                        "whole": whole,
                        "dimension": "all" if member == "all" else "team",
                        "member": member,
                        "kept": kept if timer else None,
                        "broken": settled - kept if timer else None,
                        "running": 3 if timer and not whole else 0,
                        "excused": 1 if timer else None,
                        "value": value,
                        "share": value / target if target > 1 else value,
                        "target": target,
                        "state": state if whole and place else "too few" if whole else "running",
                    }
                )
    return found


def _next(start: datetime, months: int) -> datetime:
    place = start.year * 12 + start.month - 1 + months
    return datetime(place // 12, place % 12 + 1, 1)


def _metrics(rows: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    found = []
    for start in MONTHS[:12]:
        inside = [h for h in rows["handoffs"] if start <= h["handed_at"] < _next(start, 1)]
        accepted = sum(h["decision"] in ("accepted", "disqualified") for h in inside)
        base = {"grain": "month", "period": f"{start:%Y-%m}", "dimension": "all", "member": "all"}
        found.append(
            {
                **base,
                "name": "handoffs",
                "basis": "flow",
                "value": len(inside),
                "unit": "count",
                "numerator": len(inside),
            }
        )
        found.append(
            {
                **base,
                "name": "acceptance_rate",
                "basis": "flow",
                "value": accepted / len(inside) if inside else None,
                "unit": "share",
                "numerator": accepted,
                "denominator": len(inside),
            }
        )
        amount = sum(
            (o["amount"] for o in rows["opportunities"] if start <= o["created_at"] < _next(start, 1)),
            Decimal(0),
        )
        found.append(
            {
                **base,
                "name": "pipeline_created",
                "basis": "flow",
                "value": float(amount),
                "unit": "money",
                "currency": "USD",
                "numerator": float(amount),
            }
        )
    return found


def _attribution(chance: random.Random) -> list[dict[str, Any]]:
    return [
        {
            "model": model,
            "channel": channel,
            "opportunities": 20 * share,
            "won": 6 * share,
            "pipeline": Decimal(round(900_000 * share)),
            "revenue": Decimal(round(300_000 * share)),
            "currency": "USD",
            "removal_effect": share if model == "markov" else None,
        }
        for model in ("first", "last", "linear", "u", "w", "decay", "markov")
        for channel, share in zip((*SOURCES, "none"), _shares(chance, 6), strict=True)
    ]


def _shares(chance: random.Random, many: int) -> list[float]:
    drawn = [base + chance.random() * 0.15 for base in (0.3, 0.15, 0.12, 0.25, 0.06, 0.04)[:many]]
    return [one / sum(drawn) for one in drawn]


def _fairness(rows: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    weights, found = {"ana": 0.5, "bo": 0.25, "kim": 0.25}, []
    whole = len(rows["handoffs"]) or 1
    for rep, weight in weights.items():
        mine = sum(h["owner_id"] == rep for h in rows["handoffs"])
        found.append(
            {
                "handoff": "sales",
                "period": "all",
                "owner_id": rep,
                "team": "sdr",
                "leads": mine,
                "expected_value": mine * 900.0,
                "weight": weight * 4,
                "leads_share": mine / whole,
                "value_share": mine / whole,
                "weight_share": weight,
                "leads_gap": mine / whole / weight - 1,
                "value_gap": mine / whole / weight - 1,
            }
        )
    return found


def _content(chance: random.Random) -> list[dict[str, Any]]:
    titles = (
        "Buyer's guide",
        "ROI calculator",
        "Case study: retail",
        "Case study: finance",
        "Security overview",
        "Migration checklist",
    )
    return [
        {
            "asset_id": f"asset-{n}",
            "title": title,
            "kind": "document",
            "stage": STAGES[n % 4 + 1],
            "persona": "buyer",
            "live": n != 5,
            "uses": uses,
            "users": min(uses, 3),
            "uses_90_days": uses // 4,
            "last_used_at": MONTHS[11] if uses else None,
            "opened": uses * 2,
            "won": uses // 6,
            "lost": uses // 4,
        }
        for n, title in enumerate(titles)
        for uses in (0 if n in (3, 4) else chance.randrange(5, 60),)
    ]


def _data_health(
    rows: dict[str, list[dict[str, Any]]], chance: random.Random, leads: int
) -> list[dict[str, Any]]:
    found = []
    for name, missing, invalid in (
        ("phone", 0.12, 0.03),
        ("country", 0.02, 0.01),
        ("industry", 0.07, 0.02),
        ("email", 0.0, 0.02),
    ):
        faulty = [s for s in rows["standings"] if chance.random() < missing + invalid]
        for place, standing in enumerate(faulty):
            kind = "missing" if place < len(faulty) * missing / (missing + invalid) else "invalid"
            rows["data_faults"].append(
                {
                    "lead_id": standing["lead_id"],
                    "field": name,
                    "fault": kind,
                    "value": None if kind == "missing" else "<n/a>",
                    "reason": f"{name} is {kind}",
                    "owner_id": "ana",
                    "stage": standing["stage"],
                    "source": standing["source"],
                }
            )
        gone = sum(f["field"] == name and f["fault"] == "missing" for f in rows["data_faults"])
        for place, when in enumerate([*(f"{m:%Y-%m}" for m in MONTHS[:12]), "now"]):
            less = 1 + (12 - place) * 0.02
            faults = int(len(faulty) * less)
            found.append(
                {
                    "field": name,
                    "dimension": "all",
                    "member": "all",
                    "period": when,
                    "rows": leads,
                    "missing": int(gone * less),
                    "invalid": len(faulty) - gone,
                    "stale": 0,
                    "duplicated": 0,
                    "score": 1 - faults / max(leads, 1),
                }
            )
    return found
