"""Typed objects: each table of a system as one relation, whatever files it came in and whatever its columns were called there.

For an object `hubspot.contacts` the relation `objects.hubspot_contacts` has every declared field in its type (missing where no source
has the column), each family as a map from member to value, `extras` with what no field names, and `__file, __line`. Objects that no
source has are there too, empty, so that SQL need not ask.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from handfast.importing.files.source_table import LINE, SourceTable
from handfast.importing.mapping.model import EXTRA, TableUse
from handfast.importing.readings import Reading, ReadingSQL
from handfast.importing.systems.catalogue import FieldType, Object
from handfast.importing.systems.naming import column_name
from handfast.record import sql

SCHEMA = "objects"
SET_ASIDE = f"{SCHEMA}.set_aside"
"""Values that could not be read, as `sources.set_aside` has them."""

_SAID = "__said"


@dataclass(frozen=True)
class Understood:
    """A source table and everything that was decided about it.

    Attributes:
        table: the source.
        use: what becomes of it; its object is set.
        readings: how each column is read for each field, by column and target.
    """

    table: SourceTable
    use: TableUse
    readings: Mapping[tuple[str, str], Reading] = field(default_factory=dict)


def create_objects(
    connection: duckdb.DuckDBPyConnection, objects: Iterable[Object], understood: Sequence[Understood]
) -> None:
    """Make the relation of each object, filled from the sources that were understood as it, and `objects.set_aside`."""
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    connection.execute(
        f'CREATE TABLE {SET_ASIDE} (file VARCHAR, line BIGINT, "column" VARCHAR, "value" VARCHAR, reason VARCHAR, kept BOOLEAN)'
    )
    for thing in objects:
        connection.execute(f"CREATE TABLE {thing.relation} ({', '.join(_columns(thing))})")
        for one in understood:
            if one.use.object is not None and one.use.object.id == thing.id:
                _fill(connection, thing, one)


def _columns(thing: Object) -> Iterable[str]:
    for one in thing.fields.values():
        yield f"{sql.name(one.name)} {one.type.sql}"
    for family in thing.families:
        yield f"{sql.name(family.name)} MAP(VARCHAR, {family.type.sql})"
    yield "extras MAP(VARCHAR, VARCHAR)"
    yield "__file VARCHAR"
    yield "__line BIGINT"


def _fill(connection: duckdb.DuckDBPyConnection, thing: Object, one: Understood) -> None:
    read = {key: reading.sql(sql.name(key[0])) for key, reading in one.readings.items()}
    values = [
        *(_field(one, target, type_.sql, read) for target, type_ in _targets(thing)),
        *(_family(one, family.name, family.type, read) for family in thing.families),
        _extras(one, read),
        sql.text(one.table.label),
        sql.name(LINE),
    ]
    names = [*thing.fields, *(family.name for family in thing.families), "extras", "__file", "__line"]
    select = ", ".join(f"{value} AS {sql.name(name)}" for name, value in zip(names, values, strict=True))
    staged = f"{SCHEMA}.staged"
    connection.execute(
        f"CREATE TABLE {staged} AS SELECT {select}, {_said(one, read)} AS {_SAID} FROM {one.table.relation}"
    )
    connection.execute(
        f'INSERT INTO {SET_ASIDE} SELECT __file, __line, s."column", s."value", s.reason, true '
        f"FROM (SELECT __file, __line, unnest({_SAID}) AS s FROM {staged} WHERE {_SAID} IS NOT NULL)"
    )
    connection.execute(f"INSERT INTO {thing.relation} BY NAME SELECT * EXCLUDE ({_SAID}) FROM {staged}")
    connection.execute(f"DROP TABLE {staged}")


def _targets(thing: Object) -> Iterable[tuple[str, FieldType]]:
    return ((name, one.type) for name, one in thing.fields.items())


def _field(one: Understood, name: str, type_: str, read: Mapping[tuple[str, str], ReadingSQL]) -> str:
    use = one.use.of_field(name)
    if use is not None:
        return f"CAST({read[use.column, name].value} AS {type_})"
    if name in one.use.always:
        return f"CAST({sql.text(one.use.always[name])} AS {type_})"
    if name == "currency":
        return _currency(one, read)
    return f"CAST(NULL AS {type_})"


def _currency(one: Understood, read: Mapping[tuple[str, str], ReadingSQL]) -> str:
    """The currency that stands beside amounts, where no column of its own gives it."""
    told = [reading.currency for reading in read.values() if reading.currency]
    return f"coalesce({', '.join(told)})" if told else "CAST(NULL AS VARCHAR)"


def _family(one: Understood, name: str, type_: FieldType, read: Mapping[tuple[str, str], ReadingSQL]) -> str:
    entries = [
        f"{{'k': {sql.text(target.partition('.')[2])}, 'v': CAST({read[use.column, target].value} AS {type_.sql})}}"
        for use in one.use.columns
        for target in use.to
        if target.partition(".")[0] == name and "." in target
    ]
    return _map(entries, type_.sql)


def _extras(one: Understood, read: Mapping[tuple[str, str], ReadingSQL]) -> str:
    kept = [use.column for use in one.use.columns if EXTRA in use.to]
    entries = [
        f"{{'k': {sql.text(name)}, 'v': {read[column, EXTRA].value}}}"
        for column, name in extra_names(kept).items()
    ]
    return _map(entries, "VARCHAR")


def extra_names(columns: Iterable[str]) -> dict[str, str]:
    """What attributes are called in the record, by their columns in the source; rules name them so. Of two that come out alike the second is counted."""
    names: dict[str, str] = {}
    for column in columns:
        name, counted = column_name(column), 1
        while name in names.values():
            counted += 1
            name = f"{column_name(column)}_{counted}"
        names[column] = name
    return names


def _map(entries: Sequence[str], type_: str) -> str:
    if not entries:
        return f"CAST(NULL AS MAP(VARCHAR, {type_}))"
    return f"map_from_entries(list_filter([{', '.join(entries)}], lambda e: e.v IS NOT NULL))"


def _said(one: Understood, read: Mapping[tuple[str, str], ReadingSQL]) -> str:
    faults = [
        f"CASE WHEN {reading.bad} THEN {{'column': {sql.text(column)}, 'value': left({sql.name(column)}, 200), "
        f"'reason': {sql.text(one.readings[column, target].unreadable)}}} END"
        for (column, target), reading in read.items()
        if reading.bad != "false"
    ]
    if not faults:
        return 'CAST(NULL AS STRUCT("column" VARCHAR, "value" VARCHAR, reason VARCHAR)[])'
    return f"nullif(list_filter([{', '.join(faults)}], lambda f: f IS NOT NULL), [])"
