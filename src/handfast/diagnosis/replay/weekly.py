"""What weeks say once the mix of leads is held equal."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cell:
    """Leads of one kind in one week.

    Attributes:
        week: counted from the first whole week after the change, which is 0; weeks before it are negative.
        stratum: the kind: source, segment, score band.
        counted: how many of them did what is measured (accepted, in time); of a volume, how many there were.
        of: out of how many; of a volume, how much could have brought them (leads that came in), above nought.
    """

    week: int
    stratum: Hashable
    counted: float
    of: float


@dataclass(frozen=True, slots=True)
class Weekly:
    """The contrasts between weeks that compare leads of the same kind, freed of what the kinds differ in.

    Attributes:
        weeks: those that can be compared, ascending.
        lens: one row for each contrast: what it is of the weeks' true values.
        seen: what each contrast is, with noise of the same variance in all, independent of each other.
        noise: that variance, were leads alone at work: binomial for shares, Poisson for volumes.
    """

    weeks: NDArray[np.int64]
    lens: Numbers
    seen: Numbers
    noise: float


def weekly(cells: Sequence[Cell], share: bool) -> Weekly:
    """Weeks compared by leads of the same kind.

    Each cell's value is taken to be its stratum's level and its week's on top. The strata's levels are eliminated from the weighted normal equations, and
    what is left is turned so that its noise is even. A stratum seen in one week alone says nothing and drops out by itself.
    """
    weeks, week = np.unique([cell.week for cell in cells], return_inverse=True)
    kinds = {stratum: place for place, stratum in enumerate(dict.fromkeys(cell.stratum for cell in cells))}
    kind = np.array([kinds[cell.stratum] for cell in cells])
    counted, of = (np.zeros((len(kinds), len(weeks))) for _ in range(2))
    np.add.at(counted, (kind, week), [cell.counted for cell in cells])
    np.add.at(of, (kind, week), [cell.of for cell in cells])
    some = of.sum(1) > 0
    counted, of = counted[some], of[some]
    level = counted.sum(1) / of.sum(1)
    information = np.diag(of.sum(0)) - of.T @ (of / of.sum(1)[:, None])
    score = (counted - of * level[:, None]).sum(0)
    strength, turn = np.linalg.eigh(information)
    told = strength > 1e-9 * max(strength.max(), 1.0)
    root = np.sqrt(strength[told])
    return Weekly(
        weeks,
        root[:, None] * turn[:, told].T,
        turn[:, told].T @ score / root,
        _noise(counted.sum(1), of.sum(1), share),
    )


def _noise(counted: Numbers, of: Numbers, share: bool) -> float:
    """The variance of one lead's outcome inside its stratum. Two of each outcome are added to the whole, so that it is never nought."""
    if not share:
        return float((counted.sum() + 0.5) / of.sum())
    level = (counted.sum() + 2) / (of.sum() + 4)
    within = float((of * (counted / of) * (1 - counted / of)).sum() / of.sum())
    return max(within, float(level * (1 - level)) / 10)
