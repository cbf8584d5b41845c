-- One row per hand-off clause, month (and `all`) and rep: what the rep was first to own, against what the weights give.
-- handoff, period, owner_id, team, leads, expected_value, weight, leads_share, value_share, weight_share, leads_gap, value_gap.
-- A hand-off belongs to the first routing pool (steps.routing_pools: handoff, pool, user_id, weight) that its owner is in; the reps of that pool share its
-- hand-offs by their weights. A rep who has left counts only in the months in which leads came. Who is in no pool has no weight.
with dated as (
  select w.handoff, d.month as period, w.owner_id, w.expected_value
  from steps.handoff_worth as w
  join agreement.days as d
    on d.version = :version and d.utc_day = cast(w.handed_at as date) and d.starts_at <= w.handed_at and w.handed_at < d.ends_at
  union all
  select handoff, 'all' as period, owner_id, expected_value from steps.handoff_worth
), first_pools as (
  select handoff, user_id, min(pool) as pool from steps.routing_pools group by handoff, user_id
), owned as (
  select t.handoff, t.period, t.owner_id, count(*) as leads, round(sum(t.expected_value), 6) as expected_value, min(f.pool) as pool
  from dated as t
  left join first_pools as f on f.handoff = t.handoff and f.user_id = t.owner_id
  group by t.handoff, t.period, t.owner_id
), totals as (
  select handoff, period, sum(leads) as leads, round(sum(expected_value), 6) as expected_value from owned group by handoff, period
), pooled as (
  select handoff, period, pool, sum(leads) as leads from owned where pool is not null group by handoff, period, pool
), members as (
  select p.handoff, p.period, p.pool, p.leads as pool_leads, r.user_id, r.weight
  from pooled as p
  join steps.routing_pools as r on r.handoff = p.handoff and r.pool = p.pool
  left join findings.people as u on u.user_id = r.user_id
  left join owned as o on o.handoff = p.handoff and o.period = p.period and o.owner_id = r.user_id
  where coalesce(u.active, false) or o.owner_id is not null
), weights as (
  select handoff, period, pool, sum(weight) as weight from members group by handoff, period, pool
), due as (
  select m.handoff, m.period, m.user_id, max(m.weight) as weight, sum(m.pool_leads * m.weight / w.weight) as leads
  from members as m
  join weights as w on w.handoff = m.handoff and w.period = m.period and w.pool = m.pool
  where w.weight > 0
  group by m.handoff, m.period, m.user_id
), reps as (
  select handoff, period, owner_id from owned
  union
  select handoff, period, user_id as owner_id from due
), shares as (
  select
    r.handoff, r.period, r.owner_id, coalesce(o.leads, 0) as leads, coalesce(o.expected_value, 0) as expected_value, coalesce(e.weight, 0) as weight,
    round(coalesce(o.leads, 0) / t.leads, 9) as leads_share,
    case when t.expected_value > 0 then round(coalesce(o.expected_value, 0) / t.expected_value, 9) end as value_share,
    round(coalesce(e.leads, 0) / t.leads, 9) as weight_share
  from reps as r
  join totals as t on t.handoff = r.handoff and t.period = r.period
  left join owned as o on o.handoff = r.handoff and o.period = r.period and o.owner_id = r.owner_id
  left join due as e on e.handoff = r.handoff and e.period = r.period and e.user_id = r.owner_id
)
select
  s.handoff, s.period, s.owner_id, u.team, s.leads, s.expected_value, s.weight, s.leads_share, s.value_share, s.weight_share,
  case when s.weight_share > 0 then round(s.leads_share / s.weight_share - 1, 9) end as leads_gap,
  case when s.weight_share > 0 then round(s.value_share / s.weight_share - 1, 9) end as value_gap
from shares as s
left join findings.people as u on u.user_id = s.owner_id
