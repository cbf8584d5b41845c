"""The select that turns a source's rows into a table's rows, and says what is wrong with each."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.record import sql
from handfast.record.columns import Column, Table, Type
from handfast.record.conversion import (
    RIGHT,
    Field,
    final,
    step_form,
    step_given,
    step_read,
    zoneless,
)

FILE, LINE, SAID, BAD, ZONELESS = "__file", "__line", "__said", "__bad", "__zoneless"
SAID_TYPE = 'STRUCT("column" VARCHAR, "value" VARCHAR, reason VARCHAR)[]'
SHOWN = 200
"""Characters of a value that are shown."""


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of one shape that belong to one table.

    Attributes:
        relation: SQL of what they are selected from.
        file: SQL for the number of the file that a row is from.
        line: SQL for the line, or the row number, in that file.
        columns: for each column that the source has, by its name in the record: SQL for the raw value, and its type.
        reason, text: SQL for why a row is malformed and for its beginning; None where rows can't be.
        tidy: whether text has come without blanks around it, and missing where nothing was left.
    """

    relation: str
    file: str
    line: str
    columns: dict[str, tuple[str, str]]
    reason: str | None = None
    text: str | None = None
    tidy: bool = False


def fields(table: Table, extras: Sequence[str], source: Source) -> list[Field]:
    """The table's columns, canonical and extra, each with its place in the source."""
    columns = [*table.columns, *(Column(name, Type.TEXT, "") for name in extras)]
    places: list[tuple[str | None, str]] = [source.columns.get(column.name, (None, "")) for column in columns]
    return [Field(columns[i], raw, type_, i, source.tidy) for i, (raw, type_) in enumerate(places)]


def select(table: Table, extras: Sequence[str], source: Source, zone: str) -> str:
    """SQL that gives the table's rows: `__file, __line, __bad, __said, __zoneless` and each column in its type.

    `__bad` marks a row that can't be kept. `__said` lists what is wrong with the row or with single values of it; it is
    null where nothing is.
    """
    every = fields(table, extras, source)
    kept = f"{FILE}, {LINE}" + (", __reason, __text" if source.reason else "")
    given = [f"{source.file} AS {FILE}", f"{source.line} AS {LINE}"]
    if source.reason:
        given += [f"{source.reason} AS __reason", f"{source.text} AS __text"]
    given += [item for field in every for item in step_given(field)]
    forms = [item for field in every for item in step_form(field)]
    first = f"SELECT {', '.join(given)} FROM {source.relation}"
    second = f"SELECT *{''.join(f', {form}' for form in forms)} FROM ({first})" if forms else first
    known = [field.given for field in every if field.source] + [item.rsplit(" ", 1)[1] for item in forms]
    read = [kept, *known, *(step_read(field) for field in every)]
    third = f"SELECT {', '.join(read)} FROM ({second})"
    values = [f"{final(field, zone)} AS {sql.name(field.column.name)}" for field in every]
    told = [
        FILE,
        LINE,
        f"{_bad(every, source)} AS {BAD}",
        f"{_said(table, every, source)} AS {SAID}",
        f"{_zoneless(every)} AS {ZONELESS}",
    ]
    return f"SELECT {', '.join([*told, *values])} FROM ({third})"


def _unreadable(field: Field) -> str:
    """SQL that is true where the row can't be kept for this field's sake; empty when that can't be."""
    required = field.column.required
    if field.source is None:
        return "true" if required else ""
    if field.column.choices:
        return ""
    if field.column.type is Type.TEXT:
        return f"{field.read} IS NULL" if required else ""
    return f"{field.read} IS NULL" if required else f"({field.given} IS NOT NULL AND {field.read} IS NULL)"


def _outside(field: Field) -> str:
    """SQL that is true where a value is not one of those allowed, which costs the value and not the row."""
    if field.source is None:
        return ""
    if field.column.choices:
        return f"({field.given} IS NOT NULL AND {field.read} IS NULL)"
    return f"{field.read} NOT BETWEEN -1 AND 1" if field.column.type is Type.SHARE else ""


def _bad(every: Sequence[Field], source: Source) -> str:
    tests = [test for field in every if (test := _unreadable(field))]
    tests += ["__reason IS NOT NULL"] if source.reason else []
    return f"coalesce({' OR '.join(tests)}, false)" if tests else "false"


def _zoneless(every: Sequence[Field]) -> str:
    return " OR ".join(f"({test})" for field in every if (test := zoneless(field))) or "false"


def _note(column: str, value: str, reason: str) -> str:
    shown = f"left({value}::VARCHAR, {SHOWN})"
    return f"{{'column': {sql.text(column)}, 'value': {shown}, 'reason': {reason}}}"


def _said(table: Table, every: Sequence[Field], source: Source) -> str:
    cases = [f"WHEN __reason IS NOT NULL THEN [{_note('', '__text', '__reason')}]"] if source.reason else []
    for field in every:
        test = _unreadable(field)
        if test:
            given = field.given if field.source else "NULL"
            reason = sql.text(RIGHT.get(field.column.type, ""))
            if field.column.required:
                missing = sql.text(f"is missing; every row of {table.name} needs it")
                reason = f"CASE WHEN {given} IS NULL THEN {missing} ELSE {reason} END"
            cases.append(f"WHEN {test} THEN [{_note(field.column.name, given, reason)}]")
    outside = [(field, test) for field in every if (test := _outside(field))]
    if outside:
        lists = [
            f"CASE WHEN {test} THEN [{_note(f.column.name, f.given, sql.text(_allowed(f.column)))}] ELSE [] END"
            for f, test in outside
        ]
        anything = " OR ".join(test for _, test in outside)
        cases.append(f"WHEN {anything} THEN {' || '.join(lists)}")
    return f"CASE {' '.join(cases)} END::{SAID_TYPE}" if cases else f"NULL::{SAID_TYPE}"


def _allowed(column: Column) -> str:
    if column.choices:
        return f"is none of {', '.join(column.choices)}; the row is kept without it"
    return "is no share; right would be 0.1 or 10%; the row is kept without it"
