-- One row per stay of a lead at MQL or later, short of the last stage and within a cycle, that is still open at some instant (a denominator), and one per
-- stretch of it in which the last touch by either side, or the entry, was 30 days ago and the lead was in no program (a numerator). A touch is what the
-- agreement calls one (:touch_kinds; automated ones only where :automated), whichever side it comes from.
with stays as (
  select s.lead_id, c.cycle, min(s.entered_at) as from_at, coalesce(c.ended_at, timestamp '9999-12-31') as until_at
  from findings.stage_spans as s
  join agreement.stages as st on st.version = :version and st.stage = s.stage and not st.last
  join agreement.stages as m on m.version = :version and m.mql and m.position <= st.position
  join findings.cycles as c
    on c.lead_id = s.lead_id and c.started_at <= s.entered_at and s.entered_at < coalesce(c.ended_at, timestamp '9999-12-31')
  where s.entered_at is not null
  group by s.lead_id, c.cycle, c.ended_at
), left_early as (
  select y.lead_id, y.cycle, min(s.entered_at) as left_at
  from stays as y
  join findings.stage_spans as s on s.lead_id = y.lead_id and s.entered_at > y.from_at and s.entered_at < y.until_at
  join agreement.stages as st on st.version = :version and st.stage = s.stage
  join agreement.stages as m on m.version = :version and m.mql
  where st.last or st.position < m.position
  group by y.lead_id, y.cycle
), open_stays as (
  select y.lead_id, y.cycle, y.from_at, coalesce(l.left_at, y.until_at) as until_at
  from stays as y
  left join left_early as l on l.lead_id = y.lead_id and l.cycle = y.cycle
), covered as (
  select lead_id, cycle, from_at, from_at + interval 30 day as covered_until from open_stays
  union all
  select y.lead_id, y.cycle, a.occurred_at as from_at, a.occurred_at + interval 30 day as covered_until
  from open_stays as y
  join seen.activities as a on a.lead_id = y.lead_id and a.occurred_at < y.until_at and y.from_at < a.occurred_at + interval 30 day
  where a.side in ('marketing', 'sales') and a.kind in :touch_kinds and (:automated or not coalesce(a.automated, false))
  union all
  select y.lead_id, y.cycle, e.entered_at as from_at, coalesce(e.left_at, timestamp '9999-12-31') as covered_until
  from open_stays as y
  join seen.enrollments as e on e.lead_id = y.lead_id and e.entered_at < y.until_at and y.from_at < coalesce(e.left_at, timestamp '9999-12-31')
  join steps.program_stages as p on p.program_id = e.program_id and p.active
), reached as (
  select
    lead_id, cycle, from_at,
    max(covered_until) over (partition by lead_id, cycle order by from_at, covered_until rows between unbounded preceding and current row) as reach
  from covered
), gaps as (
  select lead_id, cycle, reach as silent_from, lead(from_at) over (partition by lead_id, cycle order by from_at, reach) as silent_until from reached
)
select
  '' as part, y.from_at as happened_at, y.from_at as known_at, y.until_at, 0 as numerator, 1 as denominator, y.lead_id
from open_stays as y
union all
select
  '' as part, y.from_at as happened_at, g.silent_from as known_at, least(y.until_at, coalesce(g.silent_until, y.until_at)) as until_at, 1 as numerator,
  0 as denominator, y.lead_id
from gaps as g
join open_stays as y on y.lead_id = g.lead_id and y.cycle = g.cycle
where g.silent_from < least(y.until_at, coalesce(g.silent_until, y.until_at))
