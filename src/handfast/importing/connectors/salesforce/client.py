"""Salesforce over HTTP: what its REST API can be asked. https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from dlt.sources.helpers.rest_client.paginators import JSONLinkPaginator
from pydantic import ValidationError
from requests import PreparedRequest, Response

from handfast.importing.connectors.contract import PullError, Visit
from handfast.importing.connectors.patience import Api, Expired, Refused, Token, Verdict, by_status
from handfast.importing.connectors.salesforce.settings import SalesforceSettings
from handfast.importing.connectors.settings import AnAddress

TITLE = "Salesforce"
Thing = dict[str, Any]


def judge(response: Response, now: datetime) -> Verdict:
    """By the error's code where there is one, else by HTTP's status."""
    if response.status_code < 400:
        return by_status(response, now)
    try:
        code = str(response.json()[0]["errorCode"])
    except (ValueError, LookupError, TypeError):
        code = ""
    if code == "REQUEST_LIMIT_EXCEEDED":
        return Refused("has no calls left (its limit of 24 hours); pull again when there are", 429)
    if code == "INVALID_QUERY_LOCATOR":
        return Expired("no longer knows how far a query was read")
    return by_status(response, now)


class Session(Token):
    """An access token; with client credentials a new one when the old isn't taken any more.

    Attributes:
        url: where the org's API is, as the token's answer says.
    """

    def __init__(self, settings: SalesforceSettings, visit: Visit) -> None:
        self._settings, self._visit = settings, visit
        self._token = settings.token.get_secret_value() if settings.token else ""
        self.url = settings.url
        if not self._token:
            self.renew()

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """The request with the token of now."""
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request

    def renew(self) -> bool:
        """Get a token with the client's credentials, if there are any."""
        settings = self._settings
        if not settings.client_id or not settings.client_secret:
            return False
        door = Api(TITLE, settings.url, self._visit, settings.patience)
        fields = {
            "grant_type": "client_credentials",
            "client_id": settings.client_id.get_secret_value(),
            "client_secret": settings.client_secret.get_secret_value(),
        }
        answer = door.form("/services/oauth2/token", fields)
        self._token = str(answer["access_token"])
        self._visit.scrub.learn(self._token)
        try:
            self.url = AnAddress.validate_python(answer.get("instance_url") or settings.url)
        except ValidationError as error:
            raise PullError(
                f"{TITLE} points to {answer.get('instance_url')}, which is no address for a token"
            ) from error
        return True


class Salesforce:
    """The calls, with no idea of what they are for."""

    def __init__(self, settings: SalesforceSettings, visit: Visit) -> None:
        session = Session(settings, visit)
        self._api = Api(TITLE, session.url, visit, settings.patience, session, judge)
        self._data = f"/services/data/v{settings.version}"

    def describe(self, kind: str) -> list[Thing]:
        """The fields of an object."""
        found: list[Thing] = self._api.get(f"{self._data}/sobjects/{kind}/describe")["fields"]
        return found

    def query(self, soql: str) -> Iterator[list[Thing]]:
        """The records that a query finds, deleted and archived ones too, page by page. Raises ExpiredMark when it took too long."""
        pages = self._api.pages(
            f"{self._data}/queryAll", {"q": soql}, JSONLinkPaginator("nextRecordsUrl"), "records"
        )
        for records, _ in pages:
            yield records
