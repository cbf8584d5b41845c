-- One row for each touch by sales inside a hand-off, sorted by hand-off and time: what the hand-off's agreement counts as a touch.
select h.handoff_id, t.occurred_at
from findings.handoffs as h
join agreement.versions as v on v.agreement_hash = h.agreement_hash
join steps.lead_bounds as b on b.lead_id = h.lead_id
join steps.touches as t
  on t.lead_number = b.lead_number and t.version = v.version and h.handed_at <= t.occurred_at and (h.ended_at is null or t.occurred_at < h.ended_at)
order by h.handoff_id, t.occurred_at
