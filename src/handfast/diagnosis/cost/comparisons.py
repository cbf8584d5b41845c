"""The five comparisons that bookings are costed by, and whom each cause hit, from the findings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from handfast.agreement.expansion import Expansion, expand
from handfast.diagnosis.cost.population import DAY, Handoffs, rows_of
from handfast.diagnosis.cost.reading import NEVER, Micros, instants, read
from handfast.diagnosis.cost.trials import (
    Trial,
    attempts_trial,
    cold_trial,
    late_trial,
    never_trial,
    recycled_trial,
)
from handfast.engine.findings_made import Findings

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
LANDMARKS = (1, 3, 10)
"""Business days after the hand-off at which leads touched are compared with those not yet."""
NEXT_WITHIN = 2
"""Business days within which the next attempt counts as made."""
MONTH = 30 * DAY
SILENT_MONTHS = 6
"""So many times 30 days after a hand-off it is asked whether the lead has gone cold."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A cause: its trial, and for each hand-off whether it was hit, the layer by whose rate its loss is measured, and when it was hit."""

    trial: Trial
    hit: Flags
    layer: Ints
    at: Micros


def comparisons(findings: Findings, handoffs: Handoffs) -> dict[str, Comparison]:
    """The comparisons of the bookings causes, by cause, in their order."""
    after = business_days(findings)
    judged = np.isin(handoffs.timing, ("in time", "late", "never"))
    touched = np.where(judged, handoffs.first_touch_at, NEVER)
    due = np.where(judged, handoffs.due_at, NEVER - 1)
    open_until = np.where(judged, handoffs.settled_at, 0)
    landmarks = [after(handoffs.handed_at, days) for days in LANDMARKS]
    times = (touched, due, open_until, landmarks, handoffs.win_days, handoffs.age_days)
    first = np.zeros(len(handoffs), dtype=np.int64)
    return {
        "never-followed-up": Comparison(
            never_trial(*times), handoffs.timing == "never", first, handoffs.handed_at
        ),
        "followed-up-late": Comparison(
            late_trial(*times), handoffs.timing == "late", first, handoffs.handed_at
        ),
        "gave-up-early": _attempts(findings, handoffs, after),
        "rejected-and-never-recycled": _recycling(findings, handoffs, after),
        "gone-cold": _silence(findings, handoffs),
    }


def business_days(findings: Findings) -> Callable[[Micros, int], Micros]:
    """A function that adds business days of the agreement in force to instants; NEVER stays NEVER."""
    calendar = findings.context.current_version.calendar
    reach = (max(LANDMARKS) + 1) * calendar.longest_day
    expansion = expand(
        calendar, findings.context.first_fact - timedelta(days=1), findings.as_of + timedelta(days=1), reach
    )

    def after(begins: Micros, days: int) -> Micros:
        return _after(expansion, begins, days * calendar.longest_day)

    return after


def _after(expansion: Expansion, begins: Micros, length: int) -> Micros:
    known = begins < NEVER
    due = np.full(len(begins), NEVER)
    due[known] = expansion.due(begins[known], length)
    return due


def _attempts(findings: Findings, handoffs: Handoffs, after: Callable[[Micros, int], Micros]) -> Comparison:
    table = read(findings, "touches")
    attempts = in_order(handoffs, table, int(handoffs.tries_wanted.max(initial=0)))
    waited = [after(made, NEXT_WITHIN) for made in attempts]
    made = np.zeros(len(handoffs), dtype=np.int64)
    for each in attempts:
        made += each < NEVER
    trial = attempts_trial(
        attempts, waited, handoffs.tries_wanted, handoffs.replied_at, handoffs.ended_at, handoffs.win_days, handoffs.age_days
    )  # fmt: skip
    too_few = (made > 0) & (made < handoffs.tries_wanted)
    hit = handoffs.tries_broken & too_few & (handoffs.replied_at == NEVER)
    return Comparison(trial, hit, made, handoffs.handed_at)


def in_order(handoffs: Handoffs, table: pa.Table, wanted: int) -> list[Micros]:
    """The first `wanted` touches of each hand-off: a list by number of the touch of arrays by hand-off. The table is sorted by hand-off and time."""
    row = rows_of(handoffs, table)
    at = instants(table.column("occurred_at"))
    starts = np.searchsorted(row, row, side="left")
    number = np.arange(len(row)) - starts
    touches = np.full((wanted, len(handoffs)), NEVER)
    few = number < wanted
    touches[number[few], row[few]] = at[few]
    return list(touches)


def _recycling(findings: Findings, handoffs: Handoffs, after: Callable[[Micros, int], Micros]) -> Comparison:
    table = read(findings, "returns")
    row = rows_of(handoffs, table)
    returned, won = np.full(len(handoffs), NEVER), np.full(len(handoffs), NEVER)
    returned[row], won[row] = instants(table.column("returned_at")), instants(table.column("won_at"))
    decided = np.where(handoffs.recyclable, handoffs.decided_at, 0)
    landmark = after(np.where(handoffs.recyclable, handoffs.decided_at, NEVER), max(LANDMARKS))
    as_of = handoffs.age_days * DAY + handoffs.handed_at
    win_days = np.where(won < NEVER, (won - decided) / DAY, np.inf)
    trial = recycled_trial(handoffs.recyclable, returned, landmark, win_days, (as_of - decided) / DAY)
    hit = handoffs.recyclable & (returned == NEVER) & (landmark <= as_of)
    return Comparison(trial, hit, np.ones(len(handoffs), dtype=np.int64), handoffs.decided_at)


def _silence(findings: Findings, handoffs: Handoffs) -> Comparison:
    as_of = findings.as_of.astimezone(UTC).replace(tzinfo=None)
    table = read(findings, "contacts", as_of=as_of)
    row = rows_of(handoffs, table)
    month = table.column("month").to_numpy()
    contacted = np.zeros((SILENT_MONTHS, len(handoffs)), dtype=bool)
    early = month < SILENT_MONTHS
    contacted[month[early], row[early]] = True
    last = np.full(len(handoffs), -1, dtype=np.int64)
    np.maximum.at(last, row, month)
    opened = _opened(findings, handoffs)
    candidate = handoffs.first_touch_at < NEVER
    until = np.minimum(np.minimum(handoffs.ended_at, opened), _micros(as_of))
    open_then = np.array(
        [candidate & (handoffs.handed_at + (n + 1) * MONTH < until) for n in range(SILENT_MONTHS)]
    )
    trial = cold_trial(contacted, open_then, handoffs.win_days, handoffs.age_days)
    silent = open_then & ~contacted & (last < np.arange(SILENT_MONTHS)[:, None])
    layer = np.asarray(silent.argmax(axis=0) + 1)
    return Comparison(trial, np.asarray(silent.any(axis=0)), layer, handoffs.handed_at + layer * MONTH)


def _opened(findings: Findings, handoffs: Handoffs) -> Micros:
    table = read(findings, "first_opportunities")
    opened = np.full(len(handoffs), NEVER)
    opened[rows_of(handoffs, table)] = instants(table.column("opened_at"))
    return opened


def _micros(at: datetime) -> int:
    return int((at - datetime(1970, 1, 1)).total_seconds()) * 1_000_000


def waterfall(hits: Sequence[tuple[str, Flags]], lead: Ints, handed_at: Micros) -> dict[str, Ints]:
    """The hand-offs that each cause keeps when a lead counts once: in the first cause that applies, by its earliest hand-off there."""
    order = np.lexsort((np.arange(len(lead)), handed_at))
    taken = np.zeros(int(lead.max(initial=-1)) + 1, dtype=bool)
    kept = {}
    for cause, hit in hits:
        rows = order[hit[order]]
        rows = rows[~taken[lead[rows]]]
        kept[cause] = np.sort(rows[np.unique(lead[rows], return_index=True)[1]])
        taken[lead[kept[cause]]] = True
    return kept
