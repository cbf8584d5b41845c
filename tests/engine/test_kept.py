"""A kept evaluation says what the evaluation said: its tables, its snapshot, each lead's story."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from handfast.agreement.model import Agreement
from handfast.agreement.text import load_agreement
from handfast.demo import make_company
from handfast.diagnosis.diagnose import diagnose
from handfast.engine.evaluate import evaluate
from handfast.engine.explain import explain, story_of
from handfast.engine.findings_made import Findings
from handfast.engine.kept import NotKept, keep, open_kept
from handfast.faults import InputFaults
from handfast.record import Record, read_record

SOME = 12
"""How many leads' stories are compared."""


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("company")
    make_company(folder, leads=150, seed=3)
    return folder


@pytest.fixture(scope="module")
def agreement(company: Path) -> Agreement:
    return load_agreement(company / "agreement.yaml")


@pytest.fixture(scope="module")
def file(company: Path, agreement: Agreement) -> Path:
    file = company / "kept.duckdb"
    with read_record(company / "record") as record:
        findings = evaluate([agreement], record, stories=True)
        diagnose(findings)
        keep(findings, file)
    return file


@pytest.fixture
def kept(file: Path) -> Iterator[Findings]:
    findings = open_kept(file)
    with findings.record:
        yield findings


@pytest.fixture(scope="module")
def record(company: Path) -> Iterator[Record]:
    with read_record(company / "record") as record:
        yield record


def test_a_kept_evaluation_has_the_tables_and_the_name_of_the_evaluation(
    kept: Findings, record: Record, agreement: Agreement
) -> None:
    made = evaluate([agreement], record)
    assert dict(kept.snapshot) == dict(made.snapshot)
    assert kept.tables == made.tables
    assert kept.missing == made.missing
    assert [one.hash for one in kept.agreements] == [one.hash for one in made.agreements]
    assert all(kept.table(name).equals(made.table(name)) for name in made.tables)


def test_a_kept_evaluation_tells_the_stories_that_explain_tells(
    kept: Findings, record: Record, agreement: Agreement
) -> None:
    picked = "SELECT lead_id FROM findings.standings ORDER BY qualified_at IS NULL, md5(lead_id)"
    leads = [row["lead_id"] for row in kept.query(f"{picked} LIMIT {SOME}").to_pylist()]
    assert [story_of(kept, lead) for lead in leads] == [explain([agreement], record, lead) for lead in leads]


def test_a_lead_that_was_found_to_be_another_leads_to_that_one(kept: Findings) -> None:
    row = kept.query("SELECT lead_id, survivor_id FROM seen.lead_identities LIMIT 1").to_pylist()[0]
    assert story_of(kept, row["lead_id"]).who.lead_id == row["survivor_id"]


def test_an_unknown_lead_is_refused(kept: Findings) -> None:
    with pytest.raises(InputFaults, match="was not in the record"):
        story_of(kept, "nobody")


def test_a_file_that_is_no_kept_evaluation_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.duckdb"
    other.write_bytes(b"not a database at all, but long enough to look at" * 100)
    with pytest.raises(NotKept, match=r"other\.duckdb"):
        open_kept(other)


def test_nothing_is_left_of_a_file_that_could_not_be_written(company: Path, agreement: Agreement) -> None:
    file = company / "broken.duckdb"

    def stop(table: str) -> None:
        if table == "seen.leads":
            raise OSError("no space left on device")

    with read_record(company / "record") as record:
        findings = evaluate([agreement], record, stories=True)
        with pytest.raises(OSError, match="no space"):
            keep(findings, file, progress=stop)
        assert findings.table("standings").num_rows
    assert not file.exists()
