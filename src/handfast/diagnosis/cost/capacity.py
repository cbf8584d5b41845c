"""How many of the affected leads could have been served: no more than the team had room for in their week."""

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from handfast.agreement.expansion import expand
from handfast.diagnosis.cost.population import DAY, Handoffs
from handfast.diagnosis.cost.reading import read
from handfast.engine.findings_made import Findings

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
WEEK = 7 * DAY
MONDAY = 4 * DAY
"""1970-01-05, the first Monday after the epoch."""


def servable(findings: Findings, handoffs: Handoffs, affected: Ints) -> Floats:
    """For each affected hand-off, the share of it that spare capacity of its team and week could have served: 1 where capacity isn't known.

    A team's capacity is known when every active member states a daily one. Its week holds that many leads for each business day of the calendar; spare is
    what those followed up in time left over.
    """
    daily = {row["team"]: float(row["daily"]) for row in read(findings, "capacity").to_pylist()}
    share = np.ones(len(affected))
    if not daily or not len(affected):
        return share
    week = (handoffs.handed_at - MONDAY) // WEEK
    days = _business_days(findings, np.unique(week[affected]))
    for team, capacity in daily.items():
        own = handoffs.team == team
        for each, length in days.items():
            hit = own[affected] & (week[affected] == each)
            if hit.any():
                busy = int((own & (week == each) & (handoffs.timing == "in time")).sum())
                share[hit] = min(1.0, max(capacity * length - busy, 0.0) / hit.sum())
    return share


def _business_days(findings: Findings, weeks: Ints) -> dict[int, float]:
    """How many business days each week has."""
    calendar = findings.context.current_version.calendar
    expansion = expand(
        calendar, findings.context.first_fact - timedelta(days=9), findings.as_of + timedelta(days=9), 0
    )
    starts = weeks * WEEK + MONDAY
    length = expansion.business_time(starts, starts + WEEK) / calendar.longest_day
    return dict(zip(weeks.tolist(), length.tolist(), strict=True))
