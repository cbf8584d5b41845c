"""What one side promises the other: timers, counts in a time, and targets for a period."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    WithJsonSchema,
    field_serializer,
    field_validator,
)

from handfast.agreement.clause import Clause, Period, fault, quoted
from handfast.agreement.figures import (
    CapField,
    Share,
    Whole,
    number_out,
    parse_quantity,
    parse_share,
    share_text,
)
from handfast.agreement.measures import MEASURES
from handfast.agreement.values import ConditionField, DurationField, Identifier, Words

ALL = Decimal(1)
UNTIL = ("first_touch", "decision", "booked", "replied", "opportunity")
"""What stops a timer, besides `stage.ID`."""


class _Promise(Clause):
    id: Identifier
    """The promise's name."""
    by: Words
    """Who promises: a team, a side, or `both`."""
    promise: Words
    """The promise in words that both teams use."""


class _Clocked(_Promise):
    start: Words = Field(alias="from", json_schema_extra={"pattern": r"^(handoff\..+|stage\..+|no_show)$"})
    """What starts the clock: `handoff.ID`, `stage.ID` or `no_show`."""
    condition: ConditionField | None = Field(None, alias="if")
    """Which hand-offs it is for: `raised`, and the lead's and account's attributes; all when left out."""
    within: DurationField
    """The time allowed."""
    target: Share = ALL
    """The share of clocks that must be kept."""
    up_to: CapField | None = None
    """The promise holds for so many in each period; those beyond are excused."""
    every: Period = "month"
    """The period by which the promise is judged."""


class Timer(_Clocked):
    """Something happens within a time."""

    until: Words = Field(json_schema_extra={"pattern": rf"^({'|'.join(UNTIL)}|stage\..+)$"})
    """What stops the clock: `first_touch`, `decision`, `booked`, `replied`, `opportunity` or `stage.ID`."""


class CountTimer(_Clocked):
    """Something happens so many times within a time, unless it is no longer called for."""

    count: Literal["touches", "meetings"]
    """What is counted."""
    at_least: Whole
    """How many there must be."""
    unless: Literal["replied", "decision", "booked", "opportunity"] | None = None
    """What makes the rest needless, if it comes first."""


class Target(_Promise):
    """A measure reaches a figure in each period."""

    measure: Words = Field(json_schema_extra={"enum": [*MEASURES]})
    """The measure's name."""
    at_least: Annotated[
        Decimal,
        WithJsonSchema(
            {
                "type": ["string", "number"],
                "minimum": 0,
                "pattern": r"^\s*\d+(\.\d+)?\s*%\s*$",
                "examples": ["85%", 120],
            }
        ),
    ]
    """The figure: a percentage for a share, a number for a count, an amount of money."""
    every: Period
    """The period by which it is judged."""

    @field_validator("at_least", mode="plain")
    @classmethod
    def _in_the_measures_unit(cls, value: object, info: ValidationInfo) -> Decimal:
        measure = MEASURES.get(info.data.get("measure", ""))
        if measure is None:
            return parse_share(value) if isinstance(value, str) else parse_quantity(value)
        if measure.unit == "share":
            return parse_share(value)
        if isinstance(value, str) and value.strip().endswith("%"):
            thing = "an amount of money" if measure.unit == "money" else "a count"
            raise fault("unit", f"{quoted(value)} is a share, and {measure.name} is {thing}; write a number")
        return parse_quantity(value)

    @field_serializer("at_least")
    def _as_written(self, value: Decimal) -> str | int | float:
        measure = MEASURES.get(self.measure)
        return share_text(value) if measure and measure.unit == "share" else number_out(value)


Clocked = Timer | CountTimer


def kind_of_commitment(value: Any) -> str:
    """`target`, `count` or `timer`: by the key that only that kind has."""
    keys = (
        value if isinstance(value, dict) else type(value).model_fields if isinstance(value, _Promise) else ()
    )
    return "<target>" if "measure" in keys else "<count>" if "count" in keys else "<timer>"


Commitment = Annotated[
    Annotated[Timer, Tag("<timer>")]
    | Annotated[CountTimer, Tag("<count>")]
    | Annotated[Target, Tag("<target>")],
    Discriminator(kind_of_commitment),
]
