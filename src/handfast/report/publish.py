"""Results into a folder, whole or not at all.

Everything is written and flushed to disk beside the old results first; then the old files step aside and the new ones take their names, and
if any step of that fails, the old ones come back. Files of the folder that aren't ours are never touched.
"""

import errno
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

from handfast.engine.findings import PUBLISHED
from handfast.faults import PublishError
from handfast.report.contract import parts, whole
from handfast.report.page import report_page
from handfast.report.parquet import write_table
from handfast.report.source import Results

STAGE = ".handfast-writing"
"""The folder inside the results in which new ones are made; it is there only while someone writes."""
OURS = ("report.html", "findings.json", *(f"findings/{table.name}.parquet" for table in PUBLISHED))
"""Every file that belongs to the results, by its place in the folder."""
_SAID = {
    errno.ENOSPC: "there is no space left on the disk",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "a file would be larger than is allowed",
    errno.EACCES: "writing there is not permitted",
    errno.EPERM: "writing there is not permitted",
    errno.EROFS: "the disk can only be read",
    errno.ENOTDIR: "a part of the path is a file, not a folder",
}


def publish(results: Results, out: Path) -> Path:
    """Write report.html, findings.json and findings/TABLE.parquet into `out`; gives the path of the report.

    Raises PublishError, with what stood there before intact, when they can't be written.
    """
    began = time.perf_counter()
    put_in_place(out, "findings", OURS, lambda new: _write(results, new, began))
    return out / "report.html"


def put_in_place(out: Path, folder: str, ours: Sequence[str], write: Callable[[Path], None]) -> None:
    """Have `write` make files in a folder that it is given, in which `folder` stands, and put those of them that are `ours` into `out`.

    Raises PublishError, with what stood there before intact, when they can't be written.
    """
    made = _make_folder(out)
    try:
        with _alone(out) as stage:
            new, old = stage / "new", stage / "old"
            (new / folder).mkdir(parents=True)
            write(new)
            _swap(out, new, old, folder, ours)
    except OSError as error:
        raise PublishError(_message(out, error)) from error
    finally:
        for each in made:
            _remove_if_empty(each)


def _write(results: Results, folder: Path, began: float) -> None:
    """Everything into a folder: the tables and the figures beside the page, which Python makes while the database and the disk do the rest."""
    given_up = Event()
    with ThreadPoolExecutor(2, "publishing") as pool:
        try:
            tables = pool.submit(_write_tables, results, folder / "findings", given_up)
            figures = pool.submit(_figures, results)
            _put(folder / "report.html", report_page(results))
            made = figures.result()
            tables.result()
        except BaseException:
            given_up.set()
            raise
    timings = _timings(results.timings, time.perf_counter() - began)
    _put(folder / "findings.json", whole(made, timings))
    for path in (folder / "findings", folder):
        _flush(path)


def _write_tables(results: Results, folder: Path, given_up: Event) -> None:
    with results.beside() as apart:
        for table in PUBLISHED:
            if not given_up.is_set():
                path = folder / f"{table.name}.parquet"
                write_table(table, apart.query(f"select * from findings.{table.name}"), path)
                _flush(path)


def _figures(results: Results) -> dict[str, str]:
    """findings.json, but for the time that all this takes."""
    with results.beside() as apart:
        return parts(apart)


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    _flush(path)


def _timings(known: Mapping[str, Any], report: float) -> dict[str, Any]:
    """The timings with the report's own, and their total."""
    parts = {**known, "report": round(report, 3)}
    stages = ("load", "evaluate", "diagnose", "report")
    total = round(sum(parts.get(stage) or 0.0 for stage in stages), 3)
    rest = {key: parts[key] for key in parts if key not in (*stages, "total")}
    return {**{stage: parts.get(stage) or 0.0 for stage in stages}, "total": total, **rest}


def _swap(out: Path, new: Path, old: Path, folder: str, ours: Sequence[str]) -> None:
    """Put the new files in the places of the old; whatever interrupts it, either all are new or all are old again."""
    undo: list[Callable[[], object]] = []
    (old / folder).mkdir(parents=True)
    if not (out / folder).exists():
        (out / folder).mkdir()
        undo.append((out / folder).rmdir)
    try:
        for name in ours:
            for source, target in ((out / name, old / name), (new / name, out / name)):
                if source.exists():
                    _refuse_folder(source)
                    os.rename(source, target)
                    undo.append(partial(os.rename, target, source))
        _flush(out / folder)
        _flush(out)
    except BaseException:
        for step in reversed(undo):
            step()
        raise


def _refuse_folder(path: Path) -> None:
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "a folder of that name is in the way", str(path))


@contextmanager
def _alone(out: Path) -> Iterator[Path]:
    """A fresh folder to write in, held by one writer at a time; gone afterwards, whatever happens."""
    stage = out / STAGE
    with _lock(out):
        shutil.rmtree(stage, ignore_errors=True)  # left over by a writer that was killed
        stage.mkdir()
        try:
            yield stage
        finally:
            shutil.rmtree(stage, ignore_errors=True)


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Hold a folder against other writers; raises BlockingIOError when one is at work."""
    try:
        import fcntl
    except ImportError:  # not on Windows, where renaming an open file fails by itself
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _make_folder(out: Path) -> list[Path]:
    """Make `out` and what lacks above it; gives the folders made, deepest first."""
    missing = []
    folder = out
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PublishError(_message(out, error)) from error
    return missing


def _remove_if_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:  # it holds something
        return


def _flush(path: Path) -> None:
    """Have the disk hold what was written to a file or folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _message(out: Path, error: OSError) -> str:
    if isinstance(error, BlockingIOError):
        return (
            f"{out}: another run is writing its results there; wait for it, or name another folder with --out"
        )
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"{out}: this is a file, not a folder; name a folder with --out"
    if isinstance(error, IsADirectoryError):
        return f"{error.filename}: a folder of that name is in the way of the results; move it, or name another folder with --out"
    why = _SAID.get(error.errno or 0, error.strerror or str(error))
    return f"{out}: the results could not be written: {why}. What was there before is untouched. Free some room or name another folder with --out"
