-- One row per deal won, other than renewals: whether it was won in its month's last week (last_week) and discounted beyond the agreed limit (:limit).
select
  '' as part, o.closed_at as happened_at, o.closed_at as known_at, case when o.discount > :limit then 1 else 0 end as numerator, 1 as denominator,
  o.lead_id, o.opportunity_id, o.owner_id,
  substring(cast(d.local_day as varchar), 1, 7) <> substring(cast(d.local_day + interval 7 day as varchar), 1, 7) as last_week
from findings.opportunities as o
join agreement.days as d on d.version = :version and d.starts_at <= o.closed_at and o.closed_at < d.ends_at
where o.outcome = 'won' and coalesce(o.type, 'new') <> 'renewal'
