"""What an import makes of the opened sources: which object each table is, what each column becomes and how its values are read."""

import re
from collections.abc import Mapping as Dict
from dataclasses import dataclass, replace

import duckdb

from handfast.faults import Fault, InputFaults
from handfast.importing.files.source_table import Sources, SourceTable
from handfast.importing.journeys.objects import Understood
from handfast.importing.mapping.model import (
    EXTRA,
    IGNORE,
    ColumnUse,
    DateOrder,
    Mapping,
    TableUse,
    type_of,
)
from handfast.importing.mapping.reading import check_columns
from handfast.importing.mapping.writing import Remarks, column_remark
from handfast.importing.readings import Profile, Question, Reading, choose, order_told, profile_all
from handfast.importing.recognising.columns import by_a_loader, columns_by_name
from handfast.importing.recognising.guessing import guess, own_table
from handfast.importing.recognising.tables import Recognised, recognise
from handfast.importing.recognising.unidentified import EXPORT_AGAIN, without_ids
from handfast.importing.systems.catalogue import FieldType, Object, System, systems

NO_ROWS = "it has no rows"
NOTHING_KNOWN = "like nothing that Handfast knows, and too little of it can be guessed"
_COUNTER = re.compile(r"[\d\W_]+")


@dataclass(frozen=True)
class Understanding:
    """What was decided about the sources.

    Attributes:
        mapping: as `mapping.yaml` will say it.
        tables: those that are something, with how their columns are read.
        remarks: what stands beside the mapping for people to judge it by.
        systems: the systems that the tables are of.
    """

    mapping: Mapping
    tables: tuple[Understood, ...]
    remarks: Remarks
    systems: tuple[System, ...]


def understand(
    connection: duckdb.DuckDBPyConnection,
    sources: Sources,
    known: Mapping,
    *,
    zone: str | None = None,
    dates: DateOrder | None = None,
    name: str = "mapping.yaml",
) -> Understanding:
    """Decide what each table is and how it is read.

    Args:
        known: the mapping as it was left; what it says holds.
        zone: IANA, of times that carry none; the mapping's, else UTC, when not given.
        dates: the order of days and months where a column leaves it open.
        name: of the mapping in messages.

    Raises InputFaults where the mapping names what isn't there, and with every question that only a person can answer.
    """
    check_columns(known, sources.tables, name)
    counted = profile_all(connection, {table.relation: table.columns for table in sources.tables})
    profiled = {table.label: counted[table.relation] for table in sources.tables}
    uses = _uses(sources, known, profiled)
    tables: list[Understood] = []
    columns: dict[tuple[str, str], str] = {}
    faults: list[Fault] = []
    for table in sources.tables:
        use = uses[table.label]
        if use.object is None:
            continue
        readings: dict[tuple[str, str], Reading] = {}
        neighbours = order_told(profiled[table.label].values())
        for column in use.columns:
            known_profile = profiled[table.label][column.column]
            said = ""
            for target in column.to:
                type_ = FieldType.TEXT if target == EXTRA else type_of(use.object, target)
                if type_ is None:
                    continue
                read = choose(
                    known_profile,
                    type_,
                    zone=column.told.zone or _warehouse_zone(table) or zone or known.zone,
                    dates=column.told.dates or dates or neighbours,
                    decimal=column.told.decimal,
                )
                if isinstance(read, Question):
                    faults.append(Fault(table.label, 0, 0, column.column, read.text, "question"))
                    continue
                readings[column.column, target] = read
                said = said or read.said()
            columns[table.label, column.column] = column_remark(column, said, known_profile.examples)
        tables.append(Understood(table, use, readings))
    if faults:
        raise InputFaults(faults)
    used = {one.use.object.system for one in tables if one.use.object}
    mapping = replace(known, tables=_kept(known, uses), zone=zone or known.zone)
    remarks = Remarks(columns, {label: _remark(use) for label, use in uses.items()})
    return Understanding(mapping, tuple(tables), remarks, tuple(s for s in systems() if s.name in used))


def _warehouse_zone(table: SourceTable) -> str | None:
    """UTC for what Fivetran and Airbyte loaded into a warehouse: they write instants so, whatever the zone of the people is."""
    return "UTC" if any(by_a_loader(column) for column in table.columns) else None


def _uses(sources: Sources, known: Mapping, profiles: Dict[str, Dict[str, Profile]]) -> dict[str, TableUse]:
    filled = {
        label: {column: one.filled for column, one in columns.items()} for label, columns in profiles.items()
    }
    said = {table.label: _said(known, table, filled[table.label]) for table in sources.tables}
    foreign = [table for table in sources.tables if said[table.label] is None and not own_table(table)]
    recognised = recognise(foreign, filled)
    return {
        table.label: said[table.label]
        or _recognised(recognised.get(table.label), table)
        or (None if own_table(table) else without_ids(table, profiles[table.label]))
        or _guessed(table, profiles[table.label])
        for table in sources.tables
    }


def _said(known: Mapping, table: SourceTable, filled: Dict[str, int]) -> TableUse | None:
    """What the mapping says of a table, or of an earlier one of like name and the same columns; columns that are new go by their names."""
    use = known.of(table.label) or next(
        (
            one
            for one in known.tables
            if _bare(one.label) == _bare(table.label)
            and one.columns
            and {column.column for column in one.columns} <= set(table.columns)
        ),
        None,
    )
    if use is None or (use.object is None and _not_said_by_a_person(use.reason)):
        return None
    if use.object is None:
        return replace(use, label=table.label)
    mapped = {column.column: column for column in use.columns}
    taken = {target for column in use.columns for target in column.to}
    columns = tuple(
        mapped.get(new.column) or _free(new, taken)
        for new in columns_by_name(use.object, table.columns, filled)
    )
    return replace(use, label=table.label, columns=columns)


def _not_said_by_a_person(reason: str) -> bool:
    """Whether a table was passed over for what may be mended by exporting it again: then it is looked at anew."""
    return reason in (NO_ROWS, NOTHING_KNOWN) or reason.endswith(EXPORT_AGAIN)


def _free(new: ColumnUse, taken: set[str]) -> ColumnUse:
    return new if not taken & (set(new.to) - {EXTRA, IGNORE}) else replace(new, to=(EXTRA,))


def _bare(label: str) -> str:
    """A label without the dates and counters in it."""
    return _COUNTER.sub(" ", label.lower()).strip()


def _recognised(found: Recognised | None, table: SourceTable) -> TableUse | None:
    if found is None or found.object is None:
        return None
    if found.object.unused:
        return TableUse(table.label, None, f"{_full(found.object)}; {found.object.unused}")
    return TableUse(table.label, found.object, columns=found.columns, sure=found.sure, why="its columns")


def _guessed(table: SourceTable, profiles: Dict[str, Profile]) -> TableUse:
    if not table.rows:
        return TableUse(table.label, None, NO_ROWS)
    found = guess(table, profiles)
    if found is None:
        return TableUse(table.label, None, NOTHING_KNOWN)
    if own_table(table):
        return TableUse(table.label, found.object, columns=found.columns, why="its own names")
    return TableUse(
        table.label, found.object, columns=found.columns, sure=found.sure, why="a guess by names and values"
    )


def _kept(known: Mapping, uses: Dict[str, TableUse]) -> tuple[TableUse, ...]:
    """This import's tables, after those of earlier ones."""
    return (*(use for use in known.tables if use.label not in uses), *uses.values())


def _full(thing: Object) -> str:
    title = next(one.title for one in systems() if one.name == thing.system)
    return f"{title}: {thing.title}"


def _remark(use: TableUse) -> str:
    if use.object is None or not use.guessed:
        return ""
    if use.why.startswith("a guess"):
        return f"{use.why}, {use.sure:.0%} sure: look at each column"
    return _full(use.object)
