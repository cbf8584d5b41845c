"""Simulated hand-offs as the arrays that a costing works on."""

import numpy as np

from handfast.diagnosis.cost.population import Handoffs, score_bins
from handfast.diagnosis.cost.reading import NEVER

DAY = 86_400_000_000


def days(values):
    """Days as instants in µs; infinity as NEVER."""
    values = np.asarray(values, dtype=float)
    known = np.isfinite(values)
    return np.where(known, (np.where(known, values, 0) * DAY).astype(np.int64), NEVER)


def handoffs_of(score, *, cluster=None, age_days=1000.0, win_days=None, source=None, segment=None):
    """Hand-offs of one clause and promise, handed over at the epoch, with these scores; what isn't given is plain."""
    n = len(score)
    zeros, none = np.zeros(n, dtype=np.int64), np.full(n, NEVER)
    return Handoffs(
        ids=np.array([f"h{i:07d}" for i in range(n)], dtype=object),
        lead=np.arange(n),
        lead_ids=np.array([f"l{i:07d}" for i in range(n)], dtype=object),
        cluster=np.arange(n) if cluster is None else cluster,
        clause=zeros,
        group=zeros,
        groups=("sales, follow-up",),
        bin=score_bins(np.asarray(score, dtype=float), zeros),
        source=zeros if source is None else source,
        segment=zeros if segment is None else segment,
        handed_at=zeros,
        due_at=none,
        first_touch_at=none,
        replied_at=none,
        decided_at=none,
        ended_at=none,
        settled_at=none,
        timing=np.full(n, "in time", dtype=object),
        team=np.full(n, "sdr", dtype=object),
        tries_wanted=zeros,
        tries_broken=np.zeros(n, dtype=bool),
        recyclable=np.zeros(n, dtype=bool),
        win_days=np.full(n, np.inf) if win_days is None else win_days,
        age_days=np.full(n, float(age_days)),
    )
