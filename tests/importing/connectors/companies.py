"""A small company in each system, from the connectors' fixtures: one person's way from a first visit to a deal that was won."""

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

from tests.importing.connectors.servers.hubspot import HubSpotServer
from tests.importing.connectors.servers.marketo import MarketoServer
from tests.importing.connectors.servers.mautic import MauticServer
from tests.importing.connectors.servers.pipedrive import PipedriveServer
from tests.importing.connectors.servers.salesforce import SalesforceServer
from tests.importing.connectors.servers.serving import Server

CONNECTORS = Path(str(files("handfast.importing.connectors")))


def fixtures(connector: str, folder: str = "") -> dict[str, Any]:
    """Name -> what the API answers, of one connector."""
    found = sorted((CONNECTORS / connector / "fixtures" / folder).glob("*.json"))
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in found}


def hubspot() -> HubSpotServer:
    """Ada becomes an MQL, Sam calls her, a meeting is held, the deal is won."""
    server = HubSpotServer()
    given = fixtures("hubspot")
    server.owners, server.pipelines = given.pop("owners"), given.pop("pipelines")
    for link in given.pop("associations"):
        server.links.setdefault((link["fromObjectType"], link["toObjectType"]), {})[link["from"]["id"]] = (
            link["to"]
        )
    for kind, things in given.items():
        server.objects[kind] = {
            thing["id"]: {**thing, "history": thing.get("propertiesWithHistory", {})} for thing in things
        }
    return server


def salesforce() -> SalesforceServer:
    """Ada comes as a lead, is converted, and the opportunity is won."""
    server = SalesforceServer()
    for kind, records in fixtures("salesforce").items():
        bare = [{name: value for name, value in each.items() if name != "attributes"} for each in records]
        server.put(kind, *bare)
    return server


def marketo() -> MarketoServer:
    """Ada visits a page, fills out a form, becomes an MQL."""
    server = MarketoServer()
    given = fixtures("marketo")
    server.leads = {lead["id"]: lead for lead in given["leads"]}
    server.activities = sorted(
        given["activities"] + given["leadchanges"], key=lambda each: each["activityDate"]
    )
    server.programs, server.campaigns = given["programs"], given["campaigns"]
    return server


def mautic() -> MauticServer:
    """Ada visits a page, opens an e-mail, reaches a stage."""
    server = MauticServer()
    server.lists |= fixtures("mautic")
    server.tables = fixtures("mautic", "stats")
    return server


def pipedrive() -> PipedriveServer:
    """Ada has a deal that was won after a call."""
    server = PipedriveServer()
    server.lists |= fixtures("pipedrive", "v2")
    first = fixtures("pipedrive", "v1")
    server.changes = first.pop("changelog")
    server.first |= first
    return server


COMPANIES: dict[str, Callable[[], Server]] = {
    "hubspot": hubspot,
    "salesforce": salesforce,
    "marketo": marketo,
    "mautic": mautic,
    "pipedrive": pipedrive,
}
