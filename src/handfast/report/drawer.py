"""Whoever wants a chart drawn asks here, goes on, and looks at the drawing when it is needed."""

import atexit
import contextlib
import json
import subprocess
import sys
from concurrent.futures import Future
from functools import cache
from queue import SimpleQueue
from threading import Thread
from typing import Any

from handfast.report.pen import draw

Asked = tuple[bytes, "Future[str]"]


class Drawer:
    """Draws in a process of its own, in the order in which drawings are asked for; here, where no process can be had."""

    def __init__(self) -> None:
        self._asked: SimpleQueue[Asked | None] = SimpleQueue()
        self._pen = _pen()
        self._work = Thread(target=self._draw, daemon=True)
        self._work.start()

    def ask(self, spec: dict[str, Any]) -> "Future[str]":
        """The drawing of a specification, as SVG, when it is done; ValueError from it where the specification can't be drawn."""
        drawn: Future[str] = Future()
        self._asked.put((json.dumps(spec, default=float).encode() + b"\n", drawn))
        return drawn

    def close(self) -> None:
        """Draw nothing more, and let the process go."""
        self._asked.put(None)
        if self._pen is not None:
            self._pen.kill()
        self._work.join()

    def _draw(self) -> None:
        for spec, drawn in iter(self._asked.get, None):
            try:
                drawn.set_result(self._by_process(spec) or draw(json.loads(spec)))
            except Exception as error:
                drawn.set_exception(error)
        self._let_go()

    def _by_process(self, spec: bytes) -> str | None:
        """What the process makes of a specification; None where it has gone."""
        if self._pen is None or self._pen.stdin is None or self._pen.stdout is None:
            return None
        with contextlib.suppress(OSError):
            self._pen.stdin.write(spec)
            self._pen.stdin.flush()
            svg = self._pen.stdout.readline()
            if svg.endswith(b"\n"):  # else it went in the middle of one
                return str(json.loads(svg))
        self._let_go()
        return None

    def _let_go(self) -> None:
        pen, self._pen = self._pen, None
        if pen is not None:
            pen.kill()
            with contextlib.suppress(OSError):
                pen.communicate()


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
