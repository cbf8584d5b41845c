-- One row per hand-off of an inbound lead that sales could have touched before it; those that it had count.
select
  '' as part, h.handed_at as happened_at, h.handed_at as known_at, case when h.early then 1 else 0 end as numerator, 1 as denominator, h.lead_id,
  h.handoff_id, h.owner_id
from findings.handoffs as h
where h.early is not null and h.handoff in :from_marketing
