-- One row for each entry of a lead into a stage, with when it left, the stage's time limit, and the last known stage before it.
with stays as (
  select
    entries.lead_id, entries.entry, entries.at, entries.stage, entries.known, entries.position, entries.version,
    coalesce(lead(entries.at) over (partition by entries.lead_id order by entries.entry), timestamp '9999-12-31') as left_at,
    sum(case when entries.position is not null then 1 else 0 end)
      over (partition by entries.lead_id order by entries.entry rows between unbounded preceding and current row) as known_entries
  from steps.stage_entries as entries
),
known as (
  select lead_id, known_entries, max(position) as position from stays where position is not null group by lead_id, known_entries
)
select
  stays.lead_id, stays.entry, stays.at, stays.stage, stays.known, stays.position, stays.version, stays.left_at, versions.calendar,
  before.position as known_before,
  case when stays.at > timestamp '1900-01-01' then stages.limit_micros end as micros, coalesce(stages.limit_business, false) as business, stays.at as started_at,
  case when stays.at > timestamp '1900-01-01' then stays.at end as from_at,
  least(stays.left_at, :as_of) as to_at
from stays
join agreement.versions as versions on versions.version = stays.version
left join agreement.stages as stages on stages.version = stays.version and stages.stage = stays.stage
left join known as before
  on before.lead_id = stays.lead_id and before.known_entries = stays.known_entries - case when stays.position is not null then 1 else 0 end
