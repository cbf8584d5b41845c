"""Delimited text: arrays and the careful reader agree, on anything, however it is cut; nothing is lost."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from handfast.record.careful import count_lines
from handfast.record.delimited import read_rows, wrong_width

PIECES = [
    b"a",
    b"bb",
    b",",
    b",",
    b'"',
    b'""',
    b"\n",
    b"\r\n",
    b"\r",
    b" ",
    b"\t",
    b"\0",
    b"\xe9",
    "é".encode(),
    b"7",
]
messy = st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join)
fields = st.text(alphabet='ab",\n \té', max_size=6)


def rows_of(text, separator=b",", width=2, size=1000, arrays=True):
    chunks = [text[i : i + size] for i in range(0, len(text), size)]
    batches = read_rows(iter(chunks), separator, width, line=2, arrays=arrays)
    return sorted(
        (tuple(row.values()) for batch in batches for row in batch.to_pylist()),
        key=lambda row: (row[-3], str(row)),
    )


@given(messy, st.integers(1, 3))
def test_arrays_and_careful_reader_agree(text, width):
    assert rows_of(text, width=width) == rows_of(text, width=width, arrays=False)


@given(messy, st.integers(1, 12))
def test_where_the_text_is_cut_does_not_matter(text, size):
    assert rows_of(text, size=size) == rows_of(text)


@given(messy)
def test_every_line_that_is_not_blank_begins_a_row_or_is_inside_one(text):
    rows = rows_of(text)
    lines = [row[-3] for row in rows]
    assert len(set(lines)) == len(lines)
    assert all(2 <= line <= 2 + count_lines(text) for line in lines)
    assert bool(rows) == bool(text.strip(b"\r\n"))


@given(st.lists(st.lists(fields, min_size=2, max_size=2), max_size=8), st.sampled_from(",;\t|"))
def test_well_formed_text_is_read_as_it_was_written(rows, separator):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    found = rows_of(out.getvalue().encode(), separator.encode())
    assert [row[:2] for row in found] == [tuple(v.strip(" \t\n") or None for v in row) for row in rows]
    assert all(row[3:] == (None, None) for row in found)


def test_lines_are_counted_through_quoted_line_ends():
    text = b'1,"two\nlines"\n\n2,b\n3,c,d\n4\n5,e'
    assert rows_of(text) == [
        ("1", "two\nlines", 2, None, None),
        ("2", "b", 5, None, None),
        (None, None, 6, wrong_width(2, 3), "3,c,d"),
        (None, None, 7, "has 1 field where the header has 2", "4"),
        ("5", "e", 8, None, None),
    ]


def test_a_quote_never_closed_costs_its_own_line():
    text = b'1,a\n2,"open\n3,c\n4,d\n'
    found = rows_of(text)
    assert [row[:2] for row in found] == [("1", "a"), (None, None), ("3", "c"), ("4", "d")]
    assert found[1][2:] == (3, "has a quote that is never closed, or text after a closing quote", '2,"open')


def test_a_zero_byte_is_shown_and_costs_its_row():
    found = rows_of(b"1,a\0b\n2,c\n")
    assert found == [(None, None, 2, "holds a zero byte", "1,a\u2400b"), ("2", "c", 3, None, None)]


def test_bytes_that_are_no_text_cost_their_row():
    found = rows_of("1,é\n2,\xff\n".encode("latin-1").replace(b"\xe9", "é".encode()))
    assert found[0][:2] == ("1", "é")
    assert found[1][2:4] == (3, "holds bytes that are not text in the file's encoding")


def test_a_quote_inside_a_plain_value_is_a_character():
    assert rows_of(b'1,5" pipe\n2,b\n')[0][:2] == ("1", '5" pipe')
