"""The demo company with lateness: the interval holds what its truth file says it cost."""

import json

import pyarrow.parquet as pq
import pytest

from handfast.agreement.text import load_agreement
from handfast.demo import make_company
from handfast.diagnosis.cost import cost
from handfast.diagnosis.cost.comparisons import comparisons
from handfast.diagnosis.cost.population import read_handoffs
from handfast.engine import evaluate
from handfast.record import read_record
from tests.diagnosis.cost.small_company import cause

QUARTERS = ("2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2")


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    folder = tmp_path_factory.mktemp("late")
    return make_company(folder, leads=7000, seed=5, faults={"slow-follow-up": 2.0}, format="parquet")


@pytest.fixture(scope="module")
def findings(company):
    with read_record(company.record) as record:
        yield evaluate([load_agreement(company.agreement)], record)


@pytest.fixture(scope="module")
def costed(findings):
    return cost(findings)


def test_the_interval_holds_what_lateness_cost(company, costed):
    truth = json.loads((company.folder / "truth.json").read_text())["lost_expected_amount"]
    late = cause(costed, "followed-up-late")
    assert costed.period == "2025-Q3 to 2026-Q2"
    assert late.counted
    assert late.low <= sum(truth["followed-up-late"][quarter] for quarter in QUARTERS) <= late.high


def test_never_following_up_costs_nearly_every_win(company, costed):
    never = cause(costed, "never-followed-up")
    assert never.counted and never.e_value > 4


def test_leads_gone_cold_are_the_ones_that_were_forgotten(company, findings):
    handoffs = read_handoffs(findings)
    told = pq.read_table(
        company.folder / "truth_handoffs.parquet", columns=["handoff_id", "cold"]
    ).to_pylist()
    forgotten = {row["handoff_id"] for row in told if row["cold"]}
    found = set(handoffs.ids[comparisons(findings, handoffs)["gone-cold"].hit].tolist())
    assert len(forgotten) > 5
    assert len(found & forgotten) >= 0.9 * max(len(found), len(forgotten))
