"""The engine and the slow, obvious reference find the same rows: on thousands of small worlds, many to a record."""

from collections import Counter
from functools import cache

import pytest
from hypothesis import settings

from tests.drawing import drawn
from tests.strategies import Setting, World, settings_of_worlds, worlds
from tests.worlds import compare, record_of, reference_rows

THOROUGH = settings().max_examples >= 300
SETTINGS = 24 if THOROUGH else 12
WORLDS = 150 if THOROUGH else 50
STRIDE = 3
"""Examples drawn one after the other resemble each other; every third is kept."""


@cache
def every_setting() -> list[Setting]:
    """The settings that worlds are judged under."""
    return drawn(settings_of_worlds(), STRIDE * SETTINGS, start=1)[::STRIDE]


def setting(n: int) -> Setting:
    """The n-th of them."""
    return every_setting()[n]


@cache
def worlds_of(n: int) -> list[World]:
    """The worlds that are judged under the n-th setting."""
    return drawn(worlds(setting(n).instants), STRIDE * WORLDS, start=n)[::STRIDE]


@pytest.mark.parametrize("n", range(SETTINGS))
def test_engine_finds_what_the_reference_finds(n: int) -> None:
    told = compare(setting(n), worlds_of(n))
    assert not told, told


def test_the_worlds_show_everything() -> None:
    """The comparison proves nothing about what never happens in it."""
    seen: Counter[str] = Counter()
    for n in range(SETTINGS):
        found = reference_rows(setting(n), record_of(setting(n), worlds_of(n)))
        seen.update(name for name, rows in found.items() if rows)
        for name, column in (
            ("clocks", "state"), ("qualifications", "by"), ("cycles", "ended_by"), ("handoffs", "timing"), ("handoffs", "early"),
            ("decisions", "basis"), ("definition_drift", "verdict"), ("opportunities", "sourced"), ("stage_spans", "backward"), ("fit_points", "basis"),
        ):  # fmt: skip
            seen.update(f"{name}.{column}: {row[column]}" for row in found[name])
    expected = {
        *(f"clocks.state: {state}" for state in ("met", "breached", "running", "at risk", "excused", "unlogged")),
        *(f"qualifications.by: {by}" for by in ("definition", "raised", "explore")),
        *(f"cycles.ended_by: {by}" for by in ("rejected", "disqualified", "recycled", "won", "lost")),
        *(f"handoffs.timing: {timing}" for timing in ("in time", "late", "never", "open", "excused", "unlogged")),
        *(f"handoffs.early: {early}" for early in (True, False, None)),
        *(f"decisions.basis: {basis}" for basis in ("recorded", "stage")),
        *(f"definition_drift.verdict: {verdict}" for verdict in ("both", "crm only", "agreement only")),
        *(f"opportunities.sourced: {side}" for side in ("marketing", "sales", "partner", "none", None)),
        "stage_spans.backward: True", "fit_points.basis: history", "fit_points.basis: current",
    }  # fmt: skip
    assert not expected - seen.keys(), expected - seen.keys()
