"""On a small demo company: without a fault nothing fires, and with some faults exactly their signs do."""

import os
from pathlib import Path

import pytest

from handfast.agreement.text import load_agreement
from handfast.demo import FAULTS, make_company
from handfast.diagnosis.diagnose import diagnose
from handfast.diagnosis.signs.judgement import SignState
from handfast.engine import evaluate
from handfast.record import read_record

LEADS = 3500
STRENGTH = 3.0
AT_ONCE = (
    "slow-follow-up", "jumped-early", "definition-drift", "blind-handoff", "stalled-stage", "content-unused", "intel-unread", "automation-gaps",
    "crm-unused",
)  # fmt: skip
"""Faults that touch different things, in one company."""
BROUGHT_ALONG = {"not-followed-up": {"slow-follow-up", "gives-up-early", "no-feedback", "stalled-stage"}}
"""Who is never touched is not touched in time either."""


def judged(folder: Path, faults: dict[str, float], leads: int = LEADS) -> tuple[SignState, ...]:
    """The signs of a demo company."""
    company = make_company(folder, leads=leads, seed=7, faults=faults, format="parquet")
    with read_record(company.record) as record:
        return diagnose(evaluate([load_agreement(company.agreement)], record)).signs


def firing(signs: tuple[SignState, ...]) -> set[str]:
    """The ids of those that fire."""
    return {sign.id for sign in signs if sign.state == "fires"}


def test_nothing_fires_in_a_healthy_company(tmp_path: Path) -> None:
    signs = judged(tmp_path, {})
    assert firing(signs) == set()
    assert {sign.id for sign in signs if sign.state == "no data"} == {
        "definition-dispute", "customer-repeats", "content-unheard", "no-one-owns-it", "no-dialogue", "low-trust", "slow-change",
    }  # fmt: skip


def test_faults_of_different_kinds_fire_their_signs_and_no_other(tmp_path: Path) -> None:
    signs = judged(tmp_path, dict.fromkeys(AT_ONCE, STRENGTH))
    assert firing(signs) == set(AT_ONCE)


@pytest.mark.skipif(
    "HANDFAST_SLOW_TESTS" not in os.environ,
    reason="makes twenty companies; set HANDFAST_SLOW_TESTS to run it",
)
@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_fires_its_sign_and_no_other(fault: str, tmp_path: Path) -> None:
    fires = firing(judged(tmp_path, {fault: STRENGTH}, 5000))
    assert fault in fires
    assert fires <= {fault, *BROUGHT_ALONG.get(fault, ())}
