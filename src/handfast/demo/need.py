"""How much a company and the person in it need what Rotaworks sells: what the record knows of them, and what moves whether they buy."""

import numpy as np

from handfast.demo.chance import Floats
from handfast.demo.market import Market
from handfast.demo.names import INDUSTRIES, TITLES

BEST_SIZE, BREADTH = 450.0, 1.15
BEST, WORST = 0.65, -1.5
CREWS = {
    "energy": 0.7,
    "construction": 0.6,
    "logistics": 0.5,
    "manufacturing": 0.1,
    "health": 0.0,
    "retail": -0.3,
    "software": -0.8,
    "finance": -0.9,
}
"""Rotaworks plans the work of crews in the field; some industries have many, some hardly any."""
WORK = {"operations": 0.25, "service": 0.35, "it": -0.15, "finance": -0.5, "other": -0.7}
RANK = {"vp": 0.3, "director": 0.3, "head": 0.3, "chief": 0.1, "manager": 0.1, "staff": -0.5, "student": -1.5}


def need(market: Market) -> Floats:
    """Each person's need: by the size of the company, its industry, the person's work and rank. About 0 on average, with a spread of about 1."""
    away = np.log(market.employees / BEST_SIZE) / BREADTH
    size = np.maximum(BEST - 0.6 * away**2, WORST)
    crews = np.array([CREWS[industry] for industry in INDUSTRIES])
    person = np.array([WORK[department] + RANK[seniority] for _, department, seniority, _ in TITLES])
    return np.asarray((size + crews[market.industry])[market.account] + person[market.title])
