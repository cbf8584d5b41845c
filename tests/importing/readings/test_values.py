"""Ids, text, booleans, lists and JSON; and what a profile tells."""

import duckdb
import pytest

from handfast.importing.readings import fits, profile, profile_all

YES = ["true", "Yes", "Y", "1", "ja", "Oui", "SÍ", "si", "sim", "x", "wahr", "vrai", "1.0", "✓"]
NO = ["false", "No", "n", "0", "Nein", "non", "não", "nao", "falsch", "0.0", "nee"]


def test_yes_and_no_in_several_languages(read):
    column = read([*YES, *NO, "maybe", "N/A", None], "boolean")
    assert column.values == [True] * len(YES) + [False] * len(NO) + [None] * 3
    assert column.bad == [False] * (len(YES) + len(NO)) + [True, False, False]
    assert fits(column.profile, "boolean")


@pytest.mark.parametrize(
    "text", ["0", "null", "N/A", "?", "Select", "-", "None", "(No value)", "000000000000000"]
)
def test_ids_that_are_none(read, text):
    column = read([text, "00Q1"], "id")
    assert (column.values, column.bad) == ([None, "00Q1"], [False, False])


def test_ids_keep_their_zeros_and_lose_what_a_table_of_floats_added(read):
    assert read(["007", "12", "1.10"], "id").values == ["007", "12", "1.10"]
    column = read(["12.0", "7.0", "8"], "id")
    assert column.values == ["12", "7", "8"]
    assert column.reading.said() == "`.0` at the end of 2 values is left out"
    assert read(["12.0", "x"], "id").values == ["12.0", "x"]


def test_ids_that_a_spreadsheet_has_rounded_are_told(read):
    column = read(["1.23457E+11", "5"], "id")
    assert (column.values, column.bad) == ([None, "5"], [True, False])
    assert "spreadsheet has rounded" in column.reading.unreadable


def test_text_is_kept_but_for_what_says_nothing(read):
    column = read(["Select", "None", "NA", "=cmd|x", "Google", "N/A"], "text")
    assert column.values == [None, "None", "NA", "=cmd|x", "Google", None]
    assert column.reading.said() == "" or "read as nothing" in column.reading.said()


def test_lists(read):
    assert read(["a; b ;;c", '["x", "y;z"]', "one", "-", None], "list").values == [
        ["a", "b", "c"],
        ["x", "y;z"],
        ["one"],
        None,
        None,
    ]


def test_json(read):
    column = read(['{"a": 1}', "[1]", "{", None], "json")
    assert (column.values, column.bad) == (['{"a": 1}', "[1]", None, None], [False, False, True, False])


def test_a_profile_counts_every_value(read):
    texts = ["a@x.io"] * 3 + ["b@x.io"] * 2 + ["c@x.io", "not one", "N/A", None]
    one = read(texts, "text").profile
    assert (one.filled, one.distinct, one.examples) == (8, 5, ("a@x.io", "b@x.io", "N/A"))
    assert one.email == pytest.approx(6 / 7)
    assert (one.number, one.date, one.boolean) == (0, 0, 0)


@pytest.mark.parametrize(
    ("texts", "share"),
    [
        (["+49 30 123456", "(030) 12 34-56", "030/1234567", "555-123-4567 x12"], "phone"),
        (["example.com", "https://www.example.co.uk/x?y=1", "sub.example.io"], "domain"),
        (["12", "0", "20260304", "1772616600"], "whole"),
        (["$5", "1,5 €", "3K"], "money"),
        (["2026-03-04", "2026-03-04T09:30:00Z"], "iso"),
        (["3/4/2026", "4 mars 2026", "2026/3/4"], "date"),
        (["true", "nein", "1"], "boolean"),
    ],
)
def test_shares(read, texts, share):
    assert getattr(read(texts, "text").profile, share) == 1.0


def test_what_a_column_may_hold(read):
    numbers, dates, empty = (
        read(texts, "text").profile for texts in (["5", "6"], ["2026-03-04"], [None, "N/A"])
    )
    assert [fits(numbers, t) for t in ("text", "id", "number", "money", "whole", "instant", "boolean")] == [
        True
    ] * 5 + [False] * 2
    assert [fits(dates, t) for t in ("instant", "date", "number", "boolean", "json")] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert not fits(empty, "number")
    assert fits(empty, "text")


def test_profiles_of_many_columns_are_those_of_each():
    connection = duckdb.connect()
    connection.execute(
        'CREATE TABLE t AS SELECT i::VARCHAR AS "a b", \'x\' || i % 3 AS "A\'", NULL::VARCHAR AS n FROM range(50) r(i)'
    )
    both = profile(connection, "t", ["a b", "A'", "n"])
    assert both == {name: profile(connection, "t", [name])[name] for name in ("a b", "A'", "n")}
    assert both["A'"].examples == ("x0", "x1", "x2")
    assert profile(connection, "t", []) == {}
    connection.close()


@pytest.mark.parametrize("cells", [1, 40, 4_000_000])
def test_profiles_of_many_relations_are_those_of_each(monkeypatch: pytest.MonkeyPatch, cells: int):
    monkeypatch.setattr("handfast.importing.readings.profiles._CELLS", cells)
    connection = duckdb.connect()
    wanted = {"first": ["a", "b c"], "second": ["a"], "empty": [], "third": ["b c", "d", "a"]}
    connection.execute("CREATE TABLE first AS SELECT '1.5' AS a, 'x' || i AS \"b c\" FROM range(9) r(i)")
    connection.execute("CREATE TABLE second AS SELECT 'x' AS a LIMIT 0")
    connection.execute("CREATE TABLE empty AS SELECT 'y' AS unasked")
    connection.execute(
        "CREATE TABLE third AS SELECT '$ 3' AS a, NULL::VARCHAR AS \"b c\", 'no' AS d FROM range(4)"
    )
    together = profile_all(connection, wanted)
    assert together == {
        name: {column: profile(connection, name, [column])[column] for column in columns}
        for name, columns in wanted.items()
    }
    assert together["first"]["a"].filled == 9 and together["third"]["a"].currencies == {"USD": 4}
    connection.close()
