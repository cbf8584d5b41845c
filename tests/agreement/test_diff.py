"""What changed, in words."""

import pytest

from handfast.agreement.clause import Clause
from handfast.agreement.diff import Change, diff, diff_text
from handfast.agreement.facets import NAMES, OWN_NAMES
from handfast.agreement.model import Agreement, HolidayClause, QualifiedLead, Signature, StageEntry
from handfast.agreement.text import read_agreement
from tests.agreement.golden import assert_golden
from tests.agreement.small import SMALL, changed, small

WITHIN = "within: 1 business hour"

CASES = [
    ("", "", "Nothing changed."),
    (WITHIN, "within: 4 business hours", "quick: the time to the first touch goes from 1 business hour to 4 business hours."),
    ("target: 90%", "target: 95%", "quick: the share to keep goes from 90% to 95%."),
    (", up_to: 150 per month", "", "quick: the cap is dropped: 150 a month."),
    ("within: 5 days", "within: 5 days, up_to: 9 per week", "tries: the cap is added: 9 a week."),
    ("if: raised, ", "", "quick: the condition is dropped: “a hand was raised”."),
    ("at_least: 90,", "at_least: 1200,", "volume: the figure goes from 90 to 1,200."),
    ("at_least: 85%", "at_least: 80%", "quality: the figure goes from 85% to 80%."),
    ("points: 20", "points: 25", "big: the points go from 20 to 25."),
    ("employees >= 50", "employees >= 100",
     "big: the condition goes from “the employees are at least 50” to “the employees are at least 100”."),
    ('    - {if: "country = \'US\'", points: -5}\n', "",
     "fit.2 is dropped: minus 5 points when the country is US."),
    ("    - {if: \"country = 'US'\", points: -5}\n", "    - {if: \"title = 'cto'\", points: 8}\n    - {if: \"country = 'US'\", points: -5}\n",
     "fit.2 is new: 8 points when the title is cto."),
    ("half_life: 30 days", "half_life: 14 days", "engagement.1: the half-life goes from 30 days to 14 days."),
    ("fit >= 10 and", "fit >= 15 and",
     "qualified_lead: the threshold goes from “fit is at least 10 and engagement is at least 5” to “fit is at least 15"
     " and engagement is at least 5”."),
    ("[email, company]", "[email, phone, title]", "qualified_lead: the minimum information gains phone and title and loses company."),
    ("explore: 5%", "explore: 10%", "qualified_lead: the share that explores goes from 5% to 10%."),
    ("never_when: [\"email like '%@rival.example'\"]", "never_when: []",
     "never_when.1 is dropped: a lead never qualifies when the email ends with @rival.example."),
    ("time_limit: 2 days", "time_limit: 3 days", "stage.mql: the time limit goes from 2 days to 3 days."),
    ("owner: sales, requires", "owner: marketing, requires", "stage.sal: the owner goes from sales to marketing."),
    ("when: qualified", "when: {stage: mql}", "handoff.first: the moment goes from qualified to the entry into stage mql."),
    ("{marketing: {owner: mo}", "{marketing: {owner: mia}", "parties: mia speaks for marketing instead of mo."),
    ("ae: sales, web: marketing", "web: marketing, ae: marketing", "teams: ae goes from sales to marketing."),
    ("ae: sales, web: marketing", "ae: sales, web: marketing, csm: sales", "teams: csm is a new team of sales."),
    ("sourced: {within: 90 days, by: origin}\n", "",
     "sourced is dropped: its lead's origin decides, for leads of the 90 days before it was created."),
    ("subdivision: BE", "subdivision: BY", "calendar: the holidays go from those of Berlin, Germany to those of Bayern, Germany."),
    ("closed: [2026-12-24]", "closed: [2026-12-31]", "calendar: the closed days gain 31 December 2026 and lose 24 December 2026."),
    ('{mon-fri: ["09:00-17:00"]}', '{mon-thu: ["09:00-17:00"]}',
     "calendar: the working hours go from mon-fri 09:00-17:00 to mon-thu 09:00-17:00."),
    ("weights: {ana: 2}", "weights: {ana: 3}", "routing.1: the weights go from ana 2 to ana 3."),
    ("gone-cold: {threshold: 20%}", "gone-cold: {threshold: 25%}", "signs.gone-cold: the threshold goes from 20% to 25%."),
    ("automated: false", "automated: true", "touch: counting what a machine sent goes from no to yes."),
    ("then: reroute", "recycle: never",
     "rejection_reasons.lost its way: what happens next is dropped: reroute.\n"
     "rejection_reasons.lost its way: whether the lead comes back is added: never."),
    ("promise: Four tries", "promise: Four good tries",
     "Nothing changed but wording.\ntries: the promise now reads “Four good tries” instead of “Four tries”."),
    ("lead: Somebody who may buy.", "lead: Somebody who will.",
     "Nothing changed but wording.\nterms: “lead” now means “Somebody who will.”."),
    ("name: Small", "name: Smaller", "Nothing changed but wording.\nagreement: the name now reads “Smaller” instead of “Small”."),
    (", as: big", "", "Nothing changed but wording.\nfit.1: the name is dropped: big."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words"), CASES)
def test_one_change_in_words(old: str, new: str, words: str) -> None:
    after = read_agreement(changed(old, new) if old else SMALL)
    assert diff_text(diff(small(), after)) == words


def test_a_promise_of_another_kind_is_said_whole() -> None:
    other = "{id: volume, by: marketing, promise: Ninety a month, from: handoff.first, until: decision, within: 2 days}"
    text = changed(
        "{id: volume, by: marketing, promise: Ninety a month, measure: sales_ready_leads, at_least: 90, every: month}",
        other,
    )
    assert diff_text(diff(small(), read_agreement(text))) == (
        "volume is of another kind now: Ninety a month: from the hand-off first to the decision: at most 2 days;"
        " kept every time each month."
    )


def test_an_order_that_counts_is_a_change_and_one_that_does_not_is_wording() -> None:
    swapped = "\n".join(_swapped(SMALL.splitlines(), "  - {id: mql", "  - {id: sal"))
    assert diff(small(), read_agreement(swapped)) == (
        Change("stages", "changed", "The stages stand in another order: stage.sal and stage.mql."),
    )
    swapped = "\n".join(_swapped(SMALL.splitlines(), "  - {id: first", "  - {id: second"))
    assert [change.kind for change in diff(small(), read_agreement(swapped))] == ["reworded"]


def _swapped(lines: list[str], one: str, other: str) -> list[str]:
    a, b = (next(n for n, line in enumerate(lines) if line.startswith(start)) for start in (one, other))
    lines[a], lines[b] = lines[b], lines[a]
    return lines


def test_many_changes_at_once_read_well() -> None:
    text = (
        SMALL.replace("effective_from: 2026-01-01", "effective_from: 2026-07-01")
        .replace(WITHIN, "within: 4 business hours")
        .replace("explore: 5%", "explore: 10%")
        .replace("points: 20", "points: 30")
        .replace(
            "  - {to: [kim], balance: value}\n",
            "  - {if: \"country = 'FR'\", to: [zoe]}\n  - {to: [kim, lee]}\n",
        )
        .replace(
            "  - {id: quality, by: marketing, promise: Most are accepted, measure: acceptance_rate, at_least: 85%, every: month}\n",
            "",
        )
        .replace(
            "lost_reasons: {no decision: {recycle_after: 60 days}}",
            "lost_reasons: {price: {recycle_after: 90 days}}",
        )
        .replace("{id: weekly, every: monday 10:00", "{id: weekly, every: tuesday 09:00")
    )
    assert_golden("changes.txt", diff_text(diff(small(), read_agreement(text))) + "\n")


def test_there_and_back_are_told_alike() -> None:
    after = read_agreement(changed(WITHIN, "within: 4 business hours"))
    assert [c.clause for c in diff(small(), after)] == [c.clause for c in diff(after, small())]


def test_every_key_of_every_clause_has_a_name() -> None:
    own = {key for _, key in OWN_NAMES}
    for clause in _clauses(Clause):
        if clause not in LISTED:
            assert {*clause.model_fields} <= {*NAMES, *own}, clause.__name__


def _clauses(kind: type[Clause]) -> set[type[Clause]]:
    return {kind} | {below for sub in kind.__subclasses__() for below in _clauses(sub)}


LISTED = {Agreement, HolidayClause, QualifiedLead, Signature, StageEntry}
"""Compared list by list, as one (holidays, the entry into a stage), or not at all (signatures)."""
