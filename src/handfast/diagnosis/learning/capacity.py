"""The threshold: how many leads a month reach a score, and the score that so many reach."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlglot import exp

from handfast.agreement.conditions import parse_condition
from handfast.diagnosis.learning.learned import Threshold
from handfast.diagnosis.learning.population import SECONDS_A_DAY, Population
from handfast.diagnosis.learning.traits import Engagement, Fit, Trait
from handfast.engine.facts import naive
from handfast.engine.findings_made import Findings
from handfast.engine.names import LeadNames

Floats = NDArray[np.float64]
LOOKED_AT = 180.0
"""Days before as_of whose cycles tell how many leads a month reach a score."""
A_MONTH = 365.25 / 12
BARRED = -1e6
SHARE = 0.2
"""Of the rows, where neither a capacity nor today's hand-offs say how many."""

REACHED = f"""
    WITH moves AS (
        SELECT cycles.pass_id, greatest(spans.from_at, cycles.started_at) AS moved_at, spans.fit AS delta
        FROM learning.fit AS spans JOIN steps.cycles AS cycles
            ON cycles.lead_id = spans.lead_id AND spans.from_at < cycles.ended_at AND cycles.started_at < spans.until_at
        UNION ALL
        SELECT cycles.pass_id, spans.until_at AS moved_at, -spans.fit AS delta
        FROM learning.fit AS spans JOIN steps.cycles AS cycles
            ON cycles.lead_id = spans.lead_id AND spans.from_at < cycles.ended_at AND cycles.started_at < spans.until_at
        WHERE spans.until_at < cycles.ended_at
        UNION ALL
        SELECT awards.pass_id, awards.occurred_at AS moved_at, worth.points AS delta
        FROM steps.awards AS awards JOIN learning.worth AS worth ON worth.rule = awards.rule
        UNION ALL
        SELECT awards.pass_id, awards.occurred_at + to_microseconds(worth.expires) AS moved_at, -worth.points AS delta
        FROM steps.awards AS awards JOIN learning.worth AS worth ON worth.rule = awards.rule WHERE worth.expires IS NOT NULL
    ),
    summed AS (SELECT pass_id, moved_at, sum(delta) AS delta FROM moves GROUP BY pass_id, moved_at),
    running AS (SELECT pass_id, moved_at, sum(delta) OVER (PARTITION BY pass_id ORDER BY moved_at) AS score FROM summed),
    best AS (
        SELECT cycles.lead_id, cycles.cycle, cycles.started_at, max(running.score) AS score
        FROM steps.cycles AS cycles JOIN running ON running.pass_id = cycles.pass_id AND running.moved_at < cycles.ended_at AND running.moved_at <= $now
        GROUP BY cycles.lead_id, cycles.cycle, cycles.started_at
    )
    SELECT lead_id, cycle, score FROM best WHERE started_at >= $since AND score > {BARRED / 2}
"""


def reached(
    findings: Findings, traits: Sequence[Trait], points: Sequence[int], days: float
) -> dict[tuple[str, int], float]:
    """For each lead and cycle begun in the last days: the highest score it reached, never counting while a `never_when` held.

    Reads the steps that `matrix_of` made for all the traits.
    """
    engine = findings.engine
    names = LeadNames(findings.context, "attributes")
    fit: exp.Expr = exp.cast(exp.Literal.number(0), "double")
    for trait, worth in zip(traits, points, strict=True):
        if isinstance(trait, Fit) and worth:
            true = parse_condition(trait.condition).compile(names)
            fit = exp.Add(
                this=fit, expression=exp.Case().when(true, exp.convert(float(worth))).else_(exp.convert(0.0))
            )
    usable = _readable(findings)
    for condition in findings.current.qualified_lead.never_when:
        if {name.name for name in condition.names} <= usable:
            held = exp.Case().when(condition.compile(names), exp.convert(BARRED)).else_(exp.convert(0.0))
            fit = exp.Add(this=fit, expression=held)
    tree = exp.select("lead_id", "from_at", "until_at", exp.alias_(fit, "fit"))
    engine.create(
        "learning.fit", tree.from_(exp.alias_(exp.to_table("steps.attributes"), "attributes", table=True))
    )
    _store_worth(findings, traits, points)
    now = naive(findings.as_of)
    query = REACHED
    since = np.datetime64(now) - np.timedelta64(round(days * SECONDS_A_DAY), "s")
    rows = engine.connection.sql(query, params={"now": now, "since": since.item()}).fetchall()
    return {(row[0], row[1]): float(row[2]) for row in rows}


def _readable(findings: Findings) -> set[str]:
    """The fields that steps.attributes has."""
    described = findings.engine.connection.execute("DESCRIBE steps.attributes").fetchall()
    return {row[0].partition(":")[2] for row in described if ":" in row[0]}


def _store_worth(findings: Findings, traits: Sequence[Trait], points: Sequence[int]) -> None:
    import pyarrow as pa

    worth = [points[n] for n, trait in enumerate(traits) if isinstance(trait, Engagement)]
    expires = findings.engine.connection.execute(
        "SELECT rule, expires_micros FROM agreement.engagement"
    ).fetchall()
    known = dict(expires)
    rules = [n for n, value in enumerate(worth) if value and n in known]
    columns = {
        "rule": pa.array(rules, pa.int64()),
        "points": pa.array([float(worth[n]) for n in rules], pa.float64()),
        "expires": pa.array([known[n] for n in rules], pa.int64()),
    }
    findings.engine.store("learning.worth", pa.table(columns))


def threshold_of(
    findings: Findings,
    rows: Population,
    traits: Sequence[Trait],
    points: NDArray[np.int64],
    scores: Floats,
    asked: float | None,
    raised: set[tuple[str, int]],
    handed: float,
    stands_for: Mapping[str, float],
) -> Threshold:
    """Where the line is drawn for the capacity asked for, else for as many as are handed over now, else for a fifth.

    `scores` are the rows' by these points, `raised` the leads and cycles that qualified by a raised hand, `handed` how many were handed over in the days
    looked at, and `stands_for` for how many each lead stands (one where it isn't said).
    """
    now = findings.as_of.timestamp() / 86_400
    if rows.basis in ("leads", "deals"):
        months = 1.0
        if rows.basis == "deals":
            scores, months = scores[recent(rows, now)], months_of(LOOKED_AT)
        room = asked if asked is not None else SHARE * len(scores) / months
        score, many = score_for(scores, np.ones(len(scores)), 0, room * months)
        return Threshold(
            score, many / months, room, asked is not None, "month" if rows.basis == "deals" else "record"
        )
    span = min(LOOKED_AT, max(now - findings.context.first_fact.timestamp() / 86_400, 1.0))
    months = months_of(span)
    best = reached(findings, traits, points.tolist(), span)
    each = {key: stands_for.get(key[0], 1.0) for key in best}
    by_points = [key for key in best if key not in raised]
    always = sum(each[key] for key in best if key in raised)
    reach = np.array([best[key] for key in by_points])
    today = handed / months if rows.basis == "hand-offs" and handed else SHARE * sum(each.values()) / months
    room = asked if asked is not None else today
    score, many = score_for(reach, np.array([each[key] for key in by_points]), always, room * months)
    return Threshold(score, many / months, room, asked is not None, "month")


def score_for(scores: Floats, each: Floats, always: float, room: float) -> tuple[int, float]:
    """The least whole score that, with those who are handed over whatever their score, no more than `room` reach; and how many then do.

    Each score counts as often as `each` says. Where even the highest score is reached by more: that one.
    """
    levels = np.unique(np.floor(scores)).astype(int).tolist()
    for level in levels:
        many = float(each[scores >= level].sum()) + always
        if many <= room:
            return level, many
    highest = levels[-1] if levels else 1
    return highest, float(each[scores >= highest].sum()) + always


def months_of(days: float) -> float:
    """So many days in months."""
    return days / A_MONTH


def recent(rows: Population, now: float) -> "NDArray[np.bool_]":
    """Rows whose landmark lies in the days looked at."""
    return rows.at >= now - LOOKED_AT
