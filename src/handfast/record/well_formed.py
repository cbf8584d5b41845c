"""Where rows and fields begin in well-formed delimited text, found with arrays and without looking at rows one by one."""

from dataclasses import dataclass
from typing import Any

import numpy as np

Integers = np.ndarray[Any, Any]
Booleans = np.ndarray[Any, Any]

BLANKS = " \t\n\r\v\f"
"""Characters that don't count around a value."""

_SEPARATOR, _LINE_FEED, _RETURN, _QUOTE, _NUL, _BLANK = 1, 2, 3, 4, 5, 6


@dataclass(frozen=True, slots=True)
class Cut:
    """The whole rows at the start of a buffer.

    Attributes:
        text: their bytes, ends of lines included.
        starts, ends: the first byte of each row, and its line feed.
        widths: fields of each row.
        blank: whether the row's line is blank.
        lines: lines before each row.
        lines_in_all: lines of the text.
        quoted: whether any field is.
        tidy: whether no value has blanks around it.
    """

    text: bytes
    starts: Integers
    ends: Integers
    widths: Integers
    blank: Booleans
    lines: Integers
    lines_in_all: int
    quoted: bool
    tidy: bool

    def without(self, gone: Booleans) -> bytes:
        """The text without some of the rows."""
        parts, at = [], 0
        for i in np.flatnonzero(gone):
            parts.append(self.text[at : self.starts[i]])
            at = int(self.ends[i]) + 1
        return b"".join([*parts, self.text[at:]])


class Cutter:
    """Cuts text with one separator (a single byte)."""

    def __init__(self, separator: bytes) -> None:
        self.separator = separator[0]
        kinds = bytearray(256)
        for blank in b" \t\v\f":
            kinds[blank] = _BLANK
        for byte, kind in (
            (self.separator, _SEPARATOR),
            (10, _LINE_FEED),
            (13, _RETURN),
            (34, _QUOTE),
            (0, _NUL),
        ):
            kinds[byte] = kind
        self.blank = np.array([kind == _BLANK for kind in kinds])
        self.kinds = bytes(0 if kind == _BLANK else kind for kind in kinds)

    def cut(self, buffer: bytes) -> Cut | None:
        """None when no row ends in the buffer, or its text breaks a rule that arrays can't mend: a stray quote, a zero byte, bytes
        that aren't UTF-8, a carriage return alone."""
        data = np.frombuffer(buffer, np.uint8)
        special = np.frombuffer(buffer.translate(self.kinds), np.uint8)
        places = np.flatnonzero(special != 0)
        kinds = special[places]
        quotes = kinds == _QUOTE
        inside = np.logical_xor.accumulate(quotes) ^ quotes  # whether an odd number of quotes came before
        ends = places[(kinds == _LINE_FEED) & ~inside]
        if len(ends) == 0:
            return None
        size = int(ends[-1]) + 1
        known = int(np.searchsorted(places, size))
        places, kinds, quotes, inside = places[:known], kinds[:known], quotes[:known], inside[:known]
        text = buffer[:size]
        if (
            (kinds == _NUL).any()
            or not self._quoted_well(data, places[quotes], inside[quotes])
            or not _is_text(text)
        ):
            return None
        returns = places[kinds == _RETURN]
        if len(returns) and (data[returns + 1] != ord("\n")).any():
            return None
        starts = np.concatenate(([0], ends[:-1] + 1))
        widths = np.diff(np.searchsorted(places[(kinds == _SEPARATOR) & ~inside], ends), prepend=0) + 1
        blank = (ends == starts) | ((ends == starts + 1) & (data[starts] == ord("\r")))
        feeds = places[kinds == _LINE_FEED]
        lines = np.searchsorted(feeds, starts)
        tidy = self._tidy(data, places, inside & ~quotes)
        return Cut(text, starts, ends, widths, blank, lines, len(feeds), bool(quotes.any()), tidy)

    def _quoted_well(self, data: Integers, quotes: Integers, inside: Booleans) -> bool:
        """Whether each quote opens a field, closes one, or is doubled inside one."""
        if len(quotes) == 0:
            return True
        opening, closing = quotes[~inside], quotes[inside]
        before = data[opening - 1]  # of the first byte this is the last; `opening == 0` sets that right
        opens = (before == self.separator) | (before == ord("\n")) | (before == ord('"')) | (opening == 0)
        after = data[np.minimum(closing + 1, len(data) - 1)]
        closes = (after == self.separator) | (after == ord("\n")) | (after == ord("\r")) | (after == ord('"'))
        return bool(opens.all() and closes.all())

    def _tidy(self, data: Integers, places: Integers, in_quotes: Booleans) -> bool:
        """Whether nothing that may be a blank around a value stands beside a separator, a line end or a quote."""
        beside = (
            self.blank[data[places - 1]].any()
            or self.blank[data[np.minimum(places + 1, len(data) - 1)]].any()
        )
        held = places[
            in_quotes
        ]  # separators and line ends that belong to a value; tabs and line ends are blanks
        touching = (data[held - 1] == ord('"')).any() or (data[held + 1] == ord('"')).any()
        return not (beside or touching or self.blank[data[0]])


def _is_text(text: bytes) -> bool:
    if text.isascii():
        return True
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
