"""Seeded chance: one independent stream a subject, so that turning one knob leaves every other draw as it was."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Chance:
    """The source of all chance in one company.

    Attributes:
        seed: equal seeds give equal companies.
    """

    seed: int

    def of(self, subject: str) -> np.random.Generator:
        """A generator for one subject, independent of every other subject's."""
        return np.random.default_rng([self.seed, zlib.crc32(subject.encode())])


def weighted(rng: np.random.Generator, weights: Sequence[float] | Floats, size: int) -> Ints:
    """Indices drawn with the given weights, `size` of them."""
    edges = np.cumsum(np.asarray(weights, dtype=float))
    return np.asarray(np.searchsorted(edges, rng.random(size) * edges[-1], side="right"), dtype=np.int64)


def top(score: Floats, count: float, among: Bools) -> Bools:
    """The `count` (rounded) highest scores among those allowed.

    Shares are met exactly and not by luck, and a larger share always contains a smaller one, so that a fault's strength moves its own quantity
    steadily.
    """
    chosen = np.zeros(len(score), dtype=bool)
    allowed = np.flatnonzero(among)
    n = min(max(round(count), 0), len(allowed))
    if n:
        chosen[allowed[np.argsort(-score[allowed], kind="stable")[:n]]] = True
    return chosen


def logistic(x: Floats) -> Floats:
    """The logistic function."""
    return np.asarray(1.0 / (1.0 + np.exp(-x)))


def centred(score: Floats, mean: float) -> Floats:
    """Probabilities logistic(score + c), with c such that their mean is as given (bisection)."""
    if not len(score):
        return score
    low, high = -30.0, 30.0
    for _ in range(50):
        middle = (low + high) / 2
        if logistic(score + middle).mean() < mean:
            low = middle
        else:
            high = middle
    return logistic(score + (low + high) / 2)
