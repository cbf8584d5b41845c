"""One lead's story as plain data: what `explain` gives and readers render."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

Party = Literal["lead", "marketing", "sales", "both"]


@dataclass(frozen=True, slots=True)
class Person:
    """A user.

    Attributes:
        user_id: as the record has it.
        name: null where the record has none.
        team: null where the record has none.
    """

    user_id: str
    name: str | None
    team: str | None


@dataclass(frozen=True, slots=True)
class Who:
    """The lead as it stands at as_of.

    Attributes:
        lead_id: the lead.
        merged: other ids of the sources that were found to be this lead.
        created_at: when it was created.
        account_id, account: its account, and the account's name.
        owner: who owns it; None: nobody.
        source, origin, campaign_id: how it came.
        fields: whatever else the record says of it, by column, as text; what isn't known is left out.
    """

    lead_id: str
    merged: tuple[str, ...]
    created_at: datetime
    account_id: str | None
    account: str | None
    owner: Person | None
    source: str | None
    origin: str | None
    campaign_id: str | None
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay in a stage, as in the table stage_spans.

    Attributes:
        stage: the agreement's stage, or the source's name.
        known: whether the agreement knows it.
        entered_at, left_at: null where unknown, or still there.
        due_at: when its time limit ends.
        business_seconds: business time in it so far.
        stuck, skipped, backward: over its limit; a stage between was skipped; came from a later one.
    """

    stage: str
    known: bool
    entered_at: datetime | None
    left_at: datetime | None
    due_at: datetime | None
    business_seconds: int | None
    stuck: bool
    skipped: bool
    backward: bool


@dataclass(frozen=True, slots=True)
class Cycle:
    """One pass through the revenue cycle, as in the table cycles."""

    cycle: int
    started_at: datetime
    ended_at: datetime | None
    ended_by: str | None
    reason: str | None
    opportunity_id: str | None


@dataclass(frozen=True, slots=True)
class Award:
    """Points for one activity.

    Attributes:
        activity_id, kind, about: what earned them; `about` is its page, or the title of its asset.
        lead_id: who did it, where that was a colleague; else None.
        occurred_at: when.
        points: at that instant.
        now: what is left of them at as_of.
        expires_at: when they count no more; None: never.
    """

    activity_id: str
    kind: str | None
    about: str | None
    lead_id: str | None
    occurred_at: datetime
    points: float
    now: float
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClausePoints:
    """What one clause of the definition gives.

    Attributes:
        part: fit or engagement.
        clause, words: the clause, and what it says.
        points: what it gives at the instant that is spoken of.
        offers: what it gives when it is true (fit) or for each activity (engagement).
        values: the fields that it looks at, as they stand; of a fit clause.
        since: since when it is true, as far as is known; of a fit clause.
        basis: `history`, or `current` where some field has no history; of a fit clause that is true.
        awards: what earned the points; of an engagement clause now.
    """

    part: Literal["fit", "engagement"]
    clause: str
    words: str
    points: float
    offers: float
    values: Mapping[str, str | None]
    since: datetime | None = None
    basis: str | None = None
    awards: tuple[Award, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """The score at as_of in the running cycle: totals as in standings, and every clause of the definition in force, those that give nothing too."""

    fit: float
    engagement: float
    score: float
    clauses: tuple[ClausePoints, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A `never_when` that holds."""

    clause: str
    words: str


@dataclass(frozen=True, slots=True)
class Missing:
    """What stands between the lead and qualifying by its points in the running cycle.

    Attributes:
        needed: the threshold in words; None: nobody qualifies by points.
        fit, engagement, score: points missing for the nearest way; None without a threshold.
        information: fields of the minimum information that are empty.
        barred_by: each `never_when` that holds.
        waits_until: before then it can't qualify by points; None: no wait; the year 9999: never.
        waits_because: why, in words.
    """

    needed: str | None
    fit: float | None
    engagement: float | None
    score: float | None
    information: tuple[str, ...]
    barred_by: tuple[Bar, ...]
    waits_until: datetime | None
    waits_because: str | None


@dataclass(frozen=True, slots=True)
class Qualification:
    """How the lead qualified in one cycle.

    Attributes:
        cycle, at: in which cycle, when.
        by: definition, raised or explore.
        fit, engagement: then.
        complete: whether the minimum information was there.
        raised_by: the activity by which the hand was raised, in words.
        clauses: what each clause gave then.
        agreement_hash: the version in force then.
    """

    cycle: int
    at: datetime
    by: str
    fit: float
    engagement: float
    complete: bool
    raised_by: str | None
    clauses: tuple[ClausePoints, ...]
    agreement_hash: str


@dataclass(frozen=True, slots=True)
class Clock:
    """One run of a timer commitment, as in the table clocks, with its terms.

    Attributes:
        commitment_id, promise, by: the promise and who made it.
        within: the time allowed, in words.
        business: whether that is business time.
        starts_with, stops_with: what starts and stops it, in words.
        started_at, due_at, stopped_at: instants; not stopped: None.
        elapsed_seconds: time from the start to the stop, the hand-off's end or as_of: business time where `business`.
        state, why: what became of it.
        owner: who had to act.
        calendar: whose hours count: a rep's user_id; None: the agreement's own.
        zone: the IANA zone of those hours.
        day_seconds: the length of a business day.
    """

    commitment_id: str
    promise: str
    by: str
    within: str
    business: bool
    starts_with: str
    stops_with: str
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    elapsed_seconds: int
    state: str
    why: str
    owner: Person | None
    handoff_id: str | None
    meeting_id: str | None
    calendar: str | None
    zone: str
    day_seconds: int


@dataclass(frozen=True, slots=True)
class Handoff:
    """One hand-off, as in the table handoffs, with its clocks."""

    handoff_id: str
    handoff: str
    words: str
    cycle: int
    handed_at: datetime
    owner: Person | None
    team: str
    raised: bool
    complete: bool
    first_touch_at: datetime | None
    touches: int
    replied_at: datetime | None
    decision: str | None
    decided_at: datetime | None
    reason: str | None
    timing: str | None
    early: bool | None
    unlogged: bool
    ended_at: datetime | None
    clocks: tuple[Clock, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of sales, as in the table decisions, and what follows from it."""

    decided_at: datetime
    decision: str
    reason: str | None
    reason_kind: str | None
    reroute: bool
    cycle: int
    handoff_id: str | None
    basis: str
    follows: str | None


@dataclass(frozen=True, slots=True)
class Deal:
    """An opportunity in which the lead has a part, as in the table opportunities."""

    opportunity_id: str
    role: str | None
    created_at: datetime
    closed_at: datetime | None
    outcome: str
    stage: str | None
    amount: Decimal | None
    currency: str | None
    sourced: str | None
    handoff_id: str | None
    lost_reason: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the lead.

    Attributes:
        at: when.
        party: whose doing: the lead's own, marketing's, sales's; `both` for what lies between the teams.
        what, about: what, in words; its page, asset or detail.
        by: the user.
        automated: whether a machine did it.
    """

    at: datetime
    party: Party
    what: str
    about: str | None
    by: str | None
    automated: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """One lead's story at as_of.

    Attributes:
        as_of: nothing later was seen (aware, UTC).
        agreement, agreement_hash: the version in force then.
        promised: False when nobody promised anything and the conventions stood in.
        zone: the zone of that agreement's calendar.
        day_seconds: the length of its business day.
        missing_data: what the record lacks, a sentence each.
        stage: the stage now, and since when as far as is known.
        clocks: those that belong to no hand-off.
        timeline: the latest events, in order; `earlier` were left out.
    """

    as_of: datetime
    agreement: str
    agreement_hash: str
    promised: bool
    zone: str
    day_seconds: int
    missing_data: tuple[str, ...]
    who: Who
    stage: str | None
    stays: tuple[Stay, ...]
    cycles: tuple[Cycle, ...]
    score: Score
    missing: Missing
    qualifications: tuple[Qualification, ...]
    handoffs: tuple[Handoff, ...]
    clocks: tuple[Clock, ...]
    decisions: tuple[Decision, ...]
    deals: tuple[Deal, ...]
    timeline: tuple[Event, ...]
    earlier: int
