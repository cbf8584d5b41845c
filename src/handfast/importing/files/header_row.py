"""Where a table begins: the separator of its text, the row with the names of its columns, what stands above it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from handfast.importing.files.names import shown
from handfast.record.careful import Row, RowReader, count_lines
from handfast.record.header import SEPARATORS

LOOKED_AT = 200
"""Rows from which it is decided."""

FILLED = 0.6
"""A header names at least this share of the columns; a title above it fills one or two."""

_RARE_SEPARATORS = (b"^", b"~", b"\x1f", b"\x01")
_EXCEL_HINT = re.compile(rb'"?sep=(.)"?\r?\n', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """The start of a delimited text.

    Attributes:
        cells: of the header row, blank ones at its end added or left out so that rows fit.
        separator: one byte.
        size: bytes up to the first row, what stands above the header included.
        lines: lines up to the first row.
        above: what stands above the header, a row each.
    """

    cells: tuple[str, ...]
    separator: bytes
    size: int
    lines: int
    above: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Attempt:
    """The first rows as one separator cuts them."""

    rows: tuple[Row, ...]
    separator: bytes
    width: int
    share: float
    header: int

    @property
    def worth(self) -> float:
        """More columns in more of the rows are worth more; each row above the header, much less; a header like the rows below it, next to nothing."""
        return self.share * (self.width - 1) / (1 + min(self.header, 3)) ** 2 * (0.05 + self._like_names())

    def _like_names(self) -> float:
        """The share of the header's cells that may be names: no number, and not what stands below."""
        names = self.rows[self.header].fields
        below = self.rows[self.header + 1].fields if self.header + 1 < len(self.rows) else ()
        other = [cell for cell, under in zip_longest(names, below[: len(names)]) if cell != under]
        return sum(1 for cell in other if not re.match(r"\s*[-+]?\d", cell)) / max(1, len(names))


def find_head(sample: bytes, *, final: bool) -> Head | None:
    """The head of a text, or None when nothing but blank lines is there.

    Args:
        sample: the start of the text as UTF-8.
        final: whether it is the whole text.

    The separator is the one of `, ; tab |` under which most rows have the same number of fields, and the most of them; only where none of the four separates
    anything, `^ ~` and the control characters made for it. Excel's `sep=;` line settles it.
    """
    hint = _EXCEL_HINT.match(sample.lstrip(b"\r\n"))
    start = len(sample) - len(sample.lstrip(b"\r\n")) + (hint.end() if hint else 0)
    if not sample[start:].strip():
        return None
    if hint:
        return _head(_attempt(sample, start, hint.group(1), final), sample)
    attempts = [_attempt(sample, start, separator, final) for separator in SEPARATORS]
    best = max(attempts, key=lambda attempt: attempt.worth)
    if best.worth <= 0:
        rare = [_attempt(sample, start, separator, final) for separator in _RARE_SEPARATORS]
        best = max([best, *rare], key=lambda attempt: attempt.worth)
    return _head(best, sample)


def header_row(rows: Sequence[Sequence[str]], width: int) -> int:
    """Which of the first rows is the header: the first that fills enough of `width` columns, else the first with anything."""
    needed = max(1.0, FILLED * width)
    for number, row in enumerate(rows):
        if sum(1 for cell in row if cell.strip()) >= needed:
            return number
    return next((number for number, row in enumerate(rows) if any(cell.strip() for cell in row)), 0)


def note_above(above: Sequence[str]) -> str:
    """What to tell of the rows above a header."""
    rows = "the row" if len(above) == 1 else f"{len(above)} rows"
    return f"{rows} above its header {'was' if len(above) == 1 else 'were'} left out: {', '.join(f'`{shown(row, 60)}`' for row in above[:4])}"


def _attempt(sample: bytes, start: int, separator: bytes, final: bool) -> _Attempt:
    reader = RowReader(separator)
    rows: list[Row] = []
    at = start
    while at < len(sample) and len(rows) < LOOKED_AT:
        row = reader.row(sample, at, final=final)
        if row is None:  # the sample's end cuts it; of a first row whose end is nowhere, take what there is
            if rows:
                break
            row = reader.row(sample, at, final=True)
            assert row is not None  # never None at the end of a text
        if sample[row.start : row.end].strip(b"\r\n"):
            rows.append(row)
        at = row.end
    widths = Counter(len(row.fields) for row in rows if row.fields)
    width, often = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
    header = header_row([row.fields for row in rows], width)
    return _Attempt(tuple(rows), separator, width, often / len(rows), header)


def _head(attempt: _Attempt, sample: bytes) -> Head:
    header = attempt.rows[attempt.header]
    cells = list(header.fields)
    while len(cells) > attempt.width and not cells[-1].strip():
        cells.pop()
    following = attempt.rows[attempt.header + 1 :]
    if len(cells) < attempt.width and _only_blanks_beyond(len(cells), attempt.width, following):
        cells += [""] * (attempt.width - len(cells))
    above = [_plain(row, sample) for row in attempt.rows[: attempt.header]]
    return Head(tuple(cells), attempt.separator, header.end, count_lines(sample[: header.end]), tuple(above))


def _only_blanks_beyond(known: int, width: int, rows: Sequence[Row]) -> bool:
    """Whether rows end in separators that the header lacks, and hold nothing there."""
    return not any(cell.strip() for row in rows if len(row.fields) == width for cell in row.fields[known:])


def _plain(row: Row, sample: bytes) -> str:
    if row.fields:
        return " ".join(cell.strip() for cell in row.fields if cell.strip())
    return sample[row.start : row.end].decode("utf-8", "replace").strip()
