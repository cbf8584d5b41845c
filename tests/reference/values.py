"""What a field of a lead or an account was at an instant, and what a name in a rule stands for."""

import json
from datetime import datetime
from decimal import Decimal, InvalidOperation

from tests.reference.knowledge import Known, Row, filled

ACTIVITY_COLUMNS = {
    "activity_id", "lead_id", "occurred_at", "kind", "side", "user_id", "account_id", "opportunity_id", "campaign_id", "asset_id", "url",
    "direction", "outcome", "automated", "recorded_at",
}  # fmt: skip
LEAD_COLUMNS = {
    "lead_id", "created_at", "email", "first_name", "last_name", "title", "company", "phone", "country", "source", "origin", "account_id",
    "campaign_id", "owner_id", "stage", "do_not_contact",
}  # fmt: skip
ACCOUNT_COLUMNS = {
    "account_id", "name", "domain", "industry", "employees", "annual_revenue", "country", "tier", "owner_id", "created_at",
}  # fmt: skip
NUMBERS = {"employees", "annual_revenue"}
BOOLEANS = {"do_not_contact", "automated", "raised"}
INSTANTS = {"created_at", "occurred_at", "recorded_at"}


def value_at(changes: list[Row], standing: object, t: datetime | None) -> tuple[object, str]:
    """A field's value at an instant (None: before everything), and whether it is known from `history` or only as it stands (`current`)."""
    before = [change for change in changes if t is not None and change["changed_at"] <= t]
    if before:
        return _or_none(before[-1].get("new_value")), "history"
    if changes:
        return _or_none(changes[0].get("old_value")), "history"
    return _or_none(standing), "current"


def lead_value(known: Known, lead_id: str, name: str, t: datetime | None) -> object:
    """A lead's field at an instant."""
    return _lead_value(known, lead_id, name, t)[0]


def account_value(known: Known, account_id: object, name: str, t: datetime | None) -> object:
    """An account's field at an instant; None without an account."""
    return _account_value(known, account_id, name, t)[0]


def account_of(known: Known, lead_id: str, t: datetime | None) -> object:
    """A lead's account at an instant."""
    return lead_value(known, lead_id, "account_id", t)


def _lead_value(known: Known, lead_id: str, name: str, t: datetime | None) -> tuple[object, str]:
    row = known.leads.get(lead_id)
    if row is None:
        return None, "current"
    return value_at(known.changes.get((lead_id, name), []), row.get(name), t)


def _account_value(known: Known, account_id: object, name: str, t: datetime | None) -> tuple[object, str]:
    row = known.accounts.get(account_id)
    if row is None:
        return None, "current"
    return value_at(known.account_changes.get((account_id, name), []), row.get(name), t)


def _or_none(value: object) -> object:
    return value if filled(value) else None


def where(known: Known, scope: str | None, name: str) -> str:
    """Whether a name in a lead's rule is the `lead`'s or the `account`'s: by name, never by value."""
    if scope:
        return scope
    lead_columns = LEAD_COLUMNS | known.columns.get("leads", set())
    return "lead" if name in lead_columns else "account"


def lead_name(
    known: Known, lead_id: str, scope: str | None, name: str, t: datetime | None
) -> tuple[object, str]:
    """What a name in a lead's rule stands for at an instant, in its own type, and whether from `history` or `current`."""
    if where(known, scope, name) == "lead":
        value, basis = _lead_value(known, lead_id, name, t)
        return typed(value, name, LEAD_COLUMNS), basis
    value, basis = _account_value(known, account_of(known, lead_id, t), name, t)
    return typed(value, name, ACCOUNT_COLUMNS), basis


def activity_name(known: Known, activity: Row, scope: str | None, name: str) -> object:
    """What a name in a rule on an activity stands for: its column, then a key of its properties."""
    if scope:
        return lead_name(known, activity["lead_id"], scope, name, activity["occurred_at"])[0]
    if name in ACTIVITY_COLUMNS | (known.columns.get("activities", set()) - {"properties"}):
        return _or_none(activity.get(name))
    value = json.loads(activity.get("properties") or "{}").get(name)
    if value is None:
        return None
    return value if isinstance(value, str) else json.dumps(value)


def typed(value: object, name: str, canonical: set[str]) -> object:
    """A value in its column's type; a text that is none is missing."""
    if value is None or name not in canonical:
        return value
    if name in NUMBERS and isinstance(value, str):
        try:
            return Decimal(value)
        except InvalidOperation:
            return None
    if name in BOOLEANS and isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower())
    return value


def complete(known: Known, version, lead_id: str, t: datetime) -> bool:
    """Whether the minimum information is there at an instant."""
    return not missing_information(known, version, lead_id, t)


def missing_information(known: Known, version, lead_id: str, t: datetime) -> list[str]:
    """The fields of the minimum information that are missing or blank at an instant."""
    names = version.qualified_lead.minimum_information
    values = {name: lead_name(known, lead_id, *split_scope(name), t)[0] for name in names}
    return [name for name in names if values[name] is None or str(values[name]).strip() == ""]


def split_scope(name: str) -> tuple[str | None, str]:
    """`account.tier` is the account's `tier`; a bare name has no scope."""
    scope, _, rest = name.rpartition(".")
    return scope or None, rest


def moments_of_change(known: Known, lead_id: str) -> list[datetime]:
    """Every instant at which something that a lead's rule can see may change: a field of the lead, or of an account that it ever had."""
    accounts = {account_of(known, lead_id, None)}
    instants = set()
    for change in known.changes_of(lead_id):
        instants.add(change["changed_at"])
        if change["field"] == "account_id":
            accounts.add(change.get("new_value"))
    for (account_id, _), changes in known.account_changes.items():
        if account_id in accounts:
            instants |= {change["changed_at"] for change in changes}
    return sorted(instants)
