"""Pardot's exports become the record: prospects, what they do, lists, lifecycle, opportunities."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.importing.systems.as_csv import as_csv

Made = Callable[..., Any]
NOON = "2026-03-02 12:00:00"


@pytest.fixture
def made(journeys: Made) -> Made:
    """What Pardot's SQL makes of exports given as rows."""
    return lambda **exports: journeys("pardot", **{name: as_csv(rows) for name, rows in exports.items()})


def activity(id_: str, **given: object) -> dict[str, object]:
    return {"id": id_, "created_at": NOON, "prospect_id": "7", **given}


def test_a_prospect_of_the_app_and_one_of_the_api_are_the_same_lead(made: Made) -> None:
    app = {
        "Id": "7",
        "Email": "ada@brook.example",
        "First Name": "Ada",
        "Job Title": "CFO",
        "Score": "120",
        "Grade": "A-",
        "Created Date": NOON,
        "Opted Out": "false",
        "Do Not Email": "true",
        "Assigned User": "Kim Oy",
        "Industry": "Retail",
        "CRM Contact FID": "0037",
    }
    api = {
        "id": "7",
        "email": "ada@brook.example",
        "firstName": "Ada",
        "jobTitle": "CFO",
        "score": "120",
        "grade": "A-",
        "createdAt": NOON,
        "optedOut": "false",
        "isDoNotEmail": "true",
        "assignedToId": "Kim Oy",
        "industry": "Retail",
        "salesforceContactId": "0037",
    }
    of_app, of_api = made(prospects=[app]), made(prospects=[api])
    row = of_app.one("leads", lead_id="7")
    assert (row["first_name"], row["title"], row["owner_id"], row["do_not_contact"]) == (
        "Ada",
        "CFO",
        "Kim Oy",
        True,
    )
    assert row["extras"] == {
        "industry": "Retail",
        "pardot_score": "120.00",
        "pardot_grade": "A-",
        "crm_id": "0037",
    }
    assert of_app.rows("lead_aliases", "alias_id", "lead_id") == [("0037", "7")]
    for table in ("leads", "lead_aliases"):
        assert of_app.rows(table) == of_api.rows(table)


def test_activities_go_by_number_and_by_name(made: Made) -> None:
    found = made(
        visitor_activities=[
            activity("a", type="6", type_name="Email", list_email_id="9"),
            activity("b", type="6", type_name="Email", email_id="3"),
            activity("c", type="11", type_name="Email", list_email_id="9"),
            activity("d", type="1", type_name="Email Tracker", list_email_id="9"),
            activity("e", type="1", type_name="Custom Redirect", custom_redirect_id="4"),
            activity("f", type="4", type_name="Form", form_id="5", details="Talk to sales"),
            activity("g", type="2", type_name="File", file_id="6"),
            activity("h", type="2", type_name="Landing Page", landing_page_id="8"),
            activity("i", type="Attended Webinar", visitor_id="1"),
            activity("j", type="99", type_name="Moonshine", visitor_id="1"),
        ]
    )
    assert found.rows("activities", "activity_id", "kind", "side", "automated") == [
        ("a", "email_sent", "marketing", True),
        ("b", "email_sent", None, None),
        ("c", "email_open", "prospect", False),
        ("d", "email_click", "prospect", False),
        ("e", "link_click", "prospect", False),
        ("f", "form_submit", "prospect", False),
        ("g", "content_download", "prospect", False),
        ("h", "page_view", "prospect", False),
        ("i", "webinar_attended", "prospect", False),
        ("j", "moonshine", None, None),
    ]
    assert json.loads(found.one("activities", activity_id="f")["properties"])["form"] == "Talk to sales"


def test_an_anonymous_visitor_s_activities_are_the_prospect_s_that_it_became(made: Made) -> None:
    found = made(
        visitors=[
            {"id": "1", "prospect_id": "7", "hostname": "h", "page_view_count": "2"},
            {"id": "2", "prospect_id": "", "hostname": "h", "page_view_count": "2"},
        ],
        visitor_activities=[
            activity("a", prospect_id="", visitor_id="1", type="20"),
            activity("b", prospect_id="", visitor_id="2", type="20"),
        ],
        page_views=[
            {"id": "4", "visitor_id": "2", "created_at": NOON, "url": "/"},
            {"id": "5", "visitor_id": "1", "created_at": NOON, "url": "https://brook.example/pricing"},
        ],
    )
    assert found.rows("activities", "activity_id", "lead_id", "kind", "url") == [
        ("a", "7", "visit", None),
        ("page:5", "7", "page_view", "https://brook.example/pricing"),
    ]
    unknown = [row for row in found.rows("not_used") if row["reason"] == "of a visitor whom nobody knows"]
    assert [(row["what"], row["__line"]) for row in unknown] == [("activity: visit", 3), ("page view", 2)]


def test_every_type_has_exactly_one_place(made: Made) -> None:
    rows = [activity(str(i), type=str(i), visitor_id="1") for i in range(1, 41)]
    found = made(visitor_activities=rows)
    lines = [row["__line"] for table in ("activities", "not_used") for row in found.rows(table)]
    assert sorted(lines) == list(range(2, 42))
    assert {row["__line"] - 1 for row in found.rows("not_used")} == {8, 9, 10, 18, 19, 38}


def test_the_lifecycle_is_the_stage(made: Made) -> None:
    found = made(
        prospects=[{"id": "7", "created_at": NOON, "grade": "A"}],
        lifecycle_stages=[
            {"id": "1", "name": "Visitor", "position": "1"},
            {"id": "2", "name": "MQL", "position": "2"},
        ],
        lifecycle_histories=[
            {
                "id": "1",
                "prospect_id": "7",
                "previous_stage_id": "",
                "next_stage_id": "1",
                "created_at": NOON,
            },
            {
                "id": "2",
                "prospect_id": "7",
                "previous_stage_id": "1",
                "next_stage_id": "2",
                "created_at": "2026-03-05 12:00:00",
            },
        ],
    )
    assert found.rows("lead_changes", "field", "old_value", "new_value") == [
        ("stage", None, "Visitor"),
        ("stage", "Visitor", "MQL"),
    ]
    assert found.rows("leads", "stage") == ["MQL"]


def test_lists_are_programs_and_opting_out_is_leaving(made: Made) -> None:
    later = "2026-04-01 09:00:00"
    found = made(
        lists=[{"id": "1", "name": "Warm up", "is_dynamic": "false"}],
        list_memberships=[
            {
                "id": "1",
                "list_id": "1",
                "prospect_id": "7",
                "opted_out": "false",
                "created_at": NOON,
                "updated_at": later,
            },
            {
                "id": "2",
                "list_id": "1",
                "prospect_id": "8",
                "opted_out": "true",
                "created_at": NOON,
                "updated_at": later,
            },
        ],
    )
    assert found.rows("programs", "program_id", "name") == [("1", "Warm up")]
    stays = found.rows("enrollments", "lead_id", "program_id", "left_at")
    assert [(lead, program, str(left)) for lead, program, left in stays] == [
        ("7", "1", "None"),
        ("8", "1", later),
    ]


def test_an_open_opportunity_is_not_closed_though_it_has_a_date(made: Made) -> None:
    base = {"created_at": NOON, "closed_at": "2026-09-01 00:00:00", "value": "1000", "probability": "50"}
    found = made(
        opportunities=[
            base | {"id": "1", "status": "Open", "type": "New Business"},
            base | {"id": "2", "status": "Won", "type": "Renewal"},
            base | {"id": "3", "status": "Lost", "type": "Upsell", "_fivetran_deleted": "true"},
            base | {"id": "4", "status": "Lost", "type": "Upsell", "_fivetran_deleted": "false"},
        ],
        opportunity_prospects=[{"opportunity_id": "1", "prospect_id": "7"}],
    )
    assert [
        (i, t, w, c is not None)
        for i, t, w, c in found.rows("opportunities", "opportunity_id", "type", "is_won", "closed_at")
    ] == [("1", "new", None, False), ("2", "renewal", True, True), ("4", "expansion", False, True)]
    assert found.rows("not_used", "what", "reason", "__line") == [("opportunity", "deleted in the source", 4)]
    assert found.rows("opportunity_contacts", "opportunity_id", "lead_id") == [("1", "7")]
