"""A folder of files as a record: what can be read is, what can't is named with its place, and nothing is lost in silence."""

import codecs
import csv
import gzip
import io
import tempfile
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from handfast.faults import HandfastError, InputFaults
from handfast.record import check_as_of, first_fact, latest_fact, read_record, record_from_tables

LEADS = "lead_id,created_at,email\nL1,2026-03-04T09:30:00Z,a@x.example\nL2,2026-03-05T09:30:00+01:00,b@x.example\n"
EXPECTED = [
    ("L1", datetime(2026, 3, 4, 9, 30), "a@x.example"),
    ("L2", datetime(2026, 3, 5, 8, 30), "b@x.example"),
]
FEW = settings(max_examples=15, phases=(Phase.explicit, Phase.reuse, Phase.generate))


def folder(tmp_path, **files):
    """A folder with files; `__` in a name stands for its last dot, text is UTF-8."""
    for name, content in files.items():
        path = tmp_path / ".".join(name.rsplit("__", 1))
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return tmp_path


def leads_of(record):
    return record.connection.execute(
        "SELECT lead_id, created_at, email FROM record.leads ORDER BY 1"
    ).fetchall()


def aside(record):
    return record.connection.execute(
        'SELECT file, line, "column", "value", reason FROM record.set_aside'
    ).fetchall()


def message(caught):
    return str(caught.value)


# Encodings and separators


ENCODINGS = {
    "utf-8": LEADS.encode(),
    "utf-8 with its mark": codecs.BOM_UTF8 + LEADS.encode(),
    "utf-16 little": codecs.BOM_UTF16_LE + LEADS.encode("utf-16-le"),
    "utf-16 big": codecs.BOM_UTF16_BE + LEADS.encode("utf-16-be"),
    "utf-16 without its mark": LEADS.encode("utf-16-le"),
    "utf-32": codecs.BOM_UTF32_LE + LEADS.encode("utf-32-le"),
    "windows lines": LEADS.replace("\n", "\r\n").encode(),
    "old mac lines": LEADS.replace("\n", "\r").encode(),
    "no last line end": LEADS.rstrip().encode(),
    "semicolons": LEADS.replace(",", ";").encode(),
    "tabs": LEADS.replace(",", "\t").encode(),
    "bars": LEADS.replace(",", "|").encode(),
    "excel's hint": b"sep=;\r\n" + LEADS.replace(",", ";").encode(),
    "blank lines": b"\n\r\n" + LEADS.replace("\n", "\n\n").encode(),
    "blanks in the header": LEADS.replace(
        "lead_id,created_at,email", " Lead_ID , CREATED_AT,email "
    ).encode(),
    "quotes": LEADS.replace("L1", '"L1"').replace("a@x.example", '" a@x.example "').encode(),
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_encodings_and_separators(tmp_path, name):
    with read_record(folder(tmp_path, leads__csv=ENCODINGS[name])) as record:
        assert leads_of(record) == EXPECTED
        assert aside(record) == []


def test_latin_1_is_assumed_and_said(tmp_path):
    text = "lead_id,created_at,first_name\nL1,2026-03-04,Zoë “x”\n"
    with read_record(folder(tmp_path, leads__csv=text.encode("cp1252"))) as record:
        assert record.connection.execute("SELECT first_name FROM record.leads").fetchall() == [("Zoë “x”",)]
        assert "leads.csv: it isn't UTF-8, so it was read as Windows-1252 (Latin-1)" in record.notes


def test_one_bad_byte_in_utf_8_costs_its_row(tmp_path):
    good = "".join(f"L{i},2026-03-04,Zoë\n" for i in range(50)).encode()
    with read_record(
        folder(tmp_path, leads__csv=b"lead_id,created_at,first_name\n" + good + b"X,2026-03-04,Zo\xe9\n")
    ) as record:
        assert record.tables["leads"].kept == 50
        assert aside(record) == [
            (
                "leads.csv",
                52,
                "",
                "X,2026-03-04,Zo\ufffd",
                "holds bytes that are not text in the file's encoding",
            )
        ]


def test_half_a_character_of_utf_16_costs_its_row(tmp_path):
    broken = codecs.BOM_UTF16_LE + LEADS.encode("utf-16-le") + b"L\x003\x00,\x00\x00\xd8,\x00a\x00\n\x00x"
    with read_record(folder(tmp_path, leads__csv=broken)) as record:
        assert leads_of(record) == EXPECTED
        assert len(aside(record)) == 2


def test_gzip_tsv_txt_and_folders_of_parts(tmp_path):
    lines = LEADS.splitlines()
    (tmp_path / "Leads").mkdir()
    (tmp_path / "Leads" / "part-0.CSV.gz").write_bytes(gzip.compress(f"{lines[0]}\n{lines[1]}\n".encode()))
    (tmp_path / "Leads" / "part-1.tsv").write_text(
        "email\tlead_id\tcreated_at\tOwn\nb@x.example\tL2\t2026-03-05T08:30Z\tyes\n"
    )
    (tmp_path / "Leads" / "_SUCCESS").write_text("")
    (tmp_path / "USERS.TXT").write_text("user_id|name\nU|Una\n")
    with read_record(tmp_path) as record:
        assert leads_of(record) == EXPECTED
        assert record.columns("leads") == ("lead_id", "created_at", "email", "Own")
        assert record.extras("leads") == ("Own",)
        assert record.connection.execute('SELECT "Own" FROM record.leads ORDER BY lead_id').fetchall() == [
            (None,),
            ("yes",),
        ]
        assert record.rows("users") == 1
        assert [file.label for file in record.files] == [
            "USERS.TXT",
            "Leads/part-0.CSV.gz",
            "Leads/part-1.tsv",
        ]


# Rows that can't be read


def test_rows_that_cannot_be_read_are_named_with_their_place(tmp_path):
    leads = (
        "lead_id,created_at,email,do_not_contact,account_id\n"
        'L1,2026-03-04T09:30:00Z,"two\nlines",yes,A\n'
        "L2,04/03/2026,,,\n"
        ",2026-03-04,,,\n"
        "L4,2026-03-04\n"
        "L5,2026-03-04,,,,\n"
        "L6,2026-03-04,,maybe,\n"
        'L7,2026-03-04,"open,,\n'
        "L8,2026-03-04,\0,,\n"
        "L9,,,,\n"
        ",,,,\n"
    )
    with read_record(folder(tmp_path, leads__csv=leads)) as record:
        date = (
            "is no date and time that can be read; right would be 2026-03-04T09:30:00Z, with an offset "
            "(2026-03-04T10:30:00+01:00), or without one in the record's zone"
        )
        assert aside(record) == [
            ("leads.csv", 4, "created_at", "04/03/2026", date),
            ("leads.csv", 5, "lead_id", None, "is missing; every row of leads needs it"),
            ("leads.csv", 6, "", "L4,2026-03-04", "has 2 fields where the header has 5"),
            ("leads.csv", 7, "", "L5,2026-03-04,,,,", "has 6 fields where the header has 5"),
            (
                "leads.csv",
                8,
                "do_not_contact",
                "maybe",
                "is neither true nor false; right would be true or false (or yes, no, 1, 0)",
            ),
            (
                "leads.csv",
                9,
                "",
                'L7,2026-03-04,"open,,',
                "has a quote that is never closed, or text after a closing quote",
            ),
            ("leads.csv", 10, "", "L8,2026-03-04,\u2400,,", "holds a zero byte"),
            ("leads.csv", 11, "created_at", None, "is missing; every row of leads needs it"),
            ("leads.csv", 12, "lead_id", None, "is missing; every row of leads needs it"),
        ]
        read = record.tables["leads"]
        assert (read.read, read.kept, read.set_aside, read.duplicates) == (10, 1, 9, 0)
        assert "leads: 9 rows of 10 set aside" in record.notes


@FEW
@given(
    st.binary(max_size=300)
    | st.lists(
        st.sampled_from([b"L1", b",", b"\n", b'"', b"2026-03-04", b"\r", b"\0", b"\xe9", b";", b" "])
    ).map(b"".join)
)
def test_any_bytes_are_read_or_set_aside(tmp_path_factory, content):
    path = folder(tmp_path_factory.mktemp("any"), leads__csv=b"lead_id,created_at\n" + content)
    with read_record(path, threads=1) as record:
        read = record.tables["leads"]
        found = record.connection.execute(
            "SELECT count(DISTINCT (file, line)) FROM record.set_aside WHERE NOT kept"
        ).fetchone()[0]
        assert read.read == read.kept + read.set_aside + read.duplicates
        assert found == read.set_aside
        assert record.rows("leads") == read.kept


@FEW
@given(st.binary(max_size=200), st.sampled_from(["leads.csv", "leads.parquet", "leads.csv.gz"]))
def test_any_file_is_read_or_refused_in_words(tmp_path_factory, content, name):
    path = tmp_path_factory.mktemp("file")
    (path / name).write_bytes(content)
    try:
        read_record(path, threads=1).close()
    except InputFaults as error:
        assert all(fault.message and fault.code and fault.place for fault in error.faults)


# What doesn't matter


def drawn_rows(count=60):
    for i in range(count):
        yield {
            "activity_id": f"a{i % 50}",
            "lead_id": f"L{i % 7}",
            "occurred_at": (datetime(2026, 3, 1) + timedelta(minutes=i % 13)).isoformat() + "Z",
            "kind": ["call", "page_view"][i % 2],
            "url": f"/p?{i % 3}" if i % 4 else None,
            "properties": '{"a": "x, ""y"""}'.replace('""', "'") if i % 5 == 0 else None,
            "Extra": f"line\n{i % 2}" if i % 6 == 0 else None,
        }


def written(path, rows, kind, columns):
    table = pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in columns})
    if kind == "parquet":
        pq.write_table(table, path.with_suffix(".parquet"))
    elif kind == "arrow csv":
        pacsv.write_csv(table, path.with_suffix(".csv"))
    else:
        with path.with_suffix(".csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, delimiter=";", lineterminator="\r\n")
            writer.writeheader()
            writer.writerows(rows)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("view_from", [1, 10**9])
@pytest.mark.parametrize("kind", ["parquet", "csv", "arrow csv"])
def test_order_splitting_format_and_threads_do_not_matter(tmp_path, kind, view_from, threads):
    rows = list(drawn_rows())
    columns = list(rows[0])
    folder(tmp_path, leads__csv=LEADS)
    (tmp_path / "activities").mkdir()
    if kind == "csv":
        written(tmp_path / "activities" / "all", rows, kind, columns)
    else:
        rows = rows[::-1]
        written(tmp_path / "activities" / "one", rows[:17], kind, columns[::-1])
        written(tmp_path / "activities" / "two", rows[17:], kind, columns)
    with read_record(tmp_path, threads=threads, view_from=view_from) as record:
        found = record.connection.execute("SELECT * FROM record.activities ORDER BY ALL").fetchall()
        read = record.tables["activities"]
    reference = folder(tmp_path_of(tmp_path), leads__csv=LEADS)
    written(reference / "activities", list(drawn_rows()), "csv", columns)
    with read_record(reference, threads=1) as record:
        assert found == record.connection.execute("SELECT * FROM record.activities ORDER BY ALL").fetchall()
        assert read == record.tables["activities"]
        assert len(found) == 50


def tmp_path_of(path):
    other = path.with_name(path.name + "-reference")
    other.mkdir()
    return other


def test_any_subset_of_tables_is_a_record(tmp_path):
    with read_record(
        folder(tmp_path, leads__csv=LEADS, rates__csv="on,rate,currency\n2026-03-04,1.08425,EUR\n")
    ) as record:
        assert [name for name in ("leads", "rates", "users") if record.has(name)] == ["leads", "rates"]
        assert (
            str(
                record.connection.execute(
                    "SELECT rate FROM record.rates WHERE \"on\" = DATE '2026-03-04'"
                ).fetchone()[0]
            )
            == "1.08425000"
        )
        assert record.rows("users") == 0


# What is said


def test_two_time_zones_in_one_column_and_none(tmp_path):
    leads = "lead_id,created_at\n1,2026-07-01T12:00:00Z\n2,2026-07-01T12:00:00+02:00\n3,2026-07-01 12:00\n4,2026-07-01\n"
    folder(tmp_path, leads__csv=leads)
    with read_record(tmp_path, zone="America/New_York") as record:
        hours = [row[1].hour for row in leads_of_ids(record)]
        assert hours == [12, 10, 16, 4]
        assert "leads: times without a zone in 2 rows were read in America/New_York" in record.notes
        assert record.zone == "America/New_York"
    with read_record(tmp_path) as record:
        assert [row[1].hour for row in leads_of_ids(record)] == [12, 10, 12, 0]
        assert (
            "leads: times without a zone in 2 rows were read in UTC, since no zone was named" in record.notes
        )


def leads_of_ids(record):
    return record.connection.execute("SELECT lead_id, created_at FROM record.leads ORDER BY 1").fetchall()


def test_a_zone_that_is_none(tmp_path):
    with pytest.raises(InputFaults) as caught:
        read_record(folder(tmp_path, leads__csv=LEADS), zone="Mars/Olympus")
    assert (
        message(caught)
        == 'zone: "Mars/Olympus" is no time zone; right would be an IANA name like Europe/Paris or America/New_York [zone]'
    )


def test_missing_leads(tmp_path):
    with pytest.raises(InputFaults) as caught:
        read_record(folder(tmp_path, contacts__csv=LEADS, users__csv="user_id\nU\n"))
    assert message(caught) == (
        f"{tmp_path}: has no leads; it holds contacts.csv, users.csv (tables found: users). Put the leads there as leads.csv or leads.parquet, "
        "with the columns lead_id and created_at [no-leads]"
    )


def test_leads_in_a_spreadsheet(tmp_path):
    with pytest.raises(InputFaults) as caught:
        read_record(folder(tmp_path, leads__xlsx=b"PK"))
    assert message(caught) == (
        f"{tmp_path}: has no leads that can be read: leads.xlsx can't be: it is a spreadsheet; save its sheet as leads.csv [no-leads]"
    )


def test_an_empty_folder_a_file_and_no_folder(tmp_path):
    with pytest.raises(InputFaults, match="has no leads; it holds nothing"):
        read_record(tmp_path)
    folder(tmp_path, leads__csv=LEADS)
    with pytest.raises(InputFaults, match="is a file, not a folder; give the folder that holds it"):
        read_record(tmp_path / "leads.csv")
    with pytest.raises(InputFaults, match="there is no such folder; give the folder that holds leads"):
        read_record(tmp_path / "nowhere")


def test_a_folder_named_like_a_file(tmp_path):
    (tmp_path / "leads.csv").mkdir()
    with pytest.raises(InputFaults, match=r"leads.csv can't be: no CSV or Parquet file is in that folder"):
        read_record(tmp_path)
    (tmp_path / "leads.csv" / "part-0000.csv").write_text(LEADS)
    with read_record(tmp_path) as record:
        assert leads_of(record) == EXPECTED


def test_empty_files(tmp_path):
    with pytest.raises(InputFaults) as caught:
        read_record(folder(tmp_path, leads__csv="", activities__parquet=b""))
    assert message(caught) == (
        "leads.csv: is empty (0 bytes); its first line should name the columns: lead_id, created_at [empty-file]\n"
        "activities.parquet: is empty (0 bytes), which no Parquet file is; write it again, or save it as CSV [empty-file]"
    )


def test_other_tables_may_be_empty_and_it_is_said(tmp_path):
    with read_record(
        folder(
            tmp_path,
            leads__csv=LEADS,
            users__csv="",
            meetings__csv="meeting_id,lead_id,booked_at,starts_at\n",
        )
    ) as record:
        assert not record.has("users")
        assert record.has("meetings")
        assert "users.csv is empty (0 bytes); its first line should name the columns: user_id" in record.notes
        assert "meetings: there are no rows under the header" in record.notes


def test_leads_without_rows_are_a_record_without_facts(tmp_path):
    with read_record(folder(tmp_path, leads__csv="lead_id,created_at\n")) as record:
        assert leads_of(record) == []
        with pytest.raises(
            InputFaults,
            match="record: holds no facts: no lead, activity, change or opportunity could be read",
        ):
            latest_fact(record)


def test_missing_columns_are_all_named_with_near_ones(tmp_path):
    activities = "Activity ID,lead,occurred_at,type\n1,L1,2026-03-04,call\n"
    with pytest.raises(InputFaults) as caught:
        read_record(folder(tmp_path, leads__csv="LeadId,email\n1,a\n", activities__csv=activities))
    assert message(caught) == (
        "leads.csv: has no column lead_id, which every row of leads needs; did you mean `LeadId`? Rename it to lead_id [missing-column]\n"
        "leads.csv: has no column created_at, which every row of leads needs; its columns are `LeadId`, `email` [missing-column]\n"
        "activities.csv: has no column activity_id, which every row of activities needs; did you mean `Activity ID`? Rename it to activity_id "
        "[missing-column]\n"
        "activities.csv: has no column lead_id, which every row of activities needs; did you mean `lead`? Rename it to lead_id [missing-column]\n"
        "activities.csv: has no column kind, which every row of activities needs; its columns are `Activity ID`, `lead`, `occurred_at`, `type` "
        "[missing-column]"
    )


def test_files_under_another_name(tmp_path):
    out = io.BytesIO()
    pq.write_table(pa.table({"lead_id": ["a"]}), out)
    with pytest.raises(InputFaults) as caught:
        read_record(
            folder(
                tmp_path,
                leads__csv=b"PK\x03\x04sheet",
                users__csv=out.getvalue(),
                rates__csv=gzip.compress(b"on"),
            )
        )
    assert message(caught) == (
        "users.csv: is a Parquet file under another name; let its name end in .parquet [not-text]\n"
        "leads.csv: is a spreadsheet or a ZIP file under another name; save its sheet as CSV [not-text]\n"
        "rates.csv: is packed with gzip; let its name end in .csv.gz [not-text]"
    )


def test_a_header_without_end_is_shown_in_part(tmp_path):
    with pytest.raises(InputFaults) as caught:
        read_record(folder(tmp_path, leads__csv="x" * 3_000_000))
    assert len(message(caught)) < 500


def test_columns_of_one_name(tmp_path):
    leads = "lead_id,created_at,Email,email,Own,own,,change_order,__line\n1,2026-03-04,x,y,a,b,c,d,e\n"
    changes = "lead_id,field,changed_at,new_value,change_order\n1,Stage,2026-03-04,mql,9\n"
    with read_record(folder(tmp_path, leads__csv=leads, lead_changes__csv=changes)) as record:
        extras = ("change_order", "column_7", "Email_2", "Own", "own_2", "__line_2")
        assert sorted(record.extras("leads")) == sorted(extras)
        query = 'SELECT email, "Email_2", "Own", own_2, column_7, "__line_2" FROM record.leads'
        assert record.connection.execute(query).fetchall() == [("y", "x", "a", "b", "c", "e")]
        assert record.connection.execute(
            "SELECT field, change_order, change_order_2 FROM record.lead_changes"
        ).fetchall() == [("stage", 1, "9")]
        assert set(record.notes) >= {
            "leads.csv: a second column `Email` is kept as `Email_2`",
            "leads.csv: a second column `own` is kept as `own_2`",
            "leads.csv: column 7 has no name and is kept as `column_7`",
            "lead_changes.csv: its column `change_order` is kept as `change_order_2`, since Handfast works out `change_order` itself",
        }


def test_files_that_are_no_tables_are_said(tmp_path):
    files = dict(leads__csv=LEADS, notes__md="x", users__xlsx="x", accounts__zip="x", rates__json="[]")
    (tmp_path / "old").mkdir()
    with read_record(folder(tmp_path, **files)) as record:
        assert set(record.notes) == {
            "notes.md was ignored: it is no table of the record",
            "users.xlsx was ignored: it is a spreadsheet; save its sheet as users.csv",
            "accounts.zip was ignored: unpack it to accounts.csv or accounts.parquet first",
            "rates.json was ignored: it is neither CSV nor Parquet; save it as rates.csv or rates.parquet",
            "old/ was ignored: it is no table of the record",
        }


def test_two_files_of_one_table_are_read_together_and_it_is_said(tmp_path):
    folder(tmp_path, leads__csv=LEADS, leads__tsv=LEADS.replace(",", "\t"))
    with read_record(tmp_path) as record:
        assert leads_of(record) == EXPECTED
        assert "leads is read from leads.csv, leads.tsv together" in record.notes
        assert record.tables["leads"].duplicates == 2


def test_files_that_break_off(tmp_path):
    rows = "".join(f"{i * 7919 % 100003},2026-03-04,{i}@x.example\n" for i in range(5000))
    packed = gzip.compress(("lead_id,created_at,email\n" + rows).encode())
    with pytest.raises(
        InputFaults,
        match=r"leads.csv.gz: can't be read: the file is damaged or breaks off; copy it again \[unreadable\]",
    ):
        read_record(gz(tmp_path, packed[: len(packed) // 2]))
    out = io.BytesIO()
    pq.write_table(pa.table({"lead_id": ["a"], "created_at": ["2026-03-04"]}), out)
    (tmp_path / "leads.csv.gz").unlink()
    with pytest.raises(InputFaults, match=r"leads.parquet: is no Parquet file that can be read"):
        read_record(folder(tmp_path, leads__parquet=out.getvalue()[:-20]))


def gz(path, content):
    (path / "leads.csv.gz").write_bytes(content)
    return path


def test_a_file_that_is_not_there_after_all(tmp_path):
    folder(tmp_path, leads__csv=LEADS)
    (tmp_path / "users.csv").symlink_to(tmp_path / "gone")
    with pytest.raises(InputFaults) as caught:
        read_record(tmp_path)
    assert message(caught) == "users.csv: can't be read: no such file or directory [unreadable]"


def test_too_little_memory_is_said(tmp_path):
    rows = "".join(f"{i},2026-03-04,{i}@x.example\n" for i in range(200_000))
    with pytest.raises(
        HandfastError, match=r"The record can't be read here: Out of Memory Error: .* make room there"
    ):
        read_record(folder(tmp_path, leads__csv="lead_id,created_at,email\n" + rows), memory_limit="2MB")


def test_an_as_of_before_the_first_fact():
    with record_from_tables(
        {
            "leads": [
                {"lead_id": "a", "created_at": "2026-03-04T09:30:00Z"},
                {"lead_id": "b", "created_at": "2026-03-06"},
            ]
        }
    ) as record:
        check_as_of(record, first_fact(record))
        with pytest.raises(InputFaults) as caught:
            check_as_of(record, datetime(2026, 3, 4, 9, tzinfo=UTC))
    assert message(caught) == (
        "as_of: 2026-03-04T09:00:00Z is before the first fact of this record (2026-03-04T09:30:00Z), so there is nothing to see; "
        "give an instant from then to 2026-03-06T00:00:00Z [as-of]"
    )


def test_closing_removes_the_database(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    record = record_from_tables({})
    assert list(tmp_path.iterdir())
    record.close()
    record.close()
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_opened_leaves_nothing_behind(tmp_path, monkeypatch):
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    with pytest.raises(InputFaults):
        read_record(folder(tmp_path, leads__csv="lead_id\n"))
    assert not list((tmp_path / "temporary").iterdir())
