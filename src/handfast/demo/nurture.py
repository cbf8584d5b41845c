"""Which leads are in which nurture program, and since when."""

import numpy as np

from handfast.demo.catalogue import BACK_IN_TOUCH, DECIDING, LOST, PROGRAMS, PROPOSAL, WARM_UP, Catalogue
from handfast.demo.chance import Chance, Ints, top
from handfast.demo.deals import Deals
from handfast.demo.fates import Fates, open_now
from handfast.demo.journeys import BY_AE, BY_LOSS, BY_REFUSAL, BY_SDR, Journeys
from handfast.demo.knobs import Knobs
from handfast.demo.market import END, INBOUND_SOURCES, Market
from handfast.demo.pursuit import NEVER_TOUCHED
from handfast.demo.reasons import AFTER_CONTACT, CLERICAL
from handfast.demo.scoring import NEVER
from handfast.demo.teams import Team
from handfast.demo.worktime import DAY, HOUR

Enrolled = tuple[Ints, Ints, Ints, Ints]


def enroll(
    chance: Chance,
    knobs: Knobs,
    market: Market,
    journeys: Journeys,
    fates: Fates,
    deals: Deals,
    team: Team,
    catalogue: Catalogue,
) -> Enrolled:
    """Person, program, entered, left (NEVER: still in) of each stay in a program."""
    rng = chance.of("programs")
    u = rng.random((5, market.people))
    parts: list[Enrolled] = []
    person = journeys.person
    work, sales = journeys.work, journeys.sales
    handed_next = _next_handoff(journeys)

    first = np.full(market.people, NEVER)
    np.minimum.at(first, person, np.where(journeys.outbound, work.answered, journeys.at))
    guest, deal = team.person[team.guests], team.deal[team.guests]
    first[guest] = deals.created[deal]
    warm = np.flatnonzero(np.isin(market.source, INBOUND_SOURCES) & (u[0] < 0.55))
    entered = market.created[warm] + DAY
    left = np.minimum(first[warm], entered + 75 * DAY)
    keep = entered < np.minimum(left, END)
    parts.append((warm[keep], np.full(int(keep.sum()), WARM_UP), entered[keep], left[keep]))

    has_deal = sales.opened < END
    still = has_deal & (sales.closed >= END)
    share, score = knobs.at("program-conflict"), u[1][person]
    clash = top(score, share * still.sum(), still) | top(
        score, share * (has_deal & ~still).sum(), has_deal & ~still
    )
    begun = np.where(journeys.outbound, market.created[person], journeys.at)
    entered = np.maximum(sales.sql - 5 * DAY, begun + HOUR)
    parts.append(
        (
            person[clash],
            np.full(int(clash.sum()), WARM_UP),
            entered[clash],
            np.where(journeys.ended < END, journeys.ended, NEVER)[clash],
        )
    )

    program = np.array([_of_reason(reason.program) for reason in AFTER_CONTACT])
    given_up = np.isin(journeys.how, (BY_SDR, BY_AE))
    goes_to = np.select([given_up, journeys.how == BY_LOSS], [program[journeys.reason], LOST], -1)
    goes_to = np.where(
        (journeys.how == BY_REFUSAL) & np.isin(journeys.reason, CLERICAL), _of_reason("bad data"), goes_to
    )
    back = (journeys.ended < END - HOUR) & (goes_to >= 0)
    forgotten = top(u[2][person], knobs.at("program-conflict") * back.sum(), back)
    rows = np.flatnonzero(back & ~forgotten)
    entered = journeys.ended[rows] + 900 + (u[3][person[rows]] * 1500).astype(np.int64)
    parts.append((person[rows], goes_to[rows], entered, np.maximum(handed_next[rows], entered + 60)))

    lost = (deals.closed[deal] < END - HOUR) & ~deals.won[deal] & (u[2][guest] > knobs.at("program-conflict"))
    parts.append(
        (
            guest[lost],
            np.full(int(lost.sum()), LOST),
            deals.closed[deal[lost]] + 1800,
            np.full(int(lost.sum()), NEVER),
        )
    )

    stuck = open_now(journeys) & ~fates.cold & (sales.opened >= END)
    for program_number, which in (
        (BACK_IN_TOUCH, stuck & (work.category == NEVER_TOUCHED) & ~journeys.outbound),
        (PROPOSAL, stuck & (sales.sql < END) & (sales.category == NEVER_TOUCHED)),
        (DECIDING, stuck & (sales.sql >= END) & fates.unlogged),
    ):
        since = np.where(program_number == PROPOSAL, sales.sql, journeys.at)
        rows = np.flatnonzero(which & (since < END - 12 * DAY))
        parts.append(
            (
                person[rows],
                np.full(len(rows), program_number),
                since[rows] + 10 * DAY,
                np.full(len(rows), NEVER),
            )
        )
    who, which, since, until = (np.concatenate(column) for column in zip(*parts, strict=True))
    runs = np.array(catalogue.active)[which]
    return who, np.where(runs, which, WARM_UP), since, until


def _of_reason(reason: str) -> int:
    return (
        next((n for n, (_, _, of) in enumerate(PROGRAMS) if of and of == reason), -1)
        if reason != "lost"
        else LOST
    )


def _next_handoff(journeys: Journeys) -> Ints:
    """For each row, the same person's next hand-off, or NEVER."""
    order = np.lexsort((journeys.cycle, journeys.person))
    following = np.full(len(order), NEVER)
    same = journeys.person[order][1:] == journeys.person[order][:-1]
    following[order[:-1]] = np.where(same, journeys.at[order][1:], NEVER)
    return following
