"""Re-import, held to its rules in plain Python."""

import tempfile
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.importing.store import reference
from tests.importing.store.imports import (
    NOON,
    files_of,
    histories,
    imported,
    imports,
    sources,
    tables_of,
    told,
)

LATE = NOON + timedelta(days=30)
FEWER = settings(max_examples=settings.default.max_examples // 5)
HALF = settings(max_examples=settings.default.max_examples // 2)


def by_text(rows):
    return sorted(rows, key=lambda row: repr(sorted(row.items(), key=lambda item: item[0])))


def hold_to_the_rules(several):
    """Store imports one after the other, and see that the record is what plain rules make of them."""
    with tempfile.TemporaryDirectory() as folder:
        record = reference.Record()
        for what, files, at in several:
            record, aside = reference.run(record, what, files, at)
            before = files_of(folder)
            stored = imported(folder, what, files, at)
            found = tables_of(folder)
            assert {n: (t.columns, by_text(t.rows)) for n, t in record.tables.items()} == {
                n: (columns, by_text(rows)) for n, (columns, rows) in found.items()
            }
            assert bool(stored.import_id) or before == files_of(folder)
            assert stored.set_aside == sum(not kept for *_, kept in aside)
            assert stored.values_set_aside == sum(kept for *_, kept in aside)
            for table in stored.tables:
                assert table.in_files == len(what[table.table][1])
                assert (
                    table.in_files
                    == table.added + table.updated + table.unchanged + table.repeated + table.set_aside
                )


@FEWER
@given(st.lists(imports, min_size=1, max_size=3))
def test_records_are_those_of_the_plain_rules(several):
    hold_to_the_rules(several)


@HALF
@given(histories())
def test_what_is_older_and_what_has_changed(several):
    hold_to_the_rules(several)


FACTS = ("activities", "spend", "enrollments")


@FEWER
@given(st.lists(st.tuples(told(FACTS, 6, always_there=True), sources, st.just(LATE)), min_size=2, max_size=2))
def test_facts_without_keys_of_their_own(several):
    hold_to_the_rules(several)
