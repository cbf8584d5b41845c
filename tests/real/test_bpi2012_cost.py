"""13,087 loan applications, costed: here the sooner isn't the better, and nothing may be made of it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from handfast.agreement.text import read_agreement
from handfast.diagnosis.cost import Cost, cost
from handfast.engine.evaluate import evaluate
from handfast.record import read_record
from tests.real import bpi2012

SHARED = (
    Path(os.environ.get("HANDFAST_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data")) / "bpi2012"
)
pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="the data is not on this machine")


@pytest.fixture(scope="module")
def costed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Cost]]:
    folder = tmp_path_factory.mktemp("bpi2012")
    bpi2012.write_record(SHARED, folder)
    with read_record(folder) as record:
        findings = evaluate([read_agreement(bpi2012.AGREEMENT)], record)
        yield [cost(findings, period=period, replicates=50) for period in ("2011-Q4", "2012-Q1")]


@pytest.mark.parametrize("cause", ["followed-up-late", "gave-up-early"])
def test_faster_and_more_is_not_said_to_be_better(costed: list[Cost], cause: str) -> None:
    for told in costed:
        found = next(each for each in told.causes if each.id == cause)
        assert found.leads > 400 and not found.counted and found.amount is None
        assert "not better" in found.note and "no more often" in found.note


def test_only_what_counts_is_in_the_total(costed: list[Cost]) -> None:
    for told in costed:
        assert told.bookings.amount == sum(each.amount or 0 for each in told.causes if each.counted)
