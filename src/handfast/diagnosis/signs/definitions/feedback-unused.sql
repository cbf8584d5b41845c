-- One row per hand-off from marketing (:from_marketing) and reason ever given (a denominator), and one per such hand-off rejected, disqualified or recycled
-- for that reason (a numerator).
with given as (
  select d.reason, d.lead_id, d.handoff_id, min(d.decided_at) as decided_at
  from findings.decisions as d
  join findings.handoffs as h on h.handoff_id = d.handoff_id
  where h.handoff in :from_marketing and d.decision in ('rejected', 'disqualified', 'recycled') and coalesce(d.reason, '') <> ''
  group by d.reason, d.lead_id, d.handoff_id
), reasons as (
  select distinct reason from given
)
select
  r.reason as part, h.handed_at as happened_at, h.handed_at as known_at, 0 as numerator, 1 as denominator, h.lead_id, h.handoff_id, h.owner_id
from findings.handoffs as h
cross join reasons as r
where h.handoff in :from_marketing
union all
select
  g.reason as part, g.decided_at as happened_at, g.decided_at as known_at, 1 as numerator, 0 as denominator, g.lead_id, g.handoff_id,
  cast(null as varchar) as owner_id
from given as g
