"""What one evaluation says of the history that is replayed, taken out of the database before the next evaluation replaces it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from handfast.agreement.model import Agreement
from handfast.diagnosis.replay.queues import working_days
from handfast.diagnosis.replay.routing import Pool, pools
from handfast.engine.facts import from_marketing, naive
from handfast.engine.findings_made import Findings
from handfast.engine.terms import local_midnight

Key = tuple[str, int]
"""A lead and its cycle."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A lead handed over by marketing in a cycle, at the first such hand-off.

    Attributes:
        handoff_id, lead_id, cycle: which.
        handed_at: when (aware, UTC).
        owner_id: the first rep to own it; None: nobody.
        accepted: True for accepted (or disqualified after contact), False for rejected for no procedural reason; None: neither.
        worked: whether sales touched, decided, or made an opportunity of it.
        won: a deal of its cycle was won, renewals apart. running: its cycle runs, so that its outcome isn't known.
    """

    handoff_id: str
    lead_id: str
    cycle: int
    handed_at: datetime
    owner_id: str | None
    accepted: bool | None
    worked: bool
    won: bool
    running: bool

    @property
    def key(self) -> Key:
        """The lead and its cycle."""
        return self.lead_id, self.cycle


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock of a promise on a hand-off by marketing.

    Attributes:
        commitment_id, promise: which promise.
        kind: what stops it, so that clocks of two agreements can be told alike.
        key: the lead and cycle. owner_id: who had to act.
        business, wall: seconds until it stopped, or until its cycle's end or as_of.
        stopped: whether what was promised was done.
        state: as in the findings. beyond: more than the promise covers.
        within: seconds allowed. in_business: whether these are business time.
    """

    commitment_id: str
    promise: str
    kind: str
    key: Key
    owner_id: str | None
    business: float
    wall: float
    stopped: bool
    state: str
    beyond: bool
    within: float
    in_business: bool


@dataclass(frozen=True, slots=True)
class Rep:
    """A user of the record: name, team, hand-offs a day that the user can take (None: unknown), whether the user still works here."""

    user_id: str
    name: str
    team: str
    capacity: int | None
    active: bool


@dataclass(frozen=True)
class History:
    """What an evaluation says of the cycles begun since a day.

    Attributes:
        agreement: the one in force at as_of. promised: whether anybody promised anything by it.
        as_of: nothing later was seen. from_at: where the history begins: since, or the record's first fact (aware, UTC).
        since: the day asked for.
        cycles: leads' cycles begun in it.
        handed: those handed over by marketing, by lead and cycle, in the order of the hand-off.
        deals: won, renewals apart: opportunity_id -> the lead and cycle whose hand-off by marketing it belongs to; None: to none.
        clocks: of promises on these hand-offs.
        reps: users by id.
        pools: for each lead handed over, who would receive it by the agreement's routing; empty without routing.
        days: the ends of the agreement's working days, µs since 1970 (UTC), ascending.
    """

    agreement: Agreement
    promised: bool
    as_of: datetime
    from_at: datetime
    since: date | None
    cycles: int
    handed: Mapping[Key, Handed]
    deals: Mapping[str, Key | None]
    clocks: tuple[Clock, ...]
    reps: Mapping[str, Rep]
    pools: Mapping[str, Pool]
    days: tuple[int, ...]

    @cached_property
    def months(self) -> float:
        """Its length in months of 30.4 days, at least a day."""
        return max((self.as_of - self.from_at).total_seconds() / 86_400, 1.0) / (365.25 / 12)


HANDED = """
    WITH deals AS (
        SELECT DISTINCT h.lead_id, h.cycle
        FROM findings.opportunities AS o JOIN findings.handoffs AS h ON h.handoff_id = o.handoff_id
        WHERE o.outcome = 'won' AND coalesce(o.type, 'new') <> 'renewal'
    ), made AS (
        SELECT DISTINCT h.lead_id, h.cycle FROM findings.opportunities AS o JOIN findings.handoffs AS h ON h.handoff_id = o.handoff_id
    )
    SELECT h.handoff_id, h.lead_id, h.cycle, h.handed_at, h.owner_id,
        CASE WHEN h.decision IN ('accepted', 'disqualified') THEN true
            WHEN h.decision = 'rejected' AND coalesce(d.reason_kind, '') <> 'procedural' THEN false END AS accepted,
        h.touches > 0 OR coalesce(h.early, false) OR h.unlogged OR h.decision IS NOT NULL OR made.lead_id IS NOT NULL AS worked,
        deals.lead_id IS NOT NULL AS won, c.ended_at IS NULL AS running
    FROM findings.handoffs AS h
    JOIN findings.cycles AS c ON c.lead_id = h.lead_id AND c.cycle = h.cycle
    LEFT JOIN findings.decisions AS d ON d.handoff_id = h.handoff_id AND d.decided_at = h.decided_at AND d.decision = h.decision
    LEFT JOIN deals ON deals.lead_id = h.lead_id AND deals.cycle = h.cycle
    LEFT JOIN made ON made.lead_id = h.lead_id AND made.cycle = h.cycle
    WHERE list_contains($clauses, h.handoff) AND c.started_at >= $start
    QUALIFY row_number() OVER (PARTITION BY h.lead_id, h.cycle ORDER BY h.handed_at, h.handoff_id) = 1
    ORDER BY h.handed_at, h.handoff_id
"""
WON = """
    SELECT o.opportunity_id, m.lead_id, m.cycle
    FROM findings.opportunities AS o
    LEFT JOIN findings.handoffs AS h ON h.handoff_id = o.handoff_id
    LEFT JOIN (SELECT DISTINCT lead_id, cycle FROM findings.handoffs WHERE list_contains($clauses, handoff)) AS m
        ON m.lead_id = h.lead_id AND m.cycle = h.cycle
    WHERE o.outcome = 'won' AND coalesce(o.type, 'new') <> 'renewal'
    ORDER BY o.opportunity_id
"""
CLOCKS = """
    SELECT k.commitment_id, t.promise, h.lead_id, h.cycle, k.owner_id, k.elapsed_seconds,
        concat_ws(' ', t.what, t.until_kind, t.until_stage, t.counted, t.how_many, t.unless) AS kind,
        date_diff('second', k.started_at, coalesce(k.stopped_at, least(coalesce(h.ended_at, $now), $now))) AS wall_seconds,
        k.stopped_at IS NOT NULL AS stopped, k.state, k.why = 'more than the promise covers in the period' AS beyond, t.within_micros, t.within_business
    FROM findings.clocks AS k
    JOIN findings.handoffs AS h ON h.handoff_id = k.handoff_id
    JOIN findings.cycles AS c ON c.lead_id = h.lead_id AND c.cycle = h.cycle
    JOIN agreement.versions AS v ON v.agreement_hash = k.agreement_hash
    JOIN agreement.commitments AS t ON t.version = v.version AND t.commitment_id = k.commitment_id AND t.start_kind = 'handoff'
    WHERE list_contains($clauses, h.handoff) AND c.started_at >= $start
    ORDER BY t.position, k.commitment_id, k.handoff_id, k.started_at
"""
REPS = """
    SELECT user_id, coalesce(nullif(trim(name), ''), user_id) AS name, coalesce(nullif(trim(team), ''), 'no team') AS team, daily_capacity, active
    FROM seen.users ORDER BY user_id
"""
CYCLES = "SELECT count(*) AS cycles FROM findings.cycles WHERE started_at >= $start"


def observe(findings: Findings, since: date | None = None, from_at: datetime | None = None) -> History:
    """What an evaluation says of the cycles begun on or after `since`, a day of the zone of the agreement in force; all when None.

    `from_at` (aware) stands in for that day's first instant, so that two evaluations with different zones look at the same cycles.
    """
    zone = findings.current.calendar.timezone
    begins = (
        from_at
        or (local_midnight(since, zone).replace(tzinfo=UTC) if since else None)
        or findings.context.first_fact
    )
    start = naive(begins) if since else datetime(1, 1, 1)
    given = {
        "clauses": list(from_marketing(findings.agreements)),
        "start": start,
        "now": naive(findings.as_of),
    }
    handed = [
        Handed(**row | {"handed_at": row["handed_at"].replace(tzinfo=UTC)})
        for row in _rows(findings, HANDED, given)
    ]
    return History(
        agreement=findings.current,
        promised=findings.promised,
        as_of=findings.as_of,
        from_at=begins,
        since=since,
        cycles=_rows(findings, CYCLES, given)[0]["cycles"],
        handed={each.key: each for each in handed},
        deals={
            row["opportunity_id"]: (row["lead_id"], row["cycle"]) if row["lead_id"] is not None else None
            for row in _rows(findings, WON, given)
        },
        clocks=tuple(map(_clock, _rows(findings, CLOCKS, given))),
        reps={row["user_id"]: _rep(row) for row in _rows(findings, REPS, given)},
        pools=pools(findings, {each.lead_id for each in handed}),
        days=working_days(findings.context.current_version.calendar, zone, begins, findings.as_of),
    )


def _rows(findings: Findings, query: str, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    used = {name: value for name, value in given.items() if f"${name}" in query}
    made = findings.engine.connection.sql(query, params=used).to_arrow_table()
    rows: list[dict[str, Any]] = made.to_pylist()
    return rows


def _clock(row: Mapping[str, Any]) -> Clock:
    return Clock(
        row["commitment_id"], row["promise"], row["kind"], (row["lead_id"], row["cycle"]), row["owner_id"], float(row["elapsed_seconds"] or 0),
        float(row["wall_seconds"] or 0), row["stopped"], row["state"], bool(row["beyond"]), row["within_micros"] / 1e6, row["within_business"],
    )  # fmt: skip


def _rep(row: Mapping[str, Any]) -> Rep:
    return Rep(row["user_id"], row["name"], row["team"], row["daily_capacity"], row["active"] is not False)
