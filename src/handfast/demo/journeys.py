"""What is known of each hand-off in the end: one row for each, from the qualification to the end of the cycle."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np

from handfast.demo.chance import Bools, Floats, Ints
from handfast.demo.luck import Luck
from handfast.demo.pursuit import Work
from handfast.demo.sale import Meetings, Sales
from handfast.demo.worktime import BUSINESS_DAY

RUNNING, BY_REFUSAL, BY_SDR, BY_AE, BY_LOSS, BY_WIN = range(6)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Journeys:
    """One row for each hand-off to the SDRs, and for each outbound lead that answered (`outbound`, without a hand-off).

    Attributes:
        person, cycle, since, at, raised: who, which cycle, its start, the hand-off, whether by a raised hand.
        work, meetings, sales, luck: what was done, see there.
        ended, how, reason: the end of the cycle, what ended it, and the place of the reason in its list (-1: none).
        early: a sales touch before the hand-off, NEVER: none.
        outbound: answered a cold approach; there was no hand-off to the SDR.
    """

    person: Ints
    cycle: Ints
    since: Ints
    at: Ints
    raised: Bools
    work: Work
    meetings: Meetings
    sales: Sales
    luck: Luck
    ended: Ints
    how: Ints
    reason: Ints
    early: Ints
    outbound: Bools

    @property
    def days(self) -> Floats:
        """Business days from each hand-off to its first touch."""
        return np.asarray(np.where(self.outbound, 0.0, self.work.delay / BUSINESS_DAY))


def joined(parts: Sequence[T]) -> T:
    """Rows of several parts as one; arrays are joined along their last axis."""
    first = parts[0]
    values = []
    for field in fields(first):  # type: ignore[arg-type]
        column = [getattr(part, field.name) for part in parts]
        values.append(
            np.concatenate(column, axis=-1) if isinstance(column[0], np.ndarray) else joined(column)
        )
    return type(first)(*values)
