"""Salesforce's REST API, as far as it is read: tokens, describe, query and queryAll with their marks."""

import base64
import re
from typing import Any

from tests.importing.connectors.servers.serving import Answer, Call, Server

CLIENT, SECRET = "3MVG9.client+id", "very/secret+99"
SOQL = re.compile(
    r"SELECT (?P<fields>[\w,. ]+) FROM (?P<kind>\w+)(?: WHERE (?P<on>\w+) >= (?P<since>[\w:.\-+]+))?(?: ORDER BY (?P<by>[\w, ]+))?",
    re.IGNORECASE,
)
DATA = re.compile(r"/services/data/v(?P<version>\d+\.\d)/(?P<rest>.+)")


def error(status: int, code: str, message: str) -> Answer:
    return Answer([{"message": message, "errorCode": code}], status)


class SalesforceServer(Server):
    def __init__(self) -> None:
        super().__init__()
        self.records: dict[str, list[dict[str, Any]]] = {}
        self.fields: dict[str, list[dict[str, Any]]] = {}
        self.tokens: set[str] = set()
        self.given = 0
        self.page = 200
        self.marks: dict[str, tuple[list[dict[str, Any]], int]] = {}

    def put(self, kind: str, *records: dict[str, Any], custom: tuple[str, ...] = ()) -> None:
        """Records of a kind, whose fields are those of the first; a record of the same id is replaced."""
        if kind not in self.fields:
            names = {"Id": "", "IsDeleted": "", **records[0]}
            self.fields[kind] = [_field(name, name.endswith("__c")) for name in [*names, *custom]]
        old = {record["Id"]: record for record in self.records.get(kind, [])}
        self.records[kind] = [
            *{**old, **{record["Id"]: {"IsDeleted": False, **record} for record in records}}.values()
        ]

    def answer(self, call: Call) -> Answer:
        if call.path == "/services/oauth2/token":
            return self._token(call)
        if call.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return error(401, "INVALID_SESSION_ID", "Session expired or invalid")
        if not (found := DATA.fullmatch(call.path)):
            return error(404, "NOT_FOUND", "The requested resource does not exist")
        rest = found["rest"].rstrip("/")
        if described := re.fullmatch(r"sobjects/(\w+)/describe", rest):
            return self._describe(described[1])
        if rest in ("query", "queryAll"):
            return self._query(call.one("q"), rest, found["version"])
        if more := re.fullmatch(r"(query|queryAll)/(.+)", rest):
            if more[2] not in self.marks:
                return error(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
            records, at = self.marks[more[2]]
            return self._page(records, at, more[1], found["version"])
        return error(404, "NOT_FOUND", "The requested resource does not exist")

    def _token(self, call: Call) -> Answer:
        sent = call.form
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        named = (sent.get("client_id"), sent.get("client_secret")) == (CLIENT, SECRET)
        if not named and call.headers.get("Authorization") != f"Basic {basic}":
            return Answer({"error": "invalid_client", "error_description": "invalid client credentials"}, 400)
        self.given += 1
        token = f"00D!token.{self.given}"
        self.tokens = {token}
        return Answer(
            {
                "access_token": token,
                "instance_url": self.url,
                "token_type": "Bearer",
                "issued_at": "1",
                "id": "x",
                "signature": "y",
            }
        )

    def _describe(self, kind: str) -> Answer:
        if kind not in self.fields:
            return error(404, "NOT_FOUND", "The requested resource does not exist")
        return Answer({"name": kind, "queryable": True, "fields": self.fields[kind]})

    def _query(self, soql: str, how: str, version: str) -> Answer:
        if not (asked := SOQL.fullmatch(" ".join(soql.split()))):
            return error(400, "MALFORMED_QUERY", f"unexpected token: {soql}")
        fields, kind = [name.strip() for name in asked["fields"].split(",")], asked["kind"]
        known = {field["name"] for field in self.fields.get(kind, [])}
        if kind not in self.fields:
            return error(400, "INVALID_TYPE", f"sObject type '{kind}' is not supported.")
        if wrong := [name for name in fields if name not in known]:
            return error(400, "INVALID_FIELD", f"No such column '{wrong[0]}' on entity '{kind}'.")
        found = [record for record in self.records[kind] if how == "queryAll" or not record["IsDeleted"]]
        if asked["on"]:
            found = [record for record in found if _instant(record[asked["on"]]) >= _instant(asked["since"])]
        for name in reversed((asked["by"] or "").replace(",", " ").split()):
            found.sort(key=lambda record: record[name])
        kind_of = {"type": kind, "url": "/services/data/x"}
        return self._page(
            [{"attributes": kind_of, **{name: record.get(name) for name in fields}} for record in found],
            0,
            how,
            version,
        )

    def _page(self, records: list[dict[str, Any]], at: int, how: str, version: str) -> Answer:
        end = at + self.page
        body: dict[str, Any] = {
            "totalSize": len(records),
            "done": end >= len(records),
            "records": records[at:end],
        }
        if end < len(records):
            mark = f"01g{len(self.marks):06d}-{end}"
            self.marks[mark] = (records, end)
            body["nextRecordsUrl"] = f"/services/data/v{version}/{how}/{mark}"
        return Answer(body, headers={"Sforce-Limit-Info": "api-usage=18/5000"})


def _instant(text: str) -> str:
    return text.replace("+0000", "Z").replace("Z", "")


def _field(name: str, custom: bool) -> dict[str, Any]:
    kind = "address" if name.endswith("Address") and "From" not in name and "To" not in name else "string"
    return {"name": name, "label": name, "type": kind, "custom": custom}
