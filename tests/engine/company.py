"""A small company made at random, in the tables that the steps over all leads read: enough ties, gaps and odd values to trip a careless query."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from handfast.agreement.model import Agreement
from handfast.engine.context import Context
from tests.engine.handmade import handmade, northwind

FIRST = datetime(2025, 11, 3, 9)
AS_OF = datetime(2026, 5, 20, 16, 30)
Row = dict[str, Any]


@dataclass
class Company:
    """The rows of each table, by schema."""

    seen: dict[str, list[Row]] = field(default_factory=dict)
    findings: dict[str, list[Row]] = field(default_factory=dict)

    def context(self, *agreements: Agreement, absent: tuple[str, ...] = (), promised: bool = True) -> Context:
        """The evaluation in which these rows stand."""
        return handmade(
            *(agreements or (northwind(),)),
            as_of=AS_OF,
            first=FIRST,
            seen=self.seen,
            findings=self.findings,
            absent=absent,
            promised=promised,
        )


def company(seed: int, leads: int = 60) -> Company:
    """A company of about that many leads; the same for the same seed."""
    chance = Random(seed)
    made = Company()
    made.seen["users"] = [
        {"user_id": "ana", "team": "sdr"}, {"user_id": "bo", "team": "sdr", "active": True}, {"user_id": "kim", "team": "ae"},
        {"user_id": "lee", "side": "sales", "active": False}, {"user_id": "mo", "team": "demand"},
    ]  # fmt: skip
    made.seen["accounts"] = [
        {
            "account_id": f"a{n}",
            "industry": chance.choice(["software", "retail", None, "other"]),
            "employees": chance.choice([None, 5, 49, 50, 3000, 9000]),
        }
        for n in range(12)
    ]
    for table in (
        "cycles",
        "qualifications",
        "handoffs",
        "decisions",
        "opportunities",
        "stage_spans",
        "clocks",
        "standings",
    ):
        made.findings[table] = []
    made.seen |= {"leads": [], "meetings": [], "spend": [], "opportunities": [], "opportunity_contacts": []}
    for number in range(leads):
        _lead(made, chance, f"l{number:03d}")
    for number in range(leads // 3):
        _opportunity(made, chance, f"o{number:03d}")
    made.seen["spend"] = [
        {
            "campaign_id": f"c{n % 3}", "spent_on": (FIRST + timedelta(days=n)).date(), "amount": Decimal(n * 7 % 31 + 1) / 4,
            "currency": None if n % 5 else "EUR",
        } for n in range(0, 190, 4)
    ]  # fmt: skip
    made.seen["rates"] = [{"currency": "EUR", "on": datetime(2026, 1, 1).date(), "rate": Decimal("1.1")}]
    made.seen["campaigns"] = [
        {"campaign_id": "c0", "channel": "webinar"},
        {"campaign_id": "c1", "name": "Spring"},
    ]
    return made


def _instant(chance: Random, after: datetime = FIRST, days: float = 190) -> datetime:
    """An instant after another, at times right on it, on a month's turn in New York, or a whole day."""
    kind = chance.random()
    if kind < 0.1:
        return after
    if kind < 0.2:
        turn = chance.choice(
            [
                datetime(2025, 12, 1, 5),
                datetime(2026, 1, 1, 5),
                datetime(2026, 4, 1, 4),
                datetime(2026, 4, 1, 3, 59, 59),
            ]
        )
        return max(turn, after)
    return min(
        after
        + timedelta(
            seconds=chance.randrange(int(days * 86_400)), microseconds=chance.choice([0, 1, 500_000])
        ),
        max(AS_OF, after),
    )


def _lead(made: Company, chance: Random, lead_id: str) -> None:
    created = _instant(chance)
    made.seen["leads"].append({
        "lead_id": lead_id, "created_at": created, "source": chance.choice(["web", "event", None]), "origin": chance.choice(["inbound", "outbound", None]),
        "campaign_id": chance.choice(["c0", "c1", "c2", None]), "owner_id": chance.choice(["ana", "bo", "kim", None]),
        "account_id": chance.choice([None, *(f"a{n}" for n in range(12))]),
    })  # fmt: skip
    standing = {name: value for name, value in made.seen["leads"][-1].items() if name != "created_at"}
    made.findings["standings"].append({**standing, "stage": chance.choice(["mql", "sal", None])})
    starts, cycle = created, 1
    while cycle <= 3:
        ended = _instant(chance, starts, 80) if chance.random() < 0.5 else None
        made.findings["cycles"].append({
            "lead_id": lead_id, "cycle": cycle, "started_at": starts, "ended_at": ended, "ended_by": chance.choice(["rejected", "recycled"]) if ended else None,
        })  # fmt: skip
        _cycle(made, chance, lead_id, cycle, starts, ended or AS_OF)
        if ended is None:
            break
        starts, cycle = ended, cycle + 1
    if chance.random() < 0.3:
        booked = _instant(chance, created)
        made.seen["meetings"].append({
            "meeting_id": f"m{lead_id}", "lead_id": lead_id, "booked_at": booked, "starts_at": _instant(chance, booked, 20),
            "user_id": chance.choice(["ana", None]), "status": chance.choice(["held", "no-show", "cancelled", "booked", None]),
        })  # fmt: skip
    entered: datetime | None = None
    for span in range(1, chance.randrange(1, 4)):
        left = _instant(chance, entered or created, 40) if chance.random() < 0.7 else None
        made.findings["stage_spans"].append({
            "lead_id": lead_id, "span": span, "stage": chance.choice(["mql", "sal", "sql", "odd"]), "known": chance.random() < 0.9,
            "entered_at": entered, "left_at": left, "due_at": entered, "business_seconds": chance.randrange(9) * 1000 if entered else None,
            "stuck": chance.random() < 0.3, "skipped": chance.random() < 0.2, "backward": chance.random() < 0.1,
        })  # fmt: skip
        if left is None:
            break
        entered = left


def _cycle(made: Company, chance: Random, lead_id: str, cycle: int, starts: datetime, ends: datetime) -> None:
    span = max((ends - starts) / timedelta(days=1), 0.0001)
    if chance.random() < 0.75:
        made.findings["qualifications"].append({
            "lead_id": lead_id, "cycle": cycle, "qualified_at": _instant(chance, starts, span / 2), "by": chance.choice(["definition", "raised", "explore"]),
            "fit": float(chance.randrange(5) * 10), "engagement": float(chance.randrange(5) * 10),
        })  # fmt: skip
    for clause in ("sales", "ae"):
        if chance.random() < (0.7 if clause == "sales" else 0.3):
            _handoff(made, chance, clause, lead_id, cycle, _instant(chance, starts, span / 2), ends)


def _handoff(
    made: Company, chance: Random, clause: str, lead_id: str, cycle: int, handed: datetime, ends: datetime
) -> None:
    identity = f"{clause}:{lead_id}:{cycle}"
    touched = _instant(chance, handed, 5) if chance.random() < 0.6 else None
    decision = chance.choice(["accepted", "rejected", "disqualified", "recycled", None, "accepted"])
    decided = _instant(chance, handed, 15) if decision else None
    owner = chance.choice(["ana", "bo", "kim", None])
    reason = (
        chance.choice(["misrouted", "bad data", "outside definition", None])
        if decision == "rejected"
        else None
    )
    kinds = {"misrouted": "procedural", "bad data": "clerical", "outside definition": "definitional"}
    made.findings["handoffs"].append({
        "handoff_id": identity, "handoff": clause, "lead_id": lead_id, "cycle": cycle, "handed_at": handed, "owner_id": owner,
        "team": {"ana": "sdr", "bo": "sdr", "kim": "ae", None: "sdr"}[owner], "raised": chance.random() < 0.2, "complete": chance.random() < 0.8,
        "first_touch_at": touched, "touches": chance.randrange(6), "replied_at": touched if chance.random() < 0.4 else None, "decision": decision,
        "decided_at": decided, "reason": reason, "timing": chance.choice(["in time", "late", "never", "open", "excused", "unlogged", None]),
        "early": chance.choice([None, True, False]), "unlogged": touched is None and chance.random() < 0.2,
        "ended_at": ends if ends < AS_OF else None,
    })  # fmt: skip
    if decision:
        made.findings["decisions"].append({
            "lead_id": lead_id, "decided_at": decided, "decision": decision, "reason": reason, "reason_kind": kinds.get(reason or ""), "reroute": False,
            "cycle": cycle, "handoff_id": identity, "basis": "recorded",
        })  # fmt: skip
    state = chance.choice(["met", "breached", "running", "at risk", "excused", "unlogged", "met"])
    made.findings["clocks"].append({
        "commitment_id": chance.choice(["raised-hand", "follow-up", "feedback"]), "handoff_id": identity, "lead_id": lead_id, "owner_id": owner,
        "team": "sdr" if owner != "kim" else "ae", "started_at": handed, "due_at": _instant(chance, handed, 10), "stopped_at": touched,
        "elapsed_seconds": chance.randrange(20) * 600, "state": state, "agreement_hash": _hash(),
    })  # fmt: skip


@cache
def _hash() -> str:
    return northwind().hash


def _opportunity(made: Company, chance: Random, identity: str) -> None:
    handoffs = made.findings["handoffs"]
    handoff = chance.choice(handoffs) if handoffs and chance.random() < 0.8 else None
    lead = (
        handoff["lead_id"]
        if handoff
        else chance.choice([None, *(row["lead_id"] for row in made.seen["leads"])])
    )
    created = _instant(chance, handoff["handed_at"] if handoff else FIRST, 60)
    outcome = chance.choice(["won", "lost", "open", "won"])
    amount = chance.choice([None, Decimal("100.00"), Decimal("99.99"), Decimal("0.01"), Decimal("12345.67")])
    currency = chance.choice(["USD", "USD", "CHF"])
    made.findings["opportunities"].append({
        "opportunity_id": identity, "handoff_id": handoff["handoff_id"] if handoff else None, "lead_id": lead, "created_at": created,
        "closed_at": _instant(chance, created, 60) if outcome != "open" else None, "outcome": outcome, "amount": amount, "currency": currency,
        "account_id": chance.choice([None, "a0", "a1", "a2"]),
        "converted_amount": amount if currency == "USD" else None, "type": chance.choice(["new", "renewal", "expansion", None]),
        "owner_id": chance.choice(["ana", "kim", None]), "source": chance.choice(["web", None]), "stage": chance.choice(["proposal", None]),
        "lost_reason": chance.choice(["no budget", None]) if outcome == "lost" else None, "contacts": chance.randrange(3),
        "next_step_at": chance.choice([None, datetime(2026, 5, 1), datetime(2026, 6, 1)]),
    })  # fmt: skip
    made.seen["opportunities"].append({"opportunity_id": identity, "created_at": created, "lead_id": lead})
