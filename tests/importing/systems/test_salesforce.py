"""Salesforce's exports (Data Loader, reports) and Fivetran's and Airbyte's tables of it, as rows of the record."""

from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.importing.systems.conftest import Journeys

Make = Callable[..., Journeys]

LEADS = """\
Id,CreatedDate,FirstName,LastName,Email,Company,Title,LeadSource,Status,OwnerId,IsConverted,ConvertedDate,ConvertedContactId,ConvertedAccountId,\
ConvertedOpportunityId,HasOptedOutOfEmail,Region__c
00Q1G00000nDnM5UAK,2024-01-02T09:00:00.000Z,Ada,Okafor,ada@mill.example,Mill Ltd,VP,Web,Closed - Converted,0051G000005MreQQAS,true,2024-01-20,\
0031G00001QtDPlQAN,0011G00000tLWKnQAO,0061G00000N38JZQAZ,false,North
00Q1G00000nDnM6UAK,2024-01-03T09:00:00.000Z,Bo,Lind,bo@sea.example,Sea AB,,Event,Unqualified,00G1G000000abcdUAA,false,,,,,true,
"""
CONTACTS = """\
Id,AccountId,CreatedDate,FirstName,LastName,Email,Title,OwnerId,MailingCountry,LeadSource
0031G00001QtDPlQAN,0011G00000tLWKnQAO,2024-01-20T10:15:00.000Z,Ada,Okafor,ada@mill.example,VP Sales,0051G000005MreQQAS,UK,Web
0031G00001QtDPmQAN,0011G00000tLWKnQAO,2023-12-20T10:15:00.000Z,Cy,Day,cy@mill.example,,0051G000005MreQQAS,UK,
"""
ACCOUNTS = """\
Id,Name,Website,Industry,NumberOfEmployees,AnnualRevenue,BillingCountry,OwnerId,CreatedDate
0011G00000tLWKnQAO,Mill Ltd,http://www.mill.example/,Textiles,900,5000000,UK,0051G000005MreQQAS,2024-01-20T10:15:00.000Z
"""
OPPORTUNITIES = """\
Id,AccountId,Name,StageName,Amount,CloseDate,IsClosed,IsWon,CreatedDate,OwnerId,Type,LeadSource,CampaignId
0061G00000N38JZQAZ,0011G00000tLWKnQAO,Mill big,Closed Won,12000,2024-03-01,true,true,2024-01-20T10:15:00.000Z,0051G000005MreQQAS,New Business,Web,
0061G00000N38JaQAZ,0011G00000tLWKnQAO,Mill more,Negotiation,500,2024-12-01,false,false,2024-02-20T10:15:00.000Z,0051G000005MreQQAS,Existing Customer - Upgrade,,
0061G00000N38JbQAZ,0011G00000tLWKnQAO,Mill lost,Closed Lost,700,2024-03-05,true,false,2024-02-21T10:15:00.000Z,0051G000005MreQQAS,Renewal,,
"""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def eighteen(fifteen: str) -> str:
    """The 18-character form of an id, as Salesforce describes it: three blocks of five, a bit for each capital."""
    blocks = (fifteen[0:5], fifteen[5:10], fifteen[10:15])
    sums = (sum(1 << place for place, letter in enumerate(block) if "A" <= letter <= "Z") for block in blocks)
    return fifteen + "".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[value] for value in sums)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=2)
@given(tails=st.lists(st.from_regex(r"\A[0-9A-Za-z]{12}\Z"), min_size=40, max_size=40))
def test_ids_of_both_forms_are_one(journeys: Make, tails: list[str]) -> None:
    made = journeys("salesforce")
    ids = [
        "00Q1G00000nDnM5",
        *(prefix + tail for prefix, tail in zip(["00Q", "003", "a0B", "701"] * 10, tails, strict=True)),
    ]
    found = made.connection.execute(
        "SELECT list_transform(?::VARCHAR[], lambda id: salesforce_id(id))", [ids]
    ).fetchall()
    assert found == [([eighteen(id) for id in ids],)]
    again = made.connection.execute(
        "SELECT list_transform(?::VARCHAR[], lambda id: salesforce_id(id))", found[0]
    ).fetchall()
    assert again == found
    assert eighteen("00Q1G00000nDnM5") == "00Q1G00000nDnM5UAK"


@pytest.mark.parametrize(
    "name", ["Bartholomew Doe", "Ana Lopez", "rQhle3uwQbFgFmLTF1WByg==", "ana@us.example"]
)
def test_names_are_no_ids(journeys: Make, name: str) -> None:
    assert journeys("salesforce").connection.execute("SELECT salesforce_id(?)", [name]).fetchall() == [
        (name,)
    ]


def test_a_conversion_is_one_journey(journeys: Make) -> None:
    made = journeys(
        "salesforce", leads=LEADS, contacts=CONTACTS, accounts=ACCOUNTS, opportunities=OPPORTUNITIES
    )
    assert made.rows("lead_aliases", "alias_id", "lead_id") == [("0031G00001QtDPlQAN", "00Q1G00000nDnM5UAK")]
    assert made.rows("leads", "lead_id", "email", "stage", "account_id", "company", "do_not_contact") == [
        ("0031G00001QtDPlQAN", "ada@mill.example", None, "0011G00000tLWKnQAO", "Mill Ltd", None),
        ("0031G00001QtDPmQAN", "cy@mill.example", None, "0011G00000tLWKnQAO", "Mill Ltd", None),
        (
            "00Q1G00000nDnM5UAK",
            "ada@mill.example",
            "Closed - Converted",
            "0011G00000tLWKnQAO",
            "Mill Ltd",
            False,
        ),
        ("00Q1G00000nDnM6UAK", "bo@sea.example", "Unqualified", None, "Sea AB", True),
    ]
    assert made.one("leads", lead_id="00Q1G00000nDnM5UAK")["extras"] == {
        "region": "North",
        "is_converted": "true",
    }
    assert made.rows("opportunities", "opportunity_id", "lead_id", "type", "closed_at", "is_won") == [
        ("0061G00000N38JZQAZ", "00Q1G00000nDnM5UAK", "new", at("2024-03-01"), True),
        ("0061G00000N38JaQAZ", None, "expansion", None, None),
        ("0061G00000N38JbQAZ", None, "renewal", at("2024-03-05"), False),
    ]
    assert made.one("accounts", account_id="0011G00000tLWKnQAO")["domain"] == "mill.example"
    assert made.rows("queues", "user_id", "name") == [("00G1G000000abcdUAA", None)]


def test_the_instant_of_a_conversion_comes_of_the_opportunity_it_made(journeys: Make) -> None:
    made = journeys("salesforce", leads=LEADS, opportunities=OPPORTUNITIES)
    assert made.rows("lead_changes", "lead_id", "field", "changed_at", "new_value") == [
        ("00Q1G00000nDnM5UAK", "decision", at("2024-01-20 10:15"), "accepted"),
        ("00Q1G00000nDnM5UAK", "stage", at("2024-01-20 10:15"), "Closed - Converted"),
    ]


def test_no_instant_of_a_conversion_is_invented(journeys: Make) -> None:
    earlier = OPPORTUNITIES.replace(
        "2024-01-20T10:15", "2024-01-10T10:15"
    )  # the lead was added to an opportunity that was there before
    assert journeys("salesforce", leads=LEADS, opportunities=earlier).rows("lead_changes") == []
    assert journeys("salesforce", leads=LEADS, contacts=CONTACTS).rows("lead_changes") == []


LEAD_HISTORY = """\
Id,LeadId,Field,OldValue,NewValue,CreatedDate,CreatedById,IsDeleted
1,00Q1G00000nDnM5,created,,,2024-01-02T09:00:00.000Z,0051G000005MreQQAS,false
2,00Q1G00000nDnM5,Status,New,Working - Contacted,2024-01-04T09:00:00.000Z,0051G000005MreQQAS,false
3,00Q1G00000nDnM5,Owner,Inbound,Ana Lopez,2024-01-03T09:00:00.000Z,0051G000005MreQQAS,false
4,00Q1G00000nDnM5,Owner,00G1G000000abcdUAA,0051G000005MreQQAS,2024-01-03T09:00:00.000Z,0051G000005MreQQAS,false
5,00Q1G00000nDnM5,leadConverted,,,2024-01-20T10:14:59.000Z,0051G000005MreQQAS,false
6,00Q1G00000nDnM6,Status,New,Unqualified,2024-01-05T09:00:00.000Z,0051G000005MreQQAS,false
7,00Q1G00000nDnM6,Region__c,,South,2024-01-05T09:00:00.000Z,0051G000005MreQQAS,false
8,00Q1G00000nDnM6,Status,New,Odd,2024-01-05T10:00:00.000Z,0051G000005MreQQAS,true
"""


def test_lead_history_tells_stages_owners_decisions_and_the_conversion(journeys: Make) -> None:
    made = journeys("salesforce", leads=LEADS, opportunities=OPPORTUNITIES, lead_history=LEAD_HISTORY)
    assert made.rows("lead_changes", "lead_id", "field", "changed_at", "old_value", "new_value") == [
        ("00Q1G00000nDnM5UAK", "decision", at("2024-01-04 09:00"), None, "accepted"),
        (
            "00Q1G00000nDnM5UAK",
            "owner_id",
            at("2024-01-03 09:00"),
            "00G1G000000abcdUAA",
            "0051G000005MreQQAS",
        ),
        ("00Q1G00000nDnM5UAK", "stage", at("2024-01-04 09:00"), "New", "Working - Contacted"),
        ("00Q1G00000nDnM5UAK", "stage", at("2024-01-20 10:14:59"), None, "Closed - Converted"),
        ("00Q1G00000nDnM6UAK", "decision", at("2024-01-05 09:00"), None, "disqualified"),
        ("00Q1G00000nDnM6UAK", "region", at("2024-01-05 09:00"), None, "South"),
        ("00Q1G00000nDnM6UAK", "stage", at("2024-01-05 09:00"), "New", "Unqualified"),
    ]
    assert made.rows("not_used", "what", "reason", "__line") == [
        ("lead history", "an event of the record, not a change of a field: created", 2),
        ("lead history", "deleted in the source", 9),
    ]


def test_a_report_of_lead_history(journeys: Make) -> None:
    made = journeys(
        "salesforce",
        leads="""\
Lead ID,First Name,Last Name,Company / Account,Lead Owner,Lead Status,Created Date,Unqualified Reason
00Q1G00000nDnM6,Bo,Lind,Sea AB,Ana Lopez,Unqualified,2024-01-03 09:00,No budget
""",
        lead_history="""\
Lead ID,Field / Event,Old Value,New Value,Edit Date,Edited By
00Q1G00000nDnM6,Lead Status,New,Unqualified,2024-01-05 09:00,Ana Lopez
""",
    )
    assert made.rows("leads", "lead_id", "owner_id", "company") == [
        ("00Q1G00000nDnM6UAK", "Ana Lopez", "Sea AB")
    ]
    assert made.rows("lead_changes", "field", "new_value", "changed_by") == [
        ("decision", "disqualified", "Ana Lopez"),
        ("disqualification_reason", "No budget", "Ana Lopez"),
        ("stage", "Unqualified", "Ana Lopez"),
    ]


def test_leads_that_became_one_contact_are_one(journeys: Make) -> None:
    made = journeys(
        "salesforce",
        leads="""\
Id,CreatedDate,LastName,Company,Status,IsConverted,ConvertedContactId
00Qa,2024-02-01 09:00:00,Day,Mill,Qualified,true,003x
00Qb,2024-01-01 09:00:00,Day,Mill,Qualified,true,003x
""",
    )
    assert made.rows("lead_aliases", "alias_id", "lead_id") == [("003x", "00Qb"), ("00Qa", "00Qb")]


def test_closing_comes_of_the_stages_history(journeys: Make) -> None:
    made = journeys(
        "salesforce",
        opportunities=OPPORTUNITIES,
        opportunity_history="""\
Id,OpportunityId,StageName,Amount,CloseDate,CreatedDate,CreatedById
1,0061G00000N38JZQAZ,Prospecting,10000,2024-03-31,2024-01-20T10:15:00.000Z,0051G000005MreQQAS
2,0061G00000N38JZQAZ,Prospecting,12000,2024-03-31,2024-02-01T10:15:00.000Z,0051G000005MreQQAS
3,0061G00000N38JZQAZ,Closed Won,12000,2024-03-01,2024-03-02T16:20:00.000Z,0051G000005MreQQAS
4,0061G00000N38JaQAZ,Closed Lost,500,2024-03-01,2024-03-02T16:20:00.000Z,0051G000005MreQQAS
5,0061G00000N38JaQAZ,Negotiation,500,2024-12-01,2024-03-09T16:20:00.000Z,0051G000005MreQQAS
""",
        opportunity_field_history="""\
Id,OpportunityId,Field,OldValue,NewValue,CreatedDate,CreatedById
1,0061G00000N38JbQAZ,StageName,Prospecting,Closed Lost,2024-03-04T11:00:00.000Z,0051G000005MreQQAS
2,0061G00000N38JbQAZ,Amount,900,700,2024-03-04T11:00:00.000Z,0051G000005MreQQAS
3,0061G00000N38JZQAZ,StageName,Prospecting,Closed Won,2024-03-02T16:20:01.000Z,0051G000005MreQQAS
""",
    )
    assert made.rows("opportunities", "opportunity_id", "closed_at", "is_won") == [
        ("0061G00000N38JZQAZ", at("2024-03-02 16:20"), True),
        ("0061G00000N38JaQAZ", None, None),
        ("0061G00000N38JbQAZ", at("2024-03-04 11:00"), False),
    ]
    changes = made.rows(
        "opportunity_changes", "field", "opportunity_id", "changed_at", "old_value", "new_value"
    )
    assert [row[1:] for row in changes if row[0] == "stage"] == [
        ("0061G00000N38JZQAZ", at("2024-01-20 10:15"), None, "Prospecting"),
        ("0061G00000N38JZQAZ", at("2024-03-02 16:20"), "Prospecting", "Closed Won"),
        ("0061G00000N38JaQAZ", at("2024-03-02 16:20"), None, "Closed Lost"),
        ("0061G00000N38JaQAZ", at("2024-03-09 16:20"), "Closed Lost", "Negotiation"),
        ("0061G00000N38JbQAZ", at("2024-03-04 11:00"), "Prospecting", "Closed Lost"),
    ]
    others = made.rows("opportunity_changes", "field", "old_value", "new_value")
    assert [row for row in others if row[0] != "stage"] == [
        ("amount", "10000.00", "12000.00"),
        ("amount", "900", "700"),
        ("close_date", "2024-03-01", "2024-12-01"),
        ("close_date", "2024-03-31", "2024-03-01"),
    ]


def test_stages_of_reports_are_judged_by_the_list_of_stages(journeys: Make) -> None:
    made = journeys(
        "salesforce",
        opportunities="""\
Opportunity ID,Opportunity Name,Stage,Amount,Close Date,Created Date,Opportunity Owner,Loss Reason
0061G00000N38JZ,Big,Signed,12000,2024-03-01,2024-01-20 10:15,Ana Lopez,
0061G00000N38Ja,Small,Gone,500,2024-03-01,2024-01-20 10:15,Ana Lopez,Price
0061G00000N38Jb,Open,Talking,500,2024-09-01,2024-01-20 10:15,Ana Lopez,
""",
        opportunity_stages="MasterLabel,ApiName,IsClosed,IsWon\nSigned,Signed,true,true\nGone,Gone,true,false\nTalking,Talking,false,false\n",
    )
    assert made.rows("opportunities", "opportunity_id", "closed_at", "is_won", "lost_reason") == [
        ("0061G00000N38JZQAZ", at("2024-03-01"), True, None),
        ("0061G00000N38JaQAJ", at("2024-03-01"), False, "Price"),
        ("0061G00000N38JbQAJ", None, None, None),
    ]


def test_roles_tell_an_opportunitys_lead(journeys: Make) -> None:
    made = journeys(
        "salesforce",
        opportunities=OPPORTUNITIES,
        opportunity_contact_roles="""\
Id,OpportunityId,ContactId,Role,IsPrimary,CreatedDate,IsDeleted
1,0061G00000N38JaQAZ,0031G00001QtDPmQAN,Decision Maker,true,2024-02-20T10:16:00.000Z,false
2,0061G00000N38JaQAZ,0031G00001QtDPlQAN,User,false,2024-02-20T10:17:00.000Z,false
3,0061G00000N38JbQAZ,0031G00001QtDPlQAN,User,false,2024-02-20T10:17:00.000Z,false
4,0061G00000N38JbQAZ,0031G00001QtDPmQAN,User,true,2024-02-20T10:17:00.000Z,true
""",
    )
    assert made.rows("opportunities", "opportunity_id", "lead_id") == [
        ("0061G00000N38JZQAZ", None),
        ("0061G00000N38JaQAZ", "0031G00001QtDPmQAN"),
        ("0061G00000N38JbQAZ", None),
    ]
    assert made.rows("opportunity_contacts", "opportunity_id", "lead_id", "is_primary") == [
        ("0061G00000N38JaQAZ", "0031G00001QtDPlQAN", False),
        ("0061G00000N38JaQAZ", "0031G00001QtDPmQAN", True),
        ("0061G00000N38JbQAZ", "0031G00001QtDPlQAN", False),
    ]
    assert made.rows("not_used", "what", "reason") == [("contact role", "deleted in the source")]


def test_tasks_that_are_done_are_activities(journeys: Make) -> None:
    made = journeys(
        "salesforce",
        tasks="""\
Id,WhoId,WhatId,OwnerId,Subject,Status,IsClosed,ActivityDate,CompletedDateTime,CreatedDate,Type,TaskSubtype,CallType,CallDisposition,IsDeleted
1,00Q1,,005a,Call,Completed,true,2024-01-04,2024-01-04 10:00:00,2024-01-04 10:00:00,Call,Call,Outbound,No answer,false
2,0031,0061,005a,Call,Completed,true,2024-01-05,,2024-01-05 10:00:00,,Call,Inbound,,false
3,0031,0011,005a,Email: hello,Completed,true,2024-01-05,,2024-01-05 11:00:00,,Email,,,false
4,0031,0061,005a,Later,Not Started,false,2024-09-05,,2024-01-05 11:00:00,,Task,,,false
5,0031,0061,005a,Send deck,Completed,true,2024-01-06,2024-01-06 15:00:00,2024-01-05 11:00:00,,Task,,,false
6,0031,7011,005a,List Email: spring,Completed,true,2024-01-07,2024-01-07 15:00:00,2024-01-07 15:00:00,,ListEmail,,,false
7,0031,,005a,LinkedIn InMail,Completed,true,2024-01-08,,2024-01-01 15:00:00,,Task,,,false
8,0031,,005a,Call,Completed,true,2024-01-08,,2024-01-01 15:00:00,,Call,Internal,,false
9,0031,,005a,Call,Completed,true,2024-01-08,,2024-01-01 15:00:00,,Call,,,true
10,,0061,005a,Demo,Completed,true,2024-01-08,2024-01-08 10:00:00,2024-01-08 15:00:00,Product Demo,Task,,,false
""",
    )
    assert made.rows(
        "activities", "activity_id", "lead_id", "kind", "side", "occurred_at", "opportunity_id", "account_id"
    ) == [
        ("1", "00Q1", "call", "sales", at("2024-01-04 10:00"), None, None),
        ("10", None, "demo", "sales", at("2024-01-08 10:00"), "0061", None),
        ("2", "0031", "call_inbound", "prospect", at("2024-01-05 10:00"), "0061", None),
        ("3", "0031", "email_sent", "sales", at("2024-01-05 11:00"), None, "0011"),
        ("5", "0031", "task", "sales", at("2024-01-06 15:00"), "0061", None),
        ("6", "0031", "email_sent", "sales", at("2024-01-07 15:00"), None, None),
        ("7", "0031", "social_message", "sales", at("2024-01-08 00:00"), None, None),
    ]
    assert made.one("activities", activity_id="6")["campaign_id"] == "7011"
    assert made.one("activities", activity_id="6")["automated"] is True
    assert made.one("activities", activity_id="1")["outcome"] == "No answer"
    assert made.rows("not_used", "what", "reason", "__line") == [
        ("task", "a call among colleagues", 9),
        ("task", "deleted in the source", 10),
        ("task", "planned, not done", 5),
    ]


def test_events_are_meetings_and_once_over_activities(journeys: Make) -> None:
    made = journeys(
        "salesforce",
        events="""\
Id,WhoId,WhatId,OwnerId,Subject,StartDateTime,ActivityDateTime,CreatedDate,Type,IsChild,NoShow__c,IsDeleted
1,00Q1,0061,005a,Intro,2024-01-09 10:00:00,2024-01-09 10:00:00,2024-01-05 10:00:00,Meeting,false,false,false
2,00Q1,,005a,Intro,2024-09-09 10:00:00,2024-09-09 10:00:00,2024-01-05 10:00:00,Meeting,false,false,false
3,00Q1,,005a,Intro,2024-01-10 10:00:00,2024-01-10 10:00:00,2024-01-05 10:00:00,Meeting,false,true,false
4,00Q1,,005b,Intro,2024-01-09 10:00:00,2024-01-09 10:00:00,2024-01-05 10:00:00,Meeting,true,false,false
5,00Q1,,005a,Canceled: Intro,,2024-01-11 10:00:00,2024-01-05 10:00:00,Demo,false,false,false
6,00Q1,,005a,Talked,,2024-01-11 10:00:00,2024-01-12 10:00:00,Call,false,false,false
""",
    )
    assert made.rows("meetings", "meeting_id", "booked_at", "starts_at", "status", "opportunity_id") == [
        ("1", at("2024-01-05 10:00"), at("2024-01-09 10:00"), None, "0061"),
        ("2", at("2024-01-05 10:00"), at("2024-09-09 10:00"), "booked", None),
        ("3", at("2024-01-05 10:00"), at("2024-01-10 10:00"), "no-show", None),
        ("5", at("2024-01-05 10:00"), at("2024-01-11 10:00"), "cancelled", None),
        ("6", at("2024-01-11 10:00"), at("2024-01-11 10:00"), None, None),
    ]
    assert made.rows("activities", "activity_id", "kind") == [("1", "meeting"), ("6", "call")]
    assert made.rows("not_used", "reason") == ["an invitee's copy of another event"]


def test_a_report_of_activities_holds_tasks_and_events(journeys: Make) -> None:
    made = journeys(
        "salesforce",
        tasks="""\
Activity ID,Subject,Date,Start,Status,Task,Assigned,Lead ID,Contact ID,Created Date,Activity Type
00T1,Call,2024-01-04,,Completed,1,Ana Lopez,00Q1,,2024-01-04 10:00,Call
00U1,Intro,2024-01-09,2024-01-09 10:00,,0,Ana Lopez,,0031,2024-01-05 10:00,Meeting
""",
    )
    assert made.rows("activities", "activity_id", "lead_id", "kind", "user_id") == [
        ("00T1", "00Q1", "call", "Ana Lopez"),
        ("00U1", "0031", "meeting", "Ana Lopez"),
    ]
    assert made.rows("meetings", "meeting_id", "starts_at") == [("00U1", at("2024-01-09 10:00"))]


def test_email_messages_beside_their_tasks(journeys: Make) -> None:
    made = journeys(
        "salesforce",
        leads=LEADS,
        tasks="Id,WhoId,OwnerId,Subject,Status,IsClosed,CreatedDate,TaskSubtype\n00T1,00Q1,005a,Email: Re: hello,Completed,true,2024-01-05 11:00:00,Email\n",
        email_messages="""\
Id,ActivityId,RelatedToId,Incoming,Status,MessageDate,FromAddress,ToAddress,Subject,CreatedById
02s1,00T1,,true,3,2024-01-05 11:00:00,ada@mill.example,ana@us.example,Re: hello,005a
02s2,,0061,true,3,2024-01-06 11:00:00,Ada <ADA@mill.example>,ana@us.example,Re: price,005a
02s3,,,false,3,2024-01-07 11:00:00,ana@us.example,bo@sea.example; x@y.example,Price,005a
02s4,,,false,5,2024-01-07 11:00:00,ana@us.example,bo@sea.example,Draft,005a
""",
    )
    assert made.rows("activities", "activity_id", "lead_id", "kind", "user_id", "opportunity_id") == [
        ("00T1", "00Q1", "email_reply", "005a", None),
        ("02s2", "00Q1G00000nDnM5UAK", "email_reply", None, "0061"),
        ("02s3", "00Q1G00000nDnM6UAK", "email_sent", "005a", None),
    ]
    assert made.rows("not_used", "reason", "__line") == [
        ("a draft, not sent", 5),
        ("its task says the same", 2),
    ]


def test_members_of_campaigns(journeys: Make) -> None:
    made = journeys(
        "salesforce",
        campaigns="""\
Id,Name,Type,Status,StartDate,EndDate,IsActive,ActualCost
7011,Spring fair,Trade Show,Completed,2024-01-01,2024-01-02,false,9000
7012,Slow nurture,Email,In Progress,2024-01-01,,true,
""",
        campaign_members="""\
Id,CampaignId,LeadId,ContactId,Status,HasResponded,FirstRespondedDate,CreatedDate
00v1,7011,00Q1,,Attended,true,2024-01-02,2024-01-02 15:00:00
00v2,7011,00Q2,0032,Attended,true,2024-01-05,2024-01-02 15:00:00
00v3,7011,,0033,Invited,false,,2024-01-02 15:00:00
00v4,7012,,0033,Sent,false,,2024-01-02 15:00:00
""",
    )
    assert made.rows(
        "activities", "activity_id", "lead_id", "kind", "occurred_at", "campaign_id", "outcome"
    ) == [
        ("00v1", "00Q1", "campaign_response", at("2024-01-02 15:00"), "7011", "Attended"),
        ("00v2", "00Q2", "campaign_response", at("2024-01-05 00:00"), "7011", "Attended"),
    ]
    assert made.rows("programs", "program_id", "active") == [("7012", True)]
    assert made.rows("enrollments", "lead_id", "program_id", "entered_at") == [
        ("0033", "7012", at("2024-01-02 15:00"))
    ]
    assert made.rows("not_used", "what", "reason", "__line") == [
        ("campaign member", "a member who has not responded", 4)
    ]
    assert made.one("campaigns", campaign_id="7011")["extras"]["actual_cost"] == "9000.00"
    assert made.rows("spend") == []


def test_users_roles_and_queues(journeys: Make) -> None:
    made = journeys(
        "salesforce",
        users="""\
Id,Name,Email,Username,IsActive,ManagerId,UserRoleId,TimeZoneSidKey
0051G000005MreQ,Ana Lopez,ana@us.example,ana@us.example,true,0051G000005MreRQAS,00E1,America/New_York
""",
        user_roles="Id,Name,ParentRoleId\n00E1,SDR,\n",
        groups="Id,Name,Type,DeveloperName\n00G1,Inbound,Queue,inbound\n00G2,Everybody,Regular,all\n",
    )
    assert made.rows("users", "user_id", "name", "team", "manager_id", "timezone", "active") == [
        (eighteen("0051G000005MreQ"), "Ana Lopez", "SDR", "0051G000005MreRQAS", "America/New_York", True)
    ]
    assert made.rows("queues", "user_id", "name") == [("00G1", "Inbound"), ("Inbound", "Inbound")]
    assert made.rows("not_used", "reason") == ["a group that owns nothing"]


def test_versions_of_fivetran_tell_changes(journeys: Make) -> None:
    made = journeys(
        "salesforce",
        lead_versions="""\
id,_fivetran_start,_fivetran_end,_fivetran_active,created_date,last_name,company,status,owner_id,is_converted,converted_contact_id
00Q1,2024-01-02 09:00:00,2024-01-03 09:00:00,false,2024-01-02 09:00:00,Day,Mill,New,00G1,false,
00Q1,2024-01-03 09:00:00,2024-01-09 09:00:00,false,2024-01-02 09:00:00,Day,Mill,Working,005a,false,
00Q1,2024-01-09 09:00:00,9999-12-31 23:59:59,true,2024-01-02 09:00:00,Day,Mill,Converted,005a,true,0031
""",
        opportunity_versions="""\
id,_fivetran_start,_fivetran_end,_fivetran_active,created_date,stage_name,amount,close_date,is_closed,is_won
0061,2024-01-09 09:00:00,2024-02-09 09:00:00,false,2024-01-09 09:00:00,Talking,100,2024-03-01,false,false
0061,2024-02-09 09:00:00,9999-12-31 23:59:59,true,2024-01-09 09:00:00,Signed,90,2024-02-09,true,true
""",
    )
    assert made.rows("leads", "lead_id", "stage", "owner_id") == [("00Q1", "Converted", "005a")]
    changes = [
        row
        for row in made.rows("lead_changes", "field", "changed_at", "old_value", "new_value")
        if row[0] != "is_converted"
    ]
    assert changes == [
        ("decision", at("2024-01-03 09:00"), None, "accepted"),
        ("owner_id", at("2024-01-03 09:00"), "00G1", "005a"),
        ("stage", at("2024-01-03 09:00"), "New", "Working"),
        ("stage", at("2024-01-09 09:00"), "Working", "Converted"),
    ]
    assert made.rows("opportunities", "stage", "closed_at", "is_won") == [
        ("Signed", at("2024-02-09 09:00"), True)
    ]
    assert made.rows("opportunity_changes", "field", "old_value", "new_value") == [
        ("amount", "100.00", "90.00"),
        ("close_date", "2024-03-01", "2024-02-09"),
        ("stage", "Talking", "Signed"),
    ]


def test_what_is_deleted_or_superseded_is_named(journeys: Make) -> None:
    made = journeys(
        "salesforce",
        contacts=CONTACTS.replace("LeadSource\n", "LeadSource,IsDeleted,MasterRecordId\n").replace(
            ",Web\n", ",Web,true,0031G00001QtDPmQAN\n"
        ),
        opportunities="""\
id,stage_name,close_date,created_date,is_deleted,_fivetran_active
0061,Talking,2024-01-01,2024-01-01 00:00:00,true,true
0062,Talking,2024-01-01,2024-01-01 00:00:00,false,false
""",
    )
    assert made.rows("leads", "lead_id") == ["0031G00001QtDPmQAN"]
    assert made.rows("lead_aliases", "alias_id", "lead_id") == [("0031G00001QtDPlQAN", "0031G00001QtDPmQAN")]
    assert made.rows("opportunities") == []
    assert made.rows("not_used", "what", "reason") == [
        ("contact", "deleted in the source"),
        ("opportunity", "deleted in the source"),
        ("opportunity", "no longer active in the source: an older version, or deleted"),
    ]


def test_nothing_comes_of_nothing(journeys: Make) -> None:
    made = journeys("salesforce")
    assert {table for table in made.tables() if made.rows(table)} == set()
