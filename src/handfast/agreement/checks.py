"""Faults of sense: clauses that say a thing twice, contradict each other, or can never apply."""

from collections.abc import Callable, Iterator
from typing import Any

from handfast.agreement.clause import SIDES, no_case, quoted
from handfast.agreement.names import Found, Names, unknown
from handfast.agreement.places import Document, Path
from handfast.agreement.references import references
from handfast.agreement.subjects import LABELLED, NAMED, item_id, subject_of
from handfast.faults import Fault


def sense_faults(document: Document) -> Iterator[Fault]:
    """Every fault of sense, with its place."""
    names = Names(document)
    for check in _CHECKS:
        for found in check(names):
            place = document.key_place(found.path) if found.key else document.place(found.path)
            yield document.fault(place, subject_of(document, found.path), found.message, found.code)


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
    definition = names.at("qualified_lead")
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
            first = f"routing.{catch_all + 1} before it takes every lead"
            message = f"it never applies: {first}; put it first, or give that an if"
            yield Found(path, message, "never-applies")
        elif "if" not in clause:
            catch_all = int(path[-1])
        yield from _weights(path, clause)


def _weights(path: Path, clause: dict[str, Any]) -> Iterator[Found]:
    pool, weights = clause.get("to"), clause.get("weights")
    people = [pool] if isinstance(pool, str) else pool if isinstance(pool, list) else []
    for place, rep in enumerate(people):
        if rep in people[:place]:
            message = f"{quoted(rep)} stands in this pool twice; give more leads by weights"
            yield Found((*path, "to", place), message, "contradiction")
    if not isinstance(weights, dict) or not people:
        return
    for rep in weights:
        if rep not in people:
            message = unknown("rep of this pool", rep, map(str, people))
            yield Found((*path, "weights", rep), message, "unknown-rep", key=True)
    if all(weights.get(rep) == "0" for rep in people):
        yield Found((*path, "weights"), "every weight is 0, so that nobody gets a lead", "contradiction")


def _standards(names: Names) -> Iterator[Found]:
    for path, clause in names.items("data_standards"):
        if "field" in clause and not {"valid", "one_of", "required_from", "fresh_within"} & set(clause):
            message = "it asks for nothing; add valid, one_of, required_from or fresh_within"
            yield Found(path, message, "no-standard")


def _teams(names: Names) -> Iterator[Found]:
    """A team that is called like a side, or like somebody who is told, would be two things at once."""
    for team in names.teams:
        side = names.at("teams", team)
        if team in ("both", "owner", "manager") or (team in SIDES and side in SIDES and side != team):
            message = f"{quoted(team)} already means something else here; call the team otherwise"
            yield Found(("teams", team), message, "contradiction", key=True)


_CHECKS: tuple[Callable[[Names], Iterator[Found]], ...] = (
    references,
    _duplicates,
    _stage_labels,
    _definition,
    _routing,
    _standards,
    _teams,
)
