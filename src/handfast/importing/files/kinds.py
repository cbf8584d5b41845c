"""What a file is: by what it begins with first, by its name only where its content can't tell."""

import re
import zipfile
from enum import Enum
from pathlib import Path

TEXT_ENDINGS = (".csv", ".tsv", ".tab", ".psv", ".txt")
JSON_ENDINGS = (".json", ".jsonl", ".ndjson")
EXCEL_ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
PARQUET_ENDINGS = (".parquet", ".pq")
PACKED_ENDINGS = (".zip", ".gz")
DATA_ENDINGS = (*TEXT_ENDINGS, *JSON_ENDINGS, *EXCEL_ENDINGS, *PARQUET_ENDINGS, *PACKED_ENDINGS)

SNIFFED = 4096
"""Bytes that are looked at."""

_NOT_DATA = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"BZh", "packed with bzip2; unpack it first"),
    (b"\xfd7zXZ\0", "packed with xz; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd; unpack it first"),
    (b"SQLite format 3\0", "an SQLite database; export its tables as CSV"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_HTML = re.compile(rb"\s*(?:<!doctype html|<html|<table|<head|<meta)", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml", re.IGNORECASE)


class Kind(Enum):
    """The kinds of files."""

    TEXT = "csv"
    JSON = "json"
    EXCEL = "excel"
    OLE = "ole"
    PARQUET = "parquet"
    ZIP = "zip"
    GZIP = "gzip"
    EMPTY = "empty"
    OTHER = "other"


def kind_of(path: Path, name: str) -> tuple[Kind, str]:
    """The kind of the file at `path`, whose name where it came from was `name`; and, of one that is no data, what it is.

    Raises OSError when it can't be read.
    """
    with path.open("rb") as file:
        start = file.read(SNIFFED)
    lower = name.lower()
    if not start:
        return Kind.EMPTY, "is empty (0 bytes)"
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(path, lower)
    if start.startswith(_OLE):
        return Kind.OLE, ""
    if start.startswith(b"PAR1"):
        return Kind.PARQUET, ""
    if start.startswith(b"\x1f\x8b"):
        return Kind.GZIP, ""
    for mark, said in _NOT_DATA:
        if start.startswith(mark) and not (mark == b"MZ" and start.isascii() and b"\0" not in start):
            return Kind.OTHER, f"is {said}"
    return _by_name(start, lower)


def has_data_ending(name: str) -> bool:
    """Whether a file of a folder or a ZIP is looked at, going by its name."""
    return name.lower().endswith(DATA_ENDINGS)


def _by_name(start: bytes, lower: str) -> tuple[Kind, str]:
    if lower.endswith(PARQUET_ENDINGS):
        return Kind.PARQUET, ""
    if lower.endswith(JSON_ENDINGS):
        return Kind.JSON, ""
    if _HTML.match(start):
        return Kind.OTHER, "is a web page, not a table; export it anew as CSV or XLSX"
    if _XML.match(start):
        return Kind.OTHER, "is XML, not a table; export it anew as CSV or XLSX"
    if lower.endswith((".xlsx", ".xlsm", ".xlsb", ".ods")) and b"\0" in start:
        return Kind.EXCEL, ""
    if not lower.endswith((".csv", ".tsv", ".tab", ".psv")) and start.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (
        b"{",
        b"[",
    ):
        return Kind.JSON, ""
    return Kind.TEXT, ""


def _zipped(path: Path, lower: str) -> tuple[Kind, str]:
    """Spreadsheets and documents are ZIPs too."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return (Kind.EXCEL if lower.endswith(EXCEL_ENDINGS) else Kind.ZIP), ""
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return Kind.EXCEL, ""
    if {"content.xml", "mimetype"} <= names:
        return Kind.EXCEL, ""
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        return Kind.OTHER, "is a document, not a table"
    if lower.endswith(".numbers") or "Index/Document.iwa" in names:
        return Kind.OTHER, "is a Numbers spreadsheet; export it as XLSX or CSV"
    return (Kind.EXCEL if lower.endswith(EXCEL_ENDINGS) else Kind.ZIP), ""
