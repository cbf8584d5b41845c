-- One row for each cycle in which the lead must wait before it can qualify by points: until when.
-- Reads: deadlines (lead_id, cycle, due_at), corrections (lead_id, cycle, at).
with imposed as (
  select
    cycles.lead_id, cycles.cycle,
    case
      when cycles.recycle = 'never' then timestamp '9999-12-31'
      when cycles.recycle = 'when corrected' then coalesce(corrections.at, timestamp '9999-12-31')
      else deadlines.due_at
    end as ends_at
  from steps.cycles as cycles
  left join deadlines on deadlines.lead_id = cycles.lead_id and deadlines.cycle = cycles.cycle
  left join corrections on corrections.lead_id = cycles.lead_id and corrections.cycle = cycles.cycle
  where cycles.recycle is not null or cycles.wait_micros is not null
),
ended as (
  select lead_id, cycle, at from steps.raised_hands
  union all
  select lead_id, cycle, named_at as at from steps.handoff_entries where named_at is not null
),
first_ended as (
  select lead_id, cycle, min(at) as at from ended group by lead_id, cycle
)
select imposed.lead_id, imposed.cycle, least(imposed.ends_at, coalesce(first_ended.at, imposed.ends_at)) as waits_until
from imposed
left join first_ended on first_ended.lead_id = imposed.lead_id and first_ended.cycle = imposed.cycle
