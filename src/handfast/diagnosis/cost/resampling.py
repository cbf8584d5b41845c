"""Poisson bootstrap: how often each account is drawn in each replicate."""

import hashlib
from math import exp, factorial

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
STEPS = 65_536
LOW, HIGH = 0.05, 0.95
"""The bounds of a 90% interval."""


def draws(clusters: int, replicates: int, seed: str) -> NDArray[np.uint8]:
    """Clusters × (1 + replicates): ones, the record as it is, and then how often each cluster is drawn, Poisson with mean 1.

    Accounts are drawn and not leads: the leads of one account win and lose together, and drawn singly they would seem to know more than they do. The draws
    depend on nothing but the seed's text.
    """
    chance = chance_of(seed).integers(0, STEPS, (clusters, replicates), dtype=np.uint16)
    drawn = np.ones((clusters, replicates + 1), dtype=np.uint8)
    drawn[:, 1:] = _counts()[chance]
    return drawn


def chance_of(seed: str) -> np.random.Generator:
    """Chance that depends on nothing but the seed's text."""
    return np.random.default_rng(int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big"))


def _counts() -> NDArray[np.uint8]:
    """The Poisson quantile of each of STEPS equal steps of chance."""
    heaped = np.cumsum([exp(-1) / factorial(n) for n in range(12)])
    return np.searchsorted(heaped, (np.arange(STEPS) + 0.5) / STEPS).astype(np.uint8)


def interval(replicates: Floats) -> tuple[float, float]:
    """The middle 90% of replicates."""
    low, high = np.quantile(replicates, [LOW, HIGH])
    return float(low), float(high)
