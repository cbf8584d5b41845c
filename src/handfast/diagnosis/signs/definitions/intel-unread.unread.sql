-- One row per piece of intelligence and active user of sales, 14 days after it was published; those who had not read it count.
select
  '' as part, i.published_at + interval 14 day as happened_at, i.published_at + interval 14 day as known_at,
  case when min(r.read_at) <= i.published_at + interval 14 day then 0 else 1 end as numerator, 1 as denominator, u.user_id as owner_id, i.intel_id
from seen.intel as i
cross join findings.people as u
left join seen.intel_reads as r on r.intel_id = i.intel_id and r.user_id = u.user_id
where u.side = 'sales' and coalesce(u.active, true)
group by i.intel_id, i.published_at, u.user_id
