"""Delimited text as Arrow batches, with the line of each row, in bounded memory.

Almost all text is well formed, and arrays can tell: where quotes open at the start of a field and close at its end, the
separators and line ends outside them cut it into rows. A piece of text that arrays can't vouch for is read row by row by
`careful`, to the same result.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from handfast.record.arrow import integers, texts
from handfast.record.careful import Row, RowReader, count_lines
from handfast.record.well_formed import BLANKS, Cut, Cutter

LONGEST_ROW = 16 * 1024 * 1024
"""Bytes. A row that goes on for longer has a quote that was never closed."""

BATCH_ROWS = 61_440
"""Rows handed on at a time: half of a DuckDB row group, so that both threads have work."""

SHOWN = 200
"""Characters of a malformed row that are shown."""

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

    Yields batches of `schema(width)`. Blank lines are no rows. Values come without the blanks around them; an empty one is missing.
    """
    reader = _Pieces(separator, width, arrays)
    buffer = b""
    for chunk in chunks:
        buffer += chunk
        used, lines, batches = reader.piece(buffer, line, final=False)
        yield from batches
        line += lines
        buffer = buffer[used:]
    while buffer:
        used, lines, batches = reader.piece(buffer, line, final=True)
        yield from batches
        line += lines
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
        self.cutter = Cutter(separator)

    def piece(self, buffer: bytes, line: int, *, final: bool) -> tuple[int, int, list[pa.RecordBatch]]:
        """How many bytes and lines were read, and the rows in them."""
        cut = self.cutter.cut(buffer) if self.arrays else None
        batches = self._by_arrays(cut, line) if cut else None
        if cut is None or batches is None:
            return self._carefully(buffer, line, final=final)
        return len(cut.text), cut.lines_in_all, batches

    def _by_arrays(self, cut: Cut, line: int) -> list[pa.RecordBatch] | None:
        """None when the parser sees other rows than the cutter does."""
        malformed = Malformed()
        ragged = (cut.widths != self.width) & ~cut.blank
        text = cut.text
        if ragged.any():
            for i in np.flatnonzero(ragged):
                row = cut.text[cut.starts[i] : cut.ends[i] + 1]
                malformed.add(line + int(cut.lines[i]), wrong_width(self.width, int(cut.widths[i])), row)
            text = cut.without(ragged)
        good = ~ragged & ~cut.blank
        if not good.any():
            return list(malformed.batches(self.width))
        table = self._parse(text, cut.quoted)
        if table is None or table.num_rows != int(good.sum()):
            return None
        columns = table.columns if cut.tidy else [_tidied(column) for column in table.columns]
        nothing = pa.nulls(table.num_rows, pa.string())
        rows = pa.table(
            [*columns, integers(line + cut.lines[good]), nothing, nothing], schema=schema(self.width)
        )
        return [*rows.to_batches(max_chunksize=BATCH_ROWS), *malformed.batches(self.width)]

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

    def _carefully(self, buffer: bytes, first: int, *, final: bool) -> tuple[int, int, list[pa.RecordBatch]]:
        rows: list[tuple[str, ...]] = []
        lines: list[int] = []
        malformed = Malformed()
        at, line = 0, first
        while at < len(buffer):
            row = self.rows.row(buffer, at, final=final)
            if row is None and len(buffer) - at <= LONGEST_ROW:
                break
            row = row or self.rows.first_line(buffer, at)
            self._keep(row, buffer, line, rows, lines, malformed)
            line += count_lines(buffer[at : row.end])
            at = row.end
        return at, line - first, [*self._batches(rows, lines), *malformed.batches(self.width)]

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
            columns = [
                texts([value.strip(BLANKS) or None for value in values]) for values in zip(*some, strict=True)
            ]
            numbers = integers(np.array(lines[start : start + BATCH_ROWS], np.int64))
            yield pa.record_batch([*columns, numbers, nothing, nothing], schema=schema(self.width))


def _tidied(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The values without the blanks around them; missing where nothing is left."""
    trimmed = pc.ascii_trim(column, characters=BLANKS)
    nothing, missing = texts(["", None])
    return pc.if_else(pc.equal(trimmed, nothing), missing, trimmed)
