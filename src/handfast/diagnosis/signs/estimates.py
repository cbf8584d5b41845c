"""Shares with their standard errors: the ratio estimator with clusters, never surer than independent rows would be.

For clusters w = 1 … W with sums yᵂ and xᵂ, the ratio is r = Σy ÷ Σx, and its variance W ÷ (W − 1) × Σ(yᵂ − r xᵂ)² ÷ (Σx)² (Cochran, Sampling Techniques,
3rd ed., 11.1, without the finite population correction). The binomial's is p(1 − p)Σω² ÷ (Σx)², with p the share of weight ω that counts; for rows of weight
one and x = 1 it is p(1 − p) ÷ n. The greater is taken: weeks that happen to look alike prove nothing.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LEVEL = 0.01
"""One-sided level of the bound."""
FEWEST_ROWS, FEWEST_WEEKS = 30, 8
"""Fewer rows, or weeks with rows, are too few to judge."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums by cluster, the last axis.

    Attributes:
        top, bottom: of numerators and denominators.
        rows: of rows with a denominator.
        weight, square: of their weights and squared weights.
    """

    top: Floats
    bottom: Floats
    rows: Ints
    weight: Floats
    square: Floats


@dataclass(frozen=True, slots=True)
class Estimate:
    """Ratios, with what they rest on; the clusters' axis is gone. NaN where there is no denominator.

    Attributes:
        ratio: Σ numerators ÷ Σ denominators.
        margin: how far the one-sided bound lies from it, on either side; NaN with fewer than two clusters.
        rows: how many rows. clusters: how many clusters have rows.
    """

    ratio: Floats
    margin: Floats
    rows: Ints
    clusters: Ints


def estimate(sums: Sums) -> Estimate:
    """The ratio and its one-sided margin at 1%, by t on clusters − 1 degrees of freedom."""
    clusters = (sums.rows > 0).sum(axis=-1)
    rows, bottom = sums.rows.sum(axis=-1), sums.bottom.sum(axis=-1)
    weight = sums.weight.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(bottom > 0, sums.top.sum(axis=-1) / bottom, np.nan)
        rest = ((sums.top - ratio[..., None] * sums.bottom) ** 2).sum(axis=-1)
        between = clusters / (clusters - 1) * rest / bottom**2
        share = np.clip(sums.top.sum(axis=-1) / weight, 0, 1)
        binomial = share * (1 - share) * sums.square.sum(axis=-1) / bottom**2
        error = np.sqrt(np.maximum(between, binomial))
        margin = np.where(clusters > 1, quantile(clusters - 1) * error, np.nan)
    return Estimate(ratio, margin, rows, clusters)


def quantile(freedom: Ints) -> Floats:
    """The upper 1% point of t for degrees of freedom, of at least 1."""
    from scipy.special import stdtrit  # its import takes a while

    return np.asarray(stdtrit(np.maximum(freedom, 1), 1 - LEVEL), dtype=np.float64)
