"""Pipedrive's exports, of the app and of the API, become the record."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.importing.systems.as_csv import as_csv

Made = Callable[..., Any]
NOON = "2026-03-02 12:00:00"
LATER = "2026-03-04 08:00:00"


@pytest.fixture
def made(journeys: Made) -> Made:
    """What Pipedrive's SQL makes of exports given as rows."""
    return lambda **exports: journeys("pipedrive", **{name: as_csv(rows) for name, rows in exports.items()})


def of_api() -> dict[str, list[dict[str, object]]]:
    return {
        "persons": [
            {
                "id": "7",
                "name": "Ada Brook",
                "email": json.dumps(
                    [
                        {"value": "x@brook.example", "primary": False},
                        {"value": "ada@brook.example", "primary": True},
                    ]
                ),
                "phone": json.dumps([{"value": "+44 1", "primary": True}]),
                "org_id": json.dumps({"value": 3, "name": "Brook"}),
                "owner_id": json.dumps({"id": 2, "name": "Kim Oy"}),
                "add_time": NOON,
                "update_time": LATER,
                "active_flag": "true",
            }
        ],
        "organizations": [{"id": "3", "name": "Brook", "add_time": NOON, "people_count": "1"}],
        "deals": [
            {
                "id": "9",
                "title": "Pumps",
                "status": "won",
                "stage_id": "5",
                "pipeline_id": "1",
                "value": "1200",
                "currency": "EUR",
                "person_id": json.dumps({"value": 7, "name": "Ada Brook"}),
                "org_id": "3",
                "user_id": json.dumps({"id": 2}),
                "add_time": NOON,
                "won_time": LATER,
            }
        ],
        "stages": [
            {"id": "5", "name": "Proposal", "pipeline_id": "1"},
            {"id": "4", "name": "Contact made", "pipeline_id": "1"},
        ],
        "pipelines": [{"id": "1", "name": "New business", "url_title": "new"}],
    }


def of_app() -> dict[str, list[dict[str, object]]]:
    return {
        "persons": [
            {
                "Person - ID": "7",
                "Person - Name": "Ada Brook",
                "Person - Email - Work": "ada@brook.example, x@brook.example",
                "Person - Phone - Work": "+44 1",
                "Person - Organization": "Brook",
                "Person - Owner": "Kim Oy",
                "Person - Person created": NOON,
                "Person - Update time": LATER,
            }
        ],
        "organizations": [
            {
                "Organization - ID": "3",
                "Organization - Name": "Brook",
                "Organization - Organization created": NOON,
            }
        ],
        "deals": [
            {
                "Deal - ID": "9",
                "Deal - Title": "Pumps",
                "Deal - Status": "Won",
                "Deal - Stage": "Proposal",
                "Deal - Pipeline": "New business",
                "Deal - Value": "1200",
                "Deal - Currency of Value": "EUR",
                "Deal - Contact person": "Ada Brook",
                "Deal - Organization": "Brook",
                "Deal - Owner": "Kim Oy",
                "Deal - Deal created": NOON,
                "Deal - Won time": LATER,
            }
        ],
    }


def test_the_app_s_export_and_the_api_s_say_the_same(made: Made) -> None:
    app, api = made(**of_app()), made(**of_api())
    leads = (
        "lead_id",
        "email",
        "first_name",
        "last_name",
        "company",
        "phone",
        "account_id",
        "created_at",
        "modified_at",
    )
    assert app.rows("leads", *leads) == api.rows("leads", *leads)
    assert [row[:7] for row in app.rows("leads", *leads)] == [
        ("7", "ada@brook.example", "Ada", "Brook", "Brook", "+44 1", "3")
    ]
    deals = (
        "opportunity_id",
        "lead_id",
        "account_id",
        "stage",
        "pipeline",
        "amount",
        "currency",
        "closed_at",
        "is_won",
    )
    assert app.rows("opportunities", *deals) == api.rows("opportunities", *deals)
    assert app.rows("opportunities", *deals)[0][:5] == ("9", "7", "3", "Proposal", "New business")
    assert (app.rows("leads", "owner_id"), api.rows("leads", "owner_id")) == (["Kim Oy"], ["2"])
    assert app.rows("accounts", "account_id", "name") == api.rows("accounts", "account_id", "name")


def test_two_people_of_one_name_are_not_mistaken_for_each_other(made: Made) -> None:
    rows = of_app()
    rows["persons"].append(rows["persons"][0] | {"Person - ID": "8"})
    assert made(**rows).rows("opportunities", "lead_id") == [None]


def test_an_entry_of_the_inbox_is_its_person(made: Made) -> None:
    entry = {"person_id": "7", "is_archived": "false", "was_seen": "true"}
    found = made(
        **of_api(),
        leads=[
            entry | {"id": "u1", "title": "Pumps?", "source_name": "Webform", "add_time": NOON},
            entry | {"id": "u2", "title": "Pumps!", "source_name": "Chatbot", "add_time": LATER},
            entry | {"id": "u3", "title": "Who?", "person_id": "", "organization_id": "3", "add_time": LATER},
        ],
    )
    assert found.rows("lead_aliases", "alias_id", "lead_id") == [("u1", "7"), ("u2", "7")]
    assert found.rows("leads", "lead_id", "source") == [(None, None), ("7", None), ("7", "Chatbot")]
    reason = "a later one of the same person is kept"
    assert [row["__line"] for row in found.rows("not_used") if row["reason"] == reason] == [2]


def test_what_was_done_is_an_activity_what_is_planned_is_not(made: Made) -> None:
    work = {"subject": "Hello", "person_id": "7", "user_id": "2", "add_time": NOON}
    found = made(
        **of_api(),
        activities=[
            work
            | {
                "id": "1",
                "type": "call",
                "done": "true",
                "marked_as_done_time": LATER,
                "due_date": "2026-03-03",
                "due_time": "10:00",
            },
            work
            | {"id": "2", "type": "call", "done": "false", "due_date": "2026-03-03", "due_time": "10:00"},
            work
            | {
                "id": "3",
                "type": "meeting",
                "done": "true",
                "marked_as_done_time": LATER,
                "due_date": "2026-03-03",
                "due_time": "10:30",
            },
            work
            | {
                "id": "4",
                "type": "Product demo",
                "done": "false",
                "due_date": "2026-03-09",
                "due_time": "09:00:00",
            },
            work | {"id": "5", "type": "task", "done": "true", "due_date": "2026-03-03", "due_time": ""},
        ],
    )
    assert [
        (a, k, str(t), u)
        for a, k, t, u in found.rows("activities", "activity_id", "kind", "occurred_at", "user_id")
    ] == [
        ("1", "call", LATER, "2"),
        ("3", "meeting", "2026-03-03 10:30:00", "2"),
        ("5", "task", "None", "2"),
    ]
    assert [
        (m, str(b), str(s), w)
        for m, b, s, w in found.rows("meetings", "meeting_id", "booked_at", "starts_at", "status")
    ] == [
        ("3", NOON, "2026-03-03 10:30:00", "held"),
        ("4", NOON, "2026-03-09 09:00:00", "booked"),
    ]
    assert ("activity", "planned, not done", 3) in found.rows("not_used", "what", "reason", "__line")


def test_a_deal_s_changes_speak_of_stages_by_name(made: Made) -> None:
    found = made(
        **of_api(),
        deal_changes=[
            {
                "item_id": "9",
                "field_key": "stage_id",
                "old_value": "4",
                "new_value": "5",
                "log_time": NOON,
                "user_id": "2",
            },
            {
                "item_id": "9",
                "field_key": "value",
                "old_value": "5",
                "new_value": "1200",
                "log_time": NOON,
                "user_id": "2",
            },
        ],
        person_changes=[
            {
                "person_id": "7",
                "field_key": "owner_id",
                "old_value": "1",
                "new_value": "2",
                "time": NOON,
                "actor_user_id": "1",
            }
        ],
    )
    assert found.rows("opportunity_changes", "field", "old_value", "new_value", "changed_by") == [
        ("amount", "5", "1200", "2"),
        ("stage", "Contact made", "Proposal", "2"),
    ]
    assert found.rows("lead_changes", "field", "old_value", "new_value") == [("owner_id", "1", "2")]


def test_a_note_on_a_deal_is_on_its_person(made: Made) -> None:
    found = made(
        **of_api(),
        notes=[
            {
                "id": "1",
                "content": "Likes pumps",
                "deal_id": "9",
                "person_id": "",
                "add_time": NOON,
                "user_id": "2",
            }
        ],
    )
    note = found.one("activities", activity_id="note:1")
    assert (note["lead_id"], note["kind"], note["opportunity_id"]) == ("7", "note", "9")


def test_an_open_deal_is_not_closed_and_a_deleted_one_is_listed(made: Made) -> None:
    deal = of_api()["deals"][0]
    found = made(
        deals=[
            deal | {"id": "1", "status": "open", "close_time": LATER},
            deal | {"id": "2", "status": "lost", "lost_time": NOON, "lost_reason": "price"},
            deal | {"id": "3", "status": "deleted"},
        ]
    )
    assert [
        (i, str(c), w, r)
        for i, c, w, r in found.rows("opportunities", "opportunity_id", "closed_at", "is_won", "lost_reason")
    ] == [
        ("1", "None", None, None),
        ("2", NOON, False, "price"),
    ]
    assert found.rows("not_used", "what", "__line") == [("deal", 4)]
