"""Snapshots and the pointer to the latest."""

from typing import ClassVar

from django.db import models


class Snapshot(models.Model):
    """One published evaluation; neither the row nor its folder ever changes, until both are removed.

    Attributes:
        id: SHA-256 of what was evaluated and found, as in findings.json.
        as_of: the instant of the evaluation.
        agreements: the versions applied, in order: name, hash, signed, effective_from.
        promised: False where no agreement was in force and the field's conventions stand in.
        folder: its name inside the workspace's `snapshots`.
        rows: how many rows each table of the findings has.
        published_at: when it became readable.
        seen_at: when somebody last opened it by its own address, to the day; null: nobody.
    """

    id = models.CharField(max_length=64, primary_key=True)
    as_of = models.DateTimeField()
    agreements = models.JSONField(default=list)
    promised = models.BooleanField(default=True)
    folder = models.CharField(max_length=100, unique=True)
    rows = models.JSONField(default=dict)
    published_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-published_at"]

    def __str__(self) -> str:
        return self.short

    @property
    def short(self) -> str:
        """The id as links carry it."""
        return self.id[:12]

    @property
    def version(self) -> int:
        """The number of the agreement's version in force: how many there were so far."""
        return len(self.agreements)

    @property
    def signed(self) -> bool:
        """Whether both sides signed the version in force."""
        return bool(self.agreements) and bool(self.agreements[-1].get("signed"))


class Current(models.Model):
    """The pointer: its only row names the snapshot that everybody sees who names none."""

    ONLY = 1
    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_pointer")
        ]

    def __str__(self) -> str:
        return f"→ {self.snapshot_id[:12]}"
