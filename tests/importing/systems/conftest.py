"""The systems' SQL over small exports: typed objects as importing makes them, then every definition of the system, as rows."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import pytest

from handfast.importing.recognising.columns import named_field
from handfast.importing.systems import catalogue
from handfast.importing.systems.catalogue import Definition, FieldType, Object, System
from handfast.importing.systems.naming import column_name

IMPORTED_AT = "2024-06-01 00:00:00"

Row = dict[str, Any]


@dataclass(frozen=True)
class Journeys:
    """What a system's SQL makes of some exports."""

    connection: duckdb.DuckDBPyConnection
    definitions: tuple[Definition, ...]

    def tables(self) -> set[str]:
        """Every table that the system's SQL makes rows of."""
        return {definition.table for definition in self.definitions}

    def rows(self, table: str, *columns: str) -> list[Any]:
        """The rows of a table, sorted; of the columns named only, one column as bare values."""
        made = [
            row
            for definition in self.definitions
            if definition.table == table
            for row in self._run(definition)
        ]
        if not columns:
            return made
        picked = [tuple(row.get(column) for column in columns) for row in made]
        picked.sort(key=lambda row: tuple((value is not None, str(value)) for value in row))
        return [row[0] for row in picked] if len(columns) == 1 else picked

    def _run(self, definition: Definition) -> list[Row]:
        cursor = self.connection.execute(definition.sql)
        names = [column[0] for column in cursor.description or ()]
        assert {"__file", "__line"} <= set(names), definition.name
        assert len(names) == len(set(names)), definition.name
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def one(self, table: str, **having: object) -> Row:
        """The one row with those values."""
        found: list[Row] = [
            row for row in self.rows(table) if all(row.get(key) == value for key, value in having.items())
        ]
        assert len(found) == 1, (table, having, self.rows(table))
        return found[0]


@pytest.fixture
def journeys() -> Iterator[Callable[..., Journeys]]:
    """`journeys("hubspot", contacts=CSV, …)`: rows of every table that the system's SQL makes of those exports."""
    opened: list[duckdb.DuckDBPyConnection] = []

    def make(system: str, **exports: str) -> Journeys:
        connection = duckdb.connect(":memory:")
        opened.append(connection)
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"SET VARIABLE imported_at = TIMESTAMP '{IMPORTED_AT}'")
        described = catalogue.system(system)
        _create(connection, described)
        for name, text in exports.items():
            thing = next(thing for thing in described.objects if thing.name == name)
            _fill(connection, thing, text)
        connection.execute(described.shared)
        return Journeys(connection, described.definitions)

    yield make
    for connection in opened:
        connection.close()


def _create(connection: duckdb.DuckDBPyConnection, system: System) -> None:
    connection.execute("CREATE SCHEMA objects")
    connection.execute("CREATE TABLE objects.columns(system VARCHAR, object VARCHAR, field VARCHAR)")
    for thing in system.objects:
        columns = [f'"{field.name}" {field.type.sql}' for field in thing.fields.values()]
        columns += [f'"{family.name}" MAP(VARCHAR, {family.type.sql})' for family in thing.families]
        columns += ["extras MAP(VARCHAR, VARCHAR)", "__file VARCHAR", "__line BIGINT"]
        connection.execute(f"CREATE TABLE {thing.relation} ({', '.join(columns)})")


def _fill(connection: duckdb.DuckDBPyConnection, thing: Object, text: str) -> None:
    known: set[str] = set()
    for line, row in enumerate(csv.DictReader(io.StringIO(text.strip())), start=2):
        values: Row = {family.name: {} for family in thing.families}
        extras: dict[str, str] = {}
        for header, value in row.items():
            name = header.strip()
            field = named_field(thing, name)
            family = next((family for family in thing.families if family.member(name)), None)
            if field is not None:
                known.add(field.name)
                if value and values.get(field.name) is None:
                    values[field.name] = _read(field.type, value)
            elif value and family is not None:
                values[family.name][family.member(name)] = value
            elif value:
                extras[column_name(name)] = value
        maps = {key: json.dumps(held) for key, held in values.items() if isinstance(held, dict)}
        cells: Row = {
            **values,
            **maps,
            "extras": json.dumps(extras),
            "__file": f"{thing.name}.csv",
            "__line": line,
        }
        columns = ", ".join(f'"{name}"' for name in cells)
        connection.execute(
            f"INSERT INTO {thing.relation} ({columns}) VALUES ({', '.join(_place(thing, name) for name in cells)})",
            list(cells.values()),
        )
    connection.executemany(
        "INSERT INTO objects.columns VALUES (?, ?, ?)",
        [[thing.system, thing.name, name] for name in sorted(known)] or [[thing.system, thing.name, ""]],
    )


def _place(thing: Object, name: str) -> str:
    family = next((family for family in thing.families if family.name == name), None)
    if family is not None or name == "extras":
        return f"?::JSON::MAP(VARCHAR, {family.type.sql if family is not None else 'VARCHAR'})"
    if name in thing.fields:
        return f"?::{thing.fields[name].type.sql}"
    return "?"


def _read(type_: FieldType, value: str) -> object:
    if type_ is FieldType.ID:
        return value if value not in ("0", "null", "N/A", "?", "-") else None
    if type_ is FieldType.LIST:
        return [part.strip() for part in value.split(";")]
    if type_ is FieldType.INSTANT:
        return value.removesuffix("Z").removesuffix(".000+0000").replace("T", " ")
    if type_ in (FieldType.MONEY, FieldType.NUMBER, FieldType.WHOLE):
        return value.replace(",", "")
    return value
