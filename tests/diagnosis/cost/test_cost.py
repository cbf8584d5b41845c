"""Whole costings: of a small company, and of records that can't carry one."""

from decimal import Decimal

import pytest

from handfast.diagnosis.cost import CAUSES, cost, rows_behind, write_costs
from handfast.faults import HandfastError
from tests.diagnosis.cost.small_company import cause, company, evaluated


@pytest.fixture(scope="module")
def findings():
    return evaluated(company())


@pytest.fixture(scope="module")
def costed(findings):
    return cost(findings)


def test_what_lateness_costs(costed):
    late = cause(costed, "followed-up-late")
    assert costed.period == "2025-Q3 to 2026-Q2" and costed.currency == "USD"
    assert late.counted and late.e_value > 3
    truth = late.leads * 0.3 * 1000 * 0.5
    assert late.low <= truth <= late.high
    assert costed.bookings.amount == late.amount
    assert [each.id for each in costed.causes] == list(CAUSES)


def test_totals_are_the_sums_of_the_causes_that_count(costed):
    for kind, total in (("bookings", costed.bookings), ("cash", costed.cash)):
        counted = [each.amount for each in costed.causes if each.kind == kind and each.counted]
        assert total.amount == sum(counted, Decimal(0))


def test_the_rows_behind_add_up(findings, costed):
    write_costs(findings, costed)
    late = cause(costed, "followed-up-late")
    rows = findings.query(rows_behind("followed-up-late", "USD")).to_pylist()
    assert len(rows) == late.leads
    assert sum(row["amount"] for row in rows) == pytest.approx(float(late.amount), abs=0.01)
    shown = findings.query(
        "SELECT cause, amount, counted FROM findings.costs ORDER BY position, kind"
    ).to_pylist()
    assert [row["cause"] for row in shown] == ["total", "total", *CAUSES]
    assert shown[3]["amount"] == late.amount
    with pytest.raises(ValueError, match="no cause"):
        rows_behind("weather", "USD")


def test_the_same_record_gives_the_same_cost(findings, costed):
    assert cost(findings) == costed


def test_a_period_of_ones_own(findings):
    assert cost(findings, period="2026-Q1").period == "2026-Q1"
    with pytest.raises(HandfastError, match="no period"):
        cost(findings, period="the spring")


def test_where_faster_is_not_better_it_says_so():
    late = cause(cost(evaluated(company(chance=(0.1, 0.4))), replicates=20), "followed-up-late")
    assert (
        not late.counted
        and "not better" in late.note
        and "touched in time were won no more often" in late.note
    )
    assert late.amount is None and late.low is None, "what was not lost has no price"


def test_what_reps_choice_would_explain_stands_outside_the_total():
    costed = cost(evaluated(company(3000, chance=(0.31, 0.29), seed=3)), replicates=20)
    late = cause(costed, "followed-up-late")
    assert late.e_value < 1.5 and not late.counted and late.amount is not None
    assert "Cannot be told from reps' choice" in late.note or "not better" in late.note
    assert costed.bookings.amount == 0


def test_no_more_leads_than_spare_capacity_could_have_served():
    free = cause(cost(evaluated(company()), replicates=20), "followed-up-late")
    full = cause(cost(evaluated(company(capacity=1, reps=1)), replicates=20), "followed-up-late")
    assert full.leads == free.leads and full.amount < free.amount / 2
    assert "Spare capacity" in full.note
