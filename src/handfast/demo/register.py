"""The ids under which everyone and everything stands in the record."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from handfast.demo.chance import Ints
from handfast.demo.identity import Paper
from handfast.demo.market import Market
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


def register(market: Market, paper: Paper) -> Register:
    """Number all rows of leads."""
    person = np.concatenate([np.arange(market.people), paper.copies])
    second = np.arange(len(person)) >= market.people
    created = np.concatenate([market.created, paper.copied_at])
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
    return _optional("c", campaign)


def asset_ids(asset: Ints) -> Column:
    """Asset ids; none where negative."""
    return _optional("doc-", asset)


def program_ids(program: Ints) -> Column:
    """Program ids."""
    return ids("p", program + 1, 2)


def deal_ids(deal: Ints) -> Column:
    """Opportunity ids."""
    return ids("O", deal + 1, 5)


def _optional(prefix: str, numbers: Ints) -> Column:

    there = pa.array(np.asarray(numbers) >= 0)
    return pc.if_else(there, ids(prefix, np.maximum(numbers, 0) + 1, 2), pa.scalar(None, pa.string()))
