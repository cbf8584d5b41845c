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
        (company(opportunities=False), "No hand-off has won a deal"),
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


@pytest.mark.parametrize("tables", [company(reps=1), company(sources=("web",))])
def test_one_rep_or_one_source_is_enough(tables):
    assert cause(cost(evaluated(tables), replicates=20), "followed-up-late").counted


def test_leads_alone_are_no_error():
    tables = {"leads": company(5)["leads"]}
    costed = cost(evaluated(tables), replicates=20)
    assert costed.bookings.amount is None
    assert {each.note for each in costed.causes if each.kind == "bookings"} == {"No hand-off is on record."}
