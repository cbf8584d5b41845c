"""The measurement of the diagnosis, on two small companies; what it counts, on companies made by hand."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.accuracy import companies, running
from benchmarks.accuracy.companies import Drawn, draw
from benchmarks.accuracy.learned import expected_auc
from benchmarks.accuracy.measures import Share, coverage, judgements, share, strong, weak
from benchmarks.accuracy.page import write_page
from benchmarks.accuracy.rows import rows_of
from benchmarks.accuracy.rule import firing
from benchmarks.results import Row
from handfast.demo import FAULTS


def test_two_companies_from_end_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def small(number: int) -> Drawn:
        return Drawn(
            number,
            companies.FIRST_SEED + number,
            1500,
            {"not-followed-up": 3.5, "automation-gaps": 2.0} if number else {},
        )

    monkeypatch.setattr(running, "draw", small)
    parts = ("signs", "cost")
    found = running.measured(2, tmp_path / "kept", parts, processes=1)
    assert [sorted(company) for company in found] == [["cost", "signs"]] * 2
    all_of = judgements(found)
    assert len(all_of) == 2 * len(FAULTS)
    faulty = {one.sign: one for one in all_of if one.fault}
    assert faulty["automation-gaps"].fires and faulty["not-followed-up"].strength > 3
    assert not any(one.fires for one in all_of if one.company == 0)

    assert {Row.of(row).name for row in rows_of(found)} >= {"false firing at 0.8 times the threshold or less"}
    for place in ("images", "explanations"):
        (tmp_path / place).mkdir()
    write_page(tmp_path, found)
    assert "| not-followed-up |" in (tmp_path / "explanations" / "accuracy.md").read_text(encoding="utf-8")
    assert (tmp_path / "images" / "diagnosis-power.svg").read_text(encoding="utf-8").startswith("<svg")

    before = {file: file.stat().st_mtime_ns for file in (tmp_path / "kept").rglob("*") if file.is_file()}
    assert running.measured(2, tmp_path / "kept", parts, processes=1) == found
    assert before == {
        file: file.stat().st_mtime_ns for file in (tmp_path / "kept").rglob("*") if file.is_file()
    }


def test_companies_are_drawn_the_same_every_time_and_from_other_seeds_than_choices_were_fitted_on() -> None:
    drawn = [draw(number) for number in range(200)]
    assert drawn == [draw(number) for number in range(200)]
    assert {len(one.faults) for one in drawn} == set(range(5))
    assert {name for one in drawn for name in one.faults} == set(FAULTS)
    assert all(0.3 <= strength <= 4 for one in drawn for strength in one.faults.values())
    assert not {one.seed for one in drawn} & {7, 11, *range(21, 29)}


def stand(state: str, rows: int) -> dict[str, Any]:
    """A sign at a close."""
    return {
        "closed_at": "",
        "state": state,
        "part": "",
        "value": 0.2,
        "threshold": 0.1,
        "bound": 0.1,
        "rows": rows,
        "weeks": 13,
    }


def company(number: int, strength: float, rows: int, *states: str) -> dict[str, Any]:
    """A company in which every sign stood so, and one fault is so strong."""
    signs = {
        name: [stand(state if name == "jumped-early" else "clear", rows) for state in states]
        for name in FAULTS
    }
    truth = {
        name: {"strength": strength if name == "jumped-early" else 0.9, "fault": name == "jumped-early"}
        for name in FAULTS
    }
    return {"signs": {"drawn": {"number": number}, "signs": signs, "truth": truth}}


def test_recall_counts_the_strong_with_enough_rows_and_false_firing_the_weak() -> None:
    found = [
        company(0, 2.0, 300, "watch", "fires"),
        company(1, 3.0, 300, "fires", "clear"),
        company(2, 3.0, 299, "clear", "clear"),
        company(3, 0.8, 300, "fires", "clear"),
        company(4, 0.3, 300, "clear", "clear"),
    ]
    all_of = judgements(found)
    assert share(strong(all_of)) == Share(1, 2)
    assert share(strong(all_of), ever=True) == Share(2, 2)
    assert share(weak(all_of)) == Share(0, 2)
    assert share(weak(all_of), ever=True) == Share(1, 2)


def test_coverage_counts_intervals_that_count_and_naive_ones_beside_them() -> None:
    def cause(truth: float, low: float, high: float, *, counted: bool = True) -> dict[str, Any]:
        return {
            "amount": (low + high) / 2,
            "low": low,
            "high": high,
            "e_value": 2.0,
            "counted": counted,
            "leads": 50,
            "naive": [0.0, 1.0, 2.0],
            "truth": truth,
        }

    found = [
        {"cost": {"causes": {"followed-up-late": one}}}
        for one in (cause(5, 4, 6), cause(1.5, 4, 6), cause(5, 0, 9, counted=False))
    ]
    late = coverage(found)[0]
    assert (late.counted, late.naive, late.left_out) == (Share(1, 2), Share(1, 2), 1)
    assert late.ratio == pytest.approx(np.median([5 / 5, 5 / 1.5]))


def test_the_expected_auc_is_the_mean_of_those_that_come_about() -> None:
    rng = np.random.default_rng(3)
    chance, score = rng.uniform(0.05, 0.4, 60), rng.normal(size=60).round(1)
    above = total = 0.0
    for _ in range(3000):
        won = rng.random(60) < chance
        pairs = score[won][:, None] - score[~won][None, :]
        above, total = above + float((pairs > 0).sum() + 0.5 * (pairs == 0).sum()), total + pairs.size
    assert expected_auc(score, chance) == pytest.approx(above / total, abs=0.01)


def test_the_rule_hardly_fires_at_the_threshold_and_surely_at_twice_that_with_rows_enough() -> None:
    assert firing(0.10, 1.0, 300, shares=1000).year < 0.01
    assert firing(0.10, 2.0, 500, shares=1000).last > 0.98
