"""Encodings told from bytes, and text as UTF-8 wherever it is cut."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.record.encoding import Encoding, detect, utf8_chunks

TEXTS = st.text(alphabet='aé,\n"€😀 ', min_size=8, max_size=40)


def through(path, content, size):
    path.write_bytes(content)
    encoding = detect(path)
    return encoding, b"".join(utf8_chunks(path, encoding, size))


@given(TEXTS, st.sampled_from(["utf-8-sig", "utf-16", "utf-32"]), st.integers(1, 9))
def test_marked_text_is_what_it_was_wherever_it_is_cut(tmp_path_factory, text, name, size):
    path = tmp_path_factory.getbasetemp() / "marked"
    _, found = through(path, text.encode(name), size)
    assert found == text.encode()


@given(TEXTS)
def test_unmarked_utf_8_is_known(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "unmarked"
    encoding, found = through(path, text.encode(), 5)
    assert (encoding, found) == (Encoding("utf-8"), text.encode())


@given(st.binary(max_size=60), st.integers(1, 20))
def test_any_bytes_come_through(tmp_path_factory, content, size):
    path = tmp_path_factory.getbasetemp() / "any"
    encoding, found = through(path, content, size)
    assert bool(found) or len(content) <= encoding.skip


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xE9])
def test_every_byte_of_windows_1252_is_a_character(tmp_path, byte):
    encoding, found = through(tmp_path / "f", b"a" + bytes([byte]), 1)
    assert encoding.name == "cp1252"
    assert found.decode()[1] == (chr(byte))


def test_utf_16_without_a_mark_is_told_by_its_zeros(tmp_path):
    for name in ("utf-16-le", "utf-16-be"):
        encoding, found = through(tmp_path / "f", "lead_id,created_at".encode(name), 3)
        assert (encoding.name, found) == (name, b"lead_id,created_at")
        assert encoding.assumed == "its zero bytes look like UTF-16, so it was read as that"


def test_a_lone_half_of_a_character_stays_no_text(tmp_path):
    _, found = through(
        tmp_path / "f",
        codecs.BOM_UTF16_LE + "ab".encode("utf-16-le") + b"\x00\xd8" + "c".encode("utf-16-le"),
        4,
    )
    with pytest.raises(UnicodeDecodeError):
        found.decode()
