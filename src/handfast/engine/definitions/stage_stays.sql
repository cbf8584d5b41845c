-- One row for each entry of a lead into a stage, with when it left, and the stage's time limit as a deadline to ask for.
with stays as (
  select
    lead_id, entry, at, stage, known, position, previous_position, version,
    coalesce(lead(at) over (partition by lead_id order by entry), timestamp '9999-12-31') as left_at
  from steps.stage_entries
)
select
  stays.lead_id, stays.entry, stays.at, stays.stage, stays.known, stays.position, stays.previous_position, stays.version, stays.left_at, versions.calendar,
  case when stays.at > timestamp '1900-01-01' then stages.limit_micros end as micros, coalesce(stages.limit_business, false) as business, stays.at as started_at,
  case when stays.at > timestamp '1900-01-01' then stays.at end as from_at,
  least(stays.left_at, :as_of) as to_at
from stays
join agreement.versions as versions on versions.version = stays.version
left join agreement.stages as stages on stages.version = stays.version and stages.stage = stays.stage
