"""Each sign on a record made by hand in which it fires, and on one in which it doesn't."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from handfast.agreement.signs import SIGNS as UNITS
from handfast.diagnosis.diagnose import judge_signs
from handfast.diagnosis.signs.judgement import SignState
from handfast.diagnosis.signs.registry import SIGNS
from handfast.diagnosis.signs.rows import definition_names
from handfast.diagnosis.signs.sentences import SAID
from handfast.engine.findings import DIAGNOSED
from tests.diagnosis.signs.made import AS_OF, DAY, NOW, Tables, clocks, handoffs, made, opportunities, spread

MONTHS = [datetime(2025, 11 + n, 1) if n < 2 else datetime(2026, n - 1, 1) for n in range(8)]
REPS = [{"user_id": f"u{n}", "side": "sales", "active": True, "team": "sdr"} for n in range(4)]


def goals_missed(bad: bool) -> Tables:
    quarters = [(datetime(2025, 4, 1), datetime(2025, 7, 1)), (datetime(2025, 7, 1), datetime(2025, 10, 1)), (datetime(2025, 10, 1), datetime(2026, 1, 1)),
                (datetime(2026, 1, 1), datetime(2026, 4, 1))]  # fmt: skip
    return {
        "findings.compliance": [
            {"commitment_id": "pipeline", "period": f"q{n}", "starts_at": start, "ends_at": end, "by": "both", "dimension": "all", "member": "all",
             "whole": True, "state": "broken" if bad or n == 3 else "kept"}
            for n, (start, end) in enumerate(quarters)
        ]
    }  # fmt: skip


def low_quality(bad: bool) -> Tables:
    share = 0.5 if bad else 0.05
    decided = handoffs(share, decision=("rejected", "accepted"), decided_at=NOW)
    return {
        "findings.handoffs": decided,
        "findings.decisions": [
            {"lead_id": row["lead_id"], "handoff_id": row["handoff_id"], "decided_at": row["decided_at"], "decision": row["decision"],
             "reason": "outside definition",
             "reason_kind": "definitional", "reroute": False, "basis": "recorded"}
            for row in decided
        ],
    }  # fmt: skip


def not_followed_up(bad: bool) -> Tables:
    share = 0.3 if bad else 0.04
    return {
        "findings.handoffs": handoffs(share, timing=("never", "in time")),
        "findings.clocks": clocks(share, "follow-up"),
    }


def promise(commitment: str) -> Callable[[bool], Tables]:
    return lambda bad: {"findings.clocks": clocks(0.45 if bad else 0.03, commitment)}


def gone_cold(bad: bool) -> Tables:
    stays = spread(0.6 if bad else 0.05)
    return {
        "findings.stage_spans": [{"lead_id": f"l{n}", "span": 1, "stage": "mql", "known": True, "entered_at": at} for n, at, _ in stays],
        "findings.cycles": [{"lead_id": f"l{n}", "cycle": 1, "started_at": at} for n, at, _ in stays],
        "seen.activities": [
            {"activity_id": f"a{n}-{k}", "lead_id": f"l{n}", "occurred_at": at + k * 20 * DAY, "kind": "call", "side": "sales"}
            for n, at, silent in stays if not silent for k in range(9)
        ],
    }  # fmt: skip


def feedback_unused(bad: bool) -> Tables:
    ended = spread(0.3 if bad else 0.05)
    return {
        "findings.handoffs": handoffs(0),
        "findings.decisions": [
            {"lead_id": f"l{n}", "handoff_id": f"h{n}", "decided_at": at, "decision": "disqualified", "reason": "no budget" if counts else f"reason {n % 40}",
             "basis": "recorded"}
            for n, at, counts in ended
        ],
    }  # fmt: skip


def definition_drift(bad: bool) -> Tables:
    return {
        "findings.definition_drift": [
            {"lead_id": f"l{n}", "cycle": 1, "crm_mql_at": at, "qualified_at": None if unmet else at, "verdict": "crm only" if unmet else "both"}
            for n, at, unmet in spread(0.5 if bad else 0.1)
        ]
    }  # fmt: skip


def definition_dispute(bad: bool) -> Tables:
    return {
        "seen.labels": [
            {"lead_id": f"l{n}", "user_id": side, "labelled_at": at, "side": side, "qualified": (n % 2 == 0) != (differs and side == "sales")}
            for n, at, differs in spread(0.45 if bad else 0.02, 1)
            for side in ("marketing", "sales")
        ]
    }  # fmt: skip


def program_conflict(bad: bool) -> Tables:
    deals = spread(0.5 if bad else 0.03)
    return {
        "findings.opportunities": opportunities(0),
        "steps.deal_leads": [{"opportunity_id": f"o{n}", "lead_id": f"l{n}"} for n, _, _ in deals],
        "steps.program_stages": [{"program_id": "p", "active": True}],
        "seen.enrollments": [
            {"lead_id": f"l{n}", "program_id": "p", "entered_at": at} for n, at, counts in deals if counts
        ],
    }


def automation_gaps(bad: bool) -> Tables:
    return {
        "findings.automation": [
            {"gap": "unmapped stage", "subject": "Working", "since": MONTHS[2], "leads": 3}
        ]
        if bad
        else []
    }


def customer_repeats(bad: bool) -> Tables:
    touched = handoffs(0.6 if bad else 0.1, first_touch_at=DAY)
    return {
        "findings.handoffs": touched,
        "seen.card_openings": [
            {"lead_id": f"l{n}", "user_id": "u0", "opened_at": at}
            for n, at, unopened in spread(0.6 if bad else 0.1)
            if not unopened
        ],
    }


def uneven_distribution(bad: bool) -> Tables:
    dealt = handoffs(0.4 if bad else 0.0)
    favoured = {
        row["handoff_id"]: counts
        for row, (_, _, counts) in zip(dealt, spread(0.4 if bad else 0.0), strict=True)
    }
    return {
        "findings.people": REPS,
        "findings.handoffs": dealt,
        "steps.routing_pools": [{"handoff": "sales", "pool": 0, "user_id": rep["user_id"], "weight": 1.0} for rep in REPS],
        "steps.handoff_worth": [
            {"handoff_id": row["handoff_id"], "handoff": "sales", "handed_at": row["handed_at"], "expected_value": 100.0,
             "owner_id": "u0" if favoured[row["handoff_id"]] else f"u{n % 4}"}
            for n, row in enumerate(dealt)
        ],
    }  # fmt: skip


def spend_without_result(bad: bool) -> Tables:
    labels = [f"{month:%Y-%m}" for month in MONTHS]
    figures = {
        "spend": [100 * 1.3 ** (n // 3) for n in range(8)],
        "sales_ready_leads": [50 if bad else 50 + 20 * n for n in range(8)],
    }
    return {
        "findings.metrics": [
            {"name": name, "basis": "flow", "grain": "month", "period": label, "dimension": "all", "member": "all", "value": float(value), "unit": "count",
             "currency": "USD" if name == "spend" else None}
            for name, values in figures.items() for label, value in zip(labels, values, strict=True)
        ]
    }  # fmt: skip


def content_unused(bad: bool) -> Tables:
    return {
        "findings.people": REPS,
        "seen.assets": [{"asset_id": f"c{n}", "title": "t", "created_at": datetime(2025, 1, 1)} for n in range(50)],
        "steps.asset_activities": [
            {"asset_id": f"c{n}", "lead_id": "l", "user_id": f"u{n % 4}", "side": "sales", "occurred_at": AS_OF - k * 30 * DAY}
            for n in range(8 if bad else 40) for k in range(6)
        ],
    }  # fmt: skip


def content_unheard(bad: bool) -> Tables:
    return {
        "seen.requests": [
            {"request_id": f"r{n}", "asked_at": at, "answered_at": None if stays else at + DAY}
            for n, at, stays in spread(0.6 if bad else 0.1)
        ]
    }


def intel_unread(bad: bool) -> Tables:
    pieces = [(n, at) for n, at, _ in spread(0, 1)]
    readers = REPS[:1] if bad else REPS
    return {
        "findings.people": REPS,
        "seen.intel": [{"intel_id": f"i{n}", "published_at": at} for n, at in pieces],
        "seen.intel_reads": [
            {"intel_id": f"i{n}", "user_id": rep["user_id"], "read_at": at + DAY}
            for n, at in pieces
            for rep in readers
        ],
    }


def lost_to_a_competitor(bad: bool) -> Tables:
    return {
        "findings.opportunities": opportunities(0, outcome="lost", closed_at=NOW, competitor="Acme"),
        "seen.assets": [] if bad else [{"asset_id": "c", "title": "Us and Acme", "competitor": " ACME"}],
    }


def different_buyers(bad: bool) -> Tables:
    leads = [(n, at, worked) for n, at, worked in spread(0.5)]
    segments = ("software", "retail", "health", "finance")
    where = {n: segments[n % 2 + 2 * worked] if bad else segments[n % 4] for n, _, worked in leads}
    return {
        "seen.leads": [{"lead_id": f"l{n}", "created_at": at, "origin": "outbound" if worked else "inbound", "account_id": f"a{n}"} for n, at, worked in leads],
        "seen.accounts": [{"account_id": f"a{n}"} for n, _, _ in leads],
        "findings.lead_profiles": [{"lead_id": f"l{n}", "created_at": at, "segment": where[n]} for n, at, _ in leads],
        "steps.lead_bounds": [{"lead_number": n, "lead_id": f"l{n}"} for n, _, _ in leads],
        "steps.touches": [{"lead_number": n, "occurred_at": at} for n, at, worked in leads if worked],
    }  # fmt: skip


def stalled_stage(bad: bool) -> Tables:
    return {
        "findings.stage_spans": [
            {
                "lead_id": f"l{n}",
                "span": 1,
                "stage": "sal",
                "known": True,
                "entered_at": at - DAY,
                "due_at": at,
                "stuck": stuck,
            }
            for n, at, stuck in spread(0.6 if bad else 0.1)
        ]
    }


def bad_data(bad: bool) -> Tables:
    return {
        "findings.data_health": [
            {"field": "phone", "dimension": "stage", "member": "sal", "period": f"{month:%Y-%m}", "rows": 200, "missing": 50 if bad else 5, "invalid": 10,
             "stale": 0, "duplicated": 0}
            for month in MONTHS
        ],
        "findings.data_faults": [{"lead_id": "l1", "field": "phone", "fault": "missing", "stage": "sal"}],
    }  # fmt: skip


def give_aways(bad: bool) -> Tables:
    return {
        "findings.opportunities": opportunities(
            0.5 if bad else 0.02, outcome="won", closed_at=NOW, discount=(0.3, 0.05), type="new"
        )
    }


def no_one_owns_it(bad: bool) -> Tables:
    return {
        "findings.clocks": clocks(1, "follow-up"),
        "seen.acknowledgements": [
            {"commitment_id": "follow-up", "lead_id": f"l{n}", "started_at": at - DAY, "acknowledged_at": at + timedelta(hours=1)}
            for n, at, alone in spread(0.6 if bad else 0.05) if not alone
        ],
    }  # fmt: skip


def no_dialogue(bad: bool) -> Tables:
    days = [datetime(2026, 1, 5, 15) + n * 7 * DAY for n in range(20)]
    return {
        "seen.check_ins": [
            {
                "check_in_id": f"c{n}",
                "clause": "weekly",
                "planned_at": at,
                "held_at": None if bad and n > 10 else at,
            }
            for n, at in enumerate(days)
        ]
    }


def overdue_actions(bad: bool) -> Tables:
    return {
        "seen.actions": [
            {
                "action_id": f"a{n}",
                "agreed_at": MONTHS[3],
                "due_at": MONTHS[4] if bad and n < 5 else AS_OF + DAY,
            }
            for n in range(8)
        ]
    }


def low_trust(bad: bool) -> Tables:
    return {
        "seen.pulse": [
            {"pulse_id": f"{month:%Y-%m}", "user_id": f"u{n}", "question": "q", "answered_at": month + DAY, "score": 2 if bad else 4}
            for month in MONTHS for n in range(8)
        ]
    }  # fmt: skip


def slow_change(bad: bool) -> Tables:
    fires = {
        **stalled_stage(True),
        **content_unheard(True),
        **bad_data(True),
        **automation_gaps(True),
        **definition_drift(True),
    }
    signs = ("stalled-stage", "content-unheard", "bad-data", "automation-gaps", "definition-drift")
    agreed = [
        {"action_id": sign, "sign_id": sign, "agreed_at": datetime(2026, 3, 20), "due_at": None}
        for sign in signs
    ]
    return {**fires, "seen.actions": [] if bad else agreed}


Family = Callable[[bool], Tables]
FAMILIES: list[tuple[str, Family]] = [
    ("goals-missed", goals_missed),
    ("low-quality", low_quality),
    ("not-followed-up", not_followed_up),
    ("slow-follow-up", promise("follow-up")),
    ("gives-up-early", promise("persistence")),
    ("jumped-early", lambda bad: {"findings.handoffs": handoffs(0.4 if bad else 0.03, early=(True, False))}),
    ("gone-cold", gone_cold),
    ("no-feedback", promise("feedback")),
    ("feedback-unused", feedback_unused),
    ("definition-drift", definition_drift),
    ("definition-dispute", definition_dispute),
    ("program-conflict", program_conflict),
    ("automation-gaps", automation_gaps),
    (
        "blind-handoff",
        lambda bad: {"findings.handoffs": handoffs(0.3 if bad else 0.01, complete=(False, True))},
    ),
    ("customer-repeats", customer_repeats),
    ("uneven-distribution", uneven_distribution),
    ("spend-without-result", spend_without_result),
    ("content-unused", content_unused),
    ("content-unheard", content_unheard),
    ("intel-unread", intel_unread),
    ("intel-unread", lost_to_a_competitor),
    ("different-buyers", different_buyers),
    ("stalled-stage", stalled_stage),
    ("bad-data", bad_data),
    (
        "crm-unused",
        lambda bad: {"findings.opportunities": opportunities(0.6 if bad else 0.1, contacts=(0, 1))},
    ),
    ("give-aways", give_aways),
    ("no-one-owns-it", no_one_owns_it),
    ("no-dialogue", no_dialogue),
    ("no-dialogue", overdue_actions),
    ("low-trust", low_trust),
    ("slow-change", slow_change),
]


def sign(name: str, tables: Tables, **more: Any) -> tuple[SignState, Any]:
    """A sign of findings made by hand, and the findings."""
    findings = made(tables, **more)
    return next(one for one in judge_signs(findings) if one.id == name), findings


@pytest.mark.parametrize(("name", "family"), FAMILIES)
def test_a_sign_fires_where_it_should_and_is_clear_where_it_shouldnt(name: str, family: Family) -> None:
    found, findings = sign(name, family(True))
    assert found.state == "fires", found
    assert found.since is not None and found.since <= found.history[-1].closed_at
    assert len(found.trend) == len(found.history) == 7
    assert "It fires since the end of" in found.sentence
    assert len(findings.query(found.evidence))
    quiet, findings = sign(name, family(False))
    assert quiet.state == "clear", quiet
    assert quiet.since is None and quiet.value is not None
    findings.query(quiet.evidence)


def test_every_sign_is_tried() -> None:
    assert {name for name, _ in FAMILIES} == set(SIGNS) == set(UNITS)


def test_every_definition_belongs_to_a_source() -> None:
    assert set(definition_names()) <= {source.name for one in SIGNS.values() for source in one.sources}


def test_in_an_empty_record_nothing_fires_and_every_sign_says_why() -> None:
    signs = judge_signs(made({}))
    assert {one.state for one in signs} <= {"no data", "clear"}
    assert all(one.sentence.endswith(".") for one in signs)


def test_what_the_source_lacks_is_named() -> None:
    found, _ = sign("low-trust", {}, absent=("pulse",))
    assert (found.state, found.sentence) == ("no data", "The record can't show it: it lacks pulse.")


@pytest.mark.parametrize(("name", "family"), FAMILIES)
def test_where_nobody_promised_anything_nothing_fires(name: str, family: Family) -> None:
    if name in ("slow-change", "goals-missed"):
        return
    found, _ = sign(name, family(True), promised=False)
    assert (found.state, found.since) == ("watch", None)
    assert "broken" not in found.sentence and "nobody has agreed on a threshold" in found.sentence


@pytest.mark.parametrize(("name", "family"), FAMILIES)
def test_the_rows_behind_a_share_add_up_to_it(name: str, family: Family) -> None:
    if SIGNS[name].kind != "share":
        return
    found, findings = sign(name, family(True))
    rows = findings.query(found.evidence)
    if found.last and found.last.source.name not in SAID:
        told = [sum(rows.column(column).to_pylist()) for column in ("numerator", "denominator")]
        assert found.value == pytest.approx(told[0] / told[1])


def test_a_threshold_can_be_agreed() -> None:
    found, _ = sign("stalled-stage", stalled_stage(True), signs={"stalled-stage": {"threshold": "90%"}})
    assert (found.state, found.threshold) == ("clear", 0.9)
    found, _ = sign(
        "slow-follow-up", promise("follow-up")(True), signs={"slow-follow-up": {"threshold": "60%"}}
    )
    assert (found.state, found.threshold) == ("clear", 0.6)


def test_a_promise_allows_what_its_target_leaves() -> None:
    found, _ = sign("slow-follow-up", promise("follow-up")(True))
    assert found.threshold == pytest.approx(0.1)
    assert found.sentence.startswith(
        "Of 364 clocks of the promise follow-up that fell due in the 13 weeks to 31 May 2026, "
    )


def test_an_action_on_a_reason_ends_the_sign_for_two_months() -> None:
    action = {"action_id": "a", "agreed_at": datetime(2026, 5, 15), "reason": "No budget "}
    found, _ = sign("feedback-unused", {**feedback_unused(True), "seen.actions": [action]})
    assert [stand.state for stand in found.history[-3:]] == ["fires", "fires", "clear"]


def test_a_touch_after_a_close_leaves_the_close_as_it_stood() -> None:
    late = handoffs(0.3, timing=("late", "in time"))
    slow = [
        row | {"stopped_at": datetime(2026, 6, 10) if row["state"] == "breached" else row["due_at"]}
        for row in clocks(0.3, "follow-up")
    ]
    found, _ = sign("not-followed-up", {"findings.handoffs": late, "findings.clocks": slow})
    assert found.state == "fires"  # all were touched ten days after the last close


def test_persons_are_not_named_where_the_agreement_shows_teams() -> None:
    found, _ = sign("uneven-distribution", uneven_distribution(True))
    assert "one rep got" in found.sentence


def test_the_table_has_the_columns_that_the_registry_names() -> None:
    findings = made(stalled_stage(True))
    judge_signs(findings)
    for name in ("signs", "sign_rows"):
        table = next(one for one in DIAGNOSED if one.name == name)
        assert findings.query(f"select * from findings.{name}").column_names == [
            column.name for column in table.columns
        ]
    rows = findings.query("select * from findings.signs")
    assert len(rows) == 7 * len(SIGNS)
    assert len({(row["sign_id"], row["closed_at"]) for row in rows.to_pylist()}) == len(rows)
