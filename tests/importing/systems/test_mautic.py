"""Mautic's tables become the record: contacts, hits, e-mails, stages, forms, memberships."""

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
    """What Mautic's SQL makes of exports given as rows."""
    return lambda **exports: journeys("mautic", **{name: as_csv(rows) for name, rows in exports.items()})


def contact(id_: str, **given: object) -> dict[str, object]:
    return {"id": id_, "date_added": NOON, "date_identified": "", "points": "12", **given}


def test_contacts_have_their_company_stage_source_and_wish(made: Made) -> None:
    found = made(
        contacts=[
            contact(
                "7",
                email="ada@brook.example",
                firstname="Ada",
                position="CFO",
                title="Dr",
                stage_id="2",
                favourite="tea",
            ),
            contact("8", email="bo@brook.example"),
        ],
        stages=[{"id": "2", "name": "MQL", "weight": "20"}],
        companies=[{"id": "5", "companyname": "Brook", "companywebsite": "brook.example"}],
        company_contacts=[
            {"company_id": "4", "lead_id": "7", "is_primary": "0", "date_added": LATER},
            {"company_id": "5", "lead_id": "7", "is_primary": "1", "date_added": NOON},
        ],
        utm_tags=[
            {"lead_id": "7", "date_added": LATER, "utm_source": "bing", "utm_campaign": "b"},
            {"lead_id": "7", "date_added": NOON, "utm_source": "google", "utm_campaign": "a"},
        ],
        do_not_contact=[
            {"id": "1", "lead_id": "8", "date_added": NOON, "reason": "1", "channel": "email"},
            {"id": "2", "lead_id": "7", "date_added": NOON, "reason": "2", "channel": "email"},
        ],
    )
    ada = found.one("leads", lead_id="7")
    assert (ada["title"], ada["stage"], ada["source"], ada["account_id"], ada["do_not_contact"]) == (
        "CFO",
        "MQL",
        "google",
        "5",
        False,
    )
    assert ada["extras"] == {
        "favourite": "tea",
        "mautic_points": "12",
        "utm_campaign": "a",
        "salutation": "Dr",
    }
    assert found.rows("accounts", "account_id", "name", "domain") == [("5", "Brook", "brook.example")]
    assert found.one("leads", lead_id="8")["do_not_contact"] is True
    assert found.rows("activities", "activity_id", "lead_id", "kind") == [
        ("dnc:1", "8", "unsubscribe"),
        ("dnc:2", "7", "email_bounced"),
    ]
    assert found.rows("lead_changes", "lead_id", "field", "new_value") == [("8", "do_not_contact", "true")]


def test_a_hit_is_a_page_view_or_a_click(made: Made) -> None:
    found = made(
        page_redirects=[{"id": "3", "redirect_id": "abc", "url": "https://brook.example/offer", "hits": "4"}],
        page_hits=[
            {
                "id": "1",
                "lead_id": "7",
                "date_hit": NOON,
                "url": "https://brook.example/pricing",
                "redirect_id": "",
            },
            {
                "id": "2",
                "lead_id": "7",
                "date_hit": NOON,
                "url": "https://m.example/r/abc",
                "redirect_id": "3",
                "email_id": "9",
            },
            {
                "id": "3",
                "lead_id": "7",
                "date_hit": NOON,
                "url": "https://m.example/r/abc",
                "redirect_id": "3",
                "email_id": "",
            },
        ],
    )
    assert found.rows("activities", "activity_id", "kind", "url") == [
        ("hit:1", "page_view", "https://brook.example/pricing"),
        ("hit:2", "email_click", "https://brook.example/offer"),
        ("hit:3", "link_click", "https://brook.example/offer"),
    ]


def test_an_e_mail_s_row_tells_when_it_was_sent_and_opened(made: Made) -> None:
    found = made(
        emails=[{"id": "9", "name": "Spring 1", "subject": "Hello", "email_type": "template"}],
        campaign_events=[{"id": "40", "campaign_id": "6", "event_type": "action"}],
        campaigns=[{"id": "6", "name": "Spring", "allow_restart": "1", "is_published": "1"}],
        email_stats=[
            {
                "id": "1",
                "lead_id": "7",
                "email_id": "9",
                "date_sent": NOON,
                "date_read": "2026-03-02 13:00:00",
                "last_opened": LATER,
                "open_count": "3",
                "is_failed": "0",
                "source": "campaign.event",
                "source_id": "40",
            },
            {
                "id": "2",
                "lead_id": "8",
                "email_id": "9",
                "date_sent": NOON,
                "open_count": "0",
                "is_failed": "1",
            },
            {
                "id": "3",
                "lead_id": "8",
                "email_id": "",
                "date_sent": NOON,
                "open_count": "0",
                "is_failed": "0",
            },
        ],
    )
    told = found.rows("activities", "activity_id", "kind", "side", "automated", "campaign_id", "outcome")
    assert told == [
        ("email:1", "email_sent", "marketing", True, "campaign:6", None),
        ("email:2", "email_sent", "marketing", True, None, "failed"),
        ("email:3", "email_sent", None, None, None, None),
        ("open:1", "email_open", "prospect", False, "campaign:6", None),
        ("reopen:1", "email_open", "prospect", False, "campaign:6", None),
    ]
    assert json.loads(found.one("activities", activity_id="email:1")["properties"])["email"] == "Spring 1"


def test_stage_history_is_by_name_and_in_order(made: Made) -> None:
    found = made(
        stages=[{"id": "1", "name": "Inquiry", "weight": "1"}, {"id": "2", "name": "MQL", "weight": "2"}],
        stage_log=[
            {
                "id": "2",
                "lead_id": "7",
                "stage_id": "2",
                "event_name": "e",
                "action_name": "a",
                "date_added": LATER,
            },
            {
                "id": "1",
                "lead_id": "7",
                "stage_id": "1",
                "event_name": "e",
                "action_name": "a",
                "date_added": NOON,
            },
        ],
    )
    assert found.rows("lead_changes", "field", "old_value", "new_value") == [
        ("stage", None, "Inquiry"),
        ("stage", "Inquiry", "MQL"),
    ]


def test_memberships_are_stays(made: Made) -> None:
    found = made(
        campaigns=[{"id": "6", "name": "Spring", "allow_restart": "1", "is_published": "0"}],
        segments=[{"id": "6", "name": "CFOs", "alias": "cfos", "is_global": "1", "is_published": "1"}],
        campaign_contacts=[
            {
                "campaign_id": "6",
                "lead_id": "7",
                "date_added": NOON,
                "date_last_exited": LATER,
                "manually_removed": "1",
            },
            {
                "campaign_id": "6",
                "lead_id": "8",
                "date_added": NOON,
                "date_last_exited": "",
                "manually_removed": "1",
            },
        ],
        segment_contacts=[{"leadlist_id": "6", "lead_id": "7", "date_added": NOON, "manually_removed": "0"}],
    )
    assert found.rows("programs", "program_id", "active") == [("campaign:6", False), ("segment:6", True)]
    stays = found.rows("enrollments", "lead_id", "program_id", "left_at")
    assert [(a, b, str(c)) for a, b, c in stays] == [("7", "campaign:6", LATER), ("7", "segment:6", "None")]
    assert found.rows("not_used", "reason", "__line") == [("taken out by hand, it is not said when", 3)]


def test_nobody_is_no_lead_and_what_nobody_did_is_listed(made: Made) -> None:
    found = made(
        contacts=[contact("1"), contact("2", email="bo@brook.example"), contact("3", date_identified=NOON)],
        page_hits=[
            {"id": str(i), "lead_id": str(i), "date_hit": NOON, "url": "/", "tracking_id": "t"}
            for i in (1, 2, 3, "")
        ],
        merges=[{"contact_id": "2", "merged_id": "9"}],
    )
    assert found.rows("leads", "lead_id") == ["2", "3"]
    assert found.rows("activities", "lead_id") == ["2", "3"]
    assert found.rows("not_used", "what", "reason") == [
        ("contact", "an anonymous visitor"),
        ("page hit", "of an anonymous visitor"),
        ("page hit", "of an anonymous visitor"),
    ]
    assert found.rows("lead_aliases", "alias_id", "lead_id") == [("9", "2")]


def test_a_hit_of_nobody_is_listed_once(made: Made) -> None:
    found = made(page_hits=[{"id": "1", "lead_id": "", "date_hit": NOON, "url": "/", "tracking_id": "t"}])
    assert not found.rows("activities")
    assert found.rows("not_used", "what", "__line") == [("page hit", 2)]


def test_forms_downloads_and_notes_are_activities(made: Made) -> None:
    found = made(
        forms=[{"id": "4", "name": "Talk to sales", "form_type": "standalone"}],
        form_submissions=[
            {"id": "1", "form_id": "4", "lead_id": "7", "date_submitted": NOON, "budget": "10k"}
        ],
        assets=[{"id": "5", "title": "Paper", "download_count": "3"}],
        asset_downloads=[{"id": "1", "asset_id": "5", "lead_id": "7", "date_download": NOON}],
        notes=[
            {"id": "1", "lead_id": "7", "text": "Rang", "type": "call", "date_time": NOON, "created_by": "2"},
            {
                "id": "2",
                "lead_id": "7",
                "text": "Nice",
                "type": "general",
                "date_time": NOON,
                "created_by": "2",
            },
        ],
    )
    assert found.rows("activities", "activity_id", "kind", "asset_id", "user_id") == [
        ("download:1", "content_download", "5", None),
        ("form:1", "form_submit", None, None),
        ("note:1", "call", None, "2"),
        ("note:2", "note", None, "2"),
    ]
    sent = json.loads(found.one("activities", activity_id="form:1")["properties"])
    assert sent == {"budget": "10k", "form": "Talk to sales", "form_id": "4"}
    assert found.rows("assets", "asset_id", "title") == [("5", "Paper")]
