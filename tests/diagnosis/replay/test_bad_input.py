"""Drafts and records that can't show much: a clear sentence, and no invented figure."""

import inspect
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from handfast.cli.guard import run
from handfast.diagnosis.learning import words
from handfast.diagnosis.replay.learned_until import learned_until
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


def written(folder, name, line, **more):
    text = TEXT.replace("LINE", str(line)).replace("WITHIN", "1 business day").replace("ROUTING", "")
    for old, new in more.items():
        text = text.replace(old, new)
    (folder / name).write_text(text)
    return name


def told(folder, capsys, *more, draft):
    assert typed(folder, *more, draft=draft) == 0
    return " ".join(capsys.readouterr().out.split())


def test_a_draft_that_never_qualifies_anyone_by_command(folder, capsys):
    said = told(folder, capsys, draft=written(folder, "never.yaml", 500))
    assert "The draft hands nobody over: in 98 cycles no lead ever met its definition" in said
    assert "0 would still have been handed over" in said


def test_two_identical_agreements_by_command(folder, capsys):
    said = told(folder, capsys, draft="agreement.yaml")
    assert "The draft says what the agreement in force says, so that the same leads are handed over." in said


def test_a_record_without_hand_offs_by_command(folder, capsys):
    written(folder, "agreement.yaml", 500)
    said = told(folder, capsys, draft=written(folder, "never.yaml", 600))
    assert (
        "Nobody is handed over under the agreement in force either, so that there is nothing to compare."
        in said
    )
    assert "would have been broken" not in said


def test_a_draft_learned_from_the_same_cycles_says_from_when_it_is_replayed(folder, capsys):
    head = "  # Judged on 40 rows with 9 wins that it was not learned from (landmarks after 2026-01-31, other accounts):\n"
    written(folder, "learned.yaml", 30, **{"qualified_lead:\n": f"qualified_lead:\n{head}"})
    said = told(folder, capsys, draft="learned.yaml")
    assert "begun since 2026-02-01" in said
    assert "The draft was learned from cycles up to 2026-01-31; none of these are counted." in said
    said = told(folder, capsys, "--since", "2025-12-01", draft="learned.yaml")
    assert "some of them among these: the figures flatter it" in said


def test_learning_still_writes_what_the_replay_reads():
    source = inspect.getsource(words)
    assert "that it was not learned from ({where}" in source and "landmarks after {" in source
    assert learned_until("qualifies_when: score >= 30") is None
    assert learned_until("# not learned from (landmarks after 2026-02-31, other accounts)") is None


def test_no_deal_is_won_and_none_is_shown(folder, capsys):
    (folder / "record" / "opportunities.parquet").unlink()
    assert "No deal on record is won" in told(
        folder, capsys, "--out", str(folder / "out"), draft="draft.yaml"
    )
    assert "No deal on record is won" in (folder / "out" / "backtest.html").read_text()
