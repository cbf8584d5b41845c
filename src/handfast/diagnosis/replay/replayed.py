"""A replay, as data: the terminal and `--json` are written from it."""

from dataclasses import asdict, dataclass
from typing import Any

from handfast.diagnosis.replay.history import Handed


@dataclass(frozen=True, slots=True)
class Group:
    """Leads handed over under both versions, only before, or only under the draft.

    Attributes:
        handed: each lead and cycle, in the order of the hand-off.
        judged: accepted, or rejected for no procedural reason. accepted: of these.
        won: with a won deal in the cycle. running: not won, and the cycle still runs. never_worked: sales never touched, decided on or made a deal of them.
    """

    handed: tuple[Handed, ...]
    judged: int
    accepted: int
    won: int
    running: int
    never_worked: int

    @property
    def handoffs(self) -> int:
        """How many."""
        return len(self.handed)


@dataclass(frozen=True, slots=True)
class Load:
    """What comes to a rep, or to a team where the agreement names teams.

    Attributes:
        member: the rep's name or the team. user_ids: whom it stands for.
        before, after: hand-offs a month.
        capacity: hand-offs a day that they can take; None where one of them states none.
        overflow_before, overflow_after: working days at whose end one of their queues has hand-offs left over; None without a capacity.
    """

    member: str
    user_ids: tuple[str, ...]
    before: float
    after: float
    capacity: int | None
    overflow_before: int | None
    overflow_after: int | None


@dataclass(frozen=True, slots=True)
class Simulated:
    """How often a promise of the draft would have been broken, simulated from service times that were observed.

    Attributes:
        commitment_id, promise: the draft's.
        before, broken_before: judged clocks of the agreement in force of the same promise, else of those that the same thing stops; and those broken.
        after, broken, low, high: clocks of the draft, and those broken: mean and 90% interval of the draws. None: no service time to draw from.
        drawn: how many of the draft's clocks had to be drawn; the others are on hand-offs whose own service time is known.
    """

    commitment_id: str
    promise: str
    before: int
    broken_before: int
    after: int
    broken: float | None
    low: float | None
    high: float | None
    drawn: int


@dataclass(frozen=True, slots=True)
class Month:
    """Hand-offs by marketing in a month of the zone of the agreement in force.

    Attributes:
        period: 2026-04. whole: whether the history holds the whole month.
        before, after: hand-offs under the agreement in force, and under the draft.
    """

    period: str
    whole: bool
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Won:
    """A deal won by a lead that was handed over before: which, whose, and whether the draft would still have handed it over."""

    opportunity_id: str
    lead_id: str
    cycle: int
    kept: bool


@dataclass(frozen=True, slots=True)
class Replay:
    """A draft beside the agreement in force, over one history.

    Attributes:
        agreement, draft: their names. agreement_hash, draft_hash: what names their text.
        promised: False where the field's conventions stand in for an agreement.
        since: the day from which cycles count, ISO 8601; None: all. months: the history's length.
        learned_until: the day up to which the draft says that it was learned, ISO 8601; None where it says nothing of the kind.
        as_of: nothing later was seen, ISO 8601. cycles: leads' cycles looked at.
        same: the draft says what the agreement says, but for wording and the day from which it holds.
        both, leaves, enters: who is handed over under both, only before, only under the draft.
        deals: deals won by leads handed over before. recalled: of these, still from a hand-off under the draft. found: those that only the draft's have.
        won_deals: all deals won on record, renewals apart.
        missed: opportunity ids of the deals that the draft would not have handed over. wins: each deal won, kept or not.
        by_month: hand-offs a month, every month of the history.
        show: `team` or `person`: whether the agreement in force lets reports name reps.
        dealt_by: `routing` or `observed shares`: how hand-offs that nobody owned were dealt. undealt: those that nobody could be found for.
        loads, promises: see there.
        sentences: all that in words.
    """

    agreement: str
    draft: str
    agreement_hash: str
    draft_hash: str
    promised: bool
    since: str | None
    learned_until: str | None
    as_of: str
    months: float
    cycles: int
    same: bool
    both: Group
    leaves: Group
    enters: Group
    deals: int
    recalled: int
    found: int
    won_deals: int
    missed: tuple[str, ...]
    wins: tuple[Won, ...]
    by_month: tuple[Month, ...]
    show: str
    dealt_by: str
    undealt: int
    loads: tuple[Load, ...]
    promises: tuple[Simulated, ...]
    sentences: tuple[str, ...] = ()

    @property
    def before(self) -> float:
        """Hand-offs a month under the agreement in force."""
        return (self.both.handoffs + self.leaves.handoffs) / self.months

    @property
    def after(self) -> float:
        """Hand-offs a month under the draft."""
        return (self.both.handoffs + self.enters.handoffs) / self.months

    @property
    def wins_of_enters(self) -> tuple[int, int]:
        """Wins among leads that only the draft hands over, if none and if all of those whom nobody worked would have been won."""
        return self.enters.won, self.enters.won + self.enters.never_worked

    def plain(self) -> dict[str, Any]:
        """All of it as plain data, instants as ISO 8601."""
        data = asdict(self)
        for name in ("both", "leaves", "enters"):
            group = data[name]
            for row in group["handed"]:
                row["handed_at"] = row["handed_at"].isoformat().replace("+00:00", "Z")
            group["handoffs"] = len(group["handed"])
        low, high = self.wins_of_enters
        a_month = {"before": round(self.before, 6), "after": round(self.after, 6)}
        return data | {"handoffs_a_month": a_month, "wins_of_enters": {"low": low, "high": high}}
