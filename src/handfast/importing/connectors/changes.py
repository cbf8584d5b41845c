"""Reading what changed in the order of its changes, while people go on changing it.

Pages by number shift when a row that was changed moves to the end, and what slides into the gap is never seen. So each page is a question of
its own: what changed at or after the last change that was seen? Where a whole page changed at one instant (a bulk edit), that instant is
gone through by ids.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

from handfast.importing.connectors.plain import instant, iso

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Seen(Generic[T]):
    """A page of changes, and from where to go on.

    Attributes:
        things: each with its id and the instant of its change; they may overlap with the page before.
        position: all that changed before this instant has been seen.
        among: of what changed at that instant all up to this id has been seen; None when it is still to be asked for as a whole.
    """

    things: Sequence[T]
    position: str
    among: str | None


Ask = Callable[[str, str | None], tuple[Sequence[T], bool]]
"""Takes an instant and None, and gives the next things that changed at it or later, in that order; or an instant and an id, and gives
the next that changed exactly then and have a greater id, in the order of ids. Also whether there are more."""


def changes(
    ask: Ask[T], key: Callable[[T], tuple[str, str]], position: str, among: str | None, tick: timedelta
) -> Iterator[Seen[T]]:
    """The pages from a position on; `key` tells a thing's id and instant, `tick` is the smallest time between two instants."""
    while True:
        found, more = ask(position, among)
        if among is not None:
            among = key(found[-1])[0] if more and found else None
            position = position if among is not None else iso(instant(position) + tick)
            more = True  # of later instants, for which nobody has asked yet
        else:
            last = key(found[-1])[1] if found else position
            among = "" if more and instant(last) <= instant(position) else None
            position = last if instant(last) > instant(position) else position
        yield Seen(found, position, among)
        if not more:
            return
