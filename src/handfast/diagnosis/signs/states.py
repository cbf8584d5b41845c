"""The rule of states: what a part of a sign is at each close, and the sign that its parts make."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from handfast.diagnosis.signs.estimates import FEWEST_ROWS, FEWEST_WEEKS, Flags, Floats, Ints

RUNNING = 2
"""At how many closes running a share or a distance must be over the threshold."""
TOLERANCE = 1e-9


class State(IntEnum):
    """The states, worse ones greater, so that the worst part makes the sign."""

    NO_DATA = 0
    TOO_FEW = 1
    CLEAR = 2
    WATCH = 3
    FIRES = 4

    @property
    def words(self) -> str:
        """As findings.json writes it."""
        return self.name.lower().replace("_", " ")


@dataclass(frozen=True)
class Course:
    """How one part of a sign stood at each close.

    Attributes:
        source: the name of the source it comes from.
        part: the part: a promise, a stage, a field, a reason; empty where the source has one.
        value: the measured quantity; NaN: nothing was there to measure.
        bound: the one-sided bound on the threshold's side of the value; NaN where there is none.
        threshold: what it is held to.
        rows, weeks: what the value rests on; weeks is -1 where they play no part.
        top: how many rows count (for sentences); NaN where that says nothing.
        enough: whether it may be judged.
        over: whether the value is over the threshold.
        proven: whether that is proven at this close.
        running: at how many closes running it must be.
    """

    source: str
    part: str
    value: Floats
    bound: Floats
    threshold: Floats
    rows: Ints
    weeks: Ints
    top: Floats
    enough: Flags
    over: Flags
    proven: Flags
    running: int = RUNNING

    @property
    def states(self) -> Ints:
        """The state at each close."""
        return states_of(self)


def judged(
    source: str, part: str, value: Floats, bound: Floats, threshold: Floats, rows: Ints, weeks: Ints, top: Floats,
    *, under: bool = False, fewest_rows: int = FEWEST_ROWS, fewest_weeks: int = FEWEST_WEEKS, running: int = RUNNING,
) -> Course:  # fmt: skip
    """A course with its judgement: `over` when the value is beyond the threshold, `proven` when its bound is too. With `under`, beyond is below."""
    side = -1 if under else 1
    with np.errstate(invalid="ignore"):
        over = side * (value - threshold) > TOLERANCE
        proven = over & (side * (bound - threshold) > TOLERANCE)
    enough = (rows >= fewest_rows) & ((weeks >= fewest_weeks) | (weeks < 0))
    return Course(
        source, part, value, bound, threshold, rows, weeks, top, enough, over, proven & enough, running
    )


def counted(
    source: str, part: str, value: Floats, threshold: Floats, rows: Ints, *, over: Flags | None = None
) -> Course:
    """A course that fires on the count: at or over the threshold, or where `over` says."""
    nothing = np.full(len(value), np.nan)
    with np.errstate(invalid="ignore"):
        beyond = value >= threshold - TOLERANCE if over is None else over
    there = ~np.isnan(value)
    return Course(
        source, part, value, nothing, threshold, rows, np.full(len(value), -1), nothing, there, beyond, beyond & there, 1
    )  # fmt: skip


def states_of(course: Course) -> Ints:
    """`fires` when proven at this close and at those before it, `running` in all; `watch`: over, unproven; `clear`; `too few`; `no data`."""
    lasting = course.proven.copy()
    for back in range(1, course.running):
        lasting[back:] &= course.proven[:-back]
        lasting[:back] = False
    states = np.where(course.over, State.WATCH, State.CLEAR)
    states = np.where(lasting, State.FIRES, states)
    states = np.where(course.enough, states, State.TOO_FEW)
    return np.asarray(np.where(np.isnan(course.value), State.NO_DATA, states), dtype=np.int64)


def leading(courses: Sequence[Course]) -> Ints:
    """Which course speaks for the sign at each close: the worst state, then the greatest value for its threshold, then the first."""
    states = np.stack([course.states for course in courses])
    far = np.stack([_how_far(course) for course in courses])
    order = np.lexsort((np.arange(len(courses))[:, None] * np.ones_like(states), -far, -states), axis=0)
    return np.asarray(order[0], dtype=np.int64)


def _how_far(course: Course) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        far = course.value / course.threshold
    return np.nan_to_num(far, nan=-np.inf, posinf=np.inf)


def since(states: Ints) -> Ints:
    """For each close at which it fires, the number of the close at which it began to; -1 elsewhere."""
    found = np.full(len(states), -1, dtype=np.int64)
    for place, state in enumerate(states):
        if state == State.FIRES:
            found[place] = found[place - 1] if place and states[place - 1] == State.FIRES else place
    return found
