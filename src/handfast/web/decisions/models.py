"""A fact that somebody recorded at the desk."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Kind(models.TextChoices):
    """What is recorded."""

    DECISION = "decision", "decision"
    TOUCH = "touch", "touch"


class Decision(models.TextChoices):
    """What sales decides on a hand-off."""

    ACCEPTED = "accepted", "Accept"
    REJECTED = "rejected", "Reject"
    DISQUALIFIED = "disqualified", "Disqualify"


class Fact(models.Model):
    """Something that happened to a hand-off, as somebody at the desk says; never changed, at most withdrawn.

    Attributes:
        handoff_id, lead_id: of what, as the snapshot names them.
        kind: a decision, or a touch.
        what: of a decision accepted, rejected or disqualified; of a touch its kind of activity: call, email_sent.
        reason: of a decision, in the agreement's words; empty: none.
        outcome: of a touch, in a few words; empty: none.
        happened_at: when it happened. recorded_at: when it was written down here.
        recorded_by: who wrote it down; record_user_id: who that is in the record; empty: nobody it knows.
        snapshot: the id of the snapshot that they looked at.
        withdrawn_at: when it was taken back; null: it stands.
        told_at: when the worker first wrote it into the record; null: not yet.
    """

    handoff_id = models.CharField(max_length=400, db_index=True)
    lead_id = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(max_length=10, choices=Kind)
    what = models.CharField(max_length=60)
    reason = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=200, blank=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    record_user_id = models.CharField(max_length=200, blank=True)
    snapshot = models.CharField(max_length=64)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["happened_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["handoff_id"],
                condition=models.Q(kind="decision", withdrawn_at__isnull=True),
                name="one_decision_a_handoff",
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.handoff_id}"
