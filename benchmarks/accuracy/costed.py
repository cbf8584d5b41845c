"""What misalignment cost a company: as it is diagnosed, as anyone would work it out who divides wins by hand-offs, and in truth."""

from typing import Any

import numpy as np

from benchmarks.accuracy.opened import Opened
from handfast.diagnosis.cost import cost
from handfast.diagnosis.cost.model import Cost
from handfast.engine.findings_made import Findings

NINETY = 1.644854
"""How many standard errors either side make a 90% interval."""
NAIVE = """
    with timed as (
        select
            h.handoff_id, h.timing, w.won, h.replied_at is not null as replied,
            (select bool_or(c.state = 'breached') from findings.clocks as c
             where c.handoff_id = h.handoff_id and c.commitment_id = 'persistence') as gave_up
        from findings.handoffs as h
        join (
            select lead_id, cycle, coalesce(bool_or(outcome = 'won'), false) as won from findings.handoffs group by lead_id, cycle
        ) as w on w.lead_id = h.lead_id and w.cycle = h.cycle
        where h.handed_at >= cast($starts_at as timestamp) and h.handed_at < cast($ends_at as timestamp)
    ), arms as (
        select 'never-followed-up' as cause, timing = 'never' as hit, won from timed where timing in ('in time', 'never')
        union all
        select 'followed-up-late', timing = 'late', won from timed where timing in ('in time', 'late')
        union all
        select 'gave-up-early', gave_up and not replied, won from timed where gave_up is not null and timing in ('in time', 'late')
    )
    select
        cause, count(*) filter (hit) as hits, count(*) filter (hit and won) as hits_won, count(*) filter (not hit) as others,
        count(*) filter (not hit and won) as others_won,
        (select avg(o.amount) from findings.opportunities as o where o.outcome = 'won') as amount
    from arms
    group by cause
"""


def costed(company: Opened) -> dict[str, Any]:
    """By cause: the figure with its interval, E-value and whether it counts; the naive figure with its interval; what the truth says."""
    truth = company.truth["lost_expected_amount"]
    told = cost(company.findings)
    naive = _naive(company.findings, told)
    quarters = [quarter for quarter in next(iter(truth.values())) if _within(quarter, told.period)]
    return {
        "period": told.period,
        "causes": {
            cause.id: {
                "amount": _number(cause.amount), "low": _number(cause.low), "high": _number(cause.high), "e_value": cause.e_value,
                "counted": cause.counted, "leads": cause.leads, "naive": naive.get(cause.id),
                "truth": sum(truth[cause.id][quarter] for quarter in quarters),
            }
            for cause in told.causes
            if cause.id in truth
        },
    }  # fmt: skip


def _within(quarter: str, period: str) -> bool:
    first, _, last = period.partition(" to ")
    return first <= quarter <= (last or first)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _naive(findings: Findings, told: Cost) -> dict[str, list[float]]:
    """The difference of two win rates × those hit × the mean won amount, with the 90% interval of two binomials."""
    from handfast.diagnosis.cost.period import period_asked

    span = period_asked(findings, None)
    assert span.label == told.period
    figures = {}
    asked = {"starts_at": span.starts_at, "ends_at": span.ends_at}
    for row in findings.engine.connection.sql(NAIVE, params=asked).to_arrow_table().to_pylist():
        if not (row["hits"] and row["others"] and row["amount"]):
            continue
        hit, other = row["hits_won"] / row["hits"], row["others_won"] / row["others"]
        error = np.sqrt(hit * (1 - hit) / row["hits"] + other * (1 - other) / row["others"])
        worth = row["hits"] * float(row["amount"])
        figures[row["cause"]] = [float((other - hit + side * NINETY * error) * worth) for side in (-1, 0, 1)]
    return figures
