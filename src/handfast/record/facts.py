"""One table's rows on their way from what was told to the record."""

from dataclasses import dataclass, replace

from handfast.record import sql
from handfast.record.columns import Column, Table, Type

SEPARATOR = "chr(31)"


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows of one table.

    Attributes:
        table: which.
        relation: SQL name of the table or view; it has `__file` and `__line`, which together tell rows apart.
        extras: names of its extra columns.
        stored: whether rows can be deleted from it.
    """

    table: Table
    relation: str
    extras: tuple[str, ...]
    stored: bool

    @property
    def names(self) -> list[str]:
        """Canonical and extra columns, those that reading derives left out."""
        return [*(column.name for column in self.table.columns), *self.extras]

    @property
    def columns(self) -> list[Column]:
        """The same as `names`, with types."""
        return [*self.table.columns, *(Column(name, Type.TEXT, "") for name in self.extras)]

    def at(self, relation: str) -> "Facts":
        """The same facts, less some or changed, in another relation that is not to be deleted from."""
        return replace(self, relation=relation, stored=False)

    def canonical_text(self) -> str:
        """SQL: the row as text: values in the order of columns, missing ones empty, with U+001F between them.

        Instants are `2026-03-04T09:30:00.000000Z`. Two rows say the same when their texts are equal, and of two rows
        the greater text is greater code point by code point.
        """
        return f" || {SEPARATOR} || ".join(f"coalesce({_text(column)}, '')" for column in self.columns)

    def filled(self) -> str:
        """SQL: how many columns of the row have a value."""
        return " + ".join(f"({sql.name(name)} IS NOT NULL)::INTEGER" for name in self.names)


def _text(column: Column) -> str:
    name = sql.name(column.name)
    if column.type is Type.INSTANT:
        return f"strftime({name}, '%Y-%m-%dT%H:%M:%S.%fZ')"
    return name if column.type.sql == "VARCHAR" else f"{name}::VARCHAR"
