"""What Ctrl-C ends at once: work that goes on outside Python, and so hears of no signal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

Stop = Callable[[], object]
_stops: set[Stop] = set()
noticed = Event()
"""Set once Ctrl-C has been heard: whatever goes wrong after that goes wrong because of it."""


def stop_with_interrupts(stop: Stop) -> Callable[[], None]:
    """Have `stop` called, in any thread, whenever the process is interrupted; gives what ends that."""
    _stops.add(stop)
    return lambda: _stops.discard(stop)


@contextmanager
def stopped_by_interrupts(stop: Stop) -> Iterator[None]:
    """The same, for as long as it lasts."""
    forget = stop_with_interrupts(stop)
    try:
        yield
    finally:
        forget()


def stop_all() -> None:
    """Stop whatever asked to be stopped."""
    for stop in tuple(_stops):
        stop()
