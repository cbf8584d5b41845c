"""`import`: foreign exports or an API in, a record out, and how each column was understood."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from handfast.cli.inputs import check_zone, given_agreements
from handfast.cli.screen import Steps, output, remark

if TYPE_CHECKING:
    from rich.console import Console

    from handfast.importing.exports import Imported, Reviewed
    from handfast.importing.journeys.objects import Understood
    from handfast.importing.mapping.model import ColumnUse, TableUse, Word
    from handfast.importing.store import Stored

MOST = 12
"""Lines of one kind that are printed; the rest is counted, and `mapping.yaml` has them all."""

FEW = 6
"""Names that a line lists before it counts the rest."""

LONGEST = 140
"""Characters of a note on how a file was read."""

WIDEST = 60
"""Characters that a name takes of a line at most."""


def import_(
    given: Sequence[str],
    record: Path,
    mapping: Path | None,
    agreements: Sequence[Path],
    zone: str | None,
    dates: str | None,
    review: bool,
    duplicates: bool,
) -> None:
    """Import and tell what came of it; raises HandfastError for whatever is wrong with the sources, the mapping or the folder."""
    check_zone(zone)
    from handfast.importing.exports import Options, import_exports
    from handfast.importing.mapping.model import DateOrder

    applied = given_agreements(agreements).agreements[-1]
    options = Options(applied, mapping, zone, DateOrder(dates) if dates else None, duplicates)
    with Steps() as steps:
        paths = [path for source in given for path in _paths(source, record, steps)]
        imported = import_exports(paths, record, options, datetime.now(UTC), review=review, progress=steps)
    show(imported, record, output())


def _paths(source: str, record: Path, steps: Steps) -> Iterator[Path]:
    """The path that was given, or the folder to which an API's tables were pulled (`hubspot:`)."""
    name, colon, rest = source.partition(":")
    if not colon or rest or Path(source).exists():
        path = Path(source)
        if not path.exists():
            raise typer.BadParameter(
                f"there is no file or folder {source}; an API is given with a colon, as in hubspot:",
                param_hint="SOURCE",
            )
        yield path
        return
    from handfast.importing.connectors import pull, pulled_folder

    steps(f"pulling from {name}")
    pulled = pull(name, pulled_folder(record, name), progress=steps)
    for said in pulled.remarks:
        remark(f"{name}: {said}")
    yield pulled.folder


def show(imported: "Imported", record: Path, console: "Console") -> None:
    """Print what each table and column was understood as, what the record has of it now, what was not taken, and what to do next."""
    reviewed = imported.reviewed
    for part in (
        _tables(reviewed),
        _words("Stages", reviewed.mapping.stages),
        _words("Reasons", reviewed.mapping.reasons),
        _people(reviewed),
        _stored(imported.stored, record) if imported.stored else _would_be(reviewed),
        _joined(imported),
        _not_taken(reviewed),
        _next(imported, record),
    ):
        lines = list(part)
        if lines:
            console.print("\n".join(lines), soft_wrap=True)
            console.print()


def _tables(reviewed: "Reviewed") -> Iterator[str]:
    rows = {table.label: table.rows for table in reviewed.sources.tables}
    for note in reviewed.sources.notes:
        yield f"  {note}"
    here = [use for use in reviewed.mapping.tables if use.label in rows]
    read = {one.use.label: one for one in reviewed.understanding.tables}
    width = min(max((len(use.label) for use in here), default=0), WIDEST)
    notes = {table.label: table.notes for table in reviewed.sources.tables}
    for use in sorted(here, key=lambda one: (one.object is None, one.sure < 1 and _is_a_guess(one))):
        yield from _table(use, rows[use.label], reviewed, read.get(use.label), width)
        yield from (f"    {_cut(note, LONGEST)}" for note in notes[use.label])
    yield from _zones(list(read.values()))


def _zones(tables: "Sequence[Understood]") -> Iterator[str]:
    """In which zone times are read that carry none: said once, not of each column."""
    files: dict[str, set[str]] = {}
    for one in tables:
        for reading in one.readings.values():
            for said in filter(_is_of_zones, reading.told):
                files.setdefault(said, set()).add(one.use.label)
    for said, labels in sorted(files.items()):
        yield f"In {_count(len(labels), 'file')} {said} (--zone Europe/Berlin, say, where that is theirs)"


def _is_of_zones(said: str) -> bool:
    from handfast.importing.readings.choosing import BARE_TIMES

    return said.startswith(BARE_TIMES)


def _is_a_guess(use: "TableUse") -> bool:
    return use.why.startswith("a guess") or any(column.sure < 1 for column in use.columns)


def _table(
    use: "TableUse", rows: int, reviewed: "Reviewed", read: "Understood | None", width: int
) -> Iterator[str]:
    """What a table was taken for. Columns that are known by their names are counted; a guess shows each, to be looked at."""
    begins = f"{use.label:<{width}}  {_count(rows, 'row')}"
    if use.object is None:
        yield f"◇ {begins}, not used: {use.reason}"
        return
    remarks = reviewed.understanding.remarks
    what = remarks.tables.get(use.label) or use.object.id
    named = [column for column in use.columns if column.to not in (("extra",), ("ignore",))]
    yield f"● {begins}: {what}, {_count(len(named), 'column')}"
    if _is_a_guess(use):
        yield from _each_column(use.label, named, reviewed)
    elif read is not None:
        yield from _readings(read)
    kept = [
        column.column
        for column in use.columns
        if column.to == ("extra",) and remarks.columns.get((use.label, column.column))
    ]
    if kept:
        yield f"    kept as attributes: {_listed(kept, FEW)}"
    left = [column.column for column in use.columns if column.to == ("ignore",)]
    if left:
        yield f"    not used: {_listed(left, FEW)}"


def _each_column(label: str, named: "Sequence[ColumnUse]", reviewed: "Reviewed") -> Iterator[str]:
    width = min(max((len(column.column) for column in named), default=0), 36)
    for column in named:
        remark = reviewed.understanding.remarks.columns.get((label, column.column), "")
        yield f"    {_cut(column.column, 36):<{width}}  → {', '.join(column.to):<22}  {remark}".rstrip()


def _readings(read: "Understood") -> Iterator[str]:
    """How values were read where that had to be decided, each way once with its columns."""
    ways: dict[str, list[str]] = {}
    for (column, _), reading in read.readings.items():
        for said in reading.told:
            if not _is_of_zones(said) and column not in ways.setdefault(said, []):
                ways[said].append(column)
    for said, columns in ways.items():
        yield f"    {_listed(columns, FEW)}: {said}"


def _words(title: str, words: "dict[str, Word] | object") -> Iterator[str]:
    said = dict(words) if isinstance(words, dict) else {}
    if not said:
        return
    yield f"{title} (the source's → the agreement's)"
    shown = list(said.items())[:MOST]
    width = min(max(len(word) for word, _ in shown), 36)
    for word, meant in shown:
        means = meant.means or "kept as it is"
        sure = f"a guess, {meant.sure:.0%} sure" if meant.means and meant.sure < 1 else ""
        why = ", ".join(part for part in (meant.why, sure) if part)
        yield f"    {_cut(word, 36):<{width}} → {means}  ({_count(meant.rows, 'row')}{f'; {why}' if why else ''})"
    if len(said) > MOST:
        yield f"    and {len(said) - MOST} more in mapping.yaml"


def _people(reviewed: "Reviewed") -> Iterator[str]:
    unknown = [
        called for called, person in reviewed.mapping.people.items() if not (person.side or person.team)
    ]
    if unknown:
        yield f"People whose side and team the exports don't say: {_listed(unknown)}. Fill them in under people: in mapping.yaml"


def _stored(stored: "Stored", record: Path) -> Iterator[str]:
    if not stored.import_id:
        yield f"The record in {record} knew all of it already: nothing was changed"
        return
    yield f"The record in {record}"
    for table in stored.tables:
        said = [
            f"{count:,} {what}"
            for count, what in (
                (table.added, "added"),
                (table.updated, "updated"),
                (table.unchanged, "unchanged"),
                (table.repeated, "told twice"),
                (table.set_aside, "set aside"),
                (table.not_in_export, "not in this export, kept"),
            )
            if count
        ] or ["nothing new"]
        yield f"    {table.table:<22}{'; '.join(said)}"
    for table_name, count in stored.changes.items():
        yield f"    {table_name:<22}{_count(count, 'change')} found by comparing"


def _would_be(reviewed: "Reviewed") -> Iterator[str]:
    yield "Nothing is stored yet. It would make"
    for table, count in reviewed.rows.items():
        yield f"    {table:<22}{_count(count, 'row')}"


def _joined(imported: "Imported") -> Iterator[str]:
    found = imported.reviewed.accounts
    if found and found.matched:
        ways = (
            (found.by_domain, "domain"),
            (found.by_domain_and_name, "domain and name"),
            (found.by_name, "name"),
        )
        said = ", ".join(f"{count:,} by {way}" for count, way in ways if count)
        yield f"{_count(found.matched, 'lead')} of {found.without:,} without an account came to one: {said}"
    if found and found.in_doubt:
        yield f"{_count(found.in_doubt, 'lead')} could be of several accounts and were left alone"
    for thing, pairs in (imported.duplicates or {}).items():
        if pairs.pairs:
            yield f"{_count(pairs.pairs, 'pair')} of {thing.value}s are probably one; nothing was merged (handfast merge RECORD --list)"
    if imported.not_looked:
        yield imported.not_looked


def _not_taken(reviewed: "Reviewed") -> Iterator[str]:
    if reviewed.set_aside:
        yield "Set aside"
        for file, reason, count, line in reviewed.set_aside[:MOST]:
            yield f"    {count:>7,}  {file}:{line}{' and on' if count > 1 else ''}  {reason}"
        yield from _more(len(reviewed.set_aside))
    if reviewed.not_used:
        if reviewed.set_aside:
            yield ""
        yield "Understood, and of no use here"
        for what, reason, count in reviewed.not_used[:MOST]:
            yield f"    {count:>7,}  {what}: {reason}"
        yield from _more(len(reviewed.not_used))


def _more(count: int) -> Iterator[str]:
    if count > MOST:
        yield f"    and {count - MOST} kinds more"


def _next(imported: "Imported", record: Path) -> Iterator[str]:
    where = record / "mapping.yaml"
    if imported.stored is None:
        yield f"Look at {where}, mend what is wrong, and import again without --review"
        return
    guesses = any(
        use.sure < 1 for table in imported.reviewed.mapping.tables if table.guessed for use in table.columns
    )
    if guesses:
        yield f"Guesses are marked in {where}: mend what is wrong there and import again"
    else:
        yield f"What each column became, with examples, stands in {where}"
    yield f"Next: handfast audit {record} --out results"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _listed(names: Iterable[str], most: int = MOST) -> str:
    every = list(names)
    shown = ", ".join(_cut(name, WIDEST) for name in every[:most])
    return (
        f"{shown} and {len(every) - most} more"
        if len(every) > most + 1
        else ", ".join(_cut(name, WIDEST) for name in every)
    )


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
