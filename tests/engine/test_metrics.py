"""Metrics against the rows they count: by loops over dicts, by their own drill-downs, and by what must hold of any figures."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from handfast.agreement.measures import MEASURES
from handfast.engine.context import Context
from handfast.engine.drill_down import rows_behind
from handfast.engine.fact_rows import filled
from handfast.engine.figures import has_data
from handfast.engine.findings import FINDINGS
from handfast.engine.metrics import BY_NAME, METRICS, metric
from handfast.engine.overall import evaluate_overall
from handfast.report.queries import filled as with_values
from tests.engine.company import AS_OF, Company, company
from tests.engine.handmade import handmade, northwind, rows_of

Row = dict[str, Any]
ZONE = ZoneInfo("America/New_York")
SEEDS = range(2)


@cache
def evaluated(seed: int) -> tuple[Company, Context]:
    made = company(seed)
    context = made.context()
    evaluate_overall(context)
    return made, context


@cache
def figures_of(seed: int) -> dict[tuple[str, ...], Row]:
    _, context = evaluated(seed)
    key = FINDINGS["metrics"].key
    return {
        tuple(row[name] or "" for name in key): row
        for row in rows_of(context, "SELECT * FROM findings.metrics")
    }


def periods(at: datetime) -> Iterable[tuple[str, str]]:
    local = at.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZONE)
    year, week, _ = local.isocalendar()
    yield from (
        ("week", f"{year}-W{week:02d}"),
        ("month", f"{local:%Y-%m}"),
        ("quarter", f"{local.year}-Q{(local.month + 2) // 3}"),
        ("all", "all"),
    )


def counted(
    rows: Iterable[Row], at: str, dimensions: Callable[[Row], Row], chosen: Callable[[Row], bool]
) -> dict[tuple[str, ...], float]:
    """How many of the rows with an instant are chosen, by grain, period, dimension and member."""
    found: dict[tuple[str, ...], float] = defaultdict(float)
    for row in rows:
        if row[at] is None or not chosen(row):
            continue
        for grain, period in periods(row[at]):
            found[grain, period, "all", "all"] += 1
            for name, member in dimensions(row).items() if grain != "week" else ():
                found[grain, period, name, member or "(none)"] += 1
    return found


def sizes(employees: int | None) -> str | None:
    if employees is None:
        return None
    bands = [(10, "1-9"), (50, "10-49"), (250, "50-249"), (1000, "250-999"), (5000, "1000-4999")]
    return next((name for bound, name in bands if employees < bound), "5000+")


def profiles(made: Company) -> dict[str, Row]:
    accounts = {row["account_id"]: row for row in made.seen["accounts"]}
    teams = {row["user_id"]: row.get("team") for row in made.seen["users"]}
    stages = {row["lead_id"]: row["stage"] for row in made.findings["standings"]}
    found = {}
    for lead in made.seen["leads"]:
        account = accounts.get(lead["account_id"], {})
        found[lead["lead_id"]] = {
            "source": lead["source"], "origin": lead["origin"], "campaign": lead["campaign_id"], "segment": account.get("industry"),
            "size": sizes(account.get("employees")), "owner": lead["owner_id"], "team": teams.get(lead["owner_id"]), "stage": stages[lead["lead_id"]],
        }  # fmt: skip
    return found


def of_lead(made: Company) -> Callable[[Row], Row]:
    known = profiles(made)
    return lambda row: known[row["lead_id"]]


def of_handoff(made: Company) -> Callable[[Row], Row]:
    known = profiles(made)

    def dimensions(row: Row) -> Row:
        lead = {
            name: known[row["lead_id"]][name] for name in ("source", "origin", "campaign", "segment", "size")
        }
        return lead | {"owner": row["owner_id"], "team": row["team"], "type": row["handoff"]}

    return dimensions


def check_share(seed: int, name: str, basis: str, rows: Iterable[Row], at: str, dimensions: Callable[[Row], Row],
                chosen: Callable[[Row], bool], hit: Callable[[Row], bool] | None = None) -> None:  # fmt: skip
    """A count (without `hit`) or a share is exactly what counting finds, in every cell."""
    rows = list(rows)
    bottoms = counted(rows, at, dimensions, chosen)
    tops = counted(rows, at, dimensions, lambda row: chosen(row) and (hit is None or hit(row)))
    found = {key: row for key, row in figures_of(seed).items() if key[0] == name and key[1] == basis}
    for key, row in found.items():
        cell = key[2:6]
        if hit is None:
            assert row["value"] == row["numerator"] == tops.get(cell, 0), key
        elif bottoms.get(cell):
            assert (row["numerator"], row["denominator"]) == (tops.get(cell, 0), bottoms[cell]), key
            assert row["value"] == pytest.approx(tops.get(cell, 0) / bottoms[cell])
        else:
            assert row["value"] is None, key
    assert set(bottoms) <= {key[2:6] for key in found}


def kind_of(made: Company) -> Callable[[Row], str | None]:
    kinds = {(row["handoff_id"], row["decided_at"]): row["reason_kind"] for row in made.findings["decisions"]}
    return lambda row: kinds.get((row["handoff_id"], row["decided_at"]))


def accepted(row: Row) -> bool:
    return row["decision"] in ("accepted", "disqualified")


@pytest.mark.parametrize("seed", SEEDS)
def test_volumes_and_shares_of_handoffs_are_what_counting_finds(seed: int) -> None:
    made, _ = evaluated(seed)
    rows, dimensions, kind = made.findings["handoffs"], of_handoff(made), kind_of(made)
    check_share(seed, "handoffs", "flow", rows, "handed_at", dimensions, lambda row: True)
    check_share(
        seed,
        "sales_ready_leads",
        "flow",
        rows,
        "handed_at",
        dimensions,
        lambda row: row["handoff"] == "sales" and row["complete"],
    )
    check_share(seed, "accepted", "flow", rows, "decided_at", dimensions, accepted)

    def judged(row: Row) -> bool:
        return accepted(row) or (row["decision"] == "rejected" and kind(row) != "procedural")

    check_share(
        seed,
        "acceptance_rate",
        "flow",
        rows,
        "decided_at",
        dimensions,
        lambda row: row["handoff"] == "sales" and judged(row),
        accepted,
    )
    check_share(
        seed,
        "second_acceptance_rate",
        "flow",
        rows,
        "decided_at",
        dimensions,
        lambda row: row["handoff"] == "ae" and judged(row),
        accepted,
    )

    def followed(row: Row) -> bool:
        return row["timing"] in ("in time", "late", "never")

    check_share(
        seed,
        "never_touched",
        "cohort",
        rows,
        "handed_at",
        dimensions,
        followed,
        lambda row: row["timing"] == "never",
    )
    check_share(
        seed,
        "touched_early",
        "cohort",
        rows,
        "handed_at",
        dimensions,
        lambda row: row["early"] is not None,
        lambda row: row["early"],
    )
    check_share(
        seed,
        "undecided",
        "cohort",
        rows,
        "handed_at",
        dimensions,
        lambda row: row["handoff"] == "sales",
        lambda row: row["decision"] is None,
    )
    check_share(
        seed,
        "unlogged",
        "cohort",
        rows,
        "handed_at",
        dimensions,
        lambda row: True,
        lambda row: row["unlogged"],
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_accepted_leads_become_opportunities_within_sixty_days_of_the_decision(seed: int) -> None:
    made, _ = evaluated(seed)
    handoffs = {row["handoff_id"]: row for row in made.findings["handoffs"]}
    created: dict[tuple[str, int], list[datetime]] = defaultdict(list)
    for deal in made.findings["opportunities"]:
        if deal["handoff_id"]:
            of = handoffs[deal["handoff_id"]]
            created[of["lead_id"], of["cycle"]].append(deal["created_at"])

    def became(row: Row) -> bool:
        days = [at for at in created[row["lead_id"], row["cycle"]] if at >= row["handed_at"]]
        return bool(days) and min(days) <= row["decided_at"] + timedelta(days=60)

    def old(row: Row) -> bool:
        decided = row["decided_at"]
        return row["handoff"] == "sales" and accepted(row) and decided + timedelta(days=60) <= AS_OF

    check_share(
        seed,
        "accepted_to_opportunity",
        "flow",
        handoffs.values(),
        "decided_at",
        of_handoff(made),
        old,
        became,
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_each_step_of_the_waterfall_is_what_counting_finds(seed: int) -> None:
    made, _ = evaluated(seed)
    dimensions = of_lead(made)
    qualified = {(row["lead_id"], row["cycle"]): row for row in made.findings["qualifications"]}
    handoffs: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in made.findings["handoffs"]:
        handoffs[row["lead_id"], row["cycle"]].append(row)
    deals: dict[tuple[str, int], list[Row]] = defaultdict(list)
    by_id = {row["handoff_id"]: row for row in made.findings["handoffs"]}
    for deal in made.findings["opportunities"]:
        if deal["handoff_id"]:
            deals[by_id[deal["handoff_id"]]["lead_id"], by_id[deal["handoff_id"]]["cycle"]].append(deal)
    steps = ("started", "qualified", "handed", "accepted", "opportunity", "won")
    rows = []
    for row in made.findings["cycles"]:
        key = (row["lead_id"], row["cycle"])
        first = lambda instants: min((at for at in instants if at), default=None)  # noqa: E731
        rows.append({
            "lead_id": row["lead_id"], "ended": row["ended_at"], "started": row["started_at"],
            "qualified": qualified[key]["qualified_at"] if key in qualified else None, "handed": first(one["handed_at"] for one in handoffs[key]),
            "accepted": first(one["decided_at"] for one in handoffs[key] if accepted(one)), "opportunity": first(one["created_at"] for one in deals[key]),
            "won": first(one["closed_at"] for one in deals[key] if one["outcome"] == "won"),
        })  # fmt: skip
    names = (
        "lead_to_qualified",
        "qualified_to_handoff",
        "handoff_to_accepted",
        "accepted_to_deal",
        "deal_to_won",
    )
    for name, here, then in zip(names, steps, steps[1:], strict=False):
        begun = lambda row, here=here: row[here] is not None  # noqa: E731
        on = lambda row, then=then: row[then] is not None  # noqa: E731
        check_share(seed, name, "cohort", rows, here, dimensions, begun, on)
        settled = [row | {"settled": row[then] or row["ended"]} for row in rows]
        check_share(seed, name, "flow", settled, "settled", dimensions, begun, on)


@pytest.mark.parametrize("seed", SEEDS)
def test_deals_are_what_counting_finds(seed: int) -> None:
    made, _ = evaluated(seed)
    known, teams = profiles(made), {row["user_id"]: row.get("team") for row in made.seen["users"]}

    def dimensions(row: Row) -> Row:
        lead = known.get(row["lead_id"], {})
        return {
            "source": row["source"], "origin": None, "campaign": None, "segment": lead.get("segment"), "size": lead.get("size"), "owner": row["owner_id"],
            "team": teams.get(row["owner_id"]), "stage": row["stage"], "type": row["type"],
        }  # fmt: skip

    rows = made.findings["opportunities"]
    renewal = lambda row: row["type"] == "renewal"  # noqa: E731
    check_share(seed, "opportunities_created", "flow", rows, "created_at", dimensions, lambda row: True)
    check_share(
        seed,
        "win_rate",
        "flow",
        rows,
        "closed_at",
        dimensions,
        lambda row: not renewal(row),
        lambda row: row["outcome"] == "won",
    )
    check_share(
        seed,
        "renewal_rate",
        "flow",
        rows,
        "closed_at",
        dimensions,
        renewal,
        lambda row: row["outcome"] == "won",
    )
    firsts = {}
    for row in sorted(
        (row for row in rows if row["outcome"] == "won"),
        key=lambda row: (row["closed_at"], row["opportunity_id"]),
    ):
        firsts.setdefault(
            row["account_id"] or f"lead {row['lead_id'] or row['opportunity_id']}", row["opportunity_id"]
        )
    check_share(
        seed,
        "customers",
        "flow",
        rows,
        "closed_at",
        dimensions,
        lambda row: row["opportunity_id"] in firsts.values(),
    )
    for currency in ("USD", "CHF"):
        cells = {
            key[3]: row
            for key, row in figures_of(seed).items()
            if key[0] == "revenue" and key[2] == "month" and key[4] == "all" and key[6] == currency
        }
        sums: dict[str, Any] = defaultdict(int)
        for row in rows:
            if row["outcome"] == "won" and row["amount"] is not None and row["currency"] == currency:
                sums[dict(periods(row["closed_at"]))["month"]] += row["amount"]
        assert {period: row["value"] for period, row in cells.items() if row["value"]} == pytest.approx(
            {key: float(value) for key, value in sums.items()}
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_figure_opens_to_exactly_its_rows(seed: int) -> None:
    _, context = evaluated(seed)
    chance, cells = Random(seed), list(figures_of(seed).items())
    chance.shuffle(cells)
    opened: dict[tuple[str, str], int] = defaultdict(int)
    for (name, basis, *_), row in cells:
        figure = BY_NAME[name, basis]
        if figure.parts or opened[name, basis] >= 1:
            continue
        opened[name, basis] += 1
        query, values = rows_behind(figure, row, context.agreements, context.current, context.as_of)
        behind = with_values(query, values)
        amount = context.engine.render(filled(context, figure.amount)) if figure.amount else "1"
        hit = context.engine.render(filled(context, figure.hits)) if figure.hits else "false"
        hits, rows = (
            [
                float(one["x"])
                for one in rows_of(context, f"SELECT {amount} AS x FROM ({behind}) WHERE {which}")
            ]
            for which in (hit, "true")
        )
        if figure.figure == "count":
            assert (row["value"], row["denominator"]) == (len(rows), None)
        elif figure.figure == "share":
            assert (row["numerator"] or 0, row["denominator"]) == (len(hits), len(rows))
        elif figure.figure == "sum":
            assert row["value"] == pytest.approx(sum(rows))
        elif figure.figure == "mean":
            assert (row["numerator"] or 0, row["denominator"]) == (pytest.approx(sum(rows)), len(rows))
        elif figure.figure == "sum share":
            assert (row["numerator"] or 0, row["denominator"]) == (
                pytest.approx(sum(hits)),
                pytest.approx(sum(rows)),
            )
        else:
            assert row["denominator"] == len(rows)
            if figure.figure == "quantile" and rows:
                assert row["value"] == pytest.approx(float(np.quantile(rows, figure.quantile)))
            if figure.figure == "survival" and row["numerator"] is not None:
                assert row["numerator"] == len(hits)
    known = [figure for figure in METRICS if has_data(context, figure) and not figure.parts]
    assert len(known) > 70 and set(opened) == {(figure.name, figure.basis) for figure in known}


@pytest.mark.parametrize("seed", SEEDS)
def test_members_of_a_dimension_add_up_to_all(seed: int) -> None:
    _, context = evaluated(seed)
    odd = rows_of(context, """
        SELECT members.* FROM (
            SELECT name, basis, grain, period, dimension, currency, sum(numerator) AS top, sum(denominator) AS bottom FROM findings.metrics
            WHERE dimension <> 'all' AND unit IN ('count', 'share', 'money') AND name NOT LIKE 'cost%' AND name <> 'touches_median' GROUP BY ALL
        ) AS members JOIN findings.metrics AS whole ON whole.name = members.name AND whole.basis = members.basis AND whole.grain = members.grain
            AND whole.period = members.period AND whole.dimension = 'all' AND whole.currency IS NOT DISTINCT FROM members.currency
        WHERE abs(coalesce(whole.numerator, 0) - coalesce(members.top, 0)) > 1e-6 OR abs(coalesce(whole.denominator, 0) - coalesce(members.bottom, 0)) > 1e-6
    """)  # fmt: skip
    assert odd == []


@pytest.mark.parametrize("seed", SEEDS)
def test_no_share_exceeds_one(seed: int) -> None:
    _, context = evaluated(seed)
    assert (
        rows_of(context, "SELECT * FROM findings.metrics WHERE unit = 'share' AND (value > 1 OR value < 0)")
        == []
    )


def test_ratios_are_made_of_their_parts_in_the_same_cell() -> None:
    figures = figures_of(0)
    key = ("flow", "all", "all", "all", "all")
    spend, leads = figures["spend", *key, "USD"]["value"], figures["leads_created", *key, ""]["value"]
    assert figures["cost_per_lead", *key, "USD"]["value"] == pytest.approx(spend / leads)
    revenue = figures["revenue", *key, "USD"]["value"]
    assert figures["return_on_spend", *key, ""]["value"] == pytest.approx(revenue / spend)
    assert ("pipeline_velocity", *key, "USD") not in figures, "it grows with the length of the period"
    opened = {
        name[3]
        for name, row in figures.items()
        if name[0] == "pipeline_velocity" and name[2] == "quarter" and row["value"]
    }
    key = ("flow", "quarter", min(opened), "all", "all")
    number, rate = figures["new_opportunities", *key, ""]["value"], figures["win_rate", *key, ""]["value"]
    size, days = (
        figures["deal_size", *key, "USD"]["value"],
        figures["sales_cycle", *key, ""]["value"] / 86_400,
    )
    assert figures["pipeline_velocity", *key, "USD"]["value"] == pytest.approx(number * rate * size / days)


def test_spend_without_a_rate_stays_in_its_own_currency() -> None:
    made, context = evaluated(1)
    own = sum(row["amount"] for row in made.seen["spend"] if row["currency"] is None)
    rated = sum(
        round(row["amount"] * 11 / 10 + 0, 2)
        for row in made.seen["spend"]
        if row["currency"] and row["spent_on"] >= datetime(2026, 1, 1).date()
    )
    rest = sum(
        row["amount"]
        for row in made.seen["spend"]
        if row["currency"] and row["spent_on"] < datetime(2026, 1, 1).date()
    )
    figures = rows_of(
        context, "SELECT * FROM findings.metrics WHERE name = 'spend' AND grain = 'all' AND dimension = 'all'"
    )
    found = {row["currency"]: row["value"] for row in figures}
    assert found == {"USD": pytest.approx(float(own + rated), abs=0.05), "EUR": pytest.approx(float(rest))}


def test_what_the_record_lacks_has_no_figures_and_not_zero() -> None:
    context = company(3).context(absent=("opportunities", "activities", "meetings", "spend"))
    evaluate_overall(context)
    names = {row["name"] for row in rows_of(context, "SELECT DISTINCT name FROM findings.metrics")}
    assert (
        names
        & {
            "win_rate",
            "revenue",
            "touched_in_time",
            "meetings_held",
            "no_show_rate",
            "spend",
            "cost_per_lead",
            "accepted_to_opportunity",
        }
        == set()
    )
    assert {"leads_created", "handoffs", "acceptance_rate"} <= names


def test_a_period_in_which_nothing_happened_is_a_zero() -> None:
    made = Company(seen={"leads": [{"lead_id": "l", "created_at": datetime(2025, 11, 3, 12)}]})
    context = made.context()
    evaluate_overall(context)
    found = rows_of(
        context,
        "SELECT * FROM findings.metrics WHERE name IN ('leads_created', 'win_rate') AND period = '2026-02'",
    )
    assert [(row["name"], row["value"], row["denominator"]) for row in sorted(found, key=lambda row: row["name"])] == [
        ("leads_created", 0, None), ("win_rate", None, 0),
    ]  # fmt: skip


def test_every_measure_of_the_agreement_is_a_metric_of_the_same_unit_and_words() -> None:
    assert {name: (metric(name).unit, metric(name).sentence) for name in MEASURES} == {
        name: (measure.unit, measure.sentence) for name, measure in MEASURES.items()
    }  # fmt: skip


def test_names_and_bases_are_unique() -> None:
    assert len(BY_NAME) == len(METRICS)


def test_without_a_hand_off_from_marketing_all_hand_offs_are_judged() -> None:
    made = company(4)
    clauses = [
        {"id": "sales", "from": "sdr", "to": "ae", "when": "qualified"},
        {"id": "ae", "from": "sdr", "to": "ae", "when": {"stage": "sql"}},
    ]
    context = made.context(northwind(handoffs=clauses))
    evaluate_overall(context)
    found = rows_of(
        context,
        "SELECT * FROM findings.metrics WHERE name = 'complete_handoffs' AND grain = 'all' AND dimension = 'all'",
    )
    assert found[0]["denominator"] == len(made.findings["handoffs"])


def deals(*rows: Row) -> dict[tuple[str, str], Row]:
    """The figures over the whole record of some deals, by name and currency."""
    known = [
        {"opportunity_id": f"o{n}", "created_at": AS_OF - timedelta(days=40), **row}
        for n, row in enumerate(rows)
    ]
    closed = AS_OF - timedelta(days=20)
    context = handmade(
        northwind(), as_of=AS_OF, first=AS_OF - timedelta(days=90),
        findings={"opportunities": [row | {"closed_at": None if row["outcome"] == "open" else closed} for row in known]},
    )  # fmt: skip
    evaluate_overall(context)
    query = "SELECT * FROM findings.metrics WHERE period = 'all' AND dimension = 'all'"
    return {(row["name"], row["currency"] or ""): row for row in rows_of(context, query)}


def test_money_without_a_rate_stands_in_its_own_currency_and_nowhere_as_zero() -> None:
    found = deals({"outcome": "won", "amount": Decimal(100), "currency": "EUR"})
    assert found["revenue", "EUR"]["value"] == 100
    assert ("revenue", "USD") not in found and ("open_pipeline", "USD") not in found


def test_what_nobody_knows_adds_up_to_nothing_known() -> None:
    won = {"outcome": "won", "amount": Decimal(100), "converted_amount": Decimal(100), "currency": "USD"}
    found = deals(won, {"outcome": "lost", "currency": "USD"}, {"outcome": "open", "currency": "USD"})
    assert found["revenue", "USD"]["value"] == 100
    assert ("open_pipeline", "USD") not in found and ("lost_amount", "USD") not in found
    assert found["win_rate_by_amount", ""]["value"] is None
    assert found["win_rate", ""]["value"] == 0.5
    told = deals(won, {**won, "outcome": "lost"}, {"outcome": "lost", "currency": "USD"})
    assert told["win_rate_by_amount", ""]["value"] == 0.5


def test_what_cannot_be_known_has_no_figure() -> None:
    at, handed = AS_OF - timedelta(days=20), AS_OF - timedelta(days=30)
    one = {
        "handoff_id": "sales:l:1", "handoff": "sales", "lead_id": "l", "cycle": 1, "handed_at": handed, "complete": False,
        "raised": False, "unlogged": False, "decision": "accepted", "decided_at": at,
    }  # fmt: skip

    def names(basis: str, seen: dict[str, list[Row]], **changes: Any) -> set[str]:
        decision = {"lead_id": "l", "decided_at": at, "decision": "accepted", "cycle": 1, "basis": basis}
        context = handmade(
            northwind(**changes), as_of=AS_OF, first=AS_OF - timedelta(days=90), seen=seen,
            findings={"handoffs": [one | {"handoff_id": "sales:l:1"}], "decisions": [decision]},
        )  # fmt: skip
        evaluate_overall(context)
        return {row["name"] for row in rows_of(context, "SELECT DISTINCT name FROM findings.metrics")}

    rests_on_decisions = {"acceptance_rate", "rejections", "disqualified", "rejections_with_reason"}
    assert rests_on_decisions <= names("recorded", {})
    by_stage = names("stage", {})
    assert not rests_on_decisions & by_stage and {"accepted", "recycled"} <= by_stage
    reply = {
        "activity_id": "x",
        "lead_id": "l",
        "occurred_at": handed,
        "kind": "page_view",
        "side": "prospect",
    }
    assert "reply_rate" not in by_stage
    assert "reply_rate" in names("stage", {"activities": [reply]})
