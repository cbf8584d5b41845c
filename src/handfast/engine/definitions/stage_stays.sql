-- One row for each entry of a lead into a stage, with the stage's time limit as a deadline to ask for.
select
  stays.lead_id, stays.span, stays.at, stays.stage, stays.known, stays.position, stays.previous_position, stays.version, stays.left_at, versions.calendar,
  case when stays.at > timestamp '1900-01-01' then stages.limit_micros end as micros, coalesce(stages.limit_business, false) as business, stays.at as started_at,
  case when stays.at > timestamp '1900-01-01' then stays.at end as from_at,
  least(stays.left_at, :as_of) as to_at
from steps.stage_entries as stays
join agreement.versions as versions on versions.version = stays.version
left join agreement.stages as stages on stages.version = stays.version and stages.stage = stays.stage
where stays.stage is not null
