"""Attribution: against published reference results, against loops, and to the cent."""

import csv
import gzip
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handfast.engine.attributing import attribute, create_journeys
from handfast.engine.attribution import (
    MODELS,
    Model,
    Numbers,
    Paths,
    by_effect,
    cents_by_share,
    heuristic_credits,
    markov_removal_effects,
)
from handfast.engine.definition import define
from handfast.engine.facts import create_facts
from tests.engine.handmade import handmade, northwind, rows_of

SHARED = (
    Path(os.environ.get("HANDFAST_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
    / "channel_attribution"
)
JOURNEYS = st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=6), min_size=1, max_size=12)
needs_reference = pytest.mark.skipif(
    not SHARED.exists(), reason="the reference results are not on this machine"
)


def paths_of(journeys: Sequence[Sequence[int]]) -> Paths:
    """Paths of channel codes whose times are not known."""
    path = np.repeat(np.arange(len(journeys)), [len(journey) for journey in journeys])
    channel = np.array([code for journey in journeys for code in journey], dtype=np.int64)
    return Paths(path, channel, np.zeros(len(path)), np.full(len(path), np.nan))


def credits_by_channel(
    paths: Paths, channels: Mapping[int, str], model: Model, weight: Numbers
) -> dict[str, float]:
    """The total credit of each channel over paths of the given weights."""
    totals = np.bincount(
        paths.channel, heuristic_credits(paths, model) * weight[paths.path], minlength=len(channels)
    )
    return {name: float(totals[code]) for code, name in channels.items()}


class Reference:
    """The published journeys and results."""

    def __init__(self) -> None:
        with gzip.open(SHARED / "data.csv.gz", "rt") as file:
            rows = list(csv.DictReader(file))
        journeys = [row["path"].split(" > ") for row in rows]
        self.names = sorted({channel for journey in journeys for channel in journey})
        code = {name: place for place, name in enumerate(self.names)}
        self.paths = paths_of([[code[channel] for channel in journey] for journey in journeys])
        columns = ("total_conversions", "total_conversion_value", "total_null")
        self.conversions, self.values, self.nulls = (
            np.array([float(row[name]) for row in rows]) for name in columns
        )

    def expected(self, name: str) -> dict[str, dict[str, float]]:
        with (SHARED / f"EXPECTED_{name}.csv").open() as file:
            return {
                row.pop(""): {key: float(value) for key, value in row.items()} for row in csv.DictReader(file)
            }


@needs_reference
def test_first_last_and_linear_are_the_published_results() -> None:
    reference = Reference()
    expected, channels = reference.expected("heuristics"), dict(enumerate(reference.names))
    models: tuple[Model, ...] = ("first", "last", "linear")
    for model in models:
        for weights, column in ((reference.conversions, "conv"), (reference.values, "val")):
            found = credits_by_channel(reference.paths, channels, model, weights)
            assert found == pytest.approx(
                {name: row[f"{model}_{column}"] for name, row in expected.items()}, abs=1e-6
            )


@needs_reference
def test_removal_effects_are_the_published_results() -> None:
    reference = Reference()
    expected = reference.expected("markov_order1")
    effects = markov_removal_effects(
        reference.paths, len(reference.names), reference.conversions, reference.nulls
    )
    shares = by_effect(effects)
    for place, name in enumerate(reference.names):
        assert effects[place] == pytest.approx(expected[name]["removal_effect"], abs=1e-6)
        assert shares[place] * reference.conversions.sum() == pytest.approx(
            expected[name]["markov1_conv"], abs=1e-6
        )
        assert shares[place] * reference.values.sum() == pytest.approx(
            expected[name]["markov1_val_by_conv_re"], abs=1e-6
        )


def by_hand(model: Model, days: list[float], lead_days: float | None) -> list[float]:
    """One path's credits, rule by rule; `days` are those from each touch to the end, falling."""
    count = len(days)
    if model == "first":
        return [1.0] + [0.0] * (count - 1)
    if model == "last":
        return [0.0] * (count - 1) + [1.0]
    if model == "linear":
        return [1.0 / count] * count
    if model == "decay":
        weights = [0.5 ** (day / 7) for day in days]
    elif model == "u":
        weights = (
            [1.0]
            if count == 1
            else [0.5, 0.5]
            if count == 2
            else [0.4, *[0.2 / (count - 2)] * (count - 2), 0.4]
        )
    else:
        before = [place for place, day in enumerate(days) if lead_days is not None and day >= lead_days]
        anchors = [0, before[-1] if before else 0, count - 1]
        weights = [0.3 * anchors.count(place) for place in range(count)]
        others = [place for place in range(count) if place not in anchors]
        weights = [0.1 / len(others) if place in others else weight for place, weight in enumerate(weights)]
    return [weight / sum(weights) for weight in weights]


TOUCHED = st.lists(
    st.tuples(
        st.lists(st.integers(0, 180), min_size=1, max_size=6), st.one_of(st.none(), st.integers(0, 200))
    ),
    min_size=1,
    max_size=8,
)


@given(TOUCHED, st.sampled_from(MODELS))
def test_each_rule_is_what_its_words_say_and_adds_up_to_one(
    journeys: list[tuple[list[int], int | None]], model: Model
) -> None:
    days = [sorted(map(float, touches), reverse=True) for touches, _ in journeys]
    path = np.repeat(np.arange(len(days)), [len(one) for one in days])
    lead = np.repeat(
        [np.nan if made is None else float(made) for _, made in journeys], [len(one) for one in days]
    )
    paths = Paths(
        path, np.zeros(len(path), dtype=np.int64), np.array([day for one in days for day in one]), lead
    )
    found = heuristic_credits(paths, model)
    expected = [
        credit for one, (_, made) in zip(days, journeys, strict=True) for credit in by_hand(model, one, made)
    ]
    assert found == pytest.approx(expected)
    assert np.bincount(path, found) == pytest.approx(np.ones(len(days)))


@given(
    st.lists(
        st.tuples(st.integers(0, 10**9), st.lists(st.integers(1, 9), min_size=1, max_size=7)),
        min_size=1,
        max_size=8,
    )
)
def test_amounts_add_up_to_the_cent_and_are_never_a_cent_off(owners: list[tuple[int, list[int]]]) -> None:
    owner = np.repeat(np.arange(len(owners)), [len(parts) for _, parts in owners])
    share = np.array([part / sum(parts) for _, parts in owners for part in parts])
    rank = np.concatenate([np.arange(len(parts)) for _, parts in owners])
    cents = np.array([amount for amount, _ in owners])
    found = cents_by_share(cents, owner, share, rank)
    assert np.bincount(owner, found).astype(np.int64).tolist() == cents.tolist()
    assert (np.abs(found - cents[owner] * share) < 1 + 1e-6).all()


def test_what_rounding_leaves_goes_to_the_greatest_remainder_then_to_the_first_by_name() -> None:
    found = cents_by_share(
        np.array([100]), np.zeros(3, dtype=np.int64), np.full(3, 1 / 3), np.array([2, 0, 1])
    )
    assert found.tolist() == [33, 34, 33]


@given(JOURNEYS, st.data())
@settings(max_examples=40)
def test_removal_effects_are_those_of_walking_the_chain(
    journeys: list[list[int]], data: st.DataObject
) -> None:
    paths = paths_of(journeys)
    wins = np.array(
        data.draw(st.lists(st.integers(0, 3), min_size=len(journeys), max_size=len(journeys))), dtype=float
    )
    losses = np.array(
        data.draw(st.lists(st.integers(1, 3), min_size=len(journeys), max_size=len(journeys))), dtype=float
    )
    found = markov_removal_effects(paths, 4, wins, losses)
    steps: dict[Any, dict[Any, float]] = defaultdict(lambda: defaultdict(float))
    for journey, won, lost in zip(journeys, wins, losses, strict=True):
        walk = ["start", *journey]
        for here, there in pairwise(walk):
            steps[here][there] += won + lost
        steps[journey[-1]]["won"] += won
        steps[journey[-1]]["lost"] += lost

    def converts(without: int | None) -> float:
        chance = {"won": 1.0}
        for _ in range(2000):
            chance = {"won": 1.0} | {
                here: sum(many * chance.get(there, 0.0) for there, many in goes.items() if there != without) / sum(goes.values())
                for here, goes in steps.items() if here != without
            }  # fmt: skip
        return chance.get("start", 0.0)

    if not wins.any():
        assert np.isnan(found).all()
        return
    whole = converts(None)
    for channel in range(4):
        assert found[channel] == pytest.approx(1 - converts(channel) / whole, abs=1e-6)


CREATED = datetime(2026, 3, 1, 12)


def touch(
    identity: str, lead: str, days: float, kind: str, side: str = "prospect", **more: Any
) -> dict[str, Any]:
    return {
        "activity_id": identity,
        "lead_id": lead,
        "occurred_at": CREATED - timedelta(days=days),
        "kind": kind,
        "side": side,
        **more,
    }


def deal(identity: str, outcome: str, amount: str | None = "100.00", currency: str = "USD") -> dict[str, Any]:
    money = Decimal(amount) if amount else None
    return {
        "opportunity_id": identity, "lead_id": "ann", "created_at": CREATED, "outcome": outcome, "amount": money, "currency": currency,
        "converted_amount": money if currency == "USD" else None,
    }  # fmt: skip


def attributed(
    activities: list[dict[str, Any]], deals: list[dict[str, Any]], absent: tuple[str, ...] = ()
) -> Any:
    context = handmade(
        northwind(), as_of=datetime(2026, 6, 1), first=datetime(2025, 1, 1), absent=absent,
        seen={
            "activities": activities, "campaigns": [{"campaign_id": "c1", "channel": "webinar"}, {"campaign_id": "c2", "name": "Spring mailing"}],
            "opportunities": [{"opportunity_id": row["opportunity_id"], "created_at": CREATED, "lead_id": "ann"} for row in deals],
            "opportunity_contacts": [{"opportunity_id": row["opportunity_id"], "lead_id": "bob"} for row in deals],
        },
        findings={"opportunities": deals, "lead_profiles": [{"lead_id": "ann", "created_at": CREATED - timedelta(days=20)}]},
    )  # fmt: skip
    context.engine.create("steps.deal_leads", define("deal_leads"))
    create_facts(context)
    create_journeys(context)
    attribute(context)
    return context


def test_a_path_is_made_of_all_contacts_and_of_what_counts_as_a_touch() -> None:
    context = attributed(
        [
            touch("1", "ann", 180, "page_view"), touch("2", "ann", 180.001, "chat"), touch("3", "bob", 30, "webinar_attended", campaign_id="c1"),
            touch("4", "ann", 20, "email_click", campaign_id="c2"), touch("5", "ann", 19, "email_open"), touch("6", "ann", 18, "email_sent", "marketing"),
            touch("7", "ann", 17, "call", "sales"), touch("8", "ann", 16, "note", "sales"), touch("9", "ann", 15, "call", "sales", automated=True),
            touch("a", "ann", 14, "unsubscribe"), touch("b", "ann", 0, "form_submit"), touch("c", "ann", -0.01, "chat"), touch("d", "cid", 3, "chat"),
            touch("e", "ann", 0.1, "page_view"), touch("f", "ann", 13, "ad_click", campaign_id="unknown"),
        ],
        [deal("o", "won")],
    )  # fmt: skip
    path = rows_of(context, "SELECT channel FROM steps.channel_touches ORDER BY touched_at")
    assert [row["channel"] for row in path] == [
        "website",
        "webinar",
        "Spring mailing",
        "sales",
        "unknown",
        "website",
    ]
    credits = {
        row["channel"]: (row["credit"], row["amount"])
        for row in rows_of(context, "SELECT * FROM findings.attribution_credits WHERE model = 'linear'")
    }
    assert credits["website"] == (pytest.approx(1 / 3), Decimal("33.33"))
    assert sum(amount for _, amount in credits.values()) == Decimal("100.00")


def test_a_deal_without_a_touch_is_of_the_channel_none_and_money_is_never_mixed() -> None:
    context = attributed(
        [], [deal("o1", "won", "10.00"), deal("o2", "open", "20.01", "CHF"), deal("o3", "lost", None)]
    )
    totals = {
        (row["model"], row["currency"]): row for row in rows_of(context, "SELECT * FROM findings.attribution")
    }
    assert {row["channel"] for row in totals.values()} == {"none"}
    assert (
        totals["u", "USD"]["opportunities"],
        totals["u", "USD"]["won"],
        totals["u", "USD"]["pipeline"],
    ) == (2, 1, Decimal("10.00"))
    assert (totals["u", "CHF"]["pipeline"], totals["u", "CHF"]["revenue"]) == (
        Decimal("20.01"),
        Decimal("0.00"),
    )
    assert ("markov", "CHF") not in totals, "an open deal has no end yet"
    assert totals["markov", "USD"]["removal_effect"] == 1
    amounts = {
        row["opportunity_id"]: row["amount"]
        for row in rows_of(context, "SELECT * FROM findings.attribution_credits WHERE model = 'w'")
    }
    assert amounts == {"o1": Decimal("10.00"), "o2": Decimal("20.01"), "o3": None}


def test_every_model_divides_all_of_the_money() -> None:
    kinds = ("page_view", "chat", "webinar_attended", "ad_click", "event_attended")
    activities = [touch(f"{n}", "ann" if n % 3 else "bob", n * 11 % 170, kinds[n % 5]) for n in range(40)]
    deals = [
        deal(
            f"o{n}",
            ("won", "lost", "open")[n % 3],
            f"{n * 7919 % 1000}.{n % 100:02d}",
            "USD" if n % 4 else "CHF",
        )
        for n in range(30)
    ]
    context = attributed(activities, deals)
    expected = {
        currency: sum((row["amount"] for row in deals if row["currency"] == currency), Decimal(0)) for currency in ("USD", "CHF")
    }  # fmt: skip
    for model in MODELS:
        sums = {
            row["currency"]: row["total"]
            for row in rows_of(
                context,
                f"""
            SELECT currency, sum(amount) AS total FROM findings.attribution_credits WHERE model = '{model}' GROUP BY currency""",
            )
        }
        totals = {
            row["currency"]: row["total"]
            for row in rows_of(
                context,
                f"""
            SELECT currency, sum(pipeline) AS total FROM findings.attribution WHERE model = '{model}' GROUP BY currency""",
            )
        }
        assert sums == totals == expected
    settled = {
        row["currency"]: (row["pipeline"], row["revenue"])
        for row in rows_of(
            context,
            """
        SELECT currency, sum(pipeline) AS pipeline, sum(revenue) AS revenue FROM findings.attribution WHERE model = 'markov' GROUP BY currency""",
        )
    }
    for currency in ("USD", "CHF"):
        ours = [row for row in deals if row["currency"] == currency]
        assert settled[currency] == (
            sum(row["amount"] for row in ours if row["outcome"] != "open"), sum(row["amount"] for row in ours if row["outcome"] == "won")
        )  # fmt: skip


def test_without_activities_nothing_is_attributed() -> None:
    context = attributed([], [deal("o1", "won")], absent=("activities",))
    assert rows_of(context, "SELECT * FROM findings.attribution") == []
