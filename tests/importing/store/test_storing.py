"""Re-import: what is there stays, what is new joins it, and nothing is told twice."""

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.importing.store import reference
from tests.importing.store.imports import aware, files_of, imported, imports, sources, tables_of, told


def by_text(rows):
    return sorted(rows, key=lambda row: repr(sorted(row.items(), key=lambda item: item[0])))


@given(st.lists(imports, min_size=1, max_size=3))
def test_records_are_those_of_the_plain_rules(several):
    with tempfile.TemporaryDirectory() as folder:
        record = reference.Record()
        for what, files, at in several:
            before = reference.Record(dict(record.tables), dict(record.digests), record.imports)
            record, aside = reference.run(before, what, files, at)
            stored = imported(folder, what, files, at)
            found = tables_of(folder)
            if not stored.import_id:
                assert before.tables == record.tables
            assert {n: (t.columns, by_text(t.rows)) for n, t in record.tables.items()} == {
                n: (columns, by_text(rows)) for n, (columns, rows) in found.items()
            }
            assert stored.set_aside == sum(not kept for *_, kept in aside)
            assert stored.values_set_aside == sum(kept for *_, kept in aside)
            for table in stored.tables:
                assert table.in_files == len(what[table.table][1])
                assert table.in_files == table.added + table.updated + table.unchanged + table.repeated + table.set_aside
