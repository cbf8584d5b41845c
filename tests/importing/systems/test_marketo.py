"""Marketo's exports become the record: what each activity is, whose it is, what is left out and why."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.importing.systems.as_csv import as_csv

Made = Callable[..., Any]
LEAD = {"Created At": "2026-01-05 09:00:00", "Updated At": "2026-02-01 10:00:00"}


@pytest.fixture
def made(journeys: Made) -> Made:
    """What Marketo's SQL makes of exports given as rows."""
    return lambda **exports: journeys("marketo", **{name: as_csv(rows) for name, rows in exports.items()})


def activity(type_id: str | None, **given: object) -> dict[str, object]:
    return {
        "marketoGUID": f"g{type_id}",
        "leadId": "7",
        "activityDate": "2026-02-01T10:00:00Z",
        "activityTypeId": type_id,
        **given,
    }


def test_a_lead_keeps_scores_as_attributes_and_is_known_by_its_salesforce_ids(made: Made) -> None:
    lead = {
        "Id": "7",
        "Email Address": "ada@brook.example",
        "Lead Status": "Working",
        "Lead Owner First Name": "Kim",
        "Lead Owner Last Name": "Oy",
        "SFDC Lead Id": "00Q7",
        "SFDC Contact Id": "0037",
        "Unsubscribed": "true",
        "Acquisition Program Id": "1001",
        "Lead Score": "45",
    }
    found = made(leads=[LEAD | lead])
    row = found.one("leads", lead_id="7")
    assert (row["stage"], row["owner_id"], row["do_not_contact"]) == ("Working", "Kim Oy", True)
    assert (row["email"], row["campaign_id"]) == ("ada@brook.example", "1001")
    assert row["extras"] == {"lead_score": "45", "sfdc_id": "0037"}
    assert found.rows("lead_aliases", "alias_id", "lead_id") == [("0037", "7"), ("00Q7", "7")]


def test_attributes_are_read_from_columns_from_an_object_and_from_a_list_of_pairs(made: Made) -> None:
    link = "https://brook.example/x"
    found = made(
        activities=[
            activity("11", marketoGUID="a", link=link),
            activity("11", marketoGUID="b", attributes=json.dumps({"Link": link, "Is Mobile Device": False})),
            activity("11", marketoGUID="c", attributes=json.dumps([{"name": "Link", "value": link}])),
            activity("11", marketoGUID="d", attributes="{broken"),
        ]
    )
    assert found.rows("activities", "activity_id", "kind", "url") == [
        ("a", "email_click", link),
        ("b", "email_click", link),
        ("c", "email_click", link),
        ("d", "email_click", None),
    ]


def test_properties_have_names_that_rules_can_use(made: Made) -> None:
    pairs = [
        {"name": "Is Mobile Device", "value": True},
        {"name": "Is Mobile Device", "value": False},
        {"name": "is_mobile_device", "value": "?"},
        {"name": "Step ID", "value": None},
    ]
    found = made(activities=[activity("10", attributes=json.dumps(pairs), Platform="iOS")])
    told = json.loads(found.one("activities", activity_id="g10")["properties"])
    assert told == {"is_mobile_device": "true", "platform": "iOS", "activity": "open email"}


def test_types_go_by_id_by_name_and_by_the_export_of_types(made: Made) -> None:
    found = made(
        activity_types=[{"id": "100001", "name": "Attended Roadshow"}],
        activities=[
            activity("10"),
            activity(
                None,
                marketoGUID="n",
                **{"Activity Type": "Fill Out Form", "primaryAttributeValue": "Talk to sales"},
            ),
            activity("100001"),
            activity("100002"),
            activity(None, marketoGUID="z"),
        ],
    )
    assert found.rows("activities", "activity_id", "kind", "side") == [
        ("g10", "email_open", "prospect"),
        ("g100001", "attended_roadshow", None),
        ("g100002", "activity_100002", None),
        ("n", "form_submit", "prospect"),
        ("z", "activity", None),
    ]
    assert json.loads(found.one("activities", activity_id="n")["properties"])["form"] == "Talk to sales"


def test_what_marketo_sends_is_automated_what_it_skipped_was_not_sent(made: Made) -> None:
    found = made(
        campaigns=[{"id": "50", "programId": "1001"}, {"id": "51"}],
        programs=[{"id": "1001", "name": "Spring", "channel": "Email Blast", "type": "Email"}],
        activities=[
            activity("6", marketoGUID="a", campaignId="50"),
            activity("6", marketoGUID="b", campaignId="51", action_result="succeeded"),
            activity("6", marketoGUID="c", campaignId="50", action_result="skipped"),
            activity("39", marketoGUID="d", attributes='{"Sent By": "kim@northwind.example"}'),
        ],
    )
    assert found.rows("activities", "activity_id", "side", "automated", "campaign_id", "user_id") == [
        ("a", "marketing", True, "1001", None),
        ("b", "marketing", True, "smart:51", None),
        ("d", "sales", False, None, "kim@northwind.example"),
    ]
    assert found.rows("campaigns", "campaign_id", "name", "channel") == [
        ("1001", "Spring", "Email Blast"),
        ("smart:51", None, None),
    ]
    assert ("Marketo did not send it (skipped)", 4) in found.rows("not_used", "reason", "__line")


def test_lead_status_is_the_stage_only_where_no_revenue_cycle_is_kept(made: Made) -> None:
    lead = LEAD | {"id": "7", "leadStatus": "Working"}
    status = activity("13", primaryAttributeValue="Lead Status", old_value="New", new_value="Working")
    alone = made(leads=[lead], activities=[status])
    assert alone.rows("lead_changes", "field", "old_value", "new_value") == [("stage", "New", "Working")]
    assert alone.rows("leads", "stage") == ["Working"]

    entered = activity("101", attributes='{"Old Stage": "Known", "New Stage": "MQL", "Reason": "score"}')
    both = made(leads=[lead], activities=[status, entered])
    assert both.rows("lead_changes", "field", "old_value", "new_value") == [
        ("lead_status", "New", "Working"),
        ("stage", "Known", "MQL"),
    ]
    assert both.rows("leads", "stage") == ["MQL"]
    assert both.rows("leads", "extras") == [{"lead_status": "Working"}]


def test_changes_carry_the_record_s_field_names(made: Made) -> None:
    score = "Demographic Score Marketing"
    found = made(
        activities=[
            activity("13", primaryAttributeValue="Job Title", new_value="CTO", modifying_user="u@x.example"),
            activity("22", primaryAttributeValue=score, old_value="1", new_value="6"),
            activity("23", attributes='{"Old Owner": "Kim Oy", "New Owner": "Bo Li"}'),
            activity("13", primaryAttributeValue="companyName", new_value="Brook"),
        ]
    )
    assert found.rows("lead_changes", "field", "old_value", "new_value", "changed_by") == [
        ("company", None, "Brook", None),
        ("demographic_score_marketing", "1", "6", None),
        ("owner_id", "Kim Oy", "Bo Li", None),
        ("title", None, "CTO", "u@x.example"),
    ]
    assert not found.rows("activities")


def test_merged_leads_are_one_and_deleted_leads_are_gone(made: Made) -> None:
    found = made(
        leads=[LEAD | {"id": "7"}, LEAD | {"id": "9"}, LEAD | {"id": "8"}, LEAD | {"id": "11"}],
        activities=[activity("32", attributes='{"Merge IDs": [9, 10]}'), activity("37", leadId="8")],
        deletions=[{"lead_id": "11", "activity_date": "2026-02-01 10:00", "campaign": "purge"}],
    )
    assert found.rows("leads", "lead_id") == ["7", "9"]
    assert found.rows("lead_aliases", "alias_id", "lead_id") == [("10", "7"), ("9", "7")]
    assert found.rows("not_used", "what", "reason", "__line") == [
        ("a deletion", "says that a lead is gone", 2),
        ("activity: delete lead", "deleted in the source", 3),
        ("lead", "deleted in the source", 4),
        ("lead", "deleted in the source", 5),
    ]


def status(program: str, day: int, old: str | None, new: str, **more: object) -> dict[str, object]:
    said = {"Old Status": old, "New Status": new}
    return activity(
        "104",
        marketoGUID=f"{program}-{day}",
        primaryAttributeValueId=program,
        activityDate=f"2026-02-{day:02}T10:00:00Z",
        attributes=json.dumps(said | more),
    )


def test_program_statuses_are_stays_in_nurture_and_responses_elsewhere(made: Made) -> None:
    found = made(
        programs=[
            {"id": "1", "name": "Warm up", "type": "Engagement", "channel": "Nurture", "status": "on"},
            {"id": "2", "name": "Webinar", "type": "EventWithWebinar", "channel": "Webinar"},
            {"id": "3", "name": "Paper", "type": "Default", "channel": "Content"},
        ],
        activities=[
            status("1", 1, None, "Member"),
            status("1", 3, "Member", "Engaged"),
            status("1", 5, "Engaged", "Not in Program"),
            status("1", 9, "Not in Program", "Member"),
            activity("113", primaryAttributeValueId="1"),
            status("2", 1, "Invited", "Registered"),
            status("2", 2, "Registered", "Attended", Success=True),
            status("3", 2, None, "Member"),
            status("3", 4, "Member", "Downloaded", Success=True),
        ],
    )
    stays = found.rows("enrollments", "program_id", "entered_at", "left_at")
    assert [(p, str(i), str(o)) for p, i, o in stays] == [
        ("1", "2026-02-01 10:00:00", "2026-02-05 10:00:00"),
        ("1", "2026-02-09 10:00:00", "None"),
    ]
    assert found.rows("activities", "activity_id", "kind", "side") == [
        ("2-1", "webinar_registered", "prospect"),
        ("2-2", "webinar_attended", "prospect"),
        ("3-2", "program_status", "marketing"),
        ("3-4", "campaign_response", "prospect"),
    ]
    assert found.rows("programs", "program_id", "active") == [("1", True)]
    assert found.rows("not_used", "what", "__line") == [
        ("activity: add to nurture", 6),
        ("activity: change status in progression", 3),
    ]


def test_every_activity_has_exactly_one_place(made: Made) -> None:
    ids = [*map(str, range(1, 50)), *map(str, range(100, 116)), "400", "401", "405", "100007"]
    rows = [
        activity(i, merge_ids="[99]", primaryAttributeValue="Priority", primaryAttributeValueId="5")
        for i in ids
    ]
    found = made(activities=rows)
    places = ("activities", "lead_changes", "lead_aliases", "enrollments", "opportunity_contacts", "not_used")
    assert sorted(row["__line"] for table in places for row in found.rows(table)) == list(
        range(2, len(ids) + 2)
    )


def test_opportunities_and_their_contacts(made: Made) -> None:
    opened = {"createdAt": "2026-01-01 00:00:00"}
    found = made(
        opportunities=[
            opened
            | {"externalOpportunityId": "o1", "isClosed": "true", "isWon": "true", "closeDate": "2026-02-01"},
            opened
            | {
                "externalOpportunityId": "o2",
                "isClosed": "false",
                "closeDate": "2026-09-01",
                "type": "New Business",
            },
        ],
        opportunity_roles=[
            {"externalOpportunityId": "o1", "leadId": "7", "role": "User", "isPrimary": "true"}
        ],
        activities=[activity("34", primaryAttributeValueId="o2", role="Buyer")],
    )
    won, running = found.rows("opportunities", "opportunity_id", "is_won", "closed_at", "type")
    assert (won[1], str(won[2])[:10], won[3]) == (True, "2026-02-01", None)
    assert running == ("o2", None, None, "new")
    assert found.rows("opportunity_contacts", "opportunity_id", "lead_id", "role") == [
        ("o1", "7", "User"),
        ("o2", "7", "Buyer"),
    ]


def test_costs_of_programs_are_spend(made: Made) -> None:
    costs = [
        {"startDate": "2026-01-01T00:00:00Z+0000", "cost": 1200},
        {"startDate": "2026-02-01", "cost": 50.5},
    ]
    found = made(programs=[{"id": "1", "channel": "Event", "costs": json.dumps(costs)}])
    spent = found.rows("spend", "campaign_id", "spent_on", "amount")
    assert [(c, str(d), str(a)) for c, d, a in spent] == [
        ("1", "2026-01-01", "1200.00"),
        ("1", "2026-02-01", "50.50"),
    ]
