"""Records that can't carry a figure: a sentence, and none."""

import pytest

from handfast.diagnosis.cost import cost
from tests.diagnosis.cost.small_company import cause, company, evaluated


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        (company(20), "are needed before an effect is told"),
        (company(chance=(1, 1)), "were won, so that nothing tells"),
        (company(chance=(0, 0)), "No hand-off has won a deal"),
        (company(opportunities=False), "The record has no opportunities"),
        (company(amount=None), "No won deal has an amount"),
        (company(60, chance=(0.05, 0.02)), "wins are needed"),
    ],
)
def test_records_that_carry_no_figure_get_a_sentence_and_none(tables, words):
    costed = cost(evaluated(tables), replicates=20)
    late = cause(costed, "followed-up-late")
    assert late.amount is None and late.low is None and late.e_value is None and not late.counted
    assert words in late.note
    assert costed.bookings.amount is None


def test_no_deal_with_an_amount_is_not_worth_what_the_others_are():
    assert not any(
        "what the others are" in each
        for each in cost(evaluated(company(amount=None)), replicates=20).sentences
    )


def test_where_everybody_was_late_there_is_nothing_to_compare():
    late = cause(cost(evaluated(company(share_late=1)), replicates=20), "followed-up-late")
    assert late.leads == 400 and late.amount is None and "nothing to compare" in late.note


def test_three_currencies_with_rates_are_one():
    tables = company(900, currencies=("USD", "EUR", "JPY"))
    tables["rates"] = [
        {"currency": name, "on": "2025-01-01", "rate": rate} for name, rate in (("EUR", 1.1), ("JPY", 0.01))
    ]
    costed = cost(evaluated(tables), replicates=20)
    assert costed.apart == () and costed.sentences == ()
    dollars = cost(evaluated(company(900)), replicates=20)
    share = (1 + 1.1 + 0.01) / 3
    found = float(cause(costed, "followed-up-late").amount) / float(cause(dollars, "followed-up-late").amount)
    assert found == pytest.approx(share, rel=0.1)


@pytest.mark.parametrize("tables", [company(reps=1), company(sources=("web",))])
def test_one_rep_or_one_source_is_enough(tables):
    assert cause(cost(evaluated(tables), replicates=20), "followed-up-late").counted


def test_leads_alone_are_no_error():
    tables = {"leads": company(5)["leads"]}
    costed = cost(evaluated(tables), replicates=20)
    assert costed.bookings.amount is None
    assert {each.note for each in costed.causes if each.kind == "bookings"} == {"No hand-off is on record."}
