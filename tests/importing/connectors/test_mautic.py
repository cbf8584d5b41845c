"""Mautic: lists as PHP writes them, contacts that are new or changed, tables that grow."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from handfast.faults import HandfastError
from tests.importing.connectors.pulled import rows, run
from tests.importing.connectors.servers.mautic import PASSWORD, USER, MauticServer
from tests.importing.connectors.servers.serving import BEGIN, Answer


def at(minutes: float) -> str:
    return (BEGIN + timedelta(minutes=minutes)).isoformat()


def stored(minutes: float) -> str:
    return (datetime(2026, 3, 1, 9, tzinfo=UTC) + timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M:%S")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MauticServer]:
    monkeypatch.setenv("HANDFAST_MAUTIC_USER", USER)
    monkeypatch.setenv("HANDFAST_MAUTIC_PASSWORD", PASSWORD)
    with (server := MauticServer()).running():
        yield server


def contacts(server: MauticServer, count: int) -> None:
    server.lists["contacts"] = [
        server.contact(number, email=f"p{number}@pear.example") for number in range(1, count + 1)
    ]


def test_contacts_lists_and_tables(server: MauticServer, tmp_path: Path) -> None:
    server.put(
        "contacts",
        {**server.contact(7, email="ada@lime.example", firstname="Ada"), "stage": {"id": 3, "name": "MQL"}},
    )
    server.put("stages", {"id": 3, "name": "MQL", "weight": 2, "category": None})
    server.put(
        "users",
        {"id": 2, "username": "sam", "email": "sam@us.example", "role": {"id": 1}, "isPublished": True},
    )
    server.put(
        "page_hits", {"id": 1, "lead_id": 7, "date_hit": stored(0), "url": "https://us.example/pricing"}
    )
    server.put(
        "campaign_leads",
        {"campaign_id": 1, "lead_id": 7, "date_added": stored(1), "manually_removed": 0, "rotation": 1},
    )
    pulled = run("mautic", server, tmp_path)
    assert rows(pulled, "contacts", "id", "email", "firstname", "owner", "stage", "dateAdded") == [
        ("7", "ada@lime.example", "Ada", "2", "3", "2026-03-01T10:00:00+01:00")
    ]
    assert rows(pulled, "page_hits", "lead_id", "date_hit") == [("7", "2026-03-01T09:00:00Z")]
    assert rows(pulled, "campaign_leads", "campaign_id", "lead_id", "date_added") == [
        ("1", "7", "2026-03-01T09:01:00Z")
    ]
    assert rows(pulled, "stages", "id", "name") == [("3", "MQL")]
    assert any("form_submissions were not read" in remark for remark in pulled.remarks)


def test_pages_are_followed_whatever_the_total_looks_like(server: MauticServer, tmp_path: Path) -> None:
    contacts(server, 450)
    server.lists["emails"] = [{"id": number, "name": "N", "subject": "S"} for number in range(1, 421)]
    server.tables["page_hits"] = [
        {"id": number, "lead_id": 1, "date_hit": stored(number)} for number in range(1, 701)
    ]
    pulled = run("mautic", server, tmp_path)
    assert {name: pulled.rows[name] for name in ("contacts", "emails", "page_hits")} == {
        "contacts": 450,
        "emails": 420,
        "page_hits": 700,
    }


def test_the_next_pull_reads_new_and_changed_contacts(server: MauticServer, tmp_path: Path) -> None:
    contacts(server, 450)
    run("mautic", server, tmp_path)
    server.put("contacts", server.contact(7, at(30), email="new@pear.example"))
    server.put("contacts", server.contact(451, email="p451@pear.example"))
    pulled = run("mautic", server, tmp_path)
    found = dict(rows(pulled, "contacts", "id", "email"))
    assert len(found) == 451 and found["7"] == "new@pear.example"
    assert pulled.new == 2


def test_a_bulk_edit_of_one_second_is_read_whole(server: MauticServer, tmp_path: Path) -> None:
    contacts(server, 700)
    run("mautic", server, tmp_path)
    server.lists["contacts"] = [
        server.contact(number, at(5), email="bulk@pear.example") for number in range(1, 701)
    ]
    assert set(rows(run("mautic", server, tmp_path), "contacts", "email")) == {"bulk@pear.example"}


def test_an_email_that_is_read_later_is_seen(server: MauticServer, tmp_path: Path) -> None:
    server.put(
        "email_stats", {"id": 1, "lead_id": 7, "date_sent": stored(0), "date_read": None, "is_read": 0}
    )
    run("mautic", server, tmp_path)
    server.put(
        "email_stats",
        {"id": 1, "lead_id": 7, "date_sent": stored(0), "date_read": "2026-11-02 10:00:00", "is_read": 1},
    )
    assert rows(run("mautic", server, tmp_path), "email_stats", "id", "date_read", "is_read") == [
        ("1", "2026-11-02T10:00:00Z", "1")
    ]


def test_a_pull_that_breaks_goes_on_where_it_stood(server: MauticServer, tmp_path: Path) -> None:
    contacts(server, 900)
    server.times("api/contacts", Answer({"errors": [{"message": "gone"}]}, 503), 99, after=3)
    with pytest.raises(
        HandfastError,
        match=r"is in trouble \(503\), 6 times in a row\n600 rows were kept; the pull stopped at contacts",
    ):
        run("mautic", server, tmp_path)
    server.mishaps.clear()
    server.calls.clear()
    assert run("mautic", server, tmp_path).rows["contacts"] == 900
    assert server.paths("api/contacts")[0].one("where[0][val]") == "600"


def test_the_first_pull_may_begin_later(server: MauticServer, tmp_path: Path) -> None:
    contacts(server, 3)
    server.tables["page_hits"] = [
        {"id": number, "lead_id": 1, "date_hit": stored(number)} for number in range(100)
    ]
    pulled = run("mautic", server, tmp_path, since="2026-03-01T10:00:00Z")
    assert pulled.rows["contacts"] == 3 and pulled.rows["page_hits"] == 40


def test_limits_are_sat_out(server: MauticServer, tmp_path: Path) -> None:
    contacts(server, 3)
    server.once("contacts", Answer({}, 429, {"Retry-After": "Mon, 02 Nov 2026 09:00:30 GMT"}))
    assert run("mautic", server, tmp_path).rows["contacts"] == 3
    assert 30.0 in server.clock.waits


def test_a_version_that_takes_no_conditions_is_noticed(server: MauticServer, tmp_path: Path) -> None:
    contacts(server, 450)
    server.takes_conditions = False
    with pytest.raises(HandfastError, match="must be of version 3 or later"):
        run("mautic", server, tmp_path)


def test_a_token_will_do_and_a_wrong_password_is_said(
    server: MauticServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacts(server, 3)
    monkeypatch.setenv("HANDFAST_MAUTIC_PASSWORD", "wrong-word")
    with pytest.raises(HandfastError, match="does not take the token") as caught:
        run("mautic", server, tmp_path)
    assert "wrong-word" not in str(caught.value)
    monkeypatch.setenv("HANDFAST_MAUTIC_TOKEN", "a-token")
    assert run("mautic", server, tmp_path).rows["contacts"] == 3
