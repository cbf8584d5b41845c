"""Currencies, amounts that are missing, and what is counted in cash."""

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
