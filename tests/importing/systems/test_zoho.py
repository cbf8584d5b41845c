"""Zoho CRM's exports, of the app and of the API, become the record."""

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
    """What Zoho's SQL makes of exports given as rows."""
    return lambda **exports: journeys("zoho", **{name: as_csv(rows) for name, rows in exports.items()})


APP_LEAD = {
    "Record Id": "zcrm_71",
    "Lead Owner.id": "zcrm_2",
    "Lead Owner": "Kim Oy",
    "Company": "Brook",
    "First Name": "Ada",
    "Last Name": "Brook",
    "Title": "CFO",
    "Email": "ada@brook.example",
    "Mobile": "+44 1",
    "Lead Source": "Web",
    "Lead Status": "Contacted",
    "Created Time": NOON,
    "Modified Time": LATER,
    "Email Opt Out": "false",
    "Rating": "Hot",
}
API_LEAD = {
    "id": "71",
    "Owner": json.dumps({"name": "Kim Oy", "id": "2"}),
    "Company": "Brook",
    "First_Name": "Ada",
    "Last_Name": "Brook",
    "Designation": "CFO",
    "Email": "ada@brook.example",
    "Mobile": "+44 1",
    "Lead_Source": "Web",
    "Lead_Status": "Contacted",
    "Created_Time": NOON,
    "Modified_Time": LATER,
    "Email_Opt_Out": "false",
    "Rating": "Hot",
}


def test_the_app_s_export_and_the_api_s_say_the_same(made: Made) -> None:
    app, api = made(leads=[APP_LEAD]).rows("leads"), made(leads=[API_LEAD]).rows("leads")
    assert app == api
    (lead,) = app
    assert (lead["lead_id"], lead["owner_id"], lead["stage"], lead["title"], lead["phone"]) == (
        "71",
        "2",
        "Contacted",
        "CFO",
        "+44 1",
    )
    assert (lead["do_not_contact"], lead["extras"]) == (False, {"rating": "Hot"})


def test_a_converted_lead_its_contact_and_its_deal_are_one_journey(made: Made) -> None:
    found = made(
        leads=[
            APP_LEAD
            | {
                "Converted Contact.id": "zcrm_81",
                "Converted Account.id": "zcrm_91",
                "Converted Deal.id": "zcrm_95",
                "Converted Date Time": LATER,
            }
        ],
        contacts=[
            {
                "Record Id": "zcrm_81",
                "Contact Owner": "Kim Oy",
                "Last Name": "Brook",
                "Account Name": "Brook Ltd",
                "Created Time": LATER,
            }
        ],
        accounts=[
            {
                "Record Id": "zcrm_91",
                "Account Name": "Brook Ltd",
                "Account Owner": "Kim Oy",
                "Created Time": LATER,
            }
        ],
        deals=[
            {
                "Record Id": "zcrm_95",
                "Deal Name": "Pumps",
                "Account Name": "Brook Ltd",
                "Stage": "Closed Won",
                "Amount": "900",
                "Closing Date": "2026-04-01",
                "Created Time": LATER,
                "Type": "Existing Business",
            }
        ],
    )
    assert found.rows("lead_aliases", "alias_id", "lead_id") == [("81", "71")]
    assert found.rows("leads", "lead_id", "company", "account_id") == [
        ("71", "Brook", "91"),
        ("81", "Brook Ltd", "91"),
    ]
    deal = found.one("opportunities", opportunity_id="95")
    assert (deal["lead_id"], deal["account_id"], deal["type"], deal["is_won"]) == (
        "71",
        "91",
        "expansion",
        True,
    )
    assert str(deal["closed_at"]) == "2026-04-01 00:00:00"
    assert found.rows("opportunity_contacts", "opportunity_id", "lead_id") == [("95", "71")]


def test_stage_history_tells_stages_amounts_and_when_the_deal_closed(made: Made) -> None:
    deal = {"Deal Name.id": "zcrm_95", "Stage Duration (Calendar Days)": "2"}
    found = made(
        deals=[
            {
                "Record Id": "zcrm_95",
                "Deal Name": "Pumps",
                "Stage": "Closed Lost",
                "Closing Date": "2026-06-30",
                "Created Time": NOON,
            }
        ],
        stage_history=[
            deal | {"Stage": "Closed Lost", "Amount": "800", "Modified Time": "2026-03-09 09:00:00"},
            deal | {"Stage": "Qualification", "Amount": "900", "Modified Time": NOON},
            deal | {"Stage": "Qualification", "Amount": "800", "Modified Time": LATER},
        ],
    )
    changes = found.rows("opportunity_changes", "field", "changed_at", "old_value", "new_value")
    assert [(f, str(t), o, n) for f, t, o, n in changes] == [
        ("amount", LATER, "900", "800"),
        ("stage", NOON, None, "Qualification"),
        ("stage", "2026-03-09 09:00:00", "Qualification", "Closed Lost"),
    ]
    lost = found.one("opportunities", opportunity_id="95")
    assert (lost["is_won"], str(lost["closed_at"])) == (False, "2026-03-09 09:00:00")


def test_status_history_is_the_lead_s_stage(made: Made) -> None:
    row = {"Lead Id": "zcrm_71", "Modified By": "Kim Oy"}
    found = made(
        status_history=[
            row | {"Moved To": "New", "Modified Time": NOON},
            row | {"Moved To": "Contacted", "Modified Time": LATER},
        ]
    )
    assert found.rows("lead_changes", "field", "old_value", "new_value", "changed_by") == [
        ("stage", None, "New", "Kim Oy"),
        ("stage", "New", "Contacted", "Kim Oy"),
    ]


def test_calls_tasks_meetings_and_notes_find_whom_they_are_about(made: Made) -> None:
    about_lead = {"Related To.id": "zcrm_71", "Related To": "Ada Brook", "Created Time": NOON}
    about_deal = {"Related To.id": "zcrm_95", "Contact Name": "Bo Li", "Created Time": NOON}
    found = made(
        leads=[APP_LEAD],
        contacts=[
            {
                "Record Id": "zcrm_82",
                "First Name": "Bo",
                "Last Name": "Li",
                "Contact Owner": "Kim Oy",
                "Account Name": "Ox",
            }
        ],
        deals=[
            {"Record Id": "zcrm_95", "Deal Name": "Pumps", "Stage": "Qualification", "Created Time": NOON}
        ],
        calls=[
            about_lead
            | {
                "Record Id": "zcrm_1",
                "Call Type": "Outbound",
                "Call Start Time": LATER,
                "Call Result": "Interested",
                "Call Owner": "Kim Oy",
            },
            about_lead | {"Record Id": "zcrm_2", "Call Type": "Inbound", "Call Start Time": LATER},
            about_lead
            | {
                "Record Id": "zcrm_3",
                "Call Type": "Outbound",
                "Call Start Time": LATER,
                "Call Status": "Scheduled",
            },
            about_deal | {"Record Id": "zcrm_4", "Call Type": "Missed", "Call Start Time": LATER},
        ],
        tasks=[
            about_lead
            | {"Record Id": "zcrm_5", "Subject": "Send deck", "Status": "Completed", "Closed Time": LATER},
            about_lead
            | {"Record Id": "zcrm_6", "Subject": "Ring", "Status": "Not Started", "Due Date": "2026-04-01"},
        ],
        meetings=[
            about_deal
            | {
                "Record Id": "zcrm_7",
                "Title": "Demo",
                "From": LATER,
                "To": LATER,
                "Checked In Status": "Checked In",
                "Host": "Kim Oy",
            },
            about_lead | {"Record Id": "zcrm_8", "Title": "Talk", "From": LATER, "To": LATER},
        ],
        notes=[
            {
                "Record Id": "zcrm_9",
                "Note Content": "Likes pumps",
                "Parent Id": "zcrm_71",
                "Created Time": NOON,
            }
        ],
    )
    assert found.rows(
        "activities", "activity_id", "lead_id", "kind", "direction", "outcome", "opportunity_id"
    ) == [
        ("1", "71", "call", "outbound", "Interested", None),
        ("2", "71", "call_inbound", "inbound", None, None),
        ("4", "82", "call_inbound", "inbound", "missed", "95"),
        ("5", "71", "task", None, None, None),
        ("7", "82", "meeting", None, None, "95"),
        ("9", "71", "note", None, None, None),
    ]
    assert found.rows("meetings", "meeting_id", "lead_id", "status", "user_id") == [
        ("7", "82", "held", "Kim Oy"),
        ("8", "71", "booked", None),
    ]
    assert found.rows("not_used", "what", "reason") == [
        ("call", "planned, not done"),
        ("task", "planned, not done"),
    ]


def test_members_of_campaigns_count_when_they_respond(made: Made) -> None:
    found = made(
        campaigns=[
            {
                "Record Id": "zcrm_5",
                "Campaign Name": "Fair",
                "Type": "Trade Show",
                "Campaign Owner": "Kim Oy",
                "Actual Cost": "100",
            }
        ],
        campaign_members=[
            {
                "Campaign Id": "zcrm_5",
                "Lead Id": "zcrm_71",
                "Member Status": "Responded",
                "Modified Time": NOON,
            },
            {"Campaign Id": "zcrm_5", "Lead Id": "zcrm_72", "Member Status": "Sent", "Modified Time": NOON},
        ],
    )
    assert found.rows("activities", "lead_id", "kind", "campaign_id") == [("71", "campaign_response", "5")]
    assert found.rows("campaigns", "campaign_id", "channel") == [("5", "Trade Show")]
    assert found.rows("not_used", "what", "__line") == [("member of a campaign", 3)]


def test_owners_are_users_by_the_names_beside_their_ids(made: Made) -> None:
    for lead in (APP_LEAD, API_LEAD):
        assert made(leads=[lead, lead]).rows("users", "user_id", "name") == [("2", "Kim Oy")]


def test_users_have_roles_by_name(made: Made) -> None:
    found = made(
        users=[
            {
                "id": "2",
                "full_name": "Kim Oy",
                "email": "kim@x.example",
                "role": json.dumps({"name": "AE", "id": "9"}),
                "status": "active",
            }
        ]
    )
    user = found.one("users", user_id="2")
    assert (user["name"], user["active"], user["extras"]) == ("Kim Oy", True, {"role": "AE"})
