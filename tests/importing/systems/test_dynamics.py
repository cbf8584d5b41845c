"""Dynamics 365's sheets and tables become the record: labels or numbers, names or ids."""

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
    """What Dynamics' SQL makes of exports given as rows."""
    return lambda **exports: journeys("dynamics", **{name: as_csv(rows) for name, rows in exports.items()})


def guid(number: int) -> str:
    return f"{number:08x}-0000-4000-8000-000000000000"


TABLE_LEAD = {
    "leadid": guid(0xA7).upper(),
    "firstname": "Ada",
    "lastname": "Brook",
    "subject": "Pumps",
    "jobtitle": "CFO",
    "companyname": "Brook",
    "emailaddress1": "ada@brook.example",
    "telephone1": "+44 1",
    "address1_country": "GB",
    "leadsourcecode": "8",
    "statecode": "0",
    "statuscode": "2",
    "_ownerid_value": guid(2),
    "createdon": NOON,
    "modifiedon": LATER,
    "donotemail": "false",
}
SHEET_LEAD = {
    "(Do Not Modify) Lead": "{" + guid(0xA7) + "}",
    "(Do Not Modify) Row Checksum": "x",
    "(Do Not Modify) Modified On": LATER,
    "Topic": "Pumps",
    "First Name": "Ada",
    "Last Name": "Brook",
    "Job Title": "CFO",
    "Company Name": "Brook",
    "Email": "ada@brook.example",
    "Business Phone": "+44 1",
    "Country/Region": "GB",
    "Lead Source": "Web",
    "Status": "Open",
    "Status Reason": "Contacted",
    "Owner": guid(2),
    "Created On": NOON,
    "Do not allow Emails": "Allow",
}


def test_sheets_with_labels_and_tables_with_numbers_say_the_same(made: Made) -> None:
    sheet, table = made(leads=[SHEET_LEAD]).rows("leads"), made(leads=[TABLE_LEAD]).rows("leads")
    assert sheet == table
    (lead,) = sheet
    assert (lead["lead_id"], lead["stage"], lead["source"], lead["owner_id"], lead["do_not_contact"]) == (
        guid(0xA7),
        "Contacted",
        "Web",
        guid(2),
        False,
    )
    assert lead["extras"] == {"topic": "Pumps", "lead_state": "Open"}


def test_a_qualified_lead_is_its_contact_and_its_opportunity_s(made: Made) -> None:
    found = made(
        leads=[
            TABLE_LEAD
            | {
                "statecode": "1",
                "statuscode": "3",
                "_qualifyingopportunityid_value": guid(5),
                "_parentcontactid_value": guid(8),
            }
        ],
        contacts=[
            {
                "contactid": guid(8),
                "fullname": "Ada Brook",
                "_originatingleadid_value": guid(0xA7),
                "_parentcustomerid_value": guid(9),
                "createdon": LATER,
                "statecode": "0",
            }
        ],
        accounts=[{"accountid": guid(9), "name": "Brook", "industrycode": "7", "statecode": "0"}],
        currencies=[{"transactioncurrencyid": guid(1), "isocurrencycode": "GBP", "currencyname": "Pound"}],
        opportunities=[
            {
                "opportunityid": guid(5),
                "name": "Pumps",
                "_originatingleadid_value": guid(0xA7),
                "_customerid_value": guid(9),
                "estimatedvalue": "1000",
                "actualvalue": "900",
                "actualclosedate": "2026-05-01",
                "statecode": "1",
                "statuscode": "3",
                "salesstage": "3",
                "_transactioncurrencyid_value": guid(1),
                "createdon": LATER,
            }
        ],
    )
    assert found.rows("lead_aliases", "alias_id", "lead_id") == [(guid(0xA7), guid(8)), (guid(0xA7), guid(8))]
    assert found.rows("opportunity_contacts", "opportunity_id", "lead_id") == [(guid(5), guid(0xA7))]
    deal = found.one("opportunities", opportunity_id=guid(5))
    assert (deal["lead_id"], deal["account_id"], deal["stage"], deal["is_won"]) == (
        guid(0xA7),
        guid(9),
        "Close",
        True,
    )
    assert (str(deal["amount"]), deal["currency"], str(deal["closed_at"])[:10]) == (
        "900.00",
        "GBP",
        "2026-05-01",
    )
    assert found.rows("accounts", "industry") == ["Consulting"]


def test_activities_by_number_and_by_label(made: Made) -> None:
    about = {
        "subject": "Hello",
        "createdon": NOON,
        "_ownerid_value": guid(2),
        "_regardingobjectid_value": guid(0xA7),
    }
    by_name = {"Subject": "Hello", "Created On": NOON, "Owner": "Kim Oy", "Regarding": "Ada Brook"}
    found = made(
        leads=[TABLE_LEAD],
        phone_calls=[
            about
            | {
                "activityid": guid(11),
                "directioncode": "true",
                "statecode": "1",
                "statuscode": "2",
                "actualend": LATER,
            },
            about
            | {
                "activityid": guid(12),
                "directioncode": "false",
                "statecode": "1",
                "statuscode": "4",
                "actualend": LATER,
            },
            about
            | {
                "activityid": guid(13),
                "directioncode": "true",
                "statecode": "0",
                "statuscode": "1",
                "scheduledend": LATER,
            },
            by_name
            | {
                "(Do Not Modify) Phone Call": guid(14),
                "Direction": "Outgoing",
                "Activity Status": "Completed",
                "Status Reason": "Made",
                "Actual End": LATER,
            },
        ],
        emails=[
            about
            | {
                "activityid": guid(21),
                "directioncode": "true",
                "statecode": "1",
                "statuscode": "3",
                "senton": LATER,
                "sender": "k@x",
            },
            about
            | {
                "activityid": guid(22),
                "directioncode": "false",
                "statecode": "1",
                "statuscode": "4",
                "senton": LATER,
                "sender": "a@x",
            },
            about
            | {
                "activityid": guid(23),
                "directioncode": "true",
                "statecode": "0",
                "statuscode": "1",
                "sender": "k@x",
            },
        ],
        tasks=[
            about
            | {
                "activityid": guid(31),
                "statecode": "1",
                "statuscode": "5",
                "actualend": LATER,
                "percentcomplete": "100",
            }
        ],
        appointments=[
            about
            | {
                "activityid": guid(41),
                "subject": "Demo",
                "statecode": "1",
                "statuscode": "3",
                "scheduledstart": LATER,
                "location": "x",
            },
            about
            | {
                "activityid": guid(42),
                "statecode": "3",
                "statuscode": "5",
                "scheduledstart": LATER,
                "location": "x",
            },
            about
            | {
                "activityid": guid(43),
                "statecode": "2",
                "statuscode": "4",
                "scheduledstart": LATER,
                "location": "x",
            },
        ],
    )
    assert found.rows("activities", "activity_id", "lead_id", "kind", "side", "user_id") == [
        (guid(11), guid(0xA7), "call", "sales", guid(2)),
        (guid(12), guid(0xA7), "call_inbound", "prospect", guid(2)),
        (guid(14), guid(0xA7), "call", "sales", "Kim Oy"),
        (guid(21), guid(0xA7), "email_sent", None, guid(2)),
        (guid(22), guid(0xA7), "email_reply", "prospect", guid(2)),
        (guid(31), guid(0xA7), "task", "sales", guid(2)),
        (guid(41), guid(0xA7), "demo", "sales", guid(2)),
    ]
    assert found.rows("meetings", "meeting_id", "status") == [
        (guid(41), "held"),
        (guid(42), "booked"),
        (guid(43), "cancelled"),
    ]
    assert found.rows("not_used", "what", "reason") == [
        ("email", "planned, not done"),
        ("phonecall", "planned, not done"),
    ]


def test_where_no_column_says_what_is_done_the_actual_end_does(made: Made) -> None:
    call = {"subject": "Hello", "_regardingobjectid_value": guid(7), "regardingobjecttypecode": "lead"}
    found = made(
        phone_calls=[
            call | {"activityid": guid(1), "actualend": LATER},
            call | {"activityid": guid(2), "actualend": "", "scheduledend": LATER},
        ]
    )
    assert found.rows("activities", "activity_id", "lead_id") == [(guid(1), guid(7))]
    assert found.rows("not_used", "what", "__line") == [("phonecall", 3)]


def test_work_on_an_opportunity_is_with_its_buyer(made: Made) -> None:
    found = made(
        opportunities=[
            {
                "opportunityid": guid(5),
                "name": "Pumps",
                "_parentcontactid_value": guid(8),
                "statecode": "0",
                "estimatedvalue": "5",
            }
        ],
        tasks=[
            {
                "activityid": guid(31),
                "subject": "Send offer",
                "_regardingobjectid_value": guid(5),
                "statecode": "1",
                "actualend": NOON,
                "percentcomplete": "100",
            }
        ],
    )
    assert found.rows("activities", "lead_id", "opportunity_id") == [(guid(8), guid(5))]


def test_the_audit_tells_stages_owners_and_decisions(made: Made) -> None:
    changes = {
        "changedAttributes": [
            {"logicalName": "statecode", "oldValue": "0", "newValue": "2"},
            {"logicalName": "statuscode", "oldValue": "2", "newValue": "5"},
            {
                "logicalName": "ownerid",
                "oldValue": f"systemuser,{guid(2)}",
                "newValue": f"systemuser,{guid(3)}",
            },
        ]
    }
    entry = {"userid": guid(2), "createdon": LATER, "operation": "2"}
    found = made(
        leads=[TABLE_LEAD],
        audits=[
            entry
            | {
                "auditid": "1",
                "objectid": guid(0xA7),
                "objecttypecode": "lead",
                "changedata": json.dumps(changes),
            },
            entry
            | {
                "auditid": "2",
                "objectid": guid(99),
                "objecttypecode": "product",
                "changedata": json.dumps(changes),
            },
        ],
    )
    assert found.rows("lead_changes", "field", "old_value", "new_value", "changed_by") == [
        ("decision", None, "disqualified", guid(2)),
        ("disqualification_reason", None, "Cannot Contact", guid(2)),
        ("lead_state", "Open", "Disqualified", guid(2)),
        ("owner_id", guid(2), guid(3), guid(2)),
        ("stage", "Contacted", "Cannot Contact", guid(2)),
    ]
    assert found.rows("not_used", "what", "__line") == [("audit entry", 3)]


def test_the_audit_as_a_sheet_and_when_a_deal_closed(made: Made) -> None:
    row = {"Record": guid(5), "Entity": "Opportunity", "Changed By": "Kim Oy", "Event": "Update"}
    found = made(
        opportunities=[
            {
                "(Do Not Modify) Opportunity": guid(5),
                "Topic": "Pumps",
                "Status": "Lost",
                "Status Reason": "Out-Sold",
                "Actual Close Date": "2026-03-05",
                "Est. Revenue": "100",
                "Pipeline Phase": "2-Develop",
            }
        ],
        audits=[
            row
            | {
                "Changed Date": NOON,
                "Changed Field": "Pipeline Phase",
                "Old Value": "1-Qualify",
                "New Value": "2-Develop",
            },
            row
            | {"Changed Date": LATER, "Changed Field": "Status", "Old Value": "Open", "New Value": "Lost"},
        ],
    )
    assert found.rows("opportunity_changes", "field", "old_value", "new_value") == [
        ("stage", "1-Qualify", "2-Develop"),
        ("state", "Open", "Lost"),
    ]
    lost = found.one("opportunities", opportunity_id=guid(5))
    assert (lost["stage"], lost["lost_reason"], str(lost["closed_at"])) == ("2-Develop", "Out-Sold", LATER)


def test_teams_are_queues_and_responses_are_the_prospect_s(made: Made) -> None:
    found = made(
        leads=[TABLE_LEAD],
        teams=[{"teamid": guid(70), "name": "Inside sales", "teamtype": "0"}],
        campaigns=[{"campaignid": guid(80), "name": "Fair", "typecode": "3", "proposedstart": "2026-02-01"}],
        campaign_responses=[
            {
                "activityid": guid(90),
                "Regarding": "Fair",
                "Email": "ADA@brook.example",
                "responsecode": "1",
                "receivedon": NOON,
            }
        ],
        users=[
            {
                "systemuserid": guid(2),
                "fullname": "Kim Oy",
                "internalemailaddress": "kim@x.example",
                "isdisabled": "false",
            }
        ],
    )
    assert found.rows("queues", "user_id", "name") == [
        (guid(70), "Inside sales"),
        ("Inside sales", "Inside sales"),
    ]
    assert found.rows("activities", "lead_id", "kind", "campaign_id", "outcome") == [
        (guid(0xA7), "campaign_response", guid(80), "Interested")
    ]
    assert found.rows("campaigns", "channel") == ["Event"]
    assert found.rows("users", "name", "active") == [("Kim Oy", True)]
