-- One row per hand-off; those that were worked without a touch on record count.
select
  '' as part, h.handed_at as happened_at, h.handed_at as known_at, case when h.unlogged then 1 else 0 end as numerator, 1 as denominator, h.lead_id,
  h.handoff_id, h.owner_id
from findings.handoffs as h
