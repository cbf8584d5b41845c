"""Marketo's things as rows, with the API's own names; which fields and types of activities are worth reading."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from handfast.importing.connectors.contract import Row
from handfast.importing.connectors.plain import flat, plain

FIELDS = [
    "id", "email", "createdAt", "updatedAt", "firstName", "lastName", "title", "company", "phone",
    "mobilePhone", "country", "leadSource", "leadStatus", "leadScore", "leadRevenueStage",
    "leadRevenueCycleStage", "acquisitionProgramId", "leadOwnerEmailAddress", "leadOwnerFirstName",
    "leadOwnerLastName", "unsubscribed", "blackListed", "sfdcId", "sfdcLeadId", "sfdcContactId",
    "sfdcAccountId", "sfdcType", "externalCompanyId", "industry", "numberOfEmployees", "annualRevenue",
    "website", "originalSourceType", "originalSourceInfo",
]  # fmt: skip
CHANGES = [
    "email", "title", "company", "phone", "country", "leadSource", "leadStatus", "leadScore",
    "leadRevenueStage", "leadRevenueCycleStage", "leadOwnerEmailAddress", "acquisitionProgramId",
    "unsubscribed", "externalCompanyId",
]  # fmt: skip
TYPES = frozenset({
    "visit webpage", "fill out form", "click link", "send email", "unsubscribe email", "open email",
    "click email", "new lead", "change score", "change owner", "change revenue stage",
    "change revenue stage manually", "change status in progression", "merge leads", "convert lead",
    "interesting moment", "send sales email", "open sales email", "click sales email", "sfdc activity",
    "add to nurture", "change nurture track", "add to opportunity", "share content", "vote in poll",
    "click shared link",
})  # fmt: skip
CHANGE_DATA_VALUE = 13
FIRST_OWN_TYPE = 100_000
"""Types that a company made itself have ids from here on."""


def chosen_types(types: Iterable[Mapping[str, Any]]) -> list[int]:
    """The types to read, by name, and the company's own."""
    return sorted(
        int(each["id"])
        for each in types
        if str(each["name"]).lower() in TYPES or int(each["id"]) >= FIRST_OWN_TYPE
    )


def chosen_fields(known: Iterable[str], more: Sequence[str]) -> list[str]:
    """The lead fields to read of those there are."""
    there = set(known)
    return [name for name in dict.fromkeys([*FIELDS, *more]) if name in there]


def chosen_changes(known: Iterable[str], more: Sequence[str]) -> list[str]:
    """The lead fields whose changes to read of those there are."""
    there = set(known)
    return [name for name in dict.fromkeys([*CHANGES, *more]) if name in there]


def type_row(kind: Mapping[str, Any]) -> Row:
    """One type of activity; its primary attribute stays nested, as JSON."""
    return flat(kind, "attributes")


def lead_row(lead: Mapping[str, Any], fields: Sequence[str]) -> Row:
    """One lead."""
    return {name: plain(lead.get(name)) for name in fields}


def activity_row(activity: Mapping[str, Any], names: Mapping[int, str]) -> Row:
    """One activity; its attributes stay together, as JSON."""
    kind = int(activity["activityTypeId"])
    return {
        "marketoGUID": plain(activity.get("marketoGUID") or activity.get("id")),
        "leadId": plain(activity.get("leadId")),
        "activityDate": plain(activity.get("activityDate")),
        "activityTypeId": str(kind),
        "activityTypeName": names.get(kind),
        "campaignId": plain(activity.get("campaignId")),
        "primaryAttributeValueId": plain(activity.get("primaryAttributeValueId")),
        "primaryAttributeValue": plain(activity.get("primaryAttributeValue")),
        "attributes": plain(activity.get("attributes") or None),
        "old_value": None,
        "new_value": None,
    }


def change_rows(change: Mapping[str, Any], names: Mapping[int, str]) -> list[Row]:
    """One row for each field that a change changed, as the activity that it is; a lead that was only made changed nothing."""
    if int(change["activityTypeId"]) != CHANGE_DATA_VALUE:
        return []
    guid = plain(change.get("marketoGUID") or change.get("id"))
    return [
        {
            **activity_row(change, names),
            "marketoGUID": f"{guid}:{field['name']}",
            "primaryAttributeValueId": plain(field.get("id")),
            "primaryAttributeValue": plain(field["name"]),
            "old_value": plain(field.get("oldValue")),
            "new_value": plain(field.get("newValue")),
        }
        for field in change.get("fields") or []
    ]


def program_row(program: Mapping[str, Any]) -> Row:
    """One program or smart campaign."""
    return flat(program, "folder", "tags")
