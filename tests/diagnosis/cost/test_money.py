"""Currencies, amounts that are missing, and what is counted in cash."""

from datetime import timedelta
from decimal import Decimal

import pytest

from handfast.diagnosis.cost import cost
from tests.diagnosis.cost.small_company import cause, company, evaluated


def test_currencies_without_rates_stand_apart():
    costed = cost(evaluated(company(900, currencies=("USD", "EUR", "JPY"))), replicates=20)
    assert [each.currency for each in costed.apart] == ["EUR", "JPY"]
    assert "no rates for EUR, JPY" in " ".join(costed.sentences)
    alone = cost(evaluated(company(900)), replicates=20)
    assert cause(costed, "followed-up-late").amount < cause(alone, "followed-up-late").amount * Decimal("0.6")
    parts = [cause(each, "followed-up-late").amount for each in (costed, *costed.apart)]
    assert float(sum(parts)) == pytest.approx(float(cause(alone, "followed-up-late").amount), rel=0.01)


def test_amounts_missing_on_some_deals_are_said():
    tables = company()
    for deal in tables["opportunities"][::2]:
        deal["amount"] = None
    costed = cost(evaluated(tables), replicates=20)
    assert cause(costed, "followed-up-late").amount is not None
    assert any("have no amount" in sentence for sentence in costed.sentences)


def test_cash_is_counted():
    tables = company(200)
    won = next(deal for deal in tables["opportunities"] if deal["is_won"])
    for deal in tables["opportunities"]:
        deal["discount"] = 0.2 if deal is won else 0.05
    tables["concessions"] = [{"opportunity_id": won["opportunity_id"], "kind": "training", "cost": 300}]
    costed = cost(evaluated(tables), replicates=20)
    given = cause(costed, "give-aways")
    assert given.leads == 1 and given.amount == given.low == Decimal("425.00"), "1000 / 0.8 × 0.1, and 300"
    assert cause(costed, "spend-on-refused-leads").amount is None
    assert "no spend" in cause(costed, "spend-on-refused-leads").note


def test_without_economics_cash_that_needs_them_is_not_told():
    costed = cost(evaluated(company(60), "economics: {margin: 50%}"), replicates=20)
    assert "touch_cost" in cause(costed, "unqualified-leads-worked").note
    assert "discount_limit" in cause(costed, "give-aways").note


def test_a_second_reps_touches_under_another_id_are_duplicate_work():
    tables = company(60)
    first = tables["leads"][0]
    first["email"] = "ada@client.example"
    tables["leads"].append(first | {"lead_id": "twin", "created_at": first["created_at"], "owner_id": "u1"})
    called = tables["activities"][0]["occurred_at"]
    calls = [("t1", "u1", 30), ("t2", "u1", 31), ("t3", "u0", 32)]
    tables["activities"] += [
        {
            "activity_id": name,
            "lead_id": "twin",
            "occurred_at": called + timedelta(days=days),
            "kind": "call",
            "side": "sales",
            "user_id": user,
        }
        for name, user, days in calls
    ]
    twice = cause(cost(evaluated(tables), replicates=20), "duplicate-work")
    assert (twice.leads, twice.amount) == (1, Decimal("20.00")), "the two calls of the other rep"


def test_what_a_refused_lead_cost_is_its_campaigns_spend_per_lead():
    tables = company(40)
    for lead in tables["leads"][:8]:
        lead["campaign_id"] = "c1"
    tables["campaigns"] = [{"campaign_id": "c1", "name": "Fair"}]
    tables["spend"] = [{"campaign_id": "c1", "spent_on": "2025-07-01", "amount": "800", "currency": "USD"}]
    tables["lead_changes"] += [
        {
            "lead_id": lead["lead_id"],
            "field": field,
            "changed_at": lead["created_at"] + timedelta(days=3, minutes=30),
            "new_value": value,
        }
        for lead in tables["leads"][:2]
        for field, value in (("decision", "rejected"), ("rejection_reason", "wrong data"))
    ]
    refused = cause(cost(evaluated(tables), replicates=20), "spend-on-refused-leads")
    assert (refused.leads, refused.amount) == (2, Decimal("200.00"))
