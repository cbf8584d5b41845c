"""YAML 1.2 read into plain data, with the place of everything, so that a message can say where.

`on` and `no` are words. A key without a value is as if it were not there. Numbers keep the text they were
written as, so that a user id such as 0042 stays itself. Anchors, aliases and tags are refused: a reader of the
document sees what it says, and a small file cannot unfold into a large one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
)
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.resolver import VersionedResolver

from handfast.faults import Fault, InputFaults

LARGEST = 256 * 1024
"""Characters; the longest agreement that a person will read is far below."""
DEEPEST = 20
"""Brackets within brackets; the format needs seven."""

Path = tuple[str | int, ...]
Place = tuple[int, int]
_CORE = "tag:yaml.org,2002:"


class SourceInt(int):
    """A whole number that remembers how it was written."""

    text: str


class SourceFloat(float):
    """A number that remembers how it was written."""

    text: str


@dataclass
class Document:
    """A document as plain data (dict, list, str, numbers, bool) and where each part of it stands.

    Attributes:
        name: the file's name in messages.
        source: the text.
        data: the content; None when there is none.
        values: the place (line, column, from 1) of each value, by its path.
        keys: the place of each key.
        twice: keys that stand a second time, with the place of that.
        wordless: the places of keys that are no words.
        unsaid: keys in { } without even a colon after them, with their places: most often the rest of a text with a comma.
    """

    name: str
    source: str
    data: Any = None
    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    twice: list[tuple[Path, Place]] = field(default_factory=list)
    wordless: list[Place] = field(default_factory=list)
    unsaid: list[tuple[Path, Place]] = field(default_factory=list)

    def place(self, path: Path, offset: int | None = None) -> Place:
        """Where a value stands; where it does not, what stands around it; (0, 0) in plain data. `offset` points into a text of one line."""
        while path not in self.values and path:
            path = path[:-1]
        line, column = self.values.get(path, (0, 0))
        value = self.at(path)
        if offset is not None and line and isinstance(value, str):
            rest = self.source.splitlines()[line - 1][column - 1 :]
            quote = 1 if rest[:1] in ("'", '"') else 0
            if rest[quote:].startswith(value):
                column += quote + offset
        return line, column

    def key_place(self, path: Path) -> Place:
        """Where a key stands, or else its value."""
        return self.keys.get(path) or self.place(path)

    def at(self, path: Path) -> Any:
        """The value at a path; None where there is none."""
        value = self.data
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def fault(self, place: Place, subject: str, message: str, code: str) -> Fault:
        """A fault of this document."""
        return Fault(self.name, *place, subject, message, code)


def read_document(text: str, name: str, largest: int = LARGEST) -> Document:
    """Read YAML of at most `largest` characters; raises `InputFaults` when it cannot be read as YAML, or is YAML that is not taken."""
    document = Document(name, text)
    if len(text) > largest:
        message = f"it has {len(text):,} characters; {largest:,} are the most"
        raise InputFaults([document.fault((0, 0), "", message, "size")])
    reader = _Reader(document)
    try:
        reader.read(YAML(typ="rt", pure=True).parse(text))
    except YAMLError as error:
        raise InputFaults([_syntax_fault(document, error)]) from None
    if reader.refused:
        raise InputFaults(reader.refused)
    return document


def _mark(mark: Any) -> Place:
    return mark.line + 1, mark.column + 1


def _syntax_fault(document: Document, error: YAMLError) -> Fault:
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        message = " ".join(part for part in (error.problem, error.context) if part)
        place = _mark(mark) if mark else (0, 0)
        return document.fault(place, "", f"it is no YAML: {' '.join(message.split())}", "yaml")
    if isinstance(error, ReaderError):
        line = document.source[: error.position].count("\n") + 1
        letter = error.character if isinstance(error.character, int) else ord(error.character)
        return document.fault((line, 0), "", f"the character U+{letter:04X} may not stand here", "yaml")
    return document.fault((0, 0), "", f"it is no YAML: {' '.join(str(error).split())}", "yaml")


class _Reader:
    """One pass over the events of a text: plain data and places into a document, and what is not taken."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.refused: list[Fault] = []
        self.resolver = VersionedResolver()
        self.events: Iterator[Any] = iter(())

    def read(self, events: Iterator[Any]) -> None:
        """Read every event; the first document is the one that counts."""
        self.events = events
        documents = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse(event, "a second document begins; one file holds one agreement", "documents")
                    return
            elif isinstance(event, NodeEvent):
                self.document.data = self.value(event, ())

    def refuse(self, event: Any, message: str, code: str) -> None:
        self.refused.append(self.document.fault(_mark(event.start_mark), "", message, code))

    def value(self, event: Any, path: Path) -> Any:
        """The value that begins with an event; the events of it are consumed."""
        self.document.values[path] = _mark(event.start_mark)
        if isinstance(event, AliasEvent):
            self.refuse(event, f"*{event.anchor} points elsewhere; write the value out", "alias")
            return None
        if event.tag and str(event.tag) != "!":
            self.refuse(
                event, f"the tag {str(event.tag).replace(_CORE, '!!')} is not taken; leave it out", "tag"
            )
        if isinstance(event, ScalarEvent):
            return self.scalar(event)
        if len(path) >= DEEPEST:
            self.refuse(event, f"it is nested more than {DEEPEST} deep", "depth")
            raise InputFaults(self.refused)
        return self.mapping(path) if isinstance(event, MappingStartEvent) else self.sequence(path)

    def sequence(self, path: Path) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            items.append(self.value(event, (*path, len(items))))
        return items

    def mapping(self, path: Path) -> dict[str, Any]:
        document = self.document
        plain: dict[str, Any] = {}
        while not isinstance(key := next(self.events), MappingEndEvent):
            name = str(key.value) if isinstance(key, ScalarEvent) else None
            at = (*path, name or "")
            if name is None:
                document.wordless.append(_mark(key.start_mark))
                self.value(key, at)
                self.value(next(self.events), at)
            elif at in document.keys:
                document.twice.append((at, _mark(key.start_mark)))
                self.value(next(self.events), (*at, "again"))
            else:
                document.keys[at] = _mark(key.start_mark)
                said = next(self.events)
                if said.start_mark.index == key.end_mark.index:
                    document.unsaid.append((at, _mark(key.start_mark)))
                item = self.value(said, at)
                if item is not None:
                    plain[name] = item
        return plain

    def scalar(self, event: Any) -> Any:
        if event.style is not None:
            return str(event.value)
        kind = self.resolver.resolve(ScalarNode, event.value, event.implicit)
        return _plain(str(event.value), str(kind).removeprefix(_CORE))


def _plain(text: str, kind: str) -> Any:
    """A bare word as what YAML 1.2 says it is; dates stay words."""
    bare = text.replace("_", "")
    try:
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() == "true"
        if kind == "int":
            number = SourceInt(bare, 0 if bare.lstrip("+-")[:2] in ("0x", "0o", "0b") else 10)
            number.text = text
            return number
        if kind == "float":
            fraction = SourceFloat(bare.lower().replace(".inf", "inf").replace(".nan", "nan"))
            fraction.text = text
            return fraction
    except ValueError:
        return text
    return text
