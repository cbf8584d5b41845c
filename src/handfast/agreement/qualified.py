"""What a qualified lead is: points for what a lead is and does, the threshold, the exceptions."""

from decimal import Decimal
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from handfast.agreement.clause import Clause, fault
from handfast.agreement.durations import MICROSECONDS, Duration
from handfast.agreement.figures import CapField, Points, Share
from handfast.agreement.values import ClockDuration, ConditionField, ThresholdField, Words, WordSet


class FitRule(Clause):
    """Points for what a lead and its account are."""

    condition: ConditionField = Field(alias="if")
    """The condition on the lead's and its account's attributes."""
    points: Points
    """Points while the condition is true; negative ones count against the lead."""
    label: Words | None = Field(None, alias="as")
    """What to call this rule where its points are shown."""


class EngagementRule(Clause):
    """Points for what a lead does; each activity of the kind earns them once."""

    kind: Words = Field(alias="on")
    """The kind of activity."""
    condition: ConditionField | None = Field(None, alias="if")
    """Which activities of that kind; all of them when it is left out."""
    of: Literal["lead", "account"] = "lead"
    """Whose activities: the lead's own, or those of everyone at its account."""
    points: Points
    """Points for each; negative ones count against the lead."""
    at_most: CapField | None = None
    """How many activities earn points: the first so many in each period."""
    half_life: ClockDuration | None = None
    """The time in which the points lose half their worth; at least a day."""
    expires_after: ClockDuration | None = None
    """The time after which the points are gone."""
    label: Words | None = Field(None, alias="as")
    """What to call this rule where its points are shown."""

    @field_validator("half_life")
    @classmethod
    def _slow_decay_of_what_is_gained(cls, value: Duration | None, info: ValidationInfo) -> Duration | None:
        if value is not None and value.microseconds() < MICROSECONDS["days"]:
            raise fault("half-life", f'"{value}" is too short; a half_life is at least 1 day')
        if value is not None and info.data.get("points", 0) < 0:
            raise fault("half-life", "negative points take no half_life; use expires_after to let them end")
        return value


class RaisedHandRule(Clause):
    """An activity by which a lead asks to be contacted."""

    kind: Words = Field(alias="on")
    """The kind of activity."""
    condition: ConditionField | None = Field(None, alias="if")
    """Which activities of that kind; all of them when it is left out."""


class QualifiedLead(Clause):
    """The definition of a qualified lead, on which both teams agree."""

    fit: tuple[FitRule, ...] = ()
    """Points for what the lead and its account are."""
    engagement: tuple[EngagementRule, ...] = ()
    """Points for what the lead does."""
    qualifies_when: ThresholdField | None = None
    """The threshold on `fit`, `engagement` and `score` (their sum); without it nobody qualifies by points."""
    always_when: tuple[RaisedHandRule, ...] = ()
    """A raised hand: the lead qualifies whatever its points."""
    never_when: tuple[ConditionField, ...] = ()
    """A lead of which one of these is true never qualifies."""
    minimum_information: WordSet = ()
    """The fields without which a qualified lead is not ready for sales."""
    explore: Share | None = None
    """The share of leads handed over at half the threshold, at random, to judge the definition by."""

    def fit_clauses(self) -> tuple[tuple[str, FitRule], ...]:
        """Each fit rule with its clause id: its `as`, else `fit.1`, `fit.2` … by place."""
        return tuple((rule.label or f"fit.{n}", rule) for n, rule in enumerate(self.fit, 1))

    def engagement_clauses(self) -> tuple[tuple[str, EngagementRule], ...]:
        """Each engagement rule with its clause id: its `as`, else `engagement.1` … by place."""
        return tuple((rule.label or f"engagement.{n}", rule) for n, rule in enumerate(self.engagement, 1))

    def always_clauses(self) -> tuple[tuple[str, RaisedHandRule], ...]:
        """Each raised-hand rule with its clause id: `always_when.1` …"""
        return tuple((f"always_when.{n}", rule) for n, rule in enumerate(self.always_when, 1))

    @property
    def explore_share(self) -> Decimal:
        """The share that explores, 0 when nothing does."""
        return self.explore or Decimal(0)
