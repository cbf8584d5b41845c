"""One worker at a time works on a workspace."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from handfast.faults import HandfastError

FILE = "worker.lock"


@contextmanager
def alone(workspace: Path) -> Iterator[None]:
    """Hold the workspace against other workers; the system lets go of it however this process ends. Raises HandfastError when one is at work."""
    handle = os.open(workspace / FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _held(handle):
            raise HandfastError(f"{workspace}: another worker is at work there already")
        yield
    finally:
        os.close(handle)


def _held(handle: int) -> bool:
    try:
        import fcntl
    except (
        ImportError
    ):  # Windows has no such lock; there `handfast serve` starts one worker, and nobody a second
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
