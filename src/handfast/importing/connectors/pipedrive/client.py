"""Pipedrive over HTTP: its API in version 2 where that has a list, else in version 1. https://developers.pipedrive.com/docs/api/v1"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from dlt.sources.helpers.rest_client.paginators import JSONResponseCursorPaginator
from requests import Response

from handfast.importing.connectors.contract import PullError, Visit
from handfast.importing.connectors.patience import Again, Api, Refused, Token, Verdict, by_status
from handfast.importing.connectors.pipedrive.settings import PipedriveSettings

TITLE = "Pipedrive"
PAGE = 500
WINDOW = 2.0
"""Seconds over which calls are counted."""

Thing = dict[str, Any]


def judge(response: Response, now: datetime) -> Verdict:
    """By HTTP's status; how long to wait stands in a header of its own, and the budget of a day doesn't come back by waiting."""
    verdict = by_status(response, now)
    if isinstance(verdict, Again) and verdict.asked:
        if any(
            name.lower().startswith("x-daily-") and left.strip() == "0"
            for name, left in response.headers.items()
        ):
            return Refused("has no calls left today (its daily budget); pull again tomorrow", 429)
        after = (
            verdict.after
            if verdict.after is not None
            else _seconds(response.headers.get("x-ratelimit-reset"))
        )
        return Again(verdict.why, after, asked=True)
    if verdict is None and response.json().get("success") is False:
        return Refused(f"refuses: {response.json().get('error')}")
    return verdict


class Pipedrive:
    """The calls, with no idea of what they are for."""

    def __init__(self, settings: PipedriveSettings, visit: Visit) -> None:
        token = Token("x-api-token", settings.token.get_secret_value())
        self._api = Api(TITLE, settings.url, visit, settings.patience, token, judge)

    def changed(self, name: str, since: str | None, **more: str) -> Iterator[list[Thing]]:
        """A list of version 2, in the order of changes, from an instant on."""
        order = {"sort_by": "update_time", "sort_direction": "asc", **more}
        return self._by_cursor(f"/api/v2/{name}", {**order, **({"updated_since": since} if since else {})})

    def all(self, name: str) -> Iterator[list[Thing]]:
        """A whole list of version 2."""
        return self._by_cursor(f"/api/v2/{name}", {})

    def changelog(self, deal: str) -> Iterator[list[Thing]]:
        """The changes of a deal's fields."""
        return self._by_cursor(f"/api/v1/deals/{deal}/changelog", {})

    def first(self, name: str) -> Iterator[list[Thing]]:
        """A whole list of version 1, page by page as long as it says that there are more."""
        start = 0
        while True:
            answer = self._api.get(f"/api/v1/{name}", {"start": start, "limit": PAGE})
            yield answer.get("data") or []
            paging = (answer.get("additional_data") or {}).get("pagination") or {}
            if not paging.get("more_items_in_collection"):
                return
            following = int(paging.get("next_start") or start + PAGE)
            if following <= start:
                raise PullError(f"{TITLE} gave the same mark of the next page twice at {name}; pull again")
            start = following

    def _by_cursor(self, path: str, params: Mapping[str, str]) -> Iterator[list[Thing]]:
        marks = JSONResponseCursorPaginator("additional_data.next_cursor", "cursor")
        for _, answer in self._api.pages(path, {**params, "limit": PAGE}, marks, "data"):
            yield answer.get("data") or []


def _seconds(text: str | None) -> float:
    try:
        return max(float(text or WINDOW), 0.0)
    except ValueError:
        return WINDOW
