"""The record, slow and obvious: repeats, order of changes, identity, and what was known at an instant, over lists of dicts.

Rows hold values in their types (instants naive UTC); a column left out is missing. It shares nothing with the package but the names
and types of the columns.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from handfast.record.tables import BY_NAME

Row = dict[str, Any]
Tables = dict[str, list[Row]]

KEYS = {
    "users": ["user_id"], "accounts": ["account_id"], "leads": ["lead_id"], "activities": ["activity_id"], "meetings": ["meeting_id"],
    "opportunities": ["opportunity_id"], "campaigns": ["campaign_id"], "programs": ["program_id"], "assets": ["asset_id"],
    "absences": ["user_id", "starts_at", "ends_at"], "rates": ["currency", "on"],
    "opportunity_contacts": ["opportunity_id", "lead_id"], "enrollments": ["lead_id", "program_id", "entered_at"],
    "lead_merges": ["lead_id", "survivor_id", "merged_at"],
}  # fmt: skip
CHANGES = {
    "lead_changes": "lead_id",
    "account_changes": "account_id",
    "opportunity_changes": "opportunity_id",
}
AFTER_MERGING = ("opportunity_contacts", "enrollments")
ABOUT_IDS = ("lead_merges", "likely_duplicates")


def columns_of(name: str, rows: Iterable[Row]) -> list[str]:
    """Canonical columns, then extra ones by name."""
    canonical = [column.name for column in BY_NAME[name].columns]
    extra = {column for row in rows for column in row} - set(canonical)
    return [*canonical, *sorted(extra, key=str.lower)]


def canonical_text(row: Row, columns: list[str]) -> str:
    return "\x1f".join(as_text(row.get(column)) for column in columns)


def as_text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case datetime():
            return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case date():
            return value.isoformat()
        case _:
            return str(value)


def told(tables: Tables) -> Tables:
    """Each key told once: exact duplicates are one; the fullest row, then the one of greatest text, is kept."""
    kept: Tables = {}
    for name, rows in tables.items():
        columns = columns_of(name, rows)
        once = list({canonical_text(row, columns): row for row in rows}.values())
        kept[name] = once if name in CHANGES or name in AFTER_MERGING else fullest(name, once, columns)
    return kept


def fullest(name: str, rows: list[Row], columns: list[str]) -> list[Row]:
    if name not in KEYS:
        return rows
    groups: dict[tuple, list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row.get(part) for part in KEYS[name])].append(row)
    return [
        max(
            group,
            key=lambda row: (sum(row.get(c) is not None for c in columns), canonical_text(row, columns)),
        )
        for group in groups.values()
    ]


def in_order(changes: list[Row], columns: list[str]) -> list[Row]:
    """Changes of one field at one instant: the last is the one whose new value is no other's old value, else the greatest."""
    left, backwards = list(changes), []
    while left:
        ends = [
            c for c in left if not any(o.get("old_value") == c.get("new_value") for o in left if o is not c)
        ]
        last = max(ends or left, key=lambda c: canonical_text(c, columns))
        backwards.append(last)
        left.remove(last)
    return backwards[::-1]


def ordered(changes: list[Row], thing: str, columns: list[str]) -> list[Row]:
    """With `change_order`, by thing, field, instant."""
    groups: dict[tuple, list[Row]] = defaultdict(list)
    for change in changes:
        groups[change[thing], change["field"], change["changed_at"]].append(change)
    return [
        row | {"change_order": place}
        for key in sorted(groups)
        for place, row in enumerate(in_order(groups[key], columns), start=1)
    ]


def persons(tables: Tables) -> list[list[Row]]:
    """The leads of each person, the one that survives first: those of one e-mail address, joined where one was merged into another."""
    by_email: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(tables["leads"], key=lambda row: (row["created_at"], row["lead_id"])):
        by_email[f"@{lower(row['email'])}" if row.get("email") else f"#{row['lead_id']}"].append(row)
    group_of = {row["lead_id"]: address for address, group in by_email.items() for row in group}
    said = [
        (group_of.get(row["lead_id"], row["lead_id"]), group_of.get(row["survivor_id"], row["survivor_id"]))
        for row in tables.get("lead_merges", [])
        if row.get("undone_at") is None
    ]
    joined = [{name} for name in {*by_email, *(name for pair in said for name in pair)}]
    for one, other in said:
        both = [names for names in joined if one in names or other in names]
        joined = [names for names in joined if names not in both] + [set().union(*both)]
    merged = {one for one, other in said if one != other}
    found = []
    for names in joined:
        leads = [row for name in names for row in by_email.get(name, [])]
        ends = [row for name in names - merged for row in by_email.get(name, [])]
        if leads:
            first = min(ends or leads, key=lambda row: (row["created_at"], row["lead_id"]))
            leads.sort(key=lambda row: (row is not first, row["created_at"], row["lead_id"]))
            found.append(leads)
    return found


def merge(tables: Tables) -> Tables:
    """Leads of one person made one, other tables following; `lead_identities` beside them."""
    survivors, identity = [], {}
    for group in persons(tables):
        whole: Row = {}
        for row in group:
            whole = row | {k: v for k, v in whole.items() if v is not None}
            identity[row["lead_id"]] = group[0]["lead_id"]
        survivors.append(whole | {"created_at": min(row["created_at"] for row in group)})
    result: Tables = {}
    for name, rows in tables.items():
        columns = columns_of(name, rows)
        followed = [
            row | {"lead_id": identity.get(row["lead_id"], row["lead_id"])}
            if row.get("lead_id") and name not in ABOUT_IDS
            else row
            for row in rows
        ]
        if name in CHANGES or name in AFTER_MERGING:
            followed = list({canonical_text(row, columns): row for row in followed}.values())
        if name in CHANGES:
            followed = ordered(followed, CHANGES[name], columns)
        elif name in AFTER_MERGING:
            followed = fullest(name, followed, columns)
        result[name] = followed
    result["leads"] = survivors
    result["lead_identities"] = [{"lead_id": a, "survivor_id": b} for a, b in identity.items() if a != b]
    return result


def lower(text: str) -> str:
    return re.sub("[A-Z]", lambda match: match.group().lower(), text)


def known(tables: Tables, as_of: datetime, read: Callable[[str, str, str], Any]) -> Tables:
    """What was told, as known at `as_of` (naive UTC); `read(table, column, text)` reads the values of changes."""

    def happened(row: Row, column: str) -> bool:
        return row.get(column) is None or row[column] <= as_of

    def seen(change: Row) -> bool:
        return happened(change, "changed_at") and happened(change, "recorded_at")

    def rolled_back(name: str, row: Row, changes: list[Row], thing: str) -> Row:
        row = dict(row)
        columns = columns_of(thing, changes)
        key = KEYS[name][0]
        unsettled = None
        for column in columns_of(name, tables[name]):
            of_it = [c for c in changes if c[key] == row[key] and c["field"] == column.lower()]
            before = ordered([c for c in of_it if seen(c)], key, columns)
            after = ordered([c for c in of_it if not seen(c)], key, columns)
            if after and column not in (key, "created_at"):
                value = before[-1].get("new_value") if before else after[0].get("old_value")
                row[column] = None if value is None else read(name, column, value)
            elif column == "stage" and name == "opportunities":
                unsettled = before
        if unsettled is not None and row.get("closed_at") and row["closed_at"] > as_of:
            row["stage"] = unsettled[-1].get("new_value") if unsettled else None
        return row

    result: Tables = {}
    for name, rows in tables.items():
        thing = {
            "leads": "lead_changes",
            "accounts": "account_changes",
            "opportunities": "opportunity_changes",
        }.get(name)
        rolled = [rolled_back(name, row, tables.get(thing, []), thing) for row in rows] if thing else rows
        result[name] = [later_left_out(name, row, as_of) for row in rolled if visible(name, row, as_of)]
    return result


def visible(name: str, row: Row, as_of: datetime) -> bool:
    when = {
        "accounts": ["created_at"], "leads": ["created_at"], "opportunities": ["created_at"], "assets": ["created_at"],
        "lead_changes": ["changed_at", "recorded_at"], "account_changes": ["changed_at"], "opportunity_changes": ["changed_at"],
        "activities": ["occurred_at", "recorded_at"], "meetings": ["booked_at"], "opportunity_contacts": ["added_at"],
        "concessions": ["given_at"], "enrollments": ["entered_at"], "spend": ["spent_on"], "rates": ["on"],
    }.get(name, [])  # fmt: skip
    instants = [row[column] for column in when if row.get(column) is not None]
    return all(at <= (as_of if isinstance(at, datetime) else as_of.date()) for at in instants)


def later_left_out(name: str, row: Row, as_of: datetime) -> Row:
    def later(column: str) -> bool:
        return row.get(column) is not None and row[column] > as_of

    if name == "meetings" and later("status_at"):
        return row | {"status": "booked", "status_at": None}
    if name == "opportunities" and later("closed_at"):
        return row | {"closed_at": None, "is_won": None, "lost_reason": None}
    if name == "enrollments" and later("left_at"):
        return row | {"left_at": None}
    if name == "assets" and later("retired_at"):
        return row | {"retired_at": None}
    return row


INSTANT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:([Tt ])(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?( ?)(Z|z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?",
    re.ASCII,
)


def read_instant(text: str, zone: str) -> datetime | None:
    """The instant in UTC, or None when it can't be read."""
    match = INSTANT.fullmatch(text)
    if not match or not int(match[1]) >= 1900:
        return None
    if (match[4] == "t" or match[9]) and not match[10]:
        return None
    try:
        local = datetime(*(int(match[i] or 0) for i in (1, 2, 3, 5, 6, 7)))
    except ValueError:
        return None
    never = datetime(9999, 12, 31)
    if match[10] is None and local >= never:
        return never
    local += timedelta(microseconds=int((match[8] or "0").ljust(6, "0")[:6]))
    if match[10] is None:
        return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC).replace(tzinfo=None)
    offset = offset_of(match[10])
    if offset is None:
        return None
    try:
        return min(local - offset, never)
    except OverflowError:
        return never


def offset_of(text: str) -> timedelta | None:
    if text in ("Z", "z", "UTC", "GMT"):
        return timedelta()
    hours, minutes = int(text[1:3]), int(text[-2:]) if len(text) > 3 else 0
    if hours > 14 or minutes > 59:
        return None
    size = timedelta(hours=hours, minutes=minutes)
    return -size if text[0] == "-" else size


def read_decimal(text: str, places: int, digits: int) -> Decimal | None:
    """A decimal rounded half away from zero, or None when it is none or too large."""
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?", text, re.ASCII):
        return None
    value = Decimal(text).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, Context(prec=300))
    return value if abs(value) < Decimal(10) ** (digits - places) else None


def read_boolean(text: str) -> bool | None:
    word = text.lower()
    return (
        True
        if word in ("true", "t", "yes", "y", "1")
        else False
        if word in ("false", "f", "no", "n", "0")
        else None
    )


def read_whole(text: str) -> int | None:
    if not re.fullmatch(r"[+-]?\d+(\.0*)?", text, re.ASCII):
        return None
    value = int(text.split(".", maxsplit=1)[0])
    return value if -(2**63) <= value < 2**63 else None


def read_share(text: str) -> Decimal | None:
    """A share from -1 to 1, or None."""
    percent = re.fullmatch(r"(.*?) ?%", text)
    value = read_decimal(percent[1] if percent else text, 8, 18)
    if value is None:
        return None
    value = (value / 100 if percent else value).quantize(Decimal("0.000001"), ROUND_HALF_UP)
    return value if -1 <= value <= 1 else None
