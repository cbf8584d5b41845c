"""Text files as UTF-8 bytes, whatever encoding they come in."""

import codecs
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

CHUNK = 16 * 1024 * 1024
"""Bytes read at a time: large enough for the speed of arrays, small enough for memory."""

SAMPLE = 64 * 1024

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNDEFINED_IN_CP1252 = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
_CP1252 = "".join(
    chr(byte) if byte in _UNDEFINED_IN_CP1252 else bytes([byte]).decode("cp1252") for byte in range(256)
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file's bytes are text.

    Attributes:
        name: Python's name of the encoding.
        skip: bytes of the mark at the start.
        assumed: what to tell the reader when nothing in the file names the encoding; empty otherwise.
        old_mac: whether lines end in a carriage return alone.
    """

    name: str
    skip: int = 0
    assumed: str = ""
    old_mac: bool = False


def open_bytes(path: Path) -> BinaryIO:
    """The file's bytes, unpacked when its name ends in `.gz`."""
    if path.name.lower().endswith(".gz"):
        return io.BufferedReader(gzip.open(path, "rb"))
    return path.open("rb")


def detect(path: Path) -> Encoding:
    """The file's encoding: that of its mark; else UTF-8 where the file is; else UTF-16 or Windows-1252, and says so.

    Reads the whole file, since one byte at its end can tell Windows-1252 from UTF-8. A file that is mostly UTF-8 stays so;
    its bad rows are set aside by the reader.
    """
    with open_bytes(path) as file:
        sample = file.read(SAMPLE)
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return Encoding(name, len(mark), "", _old_mac(sample[len(mark) :], name))
    unmarked = _utf16_without_mark(sample)
    if unmarked:
        return Encoding(
            unmarked, 0, "its zero bytes look like UTF-16, so it was read as that", _old_mac(sample, unmarked)
        )
    old_mac = _old_mac(sample, "utf-8")
    good, bad = _count_not_ascii(path)
    if bad > good:
        return Encoding("cp1252", 0, "it isn't UTF-8, so it was read as Windows-1252 (Latin-1)", old_mac)
    return Encoding("utf-8", 0, "", old_mac)


def utf8_chunks(path: Path, encoding: Encoding, size: int = CHUNK) -> Iterator[bytes]:
    """The file as UTF-8, in pieces of about `size` bytes; bytes that are no text come through as invalid UTF-8."""
    with open_bytes(path) as file:
        file.read(encoding.skip)
        for chunk in _as_utf8(iter(lambda: file.read(size), b""), encoding.name):
            yield chunk.replace(b"\r", b"\n") if encoding.old_mac else chunk


def _as_utf8(chunks: Iterator[bytes], name: str) -> Iterator[bytes]:
    if name == "utf-8":
        yield from chunks
    elif name == "cp1252":
        for chunk in chunks:
            yield chunk if chunk.isascii() else codecs.charmap_decode(chunk, "strict", _CP1252)[0].encode()
    else:
        yield from _from_wide(chunks, name)


def _from_wide(chunks: Iterator[bytes], name: str) -> Iterator[bytes]:
    """UTF-16 and UTF-32. `surrogatepass` turns half a character into bytes that the reader knows to be no text."""
    decoder = codecs.getincrementaldecoder(name)("surrogatepass")
    for chunk in chunks:
        try:
            yield decoder.decode(chunk).encode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            yield chunk.decode(name, "replace").encode("utf-8", "replace") + b"\xff"
            decoder.reset()
    if decoder.getstate()[0]:
        yield b"\xff"


def _utf16_without_mark(sample: bytes) -> str:
    """UTF-16 of mostly Western text has a zero in every other byte."""
    pairs = len(sample) // 2
    if pairs < 4:
        return ""
    even, odd = sample[0 : 2 * pairs : 2].count(0), sample[1 : 2 * pairs : 2].count(0)
    if odd > 0.6 * pairs and even < 0.1 * pairs:
        return "utf-16-le"
    if even > 0.6 * pairs and odd < 0.1 * pairs:
        return "utf-16-be"
    return ""


def _old_mac(sample: bytes, name: str) -> bool:
    text = sample.decode(name, "replace")
    return "\r" in text and "\n" not in text


def _count_not_ascii(path: Path) -> tuple[int, int]:
    """Characters beyond ASCII that are UTF-8, and places that are not."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    good = bad = 0
    with open_bytes(path) as file:
        while chunk := file.read(CHUNK):
            if chunk.isascii() and not decoder.getstate()[0]:
                continue
            text = decoder.decode(chunk)
            wrong = text.count("\ufffd") - chunk.count(b"\xef\xbf\xbd")
            bad += wrong
            good += len(text) - len(text.encode("ascii", "ignore")) - wrong
    return good, bad + len(decoder.decode(b"", final=True))
