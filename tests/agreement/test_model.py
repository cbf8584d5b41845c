"""The agreement's own answers: sides, teams, stages, clauses."""

import pytest
from pydantic import ValidationError

from handfast.agreement.model import Agreement
from handfast.agreement.text import read_agreement
from tests.agreement.small import changed, small


def test_an_agreement_does_not_change() -> None:
    with pytest.raises(ValidationError):
        small().name = "other"


@pytest.mark.parametrize(
    ("name", "teams", "sides"),
    [
        ("sdr", ("sdr",), ("sales",)),
        ("sales", ("sdr", "ae"), ("sales",)),
        ("marketing", ("web",), ("marketing",)),
        ("both", ("sdr", "ae", "web"), ("marketing", "sales")),
        ("nobody", (), ()),
    ],
)
def test_who_is_meant(name: str, teams: tuple[str, ...], sides: tuple[str, ...]) -> None:
    assert small().teams_of(name) == teams
    assert small().sides_of(name) == sides


def test_a_side_goes_before_a_team_of_the_same_name() -> None:
    agreement = read_agreement(changed("ae: sales,", "ae: sales, sales: sales,"))
    assert agreement.teams_of("sales") == ("sdr", "ae", "sales")
    assert agreement.side_of_team("sales") == "sales"


def test_stages_are_compared_trimmed_and_a_to_z_without_case() -> None:
    agreement = small()
    assert agreement.stage_order(" MARKETING qualified ") == 0
    assert agreement.stage_order("SAL") == 1
    assert agreement.stage_order("won") is None
    assert (
        read_agreement(changed("[Marketing Qualified]", "[Öffnen]")).stage("öffnen") is None
    )  # Ö is not of A to Z


def test_an_id_goes_before_another_stages_label() -> None:
    # A document with such labels is refused; a model built in Python still has one answer.
    data = small().model_dump(by_alias=True) | {
        "stages": [
            {"id": "mql", "owner": "marketing", "also_called": ["sal"]},
            {"id": "sal", "owner": "sales"},
        ]
    }
    stage = Agreement.model_validate(data).stage("sal")
    assert stage is not None
    assert stage.id == "sal"


def test_every_rule_has_an_id_and_a_place() -> None:
    clauses = {clause.id: clause for clause in small().clauses()}
    assert clauses["big"].path == ("qualified_lead", "fit", 0)
    assert clauses["fit.2"].words == "minus 5 points when the country is US"
    assert clauses["engagement.1"].path == ("qualified_lead", "engagement", 0)
    assert clauses["quick"].path == ("commitments", 0)
    assert {"stage.mql", "handoff.first", "routing.2", "always_when.1", "never_when.1", "alerts.2"} <= set(
        clauses
    )


def test_timers_counts_and_targets_are_told_apart() -> None:
    agreement = small()
    assert [clause.id for clause in agreement.clocked] == ["quick", "tries"]
    assert [clause.id for clause in agreement.targets] == ["volume", "quality", "money"]
    assert agreement.commitment("tries") is agreement.clocked[1]
    assert agreement.commitment("none") is None
    assert agreement.handoff("second") is agreement.handoffs[1]
