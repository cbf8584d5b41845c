"""Reports of a known system that leave out the id of each row, as the system's own report builder does unless it is asked for it."""

from collections.abc import Mapping
from dataclasses import replace

from handfast.importing.files.source_table import SourceTable
from handfast.importing.mapping.model import EXTRA, IGNORE, ColumnUse, TableUse
from handfast.importing.readings import Profile
from handfast.importing.recognising.columns import columns_by_name
from handfast.importing.systems.catalogue import Object, systems

KNOWN_BY_NAME = 0.6
"""The share of columns that an object must name to be looked for in a table without ids."""

LEAST = 5
"""Columns that it must name at least."""

DIFFERENT = 0.98
"""The share of rows that what stands in for the id tells apart: a few people have two rows."""

FILLED = 0.9
"""The share of rows that have it; the others are set aside, as they can't be told apart."""

SURE = 0.7

EXPORT_AGAIN = "to the report and export it again"
"""How the reason ends for which a table is not used."""


def without_ids(table: SourceTable, profiles: Mapping[str, Profile]) -> TableUse | None:
    """What a table is that lacks nothing of an object but the id: with another field in its place where one is different in every
    row, else not used, with what to add to the report. None when it is nothing of the kind.
    """
    filled = {column: one.filled for column, one in profiles.items()}
    found = [
        (len(named), thing, uses)
        for system in systems()
        for thing in system.objects
        if thing.without_id is not None
        and (named := _named(uses := columns_by_name(thing, table.columns, filled)))
        and _is(thing, named, len(table.columns))
    ]
    if not table.rows or not found:
        return None
    _, thing, uses = max(found, key=lambda one: (one[0], one[1].id))
    stand_in = next((use for use in uses if thing.without_id and use.to == (thing.without_id,)), None)
    if stand_in is not None:
        profile = profiles[stand_in.column]
        if profile.filled >= FILLED * table.rows and profile.distinct >= DIFFERENT * profile.filled:
            identified = replace(
                stand_in,
                to=("id", *stand_in.to),
                sure=SURE,
                why="being different in every row, in want of an id",
            )
            columns = tuple(identified if use is stand_in else use for use in uses)
            return TableUse(
                table.label, thing, columns=columns, sure=SURE, why="a guess by its columns, in want of an id"
            )
    called = thing.fields["id"].names
    return TableUse(table.label, None, _wanting(thing, called[1] if len(called) > 1 else called[0]))


def _wanting(thing: Object, column: str) -> str:
    title = next(one.title for one in systems() if one.name == thing.system)
    return f"{title}: {thing.title}, without ids that tell its rows apart; add {column} {EXPORT_AGAIN}"


def _named(uses: tuple[ColumnUse, ...]) -> set[str]:
    return {target.partition(".")[0] for use in uses for target in use.to} - {EXTRA, IGNORE}


def _is(thing: Object, named: set[str], columns: int) -> bool:
    """Whether only the id is missing of what the object needs."""
    needed = {name for name, field in thing.fields.items() if field.required} - {"id"}
    signs = (sign for sign in thing.signs if sign != ("id",))
    enough = len(named) >= max(LEAST, KNOWN_BY_NAME * columns)
    return "id" not in named and enough and needed <= named and all(named & set(sign) for sign in signs)
