"""Marketo: errors in answers of HTTP 200, marks that end, pages that are empty and not the last."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from handfast.faults import HandfastError
from tests.importing.connectors.pulled import rows, run
from tests.importing.connectors.servers.marketo import CLIENT, SECRET, MarketoServer, failed
from tests.importing.connectors.servers.serving import Answer, Call

START = datetime(2026, 3, 1, 9, tzinfo=UTC)


def at(minutes: float) -> str:
    return (START + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MarketoServer]:
    monkeypatch.setenv("HANDFAST_MARKETO_CLIENT_ID", CLIENT)
    monkeypatch.setenv("HANDFAST_MARKETO_CLIENT_SECRET", SECRET)
    with (server := MarketoServer()).running():
        yield server


def visits(server: MarketoServer, count: int) -> None:
    for number in range(count):
        server.happened(number, 1, number % 50, at(number), "pricing", Webpage_URL="/pricing")


def test_leads_activities_changes_deletions_programs(server: MarketoServer, tmp_path: Path) -> None:
    server.happened(1, 1, 7, at(0), "pricing", Webpage_URL="/pricing")
    server.happened(2, 24, 7, at(1), "some list")
    server.happened(
        3,
        13,
        8,
        at(2),
        fields=[
            {"id": 1, "name": "leadStatus", "oldValue": "Open", "newValue": "MQL"},
            {"id": 2, "name": "email", "oldValue": None, "newValue": "x@y.example"},
        ],
    )
    server.happened(4, 37, 9, at(3))
    server.happened(5, 100001, 7, at(4), "North")
    del server.leads[9]
    server.programs = [
        {"id": number, "name": f"P{number}", "channel": "Webinar", "folder": {"type": "Folder"}}
        for number in range(201)
    ]
    server.campaigns = [{"id": 5, "name": "C", "active": True, "workspaceName": "Default"}]
    pulled = run("marketo", server, tmp_path)
    assert rows(pulled, "leads", "id", "email", "leadStatus") == [
        ("7", "p7@pear.example", "Open"),
        ("8", "p8@pear.example", "Open"),
    ]
    assert rows(
        pulled,
        "activities",
        "marketoGUID",
        "leadId",
        "activityTypeName",
        "primaryAttributeValue",
        "old_value",
        "new_value",
    ) == [
        ("1", "7", "Visit Webpage", "pricing", None, None),
        ("3:email", "8", "Change Data Value", "email", None, "x@y.example"),
        ("3:leadStatus", "8", "Change Data Value", "leadStatus", "Open", "MQL"),
        ("4", "9", "Delete Lead", None, None, None),
        ("5", "7", "Booth", "North", None, None),
    ]
    assert json.loads(rows(pulled, "activities", "attributes")[0]) == [
        {"name": "Webpage URL", "value": "/pricing"}
    ]
    assert pulled.rows["programs"] == 201 and pulled.rows["campaigns"] == 1
    assert "favouriteColour" not in {
        name for call in server.paths("v1/leads.json") for name in call.one("fields").split(",")
    }


def test_pages_go_on_until_there_are_no_more_even_when_they_are_empty(
    server: MarketoServer, tmp_path: Path
) -> None:
    visits(server, 1_000)
    server.empties = 3
    pulled = run("marketo", server, tmp_path)
    assert pulled.rows == {"activities": 1_000, "activity_types": 9, "leads": 50}


def test_the_next_pull_begins_a_little_before_the_last_activity(
    server: MarketoServer, tmp_path: Path
) -> None:
    visits(server, 400)
    run("marketo", server, tmp_path)
    server.leads[3]["leadStatus"] = "MQL"
    server.happened(9_000, 2, 3, at(500), "demo")
    pulled = run("marketo", server, tmp_path)
    assert pulled.rows["activities"] == 401
    assert pulled.new < 50
    assert dict(rows(pulled, "leads", "id", "leadStatus"))["3"] == "MQL"


@pytest.mark.parametrize(("code", "message"), [(601, "Access token invalid"), (602, "Access token expired")])
def test_a_token_that_has_ended_is_renewed(
    server: MarketoServer, tmp_path: Path, code: int, message: str
) -> None:
    visits(server, 10)
    server.once("v1/activities.json", failed(code, message))
    assert run("marketo", server, tmp_path).rows["activities"] == 10
    assert server.given == 2


def test_limits_are_sat_out_and_never_taken_for_data(server: MarketoServer, tmp_path: Path) -> None:
    visits(server, 700)
    server.times("v1/activities.json", failed(606, "Max rate limit '100' exceeded with in '20' secs"), 3)
    server.once("leads.json", failed(608, "API temporarily unavailable"))
    server.once("leads.json", failed(615, "Concurrent access limit reached"), after=1)
    assert run("marketo", server, tmp_path).rows["activities"] == 700
    assert server.clock.waits.count(20.0) == 3


def test_no_more_than_a_hundred_calls_are_made_in_twenty_seconds(
    server: MarketoServer, tmp_path: Path
) -> None:
    visits(server, 150)
    server.page = 1
    refused: list[Answer] = []

    def watch(call: Call) -> Answer | None:
        answer = server.answer(call)
        if "606" in json.dumps(answer.body):
            refused.append(answer)
        return answer

    server.mishaps.append(watch)
    assert run("marketo", server, tmp_path).rows["activities"] == 150
    assert not refused and server.clock.waits


def test_the_quota_of_the_day_stops_the_pull_and_the_next_goes_on(
    server: MarketoServer, tmp_path: Path
) -> None:
    visits(server, 900)
    server.times("v1/activities.json", failed(607, "Daily quota reached"), 99, after=2)
    with pytest.raises(
        HandfastError, match=r"607, its daily quota[\s\S]*rows were kept; the pull stopped at activities"
    ):
        run("marketo", server, tmp_path)
    server.mishaps.clear()
    server.calls.clear()
    pulled = run("marketo", server, tmp_path)
    assert pulled.rows["activities"] == 900 and pulled.rows["leads"] == 50
    assert server.paths("v1/activities.json")[0].one("nextPageToken") == "at|600|0"


def test_a_mark_that_has_ended_is_replaced_by_one_of_the_last_instant(
    server: MarketoServer, tmp_path: Path
) -> None:
    visits(server, 900)
    server.expired = {"at|600|0"}
    assert run("marketo", server, tmp_path).rows["activities"] == 900
    assert server.paths("pagingtoken")[1].one("sinceDatetime") == at(599)


def test_other_errors_are_told(server: MarketoServer, tmp_path: Path) -> None:
    visits(server, 3)
    server.times("leads.json", failed(1003, "Invalid filterType"), 9)
    with pytest.raises(HandfastError, match=r"refuses \(1003: Invalid filterType\)"):
        run("marketo", server, tmp_path)


def test_a_list_that_is_not_for_this_user_is_left_out_and_said(server: MarketoServer, tmp_path: Path) -> None:
    visits(server, 3)
    server.once("programs", failed(603, "Access denied"))
    pulled = run("marketo", server, tmp_path)
    assert any("programs were not read" in remark for remark in pulled.remarks)


def test_wrong_credentials_are_said(
    server: MarketoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDFAST_MARKETO_CLIENT_SECRET", "wrong one+")
    with pytest.raises(HandfastError, match="No client with requested id") as caught:
        run("marketo", server, tmp_path)
    assert "wrong" not in str(caught.value)
