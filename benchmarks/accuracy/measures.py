"""From what was found of each company to figures: recall, false firing, power, coverage, learned AUC."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks.accuracy.parts import Found
from handfast.demo import FAULTS
from handfast.diagnosis.signs.registry import SIGNS

STRONG, WEAK, ROWS = 2.0, 0.8, 300
SMALL = 100
A_YEAR = 12
EDGES = (0.0, 0.5, 0.8, 1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 99.0)
"""Bounds of strength between which the power curve is counted."""
SPARE = 1.644854


@dataclass(frozen=True, slots=True)
class Judgement:
    """One sign of one company, at the last close.

    Attributes:
        company: its number. sign: which. strength: the true quantity ÷ the threshold. fault: whether the company was given that fault.
        rows: what the value rests on. counts: whether the sign fires on a count, for which rows play no part.
        state: at the last close. fired: whether it fired at one of the last twelve closes.
        part: what speaks for it. excess: value ÷ threshold as measured; NaN where there is none.
    """

    company: int
    sign: str
    strength: float
    fault: bool
    rows: int
    counts: bool
    state: str
    fired: bool
    part: str
    excess: float

    @property
    def fires(self) -> bool:
        """Whether it fires at the last close."""
        return self.state == "fires"

    @property
    def size(self) -> str:
        """How many rows, in words."""
        if self.counts:
            return "counts"
        return (
            f"{ROWS} rows or more"
            if self.rows >= ROWS
            else f"{SMALL} to {ROWS - 1} rows"
            if self.rows >= SMALL
            else f"under {SMALL} rows"
        )


def judgements(found: Iterable[dict[str, Found]]) -> list[Judgement]:
    """Every sign that the generator knows the truth of, of every company."""
    return [_judgement(part["signs"], sign) for part in found if "signs" in part for sign in FAULTS]


def _judgement(told: Found, sign: str) -> Judgement:
    history, truth = told["signs"][sign], told["truth"][sign]
    now = history[-1]
    excess = (
        now["value"] / now["threshold"] if now["value"] is not None and now["threshold"] else float("nan")
    )
    return Judgement(
        told["drawn"]["number"], sign, truth["strength"], truth["fault"], now["rows"], _counts(sign, now["part"]), now["state"],
        any(stand["state"] == "fires" for stand in history[-A_YEAR:]), now["part"], excess,
    )  # fmt: skip


def _counts(sign: str, part: str) -> bool:
    return SIGNS[sign].kind in ("count", "period") or sign == "intel-unread"


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    of: int

    @property
    def value(self) -> float:
        """The share; NaN of nothing."""
        return self.part / self.of if self.of else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 90% interval."""
        if not self.of:
            return 0.0, 1.0
        middle = (self.value + SPARE**2 / 2 / self.of) / (1 + SPARE**2 / self.of)
        reach = (
            SPARE
            / (1 + SPARE**2 / self.of)
            * np.sqrt(self.value * (1 - self.value) / self.of + SPARE**2 / 4 / self.of**2)
        )
        return max(middle - reach, 0.0), min(middle + reach, 1.0)

    def __str__(self) -> str:
        return f"{self.part:,} of {self.of:,}"


def share(of: Sequence[Judgement], *, ever: bool = False) -> Share:
    """How many fire (ever: at one of the last twelve closes)."""
    return Share(sum(one.fired if ever else one.fires for one in of), len(of))


def strong(all_of: Sequence[Judgement]) -> list[Judgement]:
    """Those at twice the threshold or more that rest on 300 rows or more."""
    return [one for one in all_of if one.strength >= STRONG and one.rows >= ROWS and not one.counts]


def strong_counts(all_of: Sequence[Judgement]) -> list[Judgement]:
    """Counts at twice the threshold or more."""
    return [one for one in all_of if one.strength >= STRONG and one.counts]


def weak(all_of: Sequence[Judgement]) -> list[Judgement]:
    """Those at 0.8 times the threshold or less, and that the record can show."""
    return [one for one in all_of if one.strength <= WEAK]


@dataclass(frozen=True, slots=True)
class Point:
    """A piece of the power curve: those of a size between two strengths."""

    size: str
    low: float
    high: float
    fires: Share


def power(all_of: Sequence[Judgement], sizes: Sequence[str]) -> list[Point]:
    """What share fires, by strength and by rows."""
    return [
        Point(
            size, low, high, share([one for one in all_of if one.size == size and low <= one.strength < high])
        )
        for size in sizes
        for low, high in pairwise(EDGES)
    ]


@dataclass(frozen=True, slots=True)
class Covered:
    """How often an interval holds the truth of a cause, where it has one of 20 hand-offs or more.

    Attributes:
        counted: the diagnosis's, where the E-value lets it count. naive: two win rates' difference, in the same companies.
        ratio: the median of figure ÷ truth; NaN without any.
    """

    cause: str
    counted: Share
    naive: Share
    ratio: float
    left_out: int


FEWEST_LEADS = 20


def coverage(found: Sequence[dict[str, Found]]) -> list[Covered]:
    """By cause, then over all."""
    rows = [
        (cause, told) for part in found if "cost" in part for cause, told in part["cost"]["causes"].items()
    ]
    rows = [(cause, told) for cause, told in rows if told["truth"] > 0 and told["leads"] >= FEWEST_LEADS]
    causes = sorted({cause for cause, _ in rows})
    return [
        _covered(name, [told for cause, told in rows if name in (cause, "all")]) for name in (*causes, "all")
    ]


def _covered(name: str, rows: Sequence[dict[str, Any]]) -> Covered:
    counted = [row for row in rows if row["counted"] and row["low"] is not None]
    naive = [row for row in counted if row["naive"]]
    ratios = [row["amount"] / row["truth"] for row in counted]
    return Covered(
        name, Share(sum(row["low"] <= row["truth"] <= row["high"] for row in counted), len(counted)),
        Share(sum(row["naive"][0] <= row["truth"] <= row["naive"][2] for row in naive), len(naive)),
        float(np.median(ratios)) if ratios else float("nan"), len(rows) - len(counted),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learned over all companies.

    Attributes:
        states: how many companies ended in each. draft, today, best, sensed: mean expected AUC where something was learned.
        close: how many drafts reach 0.97 of the best.
    """

    states: dict[str, int]
    draft: float
    today: float
    best: float
    sensed: float
    close: Share


CLOSE = 0.97


def learnt(found: Sequence[dict[str, Found]]) -> Learnt:
    """Over all companies whose learning was measured."""
    told = [part["learning"] for part in found if "learning" in part]
    states = {
        state: sum(one["state"] == state for one in told) for state in sorted({one["state"] for one in told})
    }
    aucs = [one["auc"] for one in told if one["auc"] is not None]

    def mean(name: str) -> float:
        return float(np.mean([auc[name] for auc in aucs])) if aucs else float("nan")

    close = Share(sum(auc["draft"] >= CLOSE * auc["best"] for auc in aucs), len(aucs))
    return Learnt(states, mean("draft"), mean("today"), mean("best"), mean("sensed"), close)
