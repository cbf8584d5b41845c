"""What reps make of a hand-off: refuse it, leave it, touch it in time or late, try again, reach the lead or not.

Every hand-off draws its own luck first, whatever the faults; the knobs then choose which hand-offs are refused, left, late or given up, each by a
score in which the rep's belief in the lead counts. So a fault moves its own quantity and nothing else, and the choice is confounded as in life.
"""

from dataclasses import dataclass, replace

import numpy as np

from handfast.demo.chance import Bools, Chance, Floats, Ints, top
from handfast.demo.knobs import Knobs
from handfast.demo.luck import Luck
from handfast.demo.market import Market
from handfast.demo.staff import Staff, deal
from handfast.demo.worktime import BUSINESS_DAY, DAY, HOUR

RAISED_WITHIN, FOLLOW_UP_WITHIN, DECIDE_WITHIN = HOUR, BUSINESS_DAY, 2 * BUSINESS_DAY
TRIES, TRIES_WITHIN = 4, 10 * BUSINESS_DAY
HEALTHY_NEVER = 0.04
MOST_UNLOGGED = 0.75  # of what is worked; the rest must show something
MISROUTED_SHARE = 0.015
REFUSED, NEVER_TOUCHED, LATE, IN_TIME = 0, 1, 2, 3
CATEGORIES = ("refused", "never", "late", "in time")


def patience(days: Floats) -> Floats:
    """What a first touch so many business days after the hand-off leaves of the chance to win: 1 within two hours, half in the end."""
    return np.asarray(0.5 + 0.5 * np.exp(-np.maximum(days - 0.25, 0.0) / 3.0))


@dataclass(frozen=True, slots=True)
class Work:
    """What the SDRs did with hand-offs, one row each. Instants are seconds; what never happens is at `scoring.NEVER` or later.

    Attributes:
        owner: the rep. rerouted: whether it came to that rep from another, and `first_owner` from whom.
        category: REFUSED, NEVER_TOUCHED, LATE or IN_TIME.
        delay: working seconds to the first touch. prompt: what it would have been, or was, in time.
        first: the first touch. decided: the decision to refuse or accept. plan: attempts that are made at most.
        made: attempts made. reached: whether the lead answered. answered: when. tries: the instant of each attempt, by attempt.
        gave_up: too few attempts, and no answer.
        patient: attempts that are made of a lead on whom nobody gives up. ready: those that the rep would have made of this one, once touched.
    """

    owner: Ints
    first_owner: Ints
    rerouted: Bools
    category: Ints
    delay: Ints
    prompt: Ints
    first: Ints
    decided: Ints
    plan: Ints
    made: Ints
    reached: Bools
    answered: Ints
    tries: Ints
    gave_up: Bools
    patient: Ints
    ready: Ints

    def answering(self, made: Ints, answered: Ints) -> "Work":
        """The same approaches, all of them in time and answered after so many attempts."""
        yes = np.ones(len(made), dtype=bool)
        return replace(
            self,
            category=np.full(len(made), IN_TIME),
            made=made,
            reached=yes,
            answered=answered,
            decided=answered,
            gave_up=~yes,
            rerouted=~yes,
        )


def _load(owner: Ints, at: Ints) -> Floats:
    """How many hand-offs the same rep received in the three days before."""
    load = np.zeros(len(at))
    for rep in np.unique(owner):
        rows = np.flatnonzero(owner == rep)
        rows = rows[np.argsort(at[rows], kind="stable")]
        load[rows] = np.arange(len(rows)) - np.searchsorted(at[rows], at[rows] - 3 * DAY)
    return load


def work(
    chance: Chance,
    knobs: Knobs,
    market: Market,
    staff: Staff,
    person: Ints,
    at: Ints,
    raised: Bools,
    luck: Luck,
) -> Work:
    """What becomes of hand-offs up to the lead's answer."""
    n = len(person)
    u, z = luck.uniform, luck.normal
    owner = deal(staff, staff.sdr_pools, market.pool[person], at, _favour(knobs, staff))
    spare = deal(staff, staff.sdr_pools, market.pool[person], at + 5 * DAY, 0.0)
    believes = 0.3 * market.hidden[person] + 0.5 * market.interest[person]
    habit = chance.of("habits").normal(0, 0.35, len(staff.ids))[owner]
    load = _load(owner, at)

    rerouted = top(u[0], MISROUTED_SHARE * n, ~raised)
    quality, never = knobs.at("low-quality"), knobs.at("not-followed-up")
    unlogged = min(knobs.at("crm-unused"), MOST_UNLOGGED * (1 - quality))
    refused_count = quality * n * (1 - never * (1 - unlogged)) / (1 - quality * never)
    refused = top(z[0] - 0.25 * believes - 9.0 * raised, refused_count, ~rerouted)
    timed = n * (1 - unlogged - MISROUTED_SHARE) - refused_count * (1 - unlogged)
    left = top(z[1] - 0.6 * believes - 0.8 * raised + habit, never * timed, ~refused & ~rerouted)
    late_share = min(max(knobs.at("slow-follow-up") - HEALTHY_NEVER, 0.0), 1.0)
    candidates = ~refused & ~rerouted & ~left
    late = top(
        z[2] - 0.5 * believes + 0.15 * load + habit,
        late_share * candidates.sum() / (1 - HEALTHY_NEVER),
        candidates,
    )
    category = np.select([refused, left, late], [REFUSED, NEVER_TOUCHED, LATE], IN_TIME)

    prompt = np.where(
        raised,
        np.clip(14 * 60 * np.exp(0.7 * z[3]), 90, 0.9 * RAISED_WITHIN),
        np.clip(1.5 * HOUR * np.exp(0.8 * z[3]), 180, 0.92 * FOLLOW_UP_WITHIN),
    )
    tardy = (
        np.where(raised, 1.15 * RAISED_WITHIN, 1.1 * FOLLOW_UP_WITHIN)
        + np.minimum(-np.log1p(-u[1]) * 1.9, 6.0) * BUSINESS_DAY
    )
    delay = np.where(late, tardy, prompt).astype(np.int64)
    first = staff.diary.after(owner, at, delay)
    decided = _decide(knobs, staff, owner, at, raised, refused, left, late, first, u, z)
    answers = _attempt(knobs, staff, owner, at, raised, category, delay, first, believes, luck)
    return Work(
        owner,
        np.where(rerouted & (spare != owner), spare, owner),
        rerouted & (spare != owner),
        category,
        delay,
        prompt.astype(np.int64),
        first,
        decided,
        *answers,
    )


def _favour(knobs: Knobs, staff: Staff) -> float:
    """How much more than the fair share the favourite gets; what absences add by themselves stays below it."""
    return knobs.at("uneven-distribution") if "uneven-distribution" in knobs else 0.04


def _decide(
    knobs: Knobs,
    staff: Staff,
    owner: Ints,
    at: Ints,
    raised: Bools,
    refused: Bools,
    left: Bools,
    late: Bools,
    first: Ints,
    u: Floats,
    z: Floats,
) -> Ints:
    """When hand-offs are refused or accepted: mostly in time, and before or at the first touch where that is prompt."""
    share = min(max(0.30 * knobs.at("no-feedback") - HEALTHY_NEVER, 0.0), 0.9)
    tardy = top(u[2] + 0.1 * late, share * len(at), ~refused & ~left)
    prompt = np.clip(0.4 * BUSINESS_DAY * np.exp(0.7 * z[4]), 120, 0.93 * DECIDE_WITHIN)
    prompt = np.where(
        refused, (0.06 + 0.8 * u[3]) * np.where(raised, RAISED_WITHIN, FOLLOW_UP_WITHIN), prompt
    )
    slow = DECIDE_WITHIN * (1.08 + 1.2 * u[3]) + np.where(u[4] > 0.93, 6 * BUSINESS_DAY * u[5], 0)
    decided = staff.diary.after(owner, at, np.where(tardy, slow, prompt).astype(np.int64))
    at_once = raised & ~tardy & ~late & ~left
    return np.where(at_once, first, decided)


def _attempt(
    knobs: Knobs,
    staff: Staff,
    owner: Ints,
    at: Ints,
    raised: Bools,
    category: Ints,
    delay: Ints,
    first: Ints,
    believes: Floats,
    luck: Luck,
) -> tuple[Ints, Ints, Bools, Ints, Ints, Bools, Ints, Ints]:
    """The attempts and the answer. `persistence` counts four attempts in ten business days, unless there is an answer."""
    n = len(at)
    u = luck.uniform
    touched = category >= LATE
    counted = (category != REFUSED).sum()
    patient = 6 + (u[6] * 2).astype(np.int64)
    too_few = knobs.at("gives-up-early") - HEALTHY_NEVER * 1.1
    few = np.where(u[7] < 0.7, 1, 2)
    doubt = luck.normal[5] - 0.5 * believes
    gives_up = top(doubt, too_few * counted, touched & (luck.needed > few))
    plan = np.where(gives_up, few, patient)
    ready = np.where(doubt >= doubt[gives_up].min(initial=np.inf), few, patient)
    made = np.where(touched, np.minimum(plan, luck.needed), 0)
    reached = touched & (luck.needed <= plan)

    room = np.maximum(9.3 * BUSINESS_DAY - delay, 2 * BUSINESS_DAY)
    gap = np.minimum(1.5 * BUSINESS_DAY, room / TRIES)
    tries = np.zeros((8, n), dtype=np.int64)
    tries[0] = first
    for k in range(1, 8):
        step = gap * (0.55 + 0.6 * u[8 + k]) if k < TRIES else BUSINESS_DAY * (0.6 + 0.7 * u[8 + k])
        tries[k] = staff.diary.after(owner, tries[k - 1], step.astype(np.int64))
    last = tries[np.maximum(made - 1, 0), np.arange(n)]
    soon = np.clip(2 * HOUR * np.exp(0.9 * luck.normal[6]), 300, 16 * HOUR).astype(np.int64)
    return plan, made, reached, last + soon, tries, touched & (made < TRIES) & ~reached, patient, ready
