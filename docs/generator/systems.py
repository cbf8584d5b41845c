"""The systems whose exports are recognised, from `handfast.importing.systems`."""

from collections.abc import Iterator

from docs.generator.markdown import code, codes, page, table
from handfast.importing.systems.catalogue import RECORD, Object, System, systems
from handfast.record.tables import BY_NAME

INTRODUCTION = """
What `handfast import` recognises by itself. A table is recognised by its columns, and by its file's name where columns leave
it open; names are compared without case, blanks, punctuation and underscores, and a custom field's trailing `__c` doesn't
count. Columns that no field names are kept as attributes that rules may use, or go with an activity's properties.

Exports of systems that aren't here are mapped onto [the record's tables](record.md) by the names that things have in seven
languages and by what the values look like; `mapping.yaml` then says how sure each guess is
([how to go on from there](../how-to/import-exports.md)).
"""


def page_text() -> str:
    """The whole page."""
    described = [one for one in systems() if one.name != RECORD]
    overview = table(
        ("System", "Its tables"),
        (
            (
                f"[{one.title}](#{one.name})",
                ", ".join(thing.title for thing in one.objects if not thing.unused),
            )
            for one in described
        ),
    )
    return page("Systems", INTRODUCTION, overview, *map(_section, described))


def _section(one: System) -> str:
    return "\n\n".join(
        [f"({one.name})=\n## {one.title}", *_makes(one), *(_object(thing) for thing in one.objects)]
    )


def _makes(one: System) -> Iterator[str]:
    made = sorted({definition.table for definition in one.definitions if definition.table in BY_NAME})
    yield f"Rows are made for {', '.join(f'[{name}](record.md#{name})' for name in made)}."


def _object(thing: Object) -> str:
    head = f"### {one_title(thing)}\n\n{code(thing.id)}"
    if thing.unused:
        return f"{head}. Recognised and not used: {thing.unused}."
    rows = [
        (code(field.name), "●" if field.required else "", codes(field.names) if field.names else "")
        for field in thing.fields.values()
    ]
    rows += [
        (f"{code(family.name)} (many columns)", "", code(family.match.pattern.replace("|", " or ")))
        for family in thing.families
    ]
    return f"{head}\n\n{table(('Field', '', 'Is called'), rows)}"


def one_title(thing: Object) -> str:
    """The object's title, with its system's name so that no two headings of the page are one."""
    system = next(one.title for one in systems() if one.name == thing.system)
    return f"{system}: {thing.title}"
