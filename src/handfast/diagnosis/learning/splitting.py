"""Earlier rows to learn from, later ones to judge by; no account on both sides."""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handfast.diagnosis.learning.population import Population

Bools = NDArray[np.bool_]
EARLIER = 2 / 3
KEPT_APART = 0.25
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Split:
    """Rows by what they are for.

    Attributes:
        learned: rows to learn from.
        judged: later rows, of accounts that were not learned from.
        cut: the instant between them in days since 1970; None without instants, when accounts are split by their hash.
    """

    learned: Bools
    judged: Bools
    cut: float | None


def split(rows: Population, counts: Bools, won: NDArray[np.float64]) -> Split:
    """Split at the landmark by which two thirds of the wins had their landmark.

    An account with rows on both sides is learned from or judged by, half of them each, by SHA-256 of its id; its rows on the other side are left out.
    Without instants a quarter of the accounts is kept apart likewise.
    """
    if not rows.timed:
        apart = np.array([_share(group) < KEPT_APART for group in rows.groups], dtype=bool)
        return Split(counts & ~apart, counts & apart, None)
    wins = rows.at[counts & (won > 0)]
    cut = float(np.quantile(wins, EARLIER)) if len(wins) else float(np.quantile(rows.at, EARLIER))
    groups = rows.groups
    early, late = counts & (rows.at <= cut), counts & (rows.at > cut)
    both = set(groups[early].tolist()) & set(groups[late].tolist())
    straddles = np.array([group in both for group in groups.tolist()], dtype=bool)
    taught = np.array([_share(group) < HALF for group in groups.tolist()], dtype=bool)
    return Split(early & ~(straddles & ~taught), late & ~(straddles & taught), cut)


def _share(group: str) -> float:
    return int.from_bytes(hashlib.sha256(group.encode()).digest()[:4], "big") / 2**32
