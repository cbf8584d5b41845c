"""Where words go: results to standard output, progress and remarks to standard error."""

import sys
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

PATIENCE = 2.0
"""Seconds for which nothing is said, first and between two lines, when nobody watches a terminal."""


def output() -> "Console":
    """Standard output; colour only on a terminal, and not with NO_COLOR."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False)


def remark(text: str) -> None:
    """A line on standard error."""
    print(text, file=sys.stderr, flush=True)


class Steps:
    """Says what is being done: on a terminal a line with the time that ticks and goes away, else plain lines once it takes more than two seconds."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._shown: Progress | None = None
        self._timer: threading.Timer | None = None
        self._doing = ""
        self._said, self._said_at = "", 0.0

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            self._shown = _ticking()
            self._shown.start()
        else:
            self._timer = threading.Timer(PATIENCE, self._say)
            self._timer.daemon = True
            self._timer.start()
        return self

    def __call__(self, doing: str) -> None:
        """What is done from now on, in a few words."""
        self._doing = doing
        if self._shown is not None:
            self._shown.update(self._shown.task_ids[0], description=f"{doing} …")
        elif time.monotonic() - self._began > PATIENCE:
            self._say()

    def _say(self) -> None:
        now = time.monotonic()
        if self._doing and self._doing != self._said and now - self._said_at > PATIENCE:
            self._said, self._said_at = self._doing, now
            remark(f"{self._doing} …")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._shown is not None:
            self._shown.stop()


def _ticking() -> "Progress":
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    shown = Progress(*columns, console=Console(stderr=True), transient=True)
    shown.add_task("", total=None)
    return shown
