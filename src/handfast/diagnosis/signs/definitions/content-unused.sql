-- One row per asset while it is live (a denominator), and one per stretch in which sales had not used it for 90 days (a numerator). An asset younger than
-- 90 days was not used either; each asset is a cluster of its own.
with live as (
  select asset_id, coalesce(created_at, timestamp '1900-01-01') as from_at, coalesce(retired_at, timestamp '9999-12-31') as until_at from seen.assets
), used as (
  select l.asset_id, u.occurred_at as from_at, u.occurred_at + interval 90 day as used_until
  from live as l
  join steps.asset_activities as u on u.asset_id = l.asset_id and u.side = 'sales' and u.occurred_at < l.until_at
  union all
  select asset_id, from_at, from_at as used_until from live
), reached as (
  select
    asset_id, from_at,
    max(used_until) over (partition by asset_id order by from_at, used_until rows between unbounded preceding and current row) as reach
  from used
), gaps as (
  select asset_id, reach as unused_from, lead(from_at) over (partition by asset_id order by from_at, reach) as unused_until from reached
)
select '' as part, l.asset_id as cluster, cast(null as timestamp) as happened_at, l.from_at as known_at, l.until_at, 0 as numerator, 1 as denominator, l.asset_id
from live as l
union all
select
  '' as part, l.asset_id as cluster, cast(null as timestamp) as happened_at, g.unused_from as known_at, least(l.until_at, coalesce(g.unused_until, l.until_at)) as until_at,
  1 as numerator, 0 as denominator, l.asset_id
from gaps as g
join live as l on l.asset_id = g.asset_id
where g.unused_from < least(l.until_at, coalesce(g.unused_until, l.until_at))
