"""The items of JSON, one at a time: a line each, an array's, or those of the arrays in an object (`{"results": […]}`), in bounded memory."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handfast.importing.files.limits import refused, size_said
from handfast.importing.files.names import shown
from handfast.record.encoding import Encoding, utf8_chunks

LONGEST = 16 * 1024 * 1024
"""Characters that one item may have."""

_MOST_OTHERS = 100_000

_READ = 1024 * 1024
_BLANK = " \t\r\n"
_DECODER = json.JSONDecoder(parse_constant=lambda _: None)


@dataclass(frozen=True, slots=True)
class Item:
    """One item.

    Attributes:
        table: the key of the array it is in; empty for a line or an item of the file's only array.
        line: its line, or its place in the array.
        value: what it is; None when it can't be read.
        reason: why it can't.
        text: its beginning, when it can't.
        other: what it is when it is no object.
    """

    table: str
    line: int
    value: Any = None
    reason: str = ""
    text: str = ""
    other: Any = None


class Stream:
    """The text of a file with a place in it."""

    def __init__(self, path: Path, encoding: Encoding, label: str) -> None:
        self.label = label
        self._chunks = _texts(path, encoding)
        self._text = ""
        self._at = 0
        self._lines = 1
        self._column = 0
        self._ended = False

    def peek(self) -> str:
        """The next character that is no blank; nothing at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _BLANK:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def take(self, expected: str) -> None:
        """Step over one of the expected characters. Raises InputFaults when another comes."""
        found = self.peek()
        if not found or found not in expected:
            said = f"`{shown(found)}`" if found else "its end"
            wanted = " or ".join(f"`{one}`" for one in expected)
            raise self.broken(f"{said} stands where {wanted} should be")
        self._at += 1

    def value(self) -> Any:
        """The next value, stepped over. Raises InputFaults when it is broken or too long."""
        self.peek()
        step = _READ
        while True:
            try:
                found, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if len(self._text) - self._at > LONGEST:
                    raise self.broken(f"a value goes on for more than {size_said(LONGEST)}") from None
                if not self._more(step):
                    self._at = min(error.pos, len(self._text))
                    raise self.broken(error.msg) from None
                step *= 2
                continue
            except RecursionError:
                raise self.broken("values are nested too deeply") from None
            except ValueError as error:
                raise self.broken(shown(str(error))) from None
            # Digits at the end of what was read may go on.
            if end == len(self._text) and isinstance(found, int | float) and self._more():
                continue
            self._at = end
            return found

    def broken(self, what: str) -> Exception:
        """The error that names this place."""
        before = self._text[: self._at]
        line = self._lines + before.count("\n")
        column = self._at - before.rfind("\n") if "\n" in before else self._column + self._at + 1
        message = f"is broken JSON: {what}; export it again, or save it as JSON lines, where only the broken line is lost"
        return refused(self.label, message, "json", line, column)

    def _more(self, size: int = _READ) -> bool:
        """Read on, forgetting what was stepped over."""
        if self._ended:
            return False
        gone = self._text[: self._at]
        self._lines += gone.count("\n")
        self._column = len(gone) - gone.rfind("\n") - 1 if "\n" in gone else self._column + len(gone)
        parts = [self._text[self._at :]]
        added = 0
        while added < size:
            part = next(self._chunks, "")
            if not part:
                self._ended = True
                break
            parts.append(part)
            added += len(part)
        self._text, self._at = "".join(parts), 0
        return added > 0


def items_of(path: Path, encoding: Encoding, label: str, *, lines: bool) -> Iterator[Item]:
    """The items of a document; of JSON lines when `lines`. Items that are no objects come with a reason."""
    if lines:
        yield from _lines(path, encoding)
        return
    stream = Stream(path, encoding, label)
    if stream.peek() == "[":
        yield from _array(stream, "")
    else:
        yield from _object(stream)
    if stream.peek():
        raise stream.broken("something stands after its end")


def are_lines(path: Path, encoding: Encoding) -> bool:
    """Whether the text is JSON lines: it begins with a whole object, and another line follows."""
    start = ""
    for text in _texts(path, encoding):
        start += text
        stripped = start.lstrip(_BLANK + "\ufeff")
        if stripped and not stripped.startswith("{"):
            return False
        first, found, rest = stripped.partition("\n")
        if found and (rest.strip() or len(start) > LONGEST):
            try:
                return isinstance(json.loads(first), dict)
            except (ValueError, RecursionError):
                return first.strip().endswith("}") and rest.lstrip().startswith("{")
        if len(start) > LONGEST:
            return False
    return False


def _texts(path: Path, encoding: Encoding) -> Iterator[str]:
    """The text in pieces; bytes that are no text become the sign for that."""
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for chunk in utf8_chunks(path, encoding, _READ):
        if text := decoder.decode(chunk):
            yield text
    if text := decoder.decode(b"", final=True):
        yield text


def _array(stream: Stream, table: str) -> Iterator[Item]:
    stream.take("[")
    place = 0
    while stream.peek() != "]":
        if place:
            stream.take(",")
        place += 1
        yield _item(table, place, stream.value())
    stream.take("]")


def _object(stream: Stream) -> Iterator[Item]:
    """The items of every array of objects in an object; the object itself when it has none."""
    stream.take("{")
    plain: dict[str, Any] = {}
    arrays = False
    started = False
    while stream.peek() != "}":
        if started:
            stream.take(",")
        started = True
        key = stream.value() if stream.peek() == '"' else None
        if not isinstance(key, str):
            raise stream.broken("a key in quotes is missing")
        stream.take(":")
        if stream.peek() == "[" and key not in ("errors", "warnings"):
            others: list[Any] = []
            found = False
            for item in _array(stream, key):
                if isinstance(item.value, dict):
                    found = True
                    yield item
                elif len(others) < _MOST_OTHERS:
                    others.append(item.other)
                else:
                    raise stream.broken(
                        f"`{shown(key)}` lists more than {_MOST_OTHERS:,} values that are no objects"
                    )
            arrays = arrays or found
            if not found:
                plain[key] = others
        else:
            plain[key] = stream.value()
    stream.take("}")
    if refusal := _refusal(plain):
        message = f"holds no rows but a system's refusal: {refusal}; ask the system again and save its answer"
        raise refused(stream.label, message, "error-answer")
    if not arrays and plain:
        yield Item("", 1, plain)


def _refusal(plain: dict[str, Any]) -> str:
    """What a system answered instead of rows, errors with HTTP 200 included."""
    errors = plain.get("errors")
    if (
        plain.get("success") is False
        or plain.get("status") == "error"
        or (isinstance(errors, list) and errors and len(plain) <= 4)
    ):
        first = errors[0] if isinstance(errors, list) and errors else plain
        said = first.get("message") or first.get("error") or "" if isinstance(first, dict) else first
        code = first.get("code", "") if isinstance(first, dict) else ""
        return shown(" ".join(str(part) for part in (code, said) if part)) or "it says that it failed"
    return ""


def _lines(path: Path, encoding: Encoding) -> Iterator[Item]:
    held: list[str] = []
    size = 0
    number = 0
    for text in _texts(path, encoding):
        pieces = text.split("\n")
        for piece in pieces[:-1]:
            number += 1
            if size + len(piece) > LONGEST:
                yield _too_long(number, size + len(piece), "".join([*held, piece[:200]]))
            else:
                yield from _line(number, "".join([*held, piece]))
            held, size = [], 0
        size += len(pieces[-1])
        held = [*held, pieces[-1]] if size <= LONGEST else ["".join([*held, pieces[-1]])[:200]]
    if size > LONGEST:
        yield _too_long(number + 1, size, held[0])
    elif size:
        yield from _line(number + 1, "".join(held))


def _too_long(line: int, size: int, text: str) -> Item:
    return Item(
        "",
        line,
        None,
        f"is one line of {size_said(size)}, longer than any row ({size_said(LONGEST)})",
        text[:200],
    )


def _line(number: int, text: str) -> Iterator[Item]:
    stripped = text.strip(_BLANK + "\ufeff")
    if not stripped:
        return
    try:
        value = _DECODER.decode(stripped)
    except json.JSONDecodeError as error:
        yield Item("", number, None, f"is broken JSON: {error.msg} at column {error.pos + 1}", stripped[:200])
    except (ValueError, RecursionError):
        yield Item(
            "",
            number,
            None,
            "is JSON that can't be read: a number too long, or nested too deeply",
            stripped[:200],
        )
    else:
        yield _item("", number, value)


def _item(table: str, line: int, value: Any) -> Item:
    if isinstance(value, dict):
        return Item(table, line, value)
    shown_ = json.dumps(value, ensure_ascii=False)[:200]
    return Item(table, line, None, "is no JSON object", shown_, value)
