"""Data that no one here wrote: leaks are found, the rest is nearly as good as boosted trees, and where nothing is to be learned that is said."""

from pathlib import Path

import numpy as np
import pytest

from handfast.agreement.conditions import parse_condition
from handfast.agreement.defaults import default_agreement
from handfast.agreement.text import read_agreement
from handfast.diagnosis.learning import Asked, Learned, learn
from handfast.diagnosis.learning.fields import Field, fields_of
from handfast.diagnosis.learning.population import of_leads
from handfast.diagnosis.learning.splitting import split
from handfast.diagnosis.learning.statistics import auc
from handfast.engine.evaluate import evaluate
from handfast.record import read_record
from tests.real.imported import SHARED, imported

OUTCOME = parse_condition("converted = 1")
LEAKS = {
    "tags", "lead_quality", "lead_profile", "asymmetrique_activity_index", "asymmetrique_activity_score", "asymmetrique_profile_index",
    "asymmetrique_profile_score", "last_activity", "last_notable_activity", "lead_number",
}  # fmt: skip

pytestmark = pytest.mark.skipif(not (SHARED / "x_education").exists(), reason="the shared data isn't here")


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("x_education") / "record"
    imported(folder, SHARED / "x_education")
    return folder


@pytest.fixture(scope="module")
def learned(record: Path) -> Learned:
    with read_record(record) as facts:
        return learn([default_agreement()], facts, Asked(OUTCOME), promised=False)


def test_x_education_leaks_are_found_by_themselves(learned: Learned) -> None:
    assert {leak.field for leak in learned.leaks} == LEAKS


def test_x_education_is_learned_nearly_as_well_as_boosted_trees_do(learned: Learned, record: Path) -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier

    with read_record(record) as facts:
        findings = evaluate([default_agreement()], facts, promised=False)
        rows = of_leads(findings, OUTCOME)
        fields = [
            field for field in fields_of(findings, rows, frozenset({"converted"})) if field.words not in LEAKS
        ]
    won = (rows.status == "won").astype(float)
    parts = split(rows, np.ones(len(rows), dtype=bool), won)
    values = np.column_stack([_column(field) for field in fields])
    text = [field.kind != "number" for field in fields]
    trees = HistGradientBoostingClassifier(categorical_features=text, random_state=1).fit(
        values[parts.learned], won[parts.learned]
    )
    boosted = auc(trees.predict_proba(values[parts.judged])[:, 1], won[parts.judged])
    assert learned.validation is not None and learned.state == "learned"
    assert learned.validation.draft.auc > boosted - 0.015


def _column(field: Field) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    if field.kind == "number":
        return field.numbers
    _, place = np.unique(["" if text is None else text for text in field.texts], return_inverse=True)
    return place.astype(float)


def test_x_education_says_what_it_cannot_show(learned: Learned) -> None:
    assert not learned.timed and any("doesn't show whether it holds later" in said for said in learned.cannot)
    assert read_agreement(learned.draft).qualified_lead.fit


def test_maven_has_no_signal(tmp_path: Path) -> None:
    imported(tmp_path / "record", SHARED / "maven")
    with read_record(tmp_path / "record") as facts:
        found = learn([default_agreement()], facts, promised=False)
    assert found.state == "no signal" and found.wins > 3000
