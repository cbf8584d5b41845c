"""The companies that the diagnosis is measured on: drawn by number, the same on any day."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from handfast.demo import FAULTS

FIRST_SEED = 1001
"""Company 0's seed; choices were fitted on seed 7, and on 11 and 21 to 28."""
MOST_FAULTS = 4
STRENGTHS = (0.3, 4.0)
LEADS = (6000, 16000)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A company to be made.

    Attributes:
        number: which one. seed: of the generator. leads: rows in the table of leads.
        faults: strength by fault; 1 puts the company's true quantity at the sign's threshold, 2 at twice that, up to what a record can show.
    """

    number: int
    seed: int
    leads: int
    faults: Mapping[str, float]


def draw(number: int) -> Drawn:
    """The company of that number: nought to four faults, all numbers alike likely; strengths uniform from 0.3 to 4, leads uniform in their logarithm."""
    rng = np.random.default_rng([20061, number])
    leads = int(np.exp(rng.uniform(*np.log(LEADS)))) // 100 * 100
    chosen = rng.choice(sorted(FAULTS), size=rng.integers(0, MOST_FAULTS + 1), replace=False)
    strengths = rng.uniform(*STRENGTHS, size=len(chosen))
    return Drawn(
        number, FIRST_SEED + number, leads,
        {str(name): round(float(strength), 3) for name, strength in zip(chosen, strengths, strict=True)},
    )  # fmt: skip
