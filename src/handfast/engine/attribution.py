"""Dividing an opportunity among the channels on its path: an accounting rule, not an effect.

The functions know nothing of records: a path is the channels that touched a deal, in order. Rules by position give each touch a weight; the Markov
model gives each channel the share of conversions that would be gone without it, with journeys as walks of a first-order chain (Anderl et al.,
"Mapping the customer journey", 2016).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Model = Literal["first", "last", "linear", "u", "w", "decay"]
MODELS: tuple[Model, ...] = ("first", "last", "linear", "u", "w", "decay")
U_ENDS, U_REST = 0.4, 0.2
"""U: 40% to the first touch, 40% to the last, 20% to those between. The field's convention for position-based credit."""
W_ENDS, W_REST = 0.3, 0.1
"""W: 30% each to the first touch, to the one that made the lead and to the one that made the opportunity, 10% to the rest. The field's convention."""
HALF_LIFE_DAYS = 7.0
"""Time decay halves every 7 days: the default of Google Analytics' time-decay model, and since then the convention."""

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Paths:
    """Touches of all paths in one list, path after path, each in the order of its touches.

    Attributes:
        path: the number of the path of each touch, ascending from 0 without gaps.
        channel: the code of its channel.
        days_before: days from the touch to the end of its path, for time decay.
        lead_days_before: days from the making of the lead to the end of the path, for W; NaN where it is not known.
    """

    path: Whole
    channel: Whole
    days_before: Numbers
    lead_days_before: Numbers

    @property
    def starts(self) -> Whole:
        """The place of each path's first touch."""
        return (
            np.flatnonzero(np.r_[True, np.diff(self.path) > 0])
            if len(self.path)
            else np.empty(0, dtype=np.int64)
        )

    @property
    def lengths(self) -> Whole:
        """How many touches each path has."""
        return np.bincount(self.path)


def heuristic_credits(paths: Paths, model: Model) -> Numbers:
    """The credit of each touch; a path's credits add up to one."""
    if not len(paths.path):
        return np.empty(0)
    length = paths.lengths[paths.path]
    place = np.arange(len(paths.path)) - paths.starts[paths.path]
    first: Numbers = (place == 0).astype(np.float64)
    last: Numbers = (place == length - 1).astype(np.float64)
    if model == "first":
        return first
    if model == "last":
        return last
    if model == "linear":
        return _shares(np.ones(len(place)), paths)
    if model == "decay":
        halvings = (paths.days_before - _at_last(paths, paths.days_before)) / HALF_LIFE_DAYS
        return _shares(np.power(0.5, halvings), paths)
    if model == "u":
        weight = U_ENDS * (first + last) + np.where(length > 2, U_REST / np.maximum(length - 2, 1), 0.0) * (
            1 - first
        ) * (1 - last)
        return _shares(weight, paths)
    anchors = W_ENDS * (first + _made_lead(paths, place) + last)
    others = np.bincount(paths.path, anchors == 0)[paths.path]
    return _shares(np.where(anchors == 0, W_REST / np.maximum(others, 1), anchors), paths)


def _shares(weight: Numbers, paths: Paths) -> Numbers:
    shares: Numbers = weight / np.bincount(paths.path, weight)[paths.path]
    return shares


def _at_last(paths: Paths, values: Numbers) -> Numbers:
    """Each path's value at its last touch, for each of its touches; decay is counted from there, so that its exponent stays small."""
    at_last: Numbers = values[paths.starts + paths.lengths - 1][paths.path]
    return at_last


def _made_lead(paths: Paths, place: Whole) -> Numbers:
    """1 for the touch that made the lead: the last at or before its creation, else the first touch."""
    before = np.bincount(
        paths.path, paths.days_before >= np.nan_to_num(paths.lead_days_before, nan=np.inf)
    ).astype(np.int64)
    chosen: Numbers = (place == np.maximum(before - 1, 0)[paths.path]).astype(float)
    return chosen


def cents_by_share(cents: Whole, owner: Whole, share: Numbers, rank: Whole) -> Whole:
    """Amounts in whole cents divided by shares, so that each owner's parts add up to its amount.

    `cents` is each owner's amount; `owner`, `share` and `rank` describe the parts. What rounding leaves goes, a cent each, to the greatest remainders;
    among equals (to six decimals) to the lowest rank.
    """
    exact = cents[owner] * share
    parts = np.floor(np.round(exact, 6)).astype(np.int64)
    left = cents - np.bincount(owner, parts, minlength=len(cents)).astype(np.int64)
    order = np.lexsort((rank, -np.round(exact - parts, 6), owner))
    sizes = np.bincount(owner, minlength=len(cents))
    place = np.arange(len(owner)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    ordered = owner[order]
    parts[order] += np.where(place < left[ordered], 1, 0)
    return parts


def transitions(paths: Paths, channels: int, conversions: Numbers, nulls: Numbers) -> Numbers:
    """Counts of steps between states: start (0), the channels (1 …), conversion, null. `conversions` and `nulls` count each path's endings."""
    weight = conversions + nulls
    state, size = paths.channel + 1, channels + 3
    ends = paths.starts + paths.lengths - 1
    inner = np.ones(len(state), dtype=bool)
    inner[ends] = False
    steps = np.flatnonzero(inner)
    counts = np.zeros((size, size))
    np.add.at(counts, (np.zeros(len(ends), dtype=np.int64), state[paths.starts]), weight)
    np.add.at(counts, (state[steps], state[steps + 1]), weight[paths.path[steps]])
    np.add.at(counts, (state[ends], np.full(len(ends), size - 2)), conversions)
    np.add.at(counts, (state[ends], np.full(len(ends), size - 1)), nulls)
    return counts


def markov_removal_effects(paths: Paths, channels: int, conversions: Numbers, nulls: Numbers) -> Numbers:
    """The share of conversions lost when a channel's visitors go nowhere, for each channel: exact, by solving the absorbing chain. NaN without conversions."""
    counts = transitions(paths, channels, conversions, nulls)[: channels + 1]
    total = counts.sum(axis=1, keepdims=True)
    step = np.divide(counts, total, out=np.zeros_like(counts), where=total > 0)
    base = _converts(step, channels)
    if base <= 0:
        return np.full(channels, np.nan)
    effects = np.empty(channels)
    for channel in range(channels):
        without = step.copy()
        without[channel + 1] = 0.0
        effects[channel] = 1.0 - _converts(without, channels) / base
    return effects


def _converts(step: Numbers, channels: int) -> float:
    """The probability of a conversion from the start: x = Q x + r solved."""
    among, converts = step[:, : channels + 1], step[:, channels + 1]
    return float(np.linalg.solve(np.eye(channels + 1) - among, converts)[0])


def by_effect(effects: Numbers) -> Numbers:
    """Removal effects as shares of one; nothing where nothing converts."""
    total = np.nansum(effects)
    return np.nan_to_num(effects) / total if total > 0 else np.zeros(len(effects))
