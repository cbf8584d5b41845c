"""Signs of how the teams talk to each other: check-ins, actions, breaches taken up, the pulse, how long problems last."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

import numpy as np
from sqlglot import exp

from handfast.diagnosis.signs.closes import Closes, instants
from handfast.diagnosis.signs.estimates import Flags
from handfast.diagnosis.signs.judging import Judging, share_courses
from handfast.diagnosis.signs.registry import Sign, Source
from handfast.diagnosis.signs.states import Course, State, counted, judged, since
from handfast.diagnosis.signs.thresholds import thresholds
from handfast.engine.definition import define
from handfast.engine.trees import over

TWO_PERIODS = 2
FEWEST_ANSWERS, FEWEST_ACTIONS, FEWEST_FIRINGS = 5, 4, 3
BUSINESS_DAYS_TO_OWN = 2
DAY = timedelta(days=1)
ACTIONS = "select action_id, sign_id, lower(trim(reason)) as reason, agreed_at, due_at, done_at from seen.actions order by agreed_at, action_id"
CHECK_INS = "select clause, planned_at, held_at from seen.check_ins order by planned_at, check_in_id"
PULSES = """
    select pulse_id, max(answered_at) as answered_at, avg(cast(score as double)) as score, count(distinct user_id) as people
    from seen.pulse
    group by pulse_id
    order by answered_at, pulse_id
"""


def reasons(on: Judging, sign: Sign, source: Source) -> list[Course]:
    """Reasons that keep coming, but those on which an action was agreed within the two months before a close."""
    made = share_courses(on, sign, source)
    if not on.findings.record.has("actions"):
        return made
    acted = _acted_on(on.findings.query(ACTIONS).to_pylist(), on.closes)
    idle = {
        course.part: ~acted.get(course.part.strip().lower(), np.zeros(len(on.closes), dtype=np.bool_))
        for course in made
    }
    return [
        replace(course, over=course.over & idle[course.part], proven=course.proven & idle[course.part])
        for course in made
    ]


def _acted_on(actions: Sequence[Mapping[str, Any]], closes: Closes) -> dict[str, Flags]:
    """For each reason with an action, the closes before which one was agreed within two months."""
    ends = [datetime.min, *instants(closes.at)]
    found: dict[str, Flags] = {}
    for action in actions:
        if action["reason"]:
            flags = found.setdefault(action["reason"], np.zeros(len(closes), dtype=np.bool_))
            for place in range(len(closes)):
                flags[place] |= ends[max(place + 1 - TWO_PERIODS, 0)] < action["agreed_at"] <= ends[place + 1]
    return found


def unowned(on: Judging, sign: Sign, source: Source) -> list[Course]:
    """Breaches that nobody took up within two business days."""
    context = on.findings.context
    day = context.current_version.calendar.longest_day
    version = context.current_version.number
    asked = (
        exp.select(
            "c.commitment_id", "c.lead_id", "c.handoff_id", "c.owner_id", exp.alias_(exp.column("started_at", "c"), "clock_started_at"),
            exp.alias_(exp.column("due_at", "c"), "started_at"), "v.calendar", exp.alias_(exp.convert(BUSINESS_DAYS_TO_OWN * day), "micros"),
            exp.alias_(exp.true(), "business"),
        )
        .from_("findings.clocks AS c")
        .join("agreement.versions AS v", on=exp.column("version", "v").eq(exp.convert(version)))
        .where(exp.column("state", "c").eq(exp.convert("breached")))
    )  # fmt: skip
    context.engine.create("steps.breaches_to_own", over(define("due_at"), asked=asked))
    return share_courses(on, sign, source)


def check_ins(on: Judging, sign: Sign, source: Source) -> list[Course]:
    """For each of the agreement's check-ins, how many were missed running, up to the close."""
    told = on.findings.query(CHECK_INS).to_pylist()
    limit = thresholds(sign, source, "", on.agreements)
    return [_running(on, source, clause, told, limit) for clause in sorted({row["clause"] for row in told})]


def _running(on: Judging, source: Source, clause: str, told: list[dict[str, Any]], limit: Any) -> Course:
    value, rows = [], []
    for close in instants(on.closes.at):
        due = [row for row in told if row["clause"] == clause and row["planned_at"] < close]
        missed = list(takewhile(lambda row: row["held_at"] is None or row["held_at"] >= close, reversed(due)))  # noqa: B023
        value.append(float(len(missed)) if due else np.nan)
        rows.append(len(due))
    return counted(source.name, clause, np.array(value), limit, np.array(rows, dtype=np.int64))


def overdue(on: Judging, sign: Sign, source: Source) -> list[Course]:
    """The share of the actions still to be done whose day has passed, where there are at least four; from half of them it fires."""
    told = on.findings.query(ACTIONS).to_pylist()
    value, rows, late = [], [], []
    for close in instants(on.closes.at):
        to_do = [
            row
            for row in told
            if row["agreed_at"] <= close and (row["done_at"] is None or row["done_at"] > close)
        ]
        past = sum(row["due_at"] is not None and row["due_at"] <= close for row in to_do)
        value.append(past / len(to_do) if to_do else np.nan)
        rows.append(len(to_do))
        late.append(float(past))
    limit = thresholds(sign, source, "", on.agreements)
    made = counted(source.name, "", np.array(value), limit, np.array(rows, dtype=np.int64))
    return [
        replace(
            made,
            enough=made.rows >= FEWEST_ACTIONS,
            proven=made.proven & (made.rows >= FEWEST_ACTIONS),
            top=np.array(late),
        )
    ]


def pulses(on: Judging, sign: Sign, source: Source) -> list[Course]:
    """The mean answer of the last pulse; it fires when it and the one before are under the floor."""
    told = on.findings.query(PULSES).to_pylist()
    limit = thresholds(sign, source, "", on.agreements)
    value, before, rows = [], [], []
    for close in instants(on.closes.at):
        known = [row for row in told if row["answered_at"] <= close and row["people"] >= FEWEST_ANSWERS]
        value.append(known[-1]["score"] if known else np.nan)
        before.append(known[-2]["score"] if len(known) > 1 else np.nan)
        rows.append(known[-1]["people"] if known else 0)
    # Under the floor twice running: the better of the two is the bound.
    bound = np.maximum(np.array(value), np.array(before))
    many = np.array(rows, dtype=np.int64)
    return [
        judged(source.name, "", np.array(value), bound, limit, many, np.full(len(many), -1), np.full(len(many), np.nan), under=True,
               fewest_rows=FEWEST_ANSWERS, running=1)
    ]  # fmt: skip


def lasting(on: Judging, sign: Sign, source: Source, states: Mapping[str, Any]) -> list[Course]:
    """The median days from a sign's firing to the first action agreed on it; firings without one count as longer than any (Kaplan–Meier's median, as their
    times so far are never shorter than the answered ones' at its crossing). `states` are the other signs', by id, at each close."""
    actions = on.findings.query(ACTIONS).to_pylist()
    ends = instants(on.closes.at)
    fired = [
        (name, ends[place])
        for name, course in states.items()
        for place in range(len(ends))
        if course[place] == State.FIRES and since(course)[place] == place
    ]
    value, rows = [], []
    for close in ends:
        waits = [_wait(actions, name, at, close) for name, at in fired if at <= close]
        value.append(_median(waits))
        rows.append(len(waits))
    limit = thresholds(sign, source, "", on.agreements)
    many = np.array(rows, dtype=np.int64)
    days = np.array(value)
    with np.errstate(invalid="ignore"):
        made = counted(source.name, "", days, limit, many, over=days > limit)
    return [replace(made, enough=many >= FEWEST_FIRINGS, proven=made.proven & (many >= FEWEST_FIRINGS))]


def _wait(actions: list[dict[str, Any]], sign: str, fired: datetime, close: datetime) -> tuple[float, bool]:
    """Days from a firing to the first action on it, and whether there was one by the close; an action of the 60 days before answers it at once."""
    agreed = [
        row["agreed_at"]
        for row in actions
        if row["sign_id"] == sign and fired - 60 * DAY <= row["agreed_at"] <= close
    ]
    return (max((min(agreed) - fired) / DAY, 0.0), True) if agreed else ((close - fired) / DAY, False)


def _median(waits: list[tuple[float, bool]]) -> float:
    """The Kaplan–Meier median; where it is not reached, the longest time seen."""
    left = 1.0
    for place, (days, ended) in enumerate(sorted(waits, key=lambda one: (one[0], not one[1]))):
        if ended:
            left *= 1 - 1 / (len(waits) - place)
            if left <= 0.5:
                return days
    return max((days for days, _ in waits), default=np.nan)
