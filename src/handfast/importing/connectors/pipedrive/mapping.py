"""Pipedrive's things as rows, with the API's own names; a company's own fields by the names that it gave them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from handfast.importing.connectors.contract import Row
from handfast.importing.connectors.plain import flat, plain

FIELDS: Mapping[str, str] = {
    "persons": "personFields",
    "organizations": "organizationFields",
    "deals": "dealFields",
    "leads": "dealFields",
}
"""Kinds of things that have fields of a company's own, and the list of them; leads have those of deals."""

_BARE = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)")
_OWN = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class OwnField:
    """A field that a company added: what it calls it, and what its options are called."""

    name: str
    options: Mapping[str, str]


def own_fields(fields: Iterable[Mapping[str, Any]]) -> dict[str, OwnField]:
    """Key (40 hexadecimal digits) -> the field."""
    return {
        str(field["key"]): OwnField(
            str(field["name"]), {str(each["id"]): str(each["label"]) for each in field.get("options") or []}
        )
        for field in fields
        if _OWN.fullmatch(str(field.get("key", "")))
    }


def thing_row(thing: Mapping[str, Any], own: Mapping[str, OwnField]) -> Row:
    """One thing; bare instants are UTC and say so."""
    row = {name: zoned(text) for name, text in flat(thing, "custom_fields", *own).items()}
    values = {**{key: thing.get(key) for key in own if key in thing}, **(thing.get("custom_fields") or {})}
    standard = {name.casefold() for name in row}
    for key, field in own.items():
        if key in values:
            name = f"{field.name} (own field)" if field.name.casefold() in standard else field.name
            row[name] = _labelled(values[key], field)
    return row


def set_up_row(thing: Mapping[str, Any]) -> Row:
    """One pipeline or stage, without the instants of its making, which say nothing about anybody."""
    return flat(thing, "add_time", "update_time")


def lead_row(lead: Mapping[str, Any], own: Mapping[str, OwnField]) -> Row:
    """One lead of the inbox; its value in two columns, as deals have it."""
    value = lead.get("value") if isinstance(lead.get("value"), dict) else {}
    row = thing_row({name: each for name, each in lead.items() if name != "value"}, own)
    return {
        **row,
        "value": plain((value or {}).get("amount")),
        "currency": plain((value or {}).get("currency")),
    }


def change_row(deal: str, change: Mapping[str, Any]) -> Row:
    """One change of a deal's field."""
    names = ("field_key", "old_value", "new_value", "actor_user_id", "time", "change_source")
    return {"deal_id": deal, **{name: zoned(plain(change.get(name))) for name in names}}


def zoned(text: str | None) -> str | None:
    """`2026-03-01 09:30:00` as `2026-03-01T09:30:00Z`: version 1 writes UTC without saying so."""
    found = _BARE.fullmatch(text) if text else None
    return f"{found[1]}T{found[2]}Z" if found else text


def _labelled(value: Any, field: OwnField) -> str | None:
    if isinstance(value, list):
        return ";".join(field.options.get(str(each), str(each)) for each in value) or None
    text = plain(value)
    return field.options.get(text, text) if text is not None else None
