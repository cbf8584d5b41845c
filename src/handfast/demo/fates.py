"""What is only settled when all journeys are known: which leads are forgotten, and which work is in no CRM."""

from dataclasses import dataclass, replace

import numpy as np

from handfast.demo.chance import Bools, Chance, Ints, top
from handfast.demo.journeys import BY_LOSS, BY_SDR, BY_WIN, RUNNING, Journeys
from handfast.demo.knobs import Knobs
from handfast.demo.market import END
from handfast.demo.pursuit import LATE, MOST_UNLOGGED
from handfast.demo.scoring import NEVER
from handfast.demo.worktime import DAY


@dataclass(frozen=True, slots=True)
class Fates:
    """Marks on journeys.

    Attributes:
        cold: accepted, then forgotten: no end, no touch, no program.
        unlogged: worked, but no touch, meeting or answer is in the record.
        missed: qualified, but never more than an inquiry in the CRM.
    """

    cold: Bools
    unlogged: Bools
    missed: Bools


def last_of_person(journeys: Journeys) -> Bools:
    """Which rows are their person's last."""
    latest = np.zeros(int(journeys.person.max(initial=-1)) + 1, dtype=np.int64)
    np.maximum.at(latest, journeys.person, journeys.cycle)
    return np.asarray(journeys.cycle == latest[journeys.person])


def open_now(journeys: Journeys) -> Bools:
    """Which rows are open leads at MQL or later, when the record ends."""
    begun = np.where(journeys.outbound, journeys.work.answered, journeys.at) < END
    return np.asarray(begun & (journeys.ended >= END))


def settle(chance: Chance, knobs: Knobs, journeys: Journeys) -> tuple[Journeys, Fates]:
    """Choose the forgotten and the unlogged; the forgotten lose their end."""
    rng = chance.of("fates")
    score = rng.random((3, int(journeys.person.max(initial=0)) + 1))[:, journeys.person]
    work = journeys.work
    handed = ~journeys.outbound
    open_count = int(open_now(journeys).sum())
    share = knobs.at("gone-cold")
    forgettable = (
        handed
        & (journeys.how == BY_SDR)
        & (work.category >= LATE)
        & ~work.rerouted
        & (journeys.ended < END - 60 * DAY)
        & last_of_person(journeys)
    )
    age = (END - journeys.ended) / DAY
    cold = top(age + 150 * score[0], share * open_count / (1 - share), forgettable)
    journeys = replace(
        journeys,
        ended=np.where(cold, NEVER, journeys.ended),
        how=np.where(cold, RUNNING, journeys.how),
        reason=np.where(cold, -1, journeys.reason),
    )

    worked = handed & (work.category >= LATE) & ~work.rerouted & ~cold & (work.decided < END)
    ended = journeys.ended < END
    deal = (journeys.sales.opened < END) & ~np.isin(journeys.how, (BY_LOSS, BY_WIN))
    preference = score[1] + 2.0 * ended - 2.0 * (deal & ~ended)
    unlogged = np.zeros(len(work.owner), dtype=bool)
    month = (np.minimum(journeys.at, END) // DAY) // 30
    for each in np.unique(month[handed]):
        inside = handed & (month == each)
        unlogged |= top(
            preference,
            min(knobs.at("crm-unused") * inside.sum(), MOST_UNLOGGED * (worked & inside).sum()),
            worked & inside,
        )

    # Who becomes an SQL is known to the CRM in the end; the rest may be worked without it ever calling them more than an inquiry.
    aside = handed & ~cold & (journeys.sales.sql >= END)
    missed = top(score[2], knobs.at("definition-drift") * handed.sum(), aside)
    return journeys, Fates(cold, unlogged, missed)


def falsely_called(
    chance: Chance, knobs: Knobs, journeys: Journeys, fates: Fates, guests: Ints, able: Bools, created: Ints
) -> tuple[Ints, Ints]:
    """People whom marketing automation calls MQL though they never qualify, and when.

    able: who may be chosen. The share of the CRM's MQLs and later stages that never met the definition is as the knob says; those whom sales found
    by itself and the colleagues who came to a demo (`guests`) are among them.
    """
    called = int((~journeys.outbound & ~fates.missed).sum())
    others = int((journeys.outbound & (journeys.work.decided < END)).sum()) + len(guests)
    share = knobs.at("definition-drift")
    rng = chance.of("false MQLs")
    score, lag = rng.random(len(able)), rng.exponential(20 * DAY, len(able)).astype(np.int64)
    never = able.copy()
    never[journeys.person] = False
    never[guests] = False
    never &= created + lag + 3600 < END - 3 * DAY
    who = np.flatnonzero(top(score, share * called / (1 - share) - others, never))
    return who, created[who] + lag[who] + 3600
