"""Promises that a draft would have broken, simulated from the service times that were observed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handfast.diagnosis.replay.history import Clock, History, Key
from handfast.diagnosis.replay.replayed import Simulated

DRAWS = 400
FEW = 5
"""A rep with fewer observed service times is drawn for from those of all reps."""


def simulate(before: History, after: History, owners: Mapping[Key, str]) -> tuple[Simulated, ...]:
    """For each promise of the draft on hand-offs by marketing: clocks observed under the agreement in force, and those that the draft would have broken.

    A service time is the time until what was promised was done, or for which it was not. On a hand-off of both versions under the same promise the
    observed one stands; on any other it is drawn from the same rep's (from all reps' where the rep has fewer than 5). What it is held to is the draft's
    time. Service times are taken to be as they were, however many hand-offs there are. Clocks are alike when the same thing stops them; of these, those of
    the promise of the same id are drawn from and counted where there are any.
    """
    observed: dict[str, list[Clock]] = defaultdict(list)
    for clock in before.clocks:
        observed[clock.kind].append(clock)
    asked: dict[str, list[Clock]] = defaultdict(list)
    for clock in after.clocks:
        if not clock.beyond and clock.state not in ("running", "at risk"):
            asked[clock.commitment_id].append(clock)
    seed = int(before.agreement.hash[:8], 16) ^ int(after.agreement.hash[:8], 16)
    return tuple(
        _simulated(clocks, observed[clocks[0].kind], owners, np.random.default_rng([seed, place]))
        for place, clocks in enumerate(asked.values())
    )


@dataclass(frozen=True, slots=True)
class _Served:
    """Observed clocks held to a time: whether each broke it; by rep and by hand-off. Those of which it can't be told are left out."""

    broken: NDArray[np.bool_]
    of_rep: Mapping[str | None, NDArray[np.int64]]
    of_key: Mapping[Key, bool]


def broke(clock: Clock, within: float, in_business: bool) -> bool | None:
    """Whether an observed clock would have broken a promise of so many seconds; None where it ended before that could be told."""
    if clock.state in ("excused", "unlogged") and not clock.stopped:
        return None
    took = clock.business if in_business else clock.wall
    return took > within or (None if not clock.stopped else False)


def _served(clocks: Sequence[Clock], within: float, in_business: bool) -> _Served:
    told = [(clock, over) for clock in clocks if (over := broke(clock, within, in_business)) is not None]
    places: dict[str | None, list[int]] = defaultdict(list)
    for place, (clock, _) in enumerate(told):
        places[clock.owner_id].append(place)
    return _Served(
        np.array([over for _, over in told], dtype=bool),
        {owner: np.array(found) for owner, found in places.items()},
        {clock.key: over for clock, over in told},
    )


def _simulated(
    asked: Sequence[Clock], observed: Sequence[Clock], owners: Mapping[Key, str], rng: np.random.Generator
) -> Simulated:
    first = asked[0]
    alike = [clock for clock in observed if clock.commitment_id == first.commitment_id] or observed
    served = _served(alike, first.within, first.in_business)
    own = {clock.key for clock in alike}
    judged = [clock for clock in alike if clock.state in ("met", "breached")]
    kept = [served.of_key[clock.key] for clock in asked if clock.key in served.of_key]
    new = [clock for clock in asked if clock.key not in own]
    many, broken_before = len(judged), sum(clock.state == "breached" for clock in judged)
    if not len(served.broken):
        return Simulated(
            first.commitment_id, first.promise, many, broken_before, len(asked), None, None, None, len(new)
        )
    totals = np.full(DRAWS, sum(kept), dtype=np.float64)
    everyone = np.arange(len(served.broken))
    for clock in new:
        pool = served.of_rep.get(owners.get(clock.key), everyone)
        pool = pool if len(pool) >= FEW else everyone
        totals += served.broken[rng.choice(pool, DRAWS)]
    low, high = (float(bound) for bound in np.quantile(totals, (0.05, 0.95)))
    return Simulated(
        first.commitment_id, first.promise, many, broken_before, len(kept) + len(new), float(totals.mean()), low, high, len(new)
    )  # fmt: skip
