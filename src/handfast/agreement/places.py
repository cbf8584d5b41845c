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
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    ScalarEvent,
)
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

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
    """

    name: str
    source: str
    data: Any = None
    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    twice: list[tuple[Path, Place]] = field(default_factory=list)
    wordless: list[Place] = field(default_factory=list)

    def place(self, path: Path, offset: int | None = None) -> Place:
        """Where a value stands; where it does not, what stands around it. `offset` points into a text of one line."""
        while path not in self.values and path:
            path = path[:-1]
        line, column = self.values.get(path, (1, 1))
        value = self.at(path)
        if offset is not None and isinstance(value, str):
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


def read_document(text: str, name: str) -> Document:
    """Read YAML; raises `InputFaults` when it cannot be read as YAML at all."""
    document = Document(name, text)
    if len(text) > LARGEST:
        raise InputFaults(
            [document.fault((0, 0), "", f"it has {len(text)} characters; {LARGEST} are the most", "size")]
        )
    try:
        refused = [document.fault(*refusal) for refusal in _refusals(text)]
        if refused:
            raise InputFaults(refused)
        node = _yaml().compose(text)
    except YAMLError as error:
        raise InputFaults([_syntax_fault(document, error)]) from None
    if node is not None:
        document.data = _plain(node, (), document)
    return document


def _yaml() -> YAML:
    return YAML(typ="rt", pure=True)


def _mark(mark: Any) -> Place:
    return mark.line + 1, mark.column + 1


def _refusals(text: str) -> Iterator[tuple[Place, str, str, str]]:
    """What is YAML but not taken, before anything is built from it."""
    depth = documents = 0
    for event in _yaml().parse(text):
        place = _mark(event.start_mark)
        if isinstance(event, AliasEvent):
            yield place, "", f"*{event.anchor} points elsewhere; write the value out", "alias"
        elif isinstance(event, CollectionEndEvent):
            depth -= 1
        elif isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                yield place, "", "a second document begins; one file holds one agreement", "documents"
        elif isinstance(event, ScalarEvent | CollectionStartEvent):
            tag = str(event.tag) if event.tag else ""
            if tag and tag != "!":
                yield place, "", f"the tag {tag.replace(_CORE, '!!')} is not taken; leave it out", "tag"
            if isinstance(event, CollectionStartEvent):
                depth += 1
                if depth > DEEPEST:
                    yield place, "", f"it is nested more than {DEEPEST} deep", "depth"
                    return


def _syntax_fault(document: Document, error: YAMLError) -> Fault:
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        message = " ".join(part for part in (error.problem, error.context) if part)
        return document.fault(
            _mark(mark) if mark else (0, 0), "", f"it is no YAML: {' '.join(message.split())}", "yaml"
        )
    if isinstance(error, ReaderError):
        line = document.source[: error.position].count("\n") + 1
        return document.fault((line, 0), "", f"the character {error.character!a} may not stand here", "yaml")
    return document.fault((0, 0), "", f"it is no YAML: {' '.join(str(error).split())}", "yaml")


def _plain(node: Node, path: Path, document: Document) -> Any:
    document.values[path] = _mark(node.start_mark)
    if isinstance(node, MappingNode):
        return _mapping(node, path, document)
    if isinstance(node, SequenceNode):
        return [_plain(item, (*path, place), document) for place, item in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: MappingNode, path: Path, document: Document) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key, value in node.value:
        place = _mark(key.start_mark)
        if not isinstance(key, ScalarNode):
            document.wordless.append(place)
            continue
        name = str(key.value)
        if (*path, name) in document.keys:
            document.twice.append(((*path, name), place))
            continue
        document.keys[(*path, name)] = place
        item = _plain(value, (*path, name), document)
        if item is not None:
            plain[name] = item
    return plain


def _scalar(node: Node) -> Any:
    text, kind = str(node.value), str(node.tag).removeprefix(_CORE)
    plain = text.replace("_", "")
    try:
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() == "true"
        if kind == "int":
            number = SourceInt(plain, 0 if plain.lstrip("+-")[:2] in ("0x", "0o", "0b") else 10)
            number.text = text
            return number
        if kind == "float":
            fraction = SourceFloat(plain.replace(".inf", "inf").replace(".nan", "nan").replace(".NaN", "nan"))
            fraction.text = text
            return fraction
    except ValueError:
        return text
    return text
