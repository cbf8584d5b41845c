"""What a costing says: two totals, and the causes that make them up."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

import pyarrow as pa

Kind = Literal["bookings", "cash"]
CAUSES: dict[str, Kind] = {
    "never-followed-up": "bookings",
    "followed-up-late": "bookings",
    "gave-up-early": "bookings",
    "rejected-and-never-recycled": "bookings",
    "gone-cold": "bookings",
    "unqualified-leads-worked": "cash",
    "spend-on-refused-leads": "cash",
    "give-aways": "cash",
    "duplicate-work": "cash",
}
"""The causes in their order, and which total each belongs to. A lead counts once in each total, in the first of its causes."""


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over the causes that count: the amount and its 90% interval; None where no cause has a figure."""

    amount: Decimal | None
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Cause:
    """What one cause cost.

    Attributes:
        id: one of CAUSES.
        kind: which total it belongs to.
        leads: how many leads (deals, for give-aways) it hit in the period.
        amount: what it cost, in the costing's currency; None where nothing can be said.
        low, high: the 90% interval; equal to the amount where everything is counted and nothing estimated.
        e_value: how strong a choice of the reps that no record holds would have to be to explain the effect away; None without an effect.
        counted: whether it is part of the total.
        note: what a reader must know about it, in a sentence or two.
    """

    id: str
    kind: Kind
    leads: int
    amount: Decimal | None
    low: Decimal | None
    high: Decimal | None
    e_value: float | None
    counted: bool
    note: str


@dataclass(frozen=True, slots=True)
class Cost:
    """What misalignment cost in a period. Bookings are expected and lost, cash is spent: the two are never added.

    Attributes:
        currency: of the amounts: the agreement's, or one for which the record has no rates.
        bookings, cash: the totals of the causes that count.
        period: first and last quarter, `2025-Q3 to 2026-Q2`, or the one that was asked for.
        causes: in the order of CAUSES.
        apart: the same in each currency that cannot be converted; never added to this.
        sentences: what limits the figures as a whole.
        rows: what is behind the causes, here and apart: cause, currency, lead_id, handoff_id, opportunity_id, amount.
    """

    currency: str
    bookings: Total
    cash: Total
    period: str
    causes: tuple[Cause, ...]
    apart: tuple["Cost", ...] = ()
    sentences: tuple[str, ...] = ()
    rows: pa.Table | None = field(default=None, repr=False, compare=False)
