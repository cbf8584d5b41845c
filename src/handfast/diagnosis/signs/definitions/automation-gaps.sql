-- One row per gap: a name in the record that is no stage; a stage, or a reason after which leads come back, without an active program: known_at (null: no
-- history tells), gap, subject. Besides what findings.automation says: a stage or reason whose programs are all switched off, whoever owns the stage.
with switched_off as (
  select 'stage without program' as gap, s.stage as subject
  from agreement.stages as s
  join steps.program_stages as p on p.stage = s.stage
  where s.version = :version
  group by s.stage
  having not bool_or(p.active)
  union
  select 'reason without program' as gap, r.reason as subject
  from agreement.reasons as r
  join steps.program_stages as p on translate(p.name_key, '%_', '--') like '%' || translate(r.reason, '%_', '--') || '%'
  where r.version = :version and (r.wait_micros is not null or r.recycle = 'when corrected')
  group by r.reason
  having not bool_or(p.active)
), gaps as (
  select gap, subject, since from findings.automation where gap in ('unmapped stage', 'stage without program', 'reason without program')
  union all
  select gap, subject, cast(null as timestamp) as since from switched_off
)
select '' as part, min(g.since) as happened_at, min(g.since) as known_at, 1 as numerator, 1 as denominator, g.gap, g.subject
from gaps as g
group by g.gap, g.subject
