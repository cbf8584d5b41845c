-- One row per hand-off, with the kind of its rejection and the first opportunity that its cycle led to.
-- The columns of findings.handoffs; from_marketing (its clause passes leads on from marketing; where none does, every hand-off); reason_kind;
-- opportunity_at (the first opportunity of its cycle created at or after it); decided_settled_at (decided, or its cycle ended);
-- type (the clause), owner, team (who received it); the lead's source, origin, campaign, segment, size.
with deals as (
  select h.lead_id, h.cycle, o.created_at
  from findings.opportunities as o
  join findings.handoffs as h on h.handoff_id = o.handoff_id
), followed as (
  select h.handoff_id, min(d.created_at) as opportunity_at
  from findings.handoffs as h
  join deals as d on d.lead_id = h.lead_id and d.cycle = h.cycle and d.created_at >= h.handed_at
  group by h.handoff_id
)
select
  h.handoff_id, h.lead_id, h.cycle, h.handed_at, h.raised, h.complete, h.first_touch_at, h.touches, h.replied_at, h.decision, h.decided_at, h.reason,
  h.timing, h.early, h.ended_at, h.unlogged,
  h.handoff in :from_marketing as from_marketing,
  d.reason_kind,
  f.opportunity_at,
  h.handoff as type,
  h.owner_id as owner,
  h.team,
  p.source, p.origin, p.campaign, p.segment, p.size
from findings.handoffs as h
left join findings.decisions as d on d.handoff_id = h.handoff_id and d.decided_at = h.decided_at and d.decision = h.decision
left join followed as f on f.handoff_id = h.handoff_id
left join findings.lead_profiles as p on p.lead_id = h.lead_id
