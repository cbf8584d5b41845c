"""What diagnosing made of the findings, as a report reads it: each sign with its course, each cause with its figure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from handfast.diagnosis.signs.registry import SIGNS, Party, Sign
from handfast.report.source import Results

TREND = 13
"""How many closes a trend shows."""
STATES = ("fires", "watch", "clear", "too few", "no data")
"""The states of a sign, the worst first."""
COURSE = f"""
    select sign_id, closed_at, part, value, threshold, rows, state, since, sentence
    from findings.signs
    qualify row_number() over (partition by sign_id order by closed_at desc) <= {TREND}
    order by sign_id, closed_at
"""
COSTS = "select * from findings.costs order by currency, position, kind"
MADE = "select table_name from information_schema.tables where table_schema = 'findings' and table_name in ('signs', 'costs')"


@dataclass(frozen=True, slots=True)
class Stand:
    """A sign at a close, which is the first instant after its month (aware, UTC); the part that spoke for it then may be another than today's."""

    closed_at: datetime
    part: str
    value: float | None
    threshold: float | None
    state: str


@dataclass(frozen=True, slots=True)
class Told:
    """A sign as it stands at the last close.

    Attributes:
        sign: its words, unit and party.
        part: the part that speaks for it; empty where it has one.
        state: fires, watch, clear, too few or no data.
        since: the close at which it began to fire (aware, UTC); None when it doesn't.
        value, threshold, rows: what was measured, what it is held to, what it rests on.
        sentence: what it says.
        trend: the last 13 closes, oldest first.
    """

    sign: Sign
    part: str
    state: str
    since: datetime | None
    value: float | None
    threshold: float | None
    rows: int
    sentence: str
    trend: tuple[Stand, ...]

    @property
    def id(self) -> str:
        """Its name, hyphenated."""
        return self.sign.id

    @property
    def party(self) -> Party:
        """Who can act."""
        return self.sign.party


@dataclass(frozen=True, slots=True)
class Priced:
    """A cause of cost, or a total (`id` is `total`); the columns of findings.costs."""

    id: str
    kind: str
    leads: int | None
    amount: Decimal | None
    low: Decimal | None
    high: Decimal | None
    e_value: float | None
    counted: bool
    note: str


@dataclass(frozen=True, slots=True)
class Costing:
    """What misalignment cost in one currency.

    Attributes:
        currency, period: of the amounts.
        totals: bookings and cash, never added.
        causes: in the order by which a lead counts once.
        note: what limits the figures as a whole; empty where nothing does.
    """

    currency: str
    period: str
    totals: Mapping[str, Priced]
    causes: tuple[Priced, ...]
    note: str


def signs(results: Results) -> tuple[Told, ...]:
    """Every sign, the worst first; empty where nobody diagnosed, or no month of the record is whole."""
    if not _made(results, "signs"):
        return ()
    rows = results.query(COURSE).to_pylist()
    told = [
        _told(SIGNS[name], list(stands)) for name, stands in groupby(rows, key=lambda row: row["sign_id"])
    ]
    return tuple(sorted(told, key=lambda one: (STATES.index(one.state), -_far(one), one.id)))


def _told(sign: Sign, stands: list[dict[str, Any]]) -> Told:
    now = stands[-1]
    trend = tuple(
        Stand(_aware(row["closed_at"]), row["part"], row["value"], row["threshold"], row["state"])
        for row in stands
    )
    since = _aware(now["since"]) if now["since"] else None
    return Told(
        sign,
        now["part"],
        now["state"],
        since,
        now["value"],
        now["threshold"],
        now["rows"],
        now["sentence"],
        trend,
    )


def _far(told: Told) -> float:
    """How far beyond its threshold a sign is, as a multiple."""
    return told.value / told.threshold if told.value is not None and told.threshold else float("-inf")


def _aware(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC)


def costings(results: Results) -> tuple[Costing, ...]:
    """The costing in the agreement's currency, then those in currencies without rates; empty where nobody diagnosed."""
    if not _made(results, "costs"):
        return ()
    rows = results.query(COSTS).to_pylist()
    found = [_costing(list(of)) for _, of in groupby(rows, key=lambda row: row["currency"])]
    return tuple(sorted(found, key=lambda one: (one.currency != results.current.currency, one.currency)))


def _costing(rows: list[dict[str, Any]]) -> Costing:
    priced = [
        Priced(row["cause"], row["kind"], row["leads"], row["amount"], row["low"], row["high"], row["e_value"], row["counted"], row["note"])
        for row in rows
    ]  # fmt: skip
    totals = {one.kind: one for one in priced if one.id == "total"}
    causes = tuple(one for one in priced if one.id != "total")
    return Costing(rows[0]["currency"], rows[0]["period"], totals, causes, totals["bookings"].note)


def _made(results: Results, table: str) -> bool:
    return table in results.query(MADE).column("table_name").to_pylist()
