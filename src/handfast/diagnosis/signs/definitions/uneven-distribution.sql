-- One row per hand-off and rep of the pool that its owner is in: what the rep's weight gives (a denominator), and the hand-off where the rep got it (a
-- numerator). A rep counts from the first hand-off it got, and one who left until the last. The part is `HAND-OFF leads REP` or `HAND-OFF value REP`; the weight of a row is one, or the hand-off's expected value.
with dealt as (
  select w.handoff_id, w.handoff, w.handed_at, w.owner_id, w.expected_value, min(p.pool) as pool
  from steps.handoff_worth as w
  join steps.routing_pools as p on p.handoff = w.handoff and p.user_id = w.owner_id
  group by w.handoff_id, w.handoff, w.handed_at, w.owner_id, w.expected_value
), members as (
  select
    p.handoff, p.pool, p.user_id, p.weight, min(d.handed_at) as from_at,
    case when coalesce(u.active, true) then timestamp '9999-12-31' else max(d.handed_at) end as until_at
  from steps.routing_pools as p
  join dealt as d on d.handoff = p.handoff and d.pool = p.pool and d.owner_id = p.user_id
  left join findings.people as u on u.user_id = p.user_id
  where p.weight > 0
  group by p.handoff, p.pool, p.user_id, p.weight, u.active
), offered as (
  select
    d.handoff_id, d.handoff, d.handed_at, d.owner_id, d.expected_value, m.user_id,
    m.weight / sum(m.weight) over (partition by d.handoff_id) as share
  from dealt as d
  join members as m on m.handoff = d.handoff and m.pool = d.pool and m.from_at <= d.handed_at and d.handed_at <= m.until_at
)
select
  o.handoff || ' leads ' || o.user_id as part, o.handed_at as happened_at, o.handed_at as known_at,
  case when o.owner_id = o.user_id then 1 else 0 end as numerator, o.share as denominator, 1 as weight, h.lead_id, o.handoff_id, o.owner_id
from offered as o
join findings.handoffs as h on h.handoff_id = o.handoff_id
union all
select
  o.handoff || ' value ' || o.user_id as part, o.handed_at as happened_at, o.handed_at as known_at,
  case when o.owner_id = o.user_id then o.expected_value else 0 end as numerator, o.share * o.expected_value as denominator, o.expected_value as weight,
  h.lead_id, o.handoff_id, o.owner_id
from offered as o
join findings.handoffs as h on h.handoff_id = o.handoff_id
where o.expected_value > 0
