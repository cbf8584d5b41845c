"""Salesforce's tables as Fivetran lays them out, imported with nothing said, held against counts made with nothing but csv."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from handfast.importing.exports import Imported
from tests.real.imported import SHARED, ask, count, imported, rows

SALESFORCE = SHARED / "fivetran" / "salesforce"
pytestmark = pytest.mark.skipif(not SALESFORCE.exists(), reason="the data is not on this machine")


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Imported]]:
    """The record of all of the folder's files, and what was said of the import."""
    folder = tmp_path_factory.mktemp("salesforce")
    yield folder, imported(folder, SALESFORCE)


def table(name: str) -> list[dict[str, str]]:
    return list(rows(SALESFORCE / f"sf_{name}_data.csv"))


def stands(row: dict[str, str]) -> bool:
    """Whether a row is neither deleted nor superseded."""
    gone = (row.get("is_deleted", ""), row.get("_fivetran_deleted", ""))
    return "true" not in map(str.lower, gone) and row.get("_fivetran_active", "").lower() != "false"


def test_every_table_is_taken_for_what_it_is(record: tuple[Path, Imported]) -> None:
    _, said = record
    taken = {
        use.label.removeprefix("sf_").removesuffix("_data.csv"): use.object and use.object.name
        for use in said.reviewed.mapping.tables
    }
    assert taken == {
        "account": "accounts",
        "account_history": "account_versions",
        "contact": "contacts",
        "contact_history": "contact_versions",
        "event": "events",
        "lead": "leads",
        "opportunity": "opportunities",
        "opportunity_history": "opportunity_versions",
        "opportunity_line_item": None,
        "order": None,
        "product_2": None,
        "task": "tasks",
        "user": "users",
        "user_role": "user_roles",
    }


def test_leads_and_contacts_without_a_lead_are_leads(record: tuple[Path, Imported]) -> None:
    folder, _ = record
    alias = {row["converted_contact_id"]: row["id"] for row in table("lead") if row["converted_contact_id"]}
    standing = [row["id"] for row in (*table("lead"), *table("contact")) if stands(row)]
    expected = {alias.get(id, id) for id in standing}
    assert {lead for (lead,) in ask(folder, "leads", "SELECT lead_id FROM t")} == expected
    (lead,) = table("lead")
    assert ask(folder, "leads", f"SELECT email, stage, owner_id FROM t WHERE lead_id = '{lead['id']}'") == [
        (lead["email"], lead["status"], lead["owner_id"])
    ]


def test_a_conversion_without_its_opportunity_has_no_instant(record: tuple[Path, Imported]) -> None:
    folder, _ = record
    (lead,) = table("lead")
    assert lead["is_converted"] == "TRUE" and not lead["converted_opportunity_id"]
    assert not (folder / "lead_changes.parquet").exists()


def test_deleted_rows_are_named_and_nowhere_else(record: tuple[Path, Imported]) -> None:
    folder, said = record
    accounts = {row["id"] for row in table("account") if stands(row)}
    assert {account for (account,) in ask(folder, "accounts", "SELECT account_id FROM t")} == accounts
    assert not any(map(stands, table("opportunity")))
    assert not (folder / "opportunities.parquet").exists()
    told: Counter[str] = Counter()
    for what, _, number in said.reviewed.not_used:
        told[what] += number
    gone = {
        name: sum(not stands(row) for row in table(name))
        for name in ("account", "opportunity", "task", "event")
    }
    assert told == Counter({name: number for name, number in gone.items() if number})
    assert said.reviewed.set_aside == ()


def test_tasks_that_are_done_and_events_are_activities(record: tuple[Path, Imported]) -> None:
    folder, _ = record
    done = [row for row in table("task") if stands(row) and row["is_closed"] == "TRUE"]
    events = [row for row in table("event") if stands(row) and row["is_child"] == "FALSE"]
    alias = {row["converted_contact_id"]: row["id"] for row in table("lead") if row["converted_contact_id"]}
    expected = {row["id"]: alias.get(row["who_id"], row["who_id"]) for row in (*done, *events)}
    assert dict(ask(folder, "activities", "SELECT activity_id, lead_id FROM t")) == expected
    calls = sum(row["type"] == "Call" for row in events)
    assert count(folder, "activities", "kind = 'call'") == calls
    assert count(folder, "activities", "kind = 'task'") == len(done)


def test_events_are_meetings(record: tuple[Path, Imported]) -> None:
    folder, _ = record
    events = [row for row in table("event") if stands(row) and row["is_child"] == "FALSE"]
    expected = {row["id"]: row["start_date_time"] for row in events}
    query = "SELECT meeting_id, strftime(starts_at, '%Y-%m-%d %H:%M:%S') FROM t"
    assert dict(ask(folder, "meetings", query)) == expected


def test_what_a_task_is_about_shows_by_its_id(record: tuple[Path, Imported]) -> None:
    folder, _ = record
    about = {row["id"]: row["what_id"] for row in table("task") if row["what_id"].startswith("006")}
    query = "SELECT activity_id, opportunity_id FROM t WHERE kind = 'task' AND opportunity_id IS NOT NULL"
    assert dict(ask(folder, "activities", query)) == about


def test_users_are_listed_whether_or_not_they_are_still_there(record: tuple[Path, Imported]) -> None:
    folder, _ = record
    listed = {row["id"]: row["name"] for row in table("user")}
    assert dict(ask(folder, "users", "SELECT user_id, name FROM t WHERE name IS NOT NULL")) == listed
    active = {row["id"] for row in table("user") if stands(row) and row["is_active"] == "true"}
    assert {user for (user,) in ask(folder, "users", "SELECT user_id FROM t WHERE active")} == active
