"""Paths as source tables: files, folders and ZIPs are walked, each file is opened by what it is."""

import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from handfast.faults import Fault, InputFaults
from handfast.importing.files.archives import Unpacking
from handfast.importing.files.json_tables import open_json
from handfast.importing.files.kinds import Kind, has_data_ending, kind_of
from handfast.importing.files.landing import Progress, prepare
from handfast.importing.files.limits import LIMITS, Limits, refused
from handfast.importing.files.names import shown
from handfast.importing.files.parquet import open_parquet
from handfast.importing.files.sheets import open_workbook
from handfast.importing.files.source_table import Sources, SourceTable
from handfast.importing.files.text import open_text
from handfast.record.parts import why

_NESTED = 1
"""How deep a ZIP may be in a ZIP."""

_LEFT_OUT = ("__macosx", "thumbs.db", "desktop.ini")


def open_sources(
    connection: duckdb.DuckDBPyConnection,
    paths: Sequence[Path],
    *,
    progress: Progress | None = None,
    limits: Limits = LIMITS,
) -> Sources:
    """Open files, folders (with all that is in them) and ZIPs as tables of the schema `sources`.

    Args:
        connection: where the tables are made; several calls add to one another.
        paths: what to open, in this order.
        progress: told what was read so far, a line each.
        limits: how much it may be.

    Returns the tables and what to tell. What can't be read of a file stands in `sources.set_aside`; a file that can't be read at all is a fault.
    Raises InputFaults, with a fault for every such file, once all have been looked at; and when nothing holds a table.
    """
    prepare(connection)
    with tempfile.TemporaryDirectory(prefix="handfast-import-") as folder:
        opening = _Opening(connection, Path(folder), limits, progress or _silent)
        for path, label in _labels(paths):
            opening.path(path, label)
    if opening.faults:
        raise InputFaults(opening.faults)
    if not opening.tables:
        raise InputFaults([_nothing(paths, opening.notes)])
    return Sources(tuple(opening.tables), tuple(opening.notes))


def _silent(_: str) -> None:
    pass


def _labels(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    """Each path with its name; with more of it where two have the same. The only folder needs none."""
    if len(paths) == 1 and paths[0].is_dir():
        return [(paths[0], "")]
    names = [path.name or str(path) for path in paths]
    return [
        (path, name if names.count(name) == 1 else str(path)) for path, name in zip(paths, names, strict=True)
    ]


class _Opening:
    """Collects the tables, notes and faults of one call."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, folder: Path, limits: Limits, progress: Progress
    ) -> None:
        self.connection = connection
        self.folder = folder
        self.limits = limits
        self.progress = progress
        self.unpacking = Unpacking(folder, limits)
        self.tables: list[SourceTable] = []
        self.notes: list[str] = []
        self.faults: list[Fault] = []

    def path(self, path: Path, label: str) -> None:
        """Open what a user named."""
        if path.is_dir():
            for found, inner in _walk(path, f"{label}/" if label else "", self.notes):
                self._file(found, inner, named=False)
        elif not path.exists():
            message = "there is no such file or folder; give the exports' files, a folder or a ZIP of them"
            self.faults.append(Fault(str(path), 0, 0, "", message, "no-file"))
        elif not path.is_file():
            self.faults.append(Fault(str(path), 0, 0, "", "is neither a file nor a folder", "no-file"))
        else:
            self._file(path, shown(label, 200), named=True)

    def _file(self, path: Path, label: str, *, named: bool, depth: int = 0) -> None:
        """Open one file. A file that was `named` must hold something; others may be passed over."""
        try:
            kind, said = kind_of(path, label)
            if kind in (Kind.EMPTY, Kind.OTHER):
                self._passed_over(label, said, named=named)
            elif kind is Kind.ZIP:
                self._zip(path, label, depth)
            elif kind is Kind.GZIP:
                unpacked = self.unpacking.gunzip(path, label)
                self._packed(unpacked, label, named=named, depth=depth)
            elif not self._table(path, label, kind):
                self._passed_over(label, "holds nothing but blanks", named=named)
        except InputFaults as error:
            self.faults.extend(error.faults)
        except OSError as error:
            self.faults.append(Fault(label, 0, 0, "", f"can't be read: {why(error)}", "unreadable"))

    def _packed(self, path: Path, label: str, *, named: bool, depth: int) -> None:
        with path.open("rb") as file:
            tar = file.read(262)[257:] == b"ustar"
        kind, _ = kind_of(path, label.lower().removesuffix(".gz"))
        if tar:
            self._passed_over(label, "is a tar archive; unpack it first", named=named)
        elif kind is Kind.GZIP:
            self._passed_over(label, "is packed with gzip twice; unpack it first", named=named)
        else:
            self._file(path, label, named=named, depth=depth)
        path.unlink(missing_ok=True)

    def _zip(self, path: Path, label: str, depth: int) -> None:
        if depth > _NESTED:
            raise refused(label, "is a ZIP in a ZIP in a ZIP; unpack it first", "nested-zip")
        for info in self.unpacking.members(path, label):
            place = f"{label}/{shown(info.filename, 200)}"
            if _hidden(info.filename):
                continue
            if not has_data_ending(info.filename):
                self.notes.append(f"{place} was passed over: its name is not that of a table")
                continue
            try:
                unpacked = self.unpacking.unpack(path, info, place)
            except InputFaults as error:
                self.faults.extend(error.faults)
                if (
                    error.faults[0].code != "damaged"
                ):  # a locked or swollen archive: its other files are no better
                    return
                continue
            self._file(unpacked, place, named=False, depth=depth + 1)
            unpacked.unlink(missing_ok=True)

    def _table(self, path: Path, label: str, kind: Kind) -> bool:
        """Open a file of data. False when it holds nothing."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        found: list[SourceTable] = []
        if kind is Kind.TEXT:
            table = open_text(self.connection, path, label, digest, self.progress)
            found = [table] if table else []
        elif kind is Kind.JSON:
            found = open_json(self.connection, path, label, digest, self.progress)
        elif kind is Kind.PARQUET:
            found = [open_parquet(self.connection, path, label, digest, self.folder, self.progress)]
        else:
            found, notes = open_workbook(self.connection, path, label, digest, self.progress, self.limits)
            self.notes.extend(notes)
        self.tables.extend(found)
        return bool(found)

    def _passed_over(self, label: str, why_not: str, *, named: bool) -> None:
        if named:
            code = "empty-file" if why_not.startswith(("is empty", "holds")) else "no-data"
            right = "" if "; " in why_not else "; give a CSV, XLSX, Parquet or JSON file"
            self.faults.append(Fault(label, 0, 0, "", why_not + right, code))
        else:
            self.notes.append(f"{label} was passed over: it {why_not}")


def _walk(folder: Path, head: str, notes: list[str]) -> Iterator[tuple[Path, str]]:
    """The files of a folder by name, hidden ones left out; each with its path inside the folder after `head`."""
    found: list[Path] = []
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _hidden(name))
        found.extend(Path(place) / name for name in files if not _hidden(name))
    for path in sorted(found, key=lambda path: path.relative_to(folder).as_posix()):
        label = shown(head + path.relative_to(folder).as_posix(), 200)
        if not has_data_ending(path.name):
            notes.append(f"{label} was passed over: its name is not that of a table")
        elif path.is_file():
            yield path, label


def _hidden(name: str) -> bool:
    """Whether a file or a folder above it is hidden, or one that systems leave behind."""
    parts = name.replace("\\", "/").split("/")
    return any(
        (part.startswith((".", "~$")) and part not in (".", "..")) or part.lower() in _LEFT_OUT
        for part in parts
    )


def _nothing(paths: Sequence[Path], notes: Sequence[str]) -> Fault:
    place = str(paths[0]) if len(paths) == 1 else ""
    seen = f" ({'; '.join(notes[:5])})" if notes else ""
    message = (
        f"no table was found{seen}; give CSV, TSV, XLSX, Parquet or JSON files, a ZIP or a folder of them"
    )
    return Fault(place, 0, 0, "", message, "no-table")
