"""Comparisons that could have been run as experiments: who is compared with whom, from when on.

Each builder takes arrays, one place for each hand-off, and gives a Trial. Instants are µs, NEVER where there is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from handfast.diagnosis.cost.reading import NEVER, Micros

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
NONE, RESUMED = -1, 0
"""Stand for a layer that there isn't."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The rows of a comparison; a hand-off may be in several layers, once in each.

    Attributes:
        row: the hand-off. followed: whether it was followed up. layer: which landmark or attempt; layer 0 of landmarks holds only those followed up in
            time, for the rate that the others are measured by. later: for those followed up, the
            later layer in which the same hand-off was given up; for those who weren't, RESUMED where they were after all, too late for the layer; else NONE.
        win_days, age_days: from where the hand-off's outcome is counted, days to its win (inf without one) and to as_of.
    """

    row: Ints
    followed: Flags
    layer: Ints
    later: Ints
    win_days: Floats
    age_days: Floats

    @classmethod
    def of(cls, parts: Sequence[tuple[Flags, bool, int]], win_days: Floats, age_days: Floats) -> "Trial":
        """The rows where each part's flags are set, of that arm and layer."""
        rows = [np.flatnonzero(flags) for flags, _, _ in parts]
        row = np.concatenate([*rows, np.zeros(0, dtype=np.int64)])
        sizes = [len(each) for each in rows]
        return cls(
            row,
            np.repeat(np.array([arm for _, arm, _ in parts], dtype=bool), sizes),
            np.repeat(np.array([layer for _, _, layer in parts], dtype=np.int64), sizes),
            np.full(len(row), NONE),
            win_days[row],
            age_days[row],
        )

    def with_what_followed(self, made: Ints) -> "Trial":
        """The same, with what became of each row in later layers; `made` says of each hand-off in how many layers it was followed up in the end."""
        resumed = ~self.followed & (made[self.row] > self.layer)
        later = np.where(resumed, RESUMED, NONE)
        given_up = ~self.followed & ~resumed
        next_left = np.full(int(self.row.max(initial=-1)) + 1, NONE)
        for layer in np.unique(self.layer)[::-1]:
            here = self.layer == layer
            later[here & self.followed] = next_left[self.row[here & self.followed]]
            next_left[self.row[here & given_up]] = layer
        return replace(self, later=later)


def late_trial(
    touched: Micros,
    due: Micros,
    settled: Micros,
    landmarks: Sequence[Micros],
    win_days: Floats,
    age_days: Floats,
) -> Trial:
    """Touched in time against touched between two landmarks after it, at the later one of these, among those that nothing else had settled by then.

    Without the landmark, a late lead would have had to stay open until it was touched, and one touched in time would not.
    """
    in_time = touched <= due
    parts = [(in_time & (due < settled), True, 0)]
    before = due
    for layer, landmark in enumerate(landmarks, 1):
        open_then = (settled > landmark) & (landmark > before)
        parts.append((open_then & in_time, True, layer))
        parts.append((open_then & (touched > before) & (touched <= landmark), False, layer))
        before = np.maximum(before, landmark)
    return Trial.of(parts, win_days, age_days)


def never_trial(
    touched: Micros,
    due: Micros,
    settled: Micros,
    landmarks: Sequence[Micros],
    win_days: Floats,
    age_days: Floats,
) -> Trial:
    """Touched in time against not yet touched at the last landmark, among those that nothing else had settled by then."""
    in_time = touched <= due
    last = np.maximum(landmarks[-1], due)
    open_then = settled > last
    parts = [
        (in_time & (due < settled), True, 0),
        (open_then & in_time, True, 1),
        (open_then & (touched > last), False, 1),
    ]
    return Trial.of(parts, win_days, age_days)


def attempts_trial(
    attempts: Sequence[Micros],
    waited: Sequence[Micros],
    wanted: Ints,
    answered: Micros,
    ended: Micros,
    win_days: Floats,
    age_days: Floats,
) -> Trial:
    """For each k: unanswered after attempt k, the next attempt made in the time allowed against not made.

    Args:
        attempts: attempts[k] is when the k+1-th was made. waited: waited[k] is two business days later.
        wanted: how many attempts were promised; nothing is asked of those beyond.

    Compared outright, those with many attempts are those who never answered, and many attempts look harmful; or those on whom reps went on, and they look good.
    """
    parts: list[tuple[Flags, bool, int]] = []
    count = np.zeros(len(wanted), dtype=np.int64)
    for each in attempts:
        count += each < NEVER
    for k in range(len(attempts) - 1):
        asked = (attempts[k] < NEVER) & (k + 1 < wanted)
        following, allowed = attempts[k + 1], waited[k]
        made = asked & (following <= allowed) & (answered > following)
        left = asked & (following > allowed) & (answered > allowed) & (ended > allowed)
        parts += [(made, True, k + 1), (left, False, k + 1)]
    return Trial.of(parts, win_days, age_days).with_what_followed(count)


def cold_trial(contacted: Flags, open_then: Flags, win_days: Floats, age_days: Floats) -> Trial:
    """At each 30 days after the hand-off: contacted or in a program in the 30 days before, against silent, among those still open and without an opportunity.

    Both flags have one row for each landmark, one column for each hand-off.
    """
    parts: list[tuple[Flags, bool, int]] = []
    for layer in range(len(contacted)):
        parts.append((open_then[layer] & contacted[layer], True, layer + 1))
        parts.append((open_then[layer] & ~contacted[layer], False, layer + 1))
    return Trial.of(parts, win_days, age_days)


def recycled_trial(
    rejected: Flags, returned: Micros, landmark: Micros, win_days: Floats, age_days: Floats
) -> Trial:
    """Among those rejected for a reason for which leads come back: recycled by the landmark against not. Outcomes count from the rejection."""
    back = returned <= landmark
    return Trial.of([(rejected & back, True, 1), (rejected & ~back, False, 1)], win_days, age_days)
