-- One row per stage, reason or lead for which stages and nurture programs are not configured for each other: gap, subject, lead_id, program_id, since,
-- leads. By the agreement in force at as_of (:version).
-- unmapped stage: a name in the record that is no stage of the agreement. stage without program: a stage of marketing's for which no active program is
-- (:programs_told: the record tells programs). reason without program: a reason after which leads come back, and leads have ended for it, but no active
-- program is named for it or has taken one of them in. nurtured against stage: a lead in an active program while it has an open opportunity, or while its
-- stage is on the other side than the program's. recycled without program: a lead that was returned to marketing, has not qualified since and is in none.
with mapped as (
  select l.lead_id, l.stage, s.owner_side
  from findings.lead_profiles as l
  left join agreement.stages as s on s.version = :version and s.stage = l.stage
), enrolled as (
  select e.lead_id, e.program_id, min(e.entered_at) as entered_at
  from seen.enrollments as e
  join steps.program_stages as p on p.program_id = e.program_id and p.active
  where e.entered_at <= :as_of and coalesce(e.left_at > :as_of, true)
  group by e.lead_id, e.program_id
), open_deals as (
  select l.lead_id, min(o.created_at) as since
  from findings.opportunities as o
  join steps.deal_leads as l on l.opportunity_id = o.opportunity_id
  where o.outcome = 'open'
  group by l.lead_id
), ended as (
  select
    c.lead_id, c.cycle, c.ended_at, c.ended_by, c.reason,
    case when c.ended_by = 'lost' then 'lost' else c.ended_by end as decision,
    NAME_KEY(c.reason) as reason_key
  from findings.cycles as c
  where c.ended_at is not null
), coming_back as (
  select e.lead_id, e.cycle, e.ended_at, e.reason_key, r.reason as agreed
  from ended as e
  left join agreement.reasons as r on r.version = :version and r.decision = e.decision and r.reason = e.reason_key
  where (e.ended_by = 'recycled' and coalesce(r.recycle, '') <> 'never')
    or (e.ended_by in ('rejected', 'disqualified', 'lost') and not coalesce(r.reroute, false) and (r.wait_micros is not null or r.recycle = 'when corrected'))
), taken_in as (
  select distinct b.reason_key
  from coming_back as b
  join seen.enrollments as e on e.lead_id = b.lead_id and e.entered_at >= b.ended_at
  join steps.program_stages as p on p.program_id = e.program_id and p.active
), waiting as (
  select b.lead_id, b.ended_at, coalesce(b.reason_key, 'recycled') as subject
  from coming_back as b
  join findings.cycles as c on c.lead_id = b.lead_id and c.cycle = b.cycle + 1 and c.ended_at is null
  left join findings.qualifications as q on q.lead_id = c.lead_id and q.cycle = c.cycle
  left join findings.handoffs as h on h.lead_id = c.lead_id and h.cycle = c.cycle
  where q.lead_id is null and h.lead_id is null
)
select
  'unmapped stage' as gap, s.stage as subject, cast(null as varchar) as lead_id, cast(null as varchar) as program_id, min(s.entered_at) as since,
  count(distinct s.lead_id) as leads
from findings.stage_spans as s
where not s.known
group by s.stage
union all
select
  'stage without program' as gap, s.stage as subject, cast(null as varchar) as lead_id, cast(null as varchar) as program_id,
  cast(null as timestamp) as since, count(m.lead_id) as leads
from agreement.stages as s
left join mapped as m on m.stage = s.stage
where s.version = :version and s.owner_side = 'marketing' and :programs_told
  and not exists (select 1 from steps.program_stages as p where p.active and p.stage = s.stage)
group by s.stage
union all
select
  'reason without program' as gap, b.reason_key as subject, cast(null as varchar) as lead_id, cast(null as varchar) as program_id,
  min(b.ended_at) as since, count(distinct b.lead_id) as leads
from coming_back as b
where b.agreed is not null and :programs_told
  and not exists (select 1 from taken_in as t where t.reason_key = b.reason_key)
  and not exists (select 1 from steps.program_stages as p where p.active and (p.name_key = b.reason_key or p.stage_key = b.reason_key))
group by b.reason_key
union all
select
  'nurtured against stage' as gap, coalesce(m.stage, '(none)') as subject, e.lead_id, e.program_id,
  greatest(e.entered_at, coalesce(o.since, e.entered_at)) as since, 1 as leads
from enrolled as e
join mapped as m on m.lead_id = e.lead_id
join steps.program_stages as p on p.program_id = e.program_id
left join open_deals as o on o.lead_id = e.lead_id
where o.lead_id is not null or p.owner_side <> m.owner_side
union all
select
  'recycled without program' as gap, w.subject, w.lead_id, cast(null as varchar) as program_id, min(w.ended_at) as since, 1 as leads
from waiting as w
left join enrolled as e on e.lead_id = w.lead_id
where e.lead_id is null and :enrollments_told
group by w.subject, w.lead_id
