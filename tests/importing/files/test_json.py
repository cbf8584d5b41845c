"""JSON: lines, arrays and the answers of APIs, with the place of whatever is broken."""

import json
import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handfast.faults import InputFaults
from handfast.importing.files import json_items

ROWS = [
    {"id": 1, "email": "a@x.io", "won": True},
    {"id": "2", "tags": ["a", {"b": None}], "amount": 1.50, "email": None},
]
TEXTS = [("1", "a@x.io", "true", None, None), ("2", None, None, '["a",{"b":null}]', "1.5")]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    "wrap",
    [
        lambda rows: rows,
        lambda rows: {"paging": {"next": 1}, "results": rows},
        lambda rows: {"value": rows, "n": 2},
    ],
    ids=["array", "results", "value"],
)
def test_documents(opened, tmp_path, indent, wrap):
    (tmp_path / "contacts.json").write_text(json.dumps(wrap(ROWS), indent=indent))
    one = opened(tmp_path / "contacts.json")
    assert one.table.columns == ("id", "email", "won", "tags", "amount")
    assert one.rows() == TEXTS
    assert one.lines() == [1, 2]
    assert (one.table.label, one.table.stem, one.table.format) == ("contacts.json", "contacts", "json")


@pytest.mark.parametrize("name", ["contacts.jsonl", "contacts.ndjson", "contacts.json", "contacts.txt"])
def test_lines(opened, tmp_path, name):
    (tmp_path / name).write_text("\n\n".join(map(json.dumps, ROWS)) + "\n", encoding="utf-8-sig")
    one = opened(tmp_path / name)
    assert (one.rows(), one.lines(), one.table.stem) == (TEXTS, [1, 3], "contacts")


def test_a_document_of_several_tables(opened, tmp_path):
    (tmp_path / "dump.json").write_text(
        json.dumps({"contacts": [{"id": 1}], "deals": [{"id": 2}, {"id": 3}], "tags": ["x"]})
    )
    one = opened(tmp_path / "dump.json")
    assert [(t.label, t.stem, t.rows) for t in one.sources.tables] == [
        ("dump.json#contacts", "contacts", 1),
        ("dump.json#deals", "deals", 2),
    ]


def test_one_object_is_one_row(opened, tmp_path):
    (tmp_path / "a.json").write_text('{"id": 1,\n "name": "x"}')
    assert opened(tmp_path / "a.json").rows() == [("1", "x")]


def test_a_broken_line_is_set_aside_with_its_column(opened, tmp_path):
    (tmp_path / "a.jsonl").write_text('{"id": 1}\n{"id": 2,}\n[3]\n{"id": 4}\n')
    one = opened(tmp_path / "a.jsonl")
    assert one.rows() == [("1",), ("4",)]
    (broken, no_object) = one.aside()
    assert broken[:2] == ("a.jsonl", 2)
    assert "broken JSON" in broken[2]
    assert "column 9" in broken[2] or "column 10" in broken[2]
    assert no_object[1:] == (3, "is no JSON object", "[3]")


def test_an_overlong_line_is_set_aside(opened, tmp_path, monkeypatch):
    monkeypatch.setattr(json_items, "LONGEST", 1000)
    (tmp_path / "a.jsonl").write_text('{"id": 1}\n{"id": "' + "x" * 5000 + '"}\n{"id": 3}\n' + "y" * 4000)
    one = opened(tmp_path / "a.jsonl")
    assert one.rows() == [("1",), ("3",)]
    assert [line for _, line, _, _ in one.aside()] == [2, 4]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('[{"id": 1},\n {"id": 2,,}]', r":2:\d+"),
        ('[{"id": 1},\n {"id": 2}', r":2:11"),
        ('[{"id": 1}\n {"id": 2}]', r":2:2"),
        ('{"results": [{"id": 1}], "paging"}', r":1:34"),
        ('[{"id": 1}]\n\n!', r":3:1"),
    ],
)
def test_a_broken_document_names_line_and_column(opened, tmp_path, text, place):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(InputFaults, match=rf"a.json{place}: is broken JSON: .*\[json\]"):
        opened(tmp_path / "a.json")


def test_the_place_is_right_far_into_a_file(opened, tmp_path):
    rows = [json.dumps({"id": i, "x": "y" * 100}) for i in range(30_000)]
    rows[25_000] = '{"id": oops}'
    (tmp_path / "a.json").write_text("[\n" + ",\n".join(rows) + "\n]")
    with pytest.raises(InputFaults, match=r"a.json:25002:8: "):
        opened(tmp_path / "a.json")


@pytest.mark.parametrize(
    "answer",
    [
        {"requestId": "x", "success": False, "errors": [{"code": "601", "message": "Access token invalid"}]},
        {"status": "error", "message": "Access token invalid", "correlationId": "x"},
    ],
)
def test_an_answer_that_is_a_refusal(opened, tmp_path, answer):
    (tmp_path / "leads.json").write_text(json.dumps(answer))
    with pytest.raises(InputFaults, match=r"leads.json: .*refusal: .*Access token invalid.*\[error-answer\]"):
        opened(tmp_path / "leads.json")


def test_keys_that_differ_in_case_are_two_columns(opened, tmp_path):
    (tmp_path / "a.jsonl").write_text('{"Id": 1, "id": 2, "": 3, "__line": 4}\n{"id": 5}\n')
    one = opened(tmp_path / "a.jsonl")
    assert one.table.columns == ("Id", "id_2", "column", "__line_2")
    assert one.rows() == [("1", "2", "3", "4"), (None, "5", None, None)]


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 100_000, "[" + "9" * 5000 + "]"], ids=["arrays", "objects", "digits"]
)
def test_depth_and_length_made_to_harm(opened, tmp_path, text):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(InputFaults, match=r"a.json:1:\d+: is broken JSON|no table"):
        opened(tmp_path / "a.json")


def test_no_objects_is_no_table(opened, tmp_path):
    (tmp_path / "a.json").write_text("[]")
    with pytest.raises(InputFaults, match=r"a.json: "):
        opened(tmp_path / "a.json")


VALUE = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**20), 10**20),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=8),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=4,
)


def meant(text, value):
    if text is None:
        return value is None or (isinstance(value, str) and not value.replace("\0", "").strip(" \t\n\r\v\f"))
    if isinstance(value, bool):
        return text == str(value).lower()
    if isinstance(value, int):
        return int(text) == value
    if isinstance(value, float):
        return math.isclose(float(text), value, rel_tol=0)
    if isinstance(value, str):
        return text == value.replace("\0", "").strip(" \t\n\r\v\f").encode("utf-8", "replace").decode()
    return json.loads(text) == json.loads(json.dumps(value).replace("\\u0000", ""))


@given(
    st.lists(st.dictionaries(st.sampled_from("abc"), VALUE, min_size=1), min_size=1, max_size=6),
    st.booleans(),
    st.sampled_from([None, 1]),
)
@settings(
    max_examples=max(25, settings.default.max_examples // 2),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_what_was_written_is_read(opened, tmp_path, rows, lines, indent):
    keyed = [{"key": f"k{i}", **row} for i, row in enumerate(rows)]
    path = tmp_path / ("a.jsonl" if lines else "a.json")
    path.write_text("\n".join(map(json.dumps, keyed)) if lines else json.dumps(keyed, indent=indent))
    one = opened(path)
    for row, found in zip(keyed, one.rows(), strict=True):
        texts = dict(zip(one.table.columns, found, strict=True))
        assert all(meant(texts[key], value) for key, value in row.items())
        assert all(texts[key] is None for key in texts if key not in row)
