"""Re-import, rule by rule: rows in, rows out."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from handfast.faults import InputFaults
from handfast.importing.store import imports_of
from handfast.record import read_record
from tests.importing.store.imports import NOON, aware, files_of, imported, tables_of

CREATED = datetime(2026, 1, 1)
LATER = NOON + timedelta(days=7)


def leads(*rows, file="leads.csv"):
    """What an import tells of leads; columns are those of the first row."""
    columns = [
        "lead_id",
        "created_at",
        *(c for c in rows[0] if c not in ("lead_id", "modified_at", "__file", "__line")),
    ]
    every = [{"created_at": CREATED, "__file": file, "__line": i + 2} | row for i, row in enumerate(rows)]
    return {"leads": (list(dict.fromkeys(columns)), every)}


def told_by(label, as_of=None):
    return [(label, f"bytes of {label}", as_of)]


def lead_of(folder, lead_id="L1"):
    row = next(row for row in tables_of(folder)["leads"][1] if row["lead_id"] == lead_id)
    return {
        name: value
        for name, value in row.items()
        if not name.startswith("__") and name not in ("lead_id", "created_at")
    }


def changes_of(folder):
    _, rows = tables_of(folder).get("lead_changes", ([], []))
    return [(r["field"], r["changed_at"], r["old_value"], r["new_value"], r["recorded_at"]) for r in rows]


def test_a_value_that_changed_is_in_the_history(tmp_path):
    imported(tmp_path, leads({"lead_id": "L1", "stage": "mql", "Segment": "smb"}), told_by("one"), NOON)
    second = leads(
        {"lead_id": "L1", "stage": "sql", "Segment": "ent", "modified_at": NOON + timedelta(days=2)}
    )
    stored = imported(tmp_path, second, told_by("two"), LATER)
    assert lead_of(tmp_path) == {"stage": "sql", "Segment": "ent"}
    at = NOON + timedelta(days=2)
    assert changes_of(tmp_path) == [("segment", at, "smb", "ent", LATER), ("stage", at, "mql", "sql", LATER)]
    assert stored.changes == {"lead_changes": 2} and stored.written == ("leads", "lead_changes")


def test_without_an_instant_of_its_own_a_change_is_of_the_import(tmp_path):
    imported(tmp_path, leads({"lead_id": "L1", "stage": "mql"}), told_by("one"), NOON)
    imported(tmp_path, leads({"lead_id": "L1", "stage": "sql"}), told_by("two"), LATER)
    assert changes_of(tmp_path) == [("stage", LATER, "mql", "sql", LATER)]


@pytest.mark.parametrize("modified_at", [NOON - timedelta(days=9), LATER + timedelta(days=9)])
def test_an_instant_before_the_last_change_or_after_the_import_is_not_the_changes(tmp_path, modified_at):
    history = {
        "lead_id": "L1",
        "field": "stage",
        "changed_at": NOON - timedelta(days=1),
        "old_value": None,
        "new_value": "mql",
    }
    first = leads({"lead_id": "L1", "stage": "mql"}) | {
        "lead_changes": (list(history), [history | {"__file": "h", "__line": 2}])
    }
    imported(tmp_path, first, told_by("one"), NOON)
    imported(
        tmp_path, leads({"lead_id": "L1", "stage": "sql", "modified_at": modified_at}), told_by("two"), LATER
    )
    _, rows = tables_of(tmp_path)["lead_changes"]
    assert [(r["changed_at"], r["new_value"]) for r in rows] == [
        (NOON - timedelta(days=1), "mql"),
        (LATER, "sql"),
    ]


def test_what_the_imports_own_history_tells_is_not_told_twice(tmp_path):
    imported(tmp_path, leads({"lead_id": "L1", "stage": "mql"}), told_by("one"), NOON)
    at = NOON + timedelta(days=3)
    history = {"lead_id": "L1", "field": "Stage", "changed_at": at, "old_value": "mql", "new_value": "SQL"}
    second = leads({"lead_id": "L1", "stage": "sql"}) | {
        "lead_changes": (list(history), [history | {"__file": "h", "__line": 2}])
    }
    stored = imported(tmp_path, second, told_by("two"), LATER)
    assert not stored.changes
    assert [
        (r["field"], r["changed_at"], r["new_value"]) for r in tables_of(tmp_path)["lead_changes"][1]
    ] == [("stage", at, "SQL")]


def test_money_and_instants_are_compared_as_such_with_history_in_words(tmp_path):
    deal = {
        "opportunity_id": "O1",
        "created_at": CREATED,
        "amount": Decimal("1.00"),
        "closed_at": None,
        "__file": "d",
        "__line": 2,
    }
    columns = ["opportunity_id", "created_at", "amount", "closed_at"]
    imported(tmp_path, {"opportunities": (columns, [deal])}, told_by("one"), NOON)
    history = [
        {
            "opportunity_id": "O1",
            "field": field,
            "changed_at": NOON + timedelta(hours=1),
            "new_value": word,
            "__file": "h",
            "__line": 2,
        }
        for field, word in (("amount", "1200"), ("closed_at", "2026-03-02T14:00:00+02:00"))
    ]
    closed = datetime(2026, 3, 2, 12)
    told = {
        "opportunities": (columns, [deal | {"amount": Decimal("1200.00"), "closed_at": closed}]),
        "opportunity_changes": (["opportunity_id", "field", "changed_at", "new_value"], history),
    }
    stored = imported(tmp_path, told, told_by("two"), LATER)
    assert not stored.changes
    row = tables_of(tmp_path)["opportunities"][1][0]
    assert (row["amount"], row["closed_at"]) == (Decimal("1200.00"), closed)


def test_a_column_that_the_source_lacks_keeps_its_values_and_an_empty_one_clears(tmp_path):
    imported(tmp_path, leads({"lead_id": "L1", "phone": "1", "country": "FR"}), told_by("one"), NOON)
    imported(tmp_path, leads({"lead_id": "L1", "country": None}), told_by("two"), LATER)
    assert lead_of(tmp_path) == {"phone": "1", "country": None}
    assert changes_of(tmp_path) == [("country", LATER, "FR", None, LATER)]


def test_a_column_that_is_known_for_the_first_time_has_not_changed(tmp_path):
    imported(tmp_path, leads({"lead_id": "L1", "stage": "mql"}), told_by("one"), NOON)
    stored = imported(
        tmp_path, leads({"lead_id": "L1", "stage": "mql", "country": "FR"}), told_by("two"), LATER
    )
    assert lead_of(tmp_path) == {"country": "FR", "stage": "mql"} and not stored.changes
    assert stored.tables[0].updated == 1


def test_rows_that_an_export_lacks_are_kept_and_counted(tmp_path):
    imported(
        tmp_path,
        leads({"lead_id": "L1", "stage": "a"}, {"lead_id": "L2", "stage": "a"}),
        told_by("one"),
        NOON,
    )
    stored = imported(tmp_path, leads({"lead_id": "L3", "stage": "a"}), told_by("two"), LATER)
    (table,) = stored.tables
    assert (table.added, table.not_in_export) == (1, 2)
    assert [row["lead_id"] for row in tables_of(tmp_path)["leads"][1]] == ["L1", "L2", "L3"]


def test_an_older_export_turns_nothing_back_and_fills_gaps(tmp_path):
    newer = leads({"lead_id": "L1", "stage": "sql", "phone": None, "title": None, "modified_at": NOON})
    older = leads(
        {
            "lead_id": "L1",
            "stage": "mql",
            "phone": "1",
            "title": "CEO",
            "modified_at": NOON - timedelta(days=2),
        }
    )
    cleared = {
        "lead_id": "L1",
        "field": "title",
        "changed_at": NOON - timedelta(days=1),
        "old_value": "CEO",
        "new_value": None,
    }
    history = {"lead_changes": (list(cleared), [cleared | {"__file": "h", "__line": 2}])}
    imported(tmp_path, newer | history, told_by("newer"), NOON + timedelta(hours=1))
    stored = imported(tmp_path, older, told_by("older"), LATER)
    assert lead_of(tmp_path) == {
        "stage": "sql",
        "phone": "1",
        "title": None,
    }  # its title is known to have been cleared later
    assert not stored.changes and stored.tables[0].updated == 1


def test_a_file_is_as_old_as_it_says(tmp_path):
    long_ago = NOON - timedelta(days=60)
    imported(tmp_path, leads({"lead_id": "L1", "stage": "sql"}, file="may"), told_by("may", NOON), LATER)
    imported(
        tmp_path, leads({"lead_id": "L1", "stage": "mql"}, file="march"), told_by("march", long_ago), LATER
    )
    assert lead_of(tmp_path) == {"stage": "sql"} and not changes_of(tmp_path)


@pytest.mark.parametrize("second", [NOON, LATER])
def test_a_file_imported_again_is_as_old_as_its_first_import(tmp_path, second):
    imported(tmp_path, leads({"lead_id": "L1", "stage": "mql"}, file="one"), told_by("one"), NOON)
    imported(tmp_path, leads({"lead_id": "L1", "stage": "sql"}, file="two"), told_by("two"), second)
    both = leads(
        {"lead_id": "L1", "stage": "mql", "__file": "one"},
        {"lead_id": "L2", "stage": "new", "__file": "three"},
    )
    imported(tmp_path, both, [*told_by("one"), *told_by("three")], LATER + timedelta(days=1))
    assert [lead_of(tmp_path, lead)["stage"] for lead in ("L1", "L2")] == ["sql", "new"]


def test_a_file_read_otherwise_is_corrected_and_no_history_is_made_of_it(tmp_path):
    first = leads({"lead_id": "L1", "stage": "Marketing Q.", "country": "n/a"}, file="one")
    imported(tmp_path, first, told_by("one"), NOON)
    mended = leads({"lead_id": "L1", "stage": "mql", "country": None}, file="one")
    stored = imported(tmp_path, mended, [("one", "bytes of one", None, "another mapping")], LATER)
    assert lead_of(tmp_path) == {"stage": "mql", "country": None} and stored.import_id and not stored.changes


def test_of_two_rows_of_one_import_the_one_modified_last_speaks_first(tmp_path):
    rows = leads(
        {"lead_id": "L1", "stage": "sql", "phone": None, "modified_at": NOON, "__file": "a.csv"},
        {
            "lead_id": "L1",
            "stage": "mql",
            "phone": "1",
            "modified_at": NOON - timedelta(1),
            "created_at": CREATED - timedelta(1),
            "__file": "b.csv",
        },
        {
            "lead_id": "L1",
            "stage": "mql",
            "phone": "1",
            "modified_at": NOON - timedelta(1),
            "created_at": CREATED - timedelta(1),
            "__file": "c.csv",
        },
    )
    stored = imported(tmp_path, rows, [], LATER)
    assert lead_of(tmp_path) == {"phone": "1", "stage": "sql"}
    assert tables_of(tmp_path)["leads"][1][0]["created_at"] == CREATED - timedelta(1)
    assert (stored.tables[0].repeated, stored.set_aside, stored.values_set_aside) == (2, 0, 1)
    with read_record(tmp_path) as record:
        assert record.connection.execute("FROM record.set_aside").fetchall() == [
            ("b.csv", 3, "stage", "mql", "contradicts a.csv:2, which was modified later and is kept", True)
        ]


def test_without_instants_the_fuller_row_speaks_first(tmp_path):
    imported(
        tmp_path,
        leads(
            {"lead_id": "L1", "stage": "mql", "phone": None},
            {"lead_id": "L1", "stage": "inquiry", "phone": "1"},
        ),
        [],
        LATER,
    )
    assert lead_of(tmp_path) == {"phone": "1", "stage": "inquiry"}


def activity(outcome=None, properties=None, at=NOON, id_=None, line=2):
    return {
        "activity_id": id_, "lead_id": "L1", "occurred_at": at, "kind": "call", "outcome": outcome, "properties": properties, "__file": "a", "__line": line,
    }  # fmt: skip


def activities(*rows):
    return {
        "activities": (["activity_id", "lead_id", "occurred_at", "kind", "outcome", "properties"], list(rows))
    }


def test_activities_without_ids_never_double(tmp_path):
    told = activities(
        activity(line=2), activity(line=3), activity("connected"), activity(properties='{"a":1}')
    )
    stored = imported(tmp_path, told, told_by("one"), LATER)
    assert (stored.tables[0].added, stored.tables[0].repeated) == (3, 1)
    ids = [row["activity_id"] for row in tables_of(tmp_path)["activities"][1]]
    again = activities(
        activity(properties='{"a":1}'), activity("connected"), activity(at=NOON + timedelta(minutes=1))
    )
    stored = imported(tmp_path, again, told_by("two"), LATER)
    assert (stored.tables[0].added, stored.tables[0].updated, stored.tables[0].unchanged) == (1, 0, 2)
    assert {row["activity_id"] for row in tables_of(tmp_path)["activities"][1]} > set(ids)


def test_a_property_learned_later_makes_no_second_activity(tmp_path):
    imported(tmp_path, activities(activity("connected")), told_by("one"), NOON + timedelta(hours=1))
    stored = imported(tmp_path, activities(activity("connected", '{"minutes":4}')), told_by("two"), LATER)
    assert (stored.tables[0].added, stored.tables[0].updated) == (0, 1)


def test_activities_are_in_the_order_of_lead_and_instant(tmp_path):
    rows = [
        activity(id_=str(n), at=NOON - timedelta(minutes=n * 7 % 11)) | {"lead_id": f"L{n % 3}"}
        for n in range(20)
    ]
    imported(tmp_path, activities(*rows), [], LATER)
    found = [
        (row["lead_id"], row["occurred_at"], row["activity_id"])
        for row in tables_of(tmp_path)["activities"][1]
    ]
    assert found == sorted(found)


def test_what_is_dated_after_the_import_is_set_aside(tmp_path):
    after = NOON + timedelta(days=2)
    meeting = {
        "meeting_id": "M",
        "lead_id": "L1",
        "booked_at": NOON,
        "starts_at": after,
        "__file": "m",
        "__line": 2,
    }
    stay = {
        "lead_id": "L1",
        "program_id": "P",
        "entered_at": NOON,
        "left_at": after,
        "__file": "e",
        "__line": 2,
    }
    deal = {
        "opportunity_id": "O",
        "created_at": NOON,
        "is_won": True,
        "closed_at": after,
        "__file": "o",
        "__line": 2,
    }
    told = {
        **activities(activity(at=after), activity()),
        "meetings": (["meeting_id", "lead_id", "booked_at", "starts_at"], [meeting, meeting | {"meeting_id": "N", "booked_at": after, "__line": 3}]),
        "enrollments": (["lead_id", "program_id", "entered_at", "left_at"], [stay]),
        "opportunities": (["opportunity_id", "created_at", "is_won", "closed_at"], [deal]),
        "spend": (["campaign_id", "spent_on", "amount"], [{"campaign_id": "K", "spent_on": date(2026, 3, 9), "amount": 1, "__file": "s", "__line": 2}]),
    }  # fmt: skip
    files = [source for label in "ameos" for source in told_by(label)]
    stored = imported(tmp_path, told, files, NOON)
    assert {table.table: table.added for table in stored.tables} == {
        "activities": 1, "meetings": 1, "enrollments": 1, "opportunities": 1, "spend": 0,
    }  # fmt: skip
    assert (stored.set_aside, stored.values_set_aside) == (3, 1)
    assert tables_of(tmp_path)["opportunities"][1][0]["closed_at"] is None
    # Two days later they have happened.
    stored = imported(tmp_path, told, files, NOON + timedelta(days=9))
    assert (stored.set_aside, stored.values_set_aside) == (0, 0)
    with read_record(tmp_path) as record:
        assert (
            record.rows("activities") == 2
            and not record.connection.execute("FROM record.set_aside").fetchall()
        )


def test_a_record_without_leads_can_be_read(tmp_path):
    deal = {"opportunity_id": "O", "created_at": CREATED, "__file": "o", "__line": 2}
    stored = imported(
        tmp_path, {"opportunities": (["opportunity_id", "created_at"], [deal])}, told_by("one"), NOON
    )
    assert stored.written == ("leads", "opportunities")
    with read_record(tmp_path, zone="Asia/Tokyo") as record:
        assert record.rows("opportunities") == 1 and record.rows("leads") == 0
        assert record.connection.execute("SELECT created_at FROM record.opportunities").fetchall() == [
            (CREATED,)
        ]
        assert record.notes == ("leads: there are no rows under the header",)


def test_the_stamps_are_no_attributes_and_the_mapping_is_not_ignored(tmp_path):
    imported(tmp_path, leads({"lead_id": "L1", "Segment": "a"}), told_by("one"), NOON)
    (tmp_path / "mapping.yaml").write_text("tables: {}")
    with read_record(tmp_path) as record:
        assert record.columns("leads") == ("lead_id", "created_at", "Segment") and not record.notes


def test_what_is_set_aside_counts_by_the_last_import_of_each_file(tmp_path):
    bad = [("a.csv", 7, "email", "x", "is no address", True), ("b.csv", 3, "", None, "has no lead", False)]
    unused = [("a list", "there is no place for it", "b.csv", 4)]
    first = leads({"lead_id": "L1", "stage": "a"}, file="a.csv")
    imported(tmp_path, first, [*told_by("a.csv"), *told_by("b.csv")], NOON, aside=bad, not_used=unused)
    with read_record(tmp_path) as record:
        assert record.connection.execute("SELECT file, line, kept FROM record.set_aside").fetchall() == [
            ("a.csv", 7, True),
            ("b.csv", 3, False),
        ]
        assert record.tables["leads"].read == record.tables["leads"].kept == 1
        assert record.notes == ("1 row and 1 value were set aside when files were imported",)
    mended = leads({"lead_id": "L1", "stage": "b"}, file="a.csv")
    stored = imported(tmp_path, mended, [("a.csv", "mended", None)], LATER)
    assert stored.set_aside == stored.values_set_aside == 0
    with read_record(tmp_path) as record:
        assert record.connection.execute("SELECT file, line FROM record.set_aside").fetchall() == [
            ("b.csv", 3)
        ]


def test_the_imports_are_listed(tmp_path):
    assert imports_of(tmp_path / "nowhere") == ()
    imported(tmp_path, leads({"lead_id": "L1", "stage": "a"}), told_by("one"), NOON)
    imported(
        tmp_path, leads({"lead_id": "L1", "stage": "b"}), told_by("two", NOON + timedelta(hours=1)), LATER
    )
    one, two = imports_of(tmp_path)
    assert (one.number, two.number) == (1, 2) and two.imported_at == aware(LATER)
    assert [(s.label, s.as_of) for s in two.sources] == [("two", aware(NOON + timedelta(hours=1)))]
    assert two.tables[0].updated == 1 and two.changes == {"lead_changes": 1}


def test_a_list_of_imports_that_breaks_off_is_named_with_its_line(tmp_path):
    imported(tmp_path, leads({"lead_id": "L1", "stage": "a"}), told_by("one"), NOON)
    ledger = tmp_path / ".handfast" / "imports.jsonl"
    ledger.write_text(ledger.read_text() + '{"id": "0002"')
    with pytest.raises(InputFaults, match=r"imports\.jsonl:2: the list of imports can't be read"):
        imported(tmp_path, leads({"lead_id": "L1", "stage": "b"}), told_by("two"), LATER)


@pytest.mark.parametrize("name", ["leads.csv", "leads.parquet", "leads/part.csv", "lead_changes.tsv"])
def test_a_persons_own_files_are_never_changed(tmp_path, name):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("lead_id,created_at\nL1,2026-01-01\n")
    before = files_of(tmp_path)
    with pytest.raises(InputFaults, match="was not written by an import") as caught:
        imported(tmp_path, leads({"lead_id": "L1", "stage": "b"}), told_by("two"), LATER)
    assert "--out OTHER" in str(caught.value) and files_of(tmp_path) == before
    assert not (tmp_path / ".handfast").exists()


def test_a_persons_other_tables_stay_beside_imported_ones(tmp_path):
    (tmp_path / "absences.csv").write_text("user_id,starts_at,ends_at\nU1,2026-01-01,2026-01-02\n")
    imported(tmp_path, leads({"lead_id": "L1", "stage": "b"}), told_by("two"), LATER)
    with read_record(tmp_path) as record:
        assert (record.rows("absences"), record.rows("leads")) == (1, 1)
