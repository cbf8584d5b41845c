"""The agreement in words, as it was read and found right."""

from pathlib import Path

import pytest

from handfast.agreement.defaults import default_agreement
from handfast.agreement.model import Agreement
from handfast.agreement.prose import prose, prose_text
from handfast.agreement.text import load_agreement, read_agreement
from tests.agreement.golden import assert_golden
from tests.agreement.small import SMALL, changed, small

NORTHWIND = Path(__file__).parents[1] / "examples" / "northwind.yaml"


def said(agreement: Agreement, section: str) -> list[str]:
    return [p.text for s in prose(agreement) if s.id == section for p in s.paragraphs]


@pytest.mark.parametrize("name", ["northwind", "small", "default"])
def test_the_prose_reads_as_it_did(name: str) -> None:
    agreements = {
        "northwind": lambda: load_agreement(NORTHWIND),
        "small": small,
        "default": default_agreement,
    }
    assert_golden(f"{name}.txt", prose_text(agreements[name]()))


def test_no_line_is_wider_than_the_terminal() -> None:
    for width in (60, 80, 100):
        assert max(map(len, prose_text(small(), width).splitlines())) <= width


def test_every_clause_is_said_and_every_paragraph_names_a_clause_that_is_there() -> None:
    for agreement in (small(), load_agreement(NORTHWIND), default_agreement()):
        clauses = [clause.id for clause in agreement.clauses()]
        named = {p.clause for section in prose(agreement) for p in section.paragraphs if p.clause}
        assert len(clauses) == len(set(clauses))
        assert named == set(clauses)


def test_every_paragraph_is_whole_sentences() -> None:
    for agreement in (small(), load_agreement(NORTHWIND), default_agreement()):
        for section in prose(agreement):
            assert section.paragraphs
            for paragraph in section.paragraphs:
                assert paragraph.text.endswith((".", "!", "?")), paragraph
                assert "_" not in paragraph.text.replace("New_York", ""), paragraph
                assert "None" not in paragraph.text, paragraph


def test_a_promise_of_a_team_stands_with_its_side_and_one_of_both_by_itself() -> None:
    titles = {p.clause: s.id for s in prose(small()) for p in s.paragraphs}
    assert titles["quick"] == "sales-promises"
    assert titles["volume"] == "marketing-promises"
    assert titles["money"] == "both-promise"


@pytest.mark.parametrize(
    ("old", "new", "section", "sentence"),
    [
        ("show: team", "show: person", "who", "Reports name reps."),
        ("{mon-fri: [\"09:00-17:00\"]}", '{mon: ["22:00-06:00"], wed: ["08:00-12:00"], thu: ["08:00-12:00"]}', "calendar",
         "Working hours are Monday 22:00–06:00 of the next day; Wednesday and Thursday 08:00–12:00, in the time zone Europe/Berlin."),
        ("automated: false", "automated: true", "terms", "A touch is a call or a meeting; what a machine sent counts too."),
        ("kinds: [call, meeting]", "kinds: [call, work_started]", "terms", "A touch is a call or “work started”; what a machine sent does not count."),
        ("by: origin", "by: last_touch", "handoffs",
         "Whose deal an opportunity is: the side whose touch came last in the 90 days before it was created."),
        (", unless: replied", "", "sales-promises",
         "Four tries. At least 4 touches within 5 days of the hand-off first; kept in 80% of cases each month."),
        ("count: touches, at_least: 4", "count: meetings, at_least: 1", "sales-promises",
         "Four tries. At least 1 meeting within 5 days of the hand-off first, unless the lead's reply comes first;"
         " kept in 80% of cases each month."),
        ("target: 80%", "target: 100%", "sales-promises",
         "Four tries. At least 4 touches within 5 days of the hand-off first, unless the lead's reply comes first;"
         " kept every time each month."),
        ("{kind: procedural, then: reroute}", "{kind: clerical}", "reasons",
         "Lost its way is a clerical reason to refuse a lead before contact; it may come back by its points at once."),
        ("monday 10:00", "tuesday", "check-ins", "Every Tuesday, with marketing and sales."),
        ("at_most: 3 per day", "at_most: 1 ever", "qualified-lead",
         "Engagement: 2 points for a page view, at most 1 in all, worth half as much after each 30 days."),
    ],
)  # fmt: skip
def test_one_clause_in_words(old: str, new: str, section: str, sentence: str) -> None:
    assert sentence in said(read_agreement(changed(old, new)), section)


def test_who_signed_is_said() -> None:
    rows = ", ".join(
        f"{{party: {side}, by: {who}, at: 2026-01-02T09:00:00Z, hash: {small().hash}}}"
        for side, who in (("marketing", "mo"), ("sales", "sue"))
    )
    signed = read_agreement(f"{SMALL}signatures: [{rows}]\n")
    assert "Signed by mo (marketing) and sue (sales)." in said(signed, "who")
    assert "Nobody has signed this text yet." in said(small(), "who")
