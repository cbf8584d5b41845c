"""Merging and taking apart, as decisions about rows: whoever is merged and unmerged, the record says what was meant."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handfast.faults import InputFaults
from handfast.importing.linkage.merges import Lead, Merge, Wanted, merges_of, undone_between, undone_last

START = datetime(2026, 3, 1, tzinfo=UTC)
NOW = datetime(2026, 9, 1, tzinfo=UTC)
IDS = ["L1", "L2", "L3", "L4", "L5"]


def lead(lead_id: str, person: str | None = None, days: int | None = None) -> Lead:
    created = START + timedelta(days=int(lead_id[1:]) if days is None else days)
    return Lead(lead_id, created, person or lead_id, None, "")


def leads(**persons: str) -> dict[str, Lead]:
    return {lead_id: lead(lead_id, persons.get(lead_id)) for lead_id in IDS}


def made(merges: list[Merge]) -> list[tuple[str, str]]:
    return [(merge.lead_id, merge.survivor_id) for merge in merges]


def test_the_lead_created_first_survives_then_the_one_of_the_smallest_id() -> None:
    assert made(merges_of([Wanted(("L3", "L2", "L4"))], leads(), NOW, "ana")) == [("L3", "L2"), ("L4", "L2")]
    same_day = {lead_id: lead(lead_id, days=1) for lead_id in ("L2", "L1")}
    assert made(merges_of([Wanted(("L2", "L1"))], same_day, NOW, None)) == [("L2", "L1")]
    assert made(merges_of([Wanted(("L1", "L2"), keep="L2")], leads(), NOW, None)) == [("L1", "L2")]


def test_who_stands_for_merged_leads_is_merged() -> None:
    assert made(merges_of([Wanted(("L4", "L3"))], leads(L4="L1"), NOW, None)) == [("L3", "L1")]
    assert made(merges_of([Wanted(("L4", "L5")), Wanted(("L5", "L1"))], leads(), NOW, None)) == [
        ("L5", "L4"),
        ("L4", "L1"),
    ]


def test_leads_that_are_one_already_are_left_alone() -> None:
    assert merges_of([Wanted(("L2", "L1"))], leads(L2="L1"), NOW, None) == []
    assert made(merges_of([Wanted(("L1", "L2")), Wanted(("L2", "L1"))], leads(), NOW, None)) == [("L2", "L1")]


def test_everything_wrong_is_told_at_once() -> None:
    wanted = [
        Wanted(("L1", "L9"), place="list.csv", line=3),
        Wanted(("L1", "L1")),
        Wanted(("L1", "L2"), keep="L3"),
    ]
    with pytest.raises(InputFaults) as caught:
        merges_of(wanted, leads(), NOW, None)
    assert [fault.code for fault in caught.value.faults] == ["unknown-lead", "one-lead", "keep-none"]
    assert str(caught.value).startswith('list.csv:3: there is no lead "L9"')


def merge(one: str, into: str, day: int = 0, undone: bool = False) -> Merge:
    said = START + timedelta(days=day)
    return Merge(one, into, said, None, said if undone else None)


def test_undoing_takes_back_the_latest_merge_that_joins_the_two() -> None:
    merges = [merge("L2", "L1", 1), merge("L3", "L2", 3), merge("L4", "L3", 2), merge("L5", "L1", 9)]
    after = undone_between(merges, lead("L1"), lead("L4"), dict.fromkeys(IDS), NOW)
    assert [one.undone_at for one in after] == [None, NOW, None, None]


def test_undoing_goes_through_addresses() -> None:
    addresses = {"L1": "a@x.example", "L2": "a@x.example", "L3": None}
    merges = [merge("L3", "L2")]
    one, other = Lead("L1", START, "L1", "a@x.example", ""), Lead("L3", START, "L1", None, "")
    assert [m.undone_at for m in undone_between(merges, one, other, addresses, NOW)] == [NOW]


def test_where_there_is_nothing_to_undo_it_is_said() -> None:
    with pytest.raises(InputFaults, match="L1 and L2 aren't merged"):
        undone_between([merge("L2", "L1", undone=True)], lead("L1"), lead("L2"), {}, NOW)
    with pytest.raises(InputFaults, match="one by their e-mail address"):
        undone_between([], lead("L1"), lead("L2", "L1"), {}, NOW)
    with pytest.raises(InputFaults, match="nothing to undo"):
        undone_last([merge("L2", "L1", undone=True)], NOW)


def test_the_last_word_is_taken_back_whole() -> None:
    merges = [
        merge("L2", "L1", 1),
        merge("L3", "L1", 2),
        merge("L4", "L1", 2),
        merge("L5", "L1", 3, undone=True),
    ]
    assert [one.undone_at == NOW for one in undone_last(merges, NOW)] == [False, True, True, False]


def joined(merges: list[Merge]) -> set[frozenset[str]]:
    """The groups that merges in force make, by joining sets until nothing changes."""
    groups = [{lead_id} for lead_id in IDS]
    for one in merges:
        if one.in_force:
            both = [group for group in groups if one.lead_id in group or one.survivor_id in group]
            groups = [group for group in groups if group not in both] + [set().union(*both)]
    return {frozenset(group) for group in groups}


@settings(max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS), st.booleans()), max_size=14))
def test_any_merging_and_undoing_joins_and_parts_what_was_said(steps: list[tuple[str, str, bool]]) -> None:
    merges: list[Merge] = []
    for day, (one, other, undo) in enumerate(steps):
        groups = joined(merges)
        survivor = {lead_id: min(group) for group in groups for lead_id in group}
        there = leads(**survivor)
        together = any({one, other} <= group for group in groups)
        at = NOW + timedelta(days=day)
        if one == other:
            continue
        if undo and together:
            before = groups
            merges = undone_between(merges, there[one], there[other], dict.fromkeys(IDS), at)
            assert len(joined(merges)) == len(before) + 1
            assert not any({one, other} <= group for group in joined(merges))
        elif not undo:
            new = merges_of([Wanted((one, other))], there, at, None)
            assert len(new) == (0 if together else 1)
            merges += new
            assert any({one, other} <= group for group in joined(merges))
