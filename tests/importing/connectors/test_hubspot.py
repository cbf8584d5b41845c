"""HubSpot: what is read, what is read again, and what a broken pull leaves."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from handfast.faults import HandfastError
from handfast.importing.connectors.plain import iso
from tests.importing.connectors.pulled import rows, run
from tests.importing.connectors.servers.hubspot import TOKEN, HubSpotServer, error
from tests.importing.connectors.servers.serving import Answer, Call

START = datetime(2026, 3, 1, 9, tzinfo=UTC)


def at(minutes: float) -> str:
    return iso(START + timedelta(minutes=minutes))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubSpotServer]:
    monkeypatch.setenv("HANDFAST_HUBSPOT_TOKEN", TOKEN)
    with (server := HubSpotServer()).running():
        yield server


def contacts(server: HubSpotServer, count: int, step: float = 1.0) -> None:
    for number in range(1, count + 1):
        server.put(
            "contacts",
            str(number),
            email=f"p{number}@pear.example",
            lastmodifieddate=at(number * step),
            phone=None,
        )


def test_objects_come_with_history_associations_owners_and_pipelines(
    server: HubSpotServer, tmp_path: Path
) -> None:
    version = {
        "value": "lead",
        "timestamp": at(0),
        "sourceType": "FORM",
        "sourceId": "f1",
        "updatedByUserId": 7,
    }
    server.put(
        "contacts",
        "1",
        {"lifecyclestage": [version]},
        email="ada@lime.example",
        lifecyclestage="lead",
        lastmodifieddate=at(1),
    )
    server.put("companies", "9", name="Lime", lastmodifieddate=at(1))
    server.put(
        "deals",
        "5",
        {"dealstage": []},
        dealname="Lime 1",
        dealstage="won",
        amount="1200.50",
        lastmodifieddate=at(2),
    )
    server.put("meetings", "8", hs_meeting_outcome="COMPLETED", hs_timestamp=at(3), hs_lastmodifieddate=at(4))
    server.link("contacts", "1", "companies", "9", "Primary")
    server.link("deals", "5", "contacts", "1")
    server.link("meetings", "8", "contacts", "1")
    server.owners = [
        {"id": "77", "userId": 7, "email": "sam@us.example", "firstName": "Sam", "lastName": "Ode", "archived": False, "teams": [{"name": "AE"}]},
        {"id": "78", "userId": 8, "email": "gone@us.example", "firstName": "Bo", "lastName": "Left", "archived": True},
    ]  # fmt: skip
    stage = {
        "id": "won",
        "label": "Closed won",
        "displayOrder": 1,
        "metadata": {"isClosed": "true", "probability": "1.0"},
    }
    server.pipelines = {"deals": [{"id": "default", "label": "Sales", "displayOrder": 0, "stages": [stage]}]}
    pulled = run("hubspot", server, tmp_path)
    assert rows(pulled, "contacts", "id", "email", "associated_company_ids") == [
        ("1", "ada@lime.example", "9")
    ]
    assert rows(
        pulled, "contact_property_history", "contact_id", "name", "value", "timestamp", "updated_by_user_id"
    ) == [("1", "lifecyclestage", "lead", at(0), "7")]
    assert rows(pulled, "deals", "id", "amount", "associated_contact_ids", "associated_company_ids") == [
        ("5", "1200.50", "1", None)
    ]
    assert rows(pulled, "meetings", "id", "hs_meeting_outcome", "associated_contact_ids") == [
        ("8", "COMPLETED", "1")
    ]
    assert rows(pulled, "owners", "id", "archived") == [("77", "false"), ("78", "true")]
    assert rows(pulled, "deal_pipeline_stages", "pipeline_id", "stage_id", "label", "isClosed") == [
        ("default", "won", "Closed won", "true")
    ]
    assert all("/2026-09" in call.path for call in server.calls)


def test_the_version_is_a_setting(server: HubSpotServer, tmp_path: Path) -> None:
    contacts(server, 1)
    run("hubspot", server, tmp_path, version="2026-03")
    assert all("/2026-03" in call.path for call in server.calls)


def test_more_than_a_search_gives_is_read_in_windows(server: HubSpotServer, tmp_path: Path) -> None:
    contacts(server, 1_000, step=0.001)
    assert len(rows(run("hubspot", server, tmp_path), "contacts", "id")) == 1_000
    assert not [call for call in server.paths("/search") if call.json.get("after")]


def test_very_many_changes_of_one_instant_are_all_read(server: HubSpotServer, tmp_path: Path) -> None:
    contacts(server, 730, step=0.0)
    server.put("contacts", "5000", email="last@pear.example", lastmodifieddate=at(0.0001))
    assert len(rows(run("hubspot", server, tmp_path), "contacts", "id")) == 731


def test_the_next_pull_reads_what_changed_and_little_more(server: HubSpotServer, tmp_path: Path) -> None:
    contacts(server, 300)
    run("hubspot", server, tmp_path)
    server.put("contacts", "3", email="new@pear.example", lastmodifieddate=at(400))
    server.put("contacts", "4", archived=True, email="p4@pear.example", lastmodifieddate=at(401))
    server.calls.clear()
    pulled = run("hubspot", server, tmp_path)
    read = [
        each["id"]
        for call in server.paths("contacts/batch/read")
        if "associations" not in call.path
        for each in call.json["inputs"]
    ]
    assert len(read) == 17, "one that changed, and those of the quarter of an hour before the last change"
    found = dict(rows(pulled, "contacts", "id", "email"))
    assert len(found) == 300 and found["3"] == "new@pear.example"
    assert dict(rows(pulled, "contacts", "id", "archived"))["4"] == "true"


def test_a_pull_of_nothing_new_changes_nothing(server: HubSpotServer, tmp_path: Path) -> None:
    contacts(server, 30)
    first = rows(run("hubspot", server, tmp_path), "contacts")
    assert rows(run("hubspot", server, tmp_path), "contacts") == first


def test_links_beyond_a_page_are_followed(server: HubSpotServer, tmp_path: Path) -> None:
    server.put("deals", "5", dealname="Big", lastmodifieddate=at(1))
    contacts(server, 1)
    for number in range(250):
        server.link("deals", "5", "contacts", str(number))
    assert rows(run("hubspot", server, tmp_path), "deals", "associated_contact_ids") == [
        ";".join(map(str, range(250)))
    ]


def test_what_the_token_may_not_read_is_said_and_the_rest_is_read(
    server: HubSpotServer, tmp_path: Path
) -> None:
    contacts(server, 2)
    server.forbidden = {"leads", "emails"}
    pulled = run("hubspot", server, tmp_path)
    assert pulled.rows["contacts"] == 2
    said = "\n".join(pulled.remarks)
    assert "leads were not read" in said and "emails were not read" in said and "403" in said


def test_own_properties_are_read_and_standard_ones_that_nobody_asked_for_are_not(
    server: HubSpotServer, tmp_path: Path
) -> None:
    server.put(
        "contacts",
        "1",
        email="a@b.example",
        lastmodifieddate=at(1),
        segment="big",
        hs_obscure="x",
        hs_lifecyclestage_lead_date=at(0),
    )
    server.custom = {"contacts": ["segment"]}
    pulled = run("hubspot", server, tmp_path)
    assert rows(pulled, "contacts", "segment", "hs_lifecyclestage_lead_date") == [("big", at(0))]
    assert "hs_obscure" not in columns(pulled.folder)
    assert "hs_obscure" in columns(run("hubspot", server, tmp_path / "more", properties="hs_obscure").folder)


def columns(folder: Path) -> list[str]:
    from pyarrow import parquet

    return list(parquet.read_schema(folder / "contacts.parquet").names)


def test_a_limit_is_waited_for_as_long_as_it_asks(server: HubSpotServer, tmp_path: Path) -> None:
    contacts(server, 3)
    limit = error(429, "RATE_LIMITS", "ten secondly", policyName="TEN_SECONDLY_ROLLING")
    server.once("contacts/search", Answer(limit.body, 429, {"Retry-After": "7"}))
    server.once("contacts/batch/read", limit)
    assert run("hubspot", server, tmp_path).rows["contacts"] == 3
    assert 7.0 in server.clock.waits and 10.0 in server.clock.waits


def test_the_limit_of_the_day_stops_the_pull_and_keeps_what_came(
    server: HubSpotServer, tmp_path: Path
) -> None:
    contacts(server, 500)
    server.times("contacts/search", error(429, "RATE_LIMITS", "daily", policyName="DAILY"), 99, after=2)
    with pytest.raises(
        HandfastError, match=r"daily limit[\s\S]* rows were kept; the pull stopped at contacts"
    ):
        run("hubspot", server, tmp_path)
    server.mishaps.clear()
    server.calls.clear()
    assert run("hubspot", server, tmp_path).rows["contacts"] == 500
    assert len(server.paths("contacts/search")) <= 3, "it went on where it stood"


def test_trouble_that_passes_is_sat_out(server: HubSpotServer, tmp_path: Path) -> None:
    contacts(server, 250)
    server.once("contacts/search", Answer({"message": "oops"}, 502))
    server.once("contacts/batch/read", Answer(broken=0))
    server.once("owners", Answer({"results": ["x" * 100]}, broken=20))
    server.once("pipelines", Answer("<html>maintenance</html>"))
    assert run("hubspot", server, tmp_path).rows["contacts"] == 250


def test_trouble_that_stays_ends_with_what_was_kept_and_the_next_pull_goes_on(
    server: HubSpotServer, tmp_path: Path
) -> None:
    contacts(server, 450)
    server.times("contacts/batch/read", Answer(broken=0), 999, after=3)
    with pytest.raises(
        HandfastError, match=r"can't be reached, or broke off .*, 6 times in a row\n[\d,]+ rows were kept"
    ):
        run("hubspot", server, tmp_path)
    assert server.clock.waits[-5:] == [1, 2, 4, 8, 16]
    server.mishaps.clear()
    assert run("hubspot", server, tmp_path).rows["contacts"] == 450


def test_a_wrong_token_is_said(
    server: HubSpotServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDFAST_HUBSPOT_TOKEN", "pat-wrong")
    with pytest.raises(
        HandfastError, match=r"HubSpot does not take the token \(401: Authentication credentials not found"
    ):
        run("hubspot", server, tmp_path)


def test_duplicated_pages_do_no_harm(server: HubSpotServer, tmp_path: Path) -> None:
    contacts(server, 250)
    for number in range(3):
        server.put(
            "contacts", f"99{number}", archived=True, email="gone@pear.example", lastmodifieddate=at(1)
        )
    given: list[Answer] = []

    def twice(call: Call) -> Answer | None:
        if not call.path.endswith("/contacts") or not call.one("archived") or given:
            return None
        given.append(server.answer(call))
        return Answer({**given[0].body, "paging": {"next": {"after": "0"}}})

    server.mishaps.append(twice)
    pulled = run("hubspot", server, tmp_path)
    assert pulled.rows["contacts"] == 253
    assert pulled.new == 257, "three were deleted, and given twice; one stands at the edge of a page"


def test_pages_that_go_in_circles_are_noticed(server: HubSpotServer, tmp_path: Path) -> None:
    contacts(server, 1)
    server.times("crm/owners", Answer({"results": [], "paging": {"next": {"after": "1"}}}), 99)
    with pytest.raises(HandfastError, match="the same mark of the next page twice"):
        run("hubspot", server, tmp_path)


def test_a_wait_beyond_the_patience_ends_the_pull(server: HubSpotServer, tmp_path: Path) -> None:
    contacts(server, 3)
    server.times("contacts/search", Answer({"message": "slow"}, 429, {"Retry-After": "3600"}), 9)
    with pytest.raises(
        HandfastError, match=r"asks to slow down \(429\) and wants 60 min, longer than the patience of 15 min"
    ):
        run("hubspot", server, tmp_path)
    assert 3600.0 not in server.clock.waits
