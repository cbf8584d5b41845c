"""Salesforce: tokens, queries with their marks, deleted records, histories."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from handfast.faults import HandfastError
from tests.importing.connectors.pulled import rows, run
from tests.importing.connectors.servers.salesforce import CLIENT, SECRET, SalesforceServer, error
from tests.importing.connectors.servers.serving import Answer, Call

START = datetime(2026, 3, 1, 9, tzinfo=UTC)


def at(minutes: float) -> str:
    return (START + timedelta(minutes=minutes)).isoformat(timespec="milliseconds").replace("+00:00", "+0000")


def lead(number: int, minutes: float, **more: Any) -> dict[str, Any]:
    return {
        "Id": f"00Q{number:05d}", "Email": f"p{number}@pear.example", "LastName": "P", "Status": "Open", "Company": "Pear",
        "CreatedDate": at(0), "SystemModstamp": at(minutes), "BillingAddress": None, "Segment__c": None, "Obscure": "x", **more,
    }  # fmt: skip


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SalesforceServer]:
    monkeypatch.setenv("HANDFAST_SALESFORCE_CLIENT_ID", CLIENT)
    monkeypatch.setenv("HANDFAST_SALESFORCE_CLIENT_SECRET", SECRET)
    with (server := SalesforceServer()).running():
        yield server


def test_records_come_with_existing_fields_own_fields_and_histories(
    server: SalesforceServer, tmp_path: Path
) -> None:
    server.put("Lead", lead(1, 5, Segment__c="big"))
    server.put(
        "LeadHistory",
        {
            "Id": "017",
            "LeadId": "00Q1",
            "Field": "Status",
            "OldValue": "Open",
            "NewValue": "MQL",
            "CreatedDate": at(3),
        },
    )
    pulled = run("salesforce", server, tmp_path)
    assert rows(pulled, "Lead", "Id", "Segment__c", "SystemModstamp") == [
        ("00Q00001", "big", "2026-03-01T09:05:00.000Z")
    ]
    assert rows(pulled, "LeadHistory", "LeadId", "NewValue", "CreatedDate") == [
        ("00Q1", "MQL", "2026-03-01T09:03:00.000Z")
    ]
    asked = [call.one("q") for call in server.paths("queryAll")]
    assert not [query for query in asked if "Address" in query or "Obscure" in query]
    assert any("FROM LeadHistory WHERE CreatedDate >=" in query for query in asked)
    assert any("records of Task were not read" in remark for remark in pulled.remarks)


def test_pages_are_followed_and_deleted_records_come_as_deleted(
    server: SalesforceServer, tmp_path: Path
) -> None:
    server.put("Lead", *(lead(number, number) for number in range(730)))
    server.put("Lead", lead(3, 900, IsDeleted=True))
    pulled = run("salesforce", server, tmp_path)
    assert pulled.rows["Lead"] == 730
    assert dict(rows(pulled, "Lead", "Id", "IsDeleted"))["00Q00003"] == "true"


def test_the_next_pull_begins_a_little_before_the_last_change(
    server: SalesforceServer, tmp_path: Path
) -> None:
    server.put("Lead", *(lead(number, number) for number in range(300)))
    run("salesforce", server, tmp_path)
    server.put("Lead", lead(3, 400, Status="Closed"))
    pulled = run("salesforce", server, tmp_path)
    assert pulled.new == 17
    assert dict(rows(pulled, "Lead", "Id", "Status"))["00Q00003"] == "Closed"
    assert pulled.rows["Lead"] == 300


def test_a_forgotten_mark_makes_a_new_query_from_the_last_change(
    server: SalesforceServer, tmp_path: Path
) -> None:
    server.put("Lead", *(lead(number, number) for number in range(900)))
    forgotten = 0

    def forget(call: Call) -> Answer | None:
        nonlocal forgotten
        if "queryAll/" in call.path and forgotten < 2:
            forgotten += 1
            server.marks.clear()
        return None

    server.mishaps.append(forget)
    assert run("salesforce", server, tmp_path).rows["Lead"] == 900
    assert forgotten == 2


def test_a_token_that_ends_is_renewed_once(server: SalesforceServer, tmp_path: Path) -> None:
    server.put("Lead", *(lead(number, number) for number in range(500)))
    server.once("queryAll/", error(401, "INVALID_SESSION_ID", "Session expired or invalid"))
    assert run("salesforce", server, tmp_path).rows["Lead"] == 500
    assert server.given == 2
    server.times("describe", error(401, "INVALID_SESSION_ID", "Session expired or invalid"), 99)
    with pytest.raises(HandfastError, match="does not take the token"):
        run("salesforce", server, tmp_path)
    assert server.given == 4


def test_a_given_token_is_used_as_it_is(
    server: SalesforceServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HANDFAST_SALESFORCE_CLIENT_ID")
    monkeypatch.setenv("HANDFAST_SALESFORCE_TOKEN", "given")
    server.put("Lead", lead(1, 1))
    with pytest.raises(HandfastError, match=r"does not take the token \(401: Session expired"):
        run("salesforce", server, tmp_path)
    server.tokens = {"given"}
    assert run("salesforce", server, tmp_path).rows["Lead"] == 1
    assert server.given == 0


def test_no_calls_left_stops_the_pull_and_the_next_goes_on(server: SalesforceServer, tmp_path: Path) -> None:
    server.put("Account", {"Id": "001", "Name": "Pear", "SystemModstamp": at(1)})
    server.put("Lead", *(lead(number, number) for number in range(700)))
    server.times(
        "queryAll/", error(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."), 99, after=1
    )
    with pytest.raises(
        HandfastError, match=r"no calls left[\s\S]*400 rows were kept; the pull stopped at Lead"
    ):
        run("salesforce", server, tmp_path)
    server.mishaps.clear()
    server.calls.clear()
    assert run("salesforce", server, tmp_path).rows == {"Account": 1, "Lead": 700}
    assert "2026-03-01T15:39" in next(
        call.one("q") for call in server.paths("queryAll") if "FROM Lead " in call.one("q")
    )


def test_trouble_that_passes_is_sat_out(server: SalesforceServer, tmp_path: Path) -> None:
    server.put("Lead", *(lead(number, number) for number in range(300)))
    server.once("queryAll", Answer(broken=0))
    server.once("queryAll/", error(503, "SERVER_UNAVAILABLE", "busy"))
    server.once("token", Answer({}, 500))
    assert run("salesforce", server, tmp_path).rows["Lead"] == 300


def test_wrong_credentials_are_said(
    server: SalesforceServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDFAST_SALESFORCE_CLIENT_SECRET", "wrong-one")
    with pytest.raises(HandfastError, match="invalid client credentials") as caught:
        run("salesforce", server, tmp_path)
    assert "wrong-one" not in str(caught.value)


def test_an_org_elsewhere_is_no_place_for_a_token(server: SalesforceServer, tmp_path: Path) -> None:
    server.once("token", Answer({"access_token": "00D-elsewhere", "instance_url": "http://evil.example"}))
    with pytest.raises(HandfastError, match=r"points to http://evil\.example"):
        run("salesforce", server, tmp_path)
