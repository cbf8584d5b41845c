"""Money of a costing: to the cent, and totals that are the sums of what is shown."""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from handfast.diagnosis.cost.model import Cause, Total
from handfast.diagnosis.cost.resampling import interval

Floats = NDArray[np.float64]


def cents(amount: float) -> Decimal:
    """An amount to the cent."""
    return Decimal(f"{round(amount, 2) + 0.0:.2f}")  # no "-0.00"


def total_of(causes: Sequence[Cause], replicates: Sequence[Floats]) -> Total:
    """The sum of the causes that count, with the interval of the sum of their replicates; the sum itself at both ends where nothing is estimated.

    `replicates` holds, for each estimated cause that counts, its estimate and then its replicates.
    """
    amounts = [cause.amount for cause in causes if cause.counted and cause.amount is not None]
    if not amounts:
        known = any(cause.amount is not None for cause in causes)
        return Total(Decimal("0.00"), Decimal("0.00"), Decimal("0.00")) if known else Total(None, None, None)
    amount = sum(amounts, Decimal(0))
    if not replicates:
        return Total(amount, amount, amount)
    drawn = np.sum(replicates, axis=0)[1:]
    drawn = drawn[~np.isnan(drawn)]
    low, high = interval(drawn) if len(drawn) else (float(amount), float(amount))
    return Total(amount, cents(low), cents(high))
