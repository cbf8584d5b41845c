"""The page of what was learned: it stands by itself, and has the evidence of each rule beside today's definition."""

import re

import pytest

from handfast.diagnosis.learning import Asked, Learned, learn
from handfast.report.learned import learned_page
from handfast.report.learned_charts import calibration
from tests.diagnosis.learning.world import AGREEMENT, agreement, company


@pytest.fixture(scope="module")
def learned() -> Learned:
    with company() as record:
        return learn([agreement()], record, Asked(capacity=40), text=AGREEMENT)


@pytest.fixture(scope="module")
def page(learned: Learned) -> str:
    return learned_page(learned, "Lime <demand> agreement")


def test_it_stands_by_itself(page: str) -> None:
    assert not re.search(r'(src|href)="(?!#)', page)
    assert "<script" not in page and "Lime &lt;demand&gt; agreement" in page


def test_each_rule_has_its_evidence_and_todays_stand_beside(page: str, learned: Learned) -> None:
    for rule in learned.rules:
        assert f">{rule.points:+d}<" in page
    assert (
        page.index("The draft&#39;s rules")
        < page.index("Today&#39;s definition")
        < page.index("country = &#39;US&#39;")
    )
    assert "Qualified when fit &gt;= 10." in page


def test_calibration_is_drawn_and_told(page: str, learned: Learned) -> None:
    assert learned.validation is not None
    assert '<svg class="chart"' in page and "Expected share won against the observed one" in page
    parts = learned.validation.calibration
    assert all(part["low"] <= part["observed"] <= part["high"] for part in parts)
    drawn = calibration(parts)
    most = drawn["layer"][0]["data"]["values"][1]["expected"]
    assert all(max(part["high"], part["expected"]) <= most for part in parts)


def test_where_nothing_is_proposed_the_page_says_why() -> None:
    with company(leads=60) as record:
        page = learned_page(learn([agreement()], record), "Lime demand agreement")
    assert "Too few outcomes" in page and 'id="draft"' not in page and 'id="good"' not in page
