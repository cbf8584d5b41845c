"""From traits to whole points: which traits can be judged, what is learned from the earlier rows, how it does on the later ones."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from handfast.diagnosis.learning.learned import Rule
from handfast.diagnosis.learning.model import fit_model, whole_points
from handfast.diagnosis.learning.population import FEW, Population
from handfast.diagnosis.learning.splitting import Split
from handfast.diagnosis.learning.traits import Fit, Trait
from handfast.diagnosis.learning.validation import Judged, Validation, judge, line_of, validate
from handfast.diagnosis.learning.weights import SUPPORT, Outcomes

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def supported(
    values: Floats, traits: Sequence[Trait], worked: Bools, stands_for: Floats
) -> tuple[Floats, list[Trait], tuple[str, ...]]:
    """Without the conditions whose leads are worked in fewer than one case in twenty: nothing is known of what would have become of them."""
    kept, without = [], []
    for place, trait in enumerate(traits):
        true = values[:, place] > 0
        if (
            isinstance(trait, Fit)
            and true.any()
            and np.average(worked[true], weights=stands_for[true]) < SUPPORT
        ):
            without.append(trait.condition)
        else:
            kept.append(place)
    return values[:, kept], [traits[place] for place in kept], tuple(without)


def shown(values: Floats, traits: Sequence[Trait], learned: Bools) -> tuple[Floats, list[Trait]]:
    """The traits that enough of the rows to learn from have, and enough lack, to be evidence."""
    there = (values[learned] > 0).sum(axis=0)
    kept = np.flatnonzero((there >= FEW) & (int(learned.sum()) - there >= FEW)).tolist()
    return values[:, kept], [traits[place] for place in kept]


def fitted(
    rows: Population, outcomes: Outcomes, values: Floats, weight: Floats, parts: Split
) -> tuple[NDArray[np.int64], Judged, Validation]:
    """Whole points learned from the earlier rows, how they do by cross-validation there, and on the later ones."""
    early, late, groups = parts.learned, parts.judged, rows.groups
    model = fit_model(values[early], outcomes.won[early], weight[early], groups[early])
    points = whole_points(model.weights, values[early], outcomes.won[early], weight[early])
    crossed = judge(model.held_out, outcomes.won[early], weight[early], groups[early])
    score = values @ points
    exact = values[early] @ model.weights
    line = line_of(score[early], exact, model.held_out, outcomes.won[early], weight[early])
    return (
        points,
        crossed,
        validate(score[late], rows.score[late], outcomes.won[late], weight[late], groups[late], line),
    )


def rules_of(
    traits: Sequence[Trait],
    points: NDArray[np.int64],
    values: Floats,
    won: Floats,
    weight: Floats,
    learned: Bools,
) -> tuple[Rule, ...]:
    """The rules that give points, most points first, each with what became of the rows for which it holds."""

    def share(rows: Bools) -> float:
        return float((won[rows] * weight[rows]).sum() / weight[rows].sum()) if rows.any() else 0.0

    made = []
    for place in np.argsort(-np.abs(points), kind="stable").tolist():
        if points[place]:
            true = learned & (values[:, place] > 0)
            made.append(
                Rule(traits[place], int(points[place]), int(true.sum()), share(true), share(learned & ~true))
            )
    return tuple(made)
