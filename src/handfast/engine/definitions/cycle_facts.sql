-- One row per lead and cycle, with when it reached each step of the waterfall and when each step was settled (reached the next, or the cycle ended).
-- lead_id, cycle, started_at, qualified_at, qualified_by, handed_at (the first hand-off), accepted_at (a disqualification followed contact, so it counts),
-- opportunity_at, won_at; lead_settled_at … opportunity_settled_at: when it was settled whether the step leads to the next; the lead's source, origin,
-- campaign, segment, size, owner, team, stage.
with handed as (
  select lead_id, cycle, min(handed_at) as handed_at, min(case when decision in ('accepted', 'disqualified') then decided_at end) as accepted_at
  from findings.handoffs
  group by lead_id, cycle
), deals as (
  select h.lead_id, h.cycle, min(o.created_at) as opportunity_at, min(case when o.outcome = 'won' then o.closed_at end) as won_at
  from findings.opportunities as o
  join findings.handoffs as h on h.handoff_id = o.handoff_id
  group by h.lead_id, h.cycle
)
select
  c.lead_id,
  c.cycle,
  c.started_at,
  c.ended_at,
  q.qualified_at,
  q."by" as qualified_by,
  h.handed_at,
  h.accepted_at,
  d.opportunity_at,
  d.won_at,
  coalesce(q.qualified_at, c.ended_at) as lead_settled_at,
  coalesce(h.handed_at, c.ended_at) as qualified_settled_at,
  coalesce(h.accepted_at, c.ended_at) as handed_settled_at,
  coalesce(d.opportunity_at, c.ended_at) as accepted_settled_at,
  coalesce(d.won_at, c.ended_at) as opportunity_settled_at,
  p.source, p.origin, p.campaign, p.segment, p.size, p.owner, p.team, p.stage
from findings.cycles as c
left join findings.qualifications as q on q.lead_id = c.lead_id and q.cycle = c.cycle
left join handed as h on h.lead_id = c.lead_id and h.cycle = c.cycle
left join deals as d on d.lead_id = c.lead_id and d.cycle = c.cycle
left join findings.lead_profiles as p on p.lead_id = c.lead_id
