"""Signs and cost on the page: the worst first, both sides alike, every figure opening its rows, and no word of blame."""

import re

import pytest

from handfast.diagnosis.cost import CAUSES
from handfast.diagnosis.signs.registry import SIGNS
from handfast.report import charts_of_diagnosis as charts
from handfast.report.context import Context
from handfast.report.drill import Drills
from handfast.report.first_steps import FIRST_STEPS
from handfast.report.page import report_page
from handfast.report.pen import draw
from handfast.report.sections import cost
from handfast.report.sections.signals import shown
from tests.report.company import Company, company, empty_company

BLAME = re.compile(r"\b(fail\w*|fault\w*|blame\w*|bad sales|poor|neglect\w*|guilty|lazy)\b", re.IGNORECASE)


def part(page: str, name: str) -> str:
    """A section of the page, without its tags."""
    found = re.search(rf'<section id="{name}".*?</section>', page, re.DOTALL)
    assert found, name
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


def test_signs_come_first_then_cost_then_promises(page: str) -> None:
    order = [
        page.index(f'<section id="{name}"')
        for name in ("overview", "signs", "cost", "sides", "cycle", "promises")
    ]
    assert order == sorted(order)


def test_firing_signs_stand_worst_first_with_whom_they_ask_and_what_to_begin_with(page: str) -> None:
    said = part(page, "signs")
    first, second = (
        said.index("Hand-offs lack the minimum information"),
        said.index("First touches come later than promised"),
    )
    assert first < second
    for sign in ("blind-handoff", "slow-follow-up"):
        assert FIRST_STEPS[sign] in said
    assert "marketing can act" in said and "sales can act" in said
    assert said.count("fires since February 2026") == 2
    assert "1 watched, 1 too few to judge and 24 clear" in said
    assert "Not known from this record" in said


def test_a_signs_figure_opens_the_rows_it_adds_up(page: str) -> None:
    figure = re.search(r'href="#(rows-\d+)"[^>]*>60%, 36 of 60', page)
    assert figure
    assert re.search(rf'id="{figure[1]}"[^>]*data-count="60 rows, the first 15 shown', page)
    assert "findings/sign_rows.parquet" in page and "findings/cost_rows.parquet" in page


def test_cost_is_two_totals_with_what_stands_outside_them(page: str) -> None:
    said = part(page, "cost")
    assert "$63,000 90%: $42,000 to $85,000" in said and "$6,600" in said and "$69,600" not in said
    assert "Q2 2025 to Q1 2026" in said
    assert "no: cannot be told from reps' choice" in said.replace("&#39;", "'")
    assert "Without a figure" in said and "Gave up early: 4 leads" in said
    assert "Rejected, never recycled: what is to be known of it" not in said


def test_the_page_accuses_nobody(page: str) -> None:
    for name in ("overview", "signs", "cost", "sides"):
        assert not BLAME.search(part(page, name)), name
    assert not [
        words
        for words in (*FIRST_STEPS.values(), *(sign.title for sign in SIGNS.values()))
        if BLAME.search(words)
    ]


def test_every_sign_has_a_first_step_and_every_cause_its_words() -> None:
    assert set(FIRST_STEPS) == set(SIGNS)
    assert list(cost.CAUSES) == list(CAUSES)


def test_where_nobody_agreed_to_anything_nothing_fires() -> None:
    page = report_page(company(leads=60, promised=False))
    said = part(page, "signs")
    assert "Nobody has agreed on a threshold, so that nothing fires" in said
    assert "beyond what is usual" in said and "First touches come later than usual" in said
    assert "fires since" not in page and "than promised" not in said


def test_where_no_month_is_over_no_sign_is_judged(made: Company) -> None:
    found = empty_company()
    for table in ("costs",):
        rows = made.query(f"select * from findings.{table}")
        found.connection.register("given", rows)
        found.connection.execute(f"insert into findings.{table} select * from given")
    assert "No month of this record is over yet" in part(report_page(found), "signs")


def test_findings_that_nobody_diagnosed_have_neither_section() -> None:
    page = report_page(empty_company())
    assert '<section id="signs"' not in page and '<section id="cost"' not in page


def test_values_are_said_in_their_unit(made: Company) -> None:
    by_id = {one.told.id: one for one in shown(Context(made, Drills(made, names=False)))}
    assert (by_id["slow-follow-up"].short, by_id["slow-follow-up"].limit) == ("60%", "30%")
    assert by_id["different-buyers"].limit == "0.20" and by_id["slow-change"].limit == "60 days"
    assert by_id["low-trust"].short == "no data"


@pytest.mark.parametrize("low", [-50_000.0, 0.0, 2_000.0])
def test_intervals_are_drawn_from_zero_also_where_they_reach_below(low: float) -> None:
    rows = [{"cause": "Gone cold", "amount": 9_000.0, "low": low, "high": 120_000.0, "counted": low > 0}]
    svg = draw(charts.cost_intervals(rows, "USD"))
    assert "$9,000" in svg and ">$0<" in svg
    assert ("-$" in svg) == (low < 0)


def test_a_course_shows_states_threshold_and_what_is_not_known() -> None:
    points = [
        {"period": f"2026-0{n + 1}", "value": value, "threshold": 0.1, "state": state}
        for n, (value, state) in enumerate(
            [(None, "no data"), (0.05, "clear"), (0.12, "watch"), (0.2, "fires")]
        )
    ]
    svg = draw(charts.sign_course(points, "share", "20%", "10% threshold"))
    assert "10% threshold" in svg and ">20%<" in svg
