"""What a table of an unknown system may be: by the names that exports give to things, in seven languages, and by what its values look like.

A guess is made for each canonical table and each other shape of one; the one that explains most columns best wins. Each column says by
what it goes and how sure that is, so that a person can mend it in `mapping.yaml`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from handfast.importing.files.source_table import SourceTable
from handfast.importing.mapping.model import ColumnUse
from handfast.importing.readings import Profile, fits
from handfast.importing.recognising.columns import left_over
from handfast.importing.recognising.stems import readings_of
from handfast.importing.systems.catalogue import RECORD, FieldType, Object, object_of, read_toml, system
from handfast.importing.systems.naming import plain, words
from handfast.record.tables import BY_NAME

BY_OWN_NAME, BY_NAME_GIVEN, BY_WORDS, BY_VALUES, BY_BEING_DIFFERENT = 1.0, 0.9, 0.7, 0.6, 0.5
"""How sure a column is by what it goes by: conventions, to be read as an order."""

CALLED_SO = 2.0
"""What a file's name adds, in columns."""

LEAST = 2.0
"""Columns' worth of evidence below which nothing is guessed."""

FEW = 20
"""Rows below which values say little."""

FILLERS = frozenset(
    {"the", "of", "de", "a", "lead", "contact", "deal", "company", "hs", "crm", "first", "primary"}
)
"""Words that tell no column from another."""

IDENTIFYING = frozenset(
    {"id", "ids", "key", "number", "no", "nr", "nummer", "code", "guid", "uuid", "numero", "num", "kennung"}
)
"""Words of a column that tells things apart."""

_WORTH = {"lead_id": 2.0, "email": 2.0, "opportunity_id": 2.0, "account_id": 1.5}


@dataclass(frozen=True, slots=True)
class Guess:
    """What a table may be.

    Attributes:
        object: a canonical table or another shape of one.
        columns: every column of the table, in order.
        sure: 0 to 1.
    """

    object: Object
    columns: tuple[ColumnUse, ...]
    sure: float


def own_table(table: SourceTable) -> bool:
    """Whether a table is one of the record's by its own names: called so, with every column that it needs."""
    named = BY_NAME.get(table.stem)
    if named is None:
        return False
    columns = {column.lower() for column in table.columns}
    return all(column.name in columns for column in named.columns if column.required)


def guess(table: SourceTable, profiles: Mapping[str, Profile]) -> Guess | None:
    """The best guess for a table; None when nothing explains enough of it."""
    stems = readings_of(table.stem)
    found = [
        scored
        for thing in system(RECORD).objects
        if (scored := _scored(thing, table, profiles, stems)) is not None
    ]
    if not found:
        return None
    found.sort(key=lambda pair: (-pair[0], pair[1].object.id))
    worth, best = found[0]
    # Another shape of the same table says much the same of each column: no rival.
    rival = next((other for other, one in found if _tells(one.object) != _tells(best.object)), 0.0)
    return Guess(best.object, best.columns, min(0.95, worth / (worth + rival)))


def _tells(thing: Object) -> str:
    return thing.like or thing.name


def _scored(
    thing: Object, table: SourceTable, profiles: Mapping[str, Profile], stems: Iterable[str]
) -> tuple[float, Guess] | None:
    chosen = _assigned(thing, table, profiles)
    if not chosen:
        return None
    chosen = _named_by_itself(thing, table, profiles, _keyed(thing, table, profiles, chosen))
    given = {field for fields, _, _ in chosen.values() for field in fields}
    needed = [name for name, field in thing.fields.items() if field.required and name != "activity_id"]
    if not all(name in given for name in needed) or not all(
        given & set(group) for group in thing.signs if group != ("activity_id",)
    ):
        return None
    called = max((_called(thing, stem) for stem in stems), default=0.0)
    worth = called + sum(
        sure * max(_WORTH.get(field, 1.0) for field in fields) for fields, sure, _ in chosen.values()
    )
    if worth < LEAST:
        return None
    rest = (left_over(thing),)
    uses = tuple(
        ColumnUse(column, chosen[column][0], chosen[column][1], why=chosen[column][2])
        if column in chosen
        else ColumnUse(column, rest, why="no field has this name")
        for column in table.columns
    )
    return worth * (0.5 + 0.5 * len(chosen) / len(table.columns)), Guess(thing, uses, 0.0)


Chosen = dict[str, tuple[tuple[str, ...], float, str]]


def _assigned(thing: Object, table: SourceTable, profiles: Mapping[str, Profile]) -> Chosen:
    """Each field once, each column once, surest first."""
    pairs = sorted(
        (
            (-sure, place, column, name, why)
            for place, column in enumerate(table.columns)
            for name, sure, why in _fields_for(thing, column, profiles.get(column))
        ),
    )
    chosen: Chosen = {}
    taken: set[str] = set()
    for minus, _, column, name, why in pairs:
        if column not in chosen and name not in taken:
            chosen[column] = ((name,), -minus, why)
            taken.add(name)
    return chosen


def _fields_for(thing: Object, column: str, profile: Profile | None) -> Iterator[tuple[str, float, str]]:
    called = plain(column)
    told = [word for word in words(column) if word not in FILLERS]
    for field in thing.fields.values():
        if profile is None or not profile.filled or not _holds(thing, field.name, field.type, profile):
            continue
        if called == plain(field.name):
            yield field.name, BY_OWN_NAME, "its name"
        elif called in _plain_names(thing.id, field.name):
            yield field.name, BY_NAME_GIVEN, "its name"
        elif told and tuple(sorted(told)) in _words_of_names(thing.id, field.name):
            yield field.name, BY_WORDS, "the words of its name"
        elif field.name == "email" and profile.email >= 0.9:
            yield field.name, BY_VALUES, "its values"


@cache
def _plain_names(thing: str, field: str) -> frozenset[str]:
    return frozenset(plain(name) for name in _every_name(thing, field))


@cache
def _words_of_names(thing: str, field: str) -> frozenset[tuple[str, ...]]:
    """The words that tell, of each name that has any, in alphabetical order."""
    told = (
        tuple(sorted(word for word in words(name) if word not in FILLERS))
        for name in (field, *_every_name(thing, field))
    )
    return frozenset(name for name in told if name)


def _every_name(thing: str, field: str) -> tuple[str, ...]:
    found = object_of(thing)
    columns = _other_names().get(found.like or found.name, {}).get("columns") or {}
    return (*found.fields[field].names, *map(str, columns.get(field) or ()))


def _holds(thing: Object, name: str, type_: FieldType, profile: Profile) -> bool:
    """Whether a column's values can be the field's: of its type, a key if it is one, one of its choices if it has these."""
    if not fits(profile, type_):
        return False
    like = BY_NAME.get(thing.like or thing.name)
    if like is None:
        return True
    if (name,) == like.key and thing.name not in ("stage_history",):
        return profile.distinct >= 0.9 * profile.filled
    if name == "owner_id" and profile.filled >= FEW and profile.distinct >= 0.9 * profile.filled:
        return False  # nobody has an owner for each thing
    column = next((one for one in like.columns if one.name == name), None)
    if column is not None and column.choices:
        return any(example.strip().lower() in column.choices for example in profile.examples)
    return True


def _keyed(thing: Object, table: SourceTable, profiles: Mapping[str, Profile], chosen: Chosen) -> Chosen:
    """A column that nothing else explains and that is different in every row, with the first of the columns or called a number, is the id that no name told."""
    like = BY_NAME.get(thing.like or thing.name)
    if like is None or len(like.key) != 1 or any(like.key[0] in fields for fields, _, _ in chosen.values()):
        return chosen
    for place, column in enumerate(table.columns):
        profile = profiles.get(column)
        if column in chosen or profile is None or (place and not set(words(column)) & IDENTIFYING):
            continue
        if (
            profile.filled == table.rows
            and profile.distinct >= 0.98 * table.rows
            and not fits(profile, FieldType.INSTANT)
        ):
            return {**chosen, column: ((like.key[0],), BY_BEING_DIFFERENT, "being different in every row")}
    return chosen


def _named_by_itself(
    thing: Object, table: SourceTable, profiles: Mapping[str, Profile], chosen: Chosen
) -> Chosen:
    """A thing that has a name of its own and no id goes by its name."""
    like = BY_NAME.get(thing.like or thing.name)
    if like is None or len(like.key) != 1 or any(like.key[0] in fields for fields, _, _ in chosen.values()):
        return chosen
    for column, (fields, sure, why) in chosen.items():
        profile = profiles.get(column)
        if fields == ("name",) and profile and profile.distinct >= 0.98 * profile.filled == 0.98 * table.rows:
            return {
                **chosen,
                column: ((like.key[0], "name"), min(sure, BY_WORDS), f"{why}, in want of an id"),
            }
    return chosen


def _called(thing: Object, stem: str) -> float:
    if thing.named_like(stem):
        return CALLED_SO
    said = _other_names().get(thing.like or thing.name, {})
    return CALLED_SO if plain(stem) in {plain(name) for name in said.get("files", ())} else 0.0


@cache
def _other_names() -> Mapping[str, Mapping[str, Mapping[str, Iterable[str]]]]:
    return read_toml(files("handfast.importing.systems") / RECORD / "names.toml")
