"""The tables of attribution: every opportunity divided among the channels on its path, by each model, and the totals."""

from functools import cached_property

import numpy as np
import pyarrow as pa
from sqlglot import exp

from handfast.engine.attribution import (
    MODELS,
    Numbers,
    Paths,
    Whole,
    by_effect,
    cents_by_share,
    heuristic_credits,
    markov_removal_effects,
)
from handfast.engine.context import Context
from handfast.engine.definition import define
from handfast.engine.known import there

CREDITS = pa.schema(
    [
        ("model", pa.string()), ("opportunity_id", pa.string()), ("channel", pa.string()), ("credit", pa.float64()), ("amount", pa.decimal128(18, 2)),
        ("currency", pa.string()),
    ]
)  # fmt: skip
TOTALS = pa.schema(
    [
        ("model", pa.string()), ("channel", pa.string()), ("opportunities", pa.float64()), ("won", pa.float64()), ("pipeline", pa.decimal128(18, 2)),
        ("revenue", pa.decimal128(18, 2)), ("currency", pa.string()), ("removal_effect", pa.float64()),
    ]
)  # fmt: skip


class Journeys:
    """The paths of all opportunities, as arrays.

    Attributes:
        paths: the touches of each, channels as codes in alphabetical order.
        channels, opportunities, currencies: names by code.
        currency, cents, priced, won, lost: of each opportunity; cents are 0 where there is no amount.
    """

    def __init__(self, rows: pa.Table) -> None:
        channel = rows["channel"].combine_chunks().dictionary_encode()
        alphabet = np.argsort(np.array(channel.dictionary.to_pylist(), dtype=object), kind="stable")
        rank = np.argsort(alphabet)
        self.channels: list[str] = [channel.dictionary[int(code)].as_py() for code in alphabet]
        ids = rows["opportunity_id"].combine_chunks().dictionary_encode().indices.to_numpy()
        starts = np.flatnonzero(np.r_[True, ids[1:] != ids[:-1]])
        path = np.repeat(np.arange(len(starts)), np.diff(np.r_[starts, len(ids)]))
        days, lead_days = (rows[name].to_numpy() for name in ("days_before", "lead_days_before"))
        self.paths = Paths(path, rank[channel.indices.to_numpy()], days, lead_days.astype(float))
        self.opportunities = rows["opportunity_id"].combine_chunks().take(pa.array(starts))
        first = rows.take(pa.array(starts))
        currency = first["currency"].combine_chunks().dictionary_encode()
        self.currencies: list[str] = currency.dictionary.to_pylist()
        self.currency: Whole = currency.indices.to_numpy().astype(np.int64)
        self.priced = first["cents"].is_valid().to_numpy()
        self.cents: Whole = first["cents"].fill_null(0).to_numpy()
        outcome = first["outcome"].to_numpy()
        self.won, self.lost = outcome == "won", outcome == "lost"

    @cached_property
    def stations(self) -> tuple[Whole, Whole]:
        """Each opportunity and channel that touched it, as one code, ascending; and for each touch the place of its own among them."""
        code, place = np.unique(
            self.paths.path * len(self.channels) + self.paths.channel, return_inverse=True
        )
        return code, place


def _known(context: Context) -> bool:
    return there(context, "opportunities") and there(context, "activities")


def create_journeys(context: Context) -> None:
    """Make steps.channel_touches and steps.journeys, where the record has opportunities and activities."""
    touch = context.current.touch
    if _known(context):
        touches = define("channel_touches", touch_kinds=list(touch.kinds), automated=touch.automated)
        context.engine.create("steps.channel_touches", touches)
        context.engine.create("steps.journeys", define("journeys"))


def attribute(context: Context) -> None:
    """Make findings.attribution and findings.attribution_credits; both are empty where the record has no opportunities or no activities."""
    engine, rows = context.engine, None
    if _known(context):
        tree = exp.select("*").from_("steps.journeys")
        rows = engine.fetch(tree.order_by("opportunity_id", "days_before DESC", "channel"))
    if rows is None or not len(rows):
        engine.store("findings.attribution_credits", CREDITS.empty_table())
        engine.store("findings.attribution", TOTALS.empty_table())
        return
    journeys = Journeys(rows)
    credits, totals = zip(
        *(_credited(journeys, model, heuristic_credits(journeys.paths, model)) for model in MODELS),
        strict=True,
    )
    engine.store("findings.attribution_credits", pa.concat_tables(credits).combine_chunks())
    engine.store("findings.attribution", pa.concat_tables([*totals, _markov(journeys)]).combine_chunks())


def _credited(journeys: Journeys, model: str, touch_credit: Numbers) -> tuple[pa.Table, pa.Table]:
    """One model's credits by opportunity and channel, and their totals by channel and currency."""
    width = len(journeys.channels)
    code, place = journeys.stations
    credit: Numbers = np.bincount(place, touch_credit).astype(float)
    code, credit = code[credit > 0], credit[credit > 0]
    owner, channel = np.divmod(code, width)
    cents = cents_by_share(journeys.cents, owner, credit, channel)
    names = pa.array(journeys.channels).take(pa.array(channel))
    currency = pa.array(journeys.currencies).take(pa.array(journeys.currency[owner]))
    amount = _money(cents, journeys.priced[owner])
    rows = pa.Table.from_arrays(
        [
            pa.repeat(model, len(owner)),
            journeys.opportunities.take(pa.array(owner)),
            names,
            pa.array(credit),
            amount,
            currency,
        ],
        schema=CREDITS,
    )
    group = journeys.currency[owner] * width + channel
    won = journeys.won[owner]
    sums: list[Numbers] = [
        np.bincount(group, weight).astype(float) for weight in (credit, credit * won, cents, cents * won)
    ]
    return rows, _totals(journeys, model, np.flatnonzero(np.bincount(group)), sums, None)


def _totals(
    journeys: Journeys, model: str, groups: Whole, sums: list[Numbers], effects: Numbers | None
) -> pa.Table:
    of_currency, channel = np.divmod(groups, len(journeys.channels))
    opportunities, won = (np.round(total[groups], 9) for total in sums[:2])
    pipeline, revenue = (np.round(total[groups]).astype(np.int64) for total in sums[2:])
    effect = pa.array(effects[channel]) if effects is not None else pa.nulls(len(groups), pa.float64())
    return pa.Table.from_arrays(
        [
            pa.repeat(model, len(groups)), pa.array(journeys.channels).take(pa.array(channel)), pa.array(opportunities), pa.array(won),
            _money(pipeline), _money(revenue),
            pa.array(journeys.currencies).take(pa.array(of_currency)), effect,
        ],
        schema=TOTALS,
    )  # fmt: skip


def _markov(journeys: Journeys) -> pa.Table:
    """The Markov model's totals: what is settled, divided by removal effects; open opportunities have no end yet and are left out."""
    width, settled = len(journeys.channels), journeys.won | journeys.lost
    effects = markov_removal_effects(
        journeys.paths, width, journeys.won.astype(float), journeys.lost.astype(float)
    )
    if np.isnan(effects).all():
        return TOTALS.empty_table()
    share, many = by_effect(effects), len(journeys.currencies)
    owner, rank = np.repeat(np.arange(many), width), np.tile(np.arange(width), many)
    shares = np.tile(share, many)
    counts = [
        np.bincount(journeys.currency, weight, minlength=many)[owner] * shares
        for weight in (settled, journeys.won)
    ]
    amounts = []
    for weight in (settled, journeys.won):
        total = np.bincount(journeys.currency, journeys.cents * weight, minlength=many)
        amounts.append(cents_by_share(np.round(total).astype(np.int64), owner, shares, rank).astype(float))
    touched = np.bincount(journeys.paths.channel[settled[journeys.paths.path]], minlength=width) > 0
    used = np.bincount(journeys.currency, settled, minlength=many) > 0
    groups = np.flatnonzero(touched[rank] & used[owner])
    return _totals(journeys, "markov", groups, [*counts, *amounts], effects)


def _money(cents: Whole, known: np.ndarray | None = None) -> pa.Array:
    """Hundredths as money: the same digits with a point before the last two."""
    whole = pa.array(cents, pa.int64(), mask=None if known is None else ~known).cast(pa.decimal128(19, 0))
    return pa.Array.from_buffers(pa.decimal128(18, 2), len(whole), whole.buffers())
