"""Lines too long for any table, taken out of a text before anything holds them."""

from collections.abc import Iterator

from handfast.importing.files.limits import size_said
from handfast.record.careful import count_lines
from handfast.record.delimited import LONGEST_ROW, SHOWN, Malformed


class LongLines:
    """Passes a text on without its overlong lines, each of which becomes a blank one, and notes them.

    Attributes:
        found: those met so far, as malformed rows.
    """

    def __init__(self, longest: int = LONGEST_ROW) -> None:
        self.longest = longest
        self.found = Malformed()

    def without(self, chunks: Iterator[bytes], line: int = 1) -> Iterator[bytes]:
        """The text in pieces of whole lines. `line` is the number of its first; at most one line is held.

        `chunks` are cut anywhere, each no longer than the longest line: only a line that goes on from one to the next is measured.
        """
        held: list[bytes] = []
        size = 0
        for chunk in chunks:
            start, last = chunk.find(b"\n"), chunk.rfind(b"\n") + 1
            if start < 0:
                size += len(chunk)
                self._hold(held, chunk, size)
                continue
            if size + start > self.longest:
                self._note(line, size + start, b"".join([*held, chunk[: 4 * SHOWN]]))
                piece = chunk[start:last]
            else:
                piece = b"".join([*held, chunk[:last]])
            yield piece
            line += count_lines(piece)
            held, size = [chunk[last:]], len(chunk) - last
        if size > self.longest:
            self._note(line, size, b"".join(held))
        elif size:
            yield b"".join(held)

    def _hold(self, held: list[bytes], chunk: bytes, size: int) -> None:
        """Of a line that is already too long only the beginning is kept."""
        if size <= self.longest:
            held.append(chunk)
        else:
            start = b"".join([*held, chunk[: 4 * SHOWN]])[: 4 * SHOWN]
            held[:] = [start]

    def _note(self, line: int, size: int, start: bytes) -> None:
        reason = f"is one line of {size_said(size)}, longer than any row ({size_said(self.longest)})"
        self.found.add(line, reason, start[: 4 * SHOWN])
