"""One line of the audit log."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class AuditEntry(models.Model):
    """Something that somebody changed; never changed itself.

    Attributes:
        at: when.
        user: who; null: the desk itself. `who` is their address as it was then.
        verb: what they did, as in `people.permissions.VERBS` or finer: `evaluate`, `user.invite`.
        subject: what kind of thing it was done to, and subject_id: which one.
        before, after: what changed of it; null: there was nothing, there is nothing.
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    who = models.CharField(max_length=254, blank=True)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=200)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject", "subject_id"], name="audit_subject")
        ]

    def __str__(self) -> str:
        return f"{self.who or 'the desk'}: {self.verb} {self.subject} {self.subject_id}"
