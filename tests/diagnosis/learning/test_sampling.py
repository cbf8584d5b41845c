"""A part of a large record, whole accounts and those with a win first, stands for all of it."""

import numpy as np
import pytest

from handfast.diagnosis.learning import Asked, learn
from handfast.diagnosis.learning.population import Population
from handfast.diagnosis.learning.sampling import draw
from handfast.diagnosis.learning.weights import outcomes_of
from handfast.diagnosis.learning.words import counted
from tests.diagnosis.learning.world import AGREEMENT, agreement, company


def landmarks(many: int, won: float) -> Population:
    chance = np.random.default_rng(3)
    status = np.where(chance.random(many) < won, "won", "lost").astype(object)
    at = np.arange(many, dtype=float)
    names = np.array([f"L{n}" for n in range(many)], dtype=object)
    accounts = np.array([f"A{n // 3}" if n % 5 else None for n in range(many)], dtype=object)
    return Population(
        "hand-offs", names, accounts, np.ones(many, dtype=np.int64), at, at, status, at + 5, np.ones(many, dtype=bool), np.full(many, np.nan),
        np.zeros(many, dtype=bool),
    )  # fmt: skip


def test_few_rows_are_all_taken() -> None:
    rows = landmarks(300, 0.1)
    drawn = draw(rows, outcomes_of(rows), 300)
    assert drawn.rows is rows and not drawn.partly and (drawn.stands_for == 1).all()


@pytest.mark.parametrize("won", [0.01, 0.3])
def test_accounts_come_whole_and_count_for_those_left_out(won: float) -> None:
    rows = landmarks(60_000, won)
    drawn = draw(rows, outcomes_of(rows), 6_000)
    assert drawn.partly and drawn.of == 60_000 and 5_500 < len(drawn.rows) < 6_500
    taken = set(drawn.rows.groups.tolist())
    assert sum(group in taken for group in rows.groups.tolist()) == len(drawn.rows)
    assert drawn.stands_for.sum() == pytest.approx(60_000, rel=0.05)
    true = float((rows.status == "won").mean())
    assert np.average(drawn.rows.status == "won", weights=drawn.stands_for) == pytest.approx(true, rel=0.1)
    if won == 0.01:
        assert set(rows.lead_id[rows.status == "won"]) <= set(drawn.rows.lead_id)


def test_a_part_teaches_what_the_whole_does_and_says_so() -> None:
    with company() as record:
        whole = learn([agreement()], record, Asked(capacity=40), text=AGREEMENT)
        part = learn([agreement()], record, Asked(capacity=40), text=AGREEMENT, most_rows=900)
        again = learn([agreement()], record, Asked(capacity=40), text=AGREEMENT)
    assert again == whole and whole.landmarks == whole.of == part.of > part.landmarks
    assert part.state == "learned" and part.threshold and whole.threshold
    assert any(rule.words.startswith("company_size >=") and rule.points > 0 for rule in part.rules)
    assert any(rule.words.startswith("webinar_attended") and rule.points > 0 for rule in part.rules)
    assert part.threshold.a_month <= 40
    assert any("were looked at" in sentence for sentence in counted(part))
    assert not any("were looked at" in sentence for sentence in counted(whole))
