"""The how-to names every setting of every connector, and the registry finds them all."""

from pathlib import Path

import pytest

from handfast.importing.connectors import connector, names
from handfast.importing.connectors.settings import Settings, is_secret, read_settings, variable

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "pull-from-an-api.md"


@pytest.mark.parametrize("name", names())
def test_the_guide_names_every_setting(name: str) -> None:
    lines = GUIDE.read_text(encoding="utf-8").splitlines()
    known = {line.split("`")[1]: line for line in lines if line.startswith("| `HANDFAST_")}
    for setting, field in connector(name).settings.model_fields.items():
        line = known[variable("name" if setting in Settings.model_fields else name, setting)]
        assert is_secret(connector(name).settings, setting) == ("secret" in line.split("|")[2])
        if field.is_required():
            assert "must be set" in line
        elif field.default not in (None, ""):
            assert f"`{str(field.default).lower()}`" in line


@pytest.mark.parametrize("name", names())
def test_the_guide_names_nothing_else(name: str) -> None:
    fields = connector(name).settings.model_fields
    told = {
        line.split("`")[1]
        for line in GUIDE.read_text(encoding="utf-8").splitlines()
        if line.startswith(f"| `HANDFAST_{name.upper()}_")
    }
    assert told == {variable(name, setting) for setting in fields if setting not in Settings.model_fields}


def test_every_table_of_a_connector_has_a_key_and_every_folder_a_readme() -> None:
    for name in names():
        assert all(connector(name).keys.values())
        folder = Path(connector(name).settings.__module__.replace(".", "/")).parent
        assert (GUIDE.parents[2] / "src" / folder / "README.md").read_text(encoding="utf-8").startswith("# ")


def test_what_is_given_stands_before_the_environment_and_an_instant_without_a_zone_is_utc() -> None:
    environment = {
        "HANDFAST_HUBSPOT_TOKEN": "pat",
        "HANDFAST_HUBSPOT_SINCE": "2025-01-01",
        "HANDFAST_HUBSPOT_OVERLAP": "5",
    }
    settings = read_settings("hubspot", connector("hubspot").settings, {"overlap": "7"}, environment)
    assert settings.overlap == 7
    assert str(settings.since) == "2025-01-01 00:00:00+00:00"
