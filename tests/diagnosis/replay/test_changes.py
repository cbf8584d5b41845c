"""Two agreements, one after the other, over a record: what is counted by week, what is held equal, what is said."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow.compute as pc
import pytest

from handfast.diagnosis.replay.change_tables import CHANGES, WEEKS, store_changes
from handfast.diagnosis.replay.changes import cells, changes
from handfast.diagnosis.replay.measures import Row
from handfast.engine.evaluate import evaluate
from handfast.engine.findings import DIAGNOSED
from handfast.record import record_from_tables
from tests.diagnosis.replay.company import agreement

START, CHANGE, AS_OF = date(2025, 1, 6), date(2025, 12, 1), datetime(2026, 6, 1, tzinfo=UTC)


def version(begins, within="1 business day"):
    return agreement(20, within).model_copy(update={"effective_from": begins})


def company(faster):
    """Six leads a day on working days for 17 months, all qualified; sales calls them within hours or after days, sooner after the change if `faster`."""
    rng = np.random.default_rng(5)
    tables = {name: [] for name in ("leads", "lead_changes", "activities", "users")}
    tables["users"] = [{"user_id": "ana", "name": "Ana", "side": "sales", "team": "sdr", "active": True}]
    day = START
    while day < AS_OF.date():
        for many in range(6 if day.weekday() < 5 else 0):
            made = datetime(day.year, day.month, day.day, 9, 5 * many, tzinfo=UTC)
            lead = f"l{len(tables['leads']):05d}"
            source = ("web", "event")[int(rng.integers(0, 2))]
            soon = rng.random() < (0.9 if faster and day >= CHANGE else 0.6)
            called = made + timedelta(hours=int(rng.integers(1, 5))) + timedelta(days=0 if soon else 4)
            tables["leads"].append(
                {
                    "lead_id": lead,
                    "created_at": made,
                    "grade": 4,
                    "owner_id": "ana",
                    "origin": "inbound",
                    "stage": "inquiry",
                    "source": source,
                }
            )
            tables["activities"] += [
                {
                    "activity_id": f"p{lead}",
                    "lead_id": lead,
                    "occurred_at": made,
                    "kind": "page_view",
                    "side": "prospect",
                    "user_id": None,
                },
                {
                    "activity_id": f"c{lead}",
                    "lead_id": lead,
                    "occurred_at": called,
                    "kind": "call",
                    "side": "sales",
                    "user_id": "ana",
                },
            ]
            if called + timedelta(hours=1) < AS_OF:
                taken = "accepted" if rng.random() < 0.7 else "rejected"
                tables["lead_changes"].append(
                    {
                        "lead_id": lead,
                        "field": "decision",
                        "changed_at": called + timedelta(hours=1),
                        "old_value": None,
                        "new_value": taken,
                    }
                )
        day += timedelta(days=1)
    return tables


@pytest.fixture(scope="module")
def compared():
    with record_from_tables(company(faster=True), threads=1) as record:
        findings = evaluate([version(START), version(CHANGE, "4 business hours")], record, AS_OF)
        made = changes(findings)
        store_changes(findings, made)
        tables = {
            name: findings.query(f"select * from findings.{name}") for name in ("changes", "change_weeks")
        }
        yield {(each.measure, each.commitment_id): each for each in made}, tables, findings


def test_what_sales_did_sooner_is_found_and_nothing_else(compared):
    made, _, _ = compared
    follow_up = made["follow-up", "follow-up"]
    assert follow_up.difference.verdict == "higher"
    assert follow_up.difference.low < 0.3 < follow_up.difference.high
    assert "First touch within 4 business hours (follow-up): higher by" in follow_up.sentence
    assert made["acceptance", ""].difference.verdict == "no difference shown"
    assert made["handoffs", ""].difference.verdict == "no difference shown"
    assert ("conversion", "") not in made  # no opportunity is on record


def test_both_sides_are_held_to_the_later_time(compared):
    made, _, findings = compared
    weeks = {week.monday: week for week in made["follow-up", "follow-up"].weeks}
    clocks = findings.query("select started_at, stopped_at, elapsed_seconds from findings.clocks").to_pylist()
    for monday in (date(2025, 3, 3), date(2026, 2, 2)):
        own = [row for row in clocks if monday <= row["started_at"].date() < monday + timedelta(days=7)]
        kept = sum(row["stopped_at"] is not None and row["elapsed_seconds"] <= 4 * 3600 for row in own)
        assert (weeks[monday].counted, weeks[monday].of) == (kept, len(own))


def test_weeks_that_led_to_it_and_open_ones_are_no_part(compared):
    made, _, _ = compared
    for each in made.values():
        parts = Counter(week.part for week in each.weeks)
        assert parts["led to it"] == 13
        assert each.difference.weeks_before == parts["before"]
        assert each.difference.weeks_after == parts["after"]
    last = max(week.monday for week in made["acceptance", ""].weeks)
    assert last + timedelta(days=7 + 28) <= AS_OF.date()


def test_tables_are_as_the_registry_names_them(compared):
    _, tables, _ = compared
    for name, schema in (("changes", CHANGES), ("change_weeks", WEEKS)):
        columns = next(table for table in DIAGNOSED if table.name == name).columns
        assert [column.name for column in columns] == schema.names == tables[name].column_names
    assert pc.sum(tables["change_weeks"]["counted"]).as_py() > 0


def test_one_agreement_or_none_promised_has_no_change():
    with record_from_tables(company(faster=False), threads=1) as record:
        assert changes(evaluate([version(START)], record, AS_OF)) == ()


def test_too_early_is_said():
    with record_from_tables(company(faster=True), threads=1) as record:
        made = changes(evaluate([version(START), version(date(2026, 5, 1))], record, AS_OF))
        assert made
        for each in made:
            assert each.difference.verdict == "too early to tell"
            assert "after, and 8 are needed" in each.sentence


def test_rare_kinds_are_held_equal_by_less():
    rows = [Row(START, ("web", "retail", 10.0), 1, 1)] * 12 + [Row(START, ("web", "rare", 10.0), 1, 1)] * 11
    rows += [Row(START, ("odd", "odd", None), 0, 1)] + [
        Row(START, ("web", f"s{n}", 50.0), 0, 1) for n in range(4)
    ]
    named = Counter(cell.stratum for cell in cells(rows, START, scored=True))
    assert sorted(named.values()) == [5, 11, 12]
    assert () in named
