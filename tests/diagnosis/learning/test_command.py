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
        (["--outcome", "convertd = 1"], 1, "did you mean converted?"),
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


def test_a_folder_gets_the_page_the_draft_and_the_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "learned"
    record = listed(tmp_path / "list")
    assert run(["learn", record, "--outcome", "converted = 1", "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "learned.html" in said and all(
        len(line) < 80 for line in said.splitlines() if str(out) not in line
    )
    assert len(said.splitlines()) < 45
    assert {path.name for path in out.iterdir()} == {"draft.yaml", "learned.html", "learned.json"}
    assert json.loads((out / "learned.json").read_text())["state"] == "learned"
    few = listed(tmp_path / "few", 40)
    assert run(["learn", few, "--outcome", "converted = 1", "--out", str(out)]) == 0
    assert {path.name for path in out.iterdir()} == {"learned.html", "learned.json"}
    assert "Too few outcomes" in (out / "learned.html").read_text()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    record = listed(tmp_path / "list", 40)
    assert run(["learn", record, "--outcome", "converted = 1", "--out", str(tmp_path / "file" / "x")]) == 1
    assert "can't be written" in capsys.readouterr().err


def test_one_source_tells_nothing_and_makes_no_rule(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(listed(tmp_path / "list"))
    lines = (folder / "leads.csv").read_text().splitlines()
    (folder / "leads.csv").write_text(
        "\n".join(f"{line},{'web' if n else 'source'}" for n, line in enumerate(lines))
    )
    assert run(["learn", str(folder), "--outcome", "converted = 1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["state"] == "learned" and not any("source" in rule["rule"] for rule in found["rules"])


@pytest.mark.parametrize("won", ["0", "1"])
def test_all_won_or_all_lost_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str], won: str) -> None:
    folder = tmp_path / "list"
    folder.mkdir()
    rows = [f"L{n},2026-03-01,{n % 9},{won}" for n in range(200)]
    (folder / "leads.csv").write_text("\n".join(["lead_id,created_at,size,converted", *rows]))
    assert run(["learn", str(folder), "--outcome", "converted = 1"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Too few outcomes" in said and "Nothing is proposed" in said
