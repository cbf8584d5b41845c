"""What was known at an instant: the facts of a record, rolled back to `as_of`, with leads of one e-mail made one.

Rows are dicts as the canonical tables name their columns; instants are aware datetimes in UTC.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from tests.reference.kinds import side_of
from tests.reference.record import persons

Row = dict[str, object]
TABLES_OF_LEADS = (
    "lead_changes",
    "activities",
    "meetings",
    "enrollments",
    "opportunity_contacts",
    "opportunities",
)


def filled(value: object) -> bool:
    """Whether there is a value: an empty text is none."""
    return value is not None and value != ""


@dataclass
class Known:
    """A record as it was known at `as_of`, with the rows of each lead, account and opportunity at hand."""

    as_of: datetime
    leads: dict[str, Row]
    identities: dict[str, str]
    accounts: dict[str, Row]
    users: dict[str, Row]
    absences: list[Row]
    opportunities: dict[str, Row]
    rates: list[Row]
    columns: dict[str, set[str]]
    changes: dict[tuple[str, str], list[Row]] = field(default_factory=lambda: defaultdict(list))
    account_changes: dict[tuple[str, str], list[Row]] = field(default_factory=lambda: defaultdict(list))
    activities: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    meetings: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    enrollments: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    contacts: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    has_stage_history: bool = False
    has_decisions: bool = False

    def changes_of(self, lead_id: str) -> list[Row]:
        """Every change of every field of a lead."""
        return self._changes_by_lead[lead_id]

    @cached_property
    def _changes_by_lead(self) -> dict[str, list[Row]]:
        by_lead: dict[str, list[Row]] = defaultdict(list)
        for (lead, _), rows in self.changes.items():
            by_lead[lead] += rows
        return by_lead

    def linked_leads(self, opportunity_id: str) -> list[str]:
        """The leads of an opportunity: its lead and its contacts."""
        linked = [self.opportunities[opportunity_id].get("lead_id")]
        linked += [row["lead_id"] for row in self.contacts[opportunity_id]]
        return sorted({lead for lead in linked if lead in self.leads})

    def opportunities_of(self, lead_id: str) -> list[Row]:
        """The opportunities whose lead or contact a lead is."""
        return self._opportunities_by_lead[lead_id]

    @cached_property
    def _opportunities_by_lead(self) -> dict[str, list[Row]]:
        by_lead: dict[str, list[Row]] = defaultdict(list)
        for opportunity_id, row in sorted(self.opportunities.items()):
            for lead in self.linked_leads(opportunity_id):
                by_lead[lead].append(row)
        return by_lead


def known_at(tables: dict[str, list[Row]], as_of: datetime) -> Known:
    """The record as it was known at `as_of`.

    A fact is seen when it had happened and, where the source says when it was recorded, had been recorded. What changed later stands as it
    did before.
    """
    columns = {name: {column for row in rows for column in row} for name, rows in tables.items()}
    rows_of = {name: [dict(row) for row in _distinct(map(_trimmed, rows))] for name, rows in tables.items()}
    users = {row["user_id"]: row for row in rows_of.get("users", [])}
    changes = rows_of.get("lead_changes", [])
    account_changes = rows_of.get("account_changes", [])
    opportunity_changes = rows_of.get("opportunity_changes", [])

    def standing(name: str, key: str, of_them: list[Row]) -> list[Row]:
        by_thing: dict[str, list[Row]] = defaultdict(list)
        for change in of_them:
            by_thing[change[key]].append(change)
        there = [
            row
            for row in rows_of.get(name, [])
            if row.get("created_at") is None or row["created_at"] <= as_of
        ]
        return [_rolled_back(row, key, by_thing, as_of) for row in there]

    leads = standing("leads", "lead_id", changes)
    accounts = standing("accounts", "account_id", account_changes)
    opportunities = [
        _outcome_hidden(row, as_of)
        for row in standing("opportunities", "opportunity_id", opportunity_changes)
    ]
    survivors, identities = merged(leads, rows_of.get("lead_merges", []))

    def mapped(row: Row) -> Row:
        lead = row.get("lead_id")
        return {**row, "lead_id": identities.get(lead, lead)} if "lead_id" in row else row

    known = Known(
        as_of=as_of,
        leads=survivors,
        identities=identities,
        accounts={row["account_id"]: row for row in accounts},
        users=users,
        absences=rows_of.get("absences", []),
        opportunities={row["opportunity_id"]: mapped(row) for row in opportunities},
        rates=rows_of.get("rates", []),
        columns=columns,
    )
    for row in map(mapped, changes):
        if _seen(row, "changed_at", as_of):
            known.changes[row["lead_id"], row["field"]].append(row)
    for row in account_changes:
        if row["changed_at"] <= as_of:
            known.account_changes[row["account_id"], row["field"]].append(row)
    for rows in (*known.changes.values(), *known.account_changes.values()):
        rows[:] = in_order_of_change(rows)
    for row in map(mapped, rows_of.get("activities", [])):
        if _seen(row, "occurred_at", as_of):
            row["side"] = row.get("side") or side_of(row, users)
            known.activities[row["lead_id"]].append(row)
    for rows in known.activities.values():
        rows.sort(key=lambda row: (row["occurred_at"], row["activity_id"]))
    for row in rows_of.get("meetings", []):
        if row["booked_at"] <= as_of:
            known.meetings[mapped(row)["lead_id"]].append(_status_hidden(mapped(row), as_of))
    for row in rows_of.get("enrollments", []):
        if row["entered_at"] <= as_of:
            known.enrollments[mapped(row)["lead_id"]].append(mapped(row))
    for row in rows_of.get("opportunity_contacts", []):
        if row.get("added_at") is None or row["added_at"] <= as_of:
            known.contacts[row["opportunity_id"]].append(mapped(row))
    for opportunity_id, rows in known.contacts.items():
        known.contacts[opportunity_id] = [
            max((row for row in rows if row["lead_id"] == lead), key=_fullness)
            for lead in {row["lead_id"] for row in rows}
        ]
    known.has_stage_history = any(name == "stage" and rows for (_, name), rows in known.changes.items())
    known.has_decisions = any(name == "decision" and rows for (_, name), rows in known.changes.items())
    return known


def latest_fact(tables: dict[str, list[Row]]) -> datetime | None:
    """The `as_of` when none is given: the latest creation, activity, change, or closing of what was won or lost."""
    instants = [
        row[column]
        for rows in tables.values()
        for row in rows
        for column in ("created_at", "occurred_at", "changed_at")
        if row.get(column) is not None
    ]
    instants += [
        row["closed_at"]
        for row in tables.get("opportunities", [])
        if row.get("is_won") is not None and row.get("closed_at") is not None
    ]
    return max(instants, default=None)


def _trimmed(row: Row) -> Row:
    """A row as it is read: texts without outer spaces, empty ones missing."""
    return {name: (value.strip() or None) if isinstance(value, str) else value for name, value in row.items()}


def _distinct(rows: Iterable[Row]) -> list[Row]:
    """Exact duplicates are one."""
    kept: dict[tuple[tuple[str, str], ...], Row] = {}
    for row in rows:
        kept.setdefault(
            tuple(sorted((name, repr(value)) for name, value in row.items() if filled(value))), row
        )
    return list(kept.values())


def _seen(row: Row, happened: str, as_of: datetime) -> bool:
    recorded = row.get("recorded_at")
    return row[happened] <= as_of and (recorded is None or recorded <= as_of)


def _rolled_back(row: Row, key: str, changes: dict[str, list[Row]], as_of: datetime) -> Row:
    """A row of a thing as it stood: a field that changed later has the last value seen, else the old value of the first later change."""
    row = dict(row)
    for name in {change["field"] for change in changes.get(row[key], [])} - {key}:
        of_it = in_order_of_change([change for change in changes[row[key]] if change["field"] == name])
        seen = [change for change in of_it if _seen(change, "changed_at", as_of)]
        if len(seen) < len(of_it):
            later = [change for change in of_it if not _seen(change, "changed_at", as_of)]
            row[name] = seen[-1].get("new_value") if seen else later[0].get("old_value")
    return row


def _outcome_hidden(row: Row, as_of: datetime) -> Row:
    """An opportunity as it stood: what closed later was open."""
    if row.get("closed_at") is not None and row["closed_at"] > as_of:
        return {**row, "closed_at": None, "is_won": None, "lost_reason": None}
    return row


def _status_hidden(row: Row, as_of: datetime) -> Row:
    """A meeting as it stood: what was settled later was booked."""
    if row.get("status_at") is not None and row["status_at"] > as_of:
        return {**row, "status": "booked", "status_at": None}
    return row


def in_order_of_change(changes: list[Row]) -> list[Row]:
    """Changes of one field in order: by instant; at one instant, the one whose new value is no other's old value is last, then the greatest."""
    ordered: list[Row] = []
    for instant in sorted({change["changed_at"] for change in changes}):
        left = [change for change in changes if change["changed_at"] == instant]
        backwards = []
        while left:
            ends = [
                change
                for change in left
                if not any(
                    (other.get("old_value") or "") == (change.get("new_value") or "")
                    for other in left
                    if other is not change
                )
            ]
            last = max(ends or left, key=_text)
            backwards.append(last)
            left = [change for change in left if change is not last]
        ordered += reversed(backwards)
    return ordered


def _fullness(contact: Row) -> tuple[int, str]:
    """Of two rows of one contact (of leads that are one now) the fuller is kept, then the greater as text."""
    primary, added = contact.get("is_primary"), contact.get("added_at")
    told = [
        contact.get("role"),
        None if primary is None else str(primary).lower(),
        added and added.isoformat(),
    ]
    return sum(map(filled, told)), chr(31).join(value or "" for value in told)


def _text(change: Row) -> str:
    """A change as text, to tell which of two is the greater."""
    recorded = change.get("recorded_at")
    told = [
        change.get("old_value"),
        change.get("new_value"),
        change.get("changed_by"),
        recorded and recorded.isoformat(),
    ]
    return chr(31).join(value or "" for value in told)


def merged(leads: list[Row], merges: list[Row]) -> tuple[dict[str, Row], dict[str, str]]:
    """Leads with the same e-mail, and those that a person merged, made one, and who is who.

    A field is the survivor's, else that of the next created; the person was there since the first of them.
    """
    survivors, identities = {}, {}
    for group in persons({"leads": leads, "lead_merges": merges}):
        whole: Row = {}
        for row in group:
            for name, value in row.items():
                if not filled(whole.get(name)):
                    whole[name] = value
            if row is not group[0]:
                identities[row["lead_id"]] = group[0]["lead_id"]
        survivors[whole["lead_id"]] = whole | {"created_at": min(row["created_at"] for row in group)}
    return survivors, identities
