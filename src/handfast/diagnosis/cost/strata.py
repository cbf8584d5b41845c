"""Strata: leads alike in hand-off, promise, layer, source and segment, to which each replicate adds its fifths by score."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handfast.diagnosis.cost.cells import Cells
from handfast.diagnosis.cost.population import Handoffs
from handfast.diagnosis.cost.trials import NONE

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
        cell, hit: the stratum of each cell and affected lead. left: for cells whose hand-offs were left later, the stratum in which they were. count: how
            many there are.
        wide: of each stratum, its group and layer, as a number. wides: how many of these there are. clause: of each stratum.
    """

    cell: Ints
    hit: Ints
    left: Ints
    count: int
    wide: Ints
    wides: int
    clause: Ints


def strata_of(handoffs: Handoffs, cells: Cells, affected: Affected) -> Strata:
    """Number the strata of a trial's cells and of the leads that its cause hit."""
    row, size = affected.row, len(cells)
    hits = slice(size, size + len(row))
    layer = np.where(cells.followed & (cells.later != NONE), cells.later, cells.layer)
    wide = _numbered([(cells.group, handoffs.group[row], cells.group), (cells.layer, affected.layer, layer)])
    code = _numbered(
        [
            (wide[:size], wide[hits], wide[hits.stop :]),
            (cells.source, handoffs.source[row], cells.source),
            (cells.segment, handoffs.segment[row], cells.segment),
        ]
    )
    count = int(code.max(initial=-1)) + 1
    of_stratum, clause = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    of_stratum[code] = wide
    clause[code] = np.concatenate([cells.clause, handoffs.clause[row], cells.clause])
    return Strata(
        code[:size], code[hits], code[hits.stop :], count, of_stratum, int(wide.max(initial=-1)) + 1, clause
    )


def _numbered(columns: list[tuple[Ints, ...]]) -> Ints:
    code: Any = 0
    for parts in columns:
        part = np.concatenate(parts)
        code = code * (int(part.max(initial=0)) + 1) + part
    return np.unique(code, return_inverse=True)[1].astype(np.int64)


def base_rates(strata: Strata, leads: Floats, won: Floats) -> Floats:
    """The rate of those followed up in each stratum and fifth; the arguments and the result have FIFTHS places for each stratum.

    A stratum's rate is drawn towards that of its fifth in its group, and that towards the group's, each as if by PRIOR more leads. Only this base rate is
    drawn, never a contrast.
    """
    middle = (strata.wide[:, None] * FIFTHS + np.arange(FIFTHS)).ravel()
    middle_leads = np.bincount(middle, leads, strata.wides * FIFTHS)
    middle_won = np.bincount(middle, won, strata.wides * FIFTHS)
    wide_leads, wide_won = (each.reshape(-1, FIFTHS).sum(axis=1) for each in (middle_leads, middle_won))
    wide_rate = wide_won / np.maximum(wide_leads, 1e-9)
    middle_rate = (middle_won + PRIOR * np.repeat(wide_rate, FIFTHS)) / (middle_leads + PRIOR)
    return np.asarray((won + PRIOR * middle_rate[middle]) / (leads + PRIOR))
