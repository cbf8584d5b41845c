-- One row per hand-off from marketing (:from_marketing); those without the minimum information count.
select
  '' as part, h.handed_at as happened_at, h.handed_at as known_at, case when h.complete then 0 else 1 end as numerator, 1 as denominator, h.lead_id,
  h.handoff_id, h.owner_id
from findings.handoffs as h
where h.handoff in :from_marketing and h.complete is not null
