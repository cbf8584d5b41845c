"""The generator and the engine share no code; they find the same hand-offs at the same instants, and what became of them."""

from pathlib import Path

import pandas as pd
import pytest

from handfast.agreement.text import load_agreement
from handfast.demo import make_company
from handfast.engine import evaluate
from handfast.record import read_record

FAULTS = {"slow-follow-up": 1.5, "not-followed-up": 2.0, "jumped-early": 2.0}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The engine's hand-offs and the generator's, by id."""
    folder = tmp_path_factory.mktemp("company")
    company = make_company(folder, leads=700, seed=5, faults=FAULTS)
    agreement = load_agreement(company.agreement)
    with read_record(company.record) as record:
        seen = evaluate([agreement], record).table("handoffs").to_pylist()
    engine = pd.DataFrame(seen).set_index("handoff_id")
    truth = pd.read_parquet(Path(folder) / "truth_handoffs.parquet").set_index("handoff_id")
    return engine, truth


def test_the_same_leads_are_handed_over_in_the_same_cycles(found: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    engine, truth = found
    mine = set(engine.index[engine["handoff"] == "sales"])
    assert mine == set(truth.index[truth["handoff"] == "sales"])
    # Colleagues on a deal enter stage opportunity with it, and so are handed to the AE too.
    assert set(truth.index[truth["handoff"] == "ae"]) <= set(engine.index)


def test_they_are_handed_over_at_the_same_instants(found: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    engine, truth = found
    handed = pd.to_datetime(engine.loc[truth.index, "handed_at"]).dt.tz_localize(None)
    assert (handed.to_numpy() == truth["handed_at"].to_numpy()).all()
    assert (engine.loc[truth.index, "raised"].to_numpy() == truth["raised"].to_numpy())[
        truth["handoff"] == "sales"
    ].all()


def test_follow_up_is_judged_alike(found: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """All but hand-offs that ended or are not due yet: unlogged ones, the refused, the last days', the rerouted."""
    engine, truth = found
    both = truth[(truth["handoff"] == "sales") & ~truth["unlogged"] & (truth["follow_up"] != "refused")]
    judged = engine.loc[both.index, "timing"]
    settled = ~judged.isin(("open", "excused"))
    assert settled.mean() > 0.97
    assert (judged[settled] == both["follow_up"][settled]).mean() > 0.98
    assert set(engine.loc[truth.index[truth["unlogged"] & (truth["handoff"] == "sales")], "timing"]) == {
        "unlogged"
    }


def test_early_touches_are_seen(found: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    engine, _ = found
    sales = engine[(engine["handoff"] == "sales") & engine["early"].notna()]
    assert sales["early"].astype(float).mean() == pytest.approx(0.20, abs=0.03)
