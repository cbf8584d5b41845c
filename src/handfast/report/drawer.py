"""Whoever wants a chart drawn asks here, goes on, and looks at the drawing when it is needed."""

import atexit
import contextlib
import json
import subprocess
import sys
from collections import deque
from concurrent.futures import Future
from functools import cache
from threading import Lock, Thread
from typing import Any

from handfast.report.pen import draw


class Drawer:
    """Draws in a process of its own, in the order in which drawings are asked for; here, where no process can be had."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[bytes, Future[str]]] = deque()
        self._alone = Lock()
        self._pen = _pen()
        if self._pen is not None:
            Thread(target=self._listen, daemon=True).start()

    def ask(self, spec: dict[str, Any]) -> "Future[str]":
        """The drawing of a specification, as SVG, when it is done; ValueError from it where the specification can't be drawn."""
        line = json.dumps(spec, default=float).encode() + b"\n"
        drawn: Future[str] = Future()
        with self._alone:
            if self._pen is not None and self._pen.stdin is not None:
                self._waiting.append((line, drawn))
                with contextlib.suppress(OSError):  # it has gone; `_listen` sees to those that wait
                    self._pen.stdin.write(line)
                    self._pen.stdin.flush()
                return drawn
        _here(line, drawn)
        return drawn

    def close(self) -> None:
        """Let the process go."""
        pen = self._pen
        if pen is not None:
            pen.kill()
            pen.wait()

    def _listen(self) -> None:
        """Hand over what comes from the process; what it leaves undone is drawn here."""
        pen = self._pen
        assert pen is not None and pen.stdout is not None
        with pen.stdout:
            for svg in pen.stdout:
                if svg.endswith(b"\n"):  # else it went in the middle of one
                    self._waiting.popleft()[1].set_result(json.loads(svg))
        pen.wait()
        with self._alone:
            self._pen = None
            _close(pen)
            left = list(self._waiting)
            self._waiting.clear()
        for line, drawn in left:
            _here(line, drawn)


@cache
def drawer() -> Drawer:
    """The one of this process, started when it is first asked for."""
    made = Drawer()
    atexit.register(made.close)
    return made


def _pen() -> "subprocess.Popen[bytes] | None":
    command = [sys.executable, "-P", "-m", "handfast.report.pen"]
    try:
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except (OSError, ValueError):
        return None


def _close(pen: "subprocess.Popen[bytes]") -> None:
    if pen.stdin is not None:
        with contextlib.suppress(OSError):
            pen.stdin.close()


def _here(line: bytes, drawn: "Future[str]") -> None:
    try:
        drawn.set_result(draw(json.loads(line)))
    except Exception as error:
        drawn.set_exception(error)
