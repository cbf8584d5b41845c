"""Content that sales leaves unused, told only where half of the reps log what they share."""

from dataclasses import replace

import numpy as np

from handfast.diagnosis.signs.estimates import Flags
from handfast.diagnosis.signs.judging import Judging, share_courses
from handfast.diagnosis.signs.registry import Sign, Source
from handfast.diagnosis.signs.states import Course

DAY = 86_400_000_000
DAYS = 90
SHARED = "select distinct user_id, occurred_at from steps.asset_activities where side = 'sales' and user_id is not null"
REPS = "select count(*) as reps from findings.people where side = 'sales' and coalesce(active, true)"


def unused(on: Judging, sign: Sign, source: Source) -> list[Course]:
    """The share of live assets that sales has not used in 90 days."""
    told = _half_log(on)
    return [
        replace(course, value=np.where(told, course.value, np.nan), proven=course.proven & told)
        for course in share_courses(on, sign, source)
    ]


def _half_log(on: Judging) -> Flags:
    """At each close, whether half of the reps logged a share in the 90 days before."""
    reps = on.findings.query(REPS).to_pylist()[0]["reps"]
    shared = on.findings.query(SHARED)
    at = shared.column("occurred_at").to_numpy().astype("datetime64[us]").astype(np.int64)
    who = np.array(shared.column("user_id").to_pylist(), dtype=object)
    logged = [len(set(who[(at <= close) & (at > close - DAYS * DAY)])) for close in on.closes.at]
    return np.array([2 * many >= reps > 0 for many in logged], dtype=np.bool_)
