"""Mautic's REST API, as far as it is read: lists as objects or arrays, totals as text, tables of statistics."""

import base64
import re
from datetime import datetime
from typing import Any

from tests.importing.connectors.servers.serving import Answer, Call, Server

USER, PASSWORD = "api", "pass:word/1"
LISTS = ("users", "stages", "campaigns", "forms", "emails", "assets", "notes", "companies", "contacts")
COMPARE = {"gt": "__gt__", "gte": "__ge__", "eq": "__eq__"}


class MauticServer(Server):
    def __init__(self) -> None:
        super().__init__()
        self.lists: dict[str, list[dict[str, Any]]] = {name: [] for name in LISTS}
        self.tables: dict[str, list[dict[str, Any]]] = {}
        self.takes_conditions = True

    def contact(self, id: int, modified: str | None = None, **fields: Any) -> dict[str, Any]:
        return {
            "id": id, "isPublished": True, "dateAdded": "2026-03-01T10:00:00+01:00", "dateModified": modified, "points": 3,
            "owner": {"id": 2, "username": "sam", "firstName": "Sam", "lastName": "Ode"}, "stage": None,
            "fields": {"core": {name: {"id": "1", "alias": name, "value": value} for name, value in fields.items()}, "social": [], "all": {"id": id, **fields}},
        }  # fmt: skip

    def put(self, name: str, thing: dict[str, Any]) -> None:
        """A thing of a list or a row of a table; it replaces the one of its id."""
        where = self.lists if name in self.lists else self.tables
        where[name] = [
            *(
                each
                for each in where.get(name, [])
                if each.get("id") is None or each["id"] != thing.get("id")
            ),
            thing,
        ]

    def answer(self, call: Call) -> Answer:
        pair = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if call.headers.get("Authorization") not in (f"Basic {pair}", "Bearer a-token"):
            return Answer({"errors": [{"code": 401, "message": "Authorization required", "type": None}]}, 401)
        if (found := re.fullmatch(r"/api/stats/(\w+)", call.path)) and found[1] in self.tables:
            page, _ = self._page(call, self.tables[found[1]], call.one("order[0][col]", "id"))
            return Answer(
                {
                    "stats": [
                        {name: None if value is None else str(value) for name, value in row.items()}
                        for row in page
                    ]
                }
            )
        if (found := re.fullmatch(r"/api/(\w+)", call.path)) and found[1] in self.lists:
            page, total = self._page(call, self.lists[found[1]], call.one("orderBy", "id"))
            things: Any = (
                {str(each["id"]): each for each in page}
                if found[1] in ("contacts", "emails") and page
                else page
            )
            return Answer({"total": str(total), found[1]: things})
        return Answer({"errors": [{"code": 404, "message": "Item was not found."}]}, 404)

    def _page(self, call: Call, things: list[dict[str, Any]], order: str) -> tuple[list[dict[str, Any]], int]:
        place = 0
        while self.takes_conditions and (column := call.one(f"where[{place}][col]")):
            compare, wanted = (
                COMPARE[call.one(f"where[{place}][expr]")],
                _comparable(column, call.one(f"where[{place}][val]")),
            )
            things = [
                each
                for each in things
                if _value(each, column) is not None
                and getattr(_comparable(column, _value(each, column)), compare)(wanted)
            ]
            place += 1
        things = sorted(
            things,
            key=lambda each: (
                _comparable(order, _value(each, order)) if _value(each, order) is not None else 0
            ),
        )
        start = int(call.one("start", "0"))
        return things[start : start + int(call.one("limit", "30"))], len(things)


def _value(thing: dict[str, Any], column: str) -> Any:
    camel = re.sub(r"_(\w)", lambda found: found[1].upper(), column)
    return thing.get(column, thing.get(camel))


def _comparable(column: str, value: Any) -> Any:
    if not column.startswith("date"):
        return int(value)
    read = datetime.fromisoformat(value)
    return read.replace(tzinfo=None) - (read.utcoffset() or read - read)
