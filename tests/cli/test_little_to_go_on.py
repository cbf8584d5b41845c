"""Records that can't carry a judgement or a cost: each is told in a sentence, on the screen, in the page and in findings.json, and no figure is invented."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest

AGREEMENT = """\
handfast: 1
name: Small agreement
effective_from: 2025-01-01
currency: USD
parties:
  marketing: {owner: maya@small.example}
  sales: {owner: sam@small.example}
teams: {sdr: sales, demand: marketing}
calendar: {timezone: UTC, hours: {mon-fri: ["09:00-17:00"]}}
stages:
  - {id: inquiry, owner: marketing}
  - {id: mql, owner: marketing}
  - {id: opportunity, owner: sales}
  - {id: customer, owner: sales}
handoffs:
  - {id: sales, from: demand, to: sdr, when: {stage: mql}}
commitments:
  - {id: follow-up, by: sdr, promise: Every hand-off is touched within a business day,
     from: handoff.sales, until: first_touch, within: 1 business day, target: 90%}
economics: {touch_cost: 10, discount_limit: 10%}
"""
FIRST, LAST = datetime(2025, 1, 6, 10), datetime(2026, 6, 29, 10)
SOURCES, REPS, INDUSTRIES = ("webinar", "search", "events"), ("ana", "bo"), ("software", "retail")


@dataclass(frozen=True)
class Small:
    """A company of few leads: which of them were won, and how its deals are written down."""

    leads: int = 160
    won: Callable[[int], bool] = lambda n: n % 3 == 0
    sources: int = 3
    reps: int = 2
    opportunities: bool = True
    amounts: bool = True
    currencies: tuple[str, ...] = ("USD",)

    def write(self, folder: Path) -> Path:
        """Its record as CSV files."""
        folder.mkdir()
        step = (LAST - FIRST) / self.leads
        made = [self._lead(n, FIRST + step * n) for n in range(self.leads)]
        for name in (
            "leads",
            "lead_changes",
            "activities",
            *(("opportunities",) if self.opportunities else ()),
        ):
            rows = [row for lead in made for row in lead.get(name, [])]
            head = list(dict.fromkeys(column for row in rows for column in row))
            lines = [",".join(head), *(",".join(str(row.get(column, "")) for column in head) for row in rows)]
            (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")
        users = [f"{rep},{rep.title()},sales,sdr" for rep in REPS[: self.reps]]
        (folder / "users.csv").write_text("\n".join(["user_id,name,side,team", *users, ""]))
        return folder

    def _lead(self, n: int, at: datetime) -> dict[str, list[dict[str, Any]]]:
        lead, rep = f"L{n:04}", REPS[n % self.reps]
        touched = at + timedelta(hours=2 if n % 4 else 24 * 9)
        won = self.won(n)
        deal = {
            "opportunity_id": f"O{n}", "lead_id": lead, "created_at": _z(at + timedelta(days=10)), "owner_id": rep, "stage": "closed",
            "is_won": "true" if won else "false", "closed_at": _z(at + timedelta(days=25)), "currency": self.currencies[n // 3 % len(self.currencies)],
            "amount": 1000 + n if self.amounts else "",
        }  # fmt: skip
        return {
            "leads": [{"lead_id": lead, "created_at": _z(at), "email": f"p{n}@firm{n}.example", "company": f"Firm {n}", "source": SOURCES[n % self.sources],
                       "origin": "inbound", "owner_id": rep, "stage": "mql"}],
            "lead_changes": [{"lead_id": lead, "field": "stage", "changed_at": _z(at), "old_value": "inquiry", "new_value": "mql"}],
            "activities": [{"activity_id": f"A{n}", "lead_id": lead, "occurred_at": _z(touched), "kind": "call", "side": "sales", "user_id": rep}],
            "opportunities": [deal],
        }  # fmt: skip


def _z(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


@pytest.fixture
def told(handfast: Any, tmp_path: Path) -> Callable[..., tuple[dict[str, Any], str, str]]:
    """What findings.json, the screen and the page say of a small company."""

    def tell(company: Small) -> tuple[dict[str, Any], str, str]:
        agreement = tmp_path / "agreement.yaml"
        agreement.write_text(AGREEMENT)
        out = tmp_path / "out"
        said = handfast("audit", company.write(tmp_path / "record"), "--agreement", agreement, "--out", out)
        assert said.code == 0 and "Traceback" not in said.err, said.err
        found = json.loads((out / "findings.json").read_text())
        return found, " ".join(said.out.split()), unescape((out / "report.html").read_text())

    return tell


UNKNOWN = {"amount": None, "low": None, "high": None}
CASES = {
    "fewer than 30 outcomes": (Small(leads=24), "hand-offs are old enough to have an outcome; 30 are needed"),
    "all won": (
        Small(won=lambda n: True),
        "with an outcome were won, so that nothing tells what following up changes",
    ),
    "all lost": (Small(won=lambda n: False), "No hand-off has won a deal on record"),
    "no opportunities": (
        Small(opportunities=False),
        "The record has no opportunities, so that nothing says what a lead is worth",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_without_outcomes_that_differ_nothing_is_estimated(told: Any, case: str) -> None:
    company, sentence = CASES[case]
    found, screen, page = told(company)
    assert sentence in found["cost"]["sentence"] and sentence in screen and sentence in page
    assert found["cost"]["bookings"] == UNKNOWN
    assert all(
        cause["amount"] is None and cause["note"]
        for cause in found["cost"]["causes"]
        if cause["kind"] == "bookings"
    )
    assert "$0 to" not in page


def test_too_few_rows_are_said_to_be_too_few(told: Any) -> None:
    found, screen, _ = told(Small(leads=24))
    states = {sign["id"]: sign["state"] for sign in found["signs"]}
    assert states["slow-follow-up"] == "too few"
    assert "fires" not in states.values()
    assert "No sign fires." in screen and "too few to judge" in screen


def test_amounts_that_are_missing_are_not_guessed(told: Any) -> None:
    found, _, page = told(Small(amounts=False))
    notes = {cause["id"]: cause for cause in found["cost"]["causes"]}
    assert (
        notes["followed-up-late"]["note"]
        == "No won deal has an amount, so that the wins lost can't be put in money."
    )
    assert notes["followed-up-late"]["amount"] is None and notes["followed-up-late"]["leads"] > 0
    assert "No won deal has an amount" in page


def test_three_currencies_without_rates_stand_apart(told: Any) -> None:
    found, screen, page = told(Small(currencies=("USD", "EUR", "GBP")))
    sentence = (
        "The record has no rates for EUR, GBP: amounts in them stand apart and are not in the totals in USD."
    )
    assert found["cost"]["currency"] == "USD" and [one["currency"] for one in found["cost"]["apart"]] == [
        "EUR",
        "GBP",
    ]
    assert sentence in found["cost"]["sentence"] and sentence in screen and sentence in page
    assert "In EUR, for which there are no rates" in page


@pytest.mark.parametrize(
    "company", [Small(leads=400, reps=1), Small(leads=400, sources=1)], ids=["one rep", "one source"]
)
def test_one_rep_or_one_source_is_judged_by_what_there_is(told: Any, company: Small) -> None:
    found, _, page = told(company)
    states = {sign["id"]: sign["state"] for sign in found["signs"]}
    assert states["slow-follow-up"] == "fires"
    assert states["uneven-distribution"] in ("clear", "no data")
    late = next(cause for cause in found["cost"]["causes"] if cause["id"] == "followed-up-late")
    assert late["leads"] > 0 and late["note"]
    assert "First touches come later than promised" in page
