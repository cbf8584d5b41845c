"""Whose move it is: what waits for whom now, and the one thing to do first."""

from dataclasses import dataclass
from typing import Any

from handfast.report import words
from handfast.report.blocks import Figure, Part, Say, Strong, When, say
from handfast.report.context import Context
from handfast.report.promises import Party, Promise
from handfast.report.sections.standing import WAITING, amount, figure

OVERDUE = """
    select c.lead_id, c.team, c.owner_id, c.started_at, c.due_at, c.elapsed_seconds, c.handoff_id
    from findings.clocks as c left join findings.handoffs as h on h.handoff_id = c.handoff_id
    where c.commitment_id = :commitment and c.state = 'breached' and c.stopped_at is null and h.ended_at is null
    order by c.due_at, c.lead_id
"""


@dataclass(frozen=True, slots=True)
class Move:
    """What a party can do now about one promise.

    Attributes:
        party: whose move it is.
        urgency: what is done first is higher: (kind, how many).
        said: the sentence.
        short: the same for a line of a terminal, instants in the agreement's zone.
    """

    party: Party
    urgency: tuple[int, float]
    said: Say
    short: str


def moves(context: Context) -> tuple[Move, ...]:
    """Every move there is, the most urgent first."""
    found = [
        move
        for promise in context.promises
        for move in (_clocks(context, promise), _pace(context, promise))
        if move
    ]
    return tuple(sorted(found, key=lambda move: move.urgency, reverse=True))


def next_move(found: tuple[Move, ...]) -> Move | None:
    """The one thing to do first."""
    return found[0] if found else None


def whose(context: Context, party: Party) -> str:
    """A party with the person whom the agreement names for it."""
    owner = context.agreement.owner(party) if party != "both" else None
    return f"{party.title()} ({owner})" if owner else "Both" if party == "both" else party.title()


def _clocks(context: Context, promise: Promise) -> Move | None:
    if not promise.timer:
        return None
    elapsed = context.elapsed(promise.business)
    running, late = elapsed.clocks(WAITING), elapsed.clocks(OVERDUE)
    asked = {"commitment": promise.id, "as_of": context.as_of}
    waiting, overdue = context.ask(running, **asked), context.ask(late, **asked)
    risk = sum(row["state"] == "at risk" for row in waiting)
    if not waiting and not overdue:
        return None
    parts: list[Part] = [Strong(whose(context, promise.by), promise.by), ": “", promise.words, "”: "]
    short = [f"{whose(context, promise.by)}: {promise.words}: "]
    if waiting:
        rows = context.rows(f"{promise.words}: clocks running now", running, **asked)
        oldest = max(row["elapsed_seconds"] or 0 for row in waiting)
        long = elapsed.said(oldest)
        parts += [
            Figure(f"{words.some(len(waiting), 'clock')} running", rows),
            f", {words.count(risk)} of them nearly out of time; the oldest has run {long}. ",
        ]
        short += [f"{len(waiting)} running, {risk} nearly out of time; the oldest {long}. "]
        due = waiting[0]["due_at"]
        parts += [f"First: lead {waiting[0]['lead_id']}, due ", When(due), ". "]
        short += [f"First: lead {waiting[0]['lead_id']}, due {words.wall(context.local(due))}. "]
    if overdue:
        rows = context.rows(f"{promise.words}: past due and still open", late, **asked)
        parts += [
            Figure(f"{words.count(len(overdue))} past due", rows),
            " and still open, the longest lead ",
            f"{overdue[0]['lead_id']}, since {words.day(context.local(overdue[0]['due_at']))}.",
        ]
        short += [f"{len(overdue)} past due and still open."]
    return Move(promise.by, _urgency(risk, len(waiting), len(overdue)), say(*parts), "".join(short).strip())


def _urgency(risk: int, waiting: int, overdue: int) -> tuple[int, float]:
    """What can still be kept comes first, then what is late, then what merely runs."""
    return (
        (4, risk)
        if risk
        else (3, waiting)
        if waiting and overdue
        else (2, overdue)
        if overdue
        else (1, waiting)
    )


def _pace(context: Context, promise: Promise) -> Move | None:
    """A count or an amount that is behind the share of its period that has passed."""
    current = promise.current
    if promise.timer or promise.unit == "share" or current is None or current.value is None:
        return None
    passed = current.passed(context.results.as_of)
    behind = promise.target * passed - current.value
    if passed < 0.25 or behind <= promise.target * 0.1:
        return None
    so_far: Any = figure(context, promise, current)
    left = amount(context, promise, promise.target - current.value)
    tail = f" of {amount(context, promise, promise.target)} with {words.percent(passed)} of {words.period(current.name)} passed; {left} to go."
    said = say(Strong(whose(context, promise.by), promise.by), ": “", promise.words, "”: ", so_far, tail)
    return Move(
        promise.by,
        (2, behind / promise.target),
        said,
        f"{whose(context, promise.by)}: {promise.words}: {so_far.text}{tail}",
    )
