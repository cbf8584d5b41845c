"""Marketo's tables as Fivetran lays them out, imported with nothing said, held against counts made with nothing but csv."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from handfast.importing.exports import Imported
from tests.real.imported import SHARED, ask, count, imported, rows

MARKETO = SHARED / "fivetran" / "marketo"
pytestmark = pytest.mark.skipif(not MARKETO.exists(), reason="the data is not on this machine")

KINDS = {
    "click_email": "email_click",
    "open_email": "email_open",
    "email_bounced": "email_bounced",
    "email_delivered": "email_delivered",
    "unsubscribe_email": "unsubscribe",
    "send_email": "email_sent",
}


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Imported]]:
    """The record of all of the folder's files, and what was said of the import."""
    folder = tmp_path_factory.mktemp("marketo")
    yield folder, imported(folder, MARKETO)


def table(name: str) -> list[dict[str, str]]:
    return list(rows(MARKETO / f"marketo_{name}_data.csv"))


def happened(kind: str) -> list[dict[str, str]]:
    return [row for row in table(f"activity_{kind}") if row.get("action_result") != "skipped"]


def survivors() -> dict[str, str]:
    """Each merged lead with the lead that it is in the end."""
    into = {
        merged: row["lead_id"]
        for row in table("activity_merge_leads")
        for merged in row["merge_ids"].strip("[]").replace(" ", "").split(",")
        if merged and merged != row["lead_id"]
    }
    found = {}
    for lead in into:
        end = lead
        while end in into:
            end = into[end]
        found[lead] = end
    return found


def test_every_lead_that_is_neither_deleted_nor_merged_is_one(record: tuple[Path, Imported]) -> None:
    folder, _ = record
    gone = {row["lead_id"] for row in table("activity_delete_lead")}
    merged = survivors()
    leads = {merged.get(row["id"], row["id"]): row["email"] for row in table("lead") if row["id"] not in gone}
    assert dict(ask(folder, "leads", "SELECT lead_id, email FROM t")) == leads


def test_activities_by_kind_with_their_leads(record: tuple[Path, Imported]) -> None:
    folder, _ = record
    merged = survivors()
    for kind, name in KINDS.items():
        expected = {row["id"]: merged.get(row["lead_id"], row["lead_id"]) for row in happened(kind)}
        assert (
            dict(ask(folder, "activities", f"SELECT activity_id, lead_id FROM t WHERE kind = '{name}'"))
            == expected
        )
    assert count(folder, "activities") == sum(len(happened(kind)) for kind in KINDS)


def test_what_was_sent_is_marketing_s_automated_and_a_campaign_s(record: tuple[Path, Imported]) -> None:
    folder, _ = record
    sent = len(happened("send_email"))
    assert count(folder, "activities", "kind = 'email_sent' AND side = 'marketing' AND automated") == sent
    programs = {row["id"]: row["program_id"] for row in table("campaign")}
    expected = Counter(
        programs.get(row["campaign_id"]) or f"smart:{row['campaign_id']}" for row in happened("send_email")
    )
    query = "SELECT campaign_id, count(*) FROM t WHERE kind = 'email_sent' GROUP BY 1"
    assert dict(ask(folder, "activities", query)) == expected


def test_links_and_instants_are_as_they_stand(record: tuple[Path, Imported]) -> None:
    folder, _ = record
    expected = sorted(
        (row["id"], row["link"] or row["primary_attribute_value"], row["activity_date"])
        for row in happened("click_email")
    )
    query = "SELECT activity_id, url, strftime(occurred_at, '%Y-%m-%d %H:%M:%S.000') FROM t WHERE kind = 'email_click' ORDER BY 1"
    assert ask(folder, "activities", query) == expected


def test_data_values_are_changes_of_fields(record: tuple[Path, Imported]) -> None:
    folder, _ = record
    changes = table("activity_change_data_value")
    expected = Counter((row["old_value"] or None, row["new_value"] or None) for row in changes)
    told = ask(folder, "lead_changes", "SELECT old_value, new_value, count(*) FROM t GROUP BY 1, 2")
    assert {(old, new): number for old, new, number in told} == expected
    scores = sum(row["primary_attribute_value"] == "Demographic Score Marketing" for row in changes)
    assert count(folder, "lead_changes", "field = 'demographic_score_marketing'") == scores


def test_programs_are_campaigns_and_engagement_programs_nurture(record: tuple[Path, Imported]) -> None:
    folder, _ = record
    programs, smart = table("program"), table("campaign")
    loose = {f"smart:{row['id']}" for row in smart if not row["program_id"]}
    channels = {row["id"]: row["channel"] for row in programs} | dict.fromkeys(loose)
    assert dict(ask(folder, "campaigns", "SELECT campaign_id, channel FROM t")) == channels
    nurture = sum(row["type"] == "Engagement" for row in programs)
    assert count(folder, "programs") == nurture


def test_nothing_is_set_aside_and_what_is_not_used_is_said(record: tuple[Path, Imported]) -> None:
    _, said = record
    assert said.reviewed.set_aside == ()
    skipped = len(table("activity_send_email")) - len(happened("send_email"))
    without = sum(not row["merge_ids"] for row in table("activity_merge_leads"))
    parts = sum(bool(row["program_id"]) for row in table("campaign"))
    told = Counter({what: number for what, _, number in said.reviewed.not_used})
    assert told == {
        "smart campaign": parts,
        "a deletion": len(table("activity_delete_lead")),
        "activity: send email": skipped,
        "activity: merge leads": without,
    }
