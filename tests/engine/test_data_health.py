"""Data health against going through every lead, field and month by hand."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from handfast.engine.context import Context
from handfast.engine.data_health import LIKELY, TWINS, assess
from handfast.engine.definition import define
from handfast.engine.standards import judge_country, judge_email, judge_phone
from handfast.engine.telephone import phone_number
from tests.engine.handmade import handmade, northwind, rows_of

FIRST, AS_OF = datetime(2026, 1, 5), datetime(2026, 4, 20, 12)
MONTH_ENDS = {
    "2026-01": datetime(2026, 2, 1, 5),
    "2026-02": datetime(2026, 3, 1, 5),
    "2026-03": datetime(2026, 4, 1, 4),
}
MOMENTS = {name: at - timedelta(microseconds=1) for name, at in MONTH_ENDS.items()} | {"now": AS_OF}
Row = dict[str, Any]
VALUES: dict[str, list[str | None]] = {
    "phone": ["+1 212 555 0123", "212 555 0123", "12", None, "+44 20 7946 0958"], "country": ["US", "Narnia", None, "GB"],
    "email": ["ann@x.example", "ann", None], "title": ["VP", None], "company": ["Acme", None, "acme"],
}  # fmt: skip
STANDARDS: list[dict[str, Any]] = [
    {"field": "phone", "valid": "phone", "required_from": "sal"}, {"field": "country", "valid": "country"},
    {"field": "email", "valid": "email", "fresh_within": "30 days"}, {"field": "industry", "one_of": ["software"], "required_from": "sql"},
]  # fmt: skip


def record(seed: int) -> tuple[dict[str, list[Row]], dict[str, list[Row]]]:
    chance = Random(seed)
    seen: dict[str, list[Row]] = {
        "leads": [],
        "lead_changes": [],
        "accounts": [],
        "account_changes": [],
        "users": [{"user_id": "ana", "team": "sdr"}],
    }
    findings: dict[str, list[Row]] = {"qualifications": [], "stage_spans": [], "standings": []}
    for number in range(4):
        seen["accounts"].append(
            {
                "account_id": f"a{number}",
                "industry": chance.choice(["software", "mining", None]),
                "country": chance.choice(["US", None]),
            }
        )
        if chance.random() < 0.5:
            change = {
                "account_id": f"a{number}",
                "field": "industry",
                "changed_at": at(chance),
                "old_value": "mining",
                "change_order": 1,
            }
            seen["account_changes"].append(change | {"new_value": chance.choice(["software", None])})
    for number in range(25):
        lead = f"l{number:02d}"
        row = {
            "lead_id": lead,
            "created_at": at(chance),
            "account_id": chance.choice([None, "a0", "a1", "a2", "a3"]),
            "last_name": "Lee",
        }
        row |= {
            "owner_id": chance.choice(["ana", None]),
            "source": chance.choice(["web", None]),
            "first_name": chance.choice(["Ann", "ann", None]),
        }
        seen["leads"].append(row | {name: chance.choice(values) for name, values in VALUES.items()})
        for field, values in VALUES.items():
            for order in range(chance.choice([0, 0, 1, 2])):
                change = {
                    "lead_id": lead,
                    "field": field,
                    "changed_at": at(chance, order),
                    "change_order": 1,
                    "old_value": chance.choice(values),
                }
                seen["lead_changes"].append(change | {"new_value": chance.choice(values)})
        if chance.random() < 0.5:
            findings["qualifications"].append({"lead_id": lead, "cycle": 1, "qualified_at": at(chance)})
        cut = chance.choice([None, at(chance)])
        if chance.random() < 0.7:
            findings["stage_spans"].append(
                {
                    "lead_id": lead,
                    "span": 1,
                    "stage": chance.choice(["mql", "sal", "odd"]),
                    "entered_at": None,
                    "left_at": cut,
                }
            )
            if cut:
                findings["stage_spans"].append(
                    {"lead_id": lead, "span": 2, "stage": chance.choice(["sal", "sql"]), "entered_at": cut}
                )
    return seen, findings


def at(chance: Random, order: int = 0) -> datetime:
    choices = [FIRST + timedelta(days=chance.randrange(100)), *MONTH_ENDS.values()]
    return chance.choice(choices) + timedelta(seconds=order)


def assessed(seen: dict[str, list[Row]], findings: dict[str, list[Row]], **changes: Any) -> Context:
    agreement = northwind(**({"data_standards": STANDARDS} | changes))
    context = handmade(agreement, as_of=AS_OF, first=FIRST, seen=seen, findings=findings)
    context = replace(
        context, lead_columns=dict.fromkeys(VALUES, "text"), account_columns={"industry": "text"}
    )
    context.engine.create("findings.people", define("people", side_of_team=None))
    context.engine.create("findings.lead_profiles", define("lead_profiles"))
    assess(context)
    return context


class ByHand:
    """Every fault, lead by lead."""

    def __init__(self, seen: dict[str, list[Row]], findings: dict[str, list[Row]]) -> None:
        self.seen, self.findings = seen, findings
        self.accounts = {row["account_id"]: row for row in seen["accounts"]}

    def changes(self, lead: Row, field: str) -> list[Row]:
        table, key = ("account_changes", "account_id") if field == "industry" else ("lead_changes", "lead_id")
        found = [row for row in self.seen[table] if row[key] == lead[key] and row["field"] == field]
        return sorted(found, key=lambda row: row["changed_at"])

    def value(self, lead: Row, field: str, moment: datetime) -> tuple[str | None, datetime]:
        """The value at a moment, and when it was last confirmed."""
        changes = self.changes(lead, field)
        before = [row for row in changes if row["changed_at"] <= moment]
        confirmed = max(lead["created_at"], before[-1]["changed_at"]) if before else lead["created_at"]
        if before:
            return before[-1]["new_value"], confirmed
        if changes:
            return changes[0]["old_value"], confirmed
        return (
            self.accounts.get(lead["account_id"], {}).get("industry") if field == "industry" else lead[field]
        ), confirmed

    def stage(self, lead: Row, moment: datetime) -> str | None:
        for row in self.findings["stage_spans"]:
            here = (row["entered_at"] is None or row["entered_at"] <= moment) and (
                row.get("left_at") is None or moment < row["left_at"]
            )
            if row["lead_id"] == lead["lead_id"] and here:
                return str(row["stage"])
        return None

    def region(self, lead: Row) -> str | None:
        name = lead["country"] or self.accounts.get(lead["account_id"], {}).get("country")
        return {"US": "US", "GB": "GB"}.get(name or "")

    def required(self, lead: Row, field: str, moment: datetime) -> bool:
        qualified = any(
            row["lead_id"] == lead["lead_id"] and row["qualified_at"] <= moment
            for row in self.findings["qualifications"]
        )
        stages = {"phone": ("sal", "sql"), "industry": ("sql",)}.get(field, ())
        return (qualified and field in ("email", "company", "title", "country")) or self.stage(
            lead, moment
        ) in stages

    def number(self, lead: Row, moment: datetime) -> str | None:
        value = self.value(lead, "phone", moment)[0]
        return phone_number(value, self.region(lead)) if value else None

    def faults(self, lead: Row, field: str, moment: datetime) -> set[str] | None:
        """What is wrong; None when the field does not count."""
        value, confirmed = self.value(lead, field, moment)
        if value is None:
            return {"missing"} if self.required(lead, field, moment) else None
        found = set()
        judges = {
            "email": judge_email,
            "country": judge_country,
            "industry": lambda text: None if text == "software" else "no",
        }
        reason = (
            judge_phone(value, self.region(lead))
            if field == "phone"
            else judges[field](value)
            if field in judges
            else None
        )
        if reason:
            found.add("invalid")
        if field == "email" and moment - confirmed > timedelta(days=30):
            found.add("stale")
        others = [
            other for other in self.seen["leads"] if other is not lead and other["created_at"] <= moment
        ]
        if field == "phone" and self.number(lead, moment) in {
            self.number(other, moment) for other in others
        } - {None}:
            found.add("duplicated")
        return found


@pytest.mark.parametrize("seed", range(5))
def test_every_count_and_every_fault_is_what_going_through_by_hand_finds(seed: int) -> None:
    seen, findings = record(seed)
    context, hand = assessed(seen, findings), ByHand(seen, findings)
    expected: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0] * 6)
    now = set()
    for period, moment in MOMENTS.items():
        for lead in seen["leads"]:
            for field in ("phone", "country", "email", "industry", "company", "title"):
                faults = hand.faults(lead, field, moment) if lead["created_at"] <= moment else None
                if faults is None:
                    continue
                dimensions = {
                    "all": "all",
                    "owner": lead["owner_id"],
                    "stage": hand.stage(lead, moment),
                    "source": lead["source"],
                }
                for dimension, member in dimensions.items():
                    counts = expected[field, dimension, member or "(none)", period]
                    for place, hit in enumerate(
                        (
                            True,
                            *(name in faults for name in ("missing", "invalid", "stale", "duplicated")),
                            not faults,
                        )
                    ):
                        counts[place] += hit
                now |= {(lead["lead_id"], field, fault) for fault in faults} if period == "now" else set()
    found = {
        (row["field"], row["dimension"], row["member"], row["period"]): [row[name] for name in ("rows", "missing", "invalid", "stale", "duplicated")]
        + [round((row["score"] or 0) * row["rows"])]
        for row in rows_of(context, "SELECT * FROM findings.data_health") if row["rows"] and row["field"] != TWINS
    }  # fmt: skip
    assert found == dict(expected)
    rows = rows_of(context, "SELECT * FROM findings.data_faults")
    assert {(row["lead_id"], row["field"], row["fault"]) for row in rows if row["field"] != TWINS} == now
    assert all(row["reason"] for row in rows)


def test_twins_share_name_and_company_whatever_the_case() -> None:
    person = {"created_at": FIRST, "first_name": "Ann", "last_name": "Lee", "company": "Acme"}
    leads = [
        person | {"lead_id": "1"},
        person | {"lead_id": "2", "first_name": " ann", "company": "ACME "},
        person | {"lead_id": "3", "company": None},
    ]
    context = assessed({"leads": leads}, {})
    found = rows_of(
        context,
        f"SELECT lead_id, fault, value FROM findings.data_faults WHERE field = '{TWINS}' ORDER BY lead_id",
    )
    assert found == [
        {"lead_id": "1", "fault": "duplicated", "value": None},
        {"lead_id": "2", "fault": "duplicated", "value": None},
    ]
    health = rows_of(
        context,
        f"SELECT rows, duplicated, score FROM findings.data_health WHERE field = '{TWINS}' AND dimension = 'all' AND period = 'now'",
    )
    assert health == [{"rows": 2, "duplicated": 2, "score": 0.0}]


def test_likely_duplicates_say_with_whom_and_why_once_both_are_there() -> None:
    leads = [{"lead_id": str(i), "created_at": FIRST + timedelta(days=40 * (i == 2))} for i in range(5)]
    pairs = [
        {"lead_id": "1", "other_lead_id": "2", "probability": Decimal("0.97"), "reasons": "same phone"},
        {"lead_id": "0", "other_lead_id": "2", "probability": Decimal("0.99"), "reasons": "same mailbox"},
        {"lead_id": "3", "other_lead_id": "4", "probability": Decimal("0.99"), "reasons": "merged since"},
        {"lead_id": "3", "other_lead_id": "gone", "probability": Decimal("0.99"), "reasons": None},
    ]
    merged = [{"lead_id": "4", "survivor_id": "3", "reason": "merged on a person's word"}]
    context = assessed({"leads": leads, "likely_duplicates": pairs}, {"lead_identities": merged})
    found = rows_of(
        context,
        f"SELECT lead_id, fault, reason FROM findings.data_faults WHERE field = '{LIKELY}' ORDER BY lead_id",
    )
    assert [(row["lead_id"], row["fault"]) for row in found] == [(lead, "duplicated") for lead in "012"]
    assert [row["reason"] for row in found] == [
        "probably one with 2 (99.00%): same mailbox; merge them if they are one",
        "probably one with 2 (97.00%): same phone; merge them if they are one",
        "probably one with 0 (99.00%): same mailbox; merge them if they are one",
    ]
    health = rows_of(
        context,
        f"SELECT period, rows, duplicated FROM findings.data_health WHERE field = '{LIKELY}' AND dimension = 'all' ORDER BY period",
    )
    assert [(row["period"], row["rows"], row["duplicated"]) for row in health] == [
        ("2026-01", 4, 0), ("2026-02", 5, 3), ("2026-03", 5, 3), ("now", 5, 3),
    ]  # fmt: skip


def test_reasons_say_what_would_be_right() -> None:
    lead = {"lead_id": "1", "created_at": FIRST, "email": "ann", "country": "Narnia"}
    context = assessed({"leads": [lead]}, {"stage_spans": [{"lead_id": "1", "span": 1, "stage": "sal"}], "qualifications": [
        {"lead_id": "1", "cycle": 1, "qualified_at": FIRST}]})  # fmt: skip
    said = {
        (row["field"], row["fault"]): row["reason"]
        for row in rows_of(context, "SELECT * FROM findings.data_faults")
    }
    assert said["phone", "missing"] == "it is required from sal on"
    assert said["title", "missing"] == "it is minimum information"
    assert said["email", "stale"] == "last confirmed on 2026-01-05; confirm it every 30 days"
    assert said["email", "invalid"].startswith("it is no valid e-mail address: ")
    assert said["country", "invalid"].endswith("as in US")


def test_an_empty_record_has_no_health() -> None:
    context = assessed({}, {})
    assert [row for row in rows_of(context, "SELECT * FROM findings.data_health") if row["rows"]] == []
    assert rows_of(context, "SELECT * FROM findings.data_faults") == []
