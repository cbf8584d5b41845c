-- One row per opportunity; those without contacts count.
select
  '' as part, o.created_at as happened_at, o.created_at as known_at, case when o.contacts = 0 then 1 else 0 end as numerator, 1 as denominator, o.lead_id,
  o.opportunity_id, o.owner_id
from findings.opportunities as o
