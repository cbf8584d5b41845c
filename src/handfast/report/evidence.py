"""The rows behind a figure of the metrics, as a query over the published tables.

The registry says which rows a figure counts, in the columns of one of the engine's `*_facts` definitions. Those are steps on the way and not
published; here is, for each of them, the same rows from the tables that are, with the columns that a reader wants to see first.
"""

import textwrap
from datetime import datetime
from typing import Any

from handfast.engine.metrics import Metric
from handfast.engine.metrics import metric as figure_of
from handfast.engine.periods import period_named

_LEAD = "l.source, l.origin, l.campaign_id as campaign"
_HANDOFF = f"""
    h.handoff_id, h.handed_at, h.complete, h.first_touch_at, h.timing, h.decision, h.decided_at, h.reason, h.outcome, h.lead_id, h.cycle, h.raised,
    h.touches, h.replied_at, h.early, h.ended_at, h.unlogged, h.handoff in :from_marketing as from_marketing, d.reason_kind,
    h.handoff as type, h.owner_id as owner, h.team, {_LEAD}
"""
_BASES = {
    "lead_facts": """
        select lead_id, created_at, source, origin, campaign_id as campaign, stage, score, qualified_at, owner_id as owner
        from findings.standings
    """,
    "cycle_facts": f"""
        with handed as (
            select lead_id, cycle, min(handed_at) as handed_at, min(decided_at) filter (where decision in ('accepted', 'disqualified')) as accepted_at
            from findings.handoffs group by lead_id, cycle
        ), deals as (
            select h.lead_id, h.cycle, min(o.created_at) as opportunity_at, min(o.closed_at) filter (where o.outcome = 'won') as won_at
            from findings.opportunities as o join findings.handoffs as h on h.handoff_id = o.handoff_id group by h.lead_id, h.cycle
        )
        select
            c.lead_id, c.cycle, c.started_at, q.qualified_at, h.handed_at, h.accepted_at, d.opportunity_at, d.won_at, c.ended_at, q."by" as qualified_by,
            coalesce(q.qualified_at, c.ended_at) as lead_settled_at, coalesce(h.handed_at, c.ended_at) as qualified_settled_at,
            coalesce(h.accepted_at, c.ended_at) as handed_settled_at, coalesce(d.opportunity_at, c.ended_at) as accepted_settled_at,
            coalesce(d.won_at, c.ended_at) as opportunity_settled_at, {_LEAD}, l.owner_id as owner, l.stage
        from findings.cycles as c
        left join findings.qualifications as q on q.lead_id = c.lead_id and q.cycle = c.cycle
        left join handed as h on h.lead_id = c.lead_id and h.cycle = c.cycle
        left join deals as d on d.lead_id = c.lead_id and d.cycle = c.cycle
        left join findings.standings as l on l.lead_id = c.lead_id
    """,
    "handoff_facts": f"""
        select {_HANDOFF}
        from findings.handoffs as h
        left join findings.decisions as d on d.handoff_id = h.handoff_id and d.decided_at = h.decided_at and d.decision = h.decision
        left join findings.standings as l on l.lead_id = h.lead_id
    """,
    "handoff_facts with opportunity_at": f"""
        with followed as (
            select h.handoff_id, min(o.created_at) as opportunity_at
            from findings.handoffs as h
            join findings.handoffs as same on same.lead_id = h.lead_id and same.cycle = h.cycle
            join findings.opportunities as o on o.handoff_id = same.handoff_id and o.created_at >= h.handed_at
            group by h.handoff_id
        )
        select {_HANDOFF}, f.opportunity_at
        from findings.handoffs as h
        left join findings.decisions as d on d.handoff_id = h.handoff_id and d.decided_at = h.decided_at and d.decision = h.decision
        left join followed as f on f.handoff_id = h.handoff_id
        left join findings.standings as l on l.lead_id = h.lead_id
    """,
    "decision_facts": f"""
        select d.lead_id, d.decided_at, d.decision, d.reason, d.reason_kind, d.reroute, d.handoff_id, h.handoff as type, h.owner_id as owner, h.team, {_LEAD}
        from findings.decisions as d
        left join findings.handoffs as h on h.handoff_id = d.handoff_id
        left join findings.standings as l on l.lead_id = d.lead_id
    """,
    "opportunity_facts": """
        select
            opportunity_id, created_at, closed_at, outcome, coalesce(converted_amount, amount) as money, source, sourced, lost_reason as reason, lead_id,
            handoff_id, type, origin, campaign_id as campaign, owner_id as owner, stage
        from findings.opportunities
    """,
    "stage_facts": f"""
        select s.lead_id, s.stage, s.entered_at, s.left_at, s.due_at, s.business_seconds, s.stuck, s.skipped, s.backward, s.known, {_LEAD}, l.owner_id as owner
        from findings.stage_spans as s
        left join findings.standings as l on l.lead_id = s.lead_id
    """,
    "meeting_facts": """
        select meeting_id, lead_id, booked_at, starts_at, status, booked_by as type, user_id as owner, status_at, opportunity_id from seen.meetings
    """,
    # Noon of UTC lies inside the day of every zone from twelve hours behind to twelve ahead.
    "spend_facts": "select campaign_id as campaign, spent_on, amount as money, currency, cast(spent_on as timestamp) + interval 12 hour as spent_at from seen.spend",
    "asset_facts": "select asset_id, title, kind as type, stage, live, uses, users, uses_90_days, last_used_at, opened, won, lost from findings.content",
}  # fmt: skip
_FIRST_WIN = """
    opportunity_id in (
        select opportunity_id from findings.opportunities where outcome = 'won'
        qualify row_number() over (
            partition by coalesce('account ' || account_id, 'lead ' || lead_id, 'opportunity ' || opportunity_id) order by closed_at, opportunity_id
        ) = 1
    )
"""


def indented(sql: str) -> str:
    """A query moved in by four spaces."""
    return textwrap.indent(textwrap.dedent(sql).strip(), "    ")


def evidence(
    metric: Metric, period: str, zone: str, as_of: datetime, from_marketing: list[str], dimension: str = "all", member: str = "all"
) -> tuple[str, dict[str, Any]] | None:
    """A query for the rows that a figure counts, and the values of its placeholders; None where its rows are in no table.

    The rows of a share are those of its denominator, `counted` where they are in the numerator; those of a figure made of others are the first
    one's.
    """
    while metric.parts:
        metric = figure_of(metric.parts[0])
    name = metric.facts
    if "opportunity_at" in f"{metric.at} {metric.rows} {metric.hits}" and name == "handoff_facts":
        name += " with opportunity_at"
    if name not in _BASES:
        return None
    base, values = _BASES[name], dict[str, Any]()
    conditions = [_FIRST_WIN if metric.rows == "first_win" else metric.rows]
    if ":from_marketing" in base:
        values["from_marketing"] = tuple(from_marketing)
    if ":as_of" in metric.rows:
        conditions[0] = conditions[0].replace(":as_of", "cast(:as_of as timestamp)")
        values["as_of"] = as_of.replace(tzinfo=None).isoformat(sep=" ")
    if period != "all" and metric.at:
        bounds = period_named(period, zone)
        conditions += [f"{metric.at} >= cast(:since as timestamp)", f"{metric.at} < cast(:until as timestamp)"]
        values |= {"since": str(bounds.starts_at), "until": str(bounds.ends_at)}
    if dimension != "all":
        conditions.append(f"{dimension} is not distinct from :member")
        values["member"] = member
    counted = f"coalesce({metric.hits}, false) as counted, " if metric.figure == "share" else ""
    order = f"order by {metric.at}, 1" if metric.at else "order by 1"
    # Only texts of the registry and of this module are put together here; every value is a placeholder.
    where = "\n  and ".join(conditions)
    return f"select {counted}*\nfrom (\n{indented(base)}\n) as facts\nwhere {where}\n{order}", values
