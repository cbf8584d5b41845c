"""HubSpot's exports and Fivetran's and Airbyte's tables of it, as rows of the record."""

from collections.abc import Callable
from datetime import datetime

from tests.importing.systems.conftest import Journeys

Make = Callable[..., Journeys]

CONTACTS = """\
Record ID,First Name,Last Name,Email,Company Name,Job Title,Phone Number,Country/Region,Contact owner,Lifecycle Stage,Lead Status,Original Source,\
Original Source Drill-Down 1,Create Date,Became a Lead Date,Became a Marketing Qualified Lead Date,Became a Customer Date,Unsubscribed from all email,\
Primary Associated Company ID,Shoe size,Last Contacted
101,Ada,Okafor,Ada@Mill.example,Mill Ltd,VP Sales,+44 20 1,UK,Ana Lopez,Marketing Qualified Lead,Open,Organic Search,pricing,2024-01-02 09:00,2024-01-02 09:00,\
2024-01-05 10:30,,false,9001,43,2024-01-06 08:00
102,Bo,Lind,bo@mill.example,Mill Ltd,,,Sweden,Bo Ek,Customer,,Offline Sources,IMPORT,2024-01-03 09:00,2024-01-03 09:00,2024-01-03 09:00,2024-03-01 12:00,true,,,
"""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_contacts_are_leads(journeys: Make) -> None:
    made = journeys("hubspot", contacts=CONTACTS)
    ada = made.one("leads", lead_id="101")
    assert (ada["email"], ada["title"], ada["company"], ada["country"]) == (
        "Ada@Mill.example",
        "VP Sales",
        "Mill Ltd",
        "UK",
    )
    assert (ada["owner_id"], ada["stage"], ada["account_id"], ada["do_not_contact"]) == (
        "Ana Lopez",
        "Marketing Qualified Lead",
        "9001",
        False,
    )
    assert (ada["source"], ada["origin"]) == ("Organic Search", "inbound")
    assert ada["extras"] == {
        "lead_status": "Open", "source_detail_1": "pricing", "shoe_size": "43", "last_contacted": "2024-01-06 08:00"
    }  # fmt: skip
    bo = made.one("leads", lead_id="102")
    assert (bo["source"], bo["origin"], bo["do_not_contact"]) == ("Offline Sources", None, True)
    assert made.rows("activities") == []  # a contact's `Last Contacted` is no activity


def test_dates_of_stages_are_stage_history(journeys: Make) -> None:
    made = journeys("hubspot", contacts=CONTACTS)
    assert made.rows("lead_changes", "lead_id", "field", "changed_at", "old_value", "new_value") == [
        ("101", "stage", at("2024-01-02 09:00"), None, "Lead"),
        ("101", "stage", at("2024-01-05 10:30"), None, "Marketing Qualified Lead"),
        ("102", "stage", at("2024-01-03 09:00"), None, "Lead"),
        ("102", "stage", at("2024-01-03 09:00"), "Lead", "Marketing Qualified Lead"),
        ("102", "stage", at("2024-03-01 12:00"), None, "Customer"),
    ]


def test_two_families_of_one_entry_are_one(journeys: Make) -> None:
    made = journeys(
        "hubspot",
        contacts="""\
id,property_email,property_hs_lifecyclestage_salesqualifiedlead_date,property_hs_v_2_date_entered_salesqualifiedlead,property_hs_v_2_date_entered_current_stage
7,cy@x.example,2024-02-01 10:00:00,2024-02-01 10:00:31,2024-02-01 10:00:31
8,di@x.example,2024-02-01 10:00:00,2024-04-01 08:00:00,2024-04-01 08:00:00
""",
    )
    assert made.rows("lead_changes", "lead_id", "changed_at", "new_value") == [
        ("7", at("2024-02-01 10:00"), "Sales Qualified Lead"),
        ("8", at("2024-02-01 10:00"), "Sales Qualified Lead"),
        ("8", at("2024-04-01 08:00"), "Sales Qualified Lead"),
    ]


def test_history_of_properties_goes_before_dates(journeys: Make) -> None:
    made = journeys(
        "hubspot",
        contacts=CONTACTS,
        contact_history="""\
contact_id,name,value,timestamp,source,source_id
101,lifecyclestage,lead,2024-01-02 09:00:12,FORM,
101,lifecyclestage,marketingqualifiedlead,2024-01-05 10:30:44,CRM_UI,userId:55
101,hubspot_owner_id,9,2024-01-05 11:00:00,CRM_UI,userId:55
101,hubspot_owner_id,,2024-01-07 11:00:00,CRM_UI,userId:56
101,jobtitle,VP Sales,2024-01-02 09:00:12,FORM,
""",
    )
    changes = made.rows(
        "lead_changes", "lead_id", "field", "changed_at", "old_value", "new_value", "changed_by"
    )
    assert [row[1:] for row in changes if row[0] == "101"] == [
        ("owner_id", at("2024-01-05 11:00"), None, "9", "55"),
        ("owner_id", at("2024-01-07 11:00"), "9", None, "56"),
        ("stage", at("2024-01-02 09:00:12"), None, "Lead", None),
        ("stage", at("2024-01-05 10:30:44"), "Lead", "Marketing Qualified Lead", "55"),
        ("title", at("2024-01-02 09:00:12"), None, "VP Sales", None),
    ]
    assert {row["lead_id"] for row in made.rows("lead_changes")} == {"101", "102"}  # 102 still has its dates


def test_lead_status_decides_and_so_then_do_stages(journeys: Make) -> None:
    made = journeys(
        "hubspot",
        contact_history="""\
Contact ID,Property name,Property value,Change date,Changed by
1,hs_lead_status,NEW,2024-01-01 09:00:00,
1,hs_lead_status,ATTEMPTED_TO_CONTACT,2024-01-02 09:00:00,Ana Lopez
1,hs_lead_status,CONNECTED,2024-01-03 09:00:00,Ana Lopez
1,hs_lead_status,BAD_TIMING,2024-01-04 09:00:00,Ana Lopez
2,lifecyclestage,marketingqualifiedlead,2024-01-01 09:00:00,
2,lifecyclestage,salesqualifiedlead,2024-01-05 09:00:00,
2,lifecyclestage,lead,2024-02-05 09:00:00,
3,hs_lead_status,UNQUALIFIED,2024-01-09 09:00:00,Bo Ek
""",
    )
    decisions = [
        row for row in made.rows("lead_changes") if row["field"] in ("decision", "disqualification_reason")
    ]
    assert sorted(
        (row["lead_id"], row["field"], row["changed_at"].day, row["new_value"], row["changed_by"])
        for row in decisions
    ) == [
        ("1", "decision", 2, "accepted", "Ana Lopez"),
        ("1", "decision", 4, "disqualified", "Ana Lopez"),
        ("1", "disqualification_reason", 4, "Bad Timing", "Ana Lopez"),
        ("2", "decision", 5, "accepted", None),
        ("2", "decision", 5, "recycled", None),
        ("3", "decision", 9, "disqualified", "Bo Ek"),
    ]


def test_stages_alone_leave_decisions_to_the_agreement(journeys: Make) -> None:
    made = journeys("hubspot", contacts=CONTACTS)
    assert {row["field"] for row in made.rows("lead_changes")} == {"stage"}


def test_the_lead_object_disqualifies_with_a_reason(journeys: Make) -> None:
    made = journeys(
        "hubspot",
        leads="""\
Record ID,Lead Name,Lead Stage,Disqualification Reason,Associated Contact IDs,Date entered 'Attempting (Lead pipeline)',\
Date entered 'Disqualified (Lead pipeline)'
5,Ada Okafor,Disqualified,No budget,101,2024-01-06 08:00:00,2024-01-08 08:00:00
6,Bo Lind,New,,102,,
""",
    )
    assert made.rows("lead_changes", "lead_id", "field", "changed_at", "new_value") == [
        ("101", "decision", at("2024-01-06 08:00"), "accepted"),
        ("101", "decision", at("2024-01-08 08:00"), "disqualified"),
        ("101", "disqualification_reason", at("2024-01-08 08:00"), "No budget"),
    ]
    assert made.rows("not_used", "what", "__line") == [("lead", 3)]


def test_stages_of_the_lead_object_go_by_their_pipeline(journeys: Make) -> None:
    made = journeys(
        "hubspot",
        contacts=CONTACTS,
        leads="""\
id,properties_hs_lead_name,properties_hs_associated_contact_email,properties_hs_pipeline_stage,\
properties_hs_v2_date_entered_attempting_stage_id_71,properties_hs_v2_date_entered_4711
5,Ada,ada@mill.example,4711,2024-01-06 08:00:00,2024-01-08 08:00:00
""",
        pipeline_stages="stage_id,label,pipeline_id,is_closed\n4711,Disqualified,p1,true\n",
    )
    decisions = [
        row for row in made.rows("lead_changes", "field", "lead_id", "new_value") if row[0] == "decision"
    ]
    assert decisions[:2] == [("decision", "101", "accepted"), ("decision", "101", "disqualified")]


def test_merged_contacts_are_one_lead(journeys: Make) -> None:
    made = journeys(
        "hubspot",
        contacts="""\
id,email,createdate,hs_merged_object_ids,hs_calculated_merged_vids,archived
1,a@x.example,2024-01-01 00:00:00,2;3,2:1589000000000;4:1589000000001,false
2,b@x.example,2024-01-02 00:00:00,,,false
5,c@x.example,2024-01-02 00:00:00,,,true
""",
        contact_merges="canonical_vid,vid_to_merge\n1,6\n",
    )
    assert made.rows("leads", "lead_id") == ["1", "2"]
    assert made.rows("lead_aliases", "alias_id", "lead_id") == [
        ("2", "1"),
        ("3", "1"),
        ("4", "1"),
        ("6", "1"),
    ]
    assert made.rows("not_used", "what", "reason", "__line") == [("contact", "deleted in the source", 4)]


DEALS = """\
Record ID,Deal Name,Pipeline,Deal Stage,Amount,Close Date,Create Date,Deal owner,Deal Type,Closed Lost Reason,Associated Contact IDs,Associated Company IDs,\
"Date entered 'Appointment Scheduled (Sales Pipeline)'","Date entered 'Closed Won (Sales Pipeline)'"
501,Mill big,Sales Pipeline,Closed Won,"12,000.50",2024-03-01 16:00,2024-02-01 09:00,Ana Lopez,New Business,,101;102,9001,2024-02-01 09:00,2024-03-02 10:00
502,Mill more,Sales Pipeline,Closed Lost,500,2024-03-05 16:00,2024-02-02 09:00,Ana Lopez,Existing Business,Price,102,9001,2024-02-02 09:00,
503,Mill next,Sales Pipeline,Contract Sent,700,2024-12-31 16:00,2024-02-03 09:00,Ana Lopez,Special,,,,2024-02-03 09:00,
"""


def test_deals_are_opportunities(journeys: Make) -> None:
    made = journeys("hubspot", deals=DEALS)
    assert made.rows(
        "opportunities",
        "opportunity_id",
        "lead_id",
        "account_id",
        "type",
        "stage",
        "closed_at",
        "is_won",
        "lost_reason",
    ) == [
        ("501", None, "9001", "new", "Closed Won", at("2024-03-01 16:00"), True, None),
        ("502", "102", "9001", "expansion", "Closed Lost", at("2024-03-05 16:00"), False, "Price"),
        ("503", None, None, None, "Contract Sent", None, None, None),
    ]
    assert made.rows("opportunity_contacts", "opportunity_id", "lead_id") == [
        ("501", "101"),
        ("501", "102"),
        ("502", "102"),
    ]
    assert made.rows("opportunity_changes", "opportunity_id", "changed_at", "old_value", "new_value") == [
        ("501", at("2024-02-01 09:00"), None, "Appointment Scheduled"),
        ("501", at("2024-03-02 10:00"), "Appointment Scheduled", "Closed Won"),
        ("502", at("2024-02-02 09:00"), None, "Appointment Scheduled"),
        ("503", at("2024-02-03 09:00"), None, "Appointment Scheduled"),
    ]
    assert made.one("opportunities", opportunity_id="503")["extras"]["deal_type"] == "Special"


def test_deals_of_fivetran_with_their_own_stages(journeys: Make) -> None:
    made = journeys(
        "hubspot",
        deals="""\
deal_id,is_deleted,deal_pipeline_id,deal_pipeline_stage_id,owner_id,property_amount,property_closedate,property_createdate
1,false,p1,s9,7,100,2024-03-05 00:00:00,2024-02-02 09:00:00
2,false,p1,s8,7,100,,2024-02-02 09:00:00
3,false,p1,s1,7,100,2024-09-05 00:00:00,2024-02-02 09:00:00
4,true,p1,s1,7,100,,2024-02-02 09:00:00
""",
        pipelines="pipeline_id,label,_fivetran_deleted\np1,Partners,false\n",
        pipeline_stages="""\
stage_id,label,pipeline_id,probability,closed_won,is_closed
s1,Talking,p1,0.2,false,false
s8,Given up,p1,0.0,false,true
s9,Signed,p1,1.0,true,true
""",
        deal_stages="deal_id,value,date_entered,source_id\n2,s1,2024-02-02 09:00:00,\n2,s8,2024-02-20 11:00:00,userId:5\n",
        deal_contacts="deal_id,contact_id,type_id\n1,11,3\n2,12,3\n2,13,3\n",
        deal_companies="deal_id,company_id,type_id\n1,91,341\n1,92,5\n",
    )
    assert made.rows(
        "opportunities", "opportunity_id", "pipeline", "stage", "closed_at", "is_won", "lead_id", "account_id"
    ) == [
        ("1", "Partners", "Signed", at("2024-03-05 00:00"), True, "11", "92"),
        ("2", "Partners", "Given up", at("2024-02-20 11:00"), False, None, None),
        ("3", "Partners", "Talking", None, None, None, None),
    ]
    assert made.rows("opportunity_changes", "new_value", "old_value", "changed_by") == [
        ("Given up", "Talking", "5"),
        ("Talking", None, None),
    ]
    assert made.rows("not_used", "what", "reason") == [("deal", "deleted in the source")]


def test_deals_history_of_properties(journeys: Make) -> None:
    made = journeys(
        "hubspot",
        deal_history="""\
deal_id,name,value,timestamp,source,source_id
1,dealstage,appointmentscheduled,2024-02-02 09:00:00,API,
1,dealstage,closedwon,2024-02-22 09:00:00,CRM_UI,userId:5
1,amount,100,2024-02-02 09:00:00,API,
1,amount,90,2024-02-20 09:00:00,CRM_UI,userId:5
""",
        deal_stages="deal_id,value,date_entered\n1,closedwon,2024-02-22 09:00:01\n",
    )
    assert made.rows(
        "opportunity_changes", "field", "changed_at", "old_value", "new_value", "changed_by"
    ) == [
        ("amount", at("2024-02-02 09:00"), None, "100", None),
        ("amount", at("2024-02-20 09:00"), "100", "90", "5"),
        ("stage", at("2024-02-02 09:00"), None, "Appointment Scheduled", None),
        ("stage", at("2024-02-22 09:00"), "Appointment Scheduled", "Closed Won", "5"),
    ]


def test_engagements_with_their_contacts(journeys: Make) -> None:
    made = journeys(
        "hubspot",
        contacts=CONTACTS,
        calls="""\
Record ID,Call title,Activity date,Create date,Activity assigned to,Call outcome,Call direction,Call status,Associated Contact IDs,Associated Deal IDs
c1,Intro,2024-01-06 09:00,2024-01-06 09:05,Ana Lopez,f240bbac-87c9-4f6e-bf70-924b57d47db7,OUTBOUND,COMPLETED,101;102,501
c2,They rang,2024-01-07 09:00,2024-01-07 09:00,Ana Lopez,,INBOUND,COMPLETED,102,
c3,Never,2024-01-08 09:00,2024-01-08 09:00,Ana Lopez,,OUTBOUND,CANCELED,101,
c4,Whom,2024-01-09 09:00,2024-01-09 09:00,Ana Lopez,,OUTBOUND,COMPLETED,,
""",
        emails="""\
Record ID,Email subject,Email direction,Email send status,Activity date,Activity assigned to,Email to address,Sequence ID
e1,Hello,EMAIL,SENT,2024-01-06 10:00,Ana Lopez,ada@mill.example;else@x.example,77
e2,Re: Hello,INCOMING_EMAIL,SENT,2024-01-06 11:00,Ana Lopez,ana@us.example,
e3,Later,EMAIL,SCHEDULED,2024-01-06 12:00,Ana Lopez,ada@mill.example,
""",
        tasks="""\
Record ID,Task Title,Task type,Task Status,Completed at,Activity assigned to,Associated Contact IDs
t1,Connect,LINKED_IN_CONNECT,Completed,2024-01-10 10:00,Ana Lopez,101
t2,Later,TODO,Not started,,Ana Lopez,101
""",
        notes="Record ID,Note body,Activity date,Associated Contact IDs\nn1,Likes blue,2024-01-10 12:00,101\n",
        communications="Record ID,Channel type,Activity date,Associated Contact IDs\nm1,WHATS_APP,2024-01-10 13:00,101\n",
    )
    assert made.rows("activities", "activity_id", "lead_id", "kind", "side", "automated") == [
        ("c1", "101", "call", "sales", None),
        ("c1:102", "102", "call", "sales", None),
        ("c2", "102", "call_inbound", "prospect", None),
        ("c4", None, "call", "sales", None),
        ("e1", "101", "email_sent", "sales", True),
        ("e2", None, "email_reply", "prospect", None),
        ("m1", "101", "social_message", "sales", None),
        ("n1", "101", "note", "sales", None),
        ("t1", "101", "social_message", "sales", None),
    ]
    intro = made.one("activities", activity_id="c1")
    assert (intro["outcome"], intro["opportunity_id"], intro["user_id"]) == ("Connected", "501", "Ana Lopez")
    assert intro["recorded_at"] == at("2024-01-06 09:05")
    assert made.rows("not_used", "what", "reason", "__line") == [
        ("call", "a call that was never placed", 4),
        ("email", "planned, not sent", 4),
        ("task", "planned, not done", 3),
    ]


def test_engagements_of_fivetran(journeys: Make) -> None:
    made = journeys(
        "hubspot",
        engagements="""\
id,type,timestamp,created_at,owner_id
1,CALL,2024-01-06 09:00:00,2024-01-06 09:00:00,7
2,INCOMING_EMAIL,2024-01-06 10:00:00,2024-01-06 10:00:00,7
3,MEETING,2024-01-09 10:00:00,2024-01-06 10:00:00,7
4,CARRIER_PIGEON,2024-01-09 10:00:00,2024-01-06 10:00:00,7
""",
        calls="engagement_id,disposition,status\n1,No answer,COMPLETED\n",
        emails="engagement_id,subject\n2,Re: hello\n",
        engagement_contacts="engagement_id,contact_id\n1,12\n1,11\n2,11\n3,11\n",
        engagement_deals="engagement_id,deal_id\n3,500\n",
    )
    assert made.rows("activities", "activity_id", "lead_id", "kind", "user_id") == [
        ("1", "11", "call", "7"),
        ("1:12", "12", "call", "7"),
        ("2", "11", "email_reply", "7"),
        ("3", "11", "meeting", "7"),
    ]
    assert made.rows("meetings", "meeting_id", "lead_id", "booked_at", "starts_at", "opportunity_id") == [
        ("3", "11", at("2024-01-06 10:00"), at("2024-01-09 10:00"), "500")
    ]
    assert made.rows("not_used", "what", "reason") == [
        ("engagement", "an engagement of an unknown type: CARRIER_PIGEON")
    ]


def test_meetings_booked_held_missed(journeys: Make) -> None:
    made = journeys(
        "hubspot",
        meetings="""\
Record ID,Meeting name,Meeting start time,Create date,Meeting outcome,Meeting source,Call and meeting type,Activity assigned to,Associated Contact IDs
1,Intro,2024-01-09 10:00,2024-01-06 10:00,COMPLETED,MEETINGS_PUBLIC,Demo call,Ana Lopez,11
2,Intro,2024-01-10 10:00,2024-01-06 10:00,NO_SHOW,CRM_UI,,Ana Lopez,12
3,Intro,2024-09-10 10:00,2024-01-06 10:00,SCHEDULED,CRM_UI,,Ana Lopez,13
4,Logged later,2024-01-11 10:00,2024-01-12 10:00,,,,Ana Lopez,14
""",
    )
    assert made.rows("meetings", "meeting_id", "status", "booked_by", "booked_at") == [
        ("1", "held", "prospect", at("2024-01-06 10:00")),
        ("2", "no-show", "sales", at("2024-01-06 10:00")),
        ("3", "booked", "sales", at("2024-01-06 10:00")),
        ("4", None, None, at("2024-01-11 10:00")),
    ]
    assert made.rows("activities", "activity_id", "kind", "lead_id") == [
        ("1", "demo", "11"),
        ("4", "meeting", "14"),
    ]


def test_forms_sent(journeys: Make) -> None:
    made = journeys(
        "hubspot",
        contacts=CONTACTS,
        forms="guid,name,form_type\nf1,Talk to sales,REGULAR\n",
        form_submissions="""\
timestamp,form_id,contact_id,conversion_id,page_url,title
2024-01-02 09:00:00,f1,101,k1,https://us.example/talk,Talk to us
""",
    )
    sent = made.one("activities", activity_id="k1")
    assert (sent["lead_id"], sent["kind"], sent["url"]) == ("101", "form_submit", "https://us.example/talk")
    assert sent["properties"] == '{"form":"Talk to sales","form_id":"f1","page":"Talk to us"}'


def test_forms_sent_of_airbyte_by_address(journeys: Make) -> None:
    made = journeys(
        "hubspot",
        contacts=CONTACTS,
        form_submissions="""\
submittedAt,formId,pageUrl,values
2024-01-02 09:00:00,f1,https://us.example/talk,"[{""name"": ""email"", ""value"": ""ADA@mill.example""}, {""name"": ""x"", ""value"": ""y""}]"
""",
    )
    assert made.rows("activities", "activity_id", "lead_id") == [
        ("form:f1:ada@mill.example:1704186000000", "101")
    ]


def test_events_of_marketing_emails(journeys: Make) -> None:
    made = journeys(
        "hubspot",
        contacts=CONTACTS,
        email_events="""\
id,type,created,recipient,email_campaign_id,sent_by_id,filtered_event
1,SENT,2024-01-02 09:00:00,ada@mill.example,77,,false
2,DELIVERED,2024-01-02 09:00:01,ada@mill.example,77,1,false
3,OPEN,2024-01-02 09:01:00,ada@mill.example,77,1,true
4,CLICK,2024-01-02 09:02:00,ada@mill.example,77,1,false
5,SENT,2024-01-02 09:00:00,bo@mill.example,77,,false
6,DROPPED,2024-01-02 09:00:01,bo@mill.example,77,5,false
7,STATUSCHANGE,2024-01-03 09:00:01,bo@mill.example,77,,false
8,OPEN,2024-01-03 09:00:01,nobody@else.example,77,,false
""",
        email_clicks="id,url,referer,user_agent\n4,https://us.example/pricing,,\n99,https://us.example/lost,,\n",
        email_status_changes="id,portal_subscription_status,requested_by,subscriptions\n7,UNSUBSCRIBED,,[]\n",
        email_campaigns="id,name,subject,app_name\n77,Spring,It is spring,Batch\n",
    )
    assert made.rows(
        "activities", "activity_id", "lead_id", "kind", "side", "automated", "campaign_id", "url"
    ) == [
        ("1", "101", "email_sent", "marketing", True, "77", None),
        ("3", "101", "email_open", "prospect", True, "77", None),
        ("4", "101", "email_click", "prospect", False, "77", "https://us.example/pricing"),
        ("7", "102", "unsubscribe", "prospect", False, "77", None),
        ("8", None, "email_open", "prospect", False, "77", None),
    ]
    assert made.rows("campaigns", "campaign_id", "name", "channel") == [("77", "Spring", "email")]
    assert sorted(made.rows("not_used", "reason")) == [
        "a step of the delivery: delivered",
        "a step of the delivery: dropped",
        "its event, with the instant and the recipient, is not among the events",
        "sent, it was dropped before it left",
    ]


def test_owners_users_and_teams(journeys: Make) -> None:
    made = journeys(
        "hubspot",
        owners="""\
owner_id,email,first_name,last_name,active_user_id,type
7,ana@us.example,Ana,Lopez,55,PERSON
8,bo@us.example,Bo,Ek,,PERSON
""",
        users="id,email,first_name,last_name,primary_team_id,role_id\n55,ana@us.example,Ana,Lopez,t1,\n56,bo@us.example,Bo,Ek,t2,\n57,cy@us.example,Cy,Day,t1,\n",
        teams="id,name\nt1,SDR\nt2,AE\n",
        owner_teams="owner_id,team_id,is_team_primary\n8,t1,false\n8,t2,true\n",
    )
    assert made.rows("users", "user_id", "name", "email", "team") == [
        ("57", "Cy Day", "cy@us.example", "SDR"),
        ("7", "Ana Lopez", "ana@us.example", "SDR"),
        ("8", "Bo Ek", "bo@us.example", "AE"),
    ]
    assert made.rows("user_aliases", "alias_id", "user_id") == [("55", "7"), ("56", "8")]


def test_companies_are_accounts(journeys: Make) -> None:
    made = journeys(
        "hubspot",
        companies="""\
Record ID,Company name,Company Domain Name,Website URL,Industry,Number of Employees,Annual Revenue,Company owner,Create Date,Merged record IDs
1,Mill,mill.example,,Textiles,"1,200",5000000,Ana Lopez,2024-01-01 00:00,3
2,Sea,,https://www.sea.example/home,,,,,2024-01-01 00:00,
""",
        company_history="""\
company_id,name,value,timestamp,source
1,numberofemployees,900,2024-01-01 00:00:00,API
1,numberofemployees,1200,2024-02-01 00:00:00,API
""",
    )
    assert made.rows("accounts", "account_id", "name", "domain", "employees") == [
        ("1", "Mill", "mill.example", 1200),
        ("2", "Sea", "sea.example", None),
    ]
    assert made.rows("account_aliases", "alias_id", "account_id") == [("3", "1")]
    assert made.rows("account_changes", "field", "old_value", "new_value") == [
        ("employees", None, "900"),
        ("employees", "900", "1200"),
    ]


def test_nothing_comes_of_nothing(journeys: Make) -> None:
    made = journeys("hubspot")
    assert {table for table in made.tables() if made.rows(table)} == set()
