"""The revenue cycle and what surrounds it: stages, hand-offs, routing, reasons, standards, alerts, money."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    Discriminator,
    Field,
    PlainSerializer,
    PlainValidator,
    Tag,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

from handfast.agreement.clause import Clause, Side, fault, quoted
from handfast.agreement.durations import Duration
from handfast.agreement.figures import Quantity, Share, number_out, parse_share_or_number
from handfast.agreement.values import (
    ClockDuration,
    ConditionField,
    Day,
    DurationField,
    Flag,
    Identifier,
    SideSet,
    WordList,
    Words,
    WordSet,
)

Check = Literal["phone", "email", "country", "url", "date", "number"]
SALES_TOUCHES = ("call", "email_sent", "meeting", "demo", "social_message", "content_shared")
"""Every sales kind of activity but `note`: what a touch is when the agreement doesn't say."""


class Party(Clause):
    """One of the two sides of the agreement."""

    owner: Words | None = None
    """The one named person who speaks and signs for this side."""


class HolidayClause(Clause):
    """Public holidays, on which nobody works."""

    country: Words
    """The country's two-letter code (ISO 3166-1)."""
    subdivision: Words | None = None
    """The state, province or canton, by its code in that country."""


class CalendarClause(Clause):
    """When both teams are at work; business time passes only then."""

    timezone: Words
    """The IANA time zone, such as America/New_York."""
    hours: Mapping[Words, WordSet]
    """Working hours by weekday or range of weekdays: `mon-fri: ["09:00-12:30", "13:15-17:30"]`."""
    holidays: HolidayClause | None = None
    """Whose public holidays are free."""
    closed: Annotated[
        tuple[Day, ...], PlainSerializer(lambda days: sorted({day.isoformat() for day in days}))
    ] = ()
    """Further days on which nobody works."""


class Stage(Clause):
    """A stage of the revenue cycle."""

    id: Identifier
    """The stage's name."""
    owner: Side
    """The side that is responsible for leads in this stage."""
    time_limit: DurationField | None = None
    """How long a lead may stay before it counts as stuck."""
    requires: WordSet = ()
    """The fields that must be filled in to be in this stage."""
    also_called: WordSet = ()
    """What the company's systems call this stage; compared without regard to case or outer spaces."""


class TouchClause(Clause):
    """What counts as a touch."""

    kinds: Annotated[WordSet, Field(min_length=1)] = SALES_TOUCHES
    """The kinds of activity that are touches."""
    automated: Flag = False
    """Whether what a machine sent counts too."""


class StageEntry(Clause):
    """A hand-off happens when a lead enters a stage."""

    stage: Words
    """The stage's id."""


def _when(value: Any) -> str:
    return "<stage>" if isinstance(value, dict | StageEntry) else "<qualified>"


class Handoff(Clause):
    """Who passes whom to whom, and when."""

    id: Identifier
    """The hand-off's name."""
    from_team: Words = Field(alias="from")
    """The team or side that passes the lead on."""
    to: Words
    """The team or side that receives it."""
    when: Annotated[
        Annotated[Literal["qualified"], Tag("<qualified>")] | Annotated[StageEntry, Tag("<stage>")],
        Discriminator(_when),
    ]
    """`qualified`, or `{stage: ID}` for the entry into a stage."""


class Sourced(Clause):
    """Whose deal an opportunity is: agreed once, argued never."""

    within: ClockDuration
    """How far before the opportunity's creation to look."""
    by: Literal["first_touch", "last_touch", "origin"]
    """What decides: the side of the first touch, of the last, or the lead's origin."""


class RoutingRule(Clause):
    """Who receives the leads of which a condition is true; the first rule that applies decides."""

    condition: ConditionField | None = Field(None, alias="if")
    """Which leads; all that are left when it is left out."""
    to: Annotated[WordList, Field(min_length=1)]
    """The pool of reps, by user id."""
    weights: Mapping[Words, Quantity] = Field(default_factory=dict)
    """How many leads a rep gets for each one of the others'; 1 when not named."""
    balance: Literal["count", "value"] = "count"
    """What is dealt evenly: the number of leads, or their expected value."""


def one_way_back(value: Duration | None, info: ValidationInfo) -> Duration | None:
    """A reason's `recycle_after`, when nothing else says what becomes of the lead."""
    other = next((key for key in ("then", "recycle") if info.data.get(key) is not None), None)
    if value is not None and other:
        raise fault(
            "contradiction", f"the reason has {other} too; keep one of then, recycle and recycle_after"
        )
    return value


class RejectionReason(Clause):
    """A reason to refuse a lead before contact, and what becomes of it."""

    kind: Literal["procedural", "clerical", "definitional"]
    """Misrouted; incomplete or wrong; or outside the definition."""
    then: Literal["reroute"] | None = None
    """`reroute`: it goes to someone else, and the same cycle goes on."""
    recycle: Literal["never", "when corrected"] | None = None
    """Whether it may come back by its points: `never`, or `when corrected`."""
    recycle_after: DurationField | None = None
    """How long until it may come back by its points."""

    @field_validator("recycle_after")
    @classmethod
    def _one_way_back(cls, value: Duration | None, info: ValidationInfo) -> Duration | None:
        return one_way_back(value, info)


class DisqualificationReason(Clause):
    """A reason to give a lead up after contact."""

    recycle: Literal["never"] | None = None
    """`never`: it may not come back by its points."""
    recycle_after: DurationField | None = None
    """How long until it may come back by its points."""
    only_after: Words | None = None
    """The commitment whose attempts must have been made first."""

    @field_validator("recycle_after")
    @classmethod
    def _one_way_back(cls, value: Duration | None, info: ValidationInfo) -> Duration | None:
        return one_way_back(value, info)


class LostReason(Clause):
    """A reason for which an opportunity was lost."""

    recycle: Literal["never"] | None = None
    """`never`: it may not come back by its points."""
    recycle_after: DurationField | None = None
    """How long until the lead may come back by its points."""

    @field_validator("recycle_after")
    @classmethod
    def _one_way_back(cls, value: Duration | None, info: ValidationInfo) -> Duration | None:
        return one_way_back(value, info)


class DataStandard(Clause):
    """What a field must be."""

    field: Words
    """The lead's or account's field."""
    valid: Check | None = None
    """What it must be a valid one of."""
    one_of: WordSet = ()
    """The values it may have."""
    required_from: Words | None = None
    """The stage from which it must be filled in."""
    owner: Side | None = None
    """The side that keeps it right."""
    fresh_within: ClockDuration | None = None
    """How recently it must have been confirmed or changed."""


class ActivityAlert(Clause):
    """Tell someone when a lead does something."""

    kind: Words = Field(alias="on")
    """The kind of activity."""
    condition: ConditionField | None = Field(None, alias="if")
    """Which activities of that kind."""
    tell: Annotated[WordSet, Field(min_length=1)]
    """Whom to tell: `owner`, `manager`, a team or a side."""


class ClockAlert(Clause):
    """Tell someone before a promise breaks."""

    kind: Literal["clock_at_risk"] = Field(alias="on")
    """`clock_at_risk`."""
    commitment: Words
    """The commitment."""
    at: Share = Decimal("0.8")
    """The share of the allowed time that has passed."""
    tell: Annotated[WordSet, Field(min_length=1)]
    """Whom to tell: `owner`, `manager`, a team or a side."""


def _alert(value: Any) -> str:
    on = value.get("on", value.get("kind")) if isinstance(value, dict) else getattr(value, "kind", None)
    return "<clock>" if on == "clock_at_risk" else "<activity>"


Alert = Annotated[
    Annotated[ActivityAlert, Tag("<activity>")] | Annotated[ClockAlert, Tag("<clock>")], Discriminator(_alert)
]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _recurrence(value: object) -> str:
    text = " ".join(value.lower().split()) if isinstance(value, str) else ""
    if not re.fullmatch(rf"week|month|quarter|({'|'.join(WEEKDAYS)})( ([01]\d|2[0-3]):[0-5]\d)?", text):
        raise fault(
            "recurrence",
            f'{quoted(value)} is no recurrence; write week, month, quarter, or a weekday as in "monday 10:00"',
        )
    return text


class CheckIn(Clause):
    """A meeting of both sides, prepared from the numbers."""

    id: Identifier
    """The meeting's name."""
    every: Annotated[
        str,
        PlainValidator(_recurrence),
        WithJsonSchema({"type": "string", "examples": ["monday 10:00", "quarter"]}),
    ]
    """How often: `week`, `month`, `quarter`, or a weekday with or without a time in the calendar's zone."""
    attend: Annotated[SideSet, Field(min_length=1)] = ("marketing", "sales")
    """Who attends."""


class Economics(Clause):
    """What things cost."""

    touch_cost: Quantity | None = None
    """What one touch costs, in the agreement's currency."""
    discount_limit: Share | None = None
    """The largest discount that needs no approval."""
    margin: Share = Decimal(1)
    """The share of a deal's amount that the company keeps."""


class SignClause(Clause):
    """An agreed threshold for a sign of misalignment."""

    threshold: Annotated[
        Decimal,
        PlainValidator(parse_share_or_number),
        PlainSerializer(number_out),
        WithJsonSchema({"type": ["string", "number"], "examples": ["10%"]}),
    ]
    """From where it fires: a percentage, or a number in the sign's own unit."""
