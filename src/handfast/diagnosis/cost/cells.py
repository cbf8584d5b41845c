"""Counting a trial once for all replicates: its rows as cells that no replicate splits, and how much each account brings to each cell."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handfast.diagnosis.cost.population import Handoffs
from handfast.diagnosis.cost.trials import Trial

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a trial: one place in each array for each.

    Attributes:
        clause, group, bin, source, segment, layer: what its rows share. followed: the arm. later: as in the trial.
        ripe, win: places among the clause's values of H: its rows are old enough for those before `ripe`, and won within those from `win` on.
        brought: sparse matrix, cells × clusters: how many of the cell's rows each cluster has.
    """

    clause: Ints
    group: Ints
    bin: Ints
    source: Ints
    segment: Ints
    layer: Ints
    followed: NDArray[np.bool_]
    later: Ints
    ripe: Ints
    win: Ints
    brought: Any

    def __len__(self) -> int:
        return len(self.clause)


def horizon_values(horizons: Floats) -> list[Floats]:
    """The distinct values of H of each clause over all replicates, ascending."""
    return [np.unique(row) for row in horizons]


def count_cells(handoffs: Handoffs, trial: Trial, values: list[Floats]) -> Cells:
    """The cells of a trial, given the values that H takes in some replicate."""
    from scipy.sparse import csr_matrix

    row = trial.row
    clause = handoffs.clause[row]
    ripe, win = np.zeros(len(row), dtype=np.int64), np.zeros(len(row), dtype=np.int64)
    for each, known in enumerate(values):
        own = clause == each
        ripe[own] = np.searchsorted(known, trial.age_days[own], side="right")
        win[own] = np.searchsorted(known, trial.win_days[own], side="left")
    parts = [
        clause, handoffs.group[row], handoffs.bin[row], handoffs.source[row], handoffs.segment[row], trial.layer, trial.followed.astype(np.int64),
        trial.later + 1, ripe, win,
    ]  # fmt: skip
    code = np.zeros(len(row), dtype=np.int64)
    for part in parts:
        code = code * (int(part.max(initial=0)) + 1) + part
    _, first, cell = np.unique(code, return_index=True, return_inverse=True)
    clusters = int(handoffs.cluster.max(initial=-1)) + 1
    brought = csr_matrix(
        (np.ones(len(row), dtype=np.float32), (cell, handoffs.cluster[row])), shape=(len(first), clusters)
    )
    shared = [part[first] for part in parts]
    return Cells(
        clause=shared[0], group=shared[1], bin=shared[2], source=shared[3], segment=shared[4], layer=shared[5], followed=shared[6].astype(bool),
        later=shared[7] - 1, ripe=shared[8], win=shared[9], brought=brought,
    )  # fmt: skip


def fifths(handoffs: Handoffs, weights: NDArray[np.float32], bins: int) -> Ints:
    """The fifth, 0 to 4, of each score class (clause × class × replicate); 5 for the class of those without a score.

    A class belongs to the fifth in which the leads below it and half of its own lie.
    """
    from scipy.sparse import csr_matrix

    clauses = handoffs.groups_of_clause
    place = handoffs.clause * (bins + 1) + handoffs.bin
    brought = csr_matrix(
        (np.ones(len(place), dtype=np.float32), (place, handoffs.cluster)),
        shape=(clauses * (bins + 1), len(weights)),
    )
    held = np.asarray(brought @ weights, dtype=np.float64).reshape(clauses, bins + 1, -1)[:, :bins]
    middle = np.cumsum(held, axis=1) - held / 2
    total = np.maximum(held.sum(axis=1, keepdims=True), 1e-9)
    found = np.minimum((5 * middle / total).astype(np.int64), 4)
    unscored = np.full((clauses, 1, weights.shape[1]), 5, dtype=np.int64)
    return np.concatenate([found, unscored], axis=1)
