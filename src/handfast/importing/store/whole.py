"""A folder changed whole: one writer at a time, and whenever it is stopped, all that was there or all that is new.

New files are made in `.handfast/writing` and flushed to disk. Renaming that folder to `.handfast/arriving` puts all of them in
force at one instant; before it nothing has happened, after it readers take them from there (`record.bookkeeping`). Then each is
renamed to its place. A writer that was killed before leaves a folder that the next one clears; one that was killed after leaves
files that the next one moves.
"""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from handfast.faults import HandfastError
from handfast.importing.store.lock import locked
from handfast.record.bookkeeping import ARRIVING, FOLDER

WRITING = f"{FOLDER}/writing"
_SAID = {
    errno.ENOSPC: "there is no space left on the disk",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "a file would be larger than is allowed",
    errno.EACCES: "writing there is not permitted",
    errno.EPERM: "writing there is not permitted",
    errno.EROFS: "the disk can only be read",
    errno.ENOTDIR: "it, or a part of its path, is a file and not a folder",
    errno.EEXIST: "it is a file and not a folder",
    errno.EISDIR: "a folder of that name is in the way",
}


@contextmanager
def held(folder: Path) -> Iterator[Path]:
    """Hold the record in `folder` (made where there is none) against other writers; gives an empty folder inside it to write in.

    What an earlier writer left behind is finished or cleared first. Whatever happens, the folder to write in goes; so does all that
    was made here when nothing was put in force. Raises HandfastError when another holds it, or on an OSError of the folder.
    """
    missing = _missing(folder)
    fresh = not (folder / FOLDER).exists()
    try:
        (folder / FOLDER).mkdir(parents=True, exist_ok=True)
        with locked(folder):
            try:
                finish(folder)
                writing = folder / WRITING
                shutil.rmtree(writing, ignore_errors=True)
                writing.mkdir()
                yield writing
            finally:
                shutil.rmtree(folder / WRITING, ignore_errors=True)
                if fresh and not (folder / ARRIVING).exists() and _holds_only_the_lock(folder):
                    shutil.rmtree(folder / FOLDER, ignore_errors=True)
    except OSError as error:
        raise HandfastError(not_written(folder, error)) from error
    finally:
        for made in missing:
            with suppress(OSError):  # it holds something, or was never made
                made.rmdir()


def put_in_force(folder: Path) -> None:
    """Put what stands in the folder to write in, all of it, in the places of what there was."""
    writing = folder / WRITING
    for path in [*writing.rglob("*"), writing]:
        _flush(path)
    os.rename(writing, folder / ARRIVING)
    _flush(folder / FOLDER)
    finish(folder)


def finish(folder: Path) -> None:
    """Move what is in force to its places; a second time there is nothing to do."""
    arriving = folder / ARRIVING
    if not arriving.is_dir():
        return
    for source in sorted(path for path in arriving.rglob("*") if not path.is_dir()):
        target = folder / source.relative_to(arriving)
        target.parent.mkdir(exist_ok=True)
        os.replace(source, target)
    _flush(folder / FOLDER)
    _flush(folder)
    shutil.rmtree(arriving)


def not_written(folder: Path, error: OSError) -> str:
    """What to say when the record could not be written."""
    why = _SAID.get(error.errno or 0, error.strerror or str(error))
    return (
        f"{folder}: the record could not be written: {why}. What was there before is untouched. "
        "Make room or name another folder with --out"
    )


def _holds_only_the_lock(folder: Path) -> bool:
    return [path.name for path in (folder / FOLDER).iterdir()] == ["lock"]


def _missing(folder: Path) -> list[Path]:
    """The folder and those above it that aren't there, deepest first."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    return missing


def _flush(path: Path) -> None:
    """Have the disk hold what was written to a file or folder."""
    if os.name == "nt" and path.is_dir():  # folders can't be opened there
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
