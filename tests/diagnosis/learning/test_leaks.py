"""Fields that know the outcome are found by themselves, honest ones stay."""

from collections.abc import Sequence

import numpy as np
import pytest

from handfast.agreement.conditions import Name
from handfast.diagnosis.learning.fields import Field, _field
from handfast.diagnosis.learning.leaks import leaks_of

RNG = np.random.default_rng(5)
WON = (RNG.random(2000) < 0.3).astype(float)
WEIGHT = np.ones(2000)


def made(name: str, values: Sequence[str | None], kind: str = "text", history: bool = False) -> Field:
    field = _field(Name(None, name), "lead", name, kind, list(values), history)
    assert field is not None
    return field


def kind_of(field: Field, *, dated: bool) -> str | None:
    found = leaks_of([field], WON, WEIGHT, dated=dated)
    return found[0].kind if found else None


def values(won: Sequence[str | None], lost: Sequence[str | None]) -> list[str | None]:
    return [(won if is_won else lost)[int(RNG.integers(len(won if is_won else lost)))] for is_won in WON]


@pytest.mark.parametrize("dated", [True, False])
@pytest.mark.parametrize(
    ("name", "won", "lost", "kind"),
    [
        ("verdict", ["yes"], ["no"], "predicts"),
        ("signed_on", ["monday", None], [None], "only-won"),
        ("plan", ["contract", "a", "b"], ["a", "b", "c"], "only-won"),
        ("last_activity", ["a", "b"], ["a", "b"], "latest"),
        ("size", ["small", "large", "large"], ["small", "small", "large"], None),
        ("region", ["north", "south"], ["south", "north"], None),
    ],
)
def test_what_gives_a_field_away(
    name: str, won: list[str | None], lost: list[str | None], kind: str | None, dated: bool
) -> None:
    assert kind_of(made(name, values(won, lost)), dated=dated) == kind


def test_a_field_filled_in_more_often_on_won_rows_was_filled_in_after_the_outcome() -> None:
    assert (
        kind_of(made("industry_code", values(["a", "b", "c"], ["a", "b", "c", None])), dated=True)
        == "filled-in"
    )


def test_a_field_that_a_quarter_lacks_need_not_be_perfect() -> None:
    field = made("feedback", values(["fine", "fine", "fine", "poor"], [None, None, "poor", "fine"]))
    assert kind_of(field, dated=False) in ("filled-in", "predicts")


def test_grades_and_scores_are_left_out_only_where_nothing_says_when_they_were_given() -> None:
    grades, scores = (
        made("fitness", values(["01.High", "02.Medium"], ["02.Medium", "01.High", "03.Low"])),
        made("lead_score", values(["1", "2"], ["1", "2"])),
    )
    assert kind_of(grades, dated=False) == kind_of(scores, dated=False) == "judgement"
    assert kind_of(grades, dated=True) is kind_of(scores, dated=True) is None


def test_ids_are_left_out() -> None:
    assert kind_of(made("number", [str(660000 + n) for n in range(2000)]), dated=False) == "id"


def test_a_field_with_a_history_is_known_as_it_stood() -> None:
    assert kind_of(made("verdict", values(["yes"], ["no"]), history=True), dated=True) is None


def test_rows_whose_outcome_is_unknown_are_not_looked_at() -> None:
    field = made("verdict", ["yes" if won else "no" for won in WON])
    assert leaks_of([field], WON, np.zeros(2000), dated=True) == []
