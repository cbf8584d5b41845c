"""The agreement: one frozen model behind the document on disk, the forms, the prose and the engine."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, PrivateAttr

from handfast.agreement.canonical import canonical_text
from handfast.agreement.clause import SIDES, Clause, Side, no_case
from handfast.agreement.commitments import Clocked, Commitment, CountTimer, Target, Timer
from handfast.agreement.cycle import (
    ActivityAlert,
    Alert,
    CalendarClause,
    CheckIn,
    ClockAlert,
    DataStandard,
    DisqualificationReason,
    Economics,
    Handoff,
    HolidayClause,
    LostReason,
    Party,
    RejectionReason,
    RoutingRule,
    SignClause,
    Sourced,
    Stage,
    StageEntry,
    TouchClause,
)
from handfast.agreement.figures import Cap
from handfast.agreement.qualified import EngagementRule, FitRule, QualifiedLead, RaisedHandRule
from handfast.agreement.source import Source
from handfast.agreement.values import Day, Instant, Words

__all__ = [
    "SIDES",
    "ActivityAlert",
    "Agreement",
    "Alert",
    "CalendarClause",
    "Cap",
    "CheckIn",
    "ClauseRef",
    "ClockAlert",
    "Clocked",
    "Commitment",
    "CountTimer",
    "DataStandard",
    "DisqualificationReason",
    "Economics",
    "EngagementRule",
    "FitRule",
    "Handoff",
    "HolidayClause",
    "LostReason",
    "Party",
    "QualifiedLead",
    "RaisedHandRule",
    "RejectionReason",
    "RoutingRule",
    "Side",
    "SignClause",
    "Signature",
    "Sourced",
    "Stage",
    "StageEntry",
    "Target",
    "Timer",
    "TouchClause",
]


class Signature(Clause):
    """One side's consent to one text."""

    party: Side
    """The side that signs."""
    by: Words
    """The person who signs."""
    at: Instant
    """When."""
    hash: Words
    """The SHA-256 of the canonical text that was signed."""


@dataclass(frozen=True, slots=True)
class ClauseRef:
    """How findings and people refer to a clause.

    Attributes:
        id: stable and unique in its agreement: `follow-up`, `fit.1`, `handoff.sales`, `stage.mql`.
        path: where it stands in the document: `("commitments", 1)`.
        words: the clause in a few words.
    """

    id: str
    path: tuple[str | int, ...]
    words: str


class Agreement(Clause):
    """What marketing and sales have agreed."""

    handfast: Literal[1]
    """The version of this format."""
    name: Words
    """The agreement's name."""
    effective_from: Day | None = None
    """The day from which this version holds; it replaces the one before."""
    currency: Words
    """The currency of every amount, by its ISO 4217 code."""
    parties: Mapping[Side, Party] = Field(default_factory=dict)
    """The two sides, with one named person each."""
    teams: Mapping[Words, Side] = Field(default_factory=dict)
    """The side of each team, by the team names in the users table."""
    show: Literal["team", "person"] = "team"
    """Whether reports name teams or reps."""
    terms: Mapping[Words, Words] = Field(default_factory=dict)
    """The glossary: what the words in the clauses mean."""
    calendar: CalendarClause
    """When both teams are at work."""
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]
    """The revenue cycle, in order."""
    qualified_lead: QualifiedLead = QualifiedLead()
    """What a qualified lead is."""
    touch: TouchClause = TouchClause()
    """What counts as a touch."""
    handoffs: tuple[Handoff, ...] = ()
    """Who passes whom to whom, and when."""
    sourced: Sourced | None = None
    """Whose deal an opportunity is."""
    routing: tuple[RoutingRule, ...] = ()
    """Who receives which leads."""
    commitments: tuple[Commitment, ...] = ()
    """What each side promises the other."""
    rejection_reasons: Mapping[Words, RejectionReason] = Field(default_factory=dict)
    """Why sales may refuse a lead before contact."""
    disqualification_reasons: Mapping[Words, DisqualificationReason] = Field(default_factory=dict)
    """Why sales may give a lead up after contact."""
    lost_reasons: Mapping[Words, LostReason] = Field(default_factory=dict)
    """Why an opportunity is lost, and when its lead may come back."""
    data_standards: tuple[DataStandard, ...] = ()
    """What fields must be."""
    alerts: tuple[Alert, ...] = ()
    """Who is told what at once."""
    check_ins: tuple[CheckIn, ...] = ()
    """When both sides meet."""
    economics: Economics = Economics()
    """What things cost."""
    signs: Mapping[Words, SignClause] = Field(default_factory=dict)
    """Agreed thresholds for signs of misalignment."""
    signatures: tuple[Signature, ...] = ()
    """Who has signed which text; no part of the text itself."""
    _source: Source = PrivateAttr(default_factory=Source)

    def read_from(self, source: Source) -> None:
        """Remember where it was read."""
        self._source = source

    def place(self, clause: str, item: str | None = None, offset: int | None = None) -> tuple[str, int, int]:
        """Where a clause stands, by its id: file, line and column; the agreement's name and zeros when it was read from no file.

        `item` is one of a list's; `offset` points into the clause's condition, as it was read.
        """
        path = next((known.path for known in self.clauses() if known.id == clause), ())
        return self._source.place(path, item, offset) or (self.name, 0, 0)

    @cached_property
    def canonical_text(self) -> str:
        """The agreement's meaning as one text, however the document is laid out; without the signatures."""
        return canonical_text(self, without=("signatures",))

    @cached_property
    def hash(self) -> str:
        """The SHA-256 of the canonical text, in hexadecimal."""
        return hashlib.sha256(self.canonical_text.encode()).hexdigest()

    @property
    def signed(self) -> bool:
        """Whether both sides have signed this very text."""
        return {signature.party for signature in self.signatures if signature.hash == self.hash} == set(SIDES)

    def owner(self, side: Side) -> str | None:
        """The named person of a side, if there is one."""
        party = self.parties.get(side)
        return party.owner if party else None

    def side_of_team(self, team: str) -> Side | None:
        """The side of a team, or of a side's own name; None when it is neither, or `both`."""
        for side in SIDES:
            if team == side:
                return side
        return self.teams.get(team)

    def teams_of(self, name: str) -> tuple[str, ...]:
        """The teams that a `by`, `from` or `to` means: the team, or all of a side's, or all for `both`."""
        if name in self.teams and name not in SIDES:
            return (name,)
        return tuple(team for team, side in self.teams.items() if name in (side, "both"))

    def sides_of(self, name: str) -> tuple[Side, ...]:
        """The sides that a `by`, `from` or `to` means: both for `both`, else the team's or side's own."""
        side = self.side_of_team(name)
        return SIDES if name == "both" else (side,) if side else ()

    def stage(self, name: str) -> Stage | None:
        """The stage of that id, or called so in the company's systems; trimmed, A–Z without case.

        An id goes before another stage's label.
        """
        return self._stage_by_name.get(no_case(name))

    def stage_order(self, name: str) -> int | None:
        """A stage's place in the cycle from 0, by id or label; None when it is unknown."""
        stage = self.stage(name)
        return self.stages.index(stage) if stage else None

    @cached_property
    def _stage_by_name(self) -> Mapping[str, Stage]:
        labels = {no_case(label): stage for stage in reversed(self.stages) for label in stage.also_called}
        return labels | {no_case(stage.id): stage for stage in reversed(self.stages)}

    @cached_property
    def stage_labels(self) -> Mapping[str, str]:
        """Every name of every stage as it is compared (trimmed, A–Z in lower case), with the stage's id."""
        return {name: stage.id for name, stage in self._stage_by_name.items()}

    def handoff(self, handoff_id: str) -> Handoff | None:
        """The hand-off clause of that id."""
        return next((clause for clause in self.handoffs if clause.id == handoff_id), None)

    def commitment(self, commitment_id: str) -> Timer | CountTimer | Target | None:
        """The commitment of that id."""
        return next((clause for clause in self.commitments if clause.id == commitment_id), None)

    @property
    def clocked(self) -> tuple[Clocked, ...]:
        """The commitments that start clocks, in order."""
        return tuple(clause for clause in self.commitments if not isinstance(clause, Target))

    @property
    def targets(self) -> tuple[Target, ...]:
        """The commitments on a measure, in order."""
        return tuple(clause for clause in self.commitments if isinstance(clause, Target))

    def clauses(self) -> tuple[ClauseRef, ...]:
        """Every clause with its id, in the document's order."""
        from handfast.agreement.clauses import clauses_of  # the words of a clause are made from this model

        return clauses_of(self)
