"""What holds of every re-import: nothing changes by telling it again, or in another order or file, and no fact is lost."""

import tempfile
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.importing.store.imports import LABELS, NOON, files_of, imported, imports, tables_of, told

LATE = NOON + timedelta(days=30)
FEWER = settings(max_examples=settings.default.max_examples // 5)


@FEWER
@given(imports, imports)
def test_what_was_imported_before_changes_nothing(one, other):
    with tempfile.TemporaryDirectory() as folder:
        renamed = [(label, f"other {digest}", as_of) for label, digest, as_of in other[1]]
        imported(folder, one[0], one[1], LATE)
        imported(folder, other[0], renamed, LATE + timedelta(hours=1))
        before = files_of(folder)
        for what, files in ((one[0], one[1]), (other[0], renamed), (one[0], one[1])):
            stored = imported(folder, what, files, LATE + timedelta(hours=2))
            assert not stored.import_id and not stored.written
        assert files_of(folder) == before


@FEWER
@given(told(), st.randoms(use_true_random=False), st.integers(1, 3))
def test_order_and_files_make_no_difference(what, random, many):
    """The same rows, shuffled and dealt to other files, make the same record."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        imported(one, what, [(label, label, None) for label in LABELS], LATE)
        dealt = {}
        for name, (columns, rows) in what.items():
            moved = [
                row | {"__file": random.choice(LABELS[:many]), "__line": random.randint(1, 99)}
                for row in rows
            ]
            random.shuffle(moved)
            dealt[name] = (columns, moved)
        imported(other, dealt, [(label, label, None) for label in LABELS[:many]], LATE)
        assert tables_of(one) == tables_of(other)
        # And told again, by files of other bytes and at the same time, they change no table.
        stored = imported(other, what, [(label, f"new {label}", None) for label in LABELS], LATE)
        assert not stored.written and stored.import_id


@FEWER
@given(imports, imports)
def test_no_fact_is_lost(one, other):
    """Every key, every change and every amount spent that an import brought is there after the next."""
    with tempfile.TemporaryDirectory() as folder:
        imported(folder, *one)
        first = tables_of(folder)
        imported(
            folder,
            other[0],
            [(label, f"other {digest}", as_of) for label, digest, as_of in other[1]],
            other[2],
        )
        then = tables_of(folder)
        for name, (_, rows) in first.items():
            key = [k for k in KEYS[name] if k in first[name][0]]
            before = sorted(repr([row[k] for k in key]) for row in rows)
            after = sorted(repr([row[k] for k in key]) for row in then[name][1])
            missing = list(before)
            for there in after:
                if there in missing:
                    missing.remove(there)
            assert not missing


KEYS = {
    "leads": ["lead_id"],
    "lead_changes": ["lead_id", "field", "changed_at", "new_value"],
    "opportunities": ["opportunity_id"],
    "opportunity_changes": ["opportunity_id", "field", "changed_at", "new_value"],
    "activities": ["activity_id"],
    "enrollments": ["lead_id", "program_id", "entered_at"],
    "spend": ["campaign_id", "spent_on", "amount"],
}
