"""Changes are read in their order while people go on changing: nothing that stands still long enough is missed."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from handfast.importing.connectors.changes import changes
from handfast.importing.connectors.plain import instant, iso

PAGE = 3
TICK = timedelta(milliseconds=1)
START = datetime(2026, 3, 1, 9, tzinfo=UTC)
BEFORE = iso(START - timedelta(days=1))


def at(tick: int) -> str:
    return iso(START + tick * TICK)


class System:
    """Things with the instant of their last change; between two questions somebody may change one, which moves it to the end."""

    def __init__(self, things: dict[int, int], edits: list[int]) -> None:
        self.things, self.edits = dict(things), list(edits)
        self.now = max(things.values(), default=0)
        self.asked = 0

    def ask(self, position: str, among: str | None) -> tuple[list[tuple[str, str]], bool]:
        self.asked += 1
        if self.edits and (one := self.edits.pop()) in self.things:
            self.now += 1
            self.things[one] = self.now
        there = [(number, at(tick)) for number, tick in self.things.items()]
        if among is None:
            there = sorted(
                (each for each in there if each[1] >= position), key=lambda each: (each[1], -each[0])
            )
        else:
            there = sorted(each for each in there if each[1] == position and each[0] > int(among or 0))
        return [(str(number), changed) for number, changed in there[:PAGE]], len(there) > PAGE


@given(
    st.dictionaries(st.integers(1, 40), st.integers(0, 4), max_size=30),
    st.lists(st.integers(1, 40), max_size=10),
)
def test_everything_is_seen_as_it_stands_at_the_end(things: dict[int, int], edits: list[int]) -> None:
    system = System(things, edits)
    seen: dict[str, str] = {}
    for page in changes(system.ask, lambda each: each, BEFORE, None, TICK):
        seen |= dict(page.things)
    missed = {number for number, tick in system.things.items() if seen.get(str(number)) != at(tick)}
    assert not missed, (missed, seen)


@given(
    st.dictionaries(st.integers(1, 40), st.integers(0, 4), max_size=30),
    st.lists(st.integers(1, 8), max_size=10),
)
def test_a_reading_that_is_broken_off_anywhere_goes_on_from_what_it_kept(
    things: dict[int, int], breaks: list[int]
) -> None:
    system = System(things, [])
    seen: dict[str, str] = {}
    position, among, finished = BEFORE, None, False
    while not finished:
        pages = changes(system.ask, lambda each: each, position, among, TICK)
        for _ in range(breaks.pop() if breaks else 1_000):
            if (page := next(pages, None)) is None:
                finished = True
                break
            seen |= dict(page.things)
            position, among = page.position, page.among
    assert set(seen) == {str(number) for number in things}


def test_an_instant_that_everybody_shares_is_gone_through_once() -> None:
    system = System(dict.fromkeys(range(1, 301), 2), [])
    pages = list(changes(system.ask, lambda each: each, BEFORE, None, TICK))
    assert len({number for page in pages for number, _ in page.things}) == 300
    assert system.asked < 110


def test_a_position_is_an_instant() -> None:
    system = System({1: 0}, [])
    (page,) = changes(system.ask, lambda each: each, BEFORE, None, TICK)
    assert (instant(page.position), page.among) == (START, None)
