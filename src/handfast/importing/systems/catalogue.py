"""The systems that people export from: what their tables are called, what the columns mean, and how they become the record's tables.

Each system is a folder here: `objects.toml` names its tables (objects), their fields and everything they are called; each `*.sql` makes rows of one canonical
table from them. The record's own tables are a system too: onto them go exports of systems that nobody has described.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from handfast.importing.systems.naming import plain
from handfast.record.columns import Table, Type
from handfast.record.tables import BY_NAME, TABLES

RECORD = "record"
"""The system whose objects are the record's own tables."""

SHARED = "shared.sql"
"""What a system's other SQL builds upon."""


class FieldType(StrEnum):
    """What a field's text is read as."""

    ID = "id"
    TEXT = "text"
    INSTANT = "instant"
    DATE = "date"
    MONEY = "money"
    NUMBER = "number"
    WHOLE = "whole"
    BOOLEAN = "boolean"
    JSON = "json"
    LIST = "list"

    @property
    def sql(self) -> str:
        """The type of the field in the typed object's table."""
        return _SQL_TYPES.get(self, "VARCHAR")


_SQL_TYPES = {
    FieldType.INSTANT: "TIMESTAMP",
    FieldType.DATE: "DATE",
    FieldType.MONEY: "DECIMAL(18,2)",
    FieldType.NUMBER: "DOUBLE",
    FieldType.WHOLE: "BIGINT",
    FieldType.BOOLEAN: "BOOLEAN",
    FieldType.LIST: "VARCHAR[]",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A column that an object may have.

    Attributes:
        name: what it is called here and in the SQL.
        type: what its text is read as.
        names: everything that exports call it.
        required: whether a table without it can't be this object.
    """

    name: str
    type: FieldType
    names: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Family:
    """Columns of one sense, as `Became a Customer Date`; `match` finds what tells them apart, in `name`."""

    name: str
    type: FieldType
    match: "re.Pattern[str]"

    def member(self, column: str) -> str | None:
        """What the column is of the family (`Customer`); None when it is none of it."""
        found = self.match.fullmatch(column.strip())
        return found.group("name").strip() if found else None


@dataclass(frozen=True)
class Object:
    """A table of a system.

    Attributes:
        system: the system's name.
        name: the object's.
        title: as people call it.
        stems: what its files are called, as patterns over the plain name.
        fields: by name.
        families: columns of one sense.
        signs: groups of fields; a table needs one field of each group to be taken for this object.
        extras: the canonical table whose rows keep what no field names; empty when such columns go with the row's properties or nowhere.
        unused: why Handfast has no place for it; empty for all others.
        like: the canonical table that it tells in another shape.
        without_id: the field that stands in for an `id` which a report leaves out; empty when none can, None when that isn't looked at.
    """

    system: str
    name: str
    title: str
    stems: "tuple[re.Pattern[str], ...]"
    fields: Mapping[str, Field]
    families: tuple[Family, ...]
    signs: tuple[tuple[str, ...], ...]
    extras: str
    unused: str
    like: str = ""
    without_id: str | None = None

    @property
    def id(self) -> str:
        """As `mapping.yaml` names it: `hubspot.contacts`."""
        return f"{self.system}.{self.name}"

    @property
    def relation(self) -> str:
        """The typed object's table."""
        return f"objects.{self.system}_{self.name}"

    @cached_property
    def by_plain_name(self) -> Mapping[str, Field]:
        """Each plain name that a column may have, with its field; the field listed first wins a name that two have."""
        found: dict[str, Field] = {}
        for field in self.fields.values():
            for name in (field.name, *field.names):
                found.setdefault(plain(name), field)
        return found

    def named_like(self, stem: str) -> bool:
        """Whether a file of that bare name is called as this object's are."""
        return any(pattern.fullmatch(stem) for pattern in self.stems)


@dataclass(frozen=True, slots=True)
class Definition:
    """SQL that makes rows of one table: a canonical one, or one of those that only importing knows (`lead_aliases`, …)."""

    system: str
    table: str
    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class System:
    """A system that people export from.

    Attributes:
        shared: SQL statements that the definitions build upon (`shared.sql`: macros, views, tables named after the system), run once before them.
    """

    name: str
    title: str
    objects: tuple[Object, ...]
    definitions: tuple[Definition, ...]
    shared: str = ""


@lru_cache(maxsize=1)
def systems() -> tuple[System, ...]:
    """Every system that is described, by name; the record's own last."""
    here = files("handfast.importing.systems")
    folders = sorted((entry for entry in here.iterdir() if entry.is_dir()), key=lambda entry: entry.name)
    described = [
        _system(folder) for folder in folders if folder.name != RECORD and (folder / "objects.toml").is_file()
    ]
    return (*described, record_system(here / RECORD))


def system(name: str) -> System:
    """The system of that name. Raises KeyError when there is none."""
    return next(iter(one for one in systems() if one.name == name), None) or _no(name)


def object_of(identifier: str) -> Object:
    """The object that `mapping.yaml` names (`hubspot.contacts`). Raises KeyError when there is none."""
    return _objects()[identifier]


@lru_cache(maxsize=1)
def _objects() -> Mapping[str, Object]:
    return {thing.id: thing for one in systems() for thing in one.objects}


def _no(name: str) -> System:
    raise KeyError(name)


def _system(folder: Traversable) -> System:
    data = read_toml(folder / "objects.toml")
    name = str(data["system"])
    common = data.get("common", {})
    objects = tuple(_object(name, key, given, common) for key, given in data["objects"].items())
    shared = folder / SHARED
    statements = shared.read_text(encoding="utf-8") if shared.is_file() else ""
    return System(name, str(data["title"]), objects, tuple(_definitions(name, folder)), statements)


def _object(
    system: str, name: str, given: Mapping[str, Any], common: Mapping[str, Any] = MappingProxyType({})
) -> Object:
    """An object as its table in the file says; `common` names a group of fields that several objects of the system have."""
    shared = common[given["common"]] if "common" in given else {}
    fields = {
        key: Field(
            key,
            FieldType(one["type"]),
            tuple(map(str, one.get("names", ()))),
            bool(one.get("required", False)),
        )
        for key, one in (shared | given.get("fields", {})).items()
    }
    families = tuple(
        Family(key, FieldType(one["type"]), re.compile(one["match"], re.IGNORECASE))
        for key, one in given.get("families", {}).items()
    )
    signs = tuple(tuple(part.strip() for part in str(sign).split("|")) for sign in given.get("signs", ()))
    stems = tuple(re.compile(str(stem), re.IGNORECASE) for stem in given.get("stems", ()))
    return Object(
        system,
        name,
        str(given.get("title", name)),
        stems,
        fields,
        families,
        signs,
        str(given.get("extras", "")),
        str(given.get("unused", "")),
        without_id=given.get("without_id"),
    )


def _definitions(system: str, folder: Traversable) -> Iterator[Definition]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".sql") and entry.name != SHARED:
            name = entry.name.removesuffix(".sql")
            yield Definition(system, name.split(".")[0], name, entry.read_text(encoding="utf-8"))


def record_system(folder: Traversable) -> System:
    """The record's own tables as objects, and the other shapes in which exports of unknown systems tell the same facts."""
    given = read_toml(folder / "objects.toml")["objects"]
    tables = tuple(_table_object(table) for table in TABLES)
    shapes = tuple(_shape(key, one) for key, one in given.items())
    written = {definition.name: definition for definition in _definitions(RECORD, folder)}
    plain_ = {
        table.name: Definition(
            RECORD, table.name, table.name, f"-- {table.grain}\nSELECT * FROM objects.{RECORD}_{table.name}"
        )
        for table in TABLES
    }
    return System(RECORD, "Handfast's own tables", (*tables, *shapes), tuple((plain_ | written).values()))


def _table_object(table: Table) -> Object:
    """A canonical table by its own names."""
    return Object(
        RECORD,
        table.name,
        table.name.replace("_", " "),
        (re.compile(table.name.replace("_", "[_ ]"), re.IGNORECASE),),
        {
            column.name: Field(column.name, _field_type(column.type, column.name), (), column.required)
            for column in table.columns
        },
        (),
        tuple((column.name,) for column in table.columns if column.required),
        table.name,
        "",
    )


def _shape(name: str, given: Mapping[str, Any]) -> Object:
    """Another shape of a canonical table (`like`): without some of its columns, with some of its own."""
    shape = _object(RECORD, name, given)
    like = _table_object(BY_NAME[given["like"]])
    without = set(given.get("without", ()))
    inherited = {
        key: replace(field, required=False) for key, field in like.fields.items() if key not in without
    }
    return replace(
        shape, fields={**inherited, **shape.fields}, extras=shape.extras or like.name, like=like.name
    )


def _field_type(type_: Type, name: str) -> FieldType:
    if type_ is Type.TEXT:
        return FieldType.ID if name.endswith("_id") or name == "changed_by" else FieldType.TEXT
    return {
        Type.INSTANT: FieldType.INSTANT,
        Type.DATE: FieldType.DATE,
        Type.MONEY: FieldType.MONEY,
        Type.RATE: FieldType.NUMBER,
        Type.SHARE: FieldType.NUMBER,
        Type.WHOLE: FieldType.WHOLE,
        Type.BOOLEAN: FieldType.BOOLEAN,
        Type.JSON: FieldType.JSON,
    }[type_]


def read_toml(path: Traversable) -> Mapping[str, Any]:
    """A file of a system's folder. TOML, as the standard library reads ours in a twentieth of the time that YAML takes."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def canonical(table: str) -> bool:
    """Whether a table that SQL makes is one of the record's."""
    return table in BY_NAME
