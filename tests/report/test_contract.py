"""findings.json: the contract that scripts, tests and the app rely on."""

import json
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from handfast.diagnosis.cost import CAUSES
from handfast.diagnosis.signs.registry import SIGNS
from handfast.engine.findings_made import Findings
from handfast.report.contract import findings_json, parts, whole
from tests.report.company import Company, company, empty_company

PROMISE = {
    "id",
    "by",
    "promise",
    "period",
    "kept",
    "broken",
    "running",
    "excused",
    "share",
    "target",
    "trend",
    "state",
    "current",
}
METRIC = {
    "name",
    "basis",
    "grain",
    "period",
    "dimension",
    "member",
    "value",
    "unit",
    "currency",
    "numerator",
    "denominator",
}
SIGN = {"id", "state", "since", "value", "threshold", "rows", "trend", "party", "sentence"}
SIGN_STATES = ["fires", "watch", "clear", "too few", "no data"]
CAUSE = {"id", "kind", "leads", "amount", "low", "high", "e_value", "counted", "note"}
STATES = {"kept", "broken", "running", "no data", "too few"}
MONEY = re.compile(r"-?\d+\.\d\d")


def document(results: Any) -> dict[str, Any]:
    found = json.loads(findings_json(results), parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert isinstance(found, dict)
    return found


def check(found: dict[str, Any]) -> None:
    """Everything that the contract says of any findings.json."""
    assert list(found) == ["snapshot", "set_aside", "promises", "signs", "cost", "metrics", "timings"]
    assert {"id", "as_of", "agreements", "engine", "versions", "rows"} <= set(found["snapshot"])
    assert re.fullmatch("[0-9a-f]{64}", found["snapshot"]["id"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", found["snapshot"]["as_of"])
    assert all(set(agreement) == {"name", "hash", "signed"} for agreement in found["snapshot"]["agreements"])
    assert set(found["set_aside"]) == {"count", "files", "first"}
    for sign in found["signs"]:
        assert set(sign) == SIGN
        assert sign["state"] in SIGN_STATES and (sign["since"] is not None) == (sign["state"] == "fires")
    check_cost(found["cost"])
    for promise in found["promises"]:
        assert set(promise) == PROMISE
        assert promise["by"] in ("marketing", "sales", "both") and promise["state"] in STATES
        assert not promise["trend"] or promise["trend"][-1]["period"] == promise["period"]
        assert promise["current"] == {} or 0 <= promise["current"]["passed"] <= 1
    for metric in found["metrics"]:
        assert set(metric) == METRIC
        if metric["unit"].startswith("money"):
            assert metric["value"] is None or MONEY.fullmatch(metric["value"])
        else:
            assert metric["value"] is None or isinstance(metric["value"], int | float)
        if metric["unit"] == "share" and metric["value"] is not None:
            assert 0 <= metric["value"] <= 1


def check_cost(found: Any) -> None:
    """A costing: two totals that are the sums of what counts in them, money as text."""
    if found == []:
        return
    assert list(found) == ["currency", "bookings", "cash", "period", "causes", "sentence", "apart"]
    for kind in ("bookings", "cash"):
        amounts = [cause["amount"] for cause in found["causes"] if cause["kind"] == kind and cause["counted"]]
        if found[kind]["amount"] is not None:
            assert Decimal(found[kind]["amount"]) == sum(map(Decimal, amounts), Decimal(0))
    for cause in found["causes"]:
        assert set(cause) == CAUSE
        assert all(cause[name] is None or MONEY.fullmatch(cause[name]) for name in ("amount", "low", "high"))


def test_signs_stand_worst_first_and_causes_in_their_order(made: Company) -> None:
    found = document(made)
    states = [SIGN_STATES.index(sign["state"]) for sign in found["signs"]]
    assert states == sorted(states) and len(states) == len(SIGNS)
    assert [sign["id"] for sign in found["signs"][:2]] == ["blind-handoff", "slow-follow-up"]
    assert found["signs"][0]["since"] == "2026-03-01T05:00:00Z" and len(found["signs"][0]["trend"]) == 13
    assert [cause["id"] for cause in found["cost"]["causes"]] == list(CAUSES)
    assert found["cost"]["bookings"] == {"amount": "63000.00", "low": "42000.00", "high": "85000.00"}


def test_the_hand_made_company_keeps_the_contract(made: Company) -> None:
    found = document(made)
    check(found)
    assert [promise["id"] for promise in found["promises"]] == [
        clause.id for clause in made.current.commitments
    ]
    by_id = {promise["id"]: promise for promise in found["promises"]}
    assert (
        by_id["raised-hand"]["by"] == "sales"
        and by_id["volume"]["by"] == "marketing"
        and by_id["pipeline"]["by"] == "both"
    )
    assert by_id["pipeline"]["target"] == "1200000.00"
    assert all(MONEY.fullmatch(period["value"]) for period in by_id["pipeline"]["trend"])
    assert by_id["raised-hand"]["share"] == by_id["raised-hand"]["kept"] / (
        by_id["raised-hand"]["kept"] + by_id["raised-hand"]["broken"]
    )
    assert (
        by_id["raised-hand"]["period"] == "2026-05" and by_id["raised-hand"]["current"]["period"] == "2026-06"
    )


def test_the_demo_company_keeps_the_contract(demo: Findings) -> None:
    found = document(demo)
    check(found)
    assert found["promises"] and found["metrics"]
    assert found["snapshot"]["rows"]["handoffs"] == demo.table("handoffs").num_rows


def test_where_nobody_promised_anything_nothing_is_kept_or_broken() -> None:
    assert document(company(leads=60, promised=False))["promises"] == []


def test_without_facts_there_is_no_zero() -> None:
    found = document(empty_company())
    check(found)
    assert found["metrics"] == []
    assert {promise["state"] for promise in found["promises"]} == {"no data"}
    assert {promise["share"] for promise in found["promises"]} == {None}


def test_the_same_findings_give_the_same_bytes(made: Company) -> None:
    assert findings_json(made) == findings_json(company())


def test_the_caller_knows_the_timings_best(made: Company) -> None:
    assert json.loads(whole(parts(made), {"total": 3.5}))["timings"] == {"total": 3.5}


def test_what_was_set_aside_is_counted_by_file_and_shown_with_its_place() -> None:
    results = company(leads=20)
    for line in range(70):
        results.connection.execute(
            "insert into record.set_aside values ('leads.csv', ?, 'created_at', 'soon', 'no instant', false)",
            [line + 2],
        )
    found = document(replace(results))["set_aside"]
    assert (found["count"], found["files"], len(found["first"])) == (70, {"leads.csv": 70}, 50)
    assert found["first"][0] == {
        "file": "leads.csv",
        "line": 2,
        "column": "created_at",
        "value": "soon",
        "reason": "no instant",
    }
