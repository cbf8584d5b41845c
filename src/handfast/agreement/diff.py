"""What changed between two agreements, clause by clause, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from handfast.agreement import wording
from handfast.agreement.canonical import canonical_value
from handfast.agreement.clause import SIDES, Clause
from handfast.agreement.diff_items import CYCLE, DEFINITION, REST, Item, ItemList, pairs
from handfast.agreement.facets import PLURAL, WORDING, are, facet_name, facet_set, facet_words, go
from handfast.agreement.model import Agreement, SignClause

Kind = Literal["added", "removed", "changed", "reworded"]


@dataclass(frozen=True, slots=True)
class Change:
    """One clause, or one thing about a clause, that is not as it was.

    Attributes:
        clause: the clause's id (in the new agreement, when it is still there).
        kind: `added`, `removed`, `changed`, or `reworded`, which changes what is read and nothing that is computed.
        sentence: the change in a whole sentence, beginning with the clause.
    """

    clause: str
    kind: Kind
    sentence: str


def diff(old: Agreement, new: Agreement) -> tuple[Change, ...]:
    """What changed from `old` to `new`, in the document's order; empty exactly when their hashes are equal."""
    return tuple(_changes(old, new))


def diff_text(changes: Sequence[Change]) -> str:
    """The changes as plain text, one to a line."""
    if not changes:
        return "Nothing changed."
    head = ["Nothing changed but wording."] if all(change.kind == "reworded" for change in changes) else []
    return "\n".join(head + [change.sentence for change in changes])


def _changes(old: Agreement, new: Agreement) -> Iterator[Change]:
    yield from _facets("agreement", old, new, ("handfast", "name", "effective_from", "currency", "show"))
    yield from _owners(old, new)
    yield from _teams(old.teams, new.teams)
    yield from _terms(old.terms, new.terms)
    yield from _facets("calendar", old.calendar, new.calendar)
    yield from _lists(old, new, CYCLE)
    keys = ("qualifies_when", "minimum_information", "explore")
    yield from _facets("qualified_lead", old.qualified_lead, new.qualified_lead, keys)
    yield from _lists(old, new, DEFINITION)
    yield from _facets("touch", old.touch, new.touch)
    yield from _sourced(old, new)
    yield from _lists(old, new, REST)
    yield from _facets("economics", old.economics, new.economics)
    yield from _signs(old.signs, new.signs)


def _owners(old: Agreement, new: Agreement) -> Iterator[Change]:
    for side in SIDES:
        before, after = old.owner(side) or "nobody", new.owner(side) or "nobody"
        if before != after:
            yield Change("parties", "changed", f"parties: {after} speaks for {side} instead of {before}.")


def _teams(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for team in sorted(old.keys() | new.keys()):
        if team not in new:
            yield Change("teams", "removed", f"teams: {team} is no longer a team of {old[team]}.")
        elif team not in old:
            yield Change("teams", "added", f"teams: {team} is a new team of {new[team]}.")
        elif old[team] != new[team]:
            yield Change("teams", "changed", f"teams: {team} goes from {old[team]} to {new[team]}.")


def _terms(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for term in sorted(old.keys() | new.keys()):
        if term not in new:
            yield Change("terms", "reworded", f"terms: “{term}” is no longer explained.")
        elif old.get(term) != new[term]:
            now = "now means" if term in old else "is explained:"
            yield Change("terms", "reworded", f"terms: “{term}” {now} “{new[term]}”.")


def _sourced(old: Agreement, new: Agreement) -> Iterator[Change]:
    if old.sourced and new.sourced:
        yield from _facets("sourced", old.sourced, new.sourced)
    elif new.sourced:
        yield Change("sourced", "added", f"sourced is new: {wording.sourced(new.sourced)}.")
    elif old.sourced:
        yield Change("sourced", "removed", f"sourced is dropped: {wording.sourced(old.sourced)}.")


def _facets(clause: str, old: Clause, new: Clause, keys: Sequence[str] | None = None) -> Iterator[Change]:
    """The keys of a clause that say something else than before."""
    for key in keys or type(new).model_fields:
        if canonical_value(old, key) != canonical_value(new, key):
            kind: Kind = "reworded" if key in WORDING else "changed"
            yield Change(clause, kind, f"{clause}: {_change_words(old, new, key)}.")


def _change_words(old: Clause, new: Clause, key: str) -> str:
    name = facet_name(new, key)
    before, after = facet_words(old, key), facet_words(new, key)
    had, has = facet_set(old, key), facet_set(new, key)
    if had is not None and has is not None and had != has:
        return f"{name} {_gains_and_losses(sorted(has - had), sorted(had - has), key)}"
    if not before:
        return f"{name} {are(key)} added: {after}"
    if not after:
        return f"{name} {are(key)} dropped: {before}"
    if key in WORDING:
        return f"{name} now reads “{after}” instead of “{before}”"
    return f"{name} {go(key)} from {before} to {after}"


def _gains_and_losses(gained: list[str], lost: list[str], key: str) -> str:
    more, less = ("gain", "lose") if key in PLURAL else ("gains", "loses")
    parts = [f"{more} {wording.joined(gained)}"] if gained else []
    parts += [f"{less} {wording.joined(lost)}"] if lost else []
    return " and ".join(parts)


def _signs(old: Mapping[str, SignClause], new: Mapping[str, SignClause]) -> Iterator[Change]:
    for sign in sorted(old.keys() | new.keys()):
        before, after = (wording.sign_threshold(sign, v[sign]) if sign in v else "" for v in (old, new))
        if not after:
            yield Change(f"signs.{sign}", "removed", f"signs.{sign} is dropped: the threshold was {before}.")
        elif not before:
            yield Change(f"signs.{sign}", "added", f"signs.{sign} is new: the threshold is {after}.")
        elif before != after:
            said = f"signs.{sign}: the threshold goes from {before} to {after}."
            yield Change(f"signs.{sign}", "changed", said)


def _lists(old: Agreement, new: Agreement, lists: Sequence[ItemList]) -> Iterator[Change]:
    for clauses in lists:
        yield from _list(old, new, clauses)


def _list(old: Agreement, new: Agreement, clauses: ItemList) -> Iterator[Change]:
    before, after = clauses.items(old), clauses.items(new)
    matched = pairs(before, after)
    was_of = {id(item): was for was, item in matched}
    kept = {id(was) for was, _ in matched}
    for item in before:
        if id(item) not in kept:
            yield Change(item.id, "removed", _whole(item, "is dropped"))
    for item in after:
        was = was_of.get(id(item))
        if was is None:
            yield Change(item.id, "added", _whole(item, "is new"))
        elif type(was.clause) is not type(item.clause):
            yield Change(item.id, "changed", _whole(item, "is of another kind now"))
        else:
            yield from _facets(item.id, was.clause, item.clause)
    if [id(item) for _, item in matched] != [
        id(item) for item in after if id(item) in was_of
    ] and clauses.order:
        order = wording.joined(item.id for item in after)
        sentence = f"The {clauses.name} stand in another order: {order}."
        yield Change(clauses.name, "changed" if clauses.order == "counts" else "reworded", sentence)


def _whole(item: Item, what: str) -> str:
    return f"{item.id} {what}" + (f": {item.words.rstrip('.')}." if item.words else ".")
