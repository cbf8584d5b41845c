"""Packed files: what is in them is read; what they could do to the machine is refused."""

import gzip
import io
import os
import struct
import zipfile
from pathlib import Path

import pytest

from handfast.faults import InputFaults
from handfast.importing.files.limits import Limits

CONTACTS = "id,email\n1,a@x.io\n"


def zipped(files, compression=zipfile.ZIP_DEFLATED):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def written(path, content):
    path.write_bytes(content)
    return path


def test_members_by_name_with_folders_and_a_zip_in_it(opened, tmp_path):
    inner = zipped({"deals.csv": "id,name\n2,x\n"})
    path = written(
        tmp_path / "exports.zip",
        zipped(
            {
                "2026/contacts.csv": CONTACTS,
                "inner.zip": inner,
                "b.jsonl.gz": gzip.compress(b'{"id": 3}\n'),
                "__MACOSX/2026/._contacts.csv": "rubbish",
                ".hidden.csv": CONTACTS,
                "readme.pdf": "%PDF",
                "fake.csv": b"%PDF-1.7",
                "empty.csv": "",
            }
        ),
    )
    one = opened(path)
    assert [(t.label, t.stem, t.rows) for t in one.sources.tables] == [
        ("exports.zip/2026/contacts.csv", "contacts", 1),
        ("exports.zip/b.jsonl.gz", "b", 1),
        ("exports.zip/inner.zip/deals.csv", "deals", 1),
    ]
    assert one.sources.notes == (
        "exports.zip/empty.csv was passed over: it is empty (0 bytes)",
        "exports.zip/fake.csv was passed over: it is a PDF",
        "exports.zip/readme.pdf was passed over: its name is not that of a table",
    )


def test_a_zip_three_deep_is_refused(opened, tmp_path):
    path = written(tmp_path / "a.zip", zipped({"b.zip": zipped({"c.zip": zipped({"d.csv": CONTACTS})})}))
    with pytest.raises(InputFaults, match=r"a.zip/b.zip/c.zip: is a ZIP in a ZIP in a ZIP.*\[nested-zip\]"):
        opened(path)


@pytest.mark.parametrize(
    "name",
    ["../../evil.csv", "/tmp/handfast-evil.csv", "C:\\evil.csv", "a/../../evil.csv"],
    ids=["up", "root", "drive", "within"],
)
def test_nothing_is_written_where_an_archive_says(opened, tmp_path, name):
    folder = tmp_path / "inner"
    folder.mkdir()
    before = set(tmp_path.rglob("*"))
    one = opened(written(folder / "a.zip", zipped({name: CONTACTS})))
    assert one.rows() == [("1", "a@x.io")]
    assert set(tmp_path.rglob("*")) - before == {folder / "a.zip"}
    assert not Path("/tmp/handfast-evil.csv").exists()


def test_a_bomb_by_its_ratio(opened, tmp_path):
    path = written(tmp_path / "bomb.zip", zipped({"a.csv": b"0" * 80_000_000}))
    assert path.stat().st_size < 100_000
    with pytest.raises(InputFaults, match=r"bomb.zip: would unpack from .* to 76.3 MB or more.*\[zip-bomb\]"):
        opened(path)


def test_a_bomb_of_gzip(opened, tmp_path):
    path = written(tmp_path / "a.csv.gz", gzip.compress(b"0" * 80_000_000))
    with pytest.raises(InputFaults, match=r"a.csv.gz: would unpack from .*\[zip-bomb\]"):
        opened(path)


def test_a_bomb_by_what_its_files_come_to_together(opened, tmp_path):
    path = written(tmp_path / "a.zip", zipped({f"{i}.csv": os.urandom(3000).hex() for i in range(3)}))
    with pytest.raises(InputFaults, match=r"would unpack to more than .*\[zip-bomb\]"):
        opened(path, limits=Limits(unpacked=15_000))


def test_too_many_files(opened, tmp_path):
    path = written(tmp_path / "a.zip", zipped({f"{i}.csv": CONTACTS for i in range(5)}))
    with pytest.raises(InputFaults, match=r"holds 5 files; at most 4 are read"):
        opened(path, limits=Limits(members=4))


def test_sizes_that_lie(opened, tmp_path):
    """The archive says its file has 10 bytes; unpacking stops there and finds that it isn't what was packed."""
    content = bytearray(zipped({"a.csv": CONTACTS * 100_000}))
    real = struct.pack("<I", len(CONTACTS) * 100_000)
    while (at := content.find(real)) >= 0:
        content[at : at + 4] = struct.pack("<I", 10)
    with pytest.raises(InputFaults, match=r"a.zip/a.csv: is damaged"):
        opened(written(tmp_path / "a.zip", bytes(content)))


def test_a_locked_zip(opened, tmp_path):
    content = bytearray(zipped({"a.csv": CONTACTS}))
    content[6] |= 1  # the flag in the file's own header
    content[content.find(b"PK\x01\x02") + 8] |= 1  # and in the directory
    with pytest.raises(InputFaults, match=r"a.zip/a.csv: is locked with a password; unpack it.*\[password\]"):
        opened(written(tmp_path / "a.zip", bytes(content)))


@pytest.mark.parametrize("cut", [10, 60])
def test_a_damaged_zip(opened, tmp_path, cut):
    content = zipped({"a.csv": CONTACTS * 1000})
    with pytest.raises(InputFaults, match=r"a.zip: is damaged .*export or copy it again \[damaged\]"):
        opened(written(tmp_path / "a.zip", content[:-cut]))


def test_a_damaged_member_is_named(opened, tmp_path):
    content = bytearray(zipped({"a.csv": CONTACTS * 1000, "b.csv": CONTACTS}))
    content[60:64] = b"\xff\xff\xff\xff"
    with pytest.raises(InputFaults, match=r"a.zip/a.csv: is damaged"):
        opened(written(tmp_path / "a.zip", bytes(content)))


def test_a_gzip_that_breaks_off(opened, tmp_path):
    with pytest.raises(InputFaults, match=r"a.csv.gz: is damaged .*breaks off"):
        opened(written(tmp_path / "a.csv.gz", gzip.compress(CONTACTS.encode() * 1000)[:-20]))


def test_a_tar_in_a_gzip(opened, tmp_path):
    block = b"a.csv".ljust(257, b"\0") + b"ustar"
    with pytest.raises(InputFaults, match=r"is a tar archive; unpack it first"):
        opened(written(tmp_path / "a.csv.gz", gzip.compress(block.ljust(1024, b"\0"))))


def test_no_temporary_file_is_left(opened, tmp_path, monkeypatch):
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    opened(written(tmp_path / "a.zip", zipped({"a.csv": CONTACTS, "b.csv": CONTACTS})))
    with pytest.raises(InputFaults):
        opened(written(tmp_path / "b.zip", zipped({"a.csv": CONTACTS, "b.parquet": "PAR1 nonsense"})))
    assert list(place.iterdir()) == []
