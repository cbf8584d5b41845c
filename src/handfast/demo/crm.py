"""The CRM's own memory of leads: every change of stage, owner, decision and reason, and how each lead stands at the end."""

from dataclasses import dataclass, field

import numpy as np

from handfast.demo.chance import Chance, Floats, Ints
from handfast.demo.deals import Deals
from handfast.demo.fates import Fates
from handfast.demo.journeys import BY_AE, BY_LOSS, BY_REFUSAL, BY_SDR, BY_WIN, Journeys
from handfast.demo.market import CUSTOMER, END, Market
from handfast.demo.pursuit import NEVER_TOUCHED
from handfast.demo.reasons import AFTER_CONTACT, BEFORE_CONTACT, NOT_BACK
from handfast.demo.staff import SUCCESS, Staff
from handfast.demo.teams import Team
from handfast.demo.worktime import HOUR

FIELDS = ("stage", "owner_id", "decision", "rejection_reason", "disqualification_reason", "phone")
STAGE, OWNER, DECISION, REJECTION, DISQUALIFICATION, PHONE = range(6)
AUTOMATION = -1


@dataclass(slots=True)
class Changes:
    """Changes of leads' fields as they are made: person, field, instant, new value (a word's number), by whom."""

    words: dict[str, int] = field(default_factory=lambda: {"": 0})
    parts: list[tuple[Ints, Ints, Ints, Ints, Ints]] = field(default_factory=list)

    def word(self, text: str) -> int:
        """The number of a word."""
        return self.words.setdefault(text, len(self.words))

    def add(self, who: Ints, what: int, t: Ints, value: str | Ints, by: Ints | int = AUTOMATION) -> None:
        """Add changes; those at or after the record's end are left out."""
        number = self.word(value) if isinstance(value, str) else value
        columns = [
            np.broadcast_to(np.asarray(column, dtype=np.int64), (len(who),))
            for column in (who, what, t, number, by)
        ]
        kept = columns[2] < END
        self.parts.append(tuple(column[kept] for column in columns))  # type: ignore[arg-type]

    def rows(self) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints]:
        """Person, field, instant, old value, new value, by whom, in order of person, field and instant; what changes nothing is left out."""
        who, what, t, new, by = (np.concatenate([part[n] for part in self.parts]) for n in range(5))
        order = np.lexsort((np.arange(len(who)), t, what, who))
        who, what, t, new, by = who[order], what[order], t[order], new[order], by[order]
        same = np.r_[False, (who[1:] == who[:-1]) & (what[1:] == what[:-1])]
        before = np.where(what == OWNER, self.word("queue-demand"), 0)
        old = np.where(same, np.r_[0, new[:-1]], before)
        moved = old != new
        return who[moved], what[moved], t[moved], old[moved], new[moved], by[moved]


def remember(
    chance: Chance,
    market: Market,
    staff: Staff,
    journeys: Journeys,
    fates: Fates,
    deals: Deals,
    team: Team,
    false: tuple[Ints, Ints],
    prospector: Ints,
) -> Changes:
    """Everything that the CRM remembers. Of those who were customers before the record begins it knows no stage but today's."""
    rng = chance.of("crm")
    changes = Changes()
    users = np.array([changes.word(user) for user in staff.ids])
    everyone = np.arange(market.people)
    customer = market.came(CUSTOMER)
    changes.add(everyone[~customer], STAGE, market.created[~customer], "inquiry")
    success = np.array([SUCCESS, SUCCESS + 1])[market.pool]
    changes.add(everyone[customer], OWNER, market.created[customer], users[success[customer]])
    cold = np.flatnonzero(prospector >= 0)
    changes.add(cold, OWNER, market.created[cold] + 5, users[prospector[cold]])
    lag = rng.random((3, market.people))[:, journeys.person]
    _hand_over(changes, journeys, fates, users, lag)
    _refuse_or_accept(changes, journeys, fates, users)
    _sell(changes, journeys, users, success)
    _end(changes, journeys)
    _bring_along(changes, deals, team)
    who, t = false
    changes.add(who, STAGE, t, "mql")
    back = (rng.random(market.people)[who] * 5 + 0.5) * HOUR
    changes.add(who, STAGE, t + back.astype(np.int64), "inquiry")
    return changes


def _hand_over(changes: Changes, journeys: Journeys, fates: Fates, users: Ints, lag: Floats) -> None:
    """Marketing automation calls the lead MQL and gives it to a rep; now and then it is some hours late."""
    handed = ~journeys.outbound
    soon = np.where(
        lag[0] < 0.95, 1 + lag[1] * 30, 0.6 * lag[1] * np.maximum(journeys.work.decided - journeys.at, 60)
    ).astype(np.int64)
    called = handed & ~fates.missed
    changes.add(journeys.person[called], STAGE, (journeys.at + soon)[called], "mql")
    again = handed & (journeys.cycle > 1)
    changes.add(journeys.person[again], DECISION, journeys.at[again], "")
    changes.add(journeys.person[handed], OWNER, journeys.at[handed], users[journeys.work.first_owner[handed]])


def _refuse_or_accept(changes: Changes, journeys: Journeys, fates: Fates, users: Ints) -> None:
    work, person = journeys.work, journeys.person
    refused = journeys.how == BY_REFUSAL
    names = np.array([changes.word(name) for name, *_ in BEFORE_CONTACT])
    changes.add(person[refused], DECISION, work.decided[refused], "rejected", work.owner[refused])
    silent = refused & (journeys.reason < 0)
    changes.add(person[silent], REJECTION, work.decided[silent], "")
    told = refused & ~silent
    changes.add(person[told], REJECTION, work.decided[told], names[journeys.reason[told]], work.owner[told])

    sent_on = work.rerouted
    at = journeys.at + (work.decided - journeys.at) // 4
    changes.add(person[sent_on], DECISION, at[sent_on], "rejected", work.first_owner[sent_on])
    changes.add(person[sent_on], REJECTION, at[sent_on], "misrouted", work.first_owner[sent_on])
    changes.add(person[sent_on], OWNER, at[sent_on] + 60, users[work.owner[sent_on]])

    accepted = ~refused & (work.category != NEVER_TOUCHED)
    moved = accepted & ~fates.missed
    changes.add(person[moved], STAGE, work.decided[moved], "sal", work.owner[moved])
    decided = accepted & ~journeys.outbound
    changes.add(person[decided], DECISION, work.decided[decided], "accepted", work.owner[decided])


def _sell(changes: Changes, journeys: Journeys, users: Ints, success: Ints) -> None:
    sales, person, work = journeys.sales, journeys.person, journeys.work
    sql = sales.sql < END
    changes.add(person[sql], STAGE, sales.sql[sql], "sql", work.owner[sql])
    changes.add(person[sql], OWNER, sales.sql[sql], users[sales.ae[sql]], work.owner[sql])
    opened = sales.opened < END
    changes.add(person[opened], STAGE, sales.opened[opened], "opportunity", sales.ae[opened])
    won = (journeys.how == BY_WIN) & (journeys.ended < END)
    changes.add(person[won], STAGE, journeys.ended[won], "customer", sales.ae[won])
    changes.add(person[won], OWNER, journeys.ended[won] + 3600, users[success[person[won]]])


def _bring_along(changes: Changes, deals: Deals, team: Team) -> None:
    """Colleagues on an opportunity go through its stages."""
    who, deal = team.person[team.guests], team.deal[team.guests]
    owner = deals.owner[deal]
    changes.add(who, STAGE, deals.created[deal], "opportunity", owner)
    after = np.where(deals.won[deal], changes.word("customer"), changes.word("inquiry"))
    changes.add(
        who, STAGE, np.where(deals.won[deal], deals.closed[deal], deals.closed[deal] + 120), after, owner
    )


def _end(changes: Changes, journeys: Journeys) -> None:
    """Leads that are given up, refused or lost go back to marketing."""
    person, ended = journeys.person, journeys.ended
    names = np.array([changes.word(reason.name) for reason in AFTER_CONTACT])
    returns = np.array([reason.days != NOT_BACK for reason in AFTER_CONTACT])
    by = np.where(journeys.how == BY_AE, journeys.sales.ae, journeys.work.owner)
    given_up = ((journeys.how == BY_SDR) | (journeys.how == BY_AE)) & (ended < END)
    back = given_up & returns[journeys.reason] & (journeys.luck.uniform[15] < 0.75)
    value = np.where(back, changes.word("recycled"), changes.word("disqualified"))
    changes.add(person[given_up], DECISION, ended[given_up], value[given_up], by[given_up])
    changes.add(
        person[given_up], DISQUALIFICATION, ended[given_up], names[journeys.reason[given_up]], by[given_up]
    )
    leaves = given_up | ((np.isin(journeys.how, (BY_LOSS, BY_REFUSAL))) & (ended < END))
    later = np.where(journeys.how == BY_LOSS, ended + 120, ended)
    changes.add(person[leaves], STAGE, later[leaves], "inquiry", by[leaves])
    changes.add(person[leaves], OWNER, later[leaves] + 30, "queue-nurture")
