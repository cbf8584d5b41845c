"""What is learned of a company's qualified leads, beside what could be learned at best.

On the rows that the draft is judged on, the AUC that a score is to be expected to have, given each lead's true chance p to buy: of two rows, one won and one
lost with those chances, how often the won one scores higher. It is free of the luck of the few wins in a company.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from benchmarks.accuracy.opened import Opened
from handfast.diagnosis.learning.learn import learn
from handfast.diagnosis.learning.learned import Learned
from handfast.diagnosis.learning.matrix import matrix_of
from handfast.diagnosis.learning.population import population
from handfast.diagnosis.learning.splitting import split
from handfast.diagnosis.learning.weights import outcomes_of
from handfast.engine import evaluate

TRUE, BEST = "propensity", "knowable"
"""What a lead's chance truly is, and what anybody could know of it who doesn't sense what no record holds: the best possible score."""

Floats = npt.NDArray[np.float64]


def learned(company: Opened) -> dict[str, Any]:
    """What `learn` says; where it claims a signal, the expected AUC of its points, of today's score, and of what is best."""
    told = learn([company.agreement], company.record)
    validation = told.validation
    return {
        "state": told.state, "wins": told.wins, "rows": told.rows,
        "observed": None if validation is None else {"draft": validation.points, "today": validation.today.auc if validation.today else None},
        "auc": _expected(company, told) if told.state == "learned" else None,
    }  # fmt: skip


def _expected(company: Opened, told: Learned) -> dict[str, float]:
    findings = evaluate([company.agreement], company.record)
    rows = population(findings)
    outcomes = outcomes_of(rows)
    judged = split(rows, rows.worked & (outcomes.weight > 0), outcomes.won).judged
    given = np.array([rule.points for rule in told.rules])
    points = matrix_of(findings, rows, [rule.trait for rule in told.rules]) @ given
    truth = {row["lead_id"]: row for row in pq.read_table(company.made / "truth_leads.parquet").to_pylist()}
    known = np.array([lead in truth for lead in rows.lead_id]) & judged
    chance = {name: np.array([truth[lead][name] for lead in rows.lead_id[known]]) for name in (TRUE, BEST)}
    scores = {
        "draft": points[known],
        "today": np.nan_to_num(rows.score[known], nan=-1e6),
        "best": chance[BEST],
        "sensed": chance[TRUE],
    }
    return {name: expected_auc(score, chance[TRUE]) for name, score in scores.items()} | {
        "rows": int(known.sum())
    }


def expected_auc(score: Floats, chance: Floats) -> float:
    """Σ p(1 − q)[s > t] ÷ Σ p(1 − q) over pairs of rows, ties counting half; NaN for no pairs."""
    win, lose = chance[:, None], 1 - chance[None, :]
    pairs = win * lose
    np.fill_diagonal(pairs, 0.0)
    above = (score[:, None] > score[None, :]) + 0.5 * (score[:, None] == score[None, :])
    total = float(pairs.sum())
    return float((pairs * above).sum() / total) if total > 0 else float("nan")
