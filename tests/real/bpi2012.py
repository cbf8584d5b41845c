"""The loan applications of the BPI Challenge 2012 as a record, with an agreement that fits them.

Source: doi:10.4121/uuid:3926db30-f712-4394-aebc-75976070e91f, reshaped to three files. What the mapping decides:

* An application is a lead. It was handed to people when it was pre-accepted, which is when the first work item is scheduled.
* Starting or completing a work item is work by sales where the source names the user, a machine's where the user is 112, and anybody's where it
  names none. Scheduling is no work.
* People who start more items of validation than others are a team of their own; the rest are the desk.
* A lead's owner is the last person to start a work item on it.
* An application becomes an opportunity with its first offer, and is won or lost when the application is.
* Nothing else is known: no decisions, no e-mail addresses, no meetings, no order among stages that were entered in the same millisecond.
"""

import csv
import gzip
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

MACHINE = "112"
ACTIVITY_KINDS = {"SCHEDULE": "work_scheduled", "START": "work_started", "COMPLETE": "work_completed"}
VALIDATION = ("W_Valideren aanvraag", "W_Nabellen incomplete dossiers", "W_Beoordelen fraude")
OUTCOMES = {"Won": "true", "Declined": "false", "Cancelled": "false", "Open": ""}
LOST_REASONS = {"Declined": "declined", "Cancelled": "cancelled"}
ENTERED = ("lead_id", "field", "changed_at", "old_value", "new_value", "changed_by")
DID = ("activity_id", "lead_id", "occurred_at", "kind", "side", "user_id", "automated", "properties")
SOLD = ("opportunity_id", "created_at", "lead_id", "amount", "currency", "closed_at", "is_won", "lost_reason")

AGREEMENT = """\
handfast: 1
name: Loan desk
currency: EUR
teams: {desk: sales, validation: sales, intake: marketing}
calendar:
  timezone: Europe/Amsterdam
  hours: {mon-fri: ["08:00-20:00"], sat: ["09:00-12:30", "13:00-17:00"]}
  holidays: {country: NL}
stages:
  - {id: A_SUBMITTED, owner: marketing}
  - {id: A_PARTLYSUBMITTED, owner: marketing, time_limit: 1 hour}
  - {id: A_PREACCEPTED, owner: sales, time_limit: 2 business days}
  - {id: A_ACCEPTED, owner: sales, time_limit: 90 business minutes}
  - {id: A_FINALIZED, owner: sales}
  - {id: O_SELECTED, owner: sales}
  - {id: O_CREATED, owner: sales}
  - {id: O_SENT, owner: sales, time_limit: 14 days}
  - {id: O_SENT_BACK, owner: sales, time_limit: 3 business days}
  - {id: A_APPROVED, owner: sales, also_called: [O_ACCEPTED, A_REGISTERED, A_ACTIVATED]}
qualified_lead:
  fit:
    - {if: "amount_requested >= 5000", points: 10, as: worth the work}
  qualifies_when: fit >= 10
touch: {kinds: [work_started, work_completed]}
handoffs:
  - {id: desk, from: intake, to: desk, when: {stage: A_PREACCEPTED}}
  - {id: validation, from: desk, to: validation, when: {stage: O_SENT_BACK}}
sourced: {within: 180 days, by: first_touch}
commitments:
  - {id: pick-up, by: desk, promise: A pre-accepted application is picked up in four business hours,
     from: handoff.desk, until: first_touch, within: 4 business hours, target: 80%}
  - {id: large, by: desk, promise: Large applications within eight hours of the clock,
     from: handoff.desk, if: "amount_requested >= 25000", until: first_touch, within: 8 hours, target: 80%}
  - {id: effort, by: desk, promise: Six pieces of work in two business days,
     from: handoff.desk, count: touches, at_least: 6, within: 2 business days, target: 50%}
  - {id: decision, by: desk, promise: A decision in two business days, from: handoff.desk, until: decision, within: 2 business days, target: 70%}
  - {id: offer, by: desk, promise: An offer in three business days, from: handoff.desk, until: opportunity, within: 3 business days, target: 50%}
  - {id: validate, by: validation, promise: Papers that come back are looked at in two business days,
     from: handoff.validation, until: first_touch, within: 2 business days, target: 80%}
  - {id: back, by: both, promise: Offers come back in two weeks, from: stage.O_SENT, until: stage.O_SENT_BACK, within: 14 days, target: 50%}
  - {id: offers, by: desk, promise: 800 offers a month, measure: opportunities_created, at_least: 800, every: month}
lost_reasons:
  declined: {recycle: never}
  cancelled: {recycle: never}
"""


def rows_of(source: Path, name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the source's files, as text."""
    path = source / name
    with (
        gzip.open(path, "rt", encoding="utf-8")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8") as file
    ):
        yield from csv.DictReader(file)


def write_record(source: Path, folder: Path) -> None:
    """Write leads, lead_changes, activities, opportunities and users into the folder."""
    leads = list(rows_of(source, "leads.csv"))
    stages = list(rows_of(source, "stage_history.csv.gz"))
    work = list(rows_of(source, "work_item_events.csv.gz"))
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "leads.csv", ("lead_id", "created_at", "amount_requested"), leads)
    _write(folder / "lead_changes.csv", ENTERED, chain(_stage_changes(stages), _owner_changes(work)))
    _write(folder / "activities.csv", DID, _activities(work))
    _write(folder / "opportunities.csv", SOLD, _opportunities(leads, stages))
    _write(folder / "users.csv", ("user_id", "side", "team"), _users(work))


def _write(path: Path, columns: Iterable[str], rows: Iterable[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(columns), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def _stage_changes(stages: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
    for row in stages:
        yield {
            "lead_id": row["lead_id"], "field": "stage", "changed_at": row["entered_at"], "new_value": row["stage"], "changed_by": row["changed_by"]
        }  # fmt: skip


def _owner_changes(work: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
    owners: dict[str, str] = {}
    for row in work:
        lead, user = row["lead_id"], row["user_id"]
        if row["transition"] == "START" and user not in ("", MACHINE, owners.get(lead)):
            yield {
                "lead_id": lead, "field": "owner_id", "changed_at": row["occurred_at"], "old_value": owners.get(lead, ""), "new_value": user
            }  # fmt: skip
            owners[lead] = user


def _activities(work: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
    for number, row in enumerate(work, 1):
        user = row["user_id"]
        yield {
            "activity_id": f"w{number}", "lead_id": row["lead_id"], "occurred_at": row["occurred_at"], "kind": ACTIVITY_KINDS[row["transition"]],
            "side": "sales" if user else "", "user_id": user, "automated": "true" if user == MACHINE else "",
            "properties": f'{{"item": "{row["activity_type"]}"}}',
        }  # fmt: skip


def _opportunities(
    leads: Iterable[dict[str, str]], stages: Iterable[dict[str, str]]
) -> Iterator[dict[str, str]]:
    offered: dict[str, str] = {}
    for row in stages:
        if row["stage"] == "O_CREATED":
            offered.setdefault(row["lead_id"], row["entered_at"])
    for lead in leads:
        if lead["lead_id"] in offered:
            yield {
                "opportunity_id": f"o{lead['lead_id']}", "created_at": offered[lead["lead_id"]], "lead_id": lead["lead_id"],
                "amount": lead["amount_requested"], "currency": "EUR", "closed_at": lead["closed_at"], "is_won": OUTCOMES[lead["status"]],
                "lost_reason": LOST_REASONS.get(lead["status"], ""),
            }  # fmt: skip


def _users(work: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
    started: dict[str, Counter[bool]] = {MACHINE: Counter()}
    for row in work:
        if row["user_id"]:
            items = started.setdefault(row["user_id"], Counter())
            if row["transition"] == "START":
                items[row["activity_type"] in VALIDATION] += 1
    for name, items in sorted(started.items()):
        team = "intake" if name == MACHINE else "validation" if items[True] > items[False] else "desk"
        yield {"user_id": name, "side": "marketing" if team == "intake" else "sales", "team": team}
