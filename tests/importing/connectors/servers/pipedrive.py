"""Pipedrive's API, as far as it is read: version 2 by cursors, version 1 by start and more, limits in headers."""

import re
from typing import Any

from tests.importing.connectors.servers.serving import Answer, Call, Server

TOKEN = "0123456789abcdef-pipedrive"


def failed(status: int, message: str, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer({"success": False, "error": message, "error_info": "see the reference"}, status, named)


class PipedriveServer(Server):
    def __init__(self) -> None:
        super().__init__()
        self.lists: dict[str, list[dict[str, Any]]] = {
            name: [] for name in ("persons", "organizations", "deals", "activities", "pipelines", "stages")
        }
        self.first: dict[str, list[dict[str, Any]]] = {
            name: []
            for name in ("users", "leads", "notes", "personFields", "organizationFields", "dealFields")
        }
        self.changes: dict[str, list[dict[str, Any]]] = {}
        self.deleted: list[dict[str, Any]] = []
        self.page = 500

    def put(self, name: str, thing: dict[str, Any]) -> None:
        self.lists[name] = [*(each for each in self.lists[name] if each["id"] != thing["id"]), thing]

    def answer(self, call: Call) -> Answer:
        if call.headers.get("x-api-token") != TOKEN:
            return failed(401, "unauthorized access")
        if found := re.fullmatch(r"/api/v2/(\w+)", call.path):
            things = self.deleted if call.one("status") == "deleted" else self.lists.get(found[1])
            if things is None:
                return failed(404, "Unknown method.")
            if since := call.one("updated_since"):
                assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", since)
                things = [each for each in things if each["update_time"] >= since]
            if call.one("sort_by"):
                things = sorted(things, key=lambda each: each[call.one("sort_by")])
            return self._by_cursor(call, things)
        if found := re.fullmatch(r"/api/v1/deals/(\w+)/changelog", call.path):
            return self._by_cursor(call, self.changes.get(found[1], []))
        if (found := re.fullmatch(r"/api/v1/([\w/]+)", call.path)) and found[1] in self.first:
            return self._by_start(call, self.first[found[1]])
        return failed(404, "Unknown method.")

    def _by_cursor(self, call: Call, things: list[dict[str, Any]]) -> Answer:
        at, limit = int(call.one("cursor", "0")), min(int(call.one("limit", "100")), self.page)
        following = str(at + limit) if at + limit < len(things) else None
        return Answer(
            {"success": True, "data": things[at : at + limit], "additional_data": {"next_cursor": following}}
        )

    def _by_start(self, call: Call, things: list[dict[str, Any]]) -> Answer:
        at, limit = int(call.one("start", "0")), min(int(call.one("limit", "100")), self.page)
        more = at + limit < len(things)
        paging = {
            "start": at,
            "limit": limit,
            "more_items_in_collection": more,
            **({"next_start": at + limit} if more else {}),
        }
        return Answer(
            {
                "success": True,
                "data": things[at : at + limit] or None,
                "additional_data": {"pagination": paging},
            }
        )
