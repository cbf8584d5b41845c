"""Marketo over HTTP: what its REST API can be asked. https://experienceleague.adobe.com/en/docs/marketo-developer/marketo/rest/rest-api

Marketo answers errors with HTTP 200: `{"success": false, "errors": [{"code": "606", …}]}`. Nothing here takes such an answer for data.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from requests import PreparedRequest, Response

from handfast.importing.connectors.contract import PullError, Visit
from handfast.importing.connectors.marketo.settings import MarketoSettings
from handfast.importing.connectors.patience import (
    Again,
    Api,
    Expired,
    Pace,
    Refused,
    Renew,
    Token,
    Verdict,
    by_status,
)

TITLE = "Marketo"
BATCH, TYPES_A_CALL = 300, 10
"""Leads or activities in one answer, and types of activities in one question, at most."""

CALLS, SECONDS = 100, 20.0
Thing = dict[str, Any]

RENEW = {"601": "does not take the token", "602": "says that the token has ended"}
LIMITS = {"606": SECONDS, "615": 2.0}
"""Too many calls in 20 seconds; too many at a time. Seconds after which to ask again."""

TROUBLE = {"502", "604", "608", "611", "713", "1077", "1078", "1079"}
"""Time-outs and system errors, which pass."""

NOT_FOR_US = {"603": 403, "610": 404}


def judge(response: Response, now: datetime) -> Verdict:
    """By HTTP's status, then by what the answer itself says of its success."""
    verdict = by_status(response, now)
    if verdict is not None:
        return verdict
    try:
        body = response.json()
    except ValueError:
        return Again("gave something that is no JSON")
    if not isinstance(body, dict) or body.get("success") is not True:
        return _by_code(body)
    return None


def _by_code(body: Any) -> Verdict:
    errors = body.get("errors") if isinstance(body, dict) else None
    error = errors[0] if errors else {}
    code, message = str(error.get("code", "")), str(error.get("message", ""))
    if code in RENEW:
        return Renew(f"{RENEW[code]} ({code}: {message})")
    if code in LIMITS:
        return Again(f"asks to slow down ({code})", LIMITS[code], asked=True)
    if code == "607":
        return Refused(
            "has no calls left today (607, its daily quota); they are back at midnight, US Central time", 607
        )
    if code in TROUBLE:
        return Again(f"is in trouble ({code}: {message})")
    if "token" in message.lower() and "pag" in message.lower():
        return Expired(f"no longer knows how far it was read ({code}: {message})")
    return Refused(f"refuses ({code}: {message})", NOT_FOR_US.get(code, 0))


class Access(Token):
    """An access token, got with the client's credentials and renewed when it has ended."""

    def __init__(self, settings: MarketoSettings, visit: Visit) -> None:
        self._settings, self._visit = settings, visit
        self._door = Api(TITLE, settings.url, visit, settings.patience)
        self._token = ""

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """The request with the token of now."""
        if not self._token:
            self.renew()
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request

    def renew(self) -> bool:
        """Get a token. Marketo gives the same one until its hour is over."""
        credentials = {
            "grant_type": "client_credentials",
            "client_id": self._settings.client_id.get_secret_value(),
            "client_secret": self._settings.client_secret.get_secret_value(),
        }
        answer = self._door.get("/identity/oauth/token", credentials)
        self._token = str(answer["access_token"])
        self._visit.scrub.learn(self._token)
        return True


@dataclass(frozen=True, slots=True)
class Page:
    """What one question for activities gave: things, maybe none; the mark of the next page; whether there is one to be read now."""

    things: list[Thing]
    mark: str
    more: bool


class Marketo:
    """The calls, with no idea of what they are for."""

    def __init__(self, settings: MarketoSettings, visit: Visit) -> None:
        token = Access(settings, visit)
        self._api = Api(TITLE, settings.url, visit, settings.patience, token, judge, [Pace(CALLS, SECONDS)])

    def activity_types(self) -> list[Thing]:
        """The types of activities, standard and the company's own."""
        return self._result("/rest/v1/activities/types.json")

    def lead_fields(self) -> list[str]:
        """The REST names of the fields of leads."""
        return [
            str(each["rest"]["name"])
            for each in self._result("/rest/v1/leads/describe.json")
            if each.get("rest")
        ]

    def mark(self, since: str) -> str:
        """The mark from which activities since an instant are read."""
        return str(
            self._api.get("/rest/v1/activities/pagingtoken.json", {"sinceDatetime": since})["nextPageToken"]
        )

    def activities(self, types: Sequence[int], mark: str) -> Page:
        """A page of activities of these types. Raises ExpiredMark."""
        wanted = ",".join(map(str, types))
        return self._page("/rest/v1/activities.json", {"nextPageToken": mark, "activityTypeIds": wanted})

    def changes(self, fields: Sequence[str], mark: str) -> Page:
        """A page of changes of these fields of leads. Raises ExpiredMark."""
        return self._page(
            "/rest/v1/activities/leadchanges.json", {"nextPageToken": mark, "fields": ",".join(fields)}
        )

    def deletions(self, mark: str) -> Page:
        """A page of leads deleted. Raises ExpiredMark."""
        return self._page("/rest/v1/activities/deletedleads.json", {"nextPageToken": mark})

    def leads(self, ids: Sequence[str], fields: Sequence[str]) -> list[Thing]:
        """These leads, as far as they still are."""
        found: list[Thing] = []
        for at in range(0, len(ids), BATCH):
            some = {
                "filterType": "id",
                "filterValues": ",".join(ids[at : at + BATCH]),
                "fields": ",".join(fields),
            }
            found += self._result("/rest/v1/leads.json", {**some, "batchSize": BATCH})
        return found

    def programs(self) -> Iterator[list[Thing]]:
        """Programs, page by page; an answer without a result is the end."""
        at, size = 0, 200
        while found := self._result("/rest/asset/v1/programs.json", {"offset": at, "maxReturn": size}):
            yield found
            at += size

    def campaigns(self) -> Iterator[list[Thing]]:
        """Smart campaigns, page by page."""
        mark = ""
        while True:
            answer = self._api.get(
                "/rest/v1/campaigns.json", {"batchSize": BATCH, **({"nextPageToken": mark} if mark else {})}
            )
            yield answer.get("result") or []
            before, mark = mark, str(answer.get("nextPageToken") or "")
            if not mark or mark == before:
                return

    def _result(self, path: str, params: dict[str, Any] | None = None) -> list[Thing]:
        return self._api.get(path, params).get("result") or []

    def _page(self, path: str, params: dict[str, Any]) -> Page:
        answer = self._api.get(path, {**params, "batchSize": BATCH})
        more, mark = bool(answer.get("moreResult")), str(answer.get("nextPageToken") or "")
        if more and mark in ("", params["nextPageToken"]):
            raise PullError(f"{TITLE} gave the same mark of the next page twice at {path}; pull again")
        return Page(answer.get("result") or [], mark or params["nextPageToken"], more)
