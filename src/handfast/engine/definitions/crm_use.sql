-- One row per gap between what happened and what the CRM holds: gap, subject_id, lead_id, owner_id, team, since.
-- A next step past due is one of an open opportunity. An opportunity without contacts counts only where the record tells contacts at all (:contacts_told).
with gaps as (
  select 'unlogged hand-off' as gap, h.handoff_id as subject_id, h.lead_id, h.owner_id, h.handed_at as since
  from findings.handoffs as h
  where h.unlogged
  union all
  select 'next step past due' as gap, o.opportunity_id as subject_id, o.lead_id, o.owner_id, o.next_step_at as since
  from findings.opportunities as o
  where o.outcome = 'open' and o.next_step_at < :as_of
  union all
  select 'opportunity without contacts' as gap, o.opportunity_id as subject_id, o.lead_id, o.owner_id, o.created_at as since
  from findings.opportunities as o
  where :contacts_told and o.contacts = 0
)
select g.gap, g.subject_id, g.lead_id, g.owner_id, u.team, g.since
from gaps as g
left join findings.people as u on u.user_id = g.owner_id
