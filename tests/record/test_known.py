"""Repeats, identity, order of changes, and what was known when: the record against its slow reference, table by table."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from handfast.record import create_seen, latest_fact, record_from_tables
from handfast.record.changes import Change, in_order
from handfast.record.columns import Type
from handfast.record.kinds import SIDE_OF_KIND
from handfast.record.tables import BY_NAME
from tests.record.facts import START, instants, many_worlds
from tests.reference import record as reference

# An example is up to eight worlds in one record, so a tenth of what the profile asks for is plenty.
FEW = settings(
    max_examples=max(12, settings.default.max_examples // 10),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def tables_of(record, schema, names):
    found = {}
    for name in names:
        cursor = record.connection.execute(f"SELECT * FROM {schema}.{name}")
        columns = [column[0] for column in cursor.description]
        found[name] = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return found


def comparable(tables, names):
    """Rows without what is missing, in one order."""
    return {
        name: sorted(sorted((k, str(v)) for k, v in row.items() if v is not None) for row in tables[name])
        for name in names
    }


def differences(found, expected, names):
    """For each table that differs: what only the one has, and what only the other."""
    one, other = comparable(found, names), comparable(expected, names)
    return {
        name: (
            [row for row in one[name] if row not in other[name]],
            [row for row in other[name] if row not in one[name]],
        )
        for name in names
        if one[name] != other[name]
    }


def with_sides(tables):
    """The reference's word for whose an activity is."""
    sellers = {row["user_id"] for row in tables["users"] if row["side"] == "sales"}
    for row in tables["activities"]:
        if row.get("side") is None:
            mail = (
                "sales" if row.get("user_id") in sellers else "marketing" if row.get("campaign_id") else None
            )
            row["side"] = SIDE_OF_KIND.get(row["kind"], mail if row["kind"] == "email_sent" else None)
    return tables


def read_value(table, column, text):
    """The value of a change in its column's type."""
    known = {c.name: c for c in BY_NAME[table].columns}
    if column not in known:
        return text
    match known[column].type:
        case Type.INSTANT:
            return reference.read_instant(text, "UTC")
        case Type.MONEY:
            return reference.read_decimal(text, 2, 18)
        case Type.WHOLE:
            return reference.read_whole(text)
        case Type.BOOLEAN:
            return reference.read_boolean(text)
        case _:
            choices = known[column].choices
            return text if not choices or text.lower() in choices else None


@FEW
@given(many_worlds, instants)
def test_the_record_and_what_was_known_of_it(world, as_of):
    names = [*world, "lead_identities"]
    told = reference.told(world)
    with record_from_tables(world, threads=1) as record:
        found = tables_of(record, "record", names)
        for row in found["lead_identities"]:
            assert row.pop("reason") in ("same e-mail address", "merged on a person's word")
        assert not differences(found, with_sides(reference.merge(told)), names)
        for name, rows in world.items():
            read = record.tables[name]
            assert read.read == len(rows) == read.kept + read.set_aside + read.duplicates
        later = create_seen(record, as_of.replace(tzinfo=UTC))
        seen = tables_of(record, "seen", names)
        for row in seen["lead_identities"]:
            row.pop("reason")
        known = with_sides(reference.merge(reference.known(told, as_of, read_value)))
        assert not differences(seen, known, names)
        assert later or not differences(seen, found, names)


@given(st.lists(st.tuples(*[st.sampled_from([None, "a", "b", "c"])] * 2, st.sampled_from("xy")), max_size=7))
def test_changes_of_one_instant_are_put_in_order(values):
    rows = [
        {
            "lead_id": "L",
            "field": "stage",
            "changed_at": START,
            "old_value": o,
            "new_value": n,
            "changed_by": b,
        }
        for o, n, b in values
    ]
    columns = reference.columns_of("lead_changes", rows)
    once = list({reference.canonical_text(row, columns): row for row in rows}.values())
    expected = [
        (row["old_value"], row["new_value"], row["changed_by"]) for row in reference.in_order(once, columns)
    ]
    changes = [
        Change(row["old_value"], row["new_value"], reference.canonical_text(row, columns), i)
        for i, row in enumerate(rows)
    ]
    assert [values[change.row] for change in in_order(changes)] == expected


def test_a_chain_of_changes_at_one_instant_comes_out_as_a_chain():
    steps = ["inquiry", "mql", "sal", "sql"]
    rows = [
        {"lead_id": "L", "field": "stage", "changed_at": START, "old_value": a, "new_value": b}
        for a, b in reversed(list(pairwise(steps)))
    ]
    with record_from_tables({"lead_changes": rows}) as record:
        ordered = record.connection.execute(
            "SELECT new_value FROM record.lead_changes ORDER BY changed_at, change_order"
        ).fetchall()
    assert ordered == [("mql",), ("sal",), ("sql",)]


def test_of_two_tellings_the_fuller_is_kept_and_the_other_shown():
    rows = [
        {"lead_id": "7", "created_at": START, "title": "VP"},
        {"lead_id": "7", "created_at": START, "title": "CEO", "phone": "1"},
    ]
    with record_from_tables({"leads": [*rows, rows[0]]}) as record:
        assert record.connection.execute("SELECT title FROM record.leads").fetchall() == [("CEO",)]
        aside = record.connection.execute("FROM record.set_aside").fetchall()
        assert aside == [
            ("leads", 1, "lead_id", "7", "repeats lead_id of leads:2, which says more and is kept", False)
        ]
        (repeated,) = record.repeats
        assert (repeated.duplicates, repeated.set_aside) == (1, 1)
        assert "leads: 1 row said exactly what another did; such rows are one" in record.notes


def test_an_email_sent_by_a_seller_is_sales_and_by_a_campaign_marketing():
    base = {"lead_id": "L", "occurred_at": START, "kind": "email_sent"}
    activities = [
        base | {"activity_id": "1", "user_id": "S", "campaign_id": "K"},
        base | {"activity_id": "2", "user_id": "M", "campaign_id": "K"},
        base | {"activity_id": "3", "user_id": "M"},
        base | {"activity_id": "4", "user_id": "S", "side": "prospect"},
    ]
    users = [{"user_id": "S", "side": "sales"}, {"user_id": "M", "side": "marketing"}]
    with record_from_tables({"activities": activities, "users": users}) as record:
        sides = record.connection.execute(
            "SELECT side FROM record.activities ORDER BY activity_id"
        ).fetchall()
    assert sides == [("sales",), ("marketing",), (None,), ("prospect",)]


def test_what_a_merged_lead_did_is_the_survivors_and_repeats_are_one():
    leads = [{"lead_id": i, "created_at": START, "email": "a@b.example"} for i in "ba"]
    contacts = [
        {"opportunity_id": "O", "lead_id": "a", "role": "user"},
        {"opportunity_id": "O", "lead_id": "b", "role": "user", "is_primary": True},
    ]
    with record_from_tables({"leads": leads, "opportunity_contacts": contacts}) as record:
        assert record.merged_leads == 1
        rows = record.connection.execute(
            "SELECT lead_id, role, is_primary FROM record.opportunity_contacts"
        ).fetchall()
        assert rows == [("a", "user", True)]
        assert record.tables["opportunity_contacts"].set_aside == 1


def test_seen_of_everything_is_the_record_itself():
    with record_from_tables({"leads": [{"lead_id": "a", "created_at": START, "Own": "x"}]}) as record:
        assert latest_fact(record) == START.replace(tzinfo=UTC)
        assert not create_seen(record, latest_fact(record))
        assert record.connection.execute('SELECT lead_id, "Own" FROM seen.leads').fetchall() == [("a", "x")]
        for name, table in BY_NAME.items():
            described = record.connection.execute(f"DESCRIBE seen.{name}").fetchall()
            assert [row[:2] for row in described][: len(table.all_columns)] == [
                (c.name, c.type.sql) for c in table.all_columns
            ]


def test_an_opportunity_that_closes_later_is_open_and_worth_what_it_was():
    opportunity = {
        "opportunity_id": "O",
        "created_at": datetime(2026, 1, 1),
        "amount": "99",
        "stage": "won",
        "closed_at": datetime(2026, 3, 1),
    }
    change = {
        "opportunity_id": "O",
        "field": "amount",
        "changed_at": datetime(2026, 2, 1),
        "old_value": "50",
        "new_value": "99",
    }
    with record_from_tables(
        {"opportunities": [opportunity | {"is_won": True}], "opportunity_changes": [change]}
    ) as record:
        create_seen(record, datetime(2026, 1, 15, tzinfo=UTC))
        query = "SELECT amount, stage, closed_at, is_won FROM seen.opportunities"
        assert record.connection.execute(query).fetchall() == [(Decimal("50.00"), None, None, None)]
        create_seen(record, datetime(2026, 3, 1, tzinfo=UTC))
        assert record.connection.execute(query).fetchall() == [
            (Decimal("99.00"), "won", datetime(2026, 3, 1), True)
        ]


@pytest.mark.parametrize("table", ["activities", "leads"])
def test_an_unknown_table_or_column_is_said(table):
    with record_from_tables({}) as record:
        assert not record.has("activities")
        assert record.columns("activities") == ()
        with pytest.raises(KeyError):
            record.has(f"{table}_of_old")
