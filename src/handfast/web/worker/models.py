"""What the worker is asked to do."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class State(models.TextChoices):
    """How far a job is."""

    QUEUED = "queued", "waits"
    RUNNING = "running", "runs"
    DONE = "done", "done"
    FAILED = "failed", "failed"


class Job(models.Model):
    """One thing to be done by the worker, in the order in which they are asked for.

    Attributes:
        kind: what is to be done: `evaluate`, `demo`; whoever does it registers for it with `worker.jobs.does`.
        asked: what it needs to know, as JSON.
        why: a few words for people: `after an import`.
        asked_by: who asked; null: the schedule.
        step: what is being done, in words; steps so far and in all where that is known.
        error: what went wrong, fit for a reader; empty: nothing.
        given: what came of it, as JSON: `{"snapshot": id}`.
    """

    kind = models.CharField(max_length=40)
    asked = models.JSONField(default=dict, blank=True)
    why = models.CharField(max_length=200, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    step = models.CharField(max_length=300, blank=True)
    error = models.TextField(blank=True)
    given = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "id"], name="job_state")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} ({self.state})"

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in (State.DONE, State.FAILED)

    @property
    def what(self) -> str:
        """The kind in words."""
        return {"evaluate": "Evaluation", "demo": "The demo company"}.get(self.kind, self.kind.capitalize())
