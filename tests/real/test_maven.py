"""A CRM of deals alone, evaluated whole and held against counts that read its files with nothing but csv."""

import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from math import floor
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handfast.agreement.text import read_agreement
from handfast.engine.evaluate import evaluate
from handfast.engine.findings_made import Findings
from handfast.record import Record, latest_fact, read_record
from tests.real import maven

SHARED = Path(os.environ.get("HANDFAST_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data")) / "maven"
pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="the data is not on this machine")

Row = dict[str, Any]
ZONE = ZoneInfo("America/New_York")
AS_OF = datetime(2018, 1, 1, tzinfo=ZONE)


def midnight(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=ZONE).astimezone(UTC)


@pytest.fixture(scope="module")
def deals() -> list[Row]:
    """The source's deals that have begun."""
    return [row for row in maven.rows_of(SHARED, "sales_pipeline.csv") if row["engage_date"]]


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    folder = tmp_path_factory.mktemp("maven")
    maven.write_record(SHARED, folder)
    with read_record(folder, zone=maven.ZONE) as read:
        yield read


@pytest.fixture(scope="module")
def findings(record: Record) -> Findings:
    return evaluate([read_agreement(maven.AGREEMENT)], record, AS_OF)


@pytest.fixture(scope="module")
def metrics(findings: Findings) -> dict[tuple[str, str, str, str, str], Row]:
    rows = findings.table("metrics").to_pylist()
    return {(row["name"], row["basis"], row["period"], row["dimension"], row["member"]): row for row in rows}


def test_only_what_has_no_beginning_is_set_aside_and_each_says_so(record: Record) -> None:
    without = [
        (line, row["opportunity_id"])
        for line, row in enumerate(maven.rows_of(SHARED, "sales_pipeline.csv"), 2)
        if not row["engage_date"]
    ]
    aside = record.connection.execute(
        'SELECT file, line, "column", kept FROM record.set_aside ORDER BY line'
    ).fetchall()
    assert aside == [("opportunities.csv", line, "created_at", False) for line, _ in without]
    assert len(without) == 500
    assert {name: (read.kept, read.set_aside) for name, read in record.tables.items()} == {
        "leads": (0, 0), "accounts": (85, 0), "users": (41, 0), "opportunities": (8300, 500)
    }  # fmt: skip


def test_a_day_alone_is_its_first_moment_in_the_zone_that_was_named(
    findings: Findings, deals: list[Row]
) -> None:
    found = {
        row["opportunity_id"]: (row["created_at"], row["closed_at"])
        for row in findings.table("opportunities").to_pylist()
    }
    expected = {
        row["opportunity_id"]: tuple(
            midnight(row[day]).replace(tzinfo=None) if row[day] else None
            for day in ("engage_date", "close_date")
        )
        for row in deals
    }
    assert found == expected
    assert {instant.hour for pair in found.values() for instant in pair if instant} == {4, 5}, (
        "summer and winter"
    )


def test_each_deal_is_what_the_source_says(findings: Findings, deals: list[Row]) -> None:
    outcomes = {"Won": "won", "Lost": "lost", "Engaging": "open"}
    for row, found in zip(
        sorted(deals, key=lambda row: row["opportunity_id"]),
        findings.table("opportunities").to_pylist(),
        strict=True,
    ):
        amount = Decimal(row["close_value"]) if row["deal_stage"] == "Won" else None
        assert found["opportunity_id"] == row["opportunity_id"]
        assert (found["outcome"], found["amount"], found["converted_amount"]) == (
            outcomes[row["deal_stage"]],
            amount,
            amount,
        )
        assert (found["account_id"] or "", found["owner_id"], found["pipeline"]) == (
            row["account"],
            row["sales_agent"],
            row["product"],
        )
        assert (found["lead_id"], found["handoff_id"]) == (None, None), "no lead, so no hand-off"


def test_volumes_money_and_win_rate(metrics: dict[tuple[str, ...], Row], deals: list[Row]) -> None:
    stages = Counter(row["deal_stage"] for row in deals)
    revenue = sum(int(row["close_value"]) for row in deals if row["deal_stage"] == "Won")
    expected = {
        "opportunities_created": len(deals), "won": stages["Won"], "lost": stages["Lost"], "revenue": revenue,
        "win_rate": stages["Won"] / (stages["Won"] + stages["Lost"]), "deal_size": revenue / stages["Won"],
        "customers": len({row["account"] for row in deals if row["deal_stage"] == "Won"}),
    }  # fmt: skip
    assert {name: metrics[name, "flow", "all", "all", "all"]["value"] for name in expected} == pytest.approx(
        expected
    )
    assert metrics["created_to_won", "cohort", "all", "all", "all"]["value"] == pytest.approx(
        stages["Won"] / len(deals)
    )
    rate = metrics["win_rate", "flow", "all", "all", "all"]
    assert (rate["numerator"], rate["denominator"]) == (4238, 6711)


@pytest.mark.parametrize("dimension", ["owner", "team"])
def test_each_reps_and_regions_deals_are_counted_and_add_up(
    metrics: dict[tuple[str, ...], Row], deals: list[Row], dimension: str
) -> None:
    region = {row["sales_agent"]: row["regional_office"] for row in maven.rows_of(SHARED, "sales_teams.csv")}
    revenue: dict[str, int] = defaultdict(int)
    won: dict[str, int] = defaultdict(int)
    closed: dict[str, int] = defaultdict(int)
    for row in deals:
        member = row["sales_agent"] if dimension == "owner" else region[row["sales_agent"]]
        revenue[member] += int(row["close_value"] or 0)
        won[member] += row["deal_stage"] == "Won"
        closed[member] += row["deal_stage"] in ("Won", "Lost")

    def found(name: str, part: str = "value") -> dict[str, float]:
        return {
            key[4]: row[part] for key, row in metrics.items() if key[:4] == (name, "flow", "all", dimension)
        }

    assert found("revenue") == revenue
    assert found("won") == won
    assert found("win_rate") == pytest.approx({member: won[member] / closed[member] for member in closed})
    for name in ("revenue", "won", "lost", "opportunities_created"):
        assert sum(found(name).values()) == metrics[name, "flow", "all", "all", "all"]["value"]
    assert (
        sum(found("win_rate", "denominator").values())
        == metrics["win_rate", "flow", "all", "all", "all"]["denominator"]
    )


def test_months_are_those_of_the_agreements_zone_and_add_up(
    metrics: dict[tuple[str, ...], Row], deals: list[Row]
) -> None:
    revenue: dict[str, int] = defaultdict(int)
    closed: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    begun = Counter(row["engage_date"][:7] for row in deals)
    for row in deals:
        if row["close_date"]:
            revenue[row["close_date"][:7]] += int(row["close_value"])
            closed[row["close_date"][:7]][row["deal_stage"] == "Won"] += 1

    def monthly(name: str) -> dict[str, float]:
        months = {
            key[2]: row["value"]
            for key, row in metrics.items()
            if key[0] == name and key[1] == "flow" and key[3] == "all" and row["grain"] == "month"
        }
        return {month: value for month, value in months.items() if value}

    assert monthly("revenue") == revenue
    assert monthly("opportunities_created") == begun
    assert monthly("win_rate") == pytest.approx(
        {month: won / (won + lost) for month, (lost, won) in closed.items()}
    )


def test_the_cycles_length_is_the_days_from_engagement_to_win(
    metrics: dict[tuple[str, ...], Row], deals: list[Row]
) -> None:
    days = sorted(
        (midnight(row["close_date"]) - midnight(row["engage_date"])).total_seconds() for row in deals if row["deal_stage"] == "Won"
    )  # fmt: skip

    def quantile(share: float) -> float:
        place = share * (len(days) - 1)
        below = days[floor(place)]
        return below + (days[min(floor(place) + 1, len(days) - 1)] - below) * (place - floor(place))

    assert metrics["opportunity_cycle_median", "flow", "all", "all", "all"]["value"] == pytest.approx(
        quantile(0.5)
    )
    assert metrics["opportunity_cycle_p90", "flow", "all", "all", "all"]["value"] == pytest.approx(
        quantile(0.9)
    )
    assert metrics["sales_cycle", "flow", "all", "all", "all"]["value"] == pytest.approx(
        sum(days) / len(days)
    )


def test_velocity_is_of_each_quarters_deals(findings: Findings, metrics: dict[tuple[str, ...], Row]) -> None:
    """Deals begun × win rate × mean amount ÷ mean days: of the figures of that quarter, which are held to the source above."""
    quarters = [
        period
        for name, _, period, dimension, _ in metrics
        if name == "pipeline_velocity" and dimension == "all" and "Q" in period
    ]
    assert "2017-Q2" in quarters
    for period in quarters:
        new, rate, size, days = (
            metrics[name, "flow", period, "all", "all"]["value"]
            for name in ("new_opportunities", "win_rate", "deal_size", "sales_cycle")
        )
        found = metrics["pipeline_velocity", "flow", period, "all", "all"]["value"]
        assert found is None if rate is None else found == pytest.approx(new * rate * size / (days / 86400))


def test_promises_are_judged_by_the_deals_of_their_quarter(findings: Findings, deals: list[Row]) -> None:
    won: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    begun: Counter[str] = Counter()

    def quarter(day: str) -> str:
        return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"

    for row in deals:
        begun[quarter(row["engage_date"])] += 1
        if row["close_date"]:
            tally = won[quarter(row["close_date"])]
            tally[0] += row["deal_stage"] == "Won"
            tally[1] += 1
            tally[2] += int(row["close_value"])
    rows = {
        (row["commitment_id"], row["period"]): row
        for row in findings.table("compliance").to_pylist()
        if row["dimension"] == "all" and row["whole"]
    }
    quarters = ["2017-Q1", "2017-Q2", "2017-Q3", "2017-Q4"]
    assert sorted(period for name, period in rows if name == "revenue") == quarters, (
        "the first quarter began before the record did"
    )
    for period in quarters:
        wins, closed, money = won[period]
        assert (rows["won", period]["value"], rows["won", period]["state"]) == (
            pytest.approx(wins / closed),
            "kept" if wins / closed >= 0.6 else "broken",
        )
        assert (rows["revenue", period]["value"], rows["revenue", period]["state"]) == (
            money,
            "kept" if money >= 2_500_000 else "broken",
        )
        assert (rows["new-deals", period]["value"], rows["new-deals", period]["state"]) == (
            begun[period],
            "kept" if begun[period] >= 1500 else "broken",
        )


def test_nothing_is_said_of_follow_up_where_nothing_is_known_of_it(
    findings: Findings, metrics: dict[tuple[str, ...], Row]
) -> None:
    for name in (
        "handoffs",
        "clocks",
        "decisions",
        "qualifications",
        "stage_spans",
        "fairness",
        "attribution",
        "attribution_credits",
        "definition_drift",
    ):
        assert len(findings.table(name)) == 0, name
    measured = {key[0] for key, row in metrics.items() if row["value"] is not None}
    words = (
        "touch",
        "reply",
        "accept",
        "rejection",
        "handoffs",
        "undecided",
        "unlogged",
        "meeting",
        "no_show",
        "spend",
        "cost",
        "stuck",
        "stage",
    )
    assert not [name for name in measured if any(word in name for word in words)]
    assert [sentence.split(" in this record: ")[0] for sentence in findings.missing] == [
        "no activities", "no changes of leads", "no contacts of opportunities", "no meetings", "no campaigns", "no spend", "no nurture programs",
        "no enrolments", "no assets",
        "4,062 of 8,300 opportunities have no amount: sums of money and rates by amount leave them out",
    ]  # fmt: skip
    promised = {row["commitment_id"]: set() for row in findings.table("compliance").to_pylist()}
    for row in findings.table("compliance").to_pylist():
        promised[row["commitment_id"]].add(
            (row["state"], row["kept"] or 0, row["broken"] or 0, row["value"]) if row["whole"] else None
        )
    assert promised["follow-up"] - {None} == promised["accepted"] - {None} == {("no data", 0, 0, None)}


def test_as_of_is_the_last_closing(tmp_path: Path, deals: list[Row]) -> None:
    last = midnight(max(row["close_date"] for row in deals if row["close_date"]))
    maven.write_record(SHARED, tmp_path)
    with read_record(tmp_path, zone=maven.ZONE) as record:
        assert latest_fact(record) == last
        findings = evaluate([read_agreement(maven.AGREEMENT)], record)
        assert findings.as_of == last
        outcomes = Counter(row["outcome"] for row in findings.table("opportunities").to_pylist())
    closed = [row for row in deals if row["close_date"] and midnight(row["close_date"]) <= last]
    assert len(closed) == sum(bool(row["close_date"]) for row in deals)
    by_stage = Counter(row["deal_stage"] for row in closed)
    assert outcomes == {"won": by_stage["Won"], "lost": by_stage["Lost"], "open": len(deals) - len(closed)}
