"""Paths: files, folders, what is passed over, what is refused."""

import hashlib
import os

import duckdb
import pytest

from handfast.faults import InputFaults
from handfast.importing.files import open_sources
from handfast.importing.files.names import stem_of, stem_of_sheet

CONTACTS = "id,email\n1,a@x.io\n"


def test_a_folder_with_all_that_is_in_it(opened, tmp_path):
    for name in (
        "b/deals.csv",
        "Contacts.csv",
        ".git/x.csv",
        "b/~$book.xlsx",
        "b/notes.md",
        "logo.png",
        "z.csv",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("" if name == "z.csv" else CONTACTS)
    one = opened(tmp_path)
    assert [(t.label, t.stem, t.relation) for t in one.sources.tables] == [
        ("Contacts.csv", "contacts", "sources.t0"),
        ("b/deals.csv", "deals", "sources.t1"),
    ]
    assert one.sources.notes == (
        "b/notes.md was passed over: its name is not that of a table",
        "logo.png was passed over: its name is not that of a table",
        "z.csv was passed over: it is empty (0 bytes)",
    )
    assert one.sources.tables[0].digest == hashlib.sha256(CONTACTS.encode()).hexdigest()


def test_files_of_one_name_are_told_apart(opened, tmp_path):
    paths = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        paths.append(tmp_path / name / "contacts.csv")
        paths[-1].write_text(CONTACTS)
    one = opened(*paths)
    assert [t.label for t in one.sources.tables] == [str(path) for path in paths]


def test_two_folders_with_like_files_are_told_apart(opened, tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "contacts.csv").write_text(CONTACTS)
    one = opened(tmp_path / "a", tmp_path / "b")
    assert [t.label for t in one.sources.tables] == ["a/contacts.csv", "b/contacts.csv"]


def test_calls_add_to_one_another(tmp_path):
    (tmp_path / "a.csv").write_text(CONTACTS)
    connection = duckdb.connect()
    names = [open_sources(connection, [tmp_path / "a.csv"]).tables[0].relation for _ in range(12)]
    assert names == [f"sources.t{i}" for i in range(12)]
    connection.close()


def test_progress_is_told(tmp_path):
    (tmp_path / "a.csv").write_text(CONTACTS)
    said = []
    open_sources(duckdb.connect(), [tmp_path / "a.csv"], progress=said.append)
    assert said == ["a.csv: 1 rows"]


def test_every_file_at_fault_is_told_at_once(opened, tmp_path):
    (tmp_path / "a.csv").write_bytes(b"")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "c.parquet").write_bytes(b"PAR1")
    (tmp_path / "d.csv").write_text("\n\n")
    with pytest.raises(InputFaults) as caught:
        opened(*(tmp_path / name for name in ("a.csv", "b.pdf", "c.parquet", "d.csv", "e.csv")))
    assert [(fault.place, fault.code) for fault in caught.value.faults] == [
        ("a.csv", "empty-file"),
        ("b.pdf", "no-data"),
        ("c.parquet", "damaged"),
        ("d.csv", "empty-file"),
        (str(tmp_path / "e.csv"), "no-file"),
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read(opened, tmp_path):
    (tmp_path / "a.csv").write_text(CONTACTS)
    (tmp_path / "a.csv").chmod(0)
    with pytest.raises(InputFaults, match=r"a.csv: can't be read: permission denied"):
        opened(tmp_path / "a.csv")


def test_a_folder_without_tables(opened, tmp_path):
    (tmp_path / "readme.md").write_text("x")
    with pytest.raises(InputFaults, match=r"no table was found \(readme.md was passed over.*\[no-table\]"):
        opened(tmp_path)


def test_signs_that_steer_a_terminal_are_not_shown(opened, tmp_path):
    (tmp_path / "a\x1b[31m.csv").write_text(CONTACTS)
    assert opened(tmp_path / "a\x1b[31m.csv").table.label == "a\ufffd[31m.csv"


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Contacts.csv", "contacts"),
        ("exports.zip/2026/SF_Lead_Data.csv.gz", "sf_lead_data"),
        ("all-contacts-2026-03-04.csv", "all-contacts"),
        ("hubspot-crm-exports-all-deals-2026-03-04-1.xlsx", "hubspot-crm-exports-all-deals"),
        ("leads_20260304_093000.csv", "leads"),
        ("leads (2).csv", "leads"),
        ("report1772616600.csv", "report1772616600"),
        ("sf_product_2_data.csv", "sf_product_2_data"),
        ("2026-03-04.csv", "2026-03-04"),
    ],
)
def test_stems(name, stem):
    assert stem_of(name) == stem


def test_stems_of_sheets():
    assert stem_of_sheet("Leads", "book.xlsx") == "leads"
    assert stem_of_sheet("Tabelle1", "Kontakte.xlsx") == "kontakte"
