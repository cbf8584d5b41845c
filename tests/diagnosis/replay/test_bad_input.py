"""Drafts and records that can't show much: a clear sentence, and no invented figure."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from handfast.cli.guard import run
from tests.diagnosis.replay.company import AS_OF, TEXT, agreement, company
from tests.diagnosis.replay.test_replay import replayed


def said(found):
    return " ".join(found.sentences)


def test_a_draft_that_never_qualifies_anyone():
    found = replayed(company(60), agreement(20), agreement(500))
    assert "The draft hands nobody over" in said(found)
    assert found.recalled == 0 < found.deals
    assert found.after == 0 and found.promises == ()


def test_a_draft_equal_to_the_agreement():
    found = replayed(company(60), agreement(20), agreement(20))
    assert found.same and "the same leads are handed over" in said(found)
    assert not found.enters.handed and not found.leaves.handed


def test_no_outcomes_at_all():
    tables = company(60)
    del tables["opportunities"], tables["lead_changes"]
    tables["activities"] = [row for row in tables["activities"] if row["kind"] == "page_view"]
    found = replayed(tables, agreement(20), agreement(30))
    assert "No deal on record is won" in said(found)
    assert "none judged by sales" in said(found)


def test_no_capacity_on_record():
    found = replayed(company(capacity=None), agreement(20), agreement(10))
    assert "No rep's daily capacity is on record" in said(found)
    assert all(load.overflow_after is None for load in found.loads)


@pytest.fixture
def folder(tmp_path):
    record = tmp_path / "record"
    record.mkdir()
    for name, rows in company(60).items():
        pq.write_table(pa.Table.from_pylist(rows), record / f"{name}.parquet")
    for name, line in (("agreement", "20"), ("draft", "30")):
        text = TEXT.replace("LINE", line).replace("WITHIN", "1 business day").replace("ROUTING", "")
        (tmp_path / f"{name}.yaml").write_text(text)
    return tmp_path


def typed(folder, *more, draft="draft.yaml"):
    words = ["backtest", folder / "record", "--draft", folder / draft, "--agreement", folder / "agreement.yaml"]  # fmt: skip
    return run([*map(str, words), "--as-of", AS_OF.isoformat(), *more])


def test_the_command_fits_a_screen_and_prints_json(folder, capsys):
    assert typed(folder) == 0
    assert 5 < len(capsys.readouterr().out.splitlines()) <= 24
    assert typed(folder, "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert data["leaves"]["handoffs"] == len(data["leaves"]["handed"]) > 0
    assert data["leaves"]["handed"][0]["lead_id"]


def test_every_fault_of_the_draft_is_listed(folder, capsys):
    text = (folder / "draft.yaml").read_text()
    broken = text.replace("1 business day", "1 busines day").replace("lead.grade >= 1", "lead.grade >=")
    (folder / "broken.yaml").write_text(broken)
    assert typed(folder, draft="broken.yaml") == 1
    told = capsys.readouterr().err
    assert "[duration]" in told and "[condition]" in told and "broken.yaml:" in told


def test_a_day_that_no_cycle_follows(folder, capsys):
    assert typed(folder, "--since", "2026-07-01") == 1
    assert "no lead's cycle begins on or after 2026-07-01" in capsys.readouterr().err
    assert typed(folder, "--since", "soon") == 2
