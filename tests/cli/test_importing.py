"""`handfast import`: what it says of exports, and what it says when it can't."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Said

Typed = Callable[..., Said]
CONTACTS = """\
Record ID,First Name,Last Name,Email,Company Name,Contact owner,Lifecycle Stage,Create Date,Became a Customer Date,Favourite colour
101,Ada,Ng,ada@acme.example,Acme,Ana López,Marketing Qualified Lead,13/01/2026 09:12,,blue
102,Bo,Li,bo@globex.example,Globex,Kim Ho,Customer,15/01/2026 16:40,16/02/2026 08:05,
103,Cy,Roth,cy@globex.example,Globex,Kim Ho,Strange stage,soon,,
"""


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "contacts.csv").write_text(CONTACTS, encoding="utf-8")
    (folder / "notes.txt").write_text("buy milk\n", encoding="utf-8")
    return folder


def test_an_export_is_imported_and_audited_with_nothing_said(
    handfast: Typed, exports: Path, tmp_path: Path
) -> None:
    record = tmp_path / "record"
    said = handfast("import", exports, "--out", record, "--no-duplicates")
    assert said.code == 0, said.err
    assert "● contacts.csv  3 rows: HubSpot: Contacts, 9 columns" in said.out
    assert "dates are day-first (2 values can only be that)" in said.out
    assert "kept as attributes: Favourite colour" in said.out
    assert "Marketing Qualified Lead → mql" in said.out
    assert "Strange stage → kept as it is" in " ".join(said.out.split())
    assert "In 1 file times without a zone are read in UTC" in said.out
    assert len(said.out.splitlines()) < 40  # its columns are in mapping.yaml, not here
    assert "Ana López, Kim Ho" in said.out
    assert "contacts.csv:4 Create Date is no date and time that can be read" in " ".join(said.out.split())
    assert "leads 2 added" in " ".join(said.out.split())
    assert f"Next: handfast audit {record}" in said.out
    audited = handfast("audit", record)
    assert audited.code == 0 and "2 leads" in audited.out


def test_a_review_stores_nothing(handfast: Typed, exports: Path, tmp_path: Path) -> None:
    record = tmp_path / "record"
    said = handfast("import", exports, "--out", record, "--review")
    assert said.code == 0 and "Nothing is stored yet" in said.out
    assert [path.name for path in record.iterdir()] == ["mapping.yaml"]
    assert "Record ID: id" in (record / "mapping.yaml").read_text(encoding="utf-8")


def test_a_column_that_can_be_read_in_two_ways_is_asked_about(
    handfast: Typed, exports: Path, tmp_path: Path
) -> None:
    (exports / "contacts.csv").write_text(
        "Record ID,Email,Lifecycle Stage,Create Date\n1,a@x.example,lead,03/04/2026\n2,b@x.example,lead,05/04/2026\n"
    )
    record = tmp_path / "record"
    said = handfast("import", exports, "--out", record)
    assert said.code == 1 and "[question]" in said.err
    assert "Create Date" in said.err and "--dates day-first" in said.err
    assert not record.exists() or not list(record.glob("*.parquet"))
    answered = handfast("import", exports, "--out", record, "--dates", "month-first", "--no-duplicates")
    assert answered.code == 0 and "2 added" in answered.out


def test_a_mapping_that_names_a_missing_column_is_refused(
    handfast: Typed, exports: Path, tmp_path: Path
) -> None:
    mapping = tmp_path / "own.yaml"
    mapping.write_text(
        "handfast_mapping: 1\ntables:\n  contacts.csv:\n    is: hubspot.contacts\n    columns: {Recrod ID: id}\n"
    )
    said = handfast("import", exports, "--out", tmp_path / "record", "--mapping", mapping)
    assert said.code == 1
    assert (
        'there is no column "Recrod ID" in contacts.csv; did you mean "Record ID"? [missing-column]'
        in said.err
    )


def test_nothing_that_can_be_understood(handfast: Typed, tmp_path: Path) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_text("x,y\n1,2\n", encoding="utf-8")
    said = handfast("import", odd, "--out", tmp_path / "record")
    assert said.code == 1 and "[nothing-understood]" in said.err and "mapping.yaml" in said.err


def test_a_source_that_is_not_there(handfast: Typed, tmp_path: Path) -> None:
    said = handfast("import", tmp_path / "nowhere", "--out", tmp_path / "record")
    assert said.code == 2 and "there is no file or folder" in said.err
    unknown = handfast("import", "gopherdesk:", "--out", tmp_path / "record")
    assert (
        unknown.code == 1
        and "There is no connector gopherdesk; installed:" in unknown.err
        and "hubspot" in unknown.err
    )
