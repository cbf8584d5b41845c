"""HubSpot over HTTP: what its API can be asked. https://developers.hubspot.com/docs/api-reference"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from dlt.sources.helpers.rest_client.paginators import JSONResponseCursorPaginator
from requests import Response

from handfast.importing.connectors.contract import Visit
from handfast.importing.connectors.patience import Again, Api, Pace, Refused, Token, Verdict, by_status
from handfast.importing.connectors.plain import instant

SEARCH_PAGE, READ_PAGE, HISTORY_PAGE, LINK_PAGE, LIST_PAGE = 200, 100, 50, 1000, 100
"""What the API gives or takes at a time: in a search, a batch of objects, one of objects with history, one of associations, a list."""

Thing = dict[str, Any]


def judge(response: Response, now: datetime) -> Verdict:
    """By HTTP's status; but the limit of a day doesn't end by waiting for it."""
    verdict = by_status(response, now)
    if isinstance(verdict, Again) and verdict.asked:
        try:
            policy = str(response.json().get("policyName", ""))
        except (ValueError, AttributeError):
            policy = ""
        if policy.upper() == "DAILY":
            return Refused(
                "has no calls left today (its daily limit); they are back at midnight in the account's zone",
                429,
            )
        if verdict.after is None:
            return Again(verdict.why, 10.0 if "TEN" in policy.upper() else 1.0, asked=True)
    return verdict


class HubSpot:
    """The calls, with no idea of what they are for."""

    def __init__(self, base_url: str, version: str, token: str, visit: Visit, patience: float) -> None:
        bearer = Token("Authorization", f"Bearer {token}")
        self._api = Api("HubSpot", base_url, visit, patience, bearer, judge, [Pace(100, 10)])
        self._search = Api("HubSpot", base_url, visit, patience, bearer, judge, [Pace(4, 1)])
        self._version = version

    def properties(self, kind: str) -> list[Thing]:
        """The properties that objects of this kind have in this account."""
        found: list[Thing] = self._api.get(f"/crm/properties/{self._version}/{kind}")["results"]
        return found

    def changed(
        self, kind: str, modified: str, since: str, exactly: bool = False, beyond: str = ""
    ) -> tuple[list[tuple[str, str]], bool]:
        """The next objects changed at or after an instant (or exactly then, with an id beyond one), as (id, changed at), and whether there are more.

        In the order of their change, or of their ids. Never pages: a search gives 10,000 objects at most, and pages shift while people work.
        """
        instants = {"propertyName": modified, "operator": "EQ" if exactly else "GTE", "value": _epoch(since)}
        filters = (
            [instants, {"propertyName": "hs_object_id", "operator": "GT", "value": beyond or "0"}]
            if exactly
            else [instants]
        )
        order = {"propertyName": "hs_object_id" if exactly else modified, "direction": "ASCENDING"}
        body = {
            "filterGroups": [{"filters": filters}],
            "sorts": [order],
            "properties": [modified],
            "limit": SEARCH_PAGE,
        }
        answer = self._search.post(f"/crm/objects/{self._version}/{kind}/search", body)
        found = [
            (str(thing["id"]), str(thing["properties"].get(modified) or thing["updatedAt"]))
            for thing in answer["results"]
        ]
        return found, "next" in answer.get("paging", {})

    def objects(
        self, kind: str, ids: Sequence[str], properties: Sequence[str], history: Sequence[str]
    ) -> Iterator[Thing]:
        """These objects with these properties, and the versions of those in `history`. What has been deleted meanwhile is left out."""
        for some in _batches(ids, HISTORY_PAGE if history else READ_PAGE):
            body: Thing = {"inputs": [{"id": each} for each in some], "properties": list(properties)}
            if history:
                body["propertiesWithHistory"] = list(history)
            yield from self._api.post(f"/crm/objects/{self._version}/{kind}/batch/read", body)["results"]

    def associations(self, kind: str, other: str, ids: Sequence[str]) -> dict[str, list[Thing]]:
        """Id -> what it is associated with, each with its types."""
        found: dict[str, list[Thing]] = {}
        waiting: list[Thing] = [{"id": each} for each in ids]
        while waiting:
            some, waiting = waiting[:LINK_PAGE], waiting[LINK_PAGE:]
            answer = self._api.post(
                f"/crm/associations/{self._version}/{kind}/{other}/batch/read", {"inputs": some}
            )
            for result in answer["results"]:
                of = str(result["from"]["id"])
                found.setdefault(of, []).extend(result["to"])
                if after := result.get("paging", {}).get("next", {}).get("after"):
                    waiting.append({"id": of, "after": after})
        return found

    def archived(self, kind: str, properties: Sequence[str]) -> Iterator[list[Thing]]:
        """What has been deleted and not yet forgotten (90 days), page by page."""
        return self._list(
            f"/crm/objects/{self._version}/{kind}", {"archived": "true", "properties": ",".join(properties)}
        )

    def owners(self, archived: bool) -> Iterator[list[Thing]]:
        """Users whom objects belong to, page by page; those who left when `archived`."""
        return self._list(f"/crm/owners/{self._version}", {"archived": json.dumps(archived)})

    def pipelines(self, kind: str) -> list[Thing]:
        """The pipelines of objects of this kind, with their stages."""
        found: list[Thing] = self._api.get(f"/crm/pipelines/{self._version}/{kind}")["results"]
        return found

    def _list(self, path: str, params: Mapping[str, Any]) -> Iterator[list[Thing]]:
        marks = JSONResponseCursorPaginator(cursor_path="paging.next.after", cursor_param="after")
        for things, _ in self._api.pages(path, {**params, "limit": LIST_PAGE}, marks, "results"):
            yield things


def _batches(ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (ids[at : at + size] for at in range(0, len(ids), size))


def _epoch(text: str) -> str:
    return str(round(instant(text).timestamp() * 1000))
