"""What a column of the record is: its name, its type, whether a row needs it, the values it may take."""

from dataclasses import dataclass
from enum import Enum


class Type(Enum):
    """The types that a canonical column may have; the value is the type in SQL."""

    TEXT = "VARCHAR"
    INSTANT = "TIMESTAMP"
    DATE = "DATE"
    MONEY = "DECIMAL(18,2)"
    RATE = "DECIMAL(18,8)"
    SHARE = "DECIMAL(9,6)"
    WHOLE = "BIGINT"
    BOOLEAN = "BOOLEAN"
    JSON = "JSON"

    @property
    def sql(self) -> str:
        """The type of the column in the opened record. JSON is kept as text that holds one JSON object."""
        return "VARCHAR" if self is Type.JSON else self.value


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a canonical table.

    Attributes:
        name: as it stands in the file and in the opened record.
        type: what its values are.
        description: what a value means, for the reference.
        required: a row without a value here is set aside.
        choices: the only values it may take, in lower case; empty when any will do.
    """

    name: str
    type: Type
    description: str
    required: bool = False
    choices: tuple[str, ...] = ()


class Repeats(Enum):
    """What two rows of one table that say the same thing are, once exact duplicates are one.

    Members:
        KEY: two rows of one key are two tellings of one fact; one is kept.
        CHANGE: all are facts, put in order by `change_order`.
        NONE: only exact duplicates repeat each other; the rest are facts of their own.
    """

    KEY = "key"
    CHANGE = "change"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Table:
    """A canonical table.

    Attributes:
        name: the file's name without its ending, and the table's in the opened record.
        grain: what one row is.
        columns: the columns that a file may have, key first; any other is kept as text.
        key: the columns that tell its rows apart.
        repeats: how rows of one key are resolved.
        derived: columns that reading adds and that no file has.
        about_ids: whether its rows are about the ids of the source themselves, so that merging leaves them as they are.
    """

    name: str
    grain: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    repeats: Repeats = Repeats.KEY
    derived: tuple[Column, ...] = ()
    about_ids: bool = False

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """The canonical columns of the table in the opened record: those of the files, then the derived."""
        return self.columns + self.derived

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of `all_columns`, in order."""
        return tuple(column.name for column in self.all_columns)

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError when the table has none."""
        for column in self.all_columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name}")


def text(name: str, description: str, *choices: str) -> Column:
    """An optional column of text."""
    return Column(name, Type.TEXT, description, choices=choices)


def required(name: str, type_: Type, description: str) -> Column:
    """A column that every row must fill."""
    return Column(name, type_, description, required=True)


def optional(name: str, type_: Type, description: str) -> Column:
    """A column that a row may leave empty."""
    return Column(name, type_, description)
