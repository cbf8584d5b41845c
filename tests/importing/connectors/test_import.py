"""What is pulled is recognised without a word from anybody, and becomes the same person's journey from each system."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from handfast.agreement.defaults import default_agreement
from handfast.importing.connectors import pulled_folder
from handfast.importing.exports import Options, import_exports
from handfast.importing.files import open_sources
from handfast.importing.recognising.tables import recognise
from tests.importing.connectors.companies import COMPANIES
from tests.importing.connectors.pulled import run
from tests.importing.connectors.servers import hubspot, marketo, mautic, pipedrive, salesforce

IMPORTED = datetime(2026, 11, 22, tzinfo=UTC)
SECRETS = {
    "HUBSPOT_TOKEN": hubspot.TOKEN,
    "SALESFORCE_CLIENT_ID": salesforce.CLIENT, "SALESFORCE_CLIENT_SECRET": salesforce.SECRET,
    "MARKETO_CLIENT_ID": marketo.CLIENT, "MARKETO_CLIENT_SECRET": marketo.SECRET,
    "MAUTIC_USER": mautic.USER, "MAUTIC_PASSWORD": mautic.PASSWORD,
    "PIPEDRIVE_TOKEN": pipedrive.TOKEN,
}  # fmt: skip
JOURNEYS = {
    "hubspot": ("1", {"call", "email_sent", "note", "task", "meeting"}, {("stage", "mql"), ("owner_id", "77")}, "Closed won"),
    "salesforce": ("00QA", {"campaign_response", "call", "meeting"}, {("stage", "Qualified")}, "Closed Won"),
    "marketo": ("7", {"page_view", "form_submit", "email_sent"}, {("stage", "mql")}, None),
    "mautic": ("7", {"page_view", "email_sent", "email_open", "form_submit"}, {("stage", "mql")}, None),
    "pipedrive": ("7", {"call", "note"}, set(), "Offer"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in SECRETS.items():
        monkeypatch.setenv(f"HANDFAST_{name}", value)
    return


@pytest.mark.parametrize("name", COMPANIES)
def test_each_table_is_recognised_as_the_system_s_and_becomes_a_journey(name: str, tmp_path: Path) -> None:
    with (server := COMPANIES[name]()).running():
        pulled = run(name, server, pulled_folder(tmp_path, name))
    with duckdb.connect() as connection:
        tables = open_sources(connection, [pulled.folder]).tables
        found = recognise(tables, {})
    assert len(tables) == len(pulled.rows)
    unknown = [
        table.label for table in tables if not (known := found[table.label].object) or known.system != name
    ]
    assert not unknown
    options = Options(default_agreement(), duplicates=False)
    imported = import_exports([pulled.folder], tmp_path, options, IMPORTED)
    lead, kinds, changes, stage = JOURNEYS[name]
    assert imported.reviewed.rows["leads"] == 1 and not imported.reviewed.set_aside
    assert read(tmp_path, "leads", "lead_id") == [(lead,)]
    assert {kind for (kind,) in read(tmp_path, "activities", "kind")} == kinds
    if changes:
        assert changes <= set(read(tmp_path, "lead_changes", "field, new_value"))
    if stage:
        assert read(tmp_path, "opportunities", "lead_id, stage, amount::varchar") == [
            (lead, stage, "1200.50")
        ]


def read(record: Path, table: str, columns: str) -> list[tuple[str, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(
            f"SELECT {columns} FROM read_parquet('{record / table}.parquet')"
        ).fetchall()
