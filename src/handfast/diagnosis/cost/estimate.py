"""From a trial's cells to the effect and the wins lost, in every replicate."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handfast.diagnosis.cost.cells import Cells
from handfast.diagnosis.cost.effect import mantel_haenszel
from handfast.diagnosis.cost.population import Handoffs
from handfast.diagnosis.cost.strata import FIFTHS, Affected, Strata, base_rates, strata_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Effect:
    """What following up does; the first place of each array is the estimate, the others the replicates.

    Attributes:
        ratio: Mantel–Haenszel risk ratio. wins_lost: expected wins that the affected leads lost.
        followed, left, won, won_left: leads in the two arms of the strata compared, and their wins.
        strata, one_armed, one_armed_leads: strata compared; those left out for want of an arm, and the leads in them.
    """

    ratio: Floats
    wins_lost: Floats
    followed: int
    left: int
    won: int
    won_left: int
    strata: int
    one_armed: int
    one_armed_leads: int


@dataclass(frozen=True, slots=True)
class Arms:
    """One place for each stratum and fifth: leads and wins of both arms."""

    followed: Floats
    won: Floats
    left: Floats
    won_left: Floats


def effect_of(
    handoffs: Handoffs,
    cells: Cells,
    affected: Affected,
    weights: NDArray[np.float32],
    places: Ints,
    fifth_of: Ints,
) -> Effect:
    """Estimate an effect, and the wins lost by the leads affected, in every replicate.

    Args:
        weights: clusters × replicates; the first replicate is the record as it is.
        places: clause × replicate: the place of H among the values that the cells know.
        fifth_of: clause × score class × replicate.
    """
    held = np.asarray(cells.brought @ weights, dtype=np.float64)
    strata = strata_of(handoffs, cells, affected)
    clause, score = handoffs.clause[affected.row], handoffs.bin[affected.row]
    arms = []
    ratio, lost = np.empty(weights.shape[1]), np.empty(weights.shape[1])
    for n in range(weights.shape[1]):
        place = places[cells.clause, n]
        ripe = held[:, n] * (cells.ripe > place)
        now = arms_of(strata, cells, fifth_of[cells.clause, cells.bin, n], ripe, ripe * (cells.win <= place))
        ratio[n] = mantel_haenszel(now.won, now.followed, now.won_left, now.left)
        hit = strata.hit * FIFTHS + fifth_of[clause, score, n]
        rate = base_rates(strata, now.followed, now.won, hit)
        lost[n] = (1 - 1 / ratio[n]) * (rate * affected.servable).sum()
        if n == 0:
            arms.append(now)
    return _told(arms[0], _compared(strata, cells), ratio, lost)


def arms_of(strata: Strata, cells: Cells, fifth: Ints, leads: Floats, won: Floats) -> Arms:
    """Leads and wins of both arms in each stratum and fifth."""
    size = strata.count * FIFTHS
    code = (strata.cell * FIFTHS + fifth) * 2 + cells.followed
    counted: Floats = np.bincount(code, leads, size * 2).reshape(size, 2).astype(np.float64)
    winners: Floats = np.bincount(code, won, size * 2).reshape(size, 2).astype(np.float64)
    return Arms(counted[:, 1], winners[:, 1], counted[:, 0], winners[:, 0])


def _compared(strata: Strata, cells: Cells) -> NDArray[np.bool_]:
    """Whether a stratum is of a layer in which arms are compared: some layers only tell the rate in time."""
    compared = np.zeros(strata.wides, dtype=bool)
    compared[strata.wide[strata.cell[~cells.followed]]] = True
    return np.repeat(compared[strata.wide], FIFTHS)


def _told(arms: Arms, compared: NDArray[np.bool_], ratio: Floats, lost: Floats) -> Effect:
    both = (arms.followed > 0) & (arms.left > 0)
    one = compared & ((arms.followed > 0) != (arms.left > 0))
    counts = [round(float(each[both].sum())) for each in (arms.followed, arms.left, arms.won, arms.won_left)]
    alone = round(float((arms.followed + arms.left)[one].sum()))
    followed, left, won, won_left = counts
    return Effect(ratio, lost, followed, left, won, won_left, int(both.sum()), int(one.sum()), alone)
