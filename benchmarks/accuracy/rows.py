"""The figures as rows of RESULTS.md."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.accuracy.measures import (
    CLOSE,
    ROWS,
    STRONG,
    WEAK,
    Covered,
    Judgement,
    Share,
    coverage,
    judgements,
    learnt,
    share,
    strong,
    strong_counts,
    weak,
)
from benchmarks.accuracy.parts import Found
from benchmarks.accuracy.rule import firing, rows_needed

RECALL, FALSE, COVERED = 0.95, 0.02, (0.85, 0.95)


def rows_of(found: Sequence[dict[str, Found]]) -> list[dict[str, Any]]:
    """One row for each figure with its goal, and what was missed in its note."""
    return [*_signs(judgements(found)), *_rule(), *_costs(found), *_learning(found)]


THRESHOLDS = (0.05, 0.10, 0.15, 0.25)


def _rule() -> list[dict[str, Any]]:
    """The rule by itself, at exactly twice the threshold and 300 rows on average: where 95% can't be had."""
    rows = []
    for threshold in THRESHOLDS:
        found = firing(threshold, STRONG, ROWS)
        note = (
            f"simulated; of {rows_needed(threshold, STRONG):,} rows 95% fire. "
            f"Within six closes since the share rose {found.half:.0%} fire, within twelve {found.year:.0%}"
        )
        name = f"a share at exactly {STRONG:g} times a threshold of {threshold:.0%}, {ROWS} rows: fires at the last close"
        rows.append(_row(name, found.last, note, f"≥ {RECALL}", found.last >= RECALL))
    return rows


def _row(
    name: str, value: float, note: str, goal: str = "", met: bool | None = None, unit: str = ""
) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "goal": goal, "met": met, "note": note}


def _held(counted: Share) -> str:
    low, high = counted.interval
    return f"{counted}; 90% interval {low:.3f} to {high:.3f}"


def _signs(all_of: list[Judgement]) -> list[dict[str, Any]]:
    companies = len({one.company for one in all_of})
    large, counts, healthy = strong(all_of), strong_counts(all_of), weak(all_of)
    few = [one for one in all_of if one.strength >= STRONG and one.rows < ROWS and not one.counts]
    caught, wrong, year = share(large), share(healthy), share(healthy, ever=True)
    over = f"recall at {STRONG:g} times the threshold or more"
    return [
        _row(f"{over}, {ROWS} rows or more", caught.value, f"{companies} companies; {_held(caught)}; missed: {_missed(large)}", f"≥ {RECALL}",
             caught.value >= RECALL),
        _row("the same, fired at one of the last 12 closes", share(large, ever=True).value, _held(share(large, ever=True))),
        _row(f"{over}, signs that fire on a count", share(counts).value, f"{_held(share(counts))}; missed: {_missed(counts)}", f"≥ {RECALL}",
             share(counts).value >= RECALL),
        _row(f"{over}, under {ROWS} rows", share(few).value, f"{_held(share(few))}; missed: {_missed(few)}"),
        _row(f"false firing at {WEAK} times the threshold or less", wrong.value,
             f"of signs and companies, absent faults included; {_held(wrong)}; fired: {_named(one for one in healthy if one.fires)}", f"≤ {FALSE}",
             wrong.value <= FALSE),
        _row("the same, at one of the last 12 closes", year.value, f"{_held(year)}; fired: {_named(one for one in healthy if one.fired)}"),
    ]  # fmt: skip


def _missed(of: Iterable[Judgement]) -> str:
    return _named(one for one in of if not one.fires)


def _named(of: Iterable[Judgement]) -> str:
    """Which signs, the commonest first."""
    names = Counter(one.sign for one in of)
    return ", ".join(f"{name} {many}" if many > 1 else name for name, many in names.most_common()) or "none"


def _costs(found: Sequence[dict[str, Found]]) -> list[dict[str, Any]]:
    companies = sum("cost" in part for part in found)
    return [row for covered in coverage(found) for row in _coverage(covered, companies)]


def _coverage(covered: Covered, companies: int) -> list[dict[str, Any]]:
    cause = "all causes" if covered.cause == "all" else covered.cause
    low, high = COVERED
    note = (
        f"{companies} companies; {_held(covered.counted)}; the figure is {covered.ratio:.2f} times the truth at the median; "
        f"{covered.left_out} left out by the E-value or for lack of data"
    )
    return [
        _row(f"{cause}: the 90% interval holds the true cost", covered.counted.value, note, f"{low} to {high}", low <= covered.counted.value <= high),
        _row(f"{cause}: the naive interval does", covered.naive.value, f"{covered.naive}; two win rates' difference, in the same companies"),
    ]  # fmt: skip


def _learning(found: Sequence[dict[str, Found]]) -> list[dict[str, Any]]:
    told = learnt(found)
    if not told.states:
        return []
    states = ", ".join(f"{state} {many}" for state, many in told.states.items())
    note = (
        f"means of {told.close.of} drafts: {told.draft:.3f} of {told.best:.3f}; today's definition {told.today:.3f}, "
        f"the true chances {told.sensed:.3f}; {told.close} reach {CLOSE}; companies: {states}"
    )
    value = told.draft / told.best
    return [
        _row(
            "learned AUC over the best possible, where it claims a signal",
            value,
            note,
            f"≥ {CLOSE}",
            value >= CLOSE,
        )
    ]
