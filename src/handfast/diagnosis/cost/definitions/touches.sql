-- One row for each touch by sales inside a hand-off, sorted by hand-off and time: what the hand-off's agreement counts as a touch. A hand-off that runs on ends
-- in the year 9999: a condition with "or" would be tried on every pair of a lead's hand-offs and touches.
with spans as (
  select h.handoff_id, b.lead_number, v.version, h.handed_at, coalesce(h.ended_at, timestamp '9999-12-31') as ended_at
  from findings.handoffs as h
  join agreement.versions as v on v.agreement_hash = h.agreement_hash
  join steps.lead_bounds as b on b.lead_id = h.lead_id
)
select s.handoff_id, t.occurred_at
from spans as s
join steps.touches as t
  on t.lead_number = s.lead_number and t.version = s.version and s.handed_at <= t.occurred_at and t.occurred_at < s.ended_at
order by s.handoff_id, t.occurred_at
