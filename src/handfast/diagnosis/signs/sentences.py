"""What a sign says, in a sentence that a manager understands, with the figures in it. Neutral words: what was counted, never who is to blame."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from handfast.diagnosis.signs.closes import WEEKS, YEAR, Closes, instants
from handfast.diagnosis.signs.registry import Sign, Source
from handfast.diagnosis.signs.states import Course, State
from handfast.engine.periods import local_day


@dataclass(frozen=True)
class Moment:
    """A part of a sign at a close.

    Attributes:
        sign, source: which.
        course: how the part stood.
        place: the number of the close.
        closes: all closes.
        state: of the sign there. since: the number of the close since which it fires, or -1.
        by_person: whether persons may be named.
        promised: whether anybody agreed on thresholds; conventions stand in where not, and nothing fires.
    """

    sign: Sign
    source: Source
    course: Course
    place: int
    closes: Closes
    state: State
    since: int
    by_person: bool
    promised: bool

    @property
    def shown(self) -> State:
        """The state as it is told: nothing fires on what nobody agreed to."""
        return self.state if self.promised else min(self.state, State.WATCH)

    @property
    def held(self) -> str:
        """What a value is held to."""
        return "the threshold" if self.promised else "the convention"

    @property
    def value(self) -> float:
        """The value there."""
        return float(self.course.value[self.place])

    @property
    def threshold(self) -> float:
        """The threshold there."""
        return float(self.course.threshold[self.place])

    @property
    def rows(self) -> int:
        """What the value rests on."""
        return int(self.course.rows[self.place])

    @property
    def top(self) -> float:
        """How many rows count; for some sources another figure."""
        return float(self.course.top[self.place])

    @property
    def weeks(self) -> str:
        """`the 13 weeks to 28 June 2026`."""
        start = instants([self.closes.weeks[self.closes.last_week[self.place]]])[0]
        return f"the {WEEKS} weeks to {day(local_day(start, self.closes.zone) - timedelta(days=1))}"

    @property
    def year(self) -> str:
        """`the 52 weeks to 28 June 2026`."""
        return self.weeks.replace(str(WEEKS), str(YEAR), 1)

    @property
    def month(self) -> str:
        """`the end of June 2026`."""
        return f"the end of {month(self.closes.labels[self.place])}"


def sentence(at: Moment) -> str:
    """The sentence of a sign at a close."""
    return SAID.get(at.source.name, _share)(at) + _judgement(at)


def nothing_to_say(sign: Sign, missing: tuple[str, ...]) -> str:
    """The sentence of a sign that the record can't show."""
    if missing:
        return f"The record can't show it: it lacks {' and '.join(missing)}."
    return "Nothing of the kind is in the record yet."


def day(at: date) -> str:
    """`28 June 2026`."""
    return f"{at.day} {at:%B %Y}"


def month(label: str) -> str:
    """`June 2026` for `2026-06`."""
    return f"{date.fromisoformat(f'{label}-01'):%B %Y}"


def share(value: float) -> str:
    """`12.3%`, `10%`."""
    return f"{100 * value:.1f}".removesuffix(".0") + "%"


def _judgement(at: Moment) -> str:
    if at.state == State.FIRES and at.since >= 0:
        began = f"since the end of {month(at.closes.labels[at.since])}"
        return (
            f" It fires {began}."
            if at.promised
            else f" It is beyond that {began}; nobody has agreed on a threshold."
        )
    if at.state == State.WATCH:
        return " That may still be chance."
    if at.state == State.TOO_FEW:
        return " That is too few to judge."
    return ""


def _share(at: Moment) -> str:
    of, did = at.source.of, at.source.did
    if at.source.limit == "promise" and not at.promised:
        of, did = of.replace("promise", "convention"), did.replace("were broken", "ran out")
    of, did = of.format(part=at.course.part), did.format(part=at.course.part)
    when = f"in {at.weeks}" if at.source.shape == "flow" else f"at {at.month}"
    return f"Of {at.rows:,} {of} {when}, {at.top:,.0f} ({share(at.value)}) {did}; {at.held} is {share(at.threshold)}."


def _goals(at: Moment) -> str:
    return f"In {at.value:.0f} of the last {at.rows} periods both sides missed a goal; {at.held} is {at.threshold:.0f}."


def _automation(at: Moment) -> str:
    return f"{_many(at.value, 'stage or recycle reason maps', 'stages and recycle reasons map')} to nothing or without an active program at {at.month}."


def _many(count: float, one: str, more: str) -> str:
    return f"{count:.0f} {one if count == 1 else more}" if count else f"No {one}"


def _competitors(at: Moment) -> str:
    return f"{_many(at.value, 'competitor', 'competitors')} that deals were lost to in {at.weeks} {'have' if at.value > 1 else 'has'} no live asset."


def _spending(at: Moment) -> str:
    beside = (
        "while neither sales-ready leads nor pipeline did"
        if at.course.over[at.place]
        else "and results were weighed beside it"
    )
    change = f"rose by {share(at.value)}" if at.value >= 0 else f"fell by {share(-at.value)}"
    return f"Spend of the three months to {at.month} {change} over the three before, {beside}; {at.held} is {share(at.threshold)}."


def _gap(at: Moment) -> str:
    handoff, what, rep = at.course.part.split(" ", maxsplit=2)
    who = rep if at.by_person else "one rep"
    more = "more" if at.top > 0 else "less"
    of = "hand-offs" if what == "leads" else "the expected value of hand-offs"
    fair = "the agreed weights give" if at.promised else "an equal share"
    return (
        f"Of {of} “{handoff}” dealt in {at.year}, {who} got {share(at.value)} {more} than {fair} ({at.rows:,} dealt in the pool); "
        f"{at.held} is {share(at.threshold)}."
    )


def _distance(at: Moment) -> str:
    return (
        f"By {at.course.part}, the leads that marketing brought and the leads that sales worked in {at.year} were {at.value:.2f} apart "
        f"(0 alike, 1 nothing in common); {at.held} is {at.threshold:.2f}."
    )


def _kappa(at: Moment) -> str:
    return (
        f"On {at.rows:,} leads that both sides labelled, agreement beyond chance was {at.value:.2f} (Cohen's kappa; Gwet's AC1 {at.top:.2f}); "
        f"{at.held} is {at.threshold:.2f}, which it is under when its 95% upper bound is."
    )


def _bunched(at: Moment) -> str:
    return (
        f"Of {at.rows:,} deals won in {at.weeks}, those of a month's last week were discounted beyond the limit {at.value:.1f} times as often as the rest; "
        f"{at.held} is {at.threshold:g} times."
    )


def _check_ins(at: Moment) -> str:
    return f"The last {at.value:.0f} check-ins “{at.course.part}” were missed at {at.month}; {at.held} is {at.threshold:.0f} running."


def _overdue(at: Moment) -> str:
    return f"Of {at.rows:,} actions to be done at {at.month}, {at.top:,.0f} ({share(at.value)}) were overdue; {at.held} is {share(at.threshold)}."


def _pulse(at: Moment) -> str:
    return f"The last pulse of {at.rows:,} people stood at {at.value:.1f} of 5; the floor is {at.threshold:g}, and it counts twice running."


def _lasting(at: Moment) -> str:
    return f"From a sign's firing to an agreed action it took {at.value:.0f} days at the median of {at.rows:,}; {at.held} is {at.threshold:.0f} days."


SAID: Mapping[str, Callable[[Moment], str]] = MappingProxyType(
    {
        "goals-missed": _goals,
        "automation-gaps": _automation,
        "intel-unread.competitors": _competitors,
        "spend-without-result": _spending,
        "uneven-distribution": _gap,
        "different-buyers": _distance,
        "definition-dispute": _kappa,
        "give-aways.bunched": _bunched,
        "no-dialogue.check-ins": _check_ins,
        "no-dialogue.actions": _overdue,
        "low-trust": _pulse,
        "slow-change": _lasting,
    }
)
"""Sources that say something else than a share of rows, by name."""
