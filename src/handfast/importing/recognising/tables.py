"""Which object a source table is: by its columns first, by its file's name where columns leave it open.

A name that few objects have tells much, one that all have (`id`, `name`) tells nothing: each matched column counts by how rare its name is among all described
objects (inverse document frequency, as in text retrieval). Tables of one import mostly come from one system, so an object gains by what the other tables are.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from handfast.importing.files.source_table import SourceTable
from handfast.importing.mapping.model import EXTRA, IGNORE, ColumnUse
from handfast.importing.recognising.columns import by_a_loader, columns_by_name
from handfast.importing.recognising.stems import readings_of
from handfast.importing.systems.catalogue import RECORD, Object, systems
from handfast.importing.systems.naming import plain

CALLED_SO = 8.0
"""Evidence from a file that is called as the object's files are: about that of two columns with rare names."""

SHARPNESS = 3
"""How little a table says for a system that it may come from, but probably doesn't."""

COMPANY = 2.0
"""How much the other tables of an import count: an object of the system that all of them may come from counts three times."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An object that a table may be, with the evidence for it.

    Attributes:
        named_only: it has the object's name, and none of the columns that only that system has.
    """

    object: Object
    columns: tuple[ColumnUse, ...]
    evidence: float
    named_only: bool = False


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a table is taken for; `object` is None when it is like nothing that is described.

    Attributes:
        sure: the share of the evidence for the first two candidates that the first has, 0.5 to 1.
        next_best: the candidate that came second.
    """

    object: Object | None
    columns: tuple[ColumnUse, ...] = ()
    sure: float = 0.0
    next_best: Object | None = None


def recognise(
    tables: Sequence[SourceTable], filled: Mapping[str, Mapping[str, int]]
) -> dict[str, Recognised]:
    """What each table is, by its label.

    Args:
        tables: the source tables of one import.
        filled: for each label how many values each column has.
    """
    candidates = {table.label: candidates_of(table, filled.get(table.label, {})) for table in tables}
    votes: defaultdict[str, float] = defaultdict(float)
    for found in candidates.values():
        proven = [one for one in found if not one.named_only]
        best = max((one.evidence for one in proven), default=0.0)
        for name in {one.object.system for one in proven}:
            said = max(one.evidence for one in proven if one.object.system == name) / best
            votes[name] += said**SHARPNESS
    return {
        label: _best(
            [one for one in found if not one.named_only or votes[one.object.system]], votes, len(tables)
        )
        for label, found in candidates.items()
    }


def _best(found: Iterable[Candidate], votes: Mapping[str, float], tables: int) -> Recognised:
    ranked = sorted(
        ((one.evidence * (1 + COMPANY * votes[one.object.system] / tables), one) for one in found),
        key=lambda pair: (-pair[0], pair[1].object.id),
    )
    if not ranked:
        return Recognised(None)
    first = ranked[0]
    second = ranked[1] if len(ranked) > 1 else None
    sure = first[0] / (first[0] + second[0]) if second else 1.0
    return Recognised(first[1].object, first[1].columns, sure, second[1].object if second else None)


def candidates_of(table: SourceTable, filled: Mapping[str, int]) -> tuple[Candidate, ...]:
    """Every object of a known system that the table may be: one of which it has all required fields, and a field of each sign or its name."""
    names = readings_of(table.stem)
    known = (one for one in systems() if one.name != RECORD)
    found = (_candidate(thing, table, names, filled) for one in known for thing in one.objects)
    return tuple(candidate for candidate in found if candidate)


def _candidate(
    thing: Object, table: SourceTable, names: Iterable[str], filled: Mapping[str, int]
) -> Candidate | None:
    columns = columns_by_name(thing, table.columns, filled)
    given = {target.partition(".")[0] for use in columns for target in use.to} - {EXTRA, IGNORE}
    loaded = any(by_a_loader(column) for column in table.columns)
    needed = (name for name, field in thing.fields.items() if field.required)
    called = any(thing.named_like(name) for name in names)
    if not all(name in given for name in needed):
        return None
    proven = all(given & set(group) for group in thing.signs)
    if not called and not proven:
        return None
    known = sum(_weight(plain(use.column)) for use in columns if use.to not in ((EXTRA,), (IGNORE,)))
    if not known:
        return None
    share = len([use for use in columns if use.to not in ((EXTRA,), (IGNORE,))]) / len(columns)
    return Candidate(
        thing,
        columns,
        known * (0.5 + 0.5 * share) + (CALLED_SO if called else 0.0),
        not proven and not loaded,
    )


def _weight(name: str) -> float:
    every, having = _frequencies()
    return math.log((1 + every) / (0.5 + having.get(name, 0)))


@lru_cache(maxsize=1)
def _frequencies() -> tuple[int, Mapping[str, int]]:
    """How many objects there are, and how many of them have each plain name."""
    every = [thing for one in systems() for thing in one.objects]
    return len(every), Counter(name for thing in every for name in thing.by_plain_name)
