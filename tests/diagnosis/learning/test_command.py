"""`handfast learn` as typed."""

import json
from pathlib import Path

import pytest

from handfast.cli.guard import run


def listed(folder: Path, rows: int = 900) -> str:
    """A list of leads without instants in which larger companies convert more often."""
    lines = ["lead_id,created_at,size,verdict,converted"]
    for n in range(rows):
        size = n * 37 % 500
        won = n * 7919 % 100 < size // 6
        lines.append(f"L{n},2026-03-01T09:00:00Z,{size},{'hot' if won else 'cold'},{int(won)}")
    folder.mkdir()
    (folder / "leads.csv").write_text("\n".join(lines) + "\n")
    return str(folder)


def test_a_list_without_opportunities(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = tmp_path / "draft.yaml"
    record = listed(tmp_path / "list")
    assert run(["learn", record, "--outcome", "converted = 1", "--out", str(draft)]) == 0
    said = capsys.readouterr().out
    assert "verdict: alone it tells won from lost almost perfectly" in " ".join(said.split())
    assert "can't be told apart" in " ".join(said.split())
    assert run(["check", str(draft)]) == 0
    capsys.readouterr()
    assert run(["learn", record, "--outcome", "converted = 1", "--capacity", "250", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["state"] == "learned" and found["threshold"]["a_month"] <= 250
    assert {rule["kind"] for rule in found["rules"]} == {"fit"}


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        ([], 1, "no-outcomes"),
        (["--outcome", "sold = 1"], 1, "unknown-field"),
        (["--outcome", "size =="], 1, "--outcome"),
        (["--outcome", "size"], 1, "--outcome"),
        (["--capacity", "0"], 2, "over 0"),
    ],
)
def test_bad_input_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], code: int, words: str
) -> None:
    assert run(["learn", listed(tmp_path / "list", 60), *options]) == code
    said = capsys.readouterr().err
    assert words in said and "Traceback" not in said and "failed in a way" not in said


def test_nothing_is_written_where_nothing_is_proposed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = tmp_path / "draft.yaml"
    assert (
        run(["learn", listed(tmp_path / "list", 40), "--outcome", "converted = 1", "--out", str(draft)]) == 0
    )
    assert not draft.exists()
    assert "nothing is proposed" in capsys.readouterr().err
