"""What an import makes of each file: which object it is, what each column becomes, what words mean. `mapping.yaml` says it, and a person may change it."""

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from enum import StrEnum

from handfast.importing.systems.catalogue import FieldType, Object


class DateOrder(StrEnum):
    """Whether `03/04/2026` is the third of April or the fourth of March."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class Decimal(StrEnum):
    """Which sign ends the whole part of a number."""

    POINT = "point"
    COMMA = "comma"


EXTRA, IGNORE = "extra", "ignore"
"""What a column may become besides a field: an attribute that rules may use, or nothing."""

KEEP = "keep"
"""What stands for a word of the source that has none in the agreement."""


@dataclass(frozen=True, slots=True)
class Told:
    """What `mapping.yaml` says of how a column's values are to be read; None where the values themselves tell."""

    dates: DateOrder | None = None
    decimal: Decimal | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """What becomes of one column.

    Attributes:
        column: its name in the file.
        to: fields (`email`), members of a family (`became.Customer`), `extra` or `ignore`; several when one column says two things.
        sure: 0 to 1; 1 when it goes by a name that is on record, or a person said so.
        told: how its values are to be read.
        why: what it goes by, in a few words.
    """

    column: str
    to: tuple[str, ...]
    sure: float = 1.0
    told: Told = Told()
    why: str = ""


@dataclass(frozen=True)
class TableUse:
    """What becomes of one source table.

    Attributes:
        label: the table, as messages name it.
        object: what it is; None when it is passed over.
        reason: why it is passed over.
        columns: every column of it, in order.
        always: fields that no column gives, with the text that all rows get.
        sure: 0 to 1, as of a column.
        why: what it goes by.
        guessed: False when `mapping.yaml` said it.
    """

    label: str
    object: Object | None
    reason: str = ""
    columns: tuple[ColumnUse, ...] = ()
    always: Dict[str, str] = field(default_factory=dict)
    sure: float = 1.0
    why: str = ""
    guessed: bool = True

    def of_field(self, name: str) -> ColumnUse | None:
        """The column that gives a field, if any."""
        return next((use for use in self.columns if name in use.to), None)


@dataclass(frozen=True, slots=True)
class Person:
    """What a person says of a user that the exports know only by name or id."""

    side: str | None = None
    team: str | None = None
    email: str | None = None
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the source and the agreement's word for it.

    Attributes:
        means: the agreement's; None when nobody knows, and the source's word stays as it is.
        sure: 0 to 1.
        why: what it goes by.
        rows: how many rows say it.
    """

    means: str | None
    sure: float = 1.0
    why: str = ""
    rows: int = 0


@dataclass(frozen=True)
class Mapping:
    """All of `mapping.yaml`.

    Attributes:
        tables: what becomes of each source table.
        zone: of times that carry none; None when nobody said.
        stages, reasons: words of the source, and the agreement's for them.
        people: users by their id or name in the source.
    """

    tables: tuple[TableUse, ...] = ()
    zone: str | None = None
    stages: Dict[str, Word] = field(default_factory=dict)
    reasons: Dict[str, Word] = field(default_factory=dict)
    people: Dict[str, Person] = field(default_factory=dict)

    def of(self, label: str) -> TableUse | None:
        """What is said of a table."""
        return next((use for use in self.tables if use.label == label), None)


def type_of(thing: Object, target: str) -> FieldType | None:
    """The type that a target's text is read as; None for `extra`, `ignore` and names that the object doesn't have."""
    if target in thing.fields:
        return thing.fields[target].type
    family, dot, _ = target.partition(".")
    return next((one.type for one in thing.families if dot and one.name == family), None)
