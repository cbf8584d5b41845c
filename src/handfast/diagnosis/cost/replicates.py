"""Every step of the costing, refitted in every replicate."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from handfast.diagnosis.cost.cells import count_cells, fifths, horizon_values
from handfast.diagnosis.cost.estimate import Compared, Effect, compared, effect_of
from handfast.diagnosis.cost.population import BINS, Handoffs, horizons, shares_within
from handfast.diagnosis.cost.resampling import draws
from handfast.diagnosis.cost.strata import Affected
from handfast.diagnosis.cost.trials import Trial
from handfast.diagnosis.cost.worth import Wins, Worth, worth

Floats = NDArray[np.float64]
TOGETHER = 50
"""Replicates estimated together: as many as fit into memory beside a million leads."""


@dataclass(frozen=True, slots=True)
class Replicated:
    """What came out; the first place of each array is the estimate, the others the replicates.

    Attributes:
        effects: by cause. worth: what a win is worth in each currency. horizons: H of each hand-off clause, in days.
    """

    effects: Mapping[str, Effect]
    worth: Mapping[str, Worth]
    horizons: Floats


def replicate(
    handoffs: Handoffs, trials: Mapping[str, tuple[Trial, Affected]], wins: Wins, replicates: int, seed: str
) -> Replicated:
    """Estimate each cause's effect, the wins it lost and the worth of a win, in the record and in `replicates` draws of its accounts."""
    drawn = draws(int(handoffs.cluster.max(initial=-1)) + 1, replicates, seed)
    batches = [slice(start, start + TOGETHER) for start in range(0, replicates + 1, TOGETHER)]
    reach = np.concatenate([horizons(handoffs, drawn[:, batch]) for batch in batches], axis=1)
    within = np.concatenate(
        [shares_within(handoffs, drawn[:, batch], reach[:, batch]) for batch in batches], axis=1
    )
    values = horizon_values(reach)
    cells = {cause: count_cells(handoffs, trial, values) for cause, (trial, _) in trials.items()}
    places = np.array([np.searchsorted(known, row) for known, row in zip(values, reach, strict=True)])
    ready: dict[str, Compared] = {}
    found: dict[str, list[Effect]] = {cause: [] for cause in trials}
    for batch in batches:
        weights = drawn[:, batch].astype(np.float32)
        score = fifths(handoffs, weights, BINS)
        for cause, (_, affected) in trials.items():
            if cause not in ready:  # the first replicate is the record as it is
                ready[cause] = compared(handoffs, cells[cause], affected, places[:, 0], score[:, :, 0])
            found[cause].append(
                effect_of(handoffs, ready[cause], weights, places[:, batch], within[:, batch], score)
            )
    return Replicated(
        {cause: _joined(parts) for cause, parts in found.items()}, _worth(handoffs, wins, drawn), reach
    )


def _joined(parts: list[Effect]) -> Effect:
    ratio, lost = (np.concatenate([getattr(part, name) for part in parts]) for name in ("ratio", "wins_lost"))
    return replace(parts[0], ratio=ratio, wins_lost=lost)


def _worth(handoffs: Handoffs, wins: Wins, drawn: NDArray[np.uint8]) -> dict[str, Worth]:
    known = ~np.isnan(wins.amount)
    amount, currency = wins.amount[known], wins.currency[known]
    weights = drawn[handoffs.cluster[wins.row[known]]].astype(np.float64)
    return {name: worth(amount, currency == place, weights) for place, name in enumerate(wins.currencies)}
