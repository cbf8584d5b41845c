"""What each hand-off draws before anyone acts."""

from dataclasses import dataclass

import numpy as np

from handfast.demo.chance import Bools, Chance, Floats, Ints, logistic
from handfast.demo.market import Market
from handfast.demo.need import need

DRAWS = 40


@dataclass(frozen=True, slots=True)
class Luck:
    """What each hand-off draws before anyone acts. Uniform from 0 to 1 unless said otherwise."""

    reach: Floats
    """The chance that one attempt gets an answer."""
    needed: Ints
    """At which attempt the lead would answer."""
    becomes_sql: Floats
    """The chance that a reached lead becomes an SQL, when touched at once."""
    wins: Floats
    """The chance that an opportunity is won, when the lead was touched at once."""
    uniform: Floats
    """DRAWS further draws for each hand-off."""
    normal: Floats
    """Eight standard normal draws for each hand-off."""


def chances(interest: Floats, hidden: Floats, need: Floats, raised: Bools) -> tuple[Floats, Floats, Floats]:
    """The chance that one attempt gets an answer, that who answered becomes an SQL, and that the opportunity is won, when touched at once."""
    reach = 0.10 + 0.52 * logistic(-0.6 + 0.45 * interest + 0.35 * hidden + 0.7 * raised)
    becomes = logistic(-0.55 + 0.5 * interest + 0.55 * hidden + 0.95 * need + 0.7 * raised)
    wins = logistic(-1.6 + 0.3 * interest + 0.7 * hidden + 0.8 * need)
    return reach, becomes, wins


def draw(chance: Chance, market: Market, person: Ints, raised: Bools, cycle: int) -> Luck:
    """The luck of hand-offs of these people in a cycle. Everyone draws, handed over or not, so that nobody's luck hangs on another's."""
    rng = chance.of(f"luck {cycle}")
    reach, becomes, wins = chances(
        market.interest[person], market.hidden[person], need(market)[person], raised
    )
    needed = np.ceil(np.log1p(-rng.random(market.people)[person]) / np.log1p(-reach))
    uniform = rng.random((DRAWS, market.people))[:, person]
    normal = rng.standard_normal((8, market.people))[:, person]
    return Luck(reach, np.clip(needed, 1, 99).astype(np.int64), becomes, wins, uniform, normal)
