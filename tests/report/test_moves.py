"""Whose move it is: what can still be kept comes first, then what is late, then what merely runs."""

from datetime import UTC, datetime, timedelta

from handfast.report.context import Context
from handfast.report.drill import Drills
from handfast.report.sections.moves import moves, next_move
from tests.report.company import AS_OF, Company, company

NOW = AS_OF.replace(tzinfo=None)


def quiet() -> Company:
    """A company in which no clock runs and nothing is past due."""
    results = company(leads=40)
    results.connection.execute("delete from findings.clocks")
    return results


def clock(results: Company, commitment: str, lead: str, state: str, hours: int) -> None:
    """A clock that is due so many hours from now, or was."""
    due = NOW + timedelta(hours=hours)
    results.connection.execute(
        "insert into findings.clocks (commitment_id, lead_id, team, started_at, due_at, elapsed_seconds, state) values (?, ?, 'sdr', ?, ?, 7200, ?)",
        [commitment, lead, due - timedelta(hours=8), due, state],
    )


def context(results: Company) -> Context:
    return Context(results, Drills(results, names=False))


def test_where_nothing_waits_it_is_nobodys_move() -> None:
    assert moves(context(quiet())) == ()
    assert next_move(()) is None


def test_what_can_still_be_kept_comes_before_what_is_late_and_that_before_what_merely_runs() -> None:
    results = quiet()
    clock(results, "persistence", "L1", "running", 30)
    for lead in ("L2", "L3"):
        clock(results, "follow-up", lead, "breached", -50)
    clock(results, "feedback", "L4", "at risk", 1)
    found = moves(context(results))
    assert [move.short.split(": ")[1] for move in found] == [
        "A decision in two business days",
        "Every other hand-off is touched within a business day",
        "Six tries in ten business days",
    ]
    assert [move.party for move in found] == ["sales"] * 3


def test_the_one_thing_to_do_is_named() -> None:
    results = quiet()
    clock(results, "follow-up", "L8", "running", 5)
    clock(results, "follow-up", "L9", "at risk", 1)
    move = next_move(moves(context(results)))
    assert move is not None
    assert move.short == (
        "Sales (sam@northwind.example): Every other hand-off is touched within a business day: 2 running, 1 nearly out of time; "
        "the oldest 2 h, business time. First: lead L9, due 1 Jun 2026 10:00."
    )


def test_a_count_that_is_behind_its_period_is_its_partys_move() -> None:
    results = quiet()
    results.as_of = datetime(2026, 6, 20, tzinfo=UTC)
    results.connection.execute(
        "update findings.compliance set value = 30 where commitment_id = 'volume' and period = '2026-06'"
    )
    found = moves(context(results))
    assert [move.party for move in found] == ["marketing"]
    assert "30 of 120 with 63% of Jun 2026 passed; 90 to go." in found[0].short
    results.connection.execute(
        "update findings.compliance set value = 80 where commitment_id = 'volume' and period = '2026-06'"
    )
    assert moves(context(results)) == ()


def test_no_sentence_blames() -> None:
    results = quiet()
    clock(results, "follow-up", "L8", "breached", -9)
    said = " ".join(move.short for move in moves(context(results)))
    assert not any(
        word in said.lower() for word in ("fail", "bad", "poor", "blame", "should have", "too slow")
    )
