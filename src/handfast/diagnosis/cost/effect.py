"""The effect of following up: a risk ratio over strata, and how strong a hidden choice would have to be to explain it."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
HALF = 0.5


def mantel_haenszel(
    won: Floats, leads: Floats, won_without: Floats, leads_without: Floats, won_resumed: Floats | float = 0.0
) -> Floats:
    """The Mantel–Haenszel risk ratio of leads followed up against leads that weren't, with ½ added to both of its sums.

    Each argument has one row for each stratum; further dimensions (replicates) are kept. A stratum without both arms adds nothing. The half is added once
    to the sums and not to each stratum: added to each, it draws the arms of thin strata towards each other and brings back the confounding that the strata
    are there to take away. Mantel & Haenszel (1959); Greenland & Robins (1985).

    `won_resumed`, of `won_without`, are wins of leads that were followed up after all, too late for the comparison. They are what following up brings, and
    would make being left look better than it is: with `ratio` times fewer of them, the equation that the ratio solves is followed = ratio × (left -
    resumed) + resumed. Where that leaves nothing of the followed, they stay among the left.
    """
    leads_in_all = leads + leads_without
    safe = np.where(leads_in_all > 0, leads_in_all, 1.0)
    followed = (won * leads_without / safe).sum(axis=0) + HALF
    left = (won_without * leads / safe).sum(axis=0) + HALF
    resumed = (won_resumed * leads / safe).sum(axis=0)
    resumed = np.where(followed > resumed, resumed, 0.0)
    return np.asarray((followed - resumed) / (left - resumed))


def e_value(ratio: float) -> float:
    """How strongly something on no record would have to go with both the follow-up and the win, as a risk ratio, to explain the ratio away.

    VanderWeele & Ding, Annals of Internal Medicine 167 (2017), 268-274. A ratio under 1 is turned round.
    """
    ratio = max(ratio, 1 / ratio)
    return float(ratio + np.sqrt(ratio * (ratio - 1)))
