"""Persons with known duplicates, linked by the settings that leads get; their labels only judge."""

import pytest

from benchmarks import linkage

pytest.importorskip("splink")
pytestmark = pytest.mark.skipif(not linkage.SHARED.exists(), reason="the data is not on this machine")


@pytest.mark.parametrize("number", sorted(linkage.GOALS))
def test_what_is_found_is_right_and_nearly_all(number: int) -> None:
    quality = linkage.febrl(number)
    assert quality.f1 >= linkage.GOALS[number]
    assert quality.precision >= linkage.PRECISION_GOAL


def test_no_number_is_needed() -> None:
    quality = linkage.febrl(1, without=("soc_sec_id",))
    assert quality.f1 >= linkage.GOALS[1]
    assert quality.precision >= linkage.PRECISION_GOAL
