"""What a win is worth: the winsorised mean of won amounts, in every replicate and currency."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handfast.diagnosis.cost.population import Handoffs, rows_of, weighted_quantile
from handfast.diagnosis.cost.reading import read, texts
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


def worth(amount: Floats, own: NDArray[np.bool_], weights: Floats) -> Floats:
    """The mean amount of a win in one currency, in every replicate, over all wins of known amount; NaN where there is none.

    Args:
        amount: of each win of known amount. own: whether it is in the currency; the others bring nothing. weights: wins × replicates.

    Amounts beyond the TAIL at either end count as the amount there, in each replicate anew.
    """
    order = np.argsort(amount[own], kind="stable")
    values, heavy = amount[own][order], weights[own][order]
    low, high = (weighted_quantile(values, heavy, share) for share in (TAIL, 1 - TAIL))
    total = np.zeros(weights.shape[1])
    for n in range(weights.shape[1]):
        if len(values) and heavy[:, n].any():
            total[n] = (np.clip(values, low[n], high[n]) * heavy[:, n]).sum()
    wins = weights.sum(axis=0)
    return np.asarray(np.where(wins > 0, total / np.where(wins > 0, wins, 1), np.nan))
