"""`handfast merge`: what it shows, what it writes, and that it can all be taken back."""

import csv
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from handfast.record import read_record
from tests.cli.conftest import Said

LEADS = """\
lead_id,created_at,email,first_name,last_name,company,phone
L1,2026-03-01T09:00:00Z,ana@lime.example,Ana,Lopez,Lime,+1 555 010 0101
L2,2026-03-02T09:00:00Z,alopez@gmail.com,Anna,Lopez,Lime Inc,+1 555 010 0101
L3,2026-03-03T09:00:00Z,bo@pear.example,Bo,Diaz,Pear,
L4,2026-03-04T09:00:00Z,BO@pear.example,Bo,Diaz,Pear,
L5,2026-03-05T09:00:00Z,,Cy,Roth,Plum,
"""
PAIRS = """\
lead_id,other_lead_id,probability,reasons,found_at
L1,L2,0.9871,same phone; same last name,2026-04-01T00:00:00Z
L3,L5,0.5,=same,2026-04-01T00:00:00Z
L3,L4,0.99,they are one by e-mail already,2026-04-01T00:00:00Z
"""

Typed = Callable[..., Said]


@pytest.fixture
def record(tmp_path: Path) -> Path:
    folder = tmp_path / "record"
    folder.mkdir()
    (folder / "leads.csv").write_text(LEADS)
    (folder / "likely_duplicates.csv").write_text(PAIRS)
    return folder


def survivors(folder: Path) -> dict[str, str]:
    with read_record(folder) as opened:
        return dict(
            opened.connection.execute("SELECT lead_id, survivor_id FROM record.lead_identities").fetchall()
        )


def test_merging_and_undoing(handfast: Typed, record: Path) -> None:
    said = handfast("merge", record, "L2", "L1", "--reason", "met her")
    assert said.code == 0
    assert said.out == (
        "L2 (Anna Lopez, alopez@gmail.com, Lime Inc) is one with L1 (Ana Lopez, ana@lime.example, Lime), which stands for both\n"
        f"Take it back: handfast merge {record} --undo\n"
    )
    assert survivors(record) == {"L2": "L1", "L4": "L3"}
    (row,) = pq.read_table(record / "lead_merges.parquet").to_pylist()
    assert (row["lead_id"], row["survivor_id"], row["reason"], row["undone_at"]) == (
        "L2",
        "L1",
        "met her",
        None,
    )
    assert (record / "leads.csv").read_text() == LEADS
    assert "L2 was merged into L1" in handfast("merge", record, "--list").out
    assert handfast("merge", record, "L1", "L2").out == "They are one already; nothing was changed\n"

    assert handfast("merge", record, "--undo", "L1", "L2").out.endswith(" are two leads again\n")
    assert survivors(record) == {"L4": "L3"}
    assert pq.read_table(record / "lead_merges.parquet").to_pylist()[0]["undone_at"] is not None
    assert handfast("merge", record, "--undo").code == 1
    assert sorted(path.name for path in record.iterdir()) == [
        "lead_merges.parquet",
        "leads.csv",
        "likely_duplicates.csv",
    ]


def test_the_last_word_is_undone_whole(handfast: Typed, record: Path) -> None:
    handfast("merge", record, "L1", "L2")
    handfast("merge", record, "L3", "L5", "L1", "--keep", "L5")
    assert survivors(record) == dict.fromkeys(["L1", "L2", "L3", "L4"], "L5")
    handfast("merge", record, "--undo")
    assert survivors(record) == {"L2": "L1", "L4": "L3"}


def test_the_list_has_who_they_are_and_why_and_leaves_out_what_is_one(handfast: Typed, record: Path) -> None:
    said = handfast("merge", record, "--list", "--min", "0.9")
    assert said.out == (
        "98.71%  L1  L2\n"
        "  L1: Ana Lopez, ana@lime.example, Lime, +1 555 010 0101, 2026-03-01T09:00:00Z\n"
        "  L2: Anna Lopez, alopez@gmail.com, Lime Inc, +1 555 010 0101, 2026-03-02T09:00:00Z\n"
        "  same phone; same last name\n"
        f"To merge: handfast merge {record} LEAD OTHER\n\n"
    )
    assert "50.00%  L3  L5" in handfast("merge", record, "--list").out
    handfast("merge", record, "L1", "L2")
    assert "L1  L2" not in handfast("merge", record, "--list").out


def test_a_reviewed_list_is_merged_whole_or_not_at_all(handfast: Typed, record: Path, tmp_path: Path) -> None:
    file = tmp_path / "pairs.csv"
    assert handfast("merge", record, "--list", "--out", file).out.startswith(f"{file} has 2 pairs.")
    with file.open(newline="", encoding="utf-8-sig") as opened:
        rows = list(csv.DictReader(opened))
    assert rows[1]["reasons"] == "'=same"

    def write(*answers: str, other: str = "L2") -> None:
        with file.open("w", newline="") as opened:
            writer = csv.DictWriter(opened, list(rows[0]))
            writer.writeheader()
            marked = [row | {"merge": answer} for row, answer in zip(rows, answers, strict=True)]
            writer.writerows([marked[0] | {"other_lead_id": other}, *marked[1:]])

    write("yes", "yes", other="L9")
    said = handfast("merge", record, "--from", file)
    assert (said.code, said.out) == (1, "")
    assert f'{file}:2: there is no lead "L9"' in said.err
    assert not (record / "lead_merges.parquet").exists()
    write("no", "")
    assert "no row says yes" in handfast("merge", record, "--from", file).out
    write("yes", "y")
    assert "2 leads merged; 2 leads kept" in handfast("merge", record, "--from", file).out
    assert survivors(record) == {"L2": "L1", "L4": "L3", "L5": "L3"}
    assert "nothing was changed" in handfast("merge", record, "--from", file).out


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "name two leads or more"),
        (["L1"], 2, "name two leads or more"),
        (["L1", "L2", "--keep", "L3"], 2, "--keep names one of the leads"),
        (["--list", "--undo"], 2, "are two things"),
        (["--list", "L1"], 2, "takes no leads"),
        (["--undo", "L1"], 2, "--undo takes two leads"),
        (["L1", "L9"], 1, 'there is no lead "L9"'),
        (["L1", "L1"], 1, "stands alone"),
        (["--undo", "L3", "L4"], 1, "one by their e-mail address"),
        (["--undo", "L1", "L2"], 1, "aren't merged"),
        (["--from", "nowhere.csv"], 1, "nowhere.csv: can't be read"),
    ],
)
def test_what_cannot_be_done_is_said(
    handfast: Typed, record: Path, arguments: list[str], code: int, message: str
) -> None:
    said = handfast("merge", record, *arguments)
    assert said.code == code
    assert message in said.err.replace("\n", " ").replace("│ ", "").replace("  ", " ")
    assert sorted(path.name for path in record.iterdir()) == ["leads.csv", "likely_duplicates.csv"]


def test_nothing_is_made_where_there_is_no_record(handfast: Typed, tmp_path: Path) -> None:
    said = handfast("merge", tmp_path / "nowhere", "L1", "L2")
    assert said.code == 1
    assert "there is no such folder" in said.err
    assert not (tmp_path / "nowhere").exists()


def test_without_the_extra_it_says_how_to_get_it_and_the_rest_works(
    handfast: Typed, record: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handfast.importing.linkage.splinking.installed", lambda: False)
    said = handfast("merge", record, "--find")
    assert said.code == 1
    assert 'pip install "handfast[linkage]"' in said.err
    assert handfast("merge", record, "L1", "L2").code == 0


def test_looking_for_duplicates_writes_them_into_the_record(handfast: Typed, record: Path) -> None:
    pytest.importorskip("splink")
    (record / "likely_duplicates.csv").unlink()
    assert "Nobody has looked" in handfast("merge", record, "--list").out
    said = handfast("merge", record, "--find")
    assert said.code == 0
    assert "of 4 leads" in said.out
    found = pq.read_table(record / "likely_duplicates.parquet").to_pylist()
    assert [(row["lead_id"], row["other_lead_id"]) for row in found] == [("L1", "L2")]
    assert found[0]["reasons"].startswith("same phone; ")
    with read_record(record) as opened:
        assert opened.tables["likely_duplicates"].set_aside == 0
