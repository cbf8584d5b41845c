-- One row per hand-off from marketing (:from_marketing) whose first touch was promised (:commitments) and has fallen due; a touch that came later ends
-- its row and begins another, since at the closes between there was none.
with due as (
  select
    h.handoff_id, h.lead_id, h.owner_id, h.timing, min(c.due_at) as due_at,
    case when h.timing = 'late' then coalesce(min(c.stopped_at), min(h.first_touch_at)) end as touched_at
  from findings.handoffs as h
  join findings.clocks as c on c.handoff_id = h.handoff_id and c.commitment_id in :commitments and c.state in ('met', 'breached')
  where h.handoff in :from_marketing and h.timing in ('in time', 'late', 'never')
  group by h.handoff_id, h.lead_id, h.owner_id, h.timing
)
select
  '' as part, due_at as happened_at, due_at as known_at, touched_at as until_at, case when timing = 'in time' then 0 else 1 end as numerator,
  1 as denominator, lead_id, handoff_id, owner_id
from due
union all
select
  '' as part, due_at as happened_at, touched_at as known_at, cast(null as timestamp) as until_at, 0 as numerator, 1 as denominator, lead_id, handoff_id,
  owner_id
from due
where touched_at is not null
