"""What a document defines by name, for the checks of what its clauses say of each other.

The checks look at the document as it stands, so that a fault of form in one clause hides none in another.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from handfast.agreement.clause import quoted
from handfast.agreement.near import near
from handfast.agreement.places import Document, Path


@dataclass(frozen=True)
class Found:
    """Something wrong at a path; the place and the subject follow from the document."""

    path: Path
    message: str
    code: str
    key: bool = False
    """Whether it is the key at the path that is wrong, and not its value."""


@dataclass(frozen=True)
class Names:
    """What the document defines, as far as it can be read; numbers are the words that were written."""

    document: Document

    @cached_property
    def data(self) -> Any:
        """The document's content with every bare value as words."""
        return _worded(self.document.data)

    def at(self, *path: str | int) -> Any:
        """What stands at a path; None where there is nothing."""
        value = self.data
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def items(self, *path: str) -> Iterator[tuple[Path, dict[str, Any]]]:
        """The clauses of a list, with their paths; what is no clause is left out (another check says so)."""
        clauses = self.at(*path)
        for place, clause in enumerate(clauses if isinstance(clauses, list) else ()):
            if isinstance(clause, dict):
                yield (*path, place), clause

    def entries(self, key: str) -> Iterator[tuple[Path, dict[str, Any]]]:
        """The clauses of a mapping, with their paths."""
        clauses = self.at(key)
        for name, clause in clauses.items() if isinstance(clauses, dict) else ():
            if isinstance(clause, dict):
                yield (key, name), clause

    def ids(self, collection: str) -> list[str]:
        """The ids that a list defines."""
        return [clause["id"] for _, clause in self.items(collection) if isinstance(clause.get("id"), str)]

    @cached_property
    def stages(self) -> list[str]:
        return self.ids("stages")

    @cached_property
    def handoffs(self) -> list[str]:
        return self.ids("handoffs")

    @cached_property
    def commitments(self) -> dict[str, dict[str, Any]]:
        return {c["id"]: c for _, c in self.items("commitments") if isinstance(c.get("id"), str)}

    @cached_property
    def teams(self) -> list[str]:
        teams = self.at("teams")
        return list(teams) if isinstance(teams, dict) else []


def _worded(value: Any) -> Any:
    if isinstance(value, dict):
        return {" ".join(key.split()): _worded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_worded(item) for item in value]
    if isinstance(value, str):
        return " ".join(value.split())
    return getattr(value, "text", value)


def unknown(what: str, value: object, known: Iterable[str], prefix: str = "") -> str:
    """The message for a name that is not there: the near ones, or all there are."""
    names = list(dict.fromkeys(known))
    meant = near(str(value), names, 2)
    if meant:
        hint = f"did you mean {' or '.join(quoted(prefix + name) for name in meant)}?"
    else:
        hint = f"there is {', '.join(prefix + name for name in names)}" if names else "there is none"
    return f"{quoted(prefix + str(value))} is no {what}; {hint}"


def one(names: Names, path: Path, what: str, known: Collection[str], code: str) -> Iterator[Found]:
    """A fault when the text at a path is none of the known names; what is no text another check refuses."""
    value = names.at(*path)
    if isinstance(value, str) and value not in known:
        yield Found(path, unknown(what, value, known), code)
