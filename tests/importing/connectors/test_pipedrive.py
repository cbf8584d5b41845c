"""Pipedrive: cursors of version 2, start and more of version 1, fields of a company's own, changes of deals."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from handfast.faults import HandfastError
from tests.importing.connectors.pulled import rows, run
from tests.importing.connectors.servers.pipedrive import TOKEN, PipedriveServer, failed

OWN = "f" * 40


def at(minutes: float) -> str:
    return (datetime(2026, 3, 1, 9, tzinfo=UTC) + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def person(number: int, minutes: float, **more: Any) -> dict[str, Any]:
    emails = [{"value": f"p{number}@pear.example", "primary": True, "label": "work"}]
    return {
        "id": number,
        "name": f"P {number}",
        "emails": emails,
        "owner_id": 2,
        "add_time": at(0),
        "update_time": at(minutes),
        **more,
    }


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[PipedriveServer]:
    monkeypatch.setenv("HANDFAST_PIPEDRIVE_TOKEN", TOKEN)
    with (server := PipedriveServer()).running():
        yield server


def test_things_come_with_own_fields_by_name_and_deals_with_their_changes(
    server: PipedriveServer, tmp_path: Path
) -> None:
    server.first["personFields"] = [
        {"key": "name", "name": "Name"},
        {"key": OWN, "name": "Segment", "field_type": "enum", "options": [{"id": 4, "label": "Big"}]},
    ]
    server.put("persons", person(7, 1, custom_fields={OWN: 4}))
    server.put(
        "deals",
        {
            "id": 5,
            "title": "D",
            "status": "won",
            "stage_id": 3,
            "value": 1200.5,
            "currency": "EUR",
            "person_id": 7,
            "add_time": at(0),
            "update_time": at(2),
        },
    )
    server.changes["5"] = [
        {
            "field_key": "stage_id",
            "old_value": "2",
            "new_value": "3",
            "actor_user_id": 2,
            "time": "2026-03-01 09:01:30",
            "change_source": "app",
        }
    ]
    server.first["users"] = [
        {
            "id": 2,
            "name": "Sam",
            "email": "sam@us.example",
            "active_flag": True,
            "last_login": "2026-03-01 08:00:00",
        }
    ]
    server.first["leads"] = [
        {
            "id": "uuid-1",
            "title": "L",
            "person_id": 7,
            "is_archived": False,
            "value": {"amount": 10, "currency": "EUR"},
            "add_time": at(0),
        }
    ]
    pulled = run("pipedrive", server, tmp_path)
    assert rows(pulled, "persons", "id", "Segment", "owner_id") == [("7", "Big", "2")]
    assert json.loads(rows(pulled, "persons", "emails")[0])[0]["value"] == "p7@pear.example"
    assert rows(pulled, "deals", "id", "value", "stage_id") == [("5", "1200.5", "3")]
    assert rows(
        pulled, "deal_changes", "deal_id", "field_key", "old_value", "new_value", "actor_user_id", "time"
    ) == [("5", "stage_id", "2", "3", "2", "2026-03-01T09:01:30Z")]
    assert rows(pulled, "users", "id", "active_flag", "last_login") == [("2", "true", "2026-03-01T08:00:00Z")]
    assert rows(pulled, "leads", "id", "is_archived", "value", "currency") == [
        ("uuid-1", "false", "10", "EUR")
    ]
    assert any("archived leads were not read" in remark for remark in pulled.remarks)


def test_pages_are_followed_in_both_versions(server: PipedriveServer, tmp_path: Path) -> None:
    server.page = 100
    for number in range(450):
        server.lists["persons"].append(person(number, number))
    server.first["notes"] = [
        {"id": number, "content": "x", "add_time": "2026-03-01 09:00:00"} for number in range(320)
    ]
    pulled = run("pipedrive", server, tmp_path)
    assert pulled.rows["persons"] == 450 and pulled.rows["notes"] == 320


def test_the_next_pull_reads_what_changed_and_what_was_deleted(
    server: PipedriveServer, tmp_path: Path
) -> None:
    server.lists["persons"] = [person(number, number) for number in range(450)]
    server.put("deals", {"id": 5, "title": "D", "status": "open", "add_time": at(0), "update_time": at(1)})
    run("pipedrive", server, tmp_path)
    server.put("persons", person(3, 500, name="New"))
    server.lists["deals"], server.deleted = (
        [],
        [
            {
                "id": 5,
                "title": "D",
                "status": "deleted",
                "is_deleted": True,
                "add_time": at(0),
                "update_time": at(600),
            }
        ],
    )
    pulled = run("pipedrive", server, tmp_path)
    assert dict(rows(pulled, "persons", "id", "name"))["3"] == "New"
    assert rows(pulled, "deals", "id", "status", "is_deleted") == [("5", "deleted", "true")]
    assert pulled.new == 18


def test_the_changes_of_deals_may_be_left_out(server: PipedriveServer, tmp_path: Path) -> None:
    server.put("deals", {"id": 5, "title": "D", "status": "open", "add_time": at(0), "update_time": at(1)})
    run("pipedrive", server, tmp_path, history="false")
    assert not server.paths("changelog")


def test_limits_are_sat_out_and_the_budget_of_the_day_ends_the_pull(
    server: PipedriveServer, tmp_path: Path
) -> None:
    server.page = 100
    server.lists["persons"] = [person(number, number) for number in range(450)]
    server.once(
        "v2/persons", failed(429, "request over limit", x_ratelimit_remaining="0", x_ratelimit_reset="3")
    )
    server.times(
        "v2/persons", failed(429, "daily budget", x_daily_ratelimit_token_remaining="0"), 99, after=3
    )
    with pytest.raises(
        HandfastError, match=r"no calls left today[\s\S]*300 rows were kept; the pull stopped at persons"
    ):
        run("pipedrive", server, tmp_path)
    assert 3.0 in server.clock.waits
    server.mishaps.clear()
    server.calls.clear()
    assert run("pipedrive", server, tmp_path).rows["persons"] == 450
    assert server.paths("v2/persons")[0].one("updated_since") == at(299)


def test_an_error_in_a_200_is_no_data(server: PipedriveServer, tmp_path: Path) -> None:
    server.once("v1/users", failed(200, "something else"))
    with pytest.raises(HandfastError, match="refuses: something else"):
        run("pipedrive", server, tmp_path)


def test_a_wrong_token_is_said(
    server: PipedriveServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDFAST_PIPEDRIVE_TOKEN", "wrong-token")
    with pytest.raises(HandfastError, match=r"does not take the token \(401: unauthorized access") as caught:
        run("pipedrive", server, tmp_path)
    assert "wrong-token" not in str(caught.value)
