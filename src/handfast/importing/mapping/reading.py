"""`mapping.yaml` read, with every fault in one pass and in its place."""

import difflib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from handfast.agreement.places import Document, read_document
from handfast.agreement.places import Path as Place
from handfast.faults import Fault, InputFaults
from handfast.importing.files.source_table import SourceTable
from handfast.importing.mapping.model import (
    EXTRA,
    IGNORE,
    KEEP,
    ColumnUse,
    DateOrder,
    Decimal,
    Mapping,
    Person,
    TableUse,
    Told,
    Word,
    type_of,
)
from handfast.importing.mapping.writing import FORMAT
from handfast.importing.systems.catalogue import Object, object_of, systems
from handfast.record.tables import USER_SIDES
from handfast.record.zones import known_zone

LARGEST = 4 * 1024 * 1024
"""Characters: some hundred wide tables."""
_PARTS = ("handfast_mapping", "zone", "tables", "stages", "reasons", "people")
_PERSON = ("side", "team", "email", "timezone")


def load_mapping(path: Path) -> Mapping:
    """The mapping in a file. Raises InputFaults with all of its faults."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputFaults([Fault(str(path), 0, 0, "", "there is no such file", "no-file")]) from None
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or "it is not UTF-8; save it as UTF-8"
        raise InputFaults([Fault(str(path), 0, 0, "", f"can't be read: {said}", "unreadable")]) from None
    return read_mapping(text, path.name)


def read_mapping(text: str, name: str = "mapping.yaml") -> Mapping:
    """The mapping in a text; `name` stands in messages. Raises InputFaults with all of its faults."""
    reader = _Reader(read_document(text, name, LARGEST))
    mapping = reader.mapping()
    if reader.faults:
        raise InputFaults(sorted(set(reader.faults)))
    return mapping


def check_columns(mapping: Mapping, tables: Iterable[SourceTable], name: str) -> None:
    """Raises InputFaults when the mapping names columns that a table of this import lacks."""
    faults: list[Fault] = []
    for table in tables:
        use = mapping.of(table.label)
        for column in use.columns if use else ():
            if column.column not in table.columns:
                near = difflib.get_close_matches(column.column, table.columns, 1)
                hint = f'; did you mean "{near[0]}"?' if near else f"; it has {', '.join(table.columns[:12])}"
                message = f'there is no column "{column.column}" in {table.label}{hint}'
                faults.append(Fault(name, 0, 0, f"tables.{table.label}", message, "missing-column"))
    if faults:
        raise InputFaults(faults)


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.faults: list[Fault] = []

    def mapping(self) -> Mapping:
        data = self.document.data
        if not isinstance(data, dict) or "handfast_mapping" not in data:
            self._fault((), "it is no mapping; its first line should be handfast_mapping: 1", "type")
            return Mapping()
        if data["handfast_mapping"] != FORMAT:
            self._fault(("handfast_mapping",), f"this version reads format {FORMAT}", "version")
        self._known((), data, _PARTS)
        zone = self._text(("zone",), data.get("zone"))
        if zone and not known_zone(zone):
            self._fault(("zone",), f'"{zone}" is no IANA time zone; right would be Europe/Berlin', "zone")
        tables = self._dict(("tables",), data.get("tables"))
        return Mapping(
            tuple(self._table(label, ("tables", label), given) for label, given in tables.items()),
            zone,
            dict(self._words("stages", data.get("stages"))),
            dict(self._words("reasons", data.get("reasons"))),
            dict(self._people(data.get("people"))),
        )

    def _table(self, label: str, path: Place, given: Any) -> TableUse:
        said = self._dict(path, given)
        self._known(path, said, ("is", IGNORE, "columns", "always"))
        if IGNORE in said:
            reason = self._text((*path, IGNORE), said[IGNORE]) or "mapping.yaml says so"
            return TableUse(label, None, reason, guessed=False)
        thing = self._object((*path, "is"), said.get("is"))
        if thing is None:
            return TableUse(label, None, guessed=False)
        columns = self._dict((*path, "columns"), said.get("columns"))
        uses = tuple(self._column(thing, (*path, "columns", name), name, to) for name, to in columns.items())
        always = self._dict((*path, "always"), said.get("always"))
        for field in always:
            if field not in thing.fields:
                self._no_field(thing, (*path, "always", field), field)
        self._twice(path, uses)
        texts = {name: _as_text(value) for name, value in always.items()}
        return TableUse(label, thing, columns=uses, always=texts, guessed=False)

    def _twice(self, path: Place, uses: Iterable[ColumnUse]) -> None:
        seen: dict[str, str] = {}
        for use in uses:
            for to in use.to:
                if to in (EXTRA, IGNORE):
                    continue
                if to in seen:
                    self._fault(
                        (*path, "columns", use.column),
                        f'"{seen[to]}" gives {to} already; let one be extra',
                        "same-field",
                    )
                seen.setdefault(to, use.column)

    def _object(self, path: Place, given: Any) -> Object | None:
        name = self._text(path, given)
        if name is None:
            self._fault(
                path[:-1],
                "what the table is has to be said, as in is: hubspot.contacts, or ignore: why",
                "missing",
            )
            return None
        try:
            return object_of(name)
        except KeyError:
            every = [thing.id for one in systems() for thing in one.objects]
            near = difflib.get_close_matches(name, every, 3, 0.5) or every[:5]
            self._fault(
                path,
                f'"{name}" is nothing that Handfast knows; did you mean {" or ".join(near)}?',
                "unknown-object",
            )
            return None

    def _column(self, thing: Object, path: Place, name: str, given: Any) -> ColumnUse:
        told, to = Told(), given
        if isinstance(given, dict):
            self._known(path, given, ("to", "dates", "decimal", "zone"))
            to = given.get("to")
            told = Told(
                self._choice((*path, "dates"), given.get("dates"), DateOrder),
                self._choice((*path, "decimal"), given.get("decimal"), Decimal),
                self._text((*path, "zone"), given.get("zone")),
            )
            if told.zone and not known_zone(told.zone):
                self._fault((*path, "zone"), f'"{told.zone}" is no IANA time zone', "zone")
        targets = [str(one) for one in to] if isinstance(to, list) else [] if to is None else [str(to)]
        if not targets:
            self._fault(path, "say what the column becomes: a field, extra or ignore", "missing")
        for target in targets:
            if target not in (EXTRA, IGNORE) and type_of(thing, target) is None:
                self._no_field(thing, path, target)
        return ColumnUse(name, tuple(targets), told=told, why="mapping.yaml")

    def _no_field(self, thing: Object, path: Place, name: str) -> None:
        families = [f"{family.name}.…" for family in thing.families]
        every = [*thing.fields, *families, EXTRA, IGNORE]
        near = difflib.get_close_matches(name, every, 2, 0.6)
        hint = f"did you mean {' or '.join(near)}?" if near else f"it has {', '.join(every)}"
        self._fault(path, f"{thing.id} has no field {name}; {hint}", "unknown-field")

    def _words(self, part: str, given: Any) -> Iterator[tuple[str, Word]]:
        for word, means in self._dict((part,), given).items():
            meant = self._text((part, word), means)
            yield word, Word(None if meant == KEEP else meant, why="mapping.yaml")

    def _people(self, given: Any) -> Iterator[tuple[str, Person]]:
        for called, said in self._dict(("people",), given).items():
            path = ("people", called)
            values = self._dict(path, said)
            self._known(path, values, _PERSON)
            texts = {key: self._text((*path, key), values.get(key)) for key in _PERSON}
            if texts["side"] and texts["side"] not in USER_SIDES:
                self._fault((*path, "side"), f"a side is one of {', '.join(USER_SIDES)}", "choice")
            yield called, Person(**texts)

    def _choice(self, path: Place, given: Any, choices: Any) -> Any:
        if given is None:
            return None
        try:
            return choices(str(given))
        except ValueError:
            self._fault(path, f'"{given}" is none of {", ".join(choices)}', "choice")
            return None

    def _known(self, path: Place, said: dict[str, Any], keys: Iterable[str]) -> None:
        keys = tuple(keys)
        for key in said:
            if key not in keys:
                near = difflib.get_close_matches(key, keys, 1)
                hint = f"did you mean {near[0]}?" if near else f"right would be {', '.join(keys)}"
                self._fault((*path, key), f"there is no {key} here; {hint}", "unknown-key")

    def _dict(self, path: Place, given: Any) -> dict[str, Any]:
        if given is None:
            return {}
        if not isinstance(given, dict):
            self._fault(path, "keys and values should stand here", "type")
            return {}
        return {str(key): value for key, value in given.items()}

    def _text(self, path: Place, given: Any) -> str | None:
        if given is None:
            return None
        if isinstance(given, dict | list):
            self._fault(path, "one word or text should stand here", "type")
            return None
        return _as_text(given)

    def _fault(self, path: Place, message: str, code: str) -> None:
        subject = ".".join(map(str, path))
        self.faults.append(self.document.fault(self.document.key_place(path), subject, message, code))


def _as_text(value: Any) -> str:
    return getattr(value, "text", None) or (str(value).lower() if isinstance(value, bool) else str(value))
