"""Mautic over HTTP: what its REST API can be asked. https://devdocs.mautic.org/en/latest/rest_api/

Lists are objects by id or arrays, as PHP happens to write them; a total may be text.
"""

import base64
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from handfast.importing.connectors.contract import PullError, Visit
from handfast.importing.connectors.mautic.settings import MauticSettings
from handfast.importing.connectors.patience import Api, Token

TITLE = "Mautic"
PAGE = 200
Thing = dict[str, Any]
Condition = tuple[str, str, str]
"""A column, how it is compared (`gt`, `gte`, `eq`), and with what."""


def _access(settings: MauticSettings, visit: Visit) -> Token:
    if settings.token:
        return Token("Authorization", f"Bearer {settings.token.get_secret_value()}")
    assert settings.password
    pair = f"{settings.user}:{settings.password.get_secret_value()}"
    visit.scrub.learn(pair)
    return Token("Authorization", f"Basic {base64.b64encode(pair.encode()).decode()}")


class Mautic:
    """The calls, with no idea of what they are for."""

    def __init__(self, settings: MauticSettings, visit: Visit) -> None:
        self._api = Api(TITLE, settings.url, visit, settings.patience, _access(settings, visit))

    def all(self, name: str) -> Iterator[list[Thing]]:
        """A whole list (`users`, `stages`), page by page."""
        return self._pages(f"/api/{name}", name, {"orderBy": "id", "orderByDir": "asc"})

    def page(self, name: str, order: str, *conditions: Condition) -> list[Thing]:
        """The first page of what meets the conditions in a list, in the order of a column."""
        return next(
            self._pages(f"/api/{name}", name, {"orderBy": order, "orderByDir": "asc", **_where(conditions)})
        )

    def table(self, name: str) -> Iterator[list[Thing]]:
        """A whole table of statistics, page by page."""
        return self._pages(f"/api/stats/{name}", "stats", {})

    def rows(self, name: str, order: str, *conditions: Condition) -> list[Thing]:
        """The first page of the rows of a table of statistics that meet the conditions, in the order of a column."""
        ordered = {"order[0][col]": order, "order[0][dir]": "asc"}
        return next(self._pages(f"/api/stats/{name}", "stats", {**ordered, **_where(conditions)}))

    def _pages(self, path: str, key: str, params: Mapping[str, str]) -> Iterator[list[Thing]]:
        start = 0
        while True:
            answer = self._api.get(path, {**params, "start": start, "limit": PAGE})
            found = answer.get(key) if isinstance(answer, dict) else answer
            things: list[Thing] = list(found.values()) if isinstance(found, dict) else list(found or [])
            yield things
            start += len(things)
            total = answer.get("total") if isinstance(answer, dict) else None
            if not things or len(things) < PAGE or (total is not None and start >= _count(total, path)):
                return


def _where(conditions: Iterable[Condition]) -> dict[str, str]:
    return {
        f"where[{place}][{part}]": text
        for place, condition in enumerate(conditions)
        for part, text in zip(("col", "expr", "val"), condition, strict=True)
    }


def _count(total: Any, path: str) -> int:
    try:
        return int(total)
    except (TypeError, ValueError) as error:
        raise PullError(f"{TITLE} gave no number as the total of {path}") from error
