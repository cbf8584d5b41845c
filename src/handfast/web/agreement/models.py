"""Versions of the agreement, from draft to what is in force, with everything that was done to them."""

from functools import cached_property
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from handfast.agreement.model import Agreement
from handfast.agreement.text import read_agreement
from handfast.faults import InputFaults
from handfast.web.people.models import Side


class State(models.TextChoices):
    """How far a version is."""

    DRAFT = "draft", "draft"
    PROPOSED = "proposed", "proposed"
    SIGNED = "signed", "signed"
    WITHDRAWN = "withdrawn", "withdrawn"


class Version(models.Model):
    """One text of the agreement. A draft is edited freely; once signed by both sides it never changes.

    Attributes:
        number: 1 for the first that was signed or brought along; null until then.
        title: what people call it.
        text: the document, YAML, comments and all; with the signatures once both have signed.
        hash: of its canonical text, which signatures cover; empty while the text has faults.
        revision: how often it was changed; whoever saves must have seen the last.
        effective_from: from which day it holds, as the text says; null: it doesn't say.
        state: draft, proposed (both owners are asked to sign), signed, withdrawn.
        based_on: the version that the draft began as.
        file: its name in the workspace's folder `agreements`, where evaluations read it; empty: none does.
    """

    number = models.PositiveIntegerField(null=True, blank=True, unique=True)
    title = models.CharField(max_length=200)
    text = models.TextField()
    hash = models.CharField(max_length=64, blank=True)
    revision = models.PositiveIntegerField(default=1)
    effective_from = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    based_on = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    file = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-number", "-id"]

    def __str__(self) -> str:
        return f"v{self.number}" if self.number else self.title

    @property
    def open(self) -> bool:
        """Whether it can still be changed."""
        return self.state in (State.DRAFT, State.PROPOSED)

    @property
    def to_come(self) -> bool:
        """Whether it is signed and its day is still ahead."""
        return (
            self.state == State.SIGNED
            and self.effective_from is not None
            and self.effective_from > timezone.localdate()
        )

    @cached_property
    def read(self) -> Agreement | None:
        """The agreement that the text is; None while it has faults."""
        try:
            return read_agreement(self.text, f"{self}.yaml")
        except InputFaults:
            return None


class Happening(models.Model):
    """Something that was done to a version, in order; never changed.

    Attributes:
        what: drafted, changed, proposed, signed, taken back (a signature), withdrawn, in force.
        text: the whole text after a change; empty for what changes none.
        note: details in words.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="history")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    what = models.CharField(max_length=20)
    note = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.version}: {self.what}"


class Signature(models.Model):
    """One side's consent to one text.

    Attributes:
        side: for whom; by: the owner whom the text names; hash: of the text that was signed.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="signatures")
    side = models.CharField(max_length=20, choices=Side)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "side"], name="one_signature_a_side")
        ]

    def __str__(self) -> str:
        return f"{self.side}: {self.version}"


class ReplayOf(models.Model):
    """A draft replayed over the record's history beside what is in force.

    Attributes:
        version, hash: which draft, and which text of it.
        snapshot: the id of the snapshot whose record it was replayed on.
        sentences: what came of it, in words; sections: its pages, as blocks; lists: the rows that their figures open, the first of each.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="replays")
    hash = models.CharField(max_length=64)
    snapshot = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    sentences = models.JSONField(default=list)
    sections = models.JSONField(default=list)
    lists = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"replay of {self.version}"
