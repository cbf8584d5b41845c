"""Marketo's REST API, as far as it is read: errors in answers of HTTP 200, marks, pages that are empty and not the last."""

from datetime import datetime, timedelta
from typing import Any

from tests.importing.connectors.servers.serving import Answer, Call, Server

CLIENT, SECRET = "abc-client", "Secr3t/+of Marketo"
TYPES = {
    1: "Visit Webpage",
    2: "Fill Out Form",
    6: "Send Email",
    10: "Open Email",
    12: "New Lead",
    13: "Change Data Value",
    24: "Add to List",
    37: "Delete Lead",
    100001: "Booth",
}


def failed(code: int, message: str) -> Answer:
    return Answer({"requestId": "r#1", "success": False, "errors": [{"code": str(code), "message": message}]})


class MarketoServer(Server):
    def __init__(self) -> None:
        super().__init__()
        self.leads: dict[int, dict[str, Any]] = {}
        self.activities: list[dict[str, Any]] = []
        self.programs: list[dict[str, Any]] = []
        self.campaigns: list[dict[str, Any]] = []
        self.page, self.empties = 300, 0
        self.tokens: dict[str, datetime] = {}
        self.given = 0
        self.expired: set[str] = set()
        self._calls: list[float] = []

    def happened(
        self,
        id: int,
        type: int,
        lead: int,
        date: str,
        primary: str = "",
        fields: list[dict[str, Any]] | None = None,
        **attributes: str,
    ) -> None:
        """An activity; a lead that nobody knew is made along with it."""
        self.leads.setdefault(
            lead,
            {
                "id": lead,
                "email": f"p{lead}@pear.example",
                "createdAt": date,
                "updatedAt": date,
                "leadStatus": "Open",
            },
        )
        activity: dict[str, Any] = {
            "id": id, "marketoGUID": str(id), "leadId": lead, "activityDate": date, "activityTypeId": type, "campaignId": 5,
            "primaryAttributeValueId": 9, "primaryAttributeValue": primary,
            "attributes": [{"name": name.replace("_", " "), "value": value} for name, value in attributes.items()],
        }  # fmt: skip
        if fields is not None:
            activity["fields"] = fields
        self.activities.append(activity)
        self.activities.sort(key=lambda each: each["activityDate"])

    def answer(self, call: Call) -> Answer:
        if call.path == "/identity/oauth/token":
            return self._token(call)
        token = call.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in self.tokens:
            return failed(601, "Access token invalid")
        if self.tokens[token] <= self.clock.now():
            return failed(602, "Access token expired")
        now = self.clock.now().timestamp()
        self._calls = [at for at in self._calls if now - at < 20] + [now]
        if len(self._calls) > 100:
            return failed(606, "Max rate limit '100' exceeded with in '20' secs")
        path = call.path.removeprefix("/rest/").removesuffix(".json")
        if path == "v1/activities/types":
            found = [
                {
                    "id": id,
                    "name": name,
                    "description": name,
                    "primaryAttribute": {"name": "Webpage ID", "dataType": "integer"},
                    "attributes": [],
                }
                for id, name in TYPES.items()
            ]
            return self._ok(found)
        if path == "v1/leads/describe":
            return self._ok(
                [
                    {"id": 1, "displayName": name, "rest": {"name": name, "readOnly": False}}
                    for name in ("id", "email", "createdAt", "updatedAt", "leadStatus", "favouriteColour")
                ]
            )
        if path == "v1/activities/pagingtoken":
            return self._with({"nextPageToken": f"since|{call.one('sinceDatetime')}"})
        if path == "v1/leads":
            return self._leads(call)
        if path == "asset/v1/programs":
            at, size = int(call.one("offset")), int(call.one("maxReturn"))
            some = self.programs[at : at + size]
            return (
                self._ok(some)
                if some
                else self._with({"warnings": ["No assets found for the given search criteria."]})
            )
        if path == "v1/campaigns":
            return self._ok(self.campaigns)
        if path in ("v1/activities", "v1/activities/leadchanges", "v1/activities/deletedleads"):
            return self._activities(call, path)
        return failed(610, "Requested resource not found")

    def _token(self, call: Call) -> Answer:
        if (call.one("client_id"), call.one("client_secret")) != (CLIENT, SECRET):
            return Answer({"error": "unauthorized", "error_description": "No client with requested id"}, 401)
        self.given += 1
        token = f"token-{self.given}:sj"
        self.tokens[token] = self.clock.now() + timedelta(hours=1)
        return Answer(
            {"access_token": token, "token_type": "bearer", "expires_in": 3599, "scope": "api@x.example"}
        )

    def _leads(self, call: Call) -> Answer:
        ids, names = call.one("filterValues").split(","), call.one("fields").split(",")
        if call.one("filterType") != "id" or len(ids) > 300:
            return failed(1003, "filterValues has more than 300 values")
        found = [self.leads[int(id)] for id in ids if int(id) in self.leads]
        return self._ok([{name: lead.get(name) for name in names} for lead in found])

    def _activities(self, call: Call, path: str) -> Answer:
        mark = call.one("nextPageToken")
        if mark in self.expired:
            return failed(1003, "Paging token has expired or is invalid")
        if path == "v1/activities":
            kinds = {int(each) for each in call.one("activityTypeIds").split(",")}
            if len(kinds) > 10:
                return failed(1003, "activityTypeIds has more than 10 values")
            kinds -= {13, 37}
        else:
            kinds = {12, 13} if path.endswith("leadchanges") else {37}
        found = [each for each in self.activities if each["activityTypeId"] in kinds]
        if mark.startswith("since|"):
            at, empties = sum(each["activityDate"] < mark[6:-5] for each in found), 0
        else:
            at, empties = (int(each) for each in mark.split("|")[1:])
        if empties < self.empties:
            return self._with({"moreResult": True, "nextPageToken": f"at|{at}|{empties + 1}"})
        end = at + self.page
        some = [dict(each) for each in found[at:end]]
        if path.endswith("leadchanges"):
            some = [{**each, "fields": each.get("fields", [])} for each in some]
        return self._with(
            {"result": some, "nextPageToken": f"at|{min(end, len(found))}|0", "moreResult": end < len(found)}
        )

    def _ok(self, result: list[Any]) -> Answer:
        return self._with({"result": result})

    def _with(self, more: dict[str, Any]) -> Answer:
        return Answer({"requestId": "r#1", "success": True, **more})
