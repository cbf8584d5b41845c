"""A draft beside the agreement in force, against a slow reference."""

from collections import Counter
from datetime import date

import pytest

from handfast.diagnosis.replay import backtest
from handfast.record import record_from_tables
from tests.diagnosis.replay import reference
from tests.diagnosis.replay.company import AS_OF, agreement, company


def replayed(tables, before, after, **more):
    with record_from_tables(tables, threads=1) as record:
        return backtest([before], after, record, more.pop("since", None), AS_OF, **more)


@pytest.mark.parametrize(("seed", "line", "drafted"), [(3, 20, 30), (6, 40, 10)])
def test_who_enters_who_leaves_and_recall(seed, line, drafted):
    tables = company(seed=seed)
    found = replayed(tables, agreement(line), agreement(drafted))
    before, after = reference.qualified(tables, line), reference.qualified(tables, drafted)
    assert {row.lead_id for row in found.enters.handed} == after.keys() - before.keys()
    assert {row.lead_id for row in found.leaves.handed} == before.keys() - after.keys()
    assert {row.lead_id for row in found.both.handed} == before.keys() & after.keys()
    assert (found.deals, found.recalled) == reference.recall(tables, line, drafted)
    assert found.deals > 0
    assert found.before * found.months == pytest.approx(len(before))
    assert found.after * found.months == pytest.approx(len(after))


@pytest.mark.parametrize("routing", ["", "routing: [{to: [ana, bo], weights: {ana: 2}}]"])
def test_days_on_which_queues_overflow(routing):
    tables = company(300, capacity=1)
    found = replayed(tables, agreement(20, routing=routing), agreement(10, routing=routing))
    before, after = reference.qualified(tables, 20), reference.qualified(tables, 10)
    owner = {lead: row["owner_id"] for lead, row in after.items() if row["owner_id"]}
    shares = {"ana": 2, "bo": 1} if routing else Counter(owner[lead] for lead in before)
    ownerless = sorted(
        after.keys() - before.keys() - owner.keys(), key=lambda lead: (after[lead]["created_at"], lead)
    )
    now = owner | reference.dealt(ownerless, shares)
    first = min(row["created_at"] for row in tables["leads"])
    assert {load.member for load in found.loads} == {"Ana", "Bo"}
    for load in found.loads:
        user = load.user_ids[0]
        came = [row["created_at"] for lead, row in before.items() if owner[lead] == user]
        comes = [row["created_at"] for lead, row in after.items() if now[lead] == user]
        assert load.overflow_before == reference.overflow_days(came, 1, first, AS_OF)
        assert load.overflow_after == reference.overflow_days(comes, 1, first, AS_OF)
        assert load.overflow_after > 0
        assert load.after * found.months == pytest.approx(len(comes))
    assert found.dealt_by == ("routing" if routing else "observed shares")


def test_wins_among_leads_that_nobody_worked_are_bounds():
    tables = company()
    found = replayed(tables, agreement(20), agreement(10))
    worked = {row["lead_id"] for row in tables["activities"] if row["kind"] == "call"}
    never = sum(row.lead_id not in worked for row in found.enters.handed)
    assert found.enters.never_worked == never > 0
    assert found.wins_of_enters == (found.enters.won, found.enters.won + never)
    assert any(f"{never} were never worked and have no outcome" in said for said in found.sentences)


def test_since_counts_cycles_begun_then_or_later():
    tables = company()
    found = replayed(tables, agreement(20), agreement(30), since=date(2026, 2, 1))
    late = {row["lead_id"] for row in tables["leads"] if row["created_at"].date() >= date(2026, 2, 1)}
    assert {row.lead_id for row in (*found.both.handed, *found.leaves.handed)} == {
        lead for lead in reference.qualified(tables, 20) if lead in late
    }
    assert "begun since 2026-02-01" in found.sentences[0]
    whole = replayed(tables, agreement(20), agreement(30))
    assert "the whole history" in whole.sentences[0]


def test_reps_are_named_only_where_the_agreement_says_so():
    tables = company(300, capacity=1)
    teams = agreement(20).model_copy(update={"show": "team"})
    found = replayed(tables, teams, agreement(10))
    assert [load.member for load in found.loads] == ["sdr"]
    assert not any("Ana" in said for said in found.sentences)
    assert any(said.startswith("A queue of sdr would have overflowed on") for said in found.sentences)
