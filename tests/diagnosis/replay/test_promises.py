"""Promises that a draft would have broken: held to what was observed, drawn where nothing was."""

import pytest

from tests.diagnosis.replay.company import agreement, company
from tests.diagnosis.replay.test_replay import replayed


def test_a_stricter_promise_is_held_to_the_observed_service_times():
    tables = company()
    same = replayed(tables, agreement(20), agreement(30))
    strict = replayed(tables, agreement(20), agreement(30, within="1 business hour"))
    (kept,), (held) = same.promises, strict.promises
    assert kept.drawn == 0 and kept.low == kept.high == kept.broken
    assert held[0].broken > kept.broken


def test_promises_on_added_hand_offs_are_drawn_and_the_draws_repeat():
    tables = company()
    first, again = (replayed(tables, agreement(20), agreement(10)).promises[0] for _ in range(2))
    assert first == again
    assert first.drawn > 0 and first.low < first.broken < first.high
    rate = first.broken_before / first.before
    assert first.broken / first.after == pytest.approx(rate, abs=0.1)
