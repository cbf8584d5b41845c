"""HubSpot, as far as it is read: dated paths and the v3/v4 paths that its own client still uses."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tests.importing.connectors.servers.serving import Answer, Call, Server

TOKEN = "pat-na1-secret-token"
LIMIT = 10_000
PATHS = {
    "search": re.compile(r"/crm/(?:v3/objects|objects/[\d-]+)/(?P<kind>\w+)/search"),
    "read": re.compile(r"/crm/(?:v3/objects|objects/[\d-]+)/(?P<kind>\w+)/batch/read"),
    "list": re.compile(r"/crm/(?:v3/objects|objects/[\d-]+)/(?P<kind>\w+)"),
    "links": re.compile(
        r"/crm/(?:v4/associations|associations/[\d-]+)/(?P<kind>\w+)/(?P<other>\w+)/batch/read"
    ),
    "properties": re.compile(r"/crm/(?:v3/properties|properties/[\d-]+)/(?P<kind>\w+)"),
    "pipelines": re.compile(r"/crm/(?:v3/pipelines|pipelines/[\d-]+)/(?P<kind>\w+)"),
    "owners": re.compile(r"/crm/(?:v3/owners/?|owners/[\d-]+)"),
}


def error(status: int, category: str, message: str, **more: Any) -> Answer:
    return Answer(
        {"status": "error", "category": category, "message": message, "correlationId": "0-0-0", **more},
        status,
    )


def epoch(text: str) -> int:
    if text.isdigit():
        return int(text)
    return round(datetime.fromisoformat(text).timestamp() * 1000)


class HubSpotServer(Server):
    def __init__(self) -> None:
        super().__init__()
        self.objects: dict[str, dict[str, dict[str, Any]]] = {}
        self.links: dict[tuple[str, str], dict[str, list[dict[str, Any]]]] = {}
        self.owners: list[dict[str, Any]] = []
        self.pipelines: dict[str, list[dict[str, Any]]] = {}
        self.custom: dict[str, list[str]] = {}
        self.forbidden: set[str] = set()
        self.link_page = 100
        self.searches_a_second = 5
        self._searches: list[float] = []

    def put(
        self,
        kind: str,
        id: str,
        history: dict[str, list[dict[str, Any]]] | None = None,
        archived: bool = False,
        **properties: str | None,
    ) -> None:
        """An object as it stands now; it replaces what was there."""
        modified = properties.get("lastmodifieddate") or properties.get("hs_lastmodifieddate")
        assert modified
        properties = {"hs_object_id": id, "hs_lastmodifieddate": modified, **properties}
        if kind == "contacts":
            properties["lastmodifieddate"] = modified
        created = properties.get("createdate") or properties.get("hs_createdate") or modified
        self.objects.setdefault(kind, {})[id] = {
            "id": id, "properties": properties, "createdAt": created, "updatedAt": modified, "archived": archived, "history": history or {},
        }  # fmt: skip

    def link(self, kind: str, id: str, other: str, to: str, label: str | None = None) -> None:
        types = [{"category": "HUBSPOT_DEFINED", "typeId": 1, "label": label}]
        self.links.setdefault((kind, other), {}).setdefault(id, []).append(
            {"toObjectId": to, "associationTypes": types}
        )

    def answer(self, call: Call) -> Answer:
        if call.headers.get("Authorization") != f"Bearer {TOKEN}":
            return error(401, "INVALID_AUTHENTICATION", "Authentication credentials not found.")
        for name, pattern in PATHS.items():
            if found := pattern.fullmatch(call.path):
                if found.groupdict().get("kind") in self.forbidden:
                    return error(
                        403,
                        "MISSING_SCOPES",
                        "This app hasn't been granted all required scopes to make this call.",
                    )
                return getattr(self, f"_{name}")(call, **found.groupdict())
        return error(404, "OBJECT_NOT_FOUND", "resource not found")

    def _search(self, call: Call, kind: str) -> Answer:
        now = self.clock.now().timestamp()
        self._searches = [at for at in self._searches if now - at < 1] + [now]
        if len(self._searches) > self.searches_a_second:
            return error(
                429,
                "RATE_LIMITS",
                "You have reached your secondly limit.",
                policyName="SECONDLY",
                errorType="RATE_LIMIT",
            )
        body = call.json
        limit, after = int(body.get("limit", 10)), int(body.get("after") or 0)
        if limit > 200 or after + limit > LIMIT or len(body.get("sorts", [])) > 1:
            return error(400, "VALIDATION_ERROR", "paging exceeds 10000 or limit is greater than 200")
        found = [
            thing
            for thing in self.objects.get(kind, {}).values()
            if not thing["archived"] and _matches(thing, body)
        ]
        for sort in body.get("sorts", []):
            key = sort["propertyName"]
            found.sort(
                key=lambda thing: epoch(thing["properties"][key]), reverse=sort["direction"] == "DESCENDING"
            )
        page = [_shown(thing, body.get("properties", [])) for thing in found[after : after + limit]]
        paging = {"paging": {"next": {"after": str(after + limit)}}} if after + limit < len(found) else {}
        return Answer({"total": len(found), "results": page, **paging})

    def _read(self, call: Call, kind: str) -> Answer:
        body = call.json
        history = body.get("propertiesWithHistory") or []
        if len(body["inputs"]) > (50 if history else 100):
            return error(
                400, "VALIDATION_ERROR", f"The maximum number of inputs supported is {50 if history else 100}"
            )
        things = [self.objects.get(kind, {}).get(each["id"]) for each in body["inputs"]]
        shown = [
            _shown(thing, body["properties"], history) for thing in things if thing and not thing["archived"]
        ]
        return Answer(
            {
                "status": "COMPLETE",
                "results": shown,
                "startedAt": "2026-11-02T09:00:00Z",
                "completedAt": "2026-11-02T09:00:00Z",
            }
        )

    def _list(self, call: Call, kind: str) -> Answer:
        archived = call.one("archived", "false") == "true"
        found = [thing for thing in self.objects.get(kind, {}).values() if thing["archived"] == archived]
        return _paged(call, [_shown(thing, call.one("properties").split(",")) for thing in found])

    def _links(self, call: Call, kind: str, other: str) -> Answer:
        inputs = call.json["inputs"]
        if len(inputs) > 1000:
            return error(400, "VALIDATION_ERROR", "The maximum number of inputs is 1000")
        results = []
        for each in inputs:
            to = self.links.get((kind, other), {}).get(each["id"], [])
            at = int(each.get("after") or 0)
            if to[at:]:
                end = at + self.link_page
                paging = {"paging": {"next": {"after": str(end), "link": "?"}}} if end < len(to) else {}
                results.append({"from": {"id": each["id"]}, "to": to[at:end], **paging})
        return Answer(
            {
                "status": "COMPLETE",
                "results": results,
                "startedAt": "2026-11-02T09:00:00Z",
                "completedAt": "2026-11-02T09:00:00Z",
            }
        )

    def _properties(self, call: Call, kind: str) -> Answer:
        used = sorted({name for thing in self.objects.get(kind, {}).values() for name in thing["properties"]})
        custom = self.custom.get(kind, [])
        return Answer({"results": [_property(name, name not in custom) for name in sorted({*used, *custom})]})

    def _pipelines(self, call: Call, kind: str) -> Answer:
        return Answer({"results": self.pipelines.get(kind, [])})

    def _owners(self, call: Call) -> Answer:
        archived = call.one("archived", "false") == "true"
        return _paged(call, [owner for owner in self.owners if owner["archived"] == archived])


def _paged(call: Call, things: list[Any]) -> Answer:
    at, limit = int(call.one("after", "0") or 0), int(call.one("limit", "10"))
    paging = {"paging": {"next": {"after": str(at + limit), "link": "?"}}} if at + limit < len(things) else {}
    return Answer({"results": things[at : at + limit], **paging})


def _property(name: str, defined: bool) -> dict[str, Any]:
    return {
        "name": name, "label": name.title(), "type": "string", "fieldType": "text", "groupName": "information", "options": [],
        "description": "", "hubspotDefined": defined, "archived": False,
    }  # fmt: skip


def _matches(thing: dict[str, Any], body: dict[str, Any]) -> bool:
    tests = {"EQ": int.__eq__, "GTE": int.__ge__, "GT": int.__gt__, "LTE": int.__le__}
    groups = body.get("filterGroups", [])
    return not groups or any(
        all(
            tests[each["operator"]](
                epoch(thing["properties"].get(each["propertyName"]) or "0"), epoch(each["value"])
            )
            for each in group["filters"]
        )
        for group in groups
    )


def _shown(thing: dict[str, Any], names: Iterable[str], history: Iterable[str] = ()) -> dict[str, Any]:
    always = {"hs_object_id", "createdate", "lastmodifieddate", "hs_lastmodifieddate"} & thing[
        "properties"
    ].keys()
    shown = {key: thing[key] for key in ("id", "createdAt", "updatedAt", "archived")}
    shown["properties"] = {name: thing["properties"].get(name) for name in [*always, *filter(None, names)]}
    if kept := list(history):
        shown["propertiesWithHistory"] = {name: thing["history"].get(name, []) for name in kept}
    return shown
