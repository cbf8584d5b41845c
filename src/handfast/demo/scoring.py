"""Who qualifies, and when: the demo company's own reading of its definition, vectorised over people."""

from dataclasses import dataclass

import numpy as np

from handfast.demo.chance import Bools, Floats, Ints
from handfast.demo.clauses import CLAUSES, RAISED, Clause
from handfast.demo.log import KIND
from handfast.demo.market import END
from handfast.demo.worktime import DAY, to_local

NEVER = END + 10_000 * DAY
ZONE = "America/New_York"


@dataclass(frozen=True, slots=True)
class Signals:
    """What counts towards qualification, in order of person and instant.

    Attributes:
        who, t: person and instant.
        clause: the clause that rewards it, or -1 for an activity that only gives occasion to look.
    """

    who: Ints
    t: Ints
    clause: Ints
    raised_who: Ints
    raised_t: Ints


def signals(activities: dict[str, Ints], account: Ints, able: Bools) -> Signals:
    """The signals in some activities; only people who are able to qualify by points are looked at, but anyone may raise a hand."""
    who, t, kind = activities["who"], activities["t"], activities["kind"]
    parts = [(who, t, np.full(len(who), -1))]
    for n, clause in enumerate(CLAUSES):
        rows = np.flatnonzero(clause.earned(kind, activities["page"]))
        if clause.colleagues:
            people, which = _members(account, account[who[rows]])
            parts.append((people, t[rows][which], np.full(len(people), n)))
        else:
            parts.append((who[rows], t[rows], np.full(len(rows), n)))
    merged = [np.concatenate(column) for column in zip(*parts, strict=True)]
    keep = able[merged[0]]
    merged = [column[keep] for column in merged]
    order = np.lexsort((merged[1], merged[0]))
    hands = (kind == KIND["form_submit"]) & (activities["form"] == RAISED)
    return Signals(merged[0][order], merged[1][order], merged[2][order], who[hands], t[hands])


def _members(account: Ints, wanted: Ints) -> tuple[Ints, Ints]:
    """Everyone at each of the wanted accounts, and which of the wanted each belongs to."""
    order = np.argsort(account, kind="stable")
    first = np.searchsorted(account[order], wanted, side="left")
    counts = np.searchsorted(account[order], wanted, side="right") - first
    which = np.repeat(np.arange(len(wanted)), counts)
    place = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    return order[first[which] + place], which


def _limited(found: Signals, clause: Clause, rows: Ints) -> Ints:
    """The rows of one clause that stay within its limit."""
    if not clause.most:
        return rows
    most, period = clause.most
    day = to_local(found.t[rows], ZONE) // DAY
    number = {"day": day, "week": (day + 3) // 7, "ever": np.zeros(len(rows), dtype=np.int64)}[period]
    new = np.ones(len(rows), dtype=bool)
    new[1:] = (found.who[rows][1:] != found.who[rows][:-1]) | (number[1:] != number[:-1])
    first = np.maximum.accumulate(np.where(new, np.arange(len(rows)), 0))
    return rows[np.arange(len(rows)) - first < most]


def qualify(found: Signals, since: Ints, waits: Ints, needed: Floats) -> tuple[Ints, Bools]:
    """When each person first qualifies in a cycle, and whether by a raised hand.

    since: the start of each person's cycle, NEVER for those without; waits: the instant before which points don't count as enough. The instant
    is NEVER for those who don't qualify. needed: the engagement that each person needs.
    """
    people = len(since)
    inside = found.t >= since[found.who]
    found = Signals(
        found.who[inside], found.t[inside], found.clause[inside], found.raised_who, found.raised_t
    )
    points = np.zeros(len(found.t))
    life = np.zeros(len(found.t), dtype=np.int64)
    ends = []
    for n, clause in enumerate(CLAUSES):
        rows = _limited(found, clause, np.flatnonzero(found.clause == n))
        points[rows], life[rows] = clause.points, clause.half_life
        if clause.expires:
            ends.append((found.who[rows], found.t[rows] + clause.expires * DAY, -float(clause.points)))
    waiting = np.flatnonzero((waits > since) & (waits < END) & (since < END))
    who = np.concatenate([found.who, waiting, *(end[0] for end in ends)])
    t = np.concatenate([found.t, waits[waiting], *(end[1] for end in ends)])
    points = np.concatenate([points, np.zeros(len(waiting)), *(np.full(len(end[0]), end[2]) for end in ends)])
    life = np.concatenate([life, np.zeros(len(who) - len(life), dtype=np.int64)])
    looks = np.arange(len(who)) < len(found.who) + len(waiting)
    at = _first_reached(who, t, points, life, looks, waits, needed)

    raised = np.full(people, NEVER)
    hands = found.raised_t >= since[found.raised_who]
    np.minimum.at(raised, found.raised_who[hands], found.raised_t[hands])
    return np.minimum(at, raised), raised <= at


def _first_reached(
    who: Ints, t: Ints, points: np.ndarray, life: Ints, looks: Bools, waits: Ints, needed: Floats
) -> Ints:
    """When the sum of decaying points first reaches what is needed: everyone's first signal at once, then everyone's second, and so on."""
    people = len(needed)
    order = np.lexsort((-points, t, who))
    who, t, points, life, looks = who[order], t[order], points[order], life[order], looks[order]
    start = np.searchsorted(who, np.arange(people))
    place = np.arange(len(who)) - start[who]
    by_place = np.argsort(place, kind="stable")
    bounds = np.cumsum(np.bincount(place)) if len(place) else np.zeros(0, dtype=np.int64)
    lives = sorted({clause.half_life for clause in CLAUSES})
    sums = np.zeros((len(lives), people))
    last = np.zeros(people, dtype=np.int64)
    reached = np.full(people, NEVER)
    begin = 0
    for end in bounds.tolist():
        rows = by_place[begin:end]
        begin = end
        rows = rows[reached[who[rows]] == NEVER]
        if not len(rows):
            continue
        person, now = who[rows], t[rows]
        age = (now - last[person]) / DAY
        for n, half in enumerate(lives):
            if half:
                sums[n, person] *= np.exp2(-age / half)
            sums[n, person] += np.where(life[rows] == half, points[rows], 0.0)
        last[person] = now
        total = np.round(sums[:, person].sum(axis=0), 6)
        enough = looks[rows] & (total >= needed[person]) & (now >= waits[person])
        reached[person[enough]] = now[enough]
    return reached
