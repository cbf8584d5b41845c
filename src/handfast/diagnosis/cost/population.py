"""The hand-offs as arrays: what was known at the hand-off, how each was followed up, whether it won."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from handfast.diagnosis.cost.reading import NEVER, Micros, instants, read, texts
from handfast.engine.findings_made import Findings

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
DAY = 86_400_000_000
LONGEST = 365.0
"""Days after which a win isn't waited for any more."""
WAITED_FOR = 0.9
"""The share of wins that come within H."""
BINS = 50
"""Score classes, of which replicates form their fifths: fine enough that a fifth's bound moves by 2% of the leads."""


@dataclass(frozen=True, slots=True)
class Handoffs:
    """One place in each array for each hand-off, sorted by handoff_id. Instants are µs, NEVER where there is none.

    Attributes:
        ids: handoff_id. lead: the lead, as a number. cluster: its account, as a number; a lead without one has a number of its own.
        group: hand-off clause and the promise that times it, as a number; groups: their words. bin: score class within the group's clause, BINS of equal
            size; BINS for those without a score. source, segment: as they stood at the hand-off, as numbers.
        handed_at, due_at, first_touch_at, replied_at (or a meeting booked), decided_at, ended_at: instants.
        timing: as in the findings. settled_at: when something other than sales' contact settled it: rejected, or ended without a touch.
        tries: touches made, wanted: touches promised (0: nothing was promised), tries_broken: the promise is broken.
        recyclable: rejected for a reason for which leads come back.
        win_days: days from the hand-off to the win; inf without one. age_days: days from the hand-off to as_of.
        amount: won, in the agreement's currency, this lead's share; NaN where unknown or in another currency. currency: of another one; None else.
    """

    ids: NDArray[np.object_]
    lead: Ints
    lead_ids: NDArray[np.object_]
    cluster: Ints
    clause: Ints
    group: Ints
    groups: tuple[str, ...]
    bin: Ints
    source: Ints
    segment: Ints
    handed_at: Micros
    due_at: Micros
    first_touch_at: Micros
    replied_at: Micros
    decided_at: Micros
    ended_at: Micros
    settled_at: Micros
    timing: NDArray[np.object_]
    team: NDArray[np.object_]
    tries_wanted: Ints
    tries_broken: Flags
    recyclable: Flags
    win_days: Floats
    age_days: Floats

    def __len__(self) -> int:
        return len(self.handed_at)

    @property
    def groups_of_clause(self) -> int:
        """How many hand-off clauses there are."""
        return int(self.clause.max(initial=-1)) + 1


def read_handoffs(findings: Findings) -> Handoffs:
    """Every hand-off of the findings."""
    table = read(findings, "handoffs")
    lead, lead_ids = texts(table.column("lead_id"))
    clause, clauses = texts(table.column("handoff"))
    promise, promises = texts(table.column("promise"))
    group, groups = _pairs(clause, clauses, promise, promises)
    handed, touched = instants(table.column("handed_at")), instants(table.column("first_touch_at"))
    ended, decided = instants(table.column("ended_at")), instants(table.column("decided_at"))
    decision = np.asarray(table.column("decision").to_pylist(), dtype=object)
    won = instants(table.column("won_at"))
    as_of = _micros(findings.as_of)
    return Handoffs(
        ids=np.asarray(table.column("handoff_id").to_pylist(), dtype=object),
        lead=lead,
        lead_ids=np.asarray(lead_ids[:-1], dtype=object),
        cluster=clusters(texts(table.column("account_id"))[0], texts(table.column("account_id"))[1], lead),
        clause=clause,
        group=group,
        groups=groups,
        bin=score_bins(table.column("score").to_numpy().astype(np.float64), clause),
        source=texts(table.column("source"))[0],
        segment=texts(table.column("segment"))[0],
        handed_at=handed,
        due_at=instants(table.column("due_at")),
        first_touch_at=touched,
        replied_at=np.minimum(instants(table.column("replied_at")), instants(table.column("booked_at"))),
        decided_at=decided,
        ended_at=ended,
        settled_at=settled(ended, touched, decided, decision == "rejected"),
        timing=np.asarray(table.column("timing").to_pylist(), dtype=object),
        team=np.asarray(table.column("team").to_pylist(), dtype=object),
        tries_wanted=table.column("tries_wanted").fill_null(0).to_numpy().astype(np.int64),
        tries_broken=np.asarray(table.column("tries_state").to_pylist(), dtype=object) == "breached",
        recyclable=np.asarray(table.column("recyclable").to_numpy(), dtype=bool),
        win_days=np.where(won == NEVER, np.inf, (won - handed) / DAY),
        age_days=(as_of - handed) / DAY,
    )


def rows_of(handoffs: Handoffs, table: pa.Table) -> Ints:
    """The place among the hand-offs of each row of a table with a handoff_id."""
    known = pa.array(handoffs.ids, pa.string())
    found = pc.index_in(table.column("handoff_id"), value_set=known)
    return np.asarray(found.to_numpy(), dtype=np.int64)


def settled(ended: Micros, touched: Micros, decided: Micros, rejected: Flags) -> Micros:
    """When a hand-off was settled by something else than sales' contact: it was rejected, or it ended before anybody touched it.

    What contact brings about (disqualified, lost, won after a touch) is the result of the follow-up and no reason to leave a lead out.
    """
    untouched = np.where(ended < touched, ended, NEVER)
    return np.minimum(untouched, np.where(rejected, decided, NEVER))


def clusters(account: Ints, accounts: list[str | None], lead: Ints) -> Ints:
    """A number for each account, and one of its own for each lead without an account."""
    alone = account == len(accounts) - 1
    code = np.where(alone, len(accounts) + lead, account)
    return np.unique(code, return_inverse=True)[1].astype(np.int64)


def score_bins(score: Floats, clause: Ints, bins: int = BINS) -> Ints:
    """The class of each score within its clause: equal scores share one, a missing score has class `bins`."""
    classes = np.full(len(score), bins, dtype=np.int64)
    for each in np.unique(clause):
        rows = np.flatnonzero((clause == each) & ~np.isnan(score))
        if not len(rows):
            continue
        values = np.sort(score[rows])
        below = np.searchsorted(values, score[rows], side="left")
        classes[rows] = below * bins // len(values)
    return classes


def _pairs(
    one: Ints, ones: list[str | None], other: Ints, others: list[str | None]
) -> tuple[Ints, tuple[str, ...]]:
    code, place = np.unique(one * len(others) + other, return_inverse=True)
    return place.astype(np.int64), tuple(f"{ones[c // len(others)]}, {others[c % len(others)]}" for c in code)


def _micros(at: datetime) -> int:
    return int((at - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) * 1_000_000


def weighted_quantile(sorted_values: Floats, weights: NDArray[Any], share: float) -> Floats:
    """For each column of weights, the least value at or below which that share of the weight lies; NaN where there is no weight.

    Values ascend; weights have one row for each value and one column for each replicate.
    """
    if not len(sorted_values):
        return np.full(weights.shape[1], np.nan)
    heaped = np.cumsum(weights, axis=0, dtype=np.float64)
    reached = heaped >= share * heaped[-1] - 1e-9
    found = sorted_values[np.argmax(reached, axis=0)]
    return np.asarray(np.where(heaped[-1] > 0, found, np.nan))


def horizons(handoffs: Handoffs, weights: NDArray[Any]) -> Floats:
    """H of each hand-off clause (rows) and replicate (columns): days from hand-off to win that 90% of wins need, at most 365; 365 without a win.

    `weights` has a row for each cluster.
    """
    found = np.full((handoffs.groups_of_clause, weights.shape[1]), LONGEST)
    for clause in range(handoffs.groups_of_clause):
        rows = np.flatnonzero((handoffs.clause == clause) & np.isfinite(handoffs.win_days))
        rows = rows[np.argsort(handoffs.win_days[rows], kind="stable")]
        longest = weighted_quantile(handoffs.win_days[rows], weights[handoffs.cluster[rows]], WAITED_FOR)
        found[clause] = np.fmin(longest, LONGEST)
    return found


def shares_within(handoffs: Handoffs, weights: NDArray[Any], reach: Floats) -> Floats:
    """The share of all wins that come within H, of each hand-off clause (rows) and replicate (columns); 1 without a win.

    `weights` has a row for each cluster, `reach` is H. A win after d days can be on record only for hand-offs that are at least d days old; it stands for as
    many more as there are younger ones, so that a record of a year doesn't take quick wins for all wins.
    """
    found = np.ones_like(reach)
    for clause in range(len(reach)):
        own = handoffs.clause == clause
        ages = np.sort(handoffs.age_days[own])
        rows = np.flatnonzero(own & np.isfinite(handoffs.win_days))
        rows = rows[np.argsort(handoffs.win_days[rows], kind="stable")]
        days = handoffs.win_days[rows]
        old_enough = len(ages) - np.searchsorted(ages, days, side="left")
        stands_for = len(ages) / np.maximum(old_enough, 1)
        heaped = np.cumsum(weights[handoffs.cluster[rows]] * stands_for[:, None], axis=0)
        if len(rows):
            place = np.searchsorted(days, reach[clause], side="right") - 1
            within = np.where(place >= 0, heaped[place, np.arange(reach.shape[1])], 0.0)
            found[clause] = np.where(within > 0, within / np.where(heaped[-1] > 0, heaped[-1], 1.0), 1.0)
    return found
