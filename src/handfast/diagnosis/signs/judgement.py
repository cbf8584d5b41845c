"""Every sign of an evaluation: its state at each close, and what it says now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from handfast.diagnosis.signs import dialogue
from handfast.diagnosis.signs.closes import Closes, instants
from handfast.diagnosis.signs.courses import courses, knowable
from handfast.diagnosis.signs.estimates import Ints
from handfast.diagnosis.signs.judging import Judging
from handfast.diagnosis.signs.registry import SIGNS, Party, Sign
from handfast.diagnosis.signs.sentences import Moment, nothing_to_say, sentence
from handfast.diagnosis.signs.states import Course, State, leading, since
from handfast.engine.known import there
from handfast.record import sql

TREND = 13
"""How many closes a trend shows."""
LASTING = "slow-change"


@dataclass(frozen=True, slots=True)
class Stand:
    """A sign at a close.

    Attributes:
        closed_at: the first instant after the month (aware, UTC).
        part: the part that speaks for the sign: a promise, a stage, a field, a reason, a segment; empty where it has one.
        value, threshold: what was measured and what it is held to; None where nothing was there.
        bound: the one-sided bound of the value; None where there is none.
        rows, weeks: what it rests on; weeks is None where they play no part.
        state: fires, watch, clear, too few or no data.
        since: the close at which it began to fire; None when it doesn't.
        sentence: what it says, with the figures in it.
    """

    closed_at: datetime
    part: str
    value: float | None
    threshold: float | None
    bound: float | None
    rows: int
    weeks: int | None
    state: str
    since: datetime | None
    sentence: str


@dataclass(frozen=True, slots=True)
class SignState:
    """A sign as it stands at the last close.

    Attributes:
        id, title, party: as in the registry; the party is who can act.
        unit: of value and threshold: share, number, days or periods.
        now: how it stands at the last close; None in a record that holds no whole month.
        trend: how it stood at the last 13 closes, oldest first.
        history: how it stood at every close, oldest first.
        sentence: what it says, with the figures in it.
        last: the part that speaks for it at the last close; None where there is none.
    """

    id: str
    title: str
    party: Party
    unit: str
    now: Stand | None
    history: tuple[Stand, ...]
    sentence: str
    last: Moment | None = field(default=None, repr=False, compare=False)

    @property
    def evidence(self) -> str:
        """A query of the rows behind it, over the findings; those that count come first."""
        return f"select * from findings.sign_rows where sign_id = {sql.text(self.id)} order by numerator > 0 desc, happened_at, lead_id, subject"

    @property
    def state(self) -> str:
        """The state at the last close."""
        return self.now.state if self.now else State.NO_DATA.words

    @property
    def since(self) -> datetime | None:
        """The close at which it began to fire (aware, UTC); None when it doesn't."""
        return self.now.since if self.now else None

    @property
    def value(self) -> float | None:
        """What was measured at the last close."""
        return self.now.value if self.now else None

    @property
    def threshold(self) -> float | None:
        """What it is held to."""
        return self.now.threshold if self.now else None

    @property
    def rows(self) -> int:
        """How many rows the value rests on."""
        return self.now.rows if self.now else 0

    @property
    def trend(self) -> tuple[float | None, ...]:
        """The values at the last 13 closes, oldest first."""
        return tuple(stand.value for stand in self.history[-TREND:])


def judge(on: Judging) -> tuple[SignState, ...]:
    """Every sign, in the registry's order."""
    made: dict[str, list[Course]] = {
        name: courses(on, sign) for name, sign in SIGNS.items() if name != LASTING
    }
    last = SIGNS[LASTING]
    stated = {name: _states(parts) for name, parts in made.items() if parts and on.findings.promised}
    knows = len(on.closes) and knowable(on, last.sources[0])
    made[LASTING] = dialogue.lasting(on, last, last.sources[0], stated) if knows else []
    return tuple(_sign(on, sign, made[sign.id]) for sign in SIGNS.values())


def _states(parts: list[Course]) -> Ints:
    speaks = leading(parts)
    return np.array([parts[speaker].states[place] for place, speaker in enumerate(speaks)], dtype=np.int64)


def _sign(on: Judging, sign: Sign, parts: list[Course]) -> SignState:
    said = nothing_to_say(sign, _missing(on, sign))
    moments = _moments(on, sign, parts) if parts else []
    history = tuple(_stand(moment, said) for moment in moments) if parts else _nothing(on, sign, said)
    now = history[-1] if history else None
    last = moments[-1] if now and now.value is not None else None
    return SignState(
        sign.id, sign.title, sign.party, sign.unit, now, history, now.sentence if now else said, last
    )


def _moments(on: Judging, sign: Sign, parts: list[Course]) -> list[Moment]:
    """The part that speaks for a sign at each close."""
    states, speaks = _states(parts), leading(parts)
    began = since(states)
    sources = {source.name: source for source in sign.sources}
    by_person, promised = on.findings.current.show == "person", on.findings.promised
    return [
        Moment(sign, sources[parts[speaker].source], parts[speaker], place, on.closes, State(states[place]), int(began[place]), by_person, promised)
        for place, speaker in enumerate(speaks)
    ]  # fmt: skip


def _stand(at: Moment, nothing: str) -> Stand:
    course, place = at.course, at.place
    weeks, value = int(course.weeks[place]), _told(course.value[place])
    return Stand(
        _end(at.closes, place), course.part, value, _told(course.threshold[place]), _told(course.bound[place]), int(course.rows[place]),
        weeks if weeks >= 0 else None, at.shown.words, _end(at.closes, at.since) if at.shown == State.FIRES else None,
        nothing if value is None else sentence(at),
    )  # fmt: skip


def _end(closes: Closes, place: int) -> datetime:
    return instants([int(closes.at[place])])[0].replace(tzinfo=UTC)


def _nothing(on: Judging, sign: Sign, said: str) -> tuple[Stand, ...]:
    """A sign that the record can't show, at every close."""
    words = State.NO_DATA.words
    return tuple(
        Stand(
            _end(on.closes, place), "", None, sign.threshold_in(agreement), None, 0, None, words, None, said
        )
        for place, agreement in enumerate(on.agreements)
    )


def _told(value: float) -> float | None:
    return None if np.isnan(value) or np.isinf(value) else float(value)


def _missing(on: Judging, sign: Sign) -> tuple[str, ...]:
    """What the record lacks for a sign, in words."""
    if any(knowable(on, source) for source in sign.sources):
        return ()
    lacking: Mapping[str, None] = {
        need.replace("|", " or "): None
        for source in sign.sources
        for need in source.needs
        if not there(on.findings.context, need)
    }
    return tuple(lacking) or ("a promise that anybody made",)
