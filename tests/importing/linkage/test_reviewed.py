"""Lists for review: what is written can be reviewed and read back, and what is wrong is named by its line."""

import csv
from pathlib import Path

import pytest

from handfast.faults import HandfastError, InputFaults
from handfast.importing.linkage.merges import Wanted
from handfast.importing.linkage.reviewed import Pair, read_list, write_list

PAIRS = [
    Pair("L1", "L2", 0.9912, "same phone; last name alike (Jaro-Winkler 0.96)", ("Ana Li", "a@x.example", "Acme", "+1 555", "2026"), ("", "", "", "", "")),
    Pair("=L3", "-4", None, "", ('=cmd|"/C calc"!A0', "@x", "", "", ""), ("", "", "", "", "")),
]  # fmt: skip


def reviewed(path: Path, *answers: str) -> Path:
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    for row, answer in zip(rows, answers, strict=True):
        row["merge"] = answer
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_list_is_written_reviewed_and_read(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    write_list(PAIRS, path)
    assert read_list(path) == []
    assert read_list(reviewed(path, "Yes", " x ")) == [
        Wanted(("L1", "L2"), None, "same phone; last name alike (Jaro-Winkler 0.96)", str(path), 2),
        Wanted(("=L3", "-4"), None, None, str(path), 3),
    ]
    write_list(PAIRS, path)
    assert read_list(reviewed(path, "no", "")) == []


def test_formulas_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    write_list(PAIRS, path)
    with path.open(newline="", encoding="utf-8-sig") as file:
        assert not [cell for row in csv.reader(file) for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_what_is_wrong_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    write_list(PAIRS, path)
    with pytest.raises(InputFaults) as caught:
        read_list(reviewed(path, "perhaps", "sure"))
    assert [(fault.line, fault.code) for fault in caught.value.faults] == [(2, "yes-or-no"), (3, "yes-or-no")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a,b\n1,2\n", "lacks the columns merge, lead_id, other_lead_id"),
        (b"", "lacks the columns"),
        (b"merge,lead_id\n", "lacks the column other_lead_id"),
        ("merge;é".encode("cp1252") * 9, "is no CSV file in UTF-8"),
    ],
)
def test_files_that_are_no_such_list(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(InputFaults, match=message):
        read_list(path)


def test_a_list_that_is_not_there_or_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(InputFaults, match="can't be read"):
        read_list(tmp_path / "nothing.csv")
    with pytest.raises(HandfastError, match="can't be written"):
        write_list(PAIRS, tmp_path / "nowhere" / "list.csv")
