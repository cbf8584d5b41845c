"""HubSpot's objects as rows, with the API's own names; which properties are worth reading."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from handfast.importing.connectors.contract import Row
from handfast.importing.connectors.plain import flat, plain

ANY = "hs_object_id hs_createdate hs_lastmodifieddate hubspot_owner_id hs_merged_object_ids hs_object_source_label"
CALL = "hs_timestamp hs_activity_type hs_created_by_user_id hs_updated_by_user_id hs_object_source"

WANTED: Mapping[str, tuple[str, ...]] = {
    kind: tuple(f"{ANY} {names}".split())
    for kind, names in {
        "contacts": "email hs_additional_emails firstname lastname jobtitle company phone mobilephone country city state createdate "
        "lastmodifieddate lifecyclestage hs_lead_status associatedcompanyid hs_analytics_source hs_analytics_source_data_1 "
        "hs_analytics_source_data_2 hs_latest_source hubspotscore hs_email_optout hs_calculated_merged_vids hs_persona industry "
        "numemployees annualrevenue hubspot_team_id hs_analytics_first_touch_converting_campaign first_conversion_date "
        "first_conversion_event_name recent_conversion_date recent_conversion_event_name",
        "companies": "name domain website industry numberofemployees annualrevenue country city createdate lifecyclestage hs_lead_status "
        "hs_parent_company_id type hs_ideal_customer_profile",
        "deals": "dealname dealstage pipeline amount deal_currency_code amount_in_home_currency createdate closedate dealtype "
        "hs_is_closed hs_is_closed_won closed_lost_reason closed_won_reason hs_next_step hs_analytics_source "
        "hs_deal_stage_probability hs_primary_associated_company hs_discount_percentage",
        "leads": "hs_lead_name hs_lead_type hs_lead_label hs_pipeline hs_pipeline_stage hs_primary_contact_id hs_primary_company_id "
        "hs_associated_contact_email hs_lead_disqualification_reason hs_lead_disqualification_note createdate",
        "meetings": f"{CALL} hs_meeting_title hs_meeting_outcome hs_meeting_start_time hs_meeting_end_time hs_meeting_source "
        "hs_meeting_location hs_attendee_owner_ids",
        "calls": f"{CALL} hs_call_title hs_call_direction hs_call_disposition hs_call_duration hs_call_status hs_call_source",
        "emails": f"{CALL} hs_email_subject hs_email_direction hs_email_status hs_email_from_email hs_email_to_email "
        "hs_email_open_count hs_email_click_count hs_email_reply_count",
        "notes": f"{CALL} hs_note_body",
        "tasks": f"{CALL} hs_task_subject hs_task_status hs_task_type hs_task_priority hs_task_completion_date hs_task_is_overdue",
    }.items()
}
FAMILIES = re.compile(r"hs_(v2_)?(lifecyclestage_\w+_date|date_(entered|exited)_\w+)")
"""Properties that say when a stage was entered or left."""

HISTORY: Mapping[str, tuple[str, ...]] = {
    "contacts": ("lifecyclestage", "hs_lead_status", "hubspot_owner_id"),
    "companies": ("lifecyclestage", "hubspot_owner_id"),
    "deals": ("dealstage", "pipeline", "hubspot_owner_id", "amount", "closedate"),
}
LINKS: Mapping[str, tuple[str, ...]] = {
    "contacts": ("companies",),
    "deals": ("contacts", "companies"),
    "leads": ("contacts", "companies"),
    **dict.fromkeys(("meetings", "calls", "emails", "notes", "tasks"), ("contacts", "companies", "deals")),
}
SINGULAR = {
    "contacts": "contact", "companies": "company", "deals": "deal", "leads": "lead", "meetings": "meeting",
    "calls": "call", "emails": "email", "notes": "note", "tasks": "task",
}  # fmt: skip


def chosen(kind: str, known: Iterable[Mapping[str, Any]], more: Sequence[str]) -> list[str]:
    """The properties to read of those that the account has: the ones named above, the families, the account's own, and `more` (`*`: all)."""
    wanted = {*WANTED[kind], *more}
    return [
        name
        for each in known
        if (name := str(each["name"])) in wanted
        or not each.get("hubspotDefined")
        or FAMILIES.fullmatch(name)
        or "*" in wanted
    ]


def object_row(thing: Mapping[str, Any], links: Mapping[str, Sequence[Mapping[str, Any]]]) -> Row:
    """One object. `links`: kind -> what it is associated with, which become columns as an export has them."""
    known = thing.get("properties") or {}
    twice = ("hs_object_id", "hs_lastmodifieddate") if "lastmodifieddate" in known else ("hs_object_id",)
    row = {"id": str(thing["id"]), **flat(known, *twice)}
    row["archived"] = plain(bool(thing.get("archived")))
    for kind, others in links.items():
        name = f"associated_{SINGULAR[kind]}_ids"
        row[name] = ";".join(dict.fromkeys(str(each["toObjectId"]) for each in others)) or None
    return row


def history_rows(kind: str, thing: Mapping[str, Any]) -> list[Row]:
    """One row for each version of each property whose history was read."""
    return [
        {
            f"{SINGULAR[kind]}_id": str(thing["id"]),
            "name": name,
            "value": plain(version.get("value")),
            "timestamp": plain(version.get("timestamp")),
            "source_type": plain(version.get("sourceType")),
            "source_id": plain(version.get("sourceId")),
            "updated_by_user_id": plain(version.get("updatedByUserId")),
        }
        for name, versions in (thing.get("propertiesWithHistory") or {}).items()
        for version in versions
    ]


def owner_row(owner: Mapping[str, Any]) -> Row:
    """One user; the teams stay nested, as JSON."""
    return {"teams": None, **flat(owner)}


def pipeline_rows(kind: str, pipelines: Iterable[Mapping[str, Any]]) -> dict[str, list[Row]]:
    """Pipelines and their stages, in two tables."""
    one, stages, found = SINGULAR[kind], [], []
    for pipeline in pipelines:
        found.append(flat(pipeline, "stages"))
        for stage in pipeline.get("stages") or []:
            row = flat(stage, "metadata", "id")
            stages.append(
                {
                    "pipeline_id": str(pipeline["id"]),
                    "stage_id": str(stage["id"]),
                    **row,
                    **flat(stage.get("metadata") or {}),
                }
            )
    return {f"{one}_pipelines": list(found), f"{one}_pipeline_stages": list(stages)}
