"""Delimited text as Arrow batches, with the line of each row, in bounded memory.

Almost all text is well formed, and arrays can tell: where quotes open at the start of a field and close at its end, the
separators and line ends outside them cut it into rows. A piece of text that arrays can't vouch for is read row by row by
`careful`, to the same result.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from handfast.record.arrow import integers, texts
from handfast.record.careful import QUOTE, Row, RowReader, count_lines

Integers = np.ndarray[Any, Any]

LONGEST_ROW = 16 * 1024 * 1024
"""Bytes. A row that goes on for longer has a quote that was never closed."""

BATCH_ROWS = 61_440
"""Rows handed on at a time: half of a DuckDB row group, so that both threads have work."""

SHOWN = 200
"""Characters of a malformed row that are shown."""

_SEPARATOR, _LINE_FEED, _RETURN, _QUOTE, _NUL = 1, 2, 3, 4, 5

LINE, REASON, TEXT = "line", "reason", "text"
"""Columns added to the fields `c0, c1, …`: the row's first line in the file; why it is malformed, and its beginning."""


def schema(width: int) -> pa.Schema:
    """The batches' schema for rows of `width` fields."""
    fields = [pa.field(f"c{i}", pa.string()) for i in range(width)]
    return pa.schema(
        [*fields, pa.field(LINE, pa.int64()), pa.field(REASON, pa.string()), pa.field(TEXT, pa.string())]
    )


@dataclass(slots=True)
class Malformed:
    """Malformed rows met in a piece of text."""

    lines: list[int] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def add(self, line: int, reason: str, text: bytes) -> None:
        """Note one; a zero byte is shown as its picture, since text columns hold none."""
        self.lines.append(line)
        self.reasons.append(reason)
        shown = text[: 4 * SHOWN].decode("utf-8", "replace").rstrip("\r\n")
        self.texts.append(shown[:SHOWN].replace("\0", "\u2400"))

    def batches(self, width: int) -> Iterator[pa.RecordBatch]:
        """As batches in which every field is missing."""
        if self.lines:
            missing = pa.nulls(len(self.lines), pa.string())
            yield pa.record_batch(
                [
                    *[missing] * width,
                    integers(np.array(self.lines, np.int64)),
                    texts(self.reasons),
                    texts(self.texts),
                ],
                schema=schema(width),
            )


def read_rows(
    chunks: Iterator[bytes], separator: bytes, width: int, *, line: int, arrays: bool = True
) -> Iterator[pa.RecordBatch]:
    """The rows of a text without its header.

    Args:
        chunks: the text as UTF-8, in pieces cut anywhere.
        separator: one byte.
        width: fields in a row; a row with more or fewer is malformed.
        line: the number of the text's first line.
        arrays: False reads every row carefully, for tests.

    Yields batches of `schema(width)`. Blank lines are no rows. Empty fields are missing.
    """
    reader = _Pieces(separator, width, arrays)
    buffer = b""
    for chunk in chunks:
        buffer += chunk
        used, batches = reader.piece(buffer, line, final=False)
        yield from batches
        line += count_lines(buffer[:used])
        buffer = buffer[used:]
    while buffer:
        used, batches = reader.piece(buffer, line, final=True)
        yield from batches
        line += count_lines(buffer[:used])
        buffer = buffer[used:]


def wrong_width(width: int, found: int) -> str:
    """Why a row of `found` fields is malformed under a header of `width`."""
    return f"has {found} field{'' if found == 1 else 's'} where the header has {width}"


class _Pieces:
    """Reads the whole rows at the start of a buffer."""

    def __init__(self, separator: bytes, width: int, arrays: bool) -> None:
        self.separator = separator
        self.width = width
        self.arrays = arrays
        self.rows = RowReader(separator)
        self.kinds = np.zeros(256, np.uint8)
        for byte, kind in (
            (separator[0], _SEPARATOR),
            (10, _LINE_FEED),
            (13, _RETURN),
            (34, _QUOTE),
            (0, _NUL),
        ):
            self.kinds[byte] = kind

    def piece(self, buffer: bytes, line: int, *, final: bool) -> tuple[int, list[pa.RecordBatch]]:
        """How many bytes were read, and the rows in them."""
        if self.arrays:
            read = self._by_arrays(buffer, line)
            if read is not None:
                return read
        return self._carefully(buffer, line, final=final)

    def _by_arrays(self, buffer: bytes, line: int) -> tuple[int, list[pa.RecordBatch]] | None:
        """None when arrays can't vouch for the text."""
        data = np.frombuffer(buffer, np.uint8)
        special = self.kinds[data]
        places = np.flatnonzero(special)
        kinds = special[places]
        quotes = kinds == _QUOTE
        inside = ((np.cumsum(quotes) - quotes) & 1).astype(bool)
        ends = places[(kinds == _LINE_FEED) & ~inside]
        if len(ends) == 0:
            return None
        size = int(ends[-1]) + 1
        text = buffer[:size]
        known = places < size
        places, kinds, quotes, inside = places[known], kinds[known], quotes[known], inside[known]
        if (kinds == _NUL).any() or not self._quoted_well(data, places[quotes], inside[quotes]):
            return None
        returns = places[kinds == _RETURN]
        if len(returns) and (data[returns + 1] != ord("\n")).any():
            return None
        if not text.isascii():
            try:
                text.decode()
            except UnicodeDecodeError:
                return None
        starts = np.concatenate(([0], ends[:-1] + 1))
        counts = np.diff(np.searchsorted(places[(kinds == _SEPARATOR) & ~inside], ends), prepend=0) + 1
        blank = (ends == starts) | ((ends == starts + 1) & (data[starts] == ord("\r")))
        lines = line + np.searchsorted(places[kinds == _LINE_FEED], starts)
        return self._cut(text, starts, ends, counts, blank, lines, quoted=bool(quotes.any()))

    def _quoted_well(self, data: Integers, quotes: Integers, inside: Integers) -> bool:
        """Whether each quote opens a field, closes one, or is doubled inside one."""
        if len(quotes) == 0:
            return True
        opening, closing = quotes[~inside], quotes[inside]
        before = data[opening - 1]  # of the first byte: the last, set right below
        opens = (before == self.separator[0]) | (before == ord("\n")) | (before == QUOTE) | (opening == 0)
        after = data[np.minimum(closing + 1, len(data) - 1)]
        closes = (after == self.separator[0]) | (after == ord("\n")) | (after == ord("\r")) | (after == QUOTE)
        return bool(opens.all() and closes.all())

    def _cut(
        self,
        text: bytes,
        starts: Integers,
        ends: Integers,
        counts: Integers,
        blank: Integers,
        lines: Integers,
        *,
        quoted: bool,
    ) -> tuple[int, list[pa.RecordBatch]] | None:
        size = len(text)
        ragged = (counts != self.width) & ~blank
        malformed = Malformed()
        if ragged.any():
            for i in np.flatnonzero(ragged):
                row = text[starts[i] : ends[i] + 1]
                malformed.add(int(lines[i]), wrong_width(self.width, int(counts[i])), row)
            text = _without(text, starts, ends, ragged)
        good = ~ragged & ~blank
        if not good.any():
            return size, list(malformed.batches(self.width))
        table = self._parse(text, quoted)
        if table is None or table.num_rows != int(good.sum()):
            return None
        nothing = pa.nulls(table.num_rows, pa.string())
        columns = [*table.columns, integers(lines[good]), nothing, nothing]
        rows = pa.table(columns, schema=schema(self.width))
        return size, [*rows.to_batches(max_chunksize=BATCH_ROWS), *malformed.batches(self.width)]

    def _parse(self, text: bytes, quoted: bool) -> pa.Table | None:
        names = [f"c{i}" for i in range(self.width)]
        try:
            return pacsv.read_csv(
                pa.BufferReader(text),
                pacsv.ReadOptions(column_names=names, block_size=len(text) + 1),
                pacsv.ParseOptions(
                    delimiter=self.separator.decode(),
                    quote_char='"' if quoted else False,
                    double_quote=True,
                    newlines_in_values=quoted,
                ),
                pacsv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()),
                    strings_can_be_null=True,
                    null_values=[""],
                    check_utf8=False,
                ),
            )
        except pa.ArrowInvalid:
            return None

    def _carefully(self, buffer: bytes, line: int, *, final: bool) -> tuple[int, list[pa.RecordBatch]]:
        rows: list[tuple[str, ...]] = []
        lines: list[int] = []
        malformed = Malformed()
        at = 0
        while at < len(buffer):
            row = self.rows.row(buffer, at, final=final)
            if row is None and len(buffer) - at <= LONGEST_ROW:
                break
            row = row or self.rows.first_line(buffer, at)
            self._keep(row, buffer, line, rows, lines, malformed)
            line += count_lines(buffer[at : row.end])
            at = row.end
        return at, [*self._batches(rows, lines), *malformed.batches(self.width)]

    def _keep(
        self,
        row: Row,
        buffer: bytes,
        line: int,
        rows: list[tuple[str, ...]],
        lines: list[int],
        malformed: Malformed,
    ) -> None:
        text = buffer[row.start : row.end]
        if row.reason:
            malformed.add(line, row.reason, text)
        elif text.rstrip(b"\r\n"):
            if len(row.fields) == self.width:
                rows.append(row.fields)
                lines.append(line)
            else:
                malformed.add(line, wrong_width(self.width, len(row.fields)), text)

    def _batches(self, rows: list[tuple[str, ...]], lines: list[int]) -> Iterator[pa.RecordBatch]:
        for start in range(0, len(rows), BATCH_ROWS):
            some = rows[start : start + BATCH_ROWS]
            nothing = pa.nulls(len(some), pa.string())
            columns = [texts([value or None for value in values]) for values in zip(*some, strict=True)]
            numbers = integers(np.array(lines[start : start + BATCH_ROWS], np.int64))
            yield pa.record_batch([*columns, numbers, nothing, nothing], schema=schema(self.width))


def _without(text: bytes, starts: Integers, ends: Integers, gone: Integers) -> bytes:
    """The text without the rows that are `gone`."""
    parts, at = [], 0
    for i in np.flatnonzero(gone):
        parts.append(text[at : starts[i]])
        at = int(ends[i]) + 1
    return b"".join([*parts, text[at:]])
