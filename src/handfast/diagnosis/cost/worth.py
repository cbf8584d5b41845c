"""What a win is worth: the winsorised mean of won amounts, in every replicate and currency."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handfast.diagnosis.cost.population import Handoffs, rows_of, weighted_quantile
from handfast.diagnosis.cost.reading import read, texts
from handfast.diagnosis.cost.resampling import chance_of
from handfast.engine.findings_made import Findings

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
TAIL = 0.025
"""The share of won amounts at each end that count as no more extreme than the next: one deal must not make a quarter."""


@dataclass(frozen=True, slots=True)
class Wins:
    """One place for each hand-off and opportunity that it won.

    Attributes:
        row: the hand-off. amount: the lead's share, NaN where unknown. currency: a place in `currencies`; the agreement's is first.
    """

    row: Ints
    amount: Floats
    currency: Ints
    currencies: tuple[str, ...]

    @property
    def unknown(self) -> int:
        """How many have no amount."""
        return int(np.isnan(self.amount).sum())


def read_wins(findings: Findings, handoffs: Handoffs) -> Wins:
    """The wins of the hand-offs. An opportunity's amount is divided among its contacts."""
    table = read(findings, "wins")
    place, others = texts(table.column("currency"))
    currency = np.where(place == len(others) - 1, 0, place + 1)
    amount = table.column("amount").to_numpy().astype(np.float64)
    named = (findings.current.currency, *(str(other) for other in others[:-1]))
    return Wins(rows_of(handoffs, table), amount, currency, named)


@dataclass(frozen=True, slots=True)
class Worth:
    """What a win brings in one currency, in every replicate: its mean and its spread (standard deviation); NaN where there is no win of known amount."""

    mean: Floats
    spread: Floats


def worth(amount: Floats, own: NDArray[np.bool_], weights: Floats) -> Worth:
    """What a win brings in one currency, over all wins of known amount.

    Args:
        amount: of each win of known amount. own: whether it is in the currency; the others bring nothing. weights: wins × replicates.

    Amounts beyond the TAIL at either end count as the amount there, in each replicate anew.
    """
    order = np.argsort(amount[own], kind="stable")
    values, heavy = amount[own][order], weights[own][order]
    low, high = (weighted_quantile(values, heavy, share) for share in (TAIL, 1 - TAIL))
    total, squares = np.zeros(weights.shape[1]), np.zeros(weights.shape[1])
    for n in range(weights.shape[1]):
        if len(values) and heavy[:, n].any():
            clipped = np.clip(values, low[n], high[n])
            total[n], squares[n] = clipped @ heavy[:, n], (clipped * clipped) @ heavy[:, n]
    wins = weights.sum(axis=0)
    known = np.where(wins > 0, wins, np.nan)
    mean = total / known
    return Worth(mean, np.sqrt(np.maximum(squares / known - mean * mean, 0.0)))


def lost_amounts(wins_lost: Floats, worth: Worth, seed: str) -> Floats:
    """The amount lost: expected in the first place, in the others drawn as chance would have brought it.

    The wins lost are an expectation, the same whoever the leads are. What those few would have brought is a number of deals, each of its own size: it is
    drawn in every replicate (Poisson, with the mean and spread of the sizes), so that the interval is one for what was lost and not for a mean.
    """
    chance = chance_of(seed)
    deals = np.sign(wins_lost) * chance.poisson(np.abs(wins_lost))
    luck = chance.standard_normal(len(deals)) * np.sqrt(np.abs(deals)) * worth.spread
    amounts = deals * worth.mean + luck
    amounts = np.where(
        np.sign(amounts) == np.sign(deals), amounts, 0.0
    )  # deals are worth no less than nothing
    amounts[0] = wins_lost[0] * worth.mean[0]
    return np.asarray(np.where(np.isnan(worth.mean), np.nan, amounts))
