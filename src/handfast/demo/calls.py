"""Meetings and demos: the table of them, and those held as activities."""

from dataclasses import dataclass

import numpy as np

from handfast.demo.chance import Bools, Ints
from handfast.demo.deals import Deals
from handfast.demo.fates import Fates
from handfast.demo.journeys import Journeys
from handfast.demo.log import OUTCOME, Log
from handfast.demo.market import END
from handfast.demo.pursuit import LATE
from handfast.demo.sale import CANCELLED, HELD, NO_SHOW, QUARTER_HOUR
from handfast.demo.scoring import NEVER
from handfast.demo.teams import Team

STATUSES = ("held", "no-show", "cancelled", "booked")
BOOKED = 3


@dataclass(frozen=True, slots=True)
class Diaries:
    """The meetings table: one row per meeting.

    Attributes:
        who, user: the person and the rep. booked, starts, changed: instants (changed: NEVER while it is only booked).
        status: a place in STATUSES. by_prospect: who booked. row: the journey it belongs to.
    """

    who: Ints
    user: Ints
    booked: Ints
    starts: Ints
    changed: Ints
    status: Ints
    by_prospect: Bools
    row: Ints


def meetings(journeys: Journeys, fates: Fates, log: Log) -> Diaries:
    """All meetings with SDRs and the AEs' demos; those held are activities too."""
    met, sales, work = journeys.meetings, journeys.sales, journeys.work
    logged = ~fates.unlogged
    parts = []

    def add(
        rows: Ints, user: Ints, booked: Ints, starts: Ints, status: Ints, by_prospect: Bools, kind: str
    ) -> None:
        status = np.where(starts >= END, BOOKED, status)
        changed = np.select(
            [status == HELD, status == NO_SHOW, status == CANCELLED],
            [starts + 2 * QUARTER_HOUR, starts + QUARTER_HOUR, starts - (starts - booked) // 3],
            NEVER,
        )
        parts.append(Diaries(journeys.person[rows], user, booked, starts, changed, status, by_prospect, rows))
        held = status == HELD
        log.add(journeys.person[rows][held], starts[held], kind, user=user[held], outcome=OUTCOME["held"])

    rows = np.flatnonzero(logged & (met.booked < END))
    add(
        rows,
        work.owner[rows],
        met.booked[rows],
        met.starts[rows],
        met.status[rows],
        met.by_prospect[rows],
        "meeting",
    )
    rows = np.flatnonzero(logged & (met.rebooked < END) & (met.rebooked < journeys.ended))
    add(
        rows,
        work.owner[rows],
        met.rebooked[rows],
        met.restarts[rows],
        np.full(len(rows), HELD),
        np.zeros(len(rows), dtype=bool),
        "meeting",
    )
    rows = np.flatnonzero(logged & (sales.sql < END) & (sales.category >= LATE))
    booked = np.where(sales.ahead, sales.sql - 300, sales.first)[rows]
    fits = booked < END
    rows, booked = rows[fits], booked[fits]
    starts = np.minimum(sales.leaves[rows], NEVER) // QUARTER_HOUR * QUARTER_HOUR
    starts = np.maximum(starts, booked + QUARTER_HOUR // 3)
    add(
        rows,
        sales.ae[rows],
        booked,
        starts,
        np.full(len(rows), HELD),
        np.zeros(len(rows), dtype=bool),
        "demo",
    )
    return Diaries(*(np.concatenate([getattr(part, name) for part in parts]) for name in Diaries.__slots__))


def attend(journeys: Journeys, diaries: Diaries, deals: Deals, team: Team, log: Log) -> None:
    """The demo that opened an opportunity, for the colleagues who came to it."""
    last = np.full(len(journeys.person), NEVER)
    last[diaries.row] = diaries.starts  # an AE's demo comes after the SDR's meetings, and last in the list
    guests = team.guests
    row = deals.row[team.deal[guests]]
    log.add(team.person[guests], last[row], "demo", user=journeys.sales.ae[row], outcome=OUTCOME["held"])
