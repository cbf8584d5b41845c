"""Simulated weeks under two agreements, one after the other: season, drift, weeks that resemble each other, two kinds of leads, a change made at the worst."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from handfast.diagnosis.replay.weekly import Cell

MONDAY = date(2026, 1, 5)
LEVELS = (-0.15, 0.15)


@dataclass(frozen=True)
class World:
    """How the weeks come about.

    `effect` is what the change does, `season` how far the year swings up and down, `weekly` how far a week is off (standard deviation), `alike` the
    autocorrelation of that, `drift` what happens in a year anyway, `mix` how far the kinds' shares move with the change. With `at_worst` the
    agreement changes up to four weeks after the worst month of two years.
    """

    before: int = 90
    after: int = 26
    effect: float = 0.0
    season: float = 0.08
    weekly: float = 0.05
    alike: float = 0.5
    drift: float = 0.0
    mix: float = 0.0
    leads: float = 15.0
    at_worst: bool = True


def simulated(world: World, rng: np.random.Generator) -> list[Cell]:
    """Cells of one company, week 0 being the first after the change."""
    choices = 104
    length = world.before + choices + world.after
    off = np.zeros(length)
    off[0] = rng.normal(0, world.weekly)
    for week in range(1, length):
        off[week] = world.alike * off[week - 1] + rng.normal(0, world.weekly * np.sqrt(1 - world.alike**2))
    changed = world.before + choices // 2
    if world.at_worst:
        months = [off[week - 4 : week].mean() for week in range(world.before, world.before + choices - 4)]
        changed = world.before + int(np.argmin(months)) + int(rng.integers(0, 5))
    turn = rng.uniform(0, 2 * np.pi)
    cells = []
    for week in range(-world.before, world.after):
        level = 0.55 + world.season * np.sin(2 * np.pi * week / 52.18 + turn) + world.drift * week / 52.18
        level += off[changed + week] + world.effect * (week >= 0)
        kinds = rng.binomial(rng.poisson(world.leads), 0.5 + (world.mix if week >= 0 else -world.mix))
        many = (kinds, rng.poisson(world.leads) - kinds)
        cells += [
            Cell(week, kind, int(rng.binomial(leads, np.clip(level + LEVELS[kind], 0.01, 0.99))), leads)
            for kind, leads in ((1, many[0]), (0, max(many[1], 0)))
            if leads > 0
        ]
    return cells


def raw_difference(cells: list[Cell]) -> tuple[float, float]:
    """What counting alone says: after less before, and 1.645 binomial standard errors of it."""
    sides = [[cell for cell in cells if (cell.week >= 0) is late] for late in (False, True)]
    shares = [sum(cell.counted for cell in side) / sum(cell.of for cell in side) for side in sides]
    errors = [p * (1 - p) / sum(c.of for c in side) for p, side in zip(shares, sides, strict=True)]
    return shares[1] - shares[0], 1.645 * float(np.sqrt(sum(errors)))
