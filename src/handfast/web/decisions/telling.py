"""What people said at the desk as tables of the record, so that the agreement applies to it as to any other fact."""

from pathlib import Path

import pyarrow as pa
from django.utils import timezone
from pyarrow import csv

from handfast.web.decisions.models import Decision, Fact, Kind

REASONS = {Decision.REJECTED: "rejection_reason", Decision.DISQUALIFIED: "disqualification_reason"}
"""The field of a lead in which the record keeps a decision's reason."""
CHANGES = ("lead_id", "field", "changed_at", "new_value", "changed_by", "recorded_at")
TOUCHES = (
    "activity_id",
    "lead_id",
    "occurred_at",
    "kind",
    "side",
    "user_id",
    "outcome",
    "automated",
    "recorded_at",
)
Row = dict[str, str]


def changes_of(fact: Fact) -> list[Row]:
    """A decision as changes of its lead: of `decision`, and of its reason where it has one."""
    at = fact.happened_at.isoformat()
    same = {"lead_id": fact.lead_id, "changed_at": at, "changed_by": fact.record_user_id, "recorded_at": at}
    rows = [{**same, "field": "decision", "new_value": fact.what}]
    if fact.reason:
        rows.append({**same, "field": REASONS[Decision(fact.what)], "new_value": fact.reason})
    return rows


def touch_of(fact: Fact) -> Row:
    """A touch as an activity by sales."""
    return {
        "activity_id": f"desk-{fact.pk}",
        "lead_id": fact.lead_id,
        "occurred_at": fact.happened_at.isoformat(),
        "kind": fact.what,
        "side": "sales",
        "user_id": fact.record_user_id,
        "outcome": fact.outcome,
        "automated": "false",
        "recorded_at": fact.recorded_at.isoformat(),
    }


def tell(folder: Path) -> int:
    """Write every fact that stands into `folder/lead_changes/desk.csv` and `folder/activities/desk.csv`; how many facts there are.

    A file without rows is removed. The same facts give the same bytes.
    """
    standing = list(Fact.objects.filter(withdrawn_at__isnull=True).order_by("id"))
    decisions = [row for fact in standing if fact.kind == Kind.DECISION for row in changes_of(fact)]
    touches = [touch_of(fact) for fact in standing if fact.kind == Kind.TOUCH]
    _write(folder / "lead_changes" / "desk.csv", CHANGES, decisions)
    _write(folder / "activities" / "desk.csv", TOUCHES, touches)
    Fact.objects.filter(pk__in=[fact.pk for fact in standing], told_at__isnull=True).update(
        told_at=timezone.now()
    )
    return len(standing)


def _write(file: Path, columns: tuple[str, ...], rows: list[Row]) -> None:
    if not rows:
        file.unlink(missing_ok=True)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    table = pa.table({name: pa.array([row[name] or None for row in rows], pa.string()) for name in columns})
    csv.write_csv(table, file)
