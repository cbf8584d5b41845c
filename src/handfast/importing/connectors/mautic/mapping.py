"""Mautic's things as rows, with the names of its API and its tables."""

import re
from collections.abc import Mapping
from typing import Any

from handfast.importing.connectors.contract import Row
from handfast.importing.connectors.plain import flat, plain

LISTS: Mapping[str, tuple[str, ...]] = {
    "users": ("role", "signature", "preferences"),
    "stages": ("category",),
    "campaigns": ("events", "canvasSettings", "category", "lists", "forms"),
    "forms": ("fields", "actions", "cachedHtml", "category"),
    "emails": (
        "customHtml",
        "plainText",
        "content",
        "lists",
        "dynamicContent",
        "utmTags",
        "assetAttachments",
        "headers",
    ),
    "assets": ("category",),
    "notes": ("lead", "contact"),
}
"""Lists that are short enough to be read whole, and what of their things is left out."""

GROWING: Mapping[str, str] = {
    "page_hits": "date_hit",
    "email_stats": "date_sent",
    "form_submissions": "date_submitted",
    "asset_downloads": "date_download",
    "lead_stages_change_log": "date_added",
    "lead_donotcontact": "date_added",
    "lead_utmtags": "date_added",
    "page_redirects": "",
}
"""Tables whose rows have an id that grows, and the column that tells when they came about."""

PAIRS: Mapping[str, tuple[str, ...]] = {
    "companies_leads": ("company_id", "lead_id"),
    "campaign_leads": ("campaign_id", "lead_id"),
}
"""Tables without an id, by what tells their rows apart: read whole."""

_BARE = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)")


def contact_row(contact: Mapping[str, Any]) -> Row:
    """One contact: its fields, own ones too, then what Mautic says of it; owner and stage by their ids."""
    about = ("dateAdded", "dateModified", "dateIdentified", "lastActive", "points")
    said = {name: plain(contact.get(name)) for name in about}
    return {
        **_values(contact),
        **said,
        "owner": _id(contact.get("owner")),
        "stage": _id(contact.get("stage")),
        "id": str(contact["id"]),
    }


def company_row(company: Mapping[str, Any]) -> Row:
    """One company, like a contact."""
    about = {name: plain(company.get(name)) for name in ("dateAdded", "dateModified", "score")}
    return {**_values(company), **about, "owner": _id(company.get("owner")), "id": str(company["id"])}


def listed_row(name: str, thing: Mapping[str, Any]) -> Row:
    """One thing of a list; a note names its contact by id."""
    row = flat(thing, *LISTS[name])
    if name == "notes":
        row["lead_id"] = _id(thing.get("lead") or thing.get("contact"))
    return row


def table_row(row: Mapping[str, Any]) -> Row:
    """One row of a table. Its bare instants are UTC, as Mautic's database keeps them, and say so."""
    return {name: _zoned(plain(value)) for name, value in row.items()}


def _zoned(text: str | None) -> str | None:
    found = _BARE.fullmatch(text) if text else None
    return f"{found[1]}T{found[2]}Z" if found else text


def _values(thing: Mapping[str, Any]) -> Row:
    """Field -> value: from the flat list where there is one, else from the groups."""
    fields = thing.get("fields")
    if not isinstance(fields, dict):  # PHP writes an empty object as an array
        return {}
    if isinstance(every := fields.get("all"), dict):
        return {name: plain(value) for name, value in every.items()}
    groups = [group for group in fields.values() if isinstance(group, dict)]
    return {alias: plain(field.get("value")) for group in groups for alias, field in group.items()}


def _id(thing: Any) -> str | None:
    return plain(thing.get("id")) if isinstance(thing, dict) else plain(thing or None)
