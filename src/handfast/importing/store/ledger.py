"""What was imported into a record, and when: one line of `.handfast/imports.jsonl` for each import."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from handfast.faults import Fault, InputFaults
from handfast.importing.store.stored import TableStored
from handfast.record.bookkeeping import FOLDER, standing

NAME = f"{FOLDER}/imports.jsonl"


@dataclass(frozen=True, slots=True)
class Source:
    """A source of an import.

    Attributes:
        label: as `__file` of its rows has it.
        digest: SHA-256 of its bytes, in hexadecimal.
        rows: how many it has.
        reading: tells apart how the same bytes are understood; another mapping is another reading.
        as_of: of when it is, aware, where that is known (when it was exported); else it is of the import.
    """

    label: str
    digest: str
    rows: int
    as_of: datetime | None = None
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Import:
    """An import that is in the record.

    Attributes:
        id: its name.
        number: 1, 2, … in the order of imports; `__told_in` of the rows that it told last.
        imported_at: when, aware.
        sources: what was read, each with the instant that it is of.
        tables: what it did to each.
        changes: rows of change history that comparing brought, by table.
        set_aside, values_set_aside, not_used: how much was left out.
    """

    id: str
    number: int
    imported_at: datetime
    sources: tuple[Source, ...]
    tables: tuple[TableStored, ...]
    changes: Mapping[str, int]
    set_aside: int
    values_set_aside: int
    not_used: int


@dataclass(frozen=True, slots=True)
class Told:
    """When a source first told what it tells.

    Attributes:
        at: the instant that it is of.
        number: of its first import.
        again: whether that was an earlier one.
        silent: whether it was understood then as it is now, so that what it leaves empty says nothing new.
    """

    at: datetime
    number: int
    again: bool = False
    silent: bool = False


def imports_of(folder: Path) -> tuple[Import, ...]:
    """The imports that a record is made of, first to last; none when the folder isn't there or nothing was imported into it.

    Raises InputFaults, with the line, when the bookkeeping can't be read.
    """
    path = standing(folder, NAME)
    if not path.exists():
        return ()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputFaults([_unreadable(path, 0, str(error))]) from error
    return tuple(_import(path, line, text) for line, text in enumerate(lines, start=1) if text.strip())


def first_told(
    sources: Sequence[Source], imports: Sequence[Import], imported_at: datetime
) -> dict[str, Told]:
    """For each label, of when its source is: a source of known bytes is of its first import; none is of later than now."""
    known: dict[str, Told] = {}
    read: set[tuple[str, str]] = set()
    for one in imports:
        for source in one.sources:
            known.setdefault(source.digest, Told(source.as_of or one.imported_at, one.number, True))
            read.add((source.digest, source.reading))
    number = next_number(imports)
    now = {s.label: Told(min(s.as_of or imported_at, imported_at), number) for s in sources}
    return {
        s.label: replace(known[s.digest], silent=(s.digest, s.reading) in read)
        if s.digest in known
        else now[s.label]
        for s in sources
    }


def next_number(imports: Sequence[Import]) -> int:
    """The number of the import that comes next."""
    return max((one.number for one in imports), default=0) + 1


def name_of(imported_at: datetime, sources: Sequence[Source], number: int) -> str:
    """The id of an import: its number, its instant, and the beginning of a digest of its sources."""
    digest = hashlib.sha256("\n".join(sorted(source.digest for source in sources)).encode()).hexdigest()
    return f"{number:04}-{imported_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{digest[:8]}"


def write(imports: Sequence[Import], path: Path) -> None:
    """Write the ledger, whole."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        "".join(f"{json.dumps(_plain(one), ensure_ascii=False)}\n" for one in imports), encoding="utf-8"
    )


def _plain(one: Import) -> dict[str, Any]:
    return {
        "id": one.id,
        "number": one.number,
        "imported_at": one.imported_at.astimezone(UTC).isoformat(),
        "sources": [
            {**asdict(source), "as_of": source.as_of.astimezone(UTC).isoformat() if source.as_of else None}
            for source in one.sources
        ],
        "tables": [asdict(table) for table in one.tables],
        "changes": dict(one.changes),
        "set_aside": one.set_aside,
        "values_set_aside": one.values_set_aside,
        "not_used": one.not_used,
    }


def _import(path: Path, line: int, text: str) -> Import:
    try:
        plain = json.loads(text)
        sources = [
            Source(**{**s, "as_of": datetime.fromisoformat(s["as_of"]) if s["as_of"] else None})
            for s in plain.pop("sources")
        ]
        tables = [TableStored(**table) for table in plain.pop("tables")]
        at = datetime.fromisoformat(plain.pop("imported_at"))
        return Import(**plain, imported_at=at, sources=tuple(sources), tables=tuple(tables))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputFaults([_unreadable(path, line, str(error))]) from error


def _unreadable(path: Path, line: int, why: str) -> Fault:
    message = f"the list of imports can't be read ({why}); take it from a backup, or import into a new folder with --out"
    return Fault(str(path), line, 0, "", message, "unreadable")
