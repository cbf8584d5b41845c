"""Leads merged on a person's word: chains, circles, leads that aren't there, undoing, and what the earlier record knew."""

from datetime import UTC, datetime, timedelta

import pytest

from handfast.record import create_seen, read_record, record_from_tables
from handfast.record.groups import Member, groups_of

START = datetime(2026, 3, 1, tzinfo=UTC)


def lead(number, email=None, days=None, **fields):
    created = START + timedelta(days=number if days is None else days)
    return {"lead_id": f"L{number}", "created_at": created, "email": email, **fields}


def merged(one, into, undone_at=None, reason=None):
    said = START + timedelta(days=90)
    return {
        "lead_id": f"L{one}", "survivor_id": f"L{into}", "merged_at": said, "merged_by": "Ana", "undone_at": undone_at, "reason": reason,
    }  # fmt: skip


def opened(leads, merges, **tables):
    return record_from_tables({"leads": leads, "lead_merges": merges, **tables}, threads=1)


def identities(record, schema="record"):
    return dict(
        record.connection.execute(f"SELECT lead_id, survivor_id FROM {schema}.lead_identities").fetchall()
    )


def test_a_merged_lead_follows_its_survivor_everywhere():
    leads = [lead(1, phone=None, title="CEO"), lead(2, phone="123", title="Boss")]
    call = {"activity_id": "1", "lead_id": "L2", "occurred_at": START + timedelta(days=3), "kind": "call"}
    pair = {"lead_id": "L1", "other_lead_id": "L2", "probability": "0.99"}
    with opened(leads, [merged(2, 1)], activities=[call], likely_duplicates=[pair]) as record:
        assert record.connection.execute("SELECT lead_id, phone, title FROM record.leads").fetchall() == [
            ("L1", "123", "CEO")
        ]
        assert record.connection.execute("SELECT lead_id FROM record.activities").fetchall() == [("L1",)]
        assert record.connection.execute(
            "SELECT lead_id, survivor_id, reason FROM record.lead_identities"
        ).fetchall() == [("L2", "L1", "merged on a person's word")]
        assert record.connection.execute(
            "SELECT lead_id, other_lead_id FROM record.likely_duplicates"
        ).fetchall() == [("L1", "L2")]
        assert "leads: 1 lead is one with another because a person said so" in record.notes
        assert record.merged_leads == 1


def test_the_survivor_that_a_person_chose_may_be_the_later_one_and_keeps_its_fields():
    leads = [lead(1, title="Boss", phone="1"), lead(2, title="CEO")]
    with opened(leads, [merged(1, 2)]) as record:
        assert record.connection.execute(
            "SELECT lead_id, created_at, title, phone FROM record.leads"
        ).fetchall() == [("L2", datetime(2026, 3, 2), "CEO", "1")]


def test_chains_are_followed_through_e_mail_and_merges():
    leads = [lead(1), lead(2, "a@x.example"), lead(3, "A@x.example"), lead(4), lead(5)]
    with opened(leads, [merged(4, 3), merged(2, 1), merged(1, 5)]) as record:
        assert identities(record) == {"L1": "L5", "L2": "L5", "L3": "L5", "L4": "L5"}


def test_undone_merges_do_not_count():
    undone = START + timedelta(days=100)
    with opened([lead(1), lead(2)], [merged(2, 1, undone_at=undone)]) as record:
        assert identities(record) == {}
        assert record.rows("lead_merges") == 1


@pytest.mark.parametrize("merges", [[merged(1, 2), merged(2, 1)], [merged(1, 2), merged(2, 3), merged(3, 1)]])
def test_a_circle_is_told_and_the_first_stands_for_all(merges):
    with opened([lead(1), lead(2), lead(3)], merges) as record:
        assert set(identities(record).values()) == {"L1"}
        assert any("merged in a circle" in note for note in record.notes)


def test_a_lead_that_is_not_there_is_told_and_joins_those_merged_into_it():
    with opened([lead(1), lead(2)], [merged(2, 9), merged(1, 9)]) as record:
        assert identities(record) == {"L2": "L1"}
        assert "lead_merges: 2 merges name a lead that isn't among the leads" in record.notes


def test_a_merge_holds_for_the_whole_history_of_the_leads_that_there_were():
    leads = [lead(1, days=2), lead(2, days=1), lead(3, days=30)]
    with opened(leads, [merged(1, 3), merged(2, 3)]) as record:
        assert identities(record) == {"L1": "L3", "L2": "L3"}
        assert create_seen(record, START + timedelta(days=10))
        assert identities(record, "seen") == {"L1": "L2"}


def test_long_chains_do_not_take_long():
    members = [
        Member(f"{i:06}", datetime(2026, 1, 1) + timedelta(minutes=i), f"{i:06}") for i in range(20_000)
    ]
    merges = [(f"{i:06}", f"{i + 1:06}") for i in range(19_999)]
    (group,) = groups_of(members, merges)
    assert group.survivor.lead_id == "019999"


def test_only_the_tables_that_are_asked_for_are_read(tmp_path):
    (tmp_path / "leads.csv").write_text("lead_id,created_at\nL1,2026-03-01\nL2,2026-03-02\n")
    (tmp_path / "lead_merges.csv").write_text("lead_id,survivor_id,merged_at\nL2,L1,2026-04-01T00:00:00Z\n")
    (tmp_path / "activities.csv").write_text("nothing that could be read")
    with read_record(tmp_path, only=("leads", "lead_merges")) as record:
        assert identities(record) == {"L2": "L1"}
        assert not record.has("activities")
        assert record.rows("activities") == 0


def test_that_no_duplicates_were_found_is_not_told(tmp_path):
    (tmp_path / "leads.csv").write_text("lead_id,created_at\nL1,2026-03-01T00:00:00Z\n")
    (tmp_path / "likely_duplicates.csv").write_text("lead_id,other_lead_id,probability,reasons,found_at\n")
    with read_record(tmp_path) as record:
        assert record.notes == ()
        assert record.has("likely_duplicates")
