"""Faults of form: what the model refuses, in the words of the document instead of the program's."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from handfast.agreement.clause import Clause, quoted
from handfast.agreement.commitments import CountTimer, Target, Timer
from handfast.agreement.cycle import ActivityAlert, ClockAlert, Handoff, StageEntry
from handfast.agreement.model import Agreement
from handfast.agreement.near import near
from handfast.agreement.places import Document, Path
from handfast.agreement.subjects import subject_of
from handfast.faults import Fault

# The kinds of one clause, by the tag that the model's error names; `<qualified>` is a word and no clause.
_KINDS: Mapping[str, type[Clause]] = {
    "<timer>": Timer,
    "<count>": CountTimer,
    "<target>": Target,
    "<stage>": StageEntry,
    "<activity>": ActivityAlert,
    "<clock>": ClockAlert,
    "<qualified>": Handoff,
}
_SIBLINGS: Mapping[str | int, tuple[type[Clause], ...]] = {
    "commitments": (Timer, CountTimer, Target),
    "alerts": (ActivityAlert, ClockAlert),
}
_SHAPES = {
    "model_type": "is no clause; write keys and values, as in {key: value}",
    "dict_type": "is no set of keys and values; write {key: value}",
    "mapping_type": "is no set of keys and values; write {key: value}",
    "tuple_type": "is no list; write it in brackets, as in [one, two]",
}
Misspelt = Mapping[tuple[Any, ...], list[str]]
"""The keys that no clause has there, with those that were likely meant."""


def key_faults(document: Document) -> Iterator[Fault]:
    """Keys that stand twice, of which only the first is read, keys that are no words, and words without a value."""
    for path, place in document.twice:
        message = f"{quoted(path[-1])} stands here twice, first on line {document.keys[path][0]}; keep one"
        yield document.fault(place, subject_of(document, path), message, "duplicate-key")
    for place in document.wordless:
        yield document.fault(place, "", "a key must be a word, as in name: value", "key")
    for path, place in document.unsaid:
        message = f"{quoted(path[-1])} has no value; a text with a comma stands in quotes"
        yield document.fault(place, subject_of(document, path[:-1]), message, "key")


def schema_faults(document: Document, error: ValidationError) -> Iterator[Fault]:
    """Every fault of form, with its place; what follows from a misspelt key is told once, at that key."""
    errors = error.errors(include_url=False)
    misspelt = {detail["loc"]: _meant(detail) for detail in errors if detail["type"] == "extra_forbidden"}
    for detail in errors:
        emptied = detail["type"] == "too_short" and detail["input"]  # its items have faults of their own
        if not emptied and not _follows_from_another(detail, misspelt):
            yield _fault(document, detail, misspelt)


def _fault(document: Document, detail: ErrorDetails, misspelt: Misspelt) -> Fault:
    path = _path(detail["loc"])
    kind, context = detail["type"], detail.get("ctx", {})
    subject = subject_of(document, path)
    place = document.place(path, context.get("offset"))
    if kind == "missing":
        return document.fault(document.place(path[:-1]), subject, "it is missing", "missing")
    if kind == "extra_forbidden":
        message = _unknown_key(str(path[-1]), misspelt[detail["loc"]], _keys(detail["loc"]))
        return document.fault(document.key_place(path), subject, message, "unknown-key")
    if kind == "literal_error":
        place = document.key_place(path) if detail["loc"][-1] == "[key]" else place
        return document.fault(place, subject, *_choice(detail, path))
    if kind in _SHAPES:
        return document.fault(place, subject, f"{quoted(detail['input'])} {_SHAPES[kind]}", "type")
    if kind == "too_short":
        return document.fault(place, subject, "it is empty; name at least one", "empty")
    if "message" in context:
        return document.fault(place, subject, str(context["message"]), kind)
    message = f"{quoted(detail['input'])} cannot be read: {detail['msg']}"
    return document.fault(place, subject, message, kind.replace("_", "-"))


def _unknown_key(key: str, meant: list[str], here: list[str]) -> str:
    likely = [name for name in meant if name != key]
    hint = f"did you mean {' or '.join(likely)}?" if likely else f"known here: {', '.join(here)}"
    return f"{quoted(key)} is no key of this clause; {hint}"


def _choice(detail: ErrorDetails, path: Path) -> tuple[str, str]:
    value = detail["input"]
    if path == ("handfast",):
        return f"this is format {quoted(value)}; this Handfast reads format 1", "format"
    choices = re.findall(r"'([^']*)'", detail["ctx"]["expected"])
    if detail["loc"][-1] == "<qualified>":
        choices.append("{stage: ID}")
    meant = near(value, choices, 1) if isinstance(value, str) else []
    hint = f"; did you mean {meant[0]}?" if meant else ""
    return f"{quoted(value)} is none of {', '.join(choices)}{hint}", "choice"


def _path(loc: Iterable[str | int]) -> Path:
    """The place in the document that the model's place means: without its tags."""
    return tuple(step for step in loc if step not in _KINDS and step != "[key]")


def _follows_from_another(detail: ErrorDetails, misspelt: Misspelt) -> bool:
    """Whether a key is missing, or belongs to another kind of clause, only because another key is misspelt."""
    if detail["type"] not in ("missing", "extra_forbidden"):
        return False
    *around, key = detail["loc"]
    own = _keys(detail["loc"])
    for loc, meant in misspelt.items():
        if list(loc[:-1]) != around or loc[-1] == key or not meant or loc[-1] in meant:
            continue
        another_kind = meant[0] not in own
        if detail["type"] == "missing" and (another_kind or key in meant):
            return True
        if detail["type"] == "extra_forbidden" and another_kind and key in misspelt[detail["loc"]]:
            return True
    return False


def _meant(detail: ErrorDetails) -> list[str]:
    *around, key = detail["loc"]
    siblings = _SIBLINGS.get(around[0], ()) if around else ()
    own = near(str(key), _keys(detail["loc"]), 2)
    return own or near(str(key), {name for kind in siblings for name in _keys_of(kind)}, 2)


def _keys(loc: Iterable[str | int]) -> list[str]:
    return _keys_of(_clause_at(list(loc)[:-1]))


def _keys_of(clause: type[Clause]) -> list[str]:
    return [field.alias or name for name, field in clause.model_fields.items()]


def _clause_at(loc: Iterable[str | int]) -> type[Clause]:
    """The kind of clause that stands at a place."""
    clause: type[Clause] = Agreement
    for step in loc:
        if isinstance(step, str) and step in _KINDS:
            clause = _KINDS[step]
            continue
        field = next((f for name, f in clause.model_fields.items() if (f.alias or name) == step), None)
        clause = (_clause_in(field.annotation) if field else None) or clause
    return clause


def _clause_in(annotation: Any) -> type[Clause] | None:
    if isinstance(annotation, type) and issubclass(annotation, Clause):
        return annotation
    return next((found for part in get_args(annotation) if (found := _clause_in(part))), None)
