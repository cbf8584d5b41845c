"""13,087 loan applications, evaluated whole and held against a walk through each of them."""

import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from handfast.agreement.text import read_agreement
from handfast.engine.evaluate import evaluate
from handfast.engine.findings_made import Findings
from handfast.record import read_record
from tests.real import bpi2012
from tests.real.loans import (
    HOUR,
    LIMITS,
    NEVER,
    SECOND,
    Application,
    Clock,
    Handed,
    Workday,
    applications,
    by_month,
    clocks,
    local_month,
    micros,
    naive,
    teams_in,
)

SHARED = (
    Path(os.environ.get("HANDFAST_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data")) / "bpi2012"
)
pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="the data is not on this machine")

Row = dict[str, Any]
AS_OF = micros("2012-03-14T16:04:54.681+01:00")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("bpi2012")
    bpi2012.write_record(SHARED, made)
    return made


@pytest.fixture(scope="module")
def findings(folder: Path) -> Iterator[Findings]:
    with read_record(folder) as record:
        yield evaluate([read_agreement(bpi2012.AGREEMENT)], record)


@pytest.fixture(scope="module")
def loans() -> dict[str, Application]:
    return applications(SHARED)


@pytest.fixture(scope="module")
def handed(loans: dict[str, Application], folder: Path) -> dict[str, list[Handed]]:
    teams = teams_in(folder)
    return {lead: one.handed(teams) for lead, one in loans.items()}


@pytest.fixture(scope="module")
def days() -> Workday:
    return Workday(date(2011, 9, 26), date(2012, 4, 30))


@pytest.fixture(scope="module")
def runs(loans: dict[str, Application], handed: dict[str, list[Handed]], days: Workday) -> list[Clock]:
    return [clock for lead, one in loans.items() for clock in clocks(one, handed[lead], days, AS_OF)]


@pytest.fixture(scope="module")
def metrics(findings: Findings) -> dict[tuple[str, ...], Row]:
    rows = findings.query("SELECT * FROM findings.metrics WHERE grain IN ('all', 'month')").to_pylist()
    return {(row["name"], row["basis"], row["period"], row["dimension"], row["member"]): row for row in rows}


def overall(metrics: dict[tuple[str, ...], Row], name: str) -> Row:
    return next(row for key, row in metrics.items() if key[0] == name and key[2:] == ("all", "all", "all"))


def same(found: dict[Any, Any], expected: dict[Any, Any]) -> None:
    """Fails with the first few that differ."""
    wrong = [
        (key, found.get(key), expected.get(key))
        for key in found.keys() | expected.keys()
        if found.get(key) != expected.get(key)
    ]
    assert not wrong, f"{len(wrong)} differ, as (key, found, expected): {sorted(wrong, key=str)[:4]}"


def test_every_row_is_read_at_its_instant_over_the_change_of_clocks(
    findings: Findings, loans: dict[str, Application]
) -> None:
    record = findings.record
    assert {name: (read.read, read.kept) for name, read in record.tables.items() if name != "lead_changes"} == {
        "leads": (13_087, 13_087), "activities": (170_107, 170_107), "opportunities": (5_015, 5_015), "users": (59, 59)
    }  # fmt: skip
    assert record.connection.execute("SELECT count(*) FROM record.set_aside").fetchall() == [(0,)]
    assert record.notes == ()
    work = list(bpi2012.rows_of(SHARED, "work_item_events.csv.gz"))
    rows = findings.query("SELECT activity_id, epoch_us(occurred_at) AS at FROM seen.activities")
    found = dict(zip(rows["activity_id"].to_pylist(), rows["at"].to_pylist(), strict=True))
    same(found, {f"w{number}": micros(row["occurred_at"]) for number, row in enumerate(work, 1)})
    assert {row["occurred_at"][-6:] for row in work} == {"+01:00", "+02:00"}
    first, last = min(one.created for one in loans.values()), max(micros(row["occurred_at"]) for row in work)
    assert naive(findings.context.first_fact) == first == micros("2011-10-01T00:38:44.546+02:00")
    assert naive(findings.as_of) == last == AS_OF


def test_every_stay_in_a_stage(findings: Findings, loans: dict[str, Application], days: Workday) -> None:
    expected = {}
    for lead, one in loans.items():
        for number, span in enumerate(one.spans, 1):
            length, business = LIMITS.get(span.stage, (None, False))
            due = (
                None
                if length is None
                else days.after(span.entered, length)
                if business
                else span.entered + length
            )
            until = AS_OF if span.left is None else span.left
            expected[lead, number] = (
                span.stage, span.position is not None, span.entered, span.left, due, days.between(span.entered, until) // SECOND,
                due is not None and until > due, span.skipped, span.backward,
            )  # fmt: skip
    rows = findings.table("stage_spans").to_pylist()
    same(
        {
            (row["lead_id"], row["span"]): (
                row["stage"], row["known"], naive(row["entered_at"]), naive(row["left_at"]), naive(row["due_at"]), row["business_seconds"],
                row["stuck"], row["skipped"], row["backward"],
            )
            for row in rows
        },
        expected,
    )  # fmt: skip
    counts = Counter(row["stage"] for row in rows)
    assert [
        counts[name] for name in ("A_SUBMITTED", "A_PREACCEPTED", "O_SENT", "A_DECLINED", "A_APPROVED")
    ] == [13_087, 7_367, 7_030, 7_635, 2_246]


def test_cycles_end_with_the_application_and_the_definition_holds_by_the_amount(
    findings: Findings, loans: dict[str, Application]
) -> None:
    cycles = {
        (lead, number): (start, None if end == NEVER else end)
        for lead, one in loans.items()
        for number, (start, end, _) in enumerate(one.cycles, 1)
    }
    same(
        {
            (row["lead_id"], row["cycle"]): (naive(row["started_at"]), naive(row["ended_at"]))
            for row in findings.table("cycles").to_pylist()
        },
        cycles,
    )
    qualified = {
        (lead, number): start
        for lead, one in loans.items()
        for number, (start, _, opened_by) in enumerate(one.cycles, 1)
        if one.amount >= 5000 and opened_by not in ("Declined", "Cancelled")
    }
    same(
        {
            (row["lead_id"], row["cycle"]): naive(row["qualified_at"])
            for row in findings.table("qualifications").to_pylist()
        },
        qualified,
    )


def test_every_hand_off(findings: Findings, handed: dict[str, list[Handed]]) -> None:
    rows = findings.table("handoffs").to_pylist()
    expected = {
        this.id: (
            this.at, None if this.end == NEVER else this.end, this.owner, this.first_touch, len(this.touches),
            "accepted" if this.accepted else None, this.accepted, this.unlogged, None, None, None, None,
        )
        for every in handed.values() for this in every
    }  # fmt: skip
    found = {
        row["handoff_id"]: (
            naive(row["handed_at"]), naive(row["ended_at"]), row["owner_id"], naive(row["first_touch_at"]), row["touches"],
            row["decision"], naive(row["decided_at"]), row["unlogged"], row["early"], row["reason"], row["replied_at"], row["raised"] or None,
        )
        for row in rows
    }  # fmt: skip
    same(found, expected)
    assert Counter(row["handoff"] for row in rows)["desk"] == 7_367


def test_every_clock_by_a_walk_through_the_working_days(findings: Findings, runs: list[Clock]) -> None:
    found = {
        (row["commitment_id"], row["lead_id"], naive(row["started_at"])): (
            row["handoff_id"], naive(row["due_at"]), naive(row["stopped_at"]), row["elapsed_seconds"], row["state"]
        )
        for row in findings.table("clocks").to_pylist()
    }  # fmt: skip
    same(
        found,
        {
            (clock.commitment, clock.lead, clock.start): (
                clock.handoff,
                clock.due,
                clock.stop,
                clock.elapsed,
                clock.state,
            )
            for clock in runs
        },
    )
    assert len(found) == len(runs)
    assert {clock.state for clock in runs} == {"met", "breached", "running", "at risk", "excused", "unlogged"}
    summer = micros("2011-10-30T03:00+01:00")
    across = [clock for clock in runs if clock.business and clock.start < summer < clock.due]
    assert len(across) > 50, "some clocks run over the hour that came twice"
    assert all(clock.due - clock.start > 24 * HOUR for clock in across if clock.length > 24 * HOUR)


def test_timing_is_that_of_the_first_promise_of_a_first_touch(findings: Findings, runs: list[Clock]) -> None:
    words = {"running": "open", "at risk": "open", "met": "in time"}
    expected = {
        clock.handoff: words.get(clock.state, ("late" if clock.stop else "never") if clock.state == "breached" else clock.state)
        for clock in runs if clock.commitment in ("pick-up", "validate")
    }  # fmt: skip
    same({row["handoff_id"]: row["timing"] for row in findings.table("handoffs").to_pylist()}, expected)


def test_deals_and_their_money(
    findings: Findings,
    metrics: dict[tuple[str, ...], Row],
    loans: dict[str, Application],
    handed: dict[str, list[Handed]],
) -> None:
    outcomes = {"Won": "won", "Declined": "lost", "Cancelled": "lost", "Open": "open"}
    offered = [one for one in loans.values() if one.offered is not None]
    expected = {
        f"o{one.lead}": (one.lead, f"desk:{one.lead}:1", one.offered, one.closed, outcomes[one.status], one.amount) for one in offered
    }  # fmt: skip
    found = {
        row["opportunity_id"]: (row["lead_id"], row["handoff_id"], naive(row["created_at"]), naive(row["closed_at"]), row["outcome"], row["amount"])
        for row in findings.table("opportunities").to_pylist()
    }  # fmt: skip
    same(found, expected)
    many = Counter(outcomes[one.status] for one in offered)
    money: dict[str, int] = defaultdict(int)
    for one in offered:
        money[outcomes[one.status]] += one.amount
    figures = {
        "opportunities_created": len(offered), "won": many["won"], "lost": many["lost"], "win_rate": many["won"] / (many["won"] + many["lost"]),
        "revenue": money["won"], "lost_amount": money["lost"], "open_pipeline": money["open"], "pipeline_created": sum(money.values()),
        "win_rate_by_amount": money["won"] / (money["won"] + money["lost"]), "deal_size": money["won"] / many["won"],
        "opportunity_cycle_median": median((one.closed - one.offered) // SECOND for one in offered if one.status == "Won" and one.closed and one.offered),
        "time_to_opportunity_median": median((one.offered - handed[one.lead][0].at) // SECOND for one in offered if one.offered),
    }  # fmt: skip
    assert {name: overall(metrics, name)["value"] for name in figures} == pytest.approx(figures)


def test_figures_of_hand_offs(
    metrics: dict[tuple[str, ...], Row],
    handed: dict[str, list[Handed]],
    runs: list[Clock],
    loans: dict[str, Application],
) -> None:
    every = [this for one in handed.values() for this in one]
    logged = [len(this.touches) for this in every if not this.unlogged]
    first = Counter(
        (clock.state, clock.stop is None) for clock in runs if clock.commitment in ("pick-up", "validate")
    )
    followed = sum(number for (state, _), number in first.items() if state in ("met", "breached"))
    figures = {
        "leads_created": len(loans), "handoffs": len(every), "touches": sum(len(this.touches) for this in every),
        "touches_mean": sum(logged) / len(logged), "touches_median": median(logged), "unlogged": (len(every) - len(logged)) / len(every),
        "touched_in_time": sum(number for (state, _), number in first.items() if state == "met") / followed,
        "touched_late": first["breached", False] / followed, "never_touched": first["breached", True] / followed,
        "accepted": sum(this.accepted is not None for this in every),
    }  # fmt: skip
    assert {name: overall(metrics, name)["value"] for name in figures} == pytest.approx(figures)
    started = [
        clock
        for clock in runs
        if clock.commitment in ("pick-up", "large", "validate") and clock.state != "unlogged"
    ]
    assert overall(metrics, "business_time_to_first_touch_median")["denominator"] == len(started)


def test_members_add_up_to_all(metrics: dict[tuple[str, ...], Row]) -> None:
    sums: dict[tuple[str, ...], list[float]] = defaultdict(lambda: [0.0, 0.0])
    additive = ("count", "money")
    for (name, basis, period, dimension, _), row in metrics.items():
        total = metrics[name, basis, period, "all", "all"]
        if (
            dimension != "all"
            and (row["unit"] in additive or total["unit"] == "share")
            and name not in ("touches_mean", "touches_median", "deal_size")
        ):
            sums[name, basis, period, dimension][0] += row["numerator"] or 0
            sums[name, basis, period, dimension][1] += row["denominator"] or 0
    assert len(sums) > 1000
    for (name, basis, period, dimension), parts in sums.items():
        total = metrics[name, basis, period, "all", "all"]
        assert parts == [total["numerator"] or 0, total["denominator"] or 0], (name, basis, period, dimension)


def test_months_are_the_local_ones(
    metrics: dict[tuple[str, ...], Row], handed: dict[str, list[Handed]], loans: dict[str, Application]
) -> None:
    def monthly(name: str) -> dict[str, float]:
        found = {
            key[2]: row["value"]
            for key, row in metrics.items()
            if key[0] == name and key[3] == "all" and key[2] != "all"
        }
        return {month: value for month, value in found.items() if value}

    assert monthly("leads_created") == Counter(local_month(one.created) for one in loans.values())
    assert monthly("handoffs") == Counter(local_month(this.at) for one in handed.values() for this in one)
    assert monthly("won") == Counter(
        local_month(one.closed) for one in loans.values() if one.status == "Won" and one.closed
    )


@pytest.mark.parametrize(
    "commitment", ["pick-up", "large", "effort", "decision", "offer", "validate", "back"]
)
def test_promises_are_kept_by_the_month_in_which_they_fell_due(
    findings: Findings, runs: list[Clock], commitment: str
) -> None:
    rows = findings.query(
        f"SELECT * FROM findings.compliance WHERE commitment_id = '{commitment}' AND dimension = 'all'"
    ).to_pylist()
    found = {row["period"]: (row["kept"], row["broken"], row["running"], row["excused"]) for row in rows}
    expected = {
        period: (states["met"], states["breached"], states["running"] + states["at risk"], states["excused"] + states["unlogged"])
        for period, states in by_month(runs, commitment).items()
    }  # fmt: skip
    same(found, expected)
    whole = {row["period"] for row in rows if row["whole"]}
    assert whole == {"2011-10", "2011-11", "2011-12", "2012-01", "2012-02"}, (
        "the record ends in the middle of March"
    )


def test_what_the_record_lacks_is_said(findings: Findings) -> None:
    assert [sentence.split(" in this record: ")[0] for sentence in findings.missing] == [
        "no contacts of opportunities", "no accounts", "no meetings", "no campaigns", "no spend", "no nurture programs", "no enrolments", "no assets",
        "no decisions",
    ]  # fmt: skip
    assert {row["basis"] for row in findings.table("decisions").to_pylist()} == {"stage"}, (
        "nobody recorded a decision"
    )
    absent = findings.query(
        "SELECT DISTINCT name FROM findings.metrics WHERE name LIKE '%meeting%' OR name LIKE '%spend%' OR name LIKE 'cost%'"
    )
    assert len(absent) == 0


def test_an_instant_in_the_hour_that_came_twice_sees_what_was_known_then(
    folder: Path, loans: dict[str, Application]
) -> None:
    text = "2011-10-30T02:50:00+01:00"
    with read_record(folder) as record:
        then = evaluate([read_agreement(bpi2012.AGREEMENT)], record, datetime.fromisoformat(text))
        outcomes = Counter(row["outcome"] for row in then.table("opportunities").to_pylist())
        leads = len(then.table("standings"))
    limit = micros(text)
    known = [one for one in loans.values() if one.offered is not None and one.offered <= limit]
    closed = Counter(one.status for one in known if one.closed is not None and one.closed <= limit)
    assert outcomes == {
        "won": closed["Won"],
        "lost": closed["Declined"] + closed["Cancelled"],
        "open": len(known) - sum(closed.values()),
    }
    assert leads == sum(one.created <= limit for one in loans.values())
    inside = [one for one in loans.values() if micros("2011-10-30T02:00:00+01:00") <= one.created <= limit]
    assert [one.lead for one in inside] == ["180745"], "entered in the hour that came twice, the second time"
