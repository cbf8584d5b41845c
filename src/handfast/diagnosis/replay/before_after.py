"""Before and after a change of agreement: an interrupted time series with season, trend and mix of leads held equal.

The weeks that led to the change are left out. People change an agreement when things are at their worst, and what was at its worst gets better by itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import numpy as np

from handfast.diagnosis.replay.weekly import Cell, Numbers, Weekly, weekly

LEAST_WEEKS = 8
"""Weeks with rows that each side must have."""
LED_TO_IT = 13
"""Weeks before the change that are left out: as many as a sign is judged by."""
MOST_BEFORE, MOST_AFTER = 104, 52
"""Weeks looked at on each side: older ones say little of how things would have gone on."""
CONFIDENCE = 0.9
YEAR = 365.25 / 7
"""Weeks of a year."""
TREND = 0.15
"""What a share drifts by in a year (standard deviation)."""
WAVES = (0.1, 0.1, 0.05, 0.05, 0.05)
"""How large waves of a year (sine, cosine), of half a year, and the mark of weeks in which a month ends usually are, of a share (standard deviations)."""
WIDEST = 0.5
"""A share's interval that is wider tells nothing; a volume's, when it is wider than twice the volume."""
RUNS = (0.0, 0.3, 0.6, 0.8, 0.9)
"""How alike two weeks that follow each other may be: autocorrelations that are weighed against each other."""
BLENDS = (0.0, 0.4, 0.7, 0.95)
"""How much of the noise may be the weeks' own, next to that of single leads."""
SIZES = (0.15, 0.5, 1.5)
"""How large the season may be, in parts of what is usual."""

Verdict = Literal["higher", "lower", "no difference shown", "too early to tell"]


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed with an agreement.

    Attributes:
        verdict: `higher` or `lower` where the whole interval is on one side of none.
        change, low, high: after less before with season, trend and mix held equal, and its 90% interval: of a share, in parts of one; of a volume, a week.
            None: too early to tell.
        before, after: as counted in the weeks compared, nothing held equal; None without any.
        weeks_before, weeks_after: the weeks with rows on each side, those left out not among them.
        rows_before, rows_after: what they rest on: out of how many; of a volume, how many.
        why: where it is too early, for what reason.
    """

    verdict: Verdict
    change: float | None
    low: float | None
    high: float | None
    before: float | None
    after: float | None
    weeks_before: int
    weeks_after: int
    rows_before: float
    rows_after: float
    why: str = ""


def before_after(
    cells: Sequence[Cell], monday: date, *, share: bool = True, led_to_it: int = LED_TO_IT
) -> Difference:
    """Compare the weeks before a change with those after it.

    Args:
        cells: what is counted, by week and kind of lead; weeks and kinds may repeat. Of a volume, `of` is what could have brought it, so that
            the volume is that of the average week.
        monday: the first day of week 0, the first whole week after the change.
        share: whether a share is measured, or a volume.
        led_to_it: how many weeks before week 0 led to the change and are left out.
    """
    kept = [cell for cell in cells if cell.of + cell.counted > 0 and _compared(cell.week, led_to_it)]
    scale = 1.0 if share else _a_week(kept)
    before, after = (
        _side([cell for cell in kept if (cell.week >= 0) is late], share) for late in (False, True)
    )
    early = Difference(
        "too early to tell", None, None, None, _scaled(before.level, scale), _scaled(after.level, scale), before.weeks, after.weeks,
        before.rows, after.rows,
    )  # fmt: skip
    if min(before.weeks, after.weeks) < LEAST_WEEKS:
        return replace(early, why=_too_few(before.weeks, after.weeks))
    found = estimate(weekly(kept, share), monday, share)
    if found is None:
        return replace(early, why="no leads of the same kind are on both sides")
    change, low, high = (scale * value for value in found)
    if high - low > (WIDEST if share else max(2 * (early.before or 0.0), 1.0)):
        return replace(early, why="the weeks so far leave it too uncertain")
    verdict: Verdict = "higher" if low > 0 else "lower" if high < 0 else "no difference shown"
    return replace(early, verdict=verdict, change=change, low=low, high=high)


@dataclass(frozen=True, slots=True)
class _Side:
    """Weeks with rows, what they rest on, and the level as counted."""

    weeks: int
    rows: float
    level: float | None


def _side(cells: Sequence[Cell], share: bool) -> _Side:
    counted, of = sum(cell.counted for cell in cells), sum(cell.of for cell in cells)
    return _Side(len({cell.week for cell in cells}), of if share else counted, counted / of if of else None)


def _scaled(level: float | None, scale: float) -> float | None:
    return None if level is None else scale * level


def _compared(week: int, led_to_it: int) -> bool:
    return 0 <= week < MOST_AFTER or -MOST_BEFORE - led_to_it <= week < -led_to_it


def _a_week(cells: Sequence[Cell]) -> float:
    """What could have brought a volume, in the average week."""
    return sum(cell.of for cell in cells) / max(len({cell.week for cell in cells}), 1)


def _too_few(before: int, after: int) -> str:
    short = [f"{many} {side}" for many, side in ((before, "before"), (after, "after")) if many < LEAST_WEEKS]
    return f"weeks that can be compared: {' and '.join(short)}, and {LEAST_WEEKS} are needed"


def estimate(seen: Weekly, monday: date, share: bool) -> tuple[float, float, float] | None:
    """The step at week 0: its mean and its 90% interval; None where no leads of the same kind are on both sides.

    A step is fitted by generalised least squares. What is held equal (a drift, waves of a year and of half a year, weeks in which a month ends) is taken to
    be of a usual size: a long record says better what it is, a short one can't, and the interval widens by what it could be. The other noise is of
    single leads and of weeks that resemble the week before. How much of each is not known from so few weeks: every mixture is weighed by its restricted
    likelihood, and the interval is that of the weighed t distributions, none narrower than single leads alone would have it.
    """
    step = seen.lens @ (seen.weeks >= 0)
    free = len(step) - 1
    if free < 1 or np.linalg.norm(step) < 1e-6:
        return None
    fits = np.array(list(_fits(seen, step, _held_equal(seen, monday, share), free)))
    weights = np.exp(fits[:, 2] - fits[:, 2].max())
    return _mixture(fits[:, 0], fits[:, 1], weights / weights.sum(), free)


def _held_equal(seen: Weekly, monday: date, share: bool) -> tuple[Numbers, Numbers]:
    """The covariances of the contrasts by a drift, and by the season. A volume's are those of a share, doubled, in parts of the volume."""
    turn = 2 * np.pi * seen.weeks / YEAR
    ends = [_a_month_ends(monday + timedelta(weeks=int(week))) for week in seen.weeks]
    waves = np.column_stack(
        [np.sin(turn), np.cos(turn), np.sin(2 * turn), np.cos(2 * turn), np.array(ends, dtype=float)]
    )
    size = 1.0 if share else 2 * seen.noise
    drift = seen.lens @ (size * TREND * seen.weeks / YEAR)
    season = seen.lens @ (size * np.array(WAVES) * waves)
    return np.outer(drift, drift), season @ season.T


def _a_month_ends(monday: date) -> bool:
    return (monday + timedelta(days=7)).month != monday.month


def _fits(
    seen: Weekly, step: Numbers, held: tuple[Numbers, Numbers], free: int
) -> Iterator[tuple[float, float, float]]:
    """For each kind of noise: the step, its standard error, the logarithm of the restricted likelihood."""
    drift, season = held
    apart = np.abs(seen.weeks[:, None] - seen.weeks[None, :])
    alone = np.eye(len(step))
    for size in SIZES:
        equal = drift + size**2 * season
        least = float(np.sqrt(1 / (step @ np.linalg.solve(seen.noise * alone + equal, step))))
        for run in RUNS:
            own = seen.lens @ (run**apart) @ seen.lens.T
            own *= len(own) / np.trace(own)
            for blend in BLENDS if run else BLENDS[:1]:
                leads = 1 - blend + 0.02
                noise = blend * own + leads * (alone + equal / seen.noise)
                found, error, likelihood = _fit(seen.seen, step, noise, free)
                yield found, max(error, least), likelihood


def _fit(seen: Numbers, step: Numbers, noise: Numbers, free: int) -> tuple[float, float, float]:
    root = np.linalg.cholesky(noise)
    x, y = np.linalg.solve(root, np.column_stack([step, seen])).T
    size = float(x @ x)
    found = float(x @ y) / size
    left = float(((y - x * found) ** 2).sum())
    likelihood = -np.log(size) / 2 - np.log(np.diag(root)).sum() - free / 2 * np.log(max(left, 1e-300))
    return found, float(np.sqrt(left / free / size)), float(likelihood)


def _mixture(middles: Numbers, errors: Numbers, weights: Numbers, free: int) -> tuple[float, float, float]:
    """The mean of a mixture of t distributions, and its interval."""
    from scipy.optimize import brentq
    from scipy.stats import t

    far = float(t.ppf(1 - (1 - CONFIDENCE) / 20, free) * errors.max())
    ends = float(middles.min()) - far, float(middles.max()) + far

    def bound(part: float) -> float:
        return float(brentq(lambda at: float(weights @ t.cdf((at - middles) / errors, free)) - part, *ends))

    return float(weights @ middles), bound((1 - CONFIDENCE) / 2), bound((1 + CONFIDENCE) / 2)
