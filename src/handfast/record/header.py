"""The header of a delimited file: which separator, which fields, and which columns of the record they are."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from handfast.record.bookkeeping import STAMPS
from handfast.record.careful import RowReader, count_lines
from handfast.record.columns import Column, Table

SEPARATORS = (b",", b";", b"\t", b"|")
_EXCEL_HINT = re.compile(rb'"?sep=([,;\t|])"?\r?\n', re.IGNORECASE)
_NEAR = 70
_LONG = 60
RESERVED = ("__file", "__line", "__said", "__bad")
"""Names that reading uses for itself; a source's column of that name gets a number after it."""


@dataclass(frozen=True, slots=True)
class Header:
    """The header row.

    Attributes:
        names: of the fields, trimmed, in order.
        separator: one byte.
        size: bytes of the text that it takes, what stands before it included.
        lines: lines that it takes.
        reason: why it can't be read; empty when it can.
    """

    names: tuple[str, ...]
    separator: bytes
    size: int
    lines: int
    reason: str = ""


def read_header(text: bytes, table: Table) -> Header | None:
    """The header at the start of a text, or None when nothing but blank lines is there.

    The separator is the one that gives the most columns of the table, then the most fields, then the first of
    `, ; tab |`. Excel's `sep=;` line settles it.
    """
    start = len(text) - len(text.lstrip(b"\r\n"))
    if start == len(text):
        return None
    hint = _EXCEL_HINT.match(text, start)
    if hint:
        return _header(text, hint.end(), hint.group(1))
    headers = [_header(text, start, separator) for separator in SEPARATORS]
    known = set(table.column_names)

    def fit(header: Header) -> tuple[bool, int, int]:
        return (not header.reason, len(known.intersection(map(str.lower, header.names))), len(header.names))

    return max(headers, key=fit)


def _header(text: bytes, start: int, separator: bytes) -> Header:
    row = RowReader(separator).row(text, start, final=True)
    assert row is not None  # never None at the end of the text
    names = tuple(name.strip().lstrip("\ufeff") for name in row.fields)
    return Header(names, separator, row.end, count_lines(text[: row.end]), row.reason)


@dataclass(frozen=True, slots=True)
class Understood:
    """How a file's fields were taken.

    Attributes:
        canonical: position of the field for each canonical column that the file has.
        extra: name in the record and position of each other field.
        notes: what was decided, to tell the reader.
    """

    canonical: dict[str, int]
    extra: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]


def understand(names: Sequence[str], table: Table) -> Understood:
    """Which field is which column. Canonical names are matched whatever their case; the exact spelling wins. Importing's own stamps are none."""
    canonical: dict[str, int] = {}
    notes: list[str] = []
    for column in table.columns:
        same = [i for i, name in enumerate(names) if name.lower() == column.name]
        if same:
            canonical[column.name] = next((i for i in same if names[i] == column.name), same[0])
    taken = {*(column.name for column in table.all_columns), *RESERVED}
    derived = {column.name for column in table.derived}
    extra: list[tuple[str, int]] = []
    for i, name in enumerate(names):
        if i in canonical.values() or name in STAMPS:
            continue
        plain = name or f"column_{i + 1}"
        free = _free(plain, taken)
        taken.add(free.lower())
        extra.append((free, i))
        if not name:
            notes.append(f"column {i + 1} has no name and is kept as `{free}`")
        elif plain.lower() in derived:
            notes.append(
                f"its column `{name}` is kept as `{free}`, since Handfast works out `{plain.lower()}` itself"
            )
        elif free != plain:
            notes.append(f"a second column `{name}` is kept as `{free}`")
    return Understood(canonical, tuple(extra), tuple(notes))


def _free(name: str, taken: Iterable[str]) -> str:
    number = 2
    free = name
    while free.lower() in taken:
        free = f"{name}_{number}"
        number += 1
    return free


def missing_column(column: Column, names: Sequence[str], table: Table) -> str:
    """What to say when a file lacks a required column, with the names that may have been meant."""
    canonical = {known.name for known in table.columns}
    others = [name for name in names if name and name.lower() not in canonical and len(name) <= _LONG]
    plain = {name: re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") for name in others}
    near = [
        match[0]
        for match in process.extract(column.name, list(plain.values()), scorer=fuzz.WRatio, limit=3)
        if match[1] >= _NEAR
    ]
    meant = sorted(name for name in others if plain[name] in near)
    needs = f"has no column {column.name}, which every row of {table.name} needs"
    if meant:
        return (
            f"{needs}; did you mean {' or '.join(f'`{name}`' for name in meant)}? Rename it to {column.name}"
        )
    shown = ", ".join(f"`{name[:_LONG]}`" for name in names[:20] if name) or "none"
    return f"{needs}; its columns are {shown}"
