"""Learning whole: a company of which it is known what makes leads buy."""

import pytest

from handfast.agreement.conditions import parse_condition
from handfast.agreement.text import read_agreement
from handfast.diagnosis.learning import Asked, Learned, learn
from handfast.diagnosis.learning.words import lines_of
from handfast.faults import InputFaults
from handfast.record import record_from_tables
from tests.diagnosis.learning.world import AGREEMENT, agreement, company


@pytest.fixture(scope="module")
def learned() -> Learned:
    with company() as record:
        return learn([agreement()], record, Asked(capacity=40), text=AGREEMENT)


def test_it_finds_what_makes_leads_buy(learned: Learned) -> None:
    assert learned.state == "learned" and learned.basis == "hand-offs"
    points = {rule.words: rule.points for rule in learned.rules}
    size = sum(worth for words, worth in points.items() if words.startswith("company_size >=") and worth > 0)
    webinar = sum(worth for words, worth in points.items() if words.startswith("webinar_attended"))
    assert size > 0 and webinar > 0
    others = [
        abs(worth)
        for words, worth in points.items()
        if "company_size" not in words and "webinar" not in words
    ]
    assert max(others, default=0) <= max(size, webinar) / 3


def test_it_orders_later_leads_better_than_todays_definition(learned: Learned) -> None:
    found = learned.validation
    assert found is not None and found.today is not None
    assert found.draft.auc > 0.75 and found.draft.low > found.today.high
    assert found.draft.lift > 1.5 > found.today.lift
    heavy = [part for part in found.calibration if part["rows"] >= 30]
    assert all(abs(part["expected"] - part["observed"]) < 0.25 for part in heavy)


def test_what_a_lead_did_after_the_first_call_is_left_out(learned: Learned) -> None:
    assert not any("page_view" in rule.words for rule in learned.rules)


def test_the_draft_is_an_agreement_with_its_evidence(learned: Learned) -> None:
    draft = read_agreement(learned.draft)
    assert draft.qualified_lead.qualifies_when is not None
    assert len(draft.qualified_lead.fit) + len(draft.qualified_lead.engagement) == len(learned.rules)
    assert [condition.text for condition in draft.qualified_lead.never_when] == ["country = 'XX'"]
    assert draft.qualified_lead.minimum_information == ("email",)
    assert "# What both sides mean by it." in learned.draft and "# Who hands over." in learned.draft
    assert "never proven" not in learned.draft
    for rule in learned.rules:
        assert f"# {rule.rows:,} rows, {rule.won:.0%} won" in learned.draft


def test_it_is_the_same_every_time(learned: Learned) -> None:
    with company() as record:
        again = learn([agreement()], record, Asked(capacity=40), text=AGREEMENT)
    assert again == learned


def test_more_room_means_a_lower_threshold(learned: Learned) -> None:
    with company() as record:
        wider = learn([agreement()], record, Asked(capacity=110), text=AGREEMENT)
    assert learned.threshold and wider.threshold
    assert wider.threshold.score < learned.threshold.score
    assert learned.threshold.a_month <= 40 and wider.threshold.a_month <= 110


def test_nothing_to_learn_is_said() -> None:
    with company(seed=3, effect=0.0) as record:
        found = learn([agreement()], record)
    assert found.state == "no signal" and not found.rules and not found.draft
    assert "No signal" in lines_of(found)[0]


def test_too_few_outcomes_are_said() -> None:
    with company(leads=60) as record:
        found = learn([agreement()], record)
    assert found.state == "too few outcomes" and found.validation is None
    assert "Too few outcomes" in lines_of(found)[0]


@pytest.mark.parametrize("base", [-40.0, 40.0])
def test_all_won_or_all_lost_teaches_nothing(base: float) -> None:
    with company(leads=300, base=base) as record:
        assert learn([agreement()], record).state == "too few outcomes"


def test_who_was_never_worked_is_no_loss() -> None:
    """Nobody calls the leads of a source: the source doesn't become a law, and it is said that nothing is known of it."""
    with company(seed=5, unworked="list") as record:
        found = learn([agreement()], record)
    assert found.unworked > 300
    assert "source = 'list'" in found.no_evidence
    assert not any("'list'" in rule.words for rule in found.rules)


def test_what_was_closed_in_bulk_is_no_loss() -> None:
    with company(seed=6, bulk=100) as record:
        found = learn([agreement()], record)
    assert found.bulk == 100


def test_a_record_without_outcomes_is_refused() -> None:
    leads = [{"lead_id": "1", "created_at": "2026-01-01"}]
    with record_from_tables({"leads": leads}) as record, pytest.raises(InputFaults, match="no-outcomes"):
        learn([agreement()], record)


def test_an_outcome_on_an_unknown_field_is_refused() -> None:
    leads = [{"lead_id": "1", "created_at": "2026-01-01", "bought": "1"}]
    with record_from_tables({"leads": leads}) as record, pytest.raises(InputFaults, match="unknown-field"):
        learn([agreement()], record, Asked(parse_condition("sold = 1")))


def test_without_handoffs_leads_are_followed_from_the_first_of_each_month() -> None:
    with company(seed=8, handed=False) as record:
        found = learn([agreement()], record, Asked(capacity=60), text=AGREEMENT)
    assert found.basis == "months" and found.state == "learned"
    assert any("company_size" in rule.words for rule in found.rules)
    assert read_agreement(found.draft).qualified_lead.fit
