"""HubSpot's tables as Fivetran lays them out, imported with nothing said, held against counts made with nothing but csv."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from handfast.importing.exports import Imported
from tests.real.imported import SHARED, ask, count, imported, rows

HUBSPOT = SHARED / "fivetran" / "hubspot"
pytestmark = pytest.mark.skipif(not HUBSPOT.exists(), reason="the data is not on this machine")


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Imported]]:
    """The record of all of the folder's files, and what was said of the import."""
    folder = tmp_path_factory.mktemp("hubspot")
    yield folder, imported(folder, HUBSPOT)


def table(name: str) -> list[dict[str, str]]:
    return list(rows(HUBSPOT / f"{name}_data.csv"))


def survivors() -> dict[str, str]:
    """Each merged contact with the one it was merged into."""
    into = {
        merged: row["id"]
        for row in table("contact")
        for merged in row["property_hs_merged_object_ids"].split(";")
        if merged
    }
    return into | {row["vid_to_merge"]: row["canonical_vid"] for row in table("contact_merge_audit")}


def test_every_table_is_taken_for_what_it_is(record: tuple[Path, Imported]) -> None:
    _, said = record
    uses = {use.label: use for use in said.reviewed.mapping.tables}
    assert set(uses) == {path.name for path in HUBSPOT.glob("*.csv")}
    taken = {label: use.object.id for label, use in uses.items() if use.object is not None}
    assert all(name.startswith("hubspot.") for name in taken.values())
    unused = {label for label, use in uses.items() if use.object is None}
    assert all(uses[label].reason.startswith("HubSpot: ") for label in unused)
    needless = ("ticket_", "email_event_", "contact_list_", "property_", "role_")
    assert all(label.startswith(needless) for label in unused)
    assert {"contact_data.csv", "deal_stage_data.csv", "email_event_click_data.csv"} <= set(taken)


def test_contacts_are_leads_and_merged_ones_are_one(record: tuple[Path, Imported]) -> None:
    folder, _ = record
    merged = survivors()
    expected = {merged.get(row["id"], row["id"]) for row in table("contact")}
    assert {lead for (lead,) in ask(folder, "leads", "SELECT lead_id FROM t")} == expected
    own = {row["id"]: row["property_email"] for row in table("contact") if row["id"] not in merged}
    assert dict(ask(folder, "leads", "SELECT lead_id, email FROM t")) == own


def test_a_lead_began_with_the_first_of_its_contacts(record: tuple[Path, Imported]) -> None:
    folder, _ = record
    merged = survivors()
    first: dict[str, str] = {}
    for row in table("contact"):
        lead = merged.get(row["id"], row["id"])
        first[lead] = min(first.get(lead, "9"), row["property_createdate"])
    found = ask(folder, "leads", "SELECT lead_id, strftime(created_at, '%Y-%m-%d %H:%M:%S') FROM t")
    assert dict(found) == first


def test_companies_told_four_times_are_counted_once(record: tuple[Path, Imported]) -> None:
    folder, _ = record
    expected = {row["id"]: row["property_name"] for row in table("company")}
    assert dict(ask(folder, "accounts", "SELECT account_id, name FROM t")) == expected
    countries = Counter(row["property_country"] for row in table("company"))
    assert dict(ask(folder, "accounts", "SELECT country, count(*) FROM t GROUP BY 1")) == countries


def test_deals_are_open_opportunities(record: tuple[Path, Imported]) -> None:
    folder, _ = record
    owners = Counter(row["owner_id"] or None for row in table("deal"))
    assert dict(ask(folder, "opportunities", "SELECT owner_id, count(*) FROM t GROUP BY 1")) == owners
    columns = {name for (name,) in ask(folder, "opportunities", "SELECT column_name FROM (DESCRIBE t)")}
    # No deal of the sample has any of these: such columns are not there at all.
    assert not columns & {"amount", "stage", "is_won", "closed_at", "lead_id"}


def test_associations_and_histories_count_as_they_stand(record: tuple[Path, Imported]) -> None:
    folder, _ = record
    pairs = {(row["deal_id"], row["contact_id"]) for row in table("deal_contact")}
    assert set(ask(folder, "opportunity_contacts", "SELECT opportunity_id, lead_id FROM t")) == pairs
    stages = {row["deal_id"]: row["value"] for row in table("deal_stage")}
    query = "SELECT opportunity_id, new_value FROM t WHERE field = 'stage'"
    assert dict(ask(folder, "opportunity_changes", query)) == stages
    others = Counter(row["name"].lower() for row in table("deal_property_history"))
    query = "SELECT field, count(*) FROM t WHERE field <> 'stage' GROUP BY 1"
    assert dict(ask(folder, "opportunity_changes", query)) == others
    contacts = Counter(row["contact_id"] for row in table("contact_property_history"))
    assert dict(ask(folder, "lead_changes", "SELECT lead_id, count(*) FROM t GROUP BY 1")) == contacts
    assert count(folder, "account_changes") == len(table("company_property_history"))


def test_values_before_are_those_of_the_change_before(record: tuple[Path, Imported]) -> None:
    folder, _ = record
    last: dict[tuple[str, str], str] = {}
    expected: Counter[tuple[str, str | None, str]] = Counter()
    for row in sorted(table("company_property_history"), key=lambda row: row["timestamp"]):
        key = (row["company_id"], row["name"])
        expected[row["company_id"], last.get(key), row["value"]] += 1
        last[key] = row["value"]
    found = ask(folder, "account_changes", "SELECT account_id, old_value, new_value FROM t")
    assert Counter(found) == expected


def test_form_submissions_name_their_form(record: tuple[Path, Imported]) -> None:
    folder, _ = record
    names = {row["guid"]: row["name"] for row in table("form")}
    expected = sorted(
        (row["contact_id"], names[row["form_id"]], row["page_url"], row["timestamp"])
        for row in table("contact_form_submission")
    )
    query = (
        "SELECT lead_id, properties ->> 'form', url, strftime(occurred_at, '%Y-%m-%d %H:%M:%S') "
        "FROM t WHERE kind = 'form_submit' ORDER BY 1"
    )
    assert ask(folder, "activities", query) == expected


def test_the_one_call_has_its_contact_and_its_instant(record: tuple[Path, Imported]) -> None:
    folder, _ = record
    (call,), (linked,) = table("engagement_call"), table("engagement_contact")
    query = "SELECT activity_id, lead_id, strftime(occurred_at, '%Y-%m-%d %H:%M:%S.%f') FROM t WHERE kind = 'call'"
    assert ask(folder, "activities", query) == [
        (call["engagement_id"], linked["contact_id"], call["property_hs_timestamp"])
    ]


def test_owners_have_their_primary_team(record: tuple[Path, Imported]) -> None:
    folder, _ = record
    users = {row["owner_id"]: row["email"] for row in table("owner")}
    assert dict(ask(folder, "users", "SELECT user_id, email FROM t")) == users
    teams = {row["id"]: row["name"] for row in table("team")}
    first = {
        row["owner_id"]: teams[row["team_id"]]
        for row in table("owner_team")
        if row["is_team_primary"] == "true"
    }
    found = dict(ask(folder, "users", "SELECT user_id, team FROM t WHERE team IS NOT NULL"))
    assert first.items() <= found.items()


def test_what_has_no_place_is_said_row_by_row(record: tuple[Path, Imported]) -> None:
    _, said = record
    events = table("email_event")
    known = {"OPEN", "CLICK", "SENT", "BOUNCE", "STATUSCHANGE", "SPAMREPORT", "FORWARD"}
    steps = sum(row["type"] not in known for row in events)
    ids = {row["id"] for row in events}
    told: Counter[str] = Counter()
    for what, _, number in said.reviewed.not_used:
        told[what] += number
    assert told == {
        "e-mail event": steps,
        "click in an e-mail": sum(row["id"] not in ids for row in table("email_event_click")),
        "change of an e-mail subscription": sum(
            row["id"] not in ids for row in table("email_event_status_change")
        ),
        "task": len(table("engagement_task")),
    }
    aside: Counter[str] = Counter()
    for file, _, number, _ in said.reviewed.set_aside:
        aside[file] += number
    # The sample has no contact for these: their addresses and associations are not in it. A meeting is an activity and a meeting.
    assert aside == {
        "email_event_data.csv": len(events) - steps,
        "engagement_meeting_data.csv": 2 * len(table("engagement_meeting")),
        "engagement_communication_data.csv": 1,
        "engagement_email_data.csv": 1,
        "engagement_note_data.csv": 1,
    }
