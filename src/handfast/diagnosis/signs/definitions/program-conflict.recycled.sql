-- One row per lead returned to marketing until it is handed over or qualifies again (a denominator), and one per stretch of that time, from a day after its
-- return, in which it is in no active program (a numerator).
with back as (
  select
    c.lead_id, c.cycle, c.ended_at as from_at,
    coalesce(least(min(q.qualified_at), min(h.handed_at), min(n.ended_at)), min(q.qualified_at), min(h.handed_at), min(n.ended_at), timestamp '9999-12-31')
      as until_at
  from findings.cycles as c
  left join findings.cycles as n on n.lead_id = c.lead_id and n.cycle = c.cycle + 1
  left join findings.qualifications as q on q.lead_id = c.lead_id and q.cycle = c.cycle + 1
  left join findings.handoffs as h on h.lead_id = c.lead_id and h.cycle = c.cycle + 1
  where c.ended_by = 'recycled' and coalesce(c.reason, '') not in :never
  group by c.lead_id, c.cycle, c.ended_at
), covered as (
  select lead_id, cycle, from_at, from_at + interval 1 day as covered_until from back
  union all
  select b.lead_id, b.cycle, e.entered_at as from_at, coalesce(e.left_at, timestamp '9999-12-31') as covered_until
  from back as b
  join seen.enrollments as e on e.lead_id = b.lead_id and e.entered_at < b.until_at and b.from_at < coalesce(e.left_at, timestamp '9999-12-31')
  join steps.program_stages as p on p.program_id = e.program_id and p.active
), reached as (
  select
    lead_id, cycle, from_at,
    max(covered_until) over (partition by lead_id, cycle order by from_at, covered_until rows between unbounded preceding and current row) as reach
  from covered
), gaps as (
  select lead_id, cycle, reach as silent_from, lead(from_at) over (partition by lead_id, cycle order by from_at, reach) as silent_until from reached
)
select '' as part, b.from_at as happened_at, b.from_at as known_at, b.until_at, 0 as numerator, 1 as denominator, b.lead_id
from back as b
union all
select
  '' as part, b.from_at as happened_at, g.silent_from as known_at, least(b.until_at, coalesce(g.silent_until, b.until_at)) as until_at, 1 as numerator,
  0 as denominator, b.lead_id
from gaps as g
join back as b on b.lead_id = g.lead_id and b.cycle = g.cycle
where g.silent_from < least(b.until_at, coalesce(g.silent_until, b.until_at))
