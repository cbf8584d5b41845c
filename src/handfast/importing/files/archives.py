"""Packed files: ZIP and gzip, unpacked into files of our own naming in a temporary folder, within bounds.

What an archive says of itself is not trusted: sizes are counted while unpacking, and no path of its choosing is ever written to.
"""

import gzip
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from handfast.faults import InputFaults
from handfast.importing.files.limits import Limits, refused, size_said
from handfast.importing.files.names import shown
from handfast.record.parts import why

_CHUNK = 1024 * 1024
_ENCRYPTED = 0x1
_SPARE = 256 * 1024**2
"""Bytes of the temporary disk that unpacking leaves free."""

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    gzip.BadGzipFile,
    EOFError,
    NotImplementedError,
    ValueError,
    OverflowError,
)
"""What reading a damaged archive raises."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a ZIP, unpacked.

    Attributes:
        name: its path in the archive, for messages; folders above it included.
        path: where it was unpacked.
    """

    name: str
    path: Path


class Unpacking:
    """Unpacks into `folder`; what all calls write together stays within the limits."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self.folder = folder
        self.limits = limits
        self.written = 0
        self.files = 0

    def members(self, path: Path, label: str) -> list[zipfile.ZipInfo]:
        """The files of a ZIP, in the order of their names. Raises InputFaults when it is damaged or locked, or says that it would grow too big."""
        try:
            with zipfile.ZipFile(path) as archive:
                found = [info for info in archive.infolist() if not info.is_dir()]
        except DAMAGED as error:
            raise _damaged(label, error) from None
        if len(found) > self.limits.members:
            message = f"holds {len(found):,} files; at most {self.limits.members:,} are read. Put only the exports into it"
            raise refused(label, message, "too-many-files")
        packed = max(1, path.stat().st_size)
        if sum(info.compress_size for info in found) > packed:
            message = "says that its files take more room than it has: they overlap, which no honest ZIP does. Pack them anew"
            raise refused(label, message, "zip-bomb")
        self._check(sum(info.file_size for info in found), packed, label)
        return sorted(found, key=lambda info: info.filename)

    def unpack(self, path: Path, info: zipfile.ZipInfo, label: str) -> Path:
        """One file of a ZIP. Raises InputFaults when it is locked, damaged or too big."""
        if info.flag_bits & _ENCRYPTED:
            message = "is locked with a password; unpack it with the password and import what was in it"
            raise refused(label, message, "password")
        try:
            with zipfile.ZipFile(path) as archive, archive.open(info) as source:
                return self._copy(source, max(1, info.compress_size), label)
        except DAMAGED as error:
            raise _damaged(label, error) from None
        except RuntimeError as error:
            raise refused(label, f"can't be unpacked: {shown(str(error))}", "password") from None

    def gunzip(self, path: Path, label: str) -> Path:
        """A gzip file. Raises InputFaults when it is damaged or too big."""
        try:
            with gzip.open(path, "rb") as source:
                return self._copy(source, max(1, path.stat().st_size), label)
        except DAMAGED as error:
            raise _damaged(label, error) from None

    def _copy(self, source: IO[bytes] | gzip.GzipFile, packed: int, label: str) -> Path:
        self.files += 1
        target = self.folder / f"unpacked-{self.files}"
        size = 0
        with target.open("wb") as file:
            while chunk := source.read(_CHUNK):
                size += len(chunk)
                self._check(size, packed, label)
                file.write(chunk)
        self.written += size
        return target

    def _check(self, size: int, packed: int, label: str) -> None:
        if size > self.limits.free_of_ratio and size > packed * self.limits.ratio:
            message = (
                f"would unpack from {size_said(packed)} to {size_said(size)} or more, over {self.limits.ratio} times its size, as no export does; "
                "if you trust it, unpack it yourself and import what was in it"
            )
            raise refused(label, message, "zip-bomb")
        if self.written + size > self.limits.unpacked:
            message = f"would unpack to more than {size_said(self.limits.unpacked)}; unpack it yourself and import it in parts"
            raise refused(label, message, "zip-bomb")
        if size > self.limits.free_of_ratio and size > shutil.disk_usage(self.folder).free - _SPARE:
            message = f"needs {size_said(size)} on {self.folder.parent}, which has no room for it; make room, or set TMPDIR to a bigger disk"
            raise refused(label, message, "no-room")


def read_parts(path: Path, label: str, most: int, ratio: int) -> Iterator[tuple[str, bytes]]:
    """The parts of a ZIP that is a document, in pieces, as pairs of name and bytes.

    Raises InputFaults when they come to more than `most` bytes, grow more than `ratio` times (beyond a hundred megabytes), or are damaged.
    """
    size = 0
    packed = max(1, path.stat().st_size)
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                with archive.open(info) as part:
                    while chunk := part.read(_CHUNK):
                        size += len(chunk)
                        if size > most or (size > 100 * 1024**2 and size > packed * ratio):
                            message = f"would unpack to {size_said(size)} or more; save its sheets as CSV and import those"
                            raise refused(label, message, "zip-bomb")
                        yield info.filename, chunk
    except InputFaults:
        raise
    except DAMAGED as error:
        raise _damaged(label, error) from None
    except RuntimeError:
        raise refused(label, "is locked with a password; save a copy without one", "password") from None


def _damaged(label: str, error: BaseException) -> InputFaults:
    said = "the file is damaged or breaks off" if isinstance(error, EOFError | zlib.error) else why(error)
    return refused(label, f"is damaged ({shown(said)}); export or copy it again", "damaged")
