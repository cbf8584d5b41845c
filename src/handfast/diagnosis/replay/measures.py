"""What is compared before and after a change of agreement: rows by week and kind of lead, as the record has them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from handfast.agreement.model import Agreement, Timer
from handfast.diagnosis.cost.reading import sql_of
from handfast.diagnosis.replay.queues import working_days
from handfast.engine.facts import from_marketing, naive
from handfast.engine.findings_made import Findings

DECIDED_WITHIN = 28
"""Days that sales is given for a decision: on both sides alike, so that a young hand-off isn't taken for an undecided one."""
CONVERTED_WITHIN = 60
"""Days from the decision to the opportunity, as in the metric accepted_to_opportunity."""
CAME_IN = 91
"""Days of leads that came in, from which the hand-offs of a week could have come: 13 weeks."""

Kind = tuple[str, str, float | None]
"""Source, segment and score of a lead at its hand-off."""


@dataclass(frozen=True, slots=True)
class Row:
    """Something that counts in a week.

    Attributes:
        monday: the first day of its week, in the zone of the agreement in force.
        kind: what is held equal.
        counted: 1 where it did what is measured. of: 1, or how much could have brought it.
    """

    monday: date
    kind: Kind
    counted: float
    of: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure with its rows.

    Attributes:
        measure: acceptance, follow-up, handoffs or conversion. commitment_id: the promise, of follow-up; else empty.
        share: whether it is a share, or a volume a week.
        rows: every row that is settled.
        settled: weeks that end after this day may still change and have no rows.
        scored: whether its leads have a score.
    """

    measure: str
    commitment_id: str
    share: bool
    rows: tuple[Row, ...]
    settled: date
    scored: bool = True


HANDED = f"""
    , opened AS (
        SELECT h.handoff_id, min(o.created_at) AS made_at
        FROM findings.handoffs AS h
        JOIN findings.handoffs AS own ON own.lead_id = h.lead_id AND own.cycle = h.cycle
        JOIN findings.opportunities AS o ON o.handoff_id = own.handoff_id AND o.created_at >= h.handed_at
        GROUP BY h.handoff_id
    )
    SELECT d.week_day AS monday, p.source, p.segment, p.score,
        coalesce(p.decision IN ('accepted', 'disqualified'), false) AS accepted,
        p.decision IN ('accepted', 'disqualified') OR p.decision = 'rejected' AND coalesce(s.reason_kind, '') <> 'procedural' AS judged,
        p.decided_at <= p.handed_at + INTERVAL {DECIDED_WITHIN} DAY AS decided,
        coalesce(o.made_at <= p.decided_at + INTERVAL {CONVERTED_WITHIN} DAY, false) AS converted
    FROM placed AS p
    JOIN agreement.days AS d ON d.version = $version AND d.starts_at <= p.handed_at AND p.handed_at < d.ends_at
    LEFT JOIN findings.decisions AS s ON s.handoff_id = p.handoff_id AND s.decided_at = p.decided_at AND s.decision = p.decision
    LEFT JOIN opened AS o ON o.handoff_id = p.handoff_id
    WHERE list_contains($clauses, p.handoff)
"""
CLOCKS = """
    SELECT d.week_day AS monday, p.source, p.segment, p.score, k.state IN ('running', 'at risk') AS runs, k.stopped_at IS NOT NULL AS stopped,
        CASE WHEN $business THEN k.elapsed_seconds
            ELSE date_diff('second', k.started_at, coalesce(k.stopped_at, least(coalesce(p.ended_at, $now), $now))) END AS took
    FROM findings.clocks AS k
    JOIN placed AS p ON p.handoff_id = k.handoff_id
    JOIN agreement.days AS d ON d.version = $version AND d.starts_at <= k.started_at AND k.started_at < d.ends_at
    WHERE k.commitment_id = $commitment AND (k.state NOT IN ('excused', 'unlogged') OR k.stopped_at IS NOT NULL)
        AND coalesce(k.why, '') <> 'more than the promise covers in the period'
"""
VOLUME = """
    SELECT d.local_day AS day, coalesce(nullif(trim(l.source), ''), '(none)') AS source, coalesce(nullif(trim(l.segment), ''), '(none)') AS segment,
        e.what, count(*) AS many
    FROM (
        SELECT lead_id, handed_at AS at, 'handed' AS what FROM findings.handoffs WHERE list_contains($clauses, handoff)
        UNION ALL SELECT lead_id, created_at AS at, 'came' AS what FROM findings.lead_profiles
    ) AS e
    JOIN findings.lead_profiles AS l ON l.lead_id = e.lead_id
    JOIN agreement.days AS d ON d.version = $version AND d.starts_at <= e.at AND e.at < d.ends_at
    GROUP BY ALL ORDER BY ALL
"""


def measured(findings: Findings, earlier: Agreement, later: Agreement) -> Iterator[Measured]:
    """Every measure that can be taken under both agreements; those for which the record has no rows are left out."""
    handed = _ask(findings, HANDED)
    yield from _shares(findings, handed)
    for commitment_id in follow_ups(earlier, later):
        found = _follow_up(findings, later, commitment_id)
        if found.rows:
            yield found
    volume = _volume(findings)
    if any(row.counted for row in volume):
        yield Measured("handoffs", "", False, volume, _day(findings, findings.as_of), scored=False)


def follow_ups(earlier: Agreement, later: Agreement) -> tuple[str, ...]:
    """The promises of a first touch that both agreements make for the same leads; how soon may differ."""
    one, other = _touches(earlier), _touches(later)
    return tuple(name for name, asked in other.items() if one.get(name) == asked)


def _touches(agreement: Agreement) -> dict[str, tuple[object, ...]]:
    return {
        clause.id: (clause.start, str(clause.condition))
        for clause in agreement.clocked
        if isinstance(clause, Timer) and clause.until == "first_touch"
    }


def _shares(findings: Findings, handed: Sequence[Mapping[str, Any]]) -> Iterator[Measured]:
    judged = [row for row in handed if row["judged"] and row["decided"]]
    if judged:
        rows = tuple(_row(row, row["accepted"]) for row in judged)
        yield Measured("acceptance", "", True, rows, _day(findings, findings.as_of, DECIDED_WITHIN))
    accepted = [row for row in judged if row["accepted"]]
    if any(row["converted"] for row in accepted):
        rows = tuple(_row(row, row["converted"]) for row in accepted)
        settled = _day(findings, findings.as_of, DECIDED_WITHIN + CONVERTED_WITHIN)
        yield Measured("conversion", "", True, rows, settled)


def _follow_up(findings: Findings, later: Agreement, commitment_id: str) -> Measured:
    """A promise of a first touch, held on both sides to the time that the later agreement allows. A clock that runs leaves its week open."""
    version = next(v for v in findings.context.versions if v.agreement is later)
    within = next(clause.within for clause in later.clocked if clause.id == commitment_id)
    allowed = within.microseconds(version.calendar.longest_day) / 1e6
    found = _ask(
        findings, CLOCKS, commitment=commitment_id, business=within.business, now=naive(findings.as_of)
    )
    open_weeks = [row["monday"] for row in found if row["runs"]]
    settled = min([_day(findings, findings.as_of), *open_weeks])
    rows = [
        _row(row, row["stopped"] and row["took"] <= allowed)
        for row in found
        if row["stopped"] or row["took"] > allowed
    ]
    return Measured("follow-up", commitment_id, True, tuple(rows), settled)


def _volume(findings: Findings) -> tuple[Row, ...]:
    """Hand-offs by marketing in each week, and the leads who came in, of whom they could be, by the working days of the week."""
    first, last = _day(findings, findings.context.first_fact), _day(findings, findings.as_of)
    daily: dict[tuple[Kind, str], NDArray[np.int64]] = {}
    for row in _ask(findings, VOLUME):
        kind = (row["source"], row["segment"], None)
        days = daily.setdefault((kind, row["what"]), np.zeros((last - first).days + 1, dtype=np.int64))
        days[(row["day"] - first).days] += row["many"]
    total = {key: np.concatenate([[0], days.cumsum()]) for key, days in daily.items()}

    def between(kind: Kind, what: str, day: date, many: int) -> int:
        sums, place = total.get((kind, what)), (day - first).days
        return 0 if sums is None else int(sums[place + many] - sums[place])

    working = Counter(_monday(day) for day in _working(findings))
    usual = max(working.values(), default=0)
    return tuple(
        Row(monday, kind, handed, came * working[monday] / usual)
        for monday in _mondays(first + timedelta(days=CAME_IN), last)
        if working[monday]
        for kind in sorted({kind for kind, _ in daily}, key=str)
        if (handed := between(kind, "handed", monday, 7))
        + (came := between(kind, "came", monday + timedelta(days=7 - CAME_IN), CAME_IN))
    )


def _working(findings: Findings) -> Iterable[date]:
    zone = findings.current.calendar.timezone
    ends = working_days(
        findings.context.current_version.calendar, zone, findings.context.first_fact, findings.as_of
    )
    for end in ends:
        yield (
            (datetime.fromtimestamp(end / 1e6, UTC) - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date()
        )


def _mondays(first: date, last: date) -> Iterator[date]:
    monday = _monday(first + timedelta(days=6))
    while monday + timedelta(days=7) <= last:
        yield monday
        monday += timedelta(days=7)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _row(row: Mapping[str, Any], counted: bool) -> Row:
    return Row(row["monday"], (row["source"], row["segment"], row["score"]), float(counted), 1.0)


def _day(findings: Findings, at: datetime, before: int = 0) -> date:
    """The local day of an instant, so many days earlier."""
    return (at - timedelta(days=before)).astimezone(ZoneInfo(findings.current.calendar.timezone)).date()


def _ask(findings: Findings, query: str, **given: Any) -> list[dict[str, Any]]:
    values = {
        **given,
        "version": findings.context.current_version.number,
        "clauses": list(from_marketing(findings.agreements)),
    }
    used = {name: value for name, value in values.items() if f"${name}" in query}
    text = f"WITH placed AS ({sql_of('handoffs')}) {query}" if "placed AS p" in query else query
    rows: list[dict[str, Any]] = (
        findings.engine.connection.sql(text, params=used).to_arrow_table().to_pylist()
    )
    return rows
