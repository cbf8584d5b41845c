-- One row for each rejected hand-off: when its lead came back to marketing after the decision (recycled, in a program, in a stage of marketing, handed over
-- again), and when it first won an opportunity that was created after the decision.
with rejected as (
  select handoff_id, lead_id, decided_at from findings.handoffs where decision = 'rejected'
),
back as (
  select r.handoff_id, d.decided_at as at
  from rejected as r join findings.decisions as d on d.lead_id = r.lead_id and d.decision = 'recycled' and d.decided_at >= r.decided_at
  union all
  select r.handoff_id, greatest(e.entered_at, r.decided_at) as at
  from rejected as r join seen.enrollments as e on e.lead_id = r.lead_id and coalesce(e.left_at, timestamp '9999-12-31') > r.decided_at
  union all
  select r.handoff_id, s.entered_at as at
  from rejected as r
  join findings.stage_spans as s on s.lead_id = r.lead_id and s.entered_at > r.decided_at
  join agreement.versions as v on v.agreement_hash = s.agreement_hash
  join agreement.stages as g on g.version = v.version and g.stage = s.stage and g.owner_side = 'marketing'
  union all
  select r.handoff_id, h.handed_at as at
  from rejected as r join findings.handoffs as h on h.lead_id = r.lead_id and h.handed_at > r.decided_at
),
later as (
  select r.handoff_id, o.closed_at as won_at
  from rejected as r
  join (
    select opportunity_id, lead_id from findings.opportunities where lead_id is not null
    union
    select opportunity_id, lead_id from seen.opportunity_contacts
  ) as c on c.lead_id = r.lead_id
  join findings.opportunities as o on o.opportunity_id = c.opportunity_id and o.outcome = 'won' and o.created_at > r.decided_at
)
select r.handoff_id, min(b.at) as returned_at, min(l.won_at) as won_at
from rejected as r
left join back as b on b.handoff_id = r.handoff_id
left join later as l on l.handoff_id = r.handoff_id
group by r.handoff_id
order by r.handoff_id
