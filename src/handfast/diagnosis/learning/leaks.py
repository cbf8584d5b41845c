"""Fields that know the outcome: they would make a draft look good and qualify nobody, because they are filled in afterwards."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from handfast.diagnosis.learning.fields import Field
from handfast.diagnosis.learning.statistics import SEED, auc

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Kind = Literal["predicts", "only-won", "filled-in", "latest", "judgement", "id"]

NEARLY_PERFECT = 0.9
"""An AUC alone at which a single field is taken to know the outcome; honest traits and behaviour of leads stay below 0.8."""
PARTLY_FILLED = 0.75
"""The same for a field that a quarter of the rows lack: filled in as the lead was worked."""
LACKING = 0.25
BINS = 20
FOLDS = 5
PRIOR = 10.0
SURE = 1e-6
ONLY_WON_ROWS = 15
FILLED_MORE = 0.10
LATEST = re.compile(r"(^|_)(last|latest|recent|current|final|closed?|lost|won)(_|$)")
JUDGED = re.compile(
    r"(^|_)(score|rating|grade|rank|index|quality|priority|probability|status|stage|tags?|reason|disposition|verdict|likelihood|temperature)(_|$)"
)
GRADES = re.compile(
    r"^(\d+\W*)?(very )?(high|medium|low|hot|warm|cold|good|bad|best|worst|poor|might be|not sure|likely|unlikely)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Leak:
    """A field left out, and why.

    Attributes:
        field: as a condition writes it.
        kind: what gave it away.
        why: a sentence, with the figure.
    """

    field: str
    kind: Kind
    why: str


def leaks_of(fields: Iterable[Field], won: Floats, weight: Floats, *, dated: bool) -> list[Leak]:
    """The fields to leave out.

    `weight` is nought for rows whose outcome isn't known. `dated` says that values are known as they stood at each row's landmark where they have a history;
    without it every field may have been filled in at any time, so that grades that somebody gave and columns that hold the latest of something are left
    out too.
    """
    used = weight > 0
    found = (_leak(field, won[used].astype(bool), used, dated) for field in fields)
    return [leak for leak in found if leak]


def _leak(field: Field, won: Bools, used: Bools, dated: bool) -> Leak | None:
    if not won.any() or won.all():
        return None
    filled = ~field.missing[used]
    texts = field.texts[used]
    if _is_id(field, texts[filled]):
        return Leak(
            field.words, "id", "every row has its own value: it names the lead and says nothing of others"
        )
    if field.history and dated:
        return None
    alone = single_auc(field, won, used)
    if alone >= NEARLY_PERFECT:
        return Leak(
            field.words,
            "predicts",
            f"alone it tells won from lost almost perfectly (AUC {alone:.2f}): it knows the outcome",
        )
    present_won, present_lost = float(filled[won].mean()), float(filled[~won].mean())
    if present_lost <= 0.02 and present_won >= 0.10:
        return Leak(
            field.words,
            "only-won",
            f"present on won rows only ({present_won:.0%} of won, {present_lost:.0%} of lost)",
        )
    if alone >= PARTLY_FILLED and filled.mean() <= 1 - LACKING:
        why = f"filled in on {filled.mean():.0%} of the rows, it tells won from lost (AUC {alone:.2f}): filled in while the lead was worked"
        return Leak(field.words, "filled-in", why)
    if dated and present_won - present_lost >= FILLED_MORE and _surely_more(filled, won):
        why = f"filled in on {present_won:.0%} of won and {present_lost:.0%} of lost rows: filled in after the outcome"
        return Leak(field.words, "filled-in", why)
    value = _value_only_won(texts, won)
    if value is not None:
        return Leak(
            field.words, "only-won", f'"{value}" stands on won rows only: written once the deal was won'
        )
    name = _WORD.sub("_", field.column.lower())
    if LATEST.search(name):
        return Leak(
            field.words,
            "latest",
            "it holds the latest value, which the outcome may have written; the record has no history of it",
        )
    if not dated and _is_judgement(name, texts[filled]):
        return Leak(
            field.words,
            "judgement",
            "a grade that a person or a tool gave, and the record doesn't say when: perhaps once the outcome was known",
        )
    return None


def _is_id(field: Field, present: NDArray[np.object_]) -> bool:
    """Nearly every row has its own value, and it is a text or a whole number."""
    if len(present) < 50 or len(set(present)) < 0.9 * len(present):
        return False
    if field.kind == "text":
        return bool(np.mean([" " not in str(value) for value in present]) > 0.5)
    return (
        field.kind == "number"
        and all("." not in str(value) for value in present)
        and len(set(present)) == len(present)
    )


def single_auc(field: Field, won: Bools, used: Bools) -> float:
    """The AUC of a field by itself: its values in twenty bins (or each for itself), the win rate of each learned from other rows (five folds, shrunk)."""
    place = _binned(field, used)
    fold = np.random.default_rng(SEED).integers(0, FOLDS, len(place))
    base, many = float(won.mean()), int(place.max()) + 1
    expected = np.empty(len(place))
    for n in range(FOLDS):
        others = fold != n
        wins = np.bincount(place[others], won[others], many)
        rows = np.bincount(place[others], minlength=many)
        expected[~others] = ((wins + PRIOR * base) / (rows + PRIOR))[place[~others]]
    return auc(expected, won.astype(np.float64))


def _binned(field: Field, used: Bools) -> NDArray[np.intp]:
    if field.kind == "number":
        values = field.numbers[used]
        there = np.isfinite(values)
        if there.any():
            cuts = np.unique(np.quantile(values[there], np.linspace(0, 1, BINS + 1)[1:-1]))
            return np.where(there, np.searchsorted(cuts, values, side="right") + 1, 0)
    _, place = np.unique(
        np.array(["" if text is None else str(text) for text in field.texts[used]]), return_inverse=True
    )
    return np.asarray(place)


def _surely_more(filled: Bools, won: Bools) -> bool:
    """Whether it is filled in more often on won rows, by more than five standard errors of a difference of shares."""
    share = filled.mean()
    spread = math.sqrt(max(share * (1 - share), 1e-9) * (1 / won.sum() + 1 / (~won).sum()))
    return bool(filled[won].mean() - filled[~won].mean() > 5 * spread)


def _value_only_won(texts: NDArray[np.object_], won: Bools) -> str | None:
    """A value that stands on 15 won rows or more and on no lost one, where chance would hardly do that."""
    counts: dict[str, list[int]] = {}
    for text, is_won in zip(texts, won, strict=True):
        if text is not None:
            counts.setdefault(str(text), [0, 0])[int(is_won)] += 1
    base = float(won.mean())
    for value, (lost, wins) in sorted(counts.items()):
        if not lost and wins >= ONLY_WON_ROWS and wins * math.log(base) < math.log(SURE):
            return value
    return None


def _is_judgement(name: str, present: Sequence[object] | NDArray[np.object_]) -> bool:
    """By its name, or because most of its values are grades."""
    if JUDGED.search(name):
        return True
    values = {str(value) for value in present}
    return 2 <= len(values) <= 12 and sum(bool(GRADES.match(value)) for value in values) * 2 > len(values)
