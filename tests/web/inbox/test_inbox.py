"""The Inbox and a lead's page: who sees what, the most urgent first, what a form does, and that nothing typed by others runs."""

from collections.abc import Callable

import pytest
from django.test import Client

from handfast.web.decisions.models import Fact
from handfast.web.people.models import User
from handfast.web.snapshots.evaluation import evaluation, rows
from handfast.web.snapshots.models import Snapshot
from handfast.web.snapshots.reading import opened
from tests.web.published import publish_company

LISTED = "SELECT handoff_id, lead_id, team, urgency, due_at FROM desk.inbox"


@pytest.fixture
def snapshot(db: None) -> Snapshot:
    return publish_company()


@pytest.fixture
def items(snapshot: Snapshot) -> list[dict[str, object]]:
    with evaluation(opened(snapshot)) as findings:
        return rows(findings, LISTED)


def test_the_next_due_is_first_and_what_is_past_due_follows(items: list[dict[str, object]]) -> None:
    order = {"running": 0, "past due": 1, "no clock": 2}
    urgencies = [order[str(item["urgency"])] for item in items]
    assert urgencies == sorted(urgencies)
    running = [str(item["due_at"]) for item in items if item["urgency"] == "running"]
    assert running == sorted(running)


def test_a_rep_sees_the_hand_offs_of_the_own_teams(
    signed_in: Callable[..., Client], items: list[dict[str, object]]
) -> None:
    others = next(item for item in items if item["team"] == "ae")
    own = next(item for item in items if item["team"] == "sdr")
    client = signed_in("member", "sales", ("sdr",))
    page = client.get("/inbox/?whose=team").content.decode()
    assert str(own["handoff_id"]) in page
    assert str(others["handoff_id"]) not in page
    assert client.get(f"/inbox/?handoff={others['handoff_id']}").status_code == 403


def test_a_form_records_a_decision_and_the_list_goes_on(
    signed_in: Callable[..., Client], items: list[dict[str, object]]
) -> None:
    own = next(item for item in items if item["team"] == "sdr" and item["urgency"] != "running")
    client = signed_in("member", "sales", ("sdr",))
    answer = client.post(
        f"/inbox/decide/{own['handoff_id']}/", {"decision": "accepted", "whose": "team"}, follow=True
    )
    page = answer.content.decode()
    assert f"{own['handoff_id']}: Accepted." in page
    assert f'data-handoff="{own["handoff_id"]}"' not in page.split('id="card"')[0]
    again = client.post(f"/inbox/decide/{own['handoff_id']}/", {"decision": "accepted"}, follow=True)
    assert "has accepted it already" in again.content.decode()
    assert Fact.objects.count() == 1


def test_a_marketer_reads_and_does_not_decide(
    signed_in: Callable[..., Client], items: list[dict[str, object]]
) -> None:
    client = signed_in("member", "marketing")
    own = items[0]["handoff_id"]
    assert "Accept <kbd>" not in client.get(f"/inbox/?whose=team&handoff={own}").content.decode()
    assert client.post(f"/inbox/decide/{own}/", {"decision": "accepted"}).status_code == 403


def test_a_leads_page_tells_its_story_to_those_who_may_see_it(
    signed_in: Callable[..., Client], items: list[dict[str, object]], snapshot: Snapshot
) -> None:
    lead = next(item["lead_id"] for item in items if item["team"] == "ae")
    address = f"/at/{snapshot.short}/leads/{lead}/"
    page = signed_in("member", "marketing").get(address)
    assert page.status_code == 200
    assert "Why is this lead here?" in page.content.decode()
    with evaluation(opened(snapshot)) as findings:
        only_sdr = rows(findings, "SELECT lead_id FROM desk.leads WHERE teams = ['sdr'] LIMIT 1")[0][
            "lead_id"
        ]
    stranger = signed_in("member", "sales", ("ae",))
    assert stranger.get(f"/at/{snapshot.short}/leads/{only_sdr}/").status_code == 403
    assert stranger.get(f"/at/{snapshot.short}/leads/nobody/").status_code == 404


def test_the_list_of_leads_finds_sorts_and_keeps_what_is_looked_for(
    signed_in: Callable[..., Client], snapshot: Snapshot, person: Callable[..., User]
) -> None:
    client = signed_in("manager", "sales")
    with evaluation(opened(snapshot)) as findings:
        name = rows(findings, "SELECT lead_id, email FROM desk.leads WHERE email IS NOT NULL LIMIT 1")[0]
    page = client.get(f"/at/{snapshot.short}/leads/?q={name['email'].upper()}&sort=-score").content.decode()
    assert f">{name['lead_id']}</a>" in page
    assert "of <strong>1</strong>" in page
    assert f"q={name['email'].upper().replace('@', '%40')}" in page


def test_a_rep_is_listed_the_leads_of_the_own_teams(
    signed_in: Callable[..., Client], snapshot: Snapshot
) -> None:
    with evaluation(opened(snapshot)) as findings:
        own = rows(findings, "SELECT count(*) AS many FROM desk.leads WHERE list_contains(teams, 'ae')")[0][
            "many"
        ]
        every = rows(findings, "SELECT count(*) AS many FROM desk.leads")[0]["many"]
    address = f"/at/{snapshot.short}/leads/"
    assert f"of <strong>{own}</strong>" in signed_in("member", "sales", ("ae",)).get(address).content.decode()
    assert f"of <strong>{every}</strong>" in signed_in("viewer", "marketing").get(address).content.decode()
