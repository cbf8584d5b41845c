"""A record held by one writer at a time.

The lock is the system's own, on a file inside the record: it goes with the process that holds it, however that ends, so that none
is ever left behind. What stands in the file only tells others who it is.
"""

import errno
import json
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from handfast.faults import HandfastError
from handfast.record.bookkeeping import FOLDER

NAME = f"{FOLDER}/lock"
_HELD = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the record in `folder`, which has the hidden folder. Raises HandfastError when another process does."""
    path = folder / NAME
    handle = _opened(path)
    try:
        os.ftruncate(handle, 0)
        os.write(handle, json.dumps(_who()).encode())
        yield
    finally:
        os.close(handle)


def _opened(path: Path) -> int:
    """The lock's file, open and locked."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _lock(handle)
        except OSError as error:
            os.close(handle)
            if error.errno in _HELD:
                raise HandfastError(_busy(path)) from None
            raise
        if path.exists() and os.path.samestat(os.fstat(handle), path.stat()):
            return handle
        os.close(handle)  # its last holder removed it between opening and locking


if sys.platform == "win32":

    def _lock(handle: int) -> None:
        import msvcrt

        os.lseek(handle, 1 << 30, os.SEEK_SET)  # beyond what is written, which others may read
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)

else:

    def _lock(handle: int) -> None:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _who() -> dict[str, str | int]:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    return {"process": os.getpid(), "host": platform.node(), "since": since}


def _busy(path: Path) -> str:
    try:
        who = json.loads(path.read_text())
        told = f"process {who['process']} on {who['host']}, since {who['since']}"
    except (OSError, ValueError, KeyError, TypeError):  # it is just being written
        told = "another process"
    return (
        f"{path.parent.parent}: another import is writing this record ({told}); wait for it to end, "
        "or name another folder with --out"
    )
