"""Faults of sense: clauses that name what is not there, say the same twice, or contradict each other.

They are looked for in the document as it stands, so that a fault of form in one clause hides none in another.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from handfast.agreement.commitments import UNTIL
from handfast.agreement.measures import MEASURES
from handfast.agreement.near import near
from handfast.agreement.places import Document, Path
from handfast.agreement.signs import SIGNS
from handfast.agreement.subjects import LABELLED, NAMED, item_id, subject_of
from handfast.agreement.values import SIDES, no_case, quoted
from handfast.faults import Fault


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
    """What the document defines, as far as it can be read."""

    document: Document

    def items(self, *path: str) -> Iterator[tuple[Path, dict[str, Any]]]:
        """The clauses of a list, with their paths; what is no clause is left out (another check says so)."""
        clauses = self.document.at(path)
        for place, clause in enumerate(clauses if isinstance(clauses, list) else ()):
            if isinstance(clause, dict):
                yield (*path, place), clause

    def entries(self, key: str) -> Iterator[tuple[Path, dict[str, Any]]]:
        """The clauses of a mapping, with their paths."""
        clauses = self.document.at((key,))
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
        teams = self.document.at(("teams",))
        return list(teams) if isinstance(teams, dict) else []


def sense_faults(document: Document) -> Iterator[Fault]:
    """Every fault of sense, with its place."""
    names = Names(document)
    for check in _CHECKS:
        for found in check(names):
            place = document.key_place(found.path) if found.key else document.place(found.path)
            yield document.fault(place, subject_of(document, found.path), found.message, found.code)


def unknown(what: str, value: object, known: Iterable[str], prefix: str = "") -> str:
    """The message for a name that is not there: the near ones, or all there are."""
    names = list(dict.fromkeys(known))
    meant = near(str(value), names, 2)
    if meant:
        hint = f"did you mean {' or '.join(quoted(prefix + name) for name in meant)}?"
    else:
        hint = f"there is {', '.join(prefix + name for name in names)}" if names else "there is none"
    return f"{quoted(prefix + str(value))} is no {what}; {hint}"


def _one(names: Names, path: Path, what: str, known: Collection[str], code: str) -> Iterator[Found]:
    """A fault when the text at a path is none of the known names; what is no text another check refuses."""
    value = names.document.at(path)
    if isinstance(value, str) and " ".join(value.split()) not in known:
        yield Found(path, unknown(what, value, known), code)


# --- names that stand for nothing


def _handoff_ends(names: Names) -> Iterator[Found]:
    known = (*names.teams, *SIDES)
    for path, clause in names.items("handoffs"):
        for end in ("from", "to"):
            yield from _one(names, (*path, end), "team or side", known, "unknown-team")
        yield from _one(names, (*path, "when", "stage"), "stage", names.stages, "unknown-stage")
        if isinstance(clause.get("to"), str) and clause.get("from") == clause["to"]:
            yield Found(
                (*path, "to"),
                f"{quoted(clause['to'])} hands over to itself; name another team",
                "contradiction",
            )


def _commitment_names(names: Names) -> Iterator[Found]:
    for path, _ in names.items("commitments"):
        yield from _one(names, (*path, "by"), "team or side", (*names.teams, *SIDES, "both"), "unknown-team")
        yield from _one(names, (*path, "measure"), "measure", MEASURES, "unknown-measure")
        yield from _event(names, (*path, "from"), ("no_show",))
        yield from _event(names, (*path, "until"), UNTIL)


def _event(names: Names, path: Path, words: tuple[str, ...]) -> Iterator[Found]:
    """`handoff.ID` and `stage.ID` for what is there, or one of the words."""
    value = names.document.at(path)
    if not isinstance(value, str) or value in words:
        return
    head, _, name = value.partition(".")
    if head == "stage":
        if name not in names.stages:
            yield Found(path, unknown("stage", name, names.stages, "stage."), "unknown-stage")
    elif head == "handoff" and path[-1] == "from":
        if name not in names.handoffs:
            yield Found(path, unknown("hand-off", name, names.handoffs, "handoff."), "unknown-handoff")
    else:
        handoffs = [f"handoff.{name}" for name in names.handoffs] if path[-1] == "from" else []
        known = [*handoffs, *words, *(f"stage.{name}" for name in names.stages)]
        moment = "start a clock" if path[-1] == "from" else "stop a clock"
        yield Found(path, unknown(f"moment that can {moment}", value, known), "unknown-moment")


def _other_names(names: Names) -> Iterator[Found]:
    for path, _ in names.items("data_standards"):
        yield from _one(names, (*path, "required_from"), "stage", names.stages, "unknown-stage")
    for path, alert in names.items("alerts"):
        yield from _clock_alert(names, path)
        told = alert.get("tell")
        for place, who in enumerate(
            [told] if isinstance(told, str) else told if isinstance(told, list) else ()
        ):
            at = (*path, "tell") if isinstance(told, str) else (*path, "tell", place)
            known = ("owner", "manager", *names.teams, *SIDES)
            if isinstance(who, str) and who not in known:
                yield Found(at, unknown("one to tell", who, known), "unknown-team")
    signs = names.document.at(("signs",))
    for sign in signs if isinstance(signs, dict) else ():
        if sign not in SIGNS:
            yield Found(("signs", sign), unknown("sign", sign, SIGNS), "unknown-sign", key=True)


def _clock_alert(names: Names, path: Path) -> Iterator[Found]:
    commitment = names.document.at((*path, "commitment"))
    if isinstance(commitment, str) and "measure" in names.commitments.get(commitment, {}):
        yield Found(
            (*path, "commitment"), f"{quoted(commitment)} is a target and runs no clock", "not-a-timer"
        )
    yield from _one(names, (*path, "commitment"), "commitment", names.commitments, "unknown-commitment")


def _only_after(names: Names) -> Iterator[Found]:
    for path, clause in names.entries("disqualification_reasons"):
        at, after = (*path, "only_after"), clause.get("only_after")
        if isinstance(after, str) and "count" not in names.commitments.get(after, {"count": ""}):
            yield Found(
                at, f"{quoted(after)} counts no attempts; name a commitment with a count", "not-a-count"
            )
        yield from _one(names, at, "commitment", names.commitments, "unknown-commitment")


# --- things said twice


def _duplicates(names: Names) -> Iterator[Found]:
    seen: dict[str, Path] = {}
    for path in [(key,) for key in NAMED] + [("qualified_lead", key) for key in LABELLED]:
        key = "as" if path[-1] in LABELLED else "id"
        for at, clause in names.items(*path):
            name = item_id(path[-1], int(at[-1]), clause)
            first = seen.setdefault(name, at)
            if first is not at:
                line = names.document.place(first)[0]
                message = f"{quoted(clause.get(key, name))} is taken, on line {line}; choose another"
                yield Found((*at, key), message, "duplicate-id")


def _stage_labels(names: Names) -> Iterator[Found]:
    """One label for two stages would make a recorded stage mean both."""
    taken: dict[str, str] = {no_case(stage): stage for stage in names.stages}
    for path, stage in names.items("stages"):
        labels = stage.get("also_called")
        for place, label in enumerate(labels if isinstance(labels, list) else ()):
            owner = taken.setdefault(no_case(str(label)), str(stage.get("id")))
            if owner != stage.get("id"):
                message = f"{quoted(label)} already means stage {owner}; a label belongs to one stage"
                yield Found((*path, "also_called", place), message, "duplicate-label")


# --- clauses that can never apply


def _definition(names: Names) -> Iterator[Found]:
    definition = names.document.at(("qualified_lead",))
    definition = definition if isinstance(definition, dict) else {}
    threshold, raised = definition.get("qualifies_when"), definition.get("always_when")
    for path, clause in names.items("handoffs"):
        if clause.get("when") == "qualified" and not threshold and not raised:
            message = (
                "nothing says when a lead is qualified; add qualified_lead.qualifies_when or always_when"
            )
            yield Found((*path, "when"), message, "no-definition")
    if definition.get("explore") and not threshold:
        yield Found(
            ("qualified_lead", "explore"),
            "there is no threshold to halve; add qualifies_when",
            "no-definition",
        )


def _routing(names: Names) -> Iterator[Found]:
    catch_all: int | None = None
    for path, clause in names.items("routing"):
        if catch_all is not None:
            message = f"it never applies: routing.{catch_all + 1} before it takes every lead; put it first, or give that an if"
            yield Found(path, message, "never-applies")
        elif "if" not in clause:
            catch_all = int(path[-1])
        pool, weights = clause.get("to"), clause.get("weights")
        people = (
            [pool]
            if isinstance(pool, str)
            else [str(getattr(p, "text", p)) for p in pool]
            if isinstance(pool, list)
            else []
        )
        for rep in weights if isinstance(weights, dict) and people else ():
            if rep not in people:
                yield Found(
                    (*path, "weights", rep), unknown("one of this pool", rep, people), "unknown-rep", key=True
                )
        if isinstance(weights, dict) and people and all(weights.get(rep, 1) == 0 for rep in people):
            yield Found((*path, "weights"), "every weight is 0, so that nobody gets a lead", "contradiction")


def _standards(names: Names) -> Iterator[Found]:
    for path, clause in names.items("data_standards"):
        if "field" in clause and not {"valid", "one_of", "required_from", "fresh_within"} & set(clause):
            message = "it asks for nothing; add valid, one_of, required_from or fresh_within"
            yield Found(path, message, "no-standard")


_CHECKS: tuple[Callable[[Names], Iterator[Found]], ...] = (
    _handoff_ends,
    _commitment_names,
    _other_names,
    _only_after,
    _duplicates,
    _stage_labels,
    _definition,
    _routing,
    _standards,
)
