"""Which column is which field, by name."""

import re
from collections.abc import Iterable, Mapping

from handfast.importing.mapping.model import EXTRA, IGNORE, ColumnUse
from handfast.importing.systems.catalogue import Field, Object
from handfast.importing.systems.naming import plain

_PREFIX = re.compile(r"^propert(?:y|ies)_", re.IGNORECASE)

LOADERS = ("_fivetran_", "_airbyte_", "_sdc_", "_dlt_")
"""How the columns begin that Fivetran, Airbyte, Singer's targets and dlt add."""

KEPT_NOWHERE = "none"
"""What `extras` says of an object whose unnamed columns are of no use to anyone."""


def columns_by_name(
    thing: Object, columns: Iterable[str], filled: Mapping[str, int]
) -> tuple[ColumnUse, ...]:
    """What each column becomes when its name alone is asked.

    Args:
        thing: the object that the table is taken for.
        columns: the table's, in order.
        filled: how many values each has; of two columns of one field the one whose name stands first wins, then the fuller.
    """
    columns = tuple(columns)
    best: dict[str, str] = {}
    for column in columns:
        field = named_field(thing, column)
        if field is not None:
            held = best.get(field.name)
            if held is None or _rank(thing, field.name, column, filled) < _rank(
                thing, field.name, held, filled
            ):
                best[field.name] = column
    fields = {column: name for name, column in best.items()}
    return tuple(_use(thing, column, fields.get(column)) for column in columns)


def named_field(thing: Object, column: str) -> Field | None:
    """The field that goes by a column's name, be it with the `property_` or `properties_` that connectors to warehouses put before names."""
    called = plain(column)
    bare = plain(_PREFIX.sub("", column))
    return thing.by_plain_name.get(called) or thing.by_plain_name.get(bare)


def _rank(thing: Object, field: str, column: str, filled: Mapping[str, int]) -> tuple[bool, int, int]:
    names = [plain(name) for name in (*thing.fields[field].names, field)]
    called = next((name for name in (plain(column), plain(_PREFIX.sub("", column))) if name in names), "")
    place = names.index(called) if called else len(names)
    return (not filled.get(column, 1), place, -filled.get(column, 0))


def by_a_loader(column: str) -> bool:
    """Whether a column says something of loading the table into a warehouse, and nothing of its rows: `_fivetran_synced`."""
    return column.lower().startswith(LOADERS)


def _use(thing: Object, column: str, field: str | None) -> ColumnUse:
    if field is not None:
        return ColumnUse(column, (field,), why="its name")
    if by_a_loader(column):
        return ColumnUse(column, (IGNORE,), why="the loader's")
    for family in thing.families:
        member = family.member(column)
        if member:
            return ColumnUse(column, (f"{family.name}.{member}",), why="its name")
    return ColumnUse(column, (left_over(thing),), why="no field has this name")


def left_over(thing: Object) -> str:
    """What becomes of a column that no field names."""
    return IGNORE if thing.extras == KEPT_NOWHERE else EXTRA
