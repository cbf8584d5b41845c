"""One row of delimited text at a time, whatever stands in it.

The rules (RFC 4180, and what real files do beyond it): a field that begins with a quote ends at the next single quote,
which a separator or the end of the line must follow; a doubled quote inside is one quote; a quote inside a field that
began without one is a plain character. A row that breaks a rule is malformed.
"""

import re
from dataclasses import dataclass

LINE_END = re.compile(rb"\r\n|\n|\r")
QUOTE = ord('"')

NO_TEXT = "holds bytes that are not text in the file's encoding"
NUL = "holds a zero byte"
UNCLOSED = "has a quote that is never closed, or text after a closing quote"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of text.

    Attributes:
        fields: its values in order; empty when the row is malformed.
        start, end: where it stands in the buffer, its line end included.
        reason: why it is malformed; empty when it isn't.
    """

    fields: tuple[str, ...]
    start: int
    end: int
    reason: str = ""


class RowReader:
    """Reads rows with one separator (a single byte)."""

    def __init__(self, separator: bytes) -> None:
        mark = re.escape(separator)
        self.separator = separator
        self._quoted = re.compile(rb'"((?:[^"]++|"")*+)"')
        self._plain = re.compile(rb"[^" + mark + rb"\r\n]*+")

    def row(self, buffer: bytes, start: int, *, final: bool) -> Row | None:
        """The row that begins at `start`, or None when its end may lie beyond the buffer.

        With `final` the buffer's end is the file's end. A malformed row ends with its first line, so that reading can go
        on at the next.
        """
        values: list[bytes] = []
        at = start
        while True:
            if at < len(buffer) and buffer[at] == QUOTE:
                match = self._quoted.match(buffer, at)
                if match is None:
                    return self.first_line(buffer, start) if final else None
                value = match.group(1).replace(b'""', b'"')
            else:
                match = self._plain.match(buffer, at)
                assert match is not None  # an empty field matches too
                value = match.group()
            values.append(value)
            at = match.end()
            if at >= len(buffer):
                return self._done(buffer, start, at, values) if final else None
            if buffer.startswith(self.separator, at):
                at += 1
                continue
            end = LINE_END.match(buffer, at)
            if end is None:
                line = LINE_END.search(buffer, at)
                known = final or (line is not None and line.end() < len(buffer))
                return self.first_line(buffer, start) if known else None
            if end.group() == b"\r" and end.end() == len(buffer) and not final:
                return None  # a line feed may follow
            return self._done(buffer, start, end.end(), values)

    def _done(self, buffer: bytes, start: int, end: int, values: list[bytes]) -> Row:
        if b"\0" in buffer[start:end]:
            return Row((), start, end, NUL)
        try:
            return Row(tuple(value.decode() for value in values), start, end)
        except UnicodeDecodeError:
            return Row((), start, end, NO_TEXT)

    def first_line(self, buffer: bytes, start: int) -> Row:
        """The first line of a row whose end can't be found, as a malformed row."""
        end = LINE_END.search(buffer, start)
        return Row((), start, end.end() if end else len(buffer), UNCLOSED)


def count_lines(text: bytes) -> int:
    """The line ends in `text`: `\\n`, `\\r\\n`, or `\\r` alone."""
    return text.count(b"\n") + text.count(b"\r") - text.count(b"\r\n")
