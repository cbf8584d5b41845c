"""Who takes part in opportunities beside the lead that they came from."""

from dataclasses import dataclass

import numpy as np

from handfast.demo.chance import Bools, Chance, Ints
from handfast.demo.deals import Deals
from handfast.demo.fates import Fates
from handfast.demo.journeys import Journeys
from handfast.demo.market import CUSTOMER, Market
from handfast.demo.worktime import DAY

ROLES = ("decision maker", "champion", "user", "influencer", "procurement")


@dataclass(frozen=True, slots=True)
class Team:
    """Those who take part in opportunities, one row each: the opportunity's place, the person, the role's, whether the main contact, since when."""

    deal: Ints
    person: Ints
    role: Ints
    main: Bools
    added: Ints

    @property
    def guests(self) -> Ints:
        """The rows of those who are not the main contact."""
        return np.flatnonzero(~self.main)


def assemble(chance: Chance, market: Market, journeys: Journeys, fates: Fates, deals: Deals) -> Team:
    """The people on each opportunity.

    In a quarter of them there are one or two colleagues, who came to the demo. They were leads by then, were never handed over themselves, and take part in
    one opportunity only.
    """
    u = chance.of("contacts").random((2, market.people))
    free = np.ones(market.people, dtype=bool)
    free[journeys.person] = False
    free[market.came(CUSTOMER)] = False
    order = np.argsort(market.account, kind="stable")
    first = np.searchsorted(market.account[order], np.arange(market.account.max() + 2))
    logged = np.r_[~fates.unlogged, True][deals.row]
    rows: list[tuple[int, int, int, bool, int]] = []
    for deal in np.flatnonzero(deals.contacts).tolist():
        person, created = int(deals.person[deal]), int(deals.created[deal])
        rows.append((deal, person, person % 2, True, created))
        if deals.row[deal] < 0 or not logged[deal] or u[0][person] > 0.25:
            continue
        account = int(market.account[person])
        others = order[first[account] : first[account + 1]]
        others = others[free[others] & (market.created[others] < created - DAY)][
            : 1 if u[1][person] < 0.6 else 2
        ]
        free[others] = False
        rows += [(deal, other, 2 + other % 3, False, created) for other in others.tolist()]
    columns = (
        [np.array(column) for column in zip(*rows, strict=True)]
        if rows
        else [np.zeros(0, dtype=np.int64)] * 5
    )
    return Team(*columns)
