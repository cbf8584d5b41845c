"""Whether a workbook may be given to the reader, which holds every cell between a sheet's corners in memory and believes what a file says."""

import re
import zipfile
from pathlib import Path

from handfast.importing.files.archives import read_parts
from handfast.importing.files.limits import Limits, refused
from handfast.importing.files.names import shown
from handfast.importing.files.opendocument import Corners

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_CHUNK = 4 * 1024**2

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_FAR_COLUMN = re.compile(rb' r="([A-Z]{2,3})\d')
_ROW = re.compile(rb'<(?:\w+:)?row [^>]*?\br="(\d+)"')
_CELL_ROW = re.compile(rb' r="[A-Z]{1,3}(\d{6,})"')
_OVERLAP = 64
_ONE_LETTER = 26


def check_workbook(path: Path, label: str, limits: Limits) -> None:
    """Raises InputFaults when a workbook is locked, unpacks to too much, is damaged, or has a sheet whose corners lie too far apart."""
    with path.open("rb") as file:
        start = file.read(len(_OLE))
    if start == _OLE:
        if _holds(path, _LOCKED):
            message = "is locked with a password; open it, save a copy without one, and import that"
            raise refused(label, message, "password")
        return
    if not zipfile.is_zipfile(path):
        raise refused(label, "is no workbook, or damaged; open it and save it anew, or as CSV", "damaged")
    _check_parts(path, label, limits)


def _holds(path: Path, mark: bytes) -> bool:
    kept = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if mark in kept + chunk:
                return True
            kept = chunk[-len(mark) :]
    return False


def _check_parts(path: Path, label: str, limits: Limits) -> None:
    corners: dict[str, tuple[int, int]] = {}
    kept, before = b"", ""
    open_document = Corners()
    for name, chunk in read_parts(path, label, limits.workbook, limits.ratio):
        if name == "content.xml":
            _measure(open_document, chunk, label)
            _check_corners(*open_document.largest, label, limits)
        if not _SHEET.fullmatch(name):
            continue
        text = (kept if name == before else b"") + chunk
        rows, columns = corners.get(name, (0, _ONE_LETTER))
        rows = max([rows, *map(int, _ROW.findall(text)), *map(int, _CELL_ROW.findall(text))])
        columns = max([columns, *map(_column, set(_FAR_COLUMN.findall(text)))])
        corners[name] = rows, columns
        _check_corners(rows, columns, label, limits)
        kept, before = text[-_OVERLAP:], name


def _measure(open_document: Corners, chunk: bytes, label: str) -> None:
    try:
        open_document.feed(chunk)
    except ValueError as error:
        message = f"is damaged ({shown(str(error))}); open it and save it anew, or as CSV"
        raise refused(label, message, "damaged") from None


def _check_corners(rows: int, columns: int, label: str, limits: Limits) -> None:
    if rows * columns > limits.cells:
        message = (
            f"a sheet of it goes to row {rows:,} and column {columns:,}, more than {limits.cells:,} cells; delete what lies far from "
            "its table, or save the sheet as CSV"
        )
        raise refused(label, message, "too-big")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
