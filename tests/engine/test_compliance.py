"""Promises by period: which clocks and figures count, when a period is judged, and how."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from handfast.engine.compliance import compliance, promises
from handfast.engine.context import Context
from handfast.engine.facts import create_facts
from handfast.engine.figures import figures, whole_scope
from handfast.engine.overall import evaluate_overall
from tests.engine.company import company
from tests.engine.handmade import handmade, northwind, rows_of

FIRST, AS_OF = datetime(2026, 1, 1, 6), datetime(2026, 5, 11, 4)
MARCH = datetime(2026, 3, 10, 15)
Row = dict[str, Any]
DECISION: Row = {"lead_id": "other", "decided_at": MARCH, "decision": "accepted", "basis": "recorded"}


def clock(number: int, state: str, due: datetime = MARCH, commitment: str = "feedback", **more: Any) -> Row:
    return {
        "commitment_id": commitment, "handoff_id": f"sales:l{number}:1", "lead_id": f"l{number}", "started_at": due - timedelta(days=2), "due_at": due,
        "state": state, "team": "sdr", "owner_id": "ana", "agreement_hash": northwind().hash, **more,
    }  # fmt: skip


def judged(context: Context) -> dict[tuple[str, str, str, str], Row]:
    create_facts(context)
    context.engine.store("findings.compliance", compliance(context, figures(context, whole_scope(context))))
    rows = rows_of(context, "SELECT * FROM findings.compliance")
    return {(row["commitment_id"], row["period"], row["dimension"], row["member"]): row for row in rows}


def made(
    clocks: list[Row],
    handoffs: list[Row] | None = None,
    absent: tuple[str, ...] = (),
    promised: bool = True,
    decided: bool = True,
    **changes: Any,
) -> Context:
    """An evaluation of these clocks and hand-offs, in a record that holds a decision or none."""
    agreement = northwind(**changes)
    return handmade(
        agreement, as_of=AS_OF, first=FIRST, absent=absent, promised=promised,
        findings={"clocks": [row | {"agreement_hash": agreement.hash} for row in clocks], "handoffs": handoffs or [],
                  "decisions": [DECISION] if decided else []},
    )  # fmt: skip


def test_a_share_is_of_kept_and_broken_and_excused_ones_do_not_count() -> None:
    states = ["met"] * 19 + ["breached"] + ["excused"] * 3 + ["unlogged"] * 2
    row = judged(made([clock(n, state) for n, state in enumerate(states)]))[
        "feedback", "2026-03", "all", "all"
    ]
    assert (row["kept"], row["broken"], row["running"], row["excused"]) == (19, 1, 0, 5)
    assert (row["share"], row["target"], row["state"], row["whole"]) == (
        pytest.approx(0.95),
        0.95,
        "kept",
        True,
    )


@pytest.mark.parametrize(
    ("kept", "broken", "state"),
    [(18, 2, "broken"), (4, 0, "too few"), (0, 0, "no data"), (5, 0, "kept"), (0, 5, "broken")],
)
def test_a_whole_period_is_judged_when_enough_is_settled(kept: int, broken: int, state: str) -> None:
    rows = [clock(n, "met" if n < kept else "breached") for n in range(kept + broken)]
    assert judged(made(rows))["feedback", "2026-03", "all", "all"]["state"] == state


def test_a_clock_belongs_to_the_period_in_which_it_was_due_in_the_agreements_zone() -> None:
    turn = datetime(2026, 4, 1, 4)
    found = judged(made([clock(1, "met", turn), clock(2, "met", turn - timedelta(microseconds=1))]))
    assert (
        found["feedback", "2026-04", "all", "all"]["kept"],
        found["feedback", "2026-03", "all", "all"]["kept"],
    ) == (1, 1)


def test_the_running_period_and_the_first_broken_one_are_shown_and_not_judged() -> None:
    found = judged(made([clock(n, "breached", datetime(2026, 5, 5)) for n in range(9)]))
    running, begun = found["feedback", "2026-05", "all", "all"], found["feedback", "2026-01", "all", "all"]
    assert (running["state"], running["whole"], running["broken"]) == ("running", False, 9)
    assert begun["whole"], "the record begins on the first day of January"
    late = handmade(
        northwind(),
        as_of=AS_OF,
        first=FIRST + timedelta(days=1),
        findings={"handoffs": [handoff(1, datetime(2026, 1, 9))]},
    )
    begun = judged(late)["volume", "2026-01", "all", "all"]
    assert (begun["whole"], begun["value"], begun["state"]) == (False, 1, "too few")


def test_people_are_named_only_where_the_agreement_says_so() -> None:
    clocks = [clock(1, "met", owner_id="ana"), clock(2, "met", owner_id=None, team=None)]
    team = {key[2:] for key in judged(made(clocks)) if key[:2] == ("feedback", "2026-03")}
    person = {key[2:] for key in judged(made(clocks, show="person")) if key[:2] == ("feedback", "2026-03")}
    assert team == {("all", "all"), ("team", "sdr"), ("team", "(none)")}
    assert person - team == {("owner", "ana"), ("owner", "(none)")}


def test_nobody_who_promised_nothing_breaks_anything() -> None:
    context = made([clock(n, "breached") for n in range(9)], promised=False)
    assert judged(context) == {}
    assert promises(context) == []


def test_a_promise_that_the_record_cannot_show_has_no_data() -> None:
    rows = [clock(n, "breached", commitment="follow-up") for n in range(9)]
    assert (
        judged(made(rows, absent=("activities", "meetings")))["follow-up", "2026-03", "all", "all"]["state"]
        == "no data"
    )
    assert judged(made(rows))["follow-up", "2026-03", "all", "all"]["state"] == "broken"


def test_where_no_decision_was_ever_recorded_promises_of_decisions_have_no_data() -> None:
    clocks = [clock(n, "breached") for n in range(9)]
    handoffs = [handoff(n, MARCH, decision="accepted", decided_at=MARCH) for n in range(9)]
    for decided, state in ((True, "broken"), (False, "no data")):
        found = judged(made(clocks, handoffs, decided=decided))
        assert found["feedback", "2026-03", "all", "all"]["state"] == state
    assert found["quality", "2026-03", "all", "all"]["state"] == "no data"


def handoff(number: int, at: datetime, **more: Any) -> Row:
    return {
        "handoff_id": f"sales:l{number}:1", "handoff": "sales", "lead_id": f"l{number}", "cycle": 1, "handed_at": at, "complete": True, "raised": False,
        "unlogged": False, "team": "sdr", "touches": 0, **more,
    }  # fmt: skip


def test_a_count_is_measured_against_its_figure_and_few_are_an_answer() -> None:
    rows = [handoff(n, MARCH) for n in range(130)] + [handoff(200, datetime(2026, 4, 3))]
    found = judged(made([], rows))
    march, april = found["volume", "2026-03", "all", "all"], found["volume", "2026-04", "all", "all"]
    assert (march["value"], march["share"], march["state"]) == (130, pytest.approx(130 / 120), "kept")
    assert (april["value"], april["state"]) == (1, "broken")
    assert ("volume", "2026-03", "team", "sdr") not in found, "all promised it together"
    assert found["volume", "2026-02", "all", "all"]["state"] == "broken", "a month with none"


def test_a_quarter_of_conversion_is_judged_once_all_of_it_is_old_enough() -> None:
    rows = [handoff(n, MARCH, decision="accepted", decided_at=MARCH + timedelta(hours=n)) for n in range(6)]
    found = judged(made([], rows))["conversion", "2026-Q1", "all", "all"]
    assert (found["whole"], found["state"]) == (False, "running"), (
        "60 days after the end of March are not over"
    )
    later = handmade(northwind(), as_of=datetime(2026, 6, 1), first=FIRST, findings={"handoffs": rows})
    found = judged(later)["conversion", "2026-Q1", "all", "all"]
    assert (found["kept"], found["broken"], found["state"]) == (0, 6, "broken")


def test_each_version_is_judged_within_its_time() -> None:
    first, second = northwind(), northwind(effective_from="2026-03-15", name="Second")
    rows = [handoff(n, datetime(2026, 3, 20)) for n in range(5)] + [
        handoff(n + 50, datetime(2026, 3, 3)) for n in range(3)
    ]
    context = handmade(first, second, as_of=AS_OF, first=FIRST, findings={"handoffs": rows})
    create_facts(context)
    table = compliance(context, figures(context, whole_scope(context))).to_pylist()
    march = {
        row["agreement_hash"]: row
        for row in table
        if (row["commitment_id"], row["period"]) == ("volume", "2026-03")
    }
    assert (march[first.hash]["value"], march[second.hash]["value"]) == (3, 5)
    assert {(march[one.hash]["whole"], march[one.hash]["state"]) for one in (first, second)} == {
        (False, "too few")
    }
    assert {
        row["whole"] for row in table if (row["commitment_id"], row["period"]) == ("volume", "2026-04")
    } == {True}


def test_a_promise_says_its_last_whole_period_its_trend_and_how_much_of_the_running_one_has_passed() -> None:
    clocks = [clock(n, "met", datetime(2026, 4, 3)) for n in range(8)] + [
        clock(n + 20, "breached", MARCH) for n in range(6)
    ]
    context = made([*clocks, clock(90, "running", datetime(2026, 5, 20))])
    judged(context)
    found = {row["id"]: row for row in promises(context)}["feedback"]
    assert (found["period"], found["kept"], found["broken"], found["state"], found["by"]) == (
        "2026-04",
        8,
        0,
        "kept",
        "sales",
    )
    assert found["trend"] == [None, None, 0.0, 1.0]
    assert (found["current"]["period"], found["current"]["running"]) == ("2026-05", 1)
    assert found["current"]["passed"] == pytest.approx(10 / 31)
    assert [row["id"] for row in promises(context)] == [clause.id for clause in northwind().commitments]


def test_timers_are_what_counting_finds() -> None:
    small = company(5)
    context = small.context()
    evaluate_overall(context)
    expected: Counter[tuple[str, str]] = Counter()
    for row in small.findings["clocks"]:
        if row["state"] in ("met", "breached"):
            expected[
                row["commitment_id"],
                f"{row['due_at'] - timedelta(hours=5 if row['due_at'] < datetime(2026, 3, 8, 7) else 4):%Y-%m}",
            ] += 1
    found = rows_of(
        context,
        "SELECT * FROM findings.compliance WHERE dimension = 'all' AND commitment_id IN ('raised-hand', 'follow-up', 'feedback')",
    )
    assert {
        (row["commitment_id"], row["period"]): row["kept"] + row["broken"]
        for row in found
        if row["kept"] + row["broken"]
    } == expected
