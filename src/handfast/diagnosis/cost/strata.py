"""Strata: leads alike in hand-off, promise, layer, source and segment, to which each replicate adds its fifths by score."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handfast.diagnosis.cost.cells import Cells
from handfast.diagnosis.cost.population import Handoffs

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
FIFTHS = 6
"""Five by score, and one for leads without a score."""
PRIOR = 20.0
"""How many leads of the next wider group stand beside a stratum's own when its rate is taken, as where the fairness table tells what leads are worth."""


@dataclass(frozen=True, slots=True)
class Affected:
    """The leads that a cause hit: their hand-offs, the layer by whose rate they are measured, the share of each that spare capacity could have served."""

    row: Ints
    layer: Ints
    servable: Floats


@dataclass(frozen=True, slots=True)
class Strata:
    """Where cells and affected leads belong, before the fifths are known.

    Attributes:
        cell, hit: the stratum of each cell and affected lead. count: how many there are.
        wide: of each stratum, its group and layer, as a number. wides: how many of these there are.
    """

    cell: Ints
    hit: Ints
    count: int
    wide: Ints
    wides: int


def strata_of(handoffs: Handoffs, cells: Cells, affected: Affected) -> Strata:
    """Number the strata of a trial's cells and of the leads that its cause hit."""
    row = affected.row
    wide = _numbered([(cells.group, handoffs.group[row]), (cells.layer, affected.layer)])
    code = _numbered([(wide[: len(cells)], wide[len(cells) :]), (cells.source, handoffs.source[row]), (cells.segment, handoffs.segment[row])])  # fmt: skip
    count = int(code.max(initial=-1)) + 1
    of_stratum = np.zeros(count, dtype=np.int64)
    of_stratum[code] = wide
    return Strata(code[: len(cells)], code[len(cells) :], count, of_stratum, int(wide.max(initial=-1)) + 1)


def _numbered(pairs: list[tuple[Ints, Ints]]) -> Ints:
    code: Any = 0
    for one, other in pairs:
        part = np.concatenate([one, other])
        code = code * (int(part.max(initial=0)) + 1) + part
    return np.unique(code, return_inverse=True)[1].astype(np.int64)


def base_rates(strata: Strata, leads: Floats, won: Floats, hit: Ints) -> Floats:
    """The rate of those followed up in time in the stratum of each place of `hit`.

    `leads` and `won` have FIFTHS places for each stratum. A stratum's rate is drawn towards that of its fifth in its group, and that towards the group's, each
    as if by PRIOR more leads. Only this base rate is drawn, never a contrast.
    """
    fifth = np.arange(FIFTHS)
    middle = (strata.wide[:, None] * FIFTHS + fifth).ravel()
    middle_leads = np.bincount(middle, leads, strata.wides * FIFTHS)
    middle_won = np.bincount(middle, won, strata.wides * FIFTHS)
    wide_leads, wide_won = (each.reshape(-1, FIFTHS).sum(axis=1) for each in (middle_leads, middle_won))
    wide_rate = wide_won / np.maximum(wide_leads, 1e-9)
    middle_rate = (middle_won + PRIOR * np.repeat(wide_rate, FIFTHS)) / (middle_leads + PRIOR)
    return np.asarray((won[hit] + PRIOR * middle_rate[middle[hit]]) / (leads[hit] + PRIOR))
