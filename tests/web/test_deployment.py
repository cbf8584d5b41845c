"""What the environment says, and what is made of it."""

import stat
from pathlib import Path

import pytest

from handfast.faults import InputFaults
from handfast.web.deployment import make_workspace, read_deployment, secret_key


def test_without_variables_the_desk_is_for_this_machine() -> None:
    told = read_deployment({})
    assert told.database_url == ""
    assert told.hosts == ["localhost", "127.0.0.1", "[::1]"]
    assert not told.secure


def test_the_public_address_is_a_name_to_ask_for_and_decides_how_cookies_travel() -> None:
    told = read_deployment(
        {"HANDFAST_URL": "https://desk.example.com:8443", "ALLOWED_HOSTS": "a.example, b.example"}
    )
    assert told.hosts == ["a.example", "b.example", "desk.example.com"]
    assert told.secure


def test_every_variable_that_cannot_be_understood_is_named_at_once() -> None:
    with pytest.raises(InputFaults) as wrong:
        read_deployment(
            {"HANDFAST_WEB_PROCESSES": "many", "HANDFAST_URL": "desk", "HANDFAST_UPLOAD_LIMIT_MB": "0"}
        )
    assert {fault.subject for fault in wrong.value.faults} == {
        "HANDFAST_WEB_PROCESSES",
        "HANDFAST_URL",
        "HANDFAST_UPLOAD_LIMIT_MB",
    }
    assert all(fault.code == "environment" for fault in wrong.value.faults)


def test_an_empty_variable_is_as_if_it_were_not_there() -> None:
    assert read_deployment({"HANDFAST_WEB_PROCESSES": " "}).processes == 1


def test_the_secret_is_made_once_and_is_nobody_elses(tmp_path: Path) -> None:
    told = read_deployment({"HANDFAST_WORKSPACE": str(tmp_path / "desk")})
    make_workspace(told)
    first = secret_key(told)
    make_workspace(told)
    assert secret_key(told) == first
    assert len(first) > 40
    assert stat.S_IMODE((tmp_path / "desk" / "secret-key").stat().st_mode) == 0o600


def test_a_secret_that_is_given_goes_before_the_workspaces(tmp_path: Path) -> None:
    told = read_deployment({"HANDFAST_WORKSPACE": str(tmp_path), "SECRET_KEY": "given"})
    make_workspace(told)
    assert secret_key(told) == "given"
