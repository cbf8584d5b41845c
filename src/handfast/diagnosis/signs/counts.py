"""Signs that count things: gaps of automation, competitors without an asset."""

import numpy as np

from handfast.diagnosis.signs.closes import WEEKS, instants
from handfast.diagnosis.signs.judging import Judging
from handfast.diagnosis.signs.registry import Sign, Source
from handfast.diagnosis.signs.states import Course, counted
from handfast.diagnosis.signs.thresholds import thresholds

LOSSES = """
    select lower(trim(o.competitor)) as competitor, o.closed_at
    from findings.opportunities as o
    where o.outcome = 'lost' and coalesce(trim(o.competitor), '') <> ''
"""
COVERED = """
    select lower(trim(competitor)) as competitor, created_at, retired_at
    from seen.assets
    where coalesce(trim(competitor), '') <> ''
"""


def automation(on: Judging, sign: Sign, source: Source) -> list[Course]:
    """Stages and recycle reasons that map to nothing or have no active program.

    Programs have no history: what is so today counts from when it is known to be.
    """
    told = [row["known_at"] for row in on.rows(source.name).to_pylist()]
    closes = instants(on.closes.at)
    found = np.array([sum(one is None or one <= close for one in told) for close in closes])
    limit = thresholds(sign, source, "", on.agreements)
    return [counted(source.name, "", found.astype(np.float64), limit, found.astype(np.int64))]


def competitors(on: Judging, sign: Sign, source: Source) -> list[Course]:
    """Competitors that deals were lost to in the last 13 whole weeks and that no live asset is about."""
    losses = on.findings.query(LOSSES).to_pylist()
    covered = on.findings.query(COVERED).to_pylist()
    ends = instants(on.closes.weeks[on.closes.last_week])
    starts = instants(on.closes.weeks[on.closes.last_week - WEEKS])
    found = []
    for start, end, close in zip(starts, ends, instants(on.closes.at), strict=True):
        met = {row["competitor"] for row in losses if start <= row["closed_at"] < end}
        known = {
            row["competitor"]
            for row in covered
            if (row["created_at"] is None or row["created_at"] <= close)
            and (row["retired_at"] is None or row["retired_at"] > close)
        }
        found.append(len(met - known))
    limit = thresholds(sign, source, "", on.agreements)
    return [
        counted(source.name, "", np.array(found, dtype=np.float64), limit, np.array(found, dtype=np.int64))
    ]
