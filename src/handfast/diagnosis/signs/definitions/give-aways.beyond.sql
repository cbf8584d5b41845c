-- One row per deal won, other than renewals; those discounted beyond the agreed limit (:limit) count.
select
  '' as part, o.closed_at as happened_at, o.closed_at as known_at, case when o.discount > :limit then 1 else 0 end as numerator, 1 as denominator,
  o.lead_id, o.opportunity_id, o.owner_id
from findings.opportunities as o
where o.outcome = 'won' and coalesce(o.type, 'new') <> 'renewal'
