"""From a trial's cells to the effect and the wins lost, in every replicate."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handfast.diagnosis.cost.cells import Cells
from handfast.diagnosis.cost.effect import mantel_haenszel
from handfast.diagnosis.cost.population import Handoffs
from handfast.diagnosis.cost.strata import FIFTHS, Affected, Strata, base_rates, strata_of
from handfast.diagnosis.cost.trials import NONE, RESUMED

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
FEWEST = 30
"""Leads compared under which no effect is told."""
FEWEST_WINS = 10
"""Wins under which no effect is told: their replicates would say more about chance than about sales."""

RARE = 10
"""A lead followed up for so many left is hardly any."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What following up does; the first place of each array is the estimate, the others the replicates.

    Attributes:
        ratio: risk ratio over the leads affected. wins_lost: expected wins that the affected leads lost.
        followed, left, won, won_left: leads in the two arms of the strata compared, and their wins.
        strata, one_armed, one_armed_leads: strata compared; those left out for want of an arm, and the leads in them.
        lacking: for what share of the affected leads hardly any were followed up to the end.
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
    lacking: float


@dataclass(frozen=True, slots=True)
class Arms:
    """One place for each stratum and fifth: leads and wins of both arms; of the wins of those left, those of hand-offs that were taken up again."""

    followed: Floats
    won: Floats
    left: Floats
    won_left: Floats
    won_resumed: Floats

    def ratio(self, among: Ints) -> float:
        """The ratio over the places of some strata."""
        parts = (self.won, self.followed, self.won_left, self.left, self.won_resumed)
        return float(mantel_haenszel(*(part[among] for part in parts)))


@dataclass(frozen=True, slots=True)
class Compared:
    """A trial ready to be estimated in any replicate.

    Attributes:
        meet: the places of the strata in which both arms can meet. apart: the same of each clause that has enough outcomes for a ratio of its own; the
            others share one over all clauses.
        passes: in how many steps what later layers tell reaches the first; 0 where no hand-off is in several layers. lacking: as in Effect.
        record: the arms in the record as it is.
    """

    cells: Cells
    affected: Affected
    strata: Strata
    meet: Ints
    apart: Mapping[int, Ints]
    passes: int
    lacking: float
    record: Arms


def compared(handoffs: Handoffs, cells: Cells, affected: Affected, places: Ints, fifth_of: Ints) -> Compared:
    """Get a trial ready, in the record as it is.

    Args:
        places: of each clause, the place of H among the values that the cells know. fifth_of: clause × score class.
    """
    strata = strata_of(handoffs, cells, affected)
    leads = np.asarray(cells.brought.sum(axis=1), dtype=np.float64).ravel()
    record = arms_of(strata, cells, leads, places, fifth_of)
    both = (record.followed > 0) & (record.left > 0)
    clause = np.repeat(strata.clause, FIFTHS)[both]
    known = [record.followed + record.left, record.won + record.won_left]
    enough, wins = (np.bincount(clause, each[both], handoffs.groups_of_clause) for each in known)
    apart = np.flatnonzero((enough >= FEWEST) & (wins >= FEWEST_WINS))
    meet = _meeting(strata, cells)
    clause = np.repeat(strata.clause, FIFTHS)[meet]
    own = {int(each): meet[clause == each] for each in apart} if len(apart) > 1 else {}
    later = np.unique(cells.later[cells.followed & (cells.later != NONE)])
    ripe = leads * (cells.ripe > places[cells.clause])
    lacking = _lacking(strata, cells, ripe) if len(later) else 0.0
    return Compared(cells, affected, strata, meet, own, len(later), lacking, record)


def _meeting(strata: Strata, cells: Cells) -> Ints:
    arms = [
        np.bincount(strata.cell[arm], minlength=strata.count) > 0 for arm in (cells.followed, ~cells.followed)
    ]
    return np.flatnonzero(np.repeat(arms[0] & arms[1], FIFTHS))


def _lacking(strata: Strata, cells: Cells, leads: Floats) -> float:
    """For what share of the affected leads hardly any (one for RARE left) were followed up in their layer, or were left in a later one of which that is so."""

    def by_wide(stratum: Ints, which: Flags) -> Floats:
        counts = np.bincount(strata.wide[stratum[which]], leads[which], strata.wides)
        return np.asarray(counts, dtype=np.float64)

    followed, left = by_wide(strata.cell, cells.followed), by_wide(strata.cell, ~cells.followed)
    rare = followed * RARE <= left
    dropped = cells.followed & (cells.later != NONE) & rare[strata.wide[strata.left]]
    share = np.where(rare, 1.0, by_wide(strata.cell, dropped) / np.maximum(followed, 1e-9))
    return float(share[strata.wide[strata.hit]].mean()) if len(strata.hit) else 0.0


def effect_of(
    handoffs: Handoffs,
    trial: Compared,
    weights: NDArray[np.float32],
    places: Ints,
    within: Floats,
    fifth_of: Ints,
) -> Effect:
    """Estimate an effect, and the wins lost by the leads affected, in every replicate.

    Args:
        weights: clusters × replicates. places: clause × replicate: the place of H among the values that the cells know.
        within: clause × replicate: the share of wins that come within H. fifth_of: clause × score class × replicate.
    """
    cells, strata, affected = trial.cells, trial.strata, trial.affected
    held = np.asarray(cells.brought @ weights, dtype=np.float64)
    clause, score = handoffs.clause[affected.row], handoffs.bin[affected.row]
    ratio, lost = np.empty(weights.shape[1]), np.empty(weights.shape[1])
    for n in range(weights.shape[1]):
        fifth = fifth_of[:, :, n]
        arms = arms_of(strata, cells, held[:, n], places[:, n], fifth)
        ratios = _ratios(trial, arms, handoffs.groups_of_clause)
        taken = 1 - 1 / ratios
        rate = _rates(trial, arms, held[:, n] * (cells.ripe > places[cells.clause, n]), taken, fifth)
        due = rate[strata.hit * FIFTHS + fifth[clause, score]] / within[clause, n] * affected.servable
        lost[n] = (taken[clause] * due).sum()
        ratio[n] = due.sum() / (due.sum() - lost[n]) if due.sum() > 0 else arms.ratio(trial.meet)
    return _told(trial, ratio, lost)


def _ratios(trial: Compared, arms: Arms, clauses: int) -> Floats:
    """The ratio of each clause: its own where it has enough outcomes, else that over all."""
    found = np.full(clauses, arms.ratio(trial.meet))
    for clause, places in trial.apart.items():
        found[clause] = arms.ratio(places)
    return found


def _rates(trial: Compared, arms: Arms, leads: Floats, taken: Floats, fifth: Ints) -> Floats:
    """The rate of those followed up, in each stratum and fifth, had they been followed up to the end.

    Some of those who got the next attempt were given up after a later one. What that took from them is put back, from the last layer to the first, so that
    the measure of a lead given up is what keeping the promise brings, and not what one more attempt brings before the next neglect.
    """
    strata, cells = trial.strata, trial.cells
    rate = base_rates(strata, arms.followed, arms.won)
    if not trial.passes:
        return rate
    score = fifth[cells.clause, cells.bin]
    own, left = strata.cell * FIFTHS + score, strata.left * FIFTHS + score
    dropped = leads * (cells.followed & (cells.later != NONE)) * taken[cells.clause]
    for _ in range(trial.passes):
        rate = base_rates(
            strata, arms.followed, arms.won + np.bincount(own, dropped * rate[left], len(arms.won))
        )
    return rate


def arms_of(strata: Strata, cells: Cells, leads: Floats, places: Ints, fifth: Ints) -> Arms:
    """Leads and wins of both arms in each stratum and fifth, of so many leads in each cell."""
    place = places[cells.clause]
    ripe = leads * (cells.ripe > place)
    size = strata.count * FIFTHS
    code = (strata.cell * FIFTHS + fifth[cells.clause, cells.bin]) * 2 + cells.followed
    counted: Floats = np.bincount(code, ripe, size * 2).reshape(size, 2).astype(np.float64)
    won = ripe * (cells.win <= place)
    winners: Floats = np.bincount(code, won, size * 2).reshape(size, 2).astype(np.float64)
    again: Floats = np.bincount(code // 2, won * (cells.later == RESUMED), size).astype(np.float64)
    return Arms(counted[:, 1], winners[:, 1], counted[:, 0], winners[:, 0], again)


def _told(trial: Compared, ratio: Floats, lost: Floats) -> Effect:
    arms, strata, cells = trial.record, trial.strata, trial.cells
    compares = np.zeros(strata.wides, dtype=bool)  # some layers only tell the rate in time
    compares[strata.wide[strata.cell[~cells.followed]]] = True
    both = (arms.followed > 0) & (arms.left > 0)
    one = np.repeat(compares[strata.wide], FIFTHS) & ((arms.followed > 0) != (arms.left > 0))
    counts = [round(float(each[both].sum())) for each in (arms.followed, arms.left, arms.won, arms.won_left)]
    alone = round(float((arms.followed + arms.left)[one].sum()))
    followed, left, won, won_left = counts
    return Effect(
        ratio, lost, followed, left, won, won_left, int(both.sum()), int(one.sum()), alone, trial.lacking
    )
