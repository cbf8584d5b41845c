"""The ids under which everyone and everything stands in the record."""

from dataclasses import dataclass

import numpy as np

from handfast.demo.chance import Chance, Ints, top
from handfast.demo.market import CUSTOMER, END, Market
from handfast.demo.worktime import DAY
from handfast.demo.writing import Column, ids

LEAD_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Register:
    """The rows of leads, in order of creation: every person, and some a second time.

    Attributes:
        person: whose row. second: whether it is a second row. created: of the row.
        row_of, second_of: each person's row, and second row or -1.
    """

    person: Ints
    second: np.ndarray
    created: Ints
    row_of: Ints
    second_of: Ints

    def lead(self, person: Ints) -> Column:
        """Lead ids of people."""
        return self.row_id(self.row_of[person])

    @staticmethod
    def row_id(row: Ints) -> Column:
        """Lead ids of rows."""
        return ids("L", row + 1, LEAD_DIGITS)


def enlist(chance: Chance, market: Market, rows: int) -> Register:
    """Number all rows of leads; the rows beyond one for each person are second rows of some, entered later under the same address."""
    rng = chance.of("copies")
    score, lag = rng.random(market.people), rng.random(market.people)
    possible = (market.source != CUSTOMER) & (market.created < END - 5 * DAY)
    copies = np.flatnonzero(top(score, rows - market.people, possible))
    wait = DAY + lag[copies] * np.minimum(END - 2 * DAY - market.created[copies], 120 * DAY)
    person = np.concatenate([np.arange(market.people), copies])
    second = np.arange(len(person)) >= market.people
    created = np.concatenate([market.created, market.created[copies] + wait.astype(np.int64)])
    order = np.lexsort((second, created))
    person, second, created = person[order], second[order], created[order]
    row_of, second_of = np.full(market.people, -1), np.full(market.people, -1)
    row_of[person[~second]] = np.flatnonzero(~second)
    second_of[person[second]] = np.flatnonzero(second)
    return Register(person, second, created, row_of, second_of)


def account_ids(account: Ints) -> Column:
    """Account ids."""
    return ids("A", account + 1, 5)


def campaign_ids(campaign: Ints) -> Column:
    """Campaign ids; none where negative."""
    return ids("c", _counted(campaign), 2)


def asset_ids(asset: Ints) -> Column:
    """Asset ids; none where negative."""
    return ids("doc-", _counted(asset), 2)


def program_ids(program: Ints) -> Column:
    """Program ids."""
    return ids("p", program + 1, 2)


def deal_ids(deal: Ints) -> Column:
    """Opportunity ids; none where negative."""
    return ids("O", _counted(deal), 5)


def _counted(places: Ints) -> Ints:
    """Places counted from one; negative ones stay negative."""
    return np.where(places >= 0, places + 1, -1)
