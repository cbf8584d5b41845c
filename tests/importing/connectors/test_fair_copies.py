"""The vendors' own clients get along with our servers: what the connectors are tested against is a fair copy of the real thing."""

from collections.abc import Iterator
from typing import Any

import hubspot
import pytest
import requests
from hubspot.crm.associations.v4 import BatchInputPublicFetchAssociationsBatchRequest
from hubspot.crm.contacts import BatchReadInputSimplePublicObjectId, PublicObjectSearchRequest
from hubspot.crm.contacts.exceptions import ApiException
from requests.adapters import HTTPAdapter
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import (
    SalesforceAuthenticationFailed,
    SalesforceExpiredSession,
    SalesforceMalformedRequest,
)

from tests.importing.connectors.servers.hubspot import TOKEN, HubSpotServer, error
from tests.importing.connectors.servers.salesforce import CLIENT, SECRET, SalesforceServer

CHANGED = "2026-03-01T09:00:00.000Z"


@pytest.fixture
def hubspot_server() -> Iterator[HubSpotServer]:
    with (server := HubSpotServer()).running():
        for number in range(1, 251):
            stage = {
                "value": "lead",
                "timestamp": CHANGED,
                "sourceType": "FORM",
                "sourceId": "f",
                "updatedByUserId": 7,
            }
            email = f"p{number}@pear.example"
            server.put(
                "contacts", str(number), {"lifecyclestage": [stage]}, email=email, lastmodifieddate=CHANGED
            )
        yield server


@pytest.fixture
def client(hubspot_server: HubSpotServer) -> Any:
    return hubspot.Client.create(access_token=TOKEN, host=hubspot_server.url)


def test_hubspot_s_client_lists_reads_and_searches_contacts(client: Any) -> None:
    assert len(client.crm.contacts.get_all()) == 250
    asked = BatchReadInputSimplePublicObjectId(
        inputs=[{"id": "1"}, {"id": "2"}], properties=["email"], properties_with_history=["lifecyclestage"]
    )
    read = client.crm.contacts.batch_api.read(asked).results
    assert [each.properties["email"] for each in read] == ["p1@pear.example", "p2@pear.example"]
    assert read[0].properties_with_history["lifecyclestage"][0].value == "lead"
    since = {"propertyName": "lastmodifieddate", "operator": "GTE", "value": "1772355600000"}
    search = PublicObjectSearchRequest(
        filter_groups=[{"filters": [since]}], sorts=[], properties=["email"], limit=200, after="0"
    )
    found = client.crm.contacts.search_api.do_search(search)
    assert found.total == 250 and len(found.results) == 200 and found.paging.next.after == "200"


def test_hubspot_s_client_reads_associations_owners_pipelines_and_properties(
    client: Any, hubspot_server: HubSpotServer
) -> None:
    hubspot_server.link("contacts", "1", "companies", "9", "Primary")
    asked = BatchInputPublicFetchAssociationsBatchRequest(inputs=[{"id": "1"}])
    linked = client.crm.associations.v4.batch_api.get_page("contacts", "companies", asked).results
    assert (
        str(linked[0].to[0].to_object_id) == "9" and linked[0].to[0].association_types[0].label == "Primary"
    )
    hubspot_server.owners = [
        {"id": "77", "email": "sam@us.example", "firstName": "Sam", "lastName": "Ode", "userId": 7, "type": "PERSON",
         "createdAt": CHANGED, "updatedAt": CHANGED, "archived": False},
    ]  # fmt: skip
    assert client.crm.owners.get_all()[0].email == "sam@us.example"
    about = {"displayOrder": 0, "createdAt": CHANGED, "updatedAt": CHANGED, "archived": False}
    stage = {"id": "won", "label": "Won", "metadata": {"isClosed": "true"}, **about}
    hubspot_server.pipelines = {"deals": [{"id": "default", "label": "Sales", "stages": [stage], **about}]}
    assert (
        client.crm.pipelines.pipelines_api.get_all("deals").results[0].stages[0].metadata["isClosed"]
        == "true"
    )
    assert "email" in {each.name for each in client.crm.properties.core_api.get_all("contacts").results}


def test_hubspot_s_client_meets_limits_and_refusals(client: Any, hubspot_server: HubSpotServer) -> None:
    hubspot_server.once("contacts", error(429, "RATE_LIMITS", "slow down", policyName="SECONDLY"))
    with pytest.raises(ApiException) as caught:
        client.crm.contacts.basic_api.get_page()
    assert caught.value.status == 429
    too_many = BatchReadInputSimplePublicObjectId(
        inputs=[{"id": str(number)} for number in range(51)], properties=[], properties_with_history=["email"]
    )
    with pytest.raises(ApiException, match="maximum number of inputs supported is 50"):
        client.crm.contacts.batch_api.read(too_many)
    beyond = PublicObjectSearchRequest(filter_groups=[], sorts=[], properties=[], limit=200, after="9900")
    with pytest.raises(ApiException, match="10000"):
        client.crm.contacts.search_api.do_search(beyond)
    wrong: Any = hubspot.Client.create(access_token="pat-wrong", host=hubspot_server.url)
    with pytest.raises(ApiException) as refused:
        wrong.crm.contacts.basic_api.get_page()
    assert refused.value.status == 401


class Loopback(HTTPAdapter):
    """Salesforce's client knows HTTPS alone; here every such address is our server."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def send(self, request: requests.PreparedRequest, *arguments: Any, **named: Any) -> requests.Response:
        assert request.url
        request.url = self._url + "/" + request.url.split("/", 3)[3]
        return super().send(request, *arguments, **named)


@pytest.fixture
def salesforce_server() -> Iterator[SalesforceServer]:
    with (server := SalesforceServer()).running():
        leads = [
            {
                "Id": f"00Q{number:05d}",
                "Email": "x@y.example",
                "SystemModstamp": "2026-03-01T09:00:00.000+0000",
            }
            for number in range(450)
        ]
        server.put("Lead", *leads)
        server.put("Lead", {**leads[0], "IsDeleted": True})
        yield server


def session(server: SalesforceServer) -> requests.Session:
    made = requests.Session()
    made.mount("https://", Loopback(server.url))
    return made


def login(server: SalesforceServer, secret: str = SECRET) -> Salesforce:
    return Salesforce(
        consumer_key=CLIENT, consumer_secret=secret, domain="acme.my", session=session(server), version="64.0"
    )


def test_salesforce_s_client_logs_in_describes_and_queries(salesforce_server: SalesforceServer) -> None:
    client = login(salesforce_server)
    assert "SystemModstamp" in {field["name"] for field in client.Lead.describe()["fields"]}  # type: ignore[operator]
    soql = "SELECT Id, Email FROM Lead WHERE SystemModstamp >= 2026-03-01T00:00:00.000Z ORDER BY SystemModstamp, Id"
    assert len(list(client.query_all_iter(soql))) == 449
    assert client.query_all(soql, include_deleted=True)["totalSize"] == 450
    assert client.api_usage


def test_salesforce_s_client_meets_refusals(salesforce_server: SalesforceServer) -> None:
    client = login(salesforce_server)
    with pytest.raises(SalesforceMalformedRequest, match="No such column 'Nonsense'"):
        client.query("SELECT Nonsense FROM Lead")
    salesforce_server.tokens.clear()
    with pytest.raises(SalesforceMalformedRequest, match="INVALID_QUERY_LOCATOR"):
        client.query_more("/services/data/v64.0/query/01g-1", identifier_is_url=True)
    assert salesforce_server.given == 2, "it renews a token that has ended, as the connector does"
    given = Salesforce(
        session_id="ended", instance_url="https://acme.example", session=session(salesforce_server)
    )
    with pytest.raises(SalesforceExpiredSession):
        given.query("SELECT Id FROM Lead")
    with pytest.raises(SalesforceAuthenticationFailed, match="invalid client credentials"):
        login(salesforce_server, "wrong")
