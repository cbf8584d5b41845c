"""Ctrl-C at any moment, also while the database works.

Python takes note of a signal between two steps of its own. A query is one step, however long it takes: so a second thread waits for the byte that
Python writes when a signal arrives, and has the running queries end.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread, current_thread, main_thread
from types import FrameType

from handfast.interruption import noticed, stop_all

AGAIN = 0.05
"""Seconds after which queries are stopped once more, as long as Python has not taken note: one may have begun just then."""


@contextmanager
def heard() -> Iterator[None]:
    """While this lasts, Ctrl-C ends running queries and raises KeyboardInterrupt; where the process was told to take no notice of it, it takes none."""
    if (
        current_thread() is not main_thread()
        or signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    ):
        yield
        return

    noticed.clear()

    def notice(number: int, frame: FrameType | None) -> None:
        noticed.set()
        raise KeyboardInterrupt

    arrivals, bell = os.pipe()
    if hasattr(os, "set_blocking"):  # Windows asks for no such thing, and has it from Python 3.12 only
        os.set_blocking(bell, False)
    before = signal.set_wakeup_fd(bell, warn_on_full_buffer=False)
    signal.signal(signal.SIGINT, notice)
    Thread(target=_wait, args=(arrivals,), daemon=True).start()
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.set_wakeup_fd(before)
        os.close(bell)


def _wait(arrivals: int) -> None:
    """Stop what runs for each Ctrl-C, until no more can arrive."""
    with open(arrivals, "rb", buffering=0) as numbers:
        while number := numbers.read(1):
            if number[0] == signal.SIGINT:
                stop_all()
                while not noticed.wait(AGAIN):
                    stop_all()
