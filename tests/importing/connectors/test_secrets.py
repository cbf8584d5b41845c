"""No secret is shown, logged or kept; none is taken from a file; nothing but the system is called."""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handfast.faults import HandfastError, InputFaults
from handfast.importing.connectors import connector, pull
from handfast.importing.connectors.scrubbing import Scrubber, scrubbed_logs
from handfast.importing.connectors.settings import read_settings
from tests.importing.connectors.conftest import Memory
from tests.importing.connectors.pulled import run
from tests.importing.connectors.servers.hubspot import TOKEN, HubSpotServer
from tests.importing.connectors.servers.marketo import CLIENT, SECRET, MarketoServer
from tests.importing.connectors.servers.serving import Answer, Clock


@pytest.fixture
def marketo(monkeypatch: pytest.MonkeyPatch) -> Iterator[MarketoServer]:
    monkeypatch.setenv("HANDFAST_MARKETO_CLIENT_ID", CLIENT)
    monkeypatch.setenv("HANDFAST_MARKETO_CLIENT_SECRET", SECRET)
    with (server := MarketoServer()).running():
        server.happened(1, 1, 7, "2026-03-01T09:00:00Z", "pricing")
        yield server


def forms(*secrets: str) -> list[str]:
    from urllib.parse import quote_plus

    return [form for secret in secrets for form in (secret, quote_plus(secret))]


def test_nothing_on_disk_or_in_logs_holds_a_secret(
    marketo: MarketoServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="urllib3")  # HubSpot's client, in another test, silences it
    run("marketo", marketo, tmp_path)
    assert any("identity/oauth/token" in record.getMessage() for record in caplog.records), (
        "libraries do log addresses"
    )
    said = "\n".join(record.getMessage() for record in caplog.records)
    kept = b"\n".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    for secret in forms(SECRET, CLIENT, "token-1:sj"):
        assert secret not in said and secret.encode() not in kept


def test_no_message_holds_a_secret_even_when_the_system_repeats_it(
    marketo: MarketoServer, tmp_path: Path
) -> None:
    told = {
        "success": False,
        "errors": [{"code": "1003", "message": f"bad {SECRET} and token-1:sj at ?client_secret={SECRET}"}],
    }
    marketo.once("types", Answer(told))
    with pytest.raises(HandfastError) as caught:
        run("marketo", marketo, tmp_path)
    assert "bad *** and ***" in str(caught.value)
    assert not [form for form in forms(SECRET, "token-1:sj") if form in str(caught.value)]
    assert caught.value.__cause__ is None and caught.value.__context__ is None


def test_what_goes_wrong_unexpectedly_is_told_without_secrets(marketo: MarketoServer, tmp_path: Path) -> None:
    marketo.once("types", Answer({"success": True, "result": [{"id": f"no number {SECRET}"}]}))
    with pytest.raises(HandfastError, match="Marketo could not be read") as caught:
        run("marketo", marketo, tmp_path)
    assert SECRET not in str(caught.value)


def test_a_secret_may_stand_in_the_keyring(memory_keyring: Memory, tmp_path: Path) -> None:
    memory_keyring.set_password("handfast", "HANDFAST_HUBSPOT_TOKEN", TOKEN)
    with (server := HubSpotServer()).running():
        run("hubspot", server, tmp_path)
        assert server.calls


def test_dlt_s_own_files_and_variables_are_not_consulted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".dlt").mkdir()
    for name in ("secrets.toml", "config.toml"):
        (tmp_path / ".dlt" / name).write_text(
            '[runtime]\ndlthub_telemetry = true\nlog_level = "DEBUG"\n[destination.filesystem]\nbucket_url = "file:///nowhere"\n'
        )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("DESTINATION__FILESYSTEM__BUCKET_URL", "file:///nowhere")
    monkeypatch.setenv("HANDFAST_HUBSPOT_TOKEN", TOKEN)
    opened: list[str] = []
    watching = True

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if watching and event == "open" and str(arguments[0]).endswith(".toml"):
            opened.append(str(arguments[0]))

    sys.addaudithook(watch)
    with (server := HubSpotServer()).running():
        server.put("contacts", "1", email="a@b.example", lastmodifieddate="2026-03-01T09:00:00Z")
        assert run("hubspot", server, tmp_path / "record").rows["contacts"] == 1
    watching = False
    assert not opened


def test_missing_and_wrong_settings_are_all_named_and_no_secret_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputFaults) as caught:
        pull(
            "marketo",
            tmp_path,
            {"url": "http://acme.example", "colour": "blue", "client_secret": "s3cret-typed"},
        )
    said = str(caught.value)
    assert (
        "HANDFAST_MARKETO_CLIENT_ID: is not set" in said
        and "keyring set handfast HANDFAST_MARKETO_CLIENT_ID" in said
    )
    assert "HANDFAST_MARKETO_URL: must begin with https://" in said
    assert "colour: is no setting; there are since, overlap, patience, url, fields [setting]" in said
    assert "client_secret: is a secret; put it into the environment as HANDFAST_MARKETO_CLIENT_SECRET" in said
    assert "s3cret-typed" not in said


@pytest.mark.parametrize(
    "url",
    ["acme.pipedrive.com", "https://acme.pipedrive.com/", "http://localhost:8080", "http://127.0.0.1:1"],
)
def test_addresses_that_a_token_may_go_to(url: str) -> None:
    settings = read_settings(
        "pipedrive", connector("pipedrive").settings, {"url": url}, {"HANDFAST_PIPEDRIVE_TOKEN": "x-token"}
    )
    assert "x-token" not in repr(settings)


@pytest.mark.parametrize(
    "url",
    [
        "http://acme.pipedrive.com",
        "ftp://acme.example",
        "https://user:pw@acme.example",
        "https://",
        "https://a.example?x=1",
    ],
)
def test_addresses_that_it_may_not_go_to(url: str) -> None:
    with pytest.raises(InputFaults, match="HANDFAST_PIPEDRIVE_URL"):
        read_settings(
            "pipedrive",
            connector("pipedrive").settings,
            {"url": url},
            {"HANDFAST_PIPEDRIVE_TOKEN": "x-token"},
        )


def test_a_token_does_not_follow_to_another_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDFAST_HUBSPOT_TOKEN", TOKEN)
    with (elsewhere := HubSpotServer()).running(), (server := HubSpotServer()).running():
        server.times("contacts", Answer({}, 302, {"Location": f"{elsewhere.url}/crm"}), 99)
        with pytest.raises(
            HandfastError, match=r"points to 127\.0\.0\.1:\d+; if that is the right server, give its address"
        ):
            run("hubspot", server, tmp_path)
        assert not elsewhere.calls


def test_a_scrubber_hides_every_form_and_every_log_record() -> None:
    scrub = Scrubber()
    scrub.learn("a/b c+d")
    for form in ("a/b c+d", "a%2Fb%20c%2Bd", "a%2Fb+c%2Bd", "YS9iIGMrZA=="):
        assert scrub(f"<{form}>") == "<***>"
    records: list[logging.LogRecord] = []
    logger = logging.getLogger("some.library")
    handler = logging.Handler()
    handler.emit = records.append  # type: ignore[method-assign]
    logger.addHandler(handler)
    with scrubbed_logs(scrub):
        try:
            raise ValueError("a/b c+d")
        except ValueError:
            logger.exception("called %s", "a/b c+d")
    logger.removeHandler(handler)
    assert "a/b" not in logging.Formatter().format(records[0]) and "called ***" in records[0].getMessage()


def test_two_accounts_do_not_mix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDFAST_HUBSPOT_TOKEN", TOKEN)
    with (one := HubSpotServer()).running(), (other := HubSpotServer()).running():
        run("hubspot", one, tmp_path)
        with pytest.raises(HandfastError, match="holds what was pulled from http://127"):
            run("hubspot", other, tmp_path)


def test_a_connector_that_is_not_installed_and_one_that_lacks_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(
        HandfastError,
        match=r"There is no connector oracle; installed: hubspot, marketo, mautic, pipedrive, salesforce\.",
    ):
        pull("oracle", tmp_path)
    monkeypatch.setattr("handfast.importing.connectors.NEEDS", ("dlt", "no_such_package"))
    with pytest.raises(
        HandfastError,
        match=r"needs no_such_package, which isn't installed: pip install 'handfast\[connectors\]'",
    ):
        pull("hubspot", tmp_path, clock=Clock())
