"""Dealing, gaps in the CRM, content and automation: worked cases, and what must hold of any."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from handfast.engine.context import Context
from handfast.engine.fairness import routing_pools
from handfast.engine.findings import FINDINGS
from handfast.engine.overall import evaluate_overall
from tests.engine.company import AS_OF, company
from tests.engine.handmade import SQL_TYPES, handmade, northwind, rows_of

Row = dict[str, Any]
T = datetime(2026, 3, 10, 15)
USERS = [{"user_id": name, "team": "sdr"} for name in ("ana", "bo", "kim")] + [
    {"user_id": "max", "team": "ae"}
]


def found(
    seen: dict[str, list[Row]] | None = None,
    findings: dict[str, list[Row]] | None = None,
    absent: tuple[str, ...] = (),
    **changes: Any,
) -> Context:
    context = handmade(
        northwind(**changes), as_of=datetime(2026, 4, 20), first=datetime(2026, 1, 1), absent=absent,
        seen={"users": USERS} | (seen or {}), findings=findings,
    )  # fmt: skip
    evaluate_overall(context)
    return context


def handoff(number: int, owner: str | None, **more: Any) -> Row:
    return {
        "handoff_id": f"sales:l{number}:1", "handoff": "sales", "lead_id": f"l{number}", "cycle": 1, "handed_at": T, "owner_id": owner, "team": "sdr",
        "raised": False, "complete": True, "unlogged": False, "touches": 1, **more,
    }  # fmt: skip


def dealt(owners: list[str | None], **changes: Any) -> dict[str, Row]:
    context = found(findings={"handoffs": [handoff(n, owner) for n, owner in enumerate(owners)]}, **changes)
    return {
        row["owner_id"]: row
        for row in rows_of(context, "SELECT * FROM findings.fairness WHERE period = 'all'")
    }


def test_shares_are_held_against_the_weights_of_the_pool() -> None:
    rows = dealt(["ana"] * 6 + ["bo"] * 3 + ["kim"] + [None] * 4)
    assert {name: (row["leads"], row["weight"]) for name, row in rows.items()} == {
        "ana": (6, 2.0),
        "bo": (3, 1.0),
        "kim": (1, 1.0),
    }
    assert rows["ana"]["weight_share"] == pytest.approx(0.6), (
        "nine of the ten went to the pool of ana and bo, two thirds of them are hers"
    )
    assert rows["ana"]["leads_gap"] == pytest.approx(0) and rows["kim"]["weight_share"] == pytest.approx(0.1)


def test_who_should_have_got_some_and_got_none_is_there() -> None:
    rows = dealt(["ana"] * 4)
    assert (rows["bo"]["leads"], rows["bo"]["leads_share"]) == (0, 0)
    assert rows["bo"]["leads_gap"] == -1
    assert rows["ana"]["leads_gap"] == pytest.approx(0.5)


def test_without_routing_all_receivers_share_alike_and_an_outsider_has_no_weight() -> None:
    rows = dealt(["ana", "ana", "bo", "max"], routing=[])
    assert {name: row["weight_share"] for name, row in rows.items()} == {
        "ana": pytest.approx(0.25), "bo": pytest.approx(0.25), "kim": pytest.approx(0.25), "max": 0
    }  # fmt: skip
    assert rows["max"]["leads_gap"] is None


def test_the_expected_value_is_the_rate_of_alike_hand_offs_times_the_mean_win() -> None:
    handoffs = [handoff(n, "ana" if n < 10 else "bo") for n in range(20)]
    deals = [
        {"opportunity_id": f"o{n}", "handoff_id": f"sales:l{n}:1", "created_at": T, "closed_at": T, "outcome": "won", "amount": Decimal(100 + n),
         "converted_amount": Decimal(100 + n), "currency": "USD"} for n in range(4)
    ]  # fmt: skip
    profiles = [
        {"lead_id": f"l{n}", "created_at": T, "source": "web" if n < 10 else "event"} for n in range(20)
    ]
    context = found({"leads": profiles}, {"handoffs": handoffs, "opportunities": deals})
    worth = {
        row["owner_id"]: row["expected_value"]
        for row in rows_of(context, "SELECT * FROM findings.fairness WHERE period = '2026-03'")
    }
    rate, mean = 4 / 20, 101.5
    assert worth["ana"] == pytest.approx(10 * (4 + 20 * rate) / 30 * mean)
    assert worth["bo"] == pytest.approx(10 * (0 + 20 * rate) / 30 * mean)


@pytest.mark.parametrize("seed", range(3))
def test_shares_add_up_to_one(seed: int) -> None:
    context = company(seed).context()
    evaluate_overall(context)
    for row in rows_of(
        context,
        """
        SELECT handoff, period, sum(leads_share) AS leads, sum(value_share) AS worth, sum(weight_share) AS weight FROM findings.fairness GROUP BY ALL""",
    ):
        assert row["leads"] == pytest.approx(1) and (row["worth"] is None or row["worth"] == pytest.approx(1))
        assert row["weight"] <= 1 + 1e-6


def test_a_pool_is_a_rule_that_names_receivers() -> None:
    table = routing_pools(northwind(), {"sales": ["ana", "bo", "zoe"], "ae": ["max"]})
    assert sorted(map(tuple, (row.values() for row in table.to_pylist()))) == [
        ("ae", 0, "max", 1.0), ("sales", 0, "ana", 2.0), ("sales", 0, "bo", 1.0),
    ]  # fmt: skip


def deal(identity: str, outcome: str = "open", **more: Any) -> Row:
    return {
        "opportunity_id": identity,
        "created_at": T,
        "outcome": outcome,
        "owner_id": "max",
        "contacts": 1,
        "currency": "USD",
        **more,
    }


def test_gaps_in_the_crm() -> None:
    handoffs = [handoff(1, "ana", unlogged=True), handoff(2, "ana")]
    deals = [
        deal("late", next_step_at=T),
        deal("due", next_step_at=datetime(2026, 5, 1)),
        deal("won", "won", next_step_at=T, closed_at=T),
    ]
    deals.append(deal("alone", contacts=0))
    context = found(findings={"handoffs": handoffs, "opportunities": deals})
    rows = rows_of(context, "SELECT gap, subject_id, team FROM findings.crm_use ORDER BY ALL")
    assert [tuple(row.values()) for row in rows] == [
        ("next step past due", "late", "ae"), ("opportunity without contacts", "alone", "ae"), ("unlogged hand-off", "sales:l1:1", "sdr"),
    ]  # fmt: skip
    context = found(findings={"opportunities": deals}, absent=("opportunity_contacts",))
    assert {row["gap"] for row in rows_of(context, "SELECT gap FROM findings.crm_use")} == {
        "next step past due"
    }


def used(
    identity: str, asset: str, at: datetime, side: str, lead: str = "ann", user: str | None = None
) -> Row:
    return {
        "activity_id": identity,
        "lead_id": lead,
        "occurred_at": at,
        "kind": "content_shared",
        "side": side,
        "user_id": user,
        "asset_id": asset,
    }


def test_content_is_counted_by_who_did_what_and_before_the_close() -> None:
    seen = {
        "assets": [{"asset_id": "a", "title": "Case", "kind": "case study"}, {"asset_id": "b", "retired_at": T}, {"asset_id": "c"}],
        "activities": [
            used("1", "a", T, "sales", user="ana"), used("2", "a", T - timedelta(days=60), "sales", user="ana"), used("3", "a", T, "sales", user="bo"),
            used("4", "a", T, "prospect"), used("5", "a", T, "prospect"), used("6", "a", T + timedelta(days=9), "prospect", "bob"),
            used("7", "b", T, "prospect"),
        ],
        "opportunities": [{"opportunity_id": "o1", "created_at": T, "lead_id": "ann"}, {"opportunity_id": "o2", "created_at": T, "lead_id": "bob"}],
        "opportunity_contacts": [{"opportunity_id": "o2", "lead_id": "ann"}],
    }  # fmt: skip
    deals = [
        deal("o1", "won", closed_at=T + timedelta(days=5)),
        deal("o2", "lost", closed_at=T + timedelta(days=5)),
    ]
    context = found(seen, {"opportunities": deals})
    rows = {row["asset_id"]: row for row in rows_of(context, "SELECT * FROM findings.content")}
    case = rows["a"]
    assert (
        case["uses"],
        case["users"],
        case["uses_90_days"],
        case["opened"],
        case["won"],
        case["lost"],
        case["live"],
    ) == (3, 2, 2, 2, 1, 1, True)
    assert (rows["b"]["uses"], rows["b"]["opened"], rows["b"]["live"]) == (0, 1, False)
    figure = rows_of(
        context,
        "SELECT value, denominator FROM findings.metrics WHERE name = 'content_unused' AND dimension = 'all'",
    )
    assert figure == [{"value": 0.5, "denominator": 2}], "of the two live ones, one was never used"
    bare = found({"assets": seen["assets"]}, absent=("activities",))
    assert {row["uses"] for row in rows_of(bare, "SELECT uses FROM findings.content")} == {None}
    assert rows_of(bare, "SELECT * FROM findings.metrics WHERE name LIKE 'content%'") == []


def gaps(context: Context) -> set[tuple[Any, ...]]:
    return {
        tuple(row.values())
        for row in rows_of(
            context, "SELECT gap, subject, lead_id, program_id, leads FROM findings.automation"
        )
    }


def test_stages_and_programs_that_do_not_meet() -> None:
    spans = [
        {"lead_id": "l1", "span": 1, "stage": "Weird", "known": False},
        {"lead_id": "l2", "span": 1, "stage": "Weird", "known": False},
    ]
    programs = [
        {"program_id": "p1", "stage": " MarketingQualifiedLead "},
        {"program_id": "p2", "stage": "inquiry", "active": False},
    ]
    leads = [{"lead_id": lead, "created_at": T} for lead in ("l1", "l2")]
    context = found(
        {"programs": programs, "leads": leads},
        {"stage_spans": spans, "standings": [{"lead_id": "l1", "stage": "inquiry"}]},
    )
    assert gaps(context) == {
        ("unmapped stage", "Weird", None, None, 2),
        ("stage without program", "inquiry", None, None, 1),
    }
    assert gaps(found(absent=("programs", "enrollments"))) == set(), "no data"


def test_leads_whose_program_contradicts_their_stage() -> None:
    leads = [{"lead_id": f"l{n}", "created_at": T} for n in range(5)]
    standings = [
        {"lead_id": f"l{n}", "stage": stage} for n, stage in enumerate(["mql", "sql", "sql", "mql", None])
    ]
    programs = [
        {"program_id": "early", "stage": "mql"},
        {"program_id": "late", "stage": "sql"},
        {"program_id": "stopped", "stage": "mql", "active": False},
    ]
    enrolled = [
        ("l0", "early", None),
        ("l1", "early", None),
        ("l2", "late", None),
        ("l2", "stopped", None),
        ("l3", "early", T),
        ("l4", "early", None),
    ]
    enrollments = [
        {"lead_id": lead, "program_id": program, "entered_at": T - timedelta(days=2), "left_at": left}
        for lead, program, left in enrolled
    ]
    seen = {"leads": leads, "programs": [*programs, {"program_id": "first", "stage": "inquiry"}], "enrollments": enrollments,
            "opportunities": [{"opportunity_id": "o", "created_at": T, "lead_id": "l4"}]}  # fmt: skip
    context = found(seen, {"standings": standings, "opportunities": [deal("o")]})
    assert gaps(context) == {
        ("nurtured against stage", "sql", "l1", "early", 1), ("nurtured against stage", "(none)", "l4", "early", 1),
    }, "l1's program is marketing's and its stage is sales'; l4 has an open opportunity"  # fmt: skip


def ended(lead: str, by: str, reason: str | None) -> list[Row]:
    return [
        {"lead_id": lead, "cycle": 1, "started_at": T - timedelta(days=9), "ended_at": T, "ended_by": by, "reason": reason},
        {"lead_id": lead, "cycle": 2, "started_at": T},
    ]  # fmt: skip


def test_leads_that_come_back_to_no_program() -> None:
    ends = [("l1", "disqualified", "Timing"), ("l2", "disqualified", "no need"), ("l3", "recycled", None), ("l4", "disqualified", "no budget"),
            ("l5", "lost", "no decision"), ("l6", "disqualified", "timing")]  # fmt: skip
    cycles = [row for one in ends for row in ended(*one)]
    programs = [
        {"program_id": "p", "stage": "mql"},
        {"program_id": "q", "stage": "inquiry"},
        {"program_id": "n", "name": "No Decision"},
    ]
    enrollments = [{"lead_id": "l4", "program_id": "p", "entered_at": T + timedelta(days=1)}]
    qualified = [{"lead_id": "l6", "cycle": 2, "qualified_at": T + timedelta(days=3)}]
    context = found(
        {"programs": programs, "enrollments": enrollments}, {"cycles": cycles, "qualifications": qualified}
    )
    assert gaps(context) == {
        ("reason without program", "timing", None, None, 2), ("recycled without program", "timing", "l1", None, 1),
        ("recycled without program", "recycled", "l3", None, 1), ("recycled without program", "no decision", "l5", None, 1),
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(2))
def test_every_table_has_the_columns_and_the_key_that_the_registry_names(seed: int) -> None:
    made = company(seed)
    made.seen["assets"] = [{"asset_id": "a", "title": "t", "created_at": AS_OF, "retired_at": None}]
    made.seen["spend"].append(
        {"campaign_id": "c0", "spent_on": date(2026, 1, 2), "amount": Decimal(3), "currency": "USD"}
    )
    context = made.context()
    evaluate_overall(context)
    for name, table in FINDINGS.items():
        if table.per_lead:
            continue
        described = context.engine.connection.execute(f"DESCRIBE findings.{name}").fetchall()
        assert {row[0] for row in described} == {column.name for column in table.columns}, name
        types = {row[0]: row[1] for row in described}
        wrong = {
            column.name: types[column.name]
            for column in table.columns
            if SQL_TYPES[column.type] != types[column.name]
        }
        assert {
            key
            for key, kind in wrong.items()
            if kind not in ("INTEGER", "HUGEINT", "DECIMAL(38,2)", '"NULL"')
        } == set(), (name, wrong)
        keys = ", ".join(f'"{key}"' for key in table.key)
        assert (
            rows_of(context, f"SELECT {keys} FROM findings.{name} GROUP BY {keys} HAVING count(*) > 1") == []
        ), name


def test_the_order_of_rows_changes_nothing() -> None:
    made, tables = company(6), [name for name, table in FINDINGS.items() if not table.per_lead]
    first = made.context()
    evaluate_overall(first)
    for rows in [*made.seen.values(), *made.findings.values()]:
        rows.reverse()
    second = made.context()
    evaluate_overall(second)
    for name in tables:
        key = ", ".join(f'"{column}"' for column in FINDINGS[name].key)
        columns = ", ".join(f'"{column.name}"' for column in FINDINGS[name].columns)
        query = f"SELECT {columns} FROM findings.{name} ORDER BY {key}"
        assert rows_of(first, query) == [
            pytest.approx(row) if name == "metrics" else row for row in rows_of(second, query)
        ], name
