-- One row for each fact about a lead that can stop a clock or be counted by one.
-- Columns: lead_number, what (touch, replied, booked, opportunity, stage), at, version (of a touch), position (of a stage), subject_id (of a meeting,
-- opportunity or stage).
with recorded as (
  select lead_id, 'booked' as what, booked_at as at, cast(null as integer) as version, cast(null as bigint) as position, meeting_id as subject_id
  from seen.meetings
  union all
  select lead_id, 'opportunity' as what, created_at as at, cast(null as integer) as version, cast(null as bigint) as position, opportunity_id as subject_id
  from steps.lead_opportunities
  union all
  select lead_id, 'stage' as what, at, version, position, stage as subject_id
  from steps.stage_entries
  where at > timestamp '1900-01-01' and position is not null
)
select lead_number, 'touch' as what, occurred_at as at, version, cast(null as bigint) as position, cast(null as varchar) as subject_id from steps.touches
union all
select lead_number, 'replied' as what, occurred_at as at, cast(null as integer) as version, cast(null as bigint) as position, cast(null as varchar) as subject_id
from steps.replies
union all
select bounds.lead_number, recorded.what, recorded.at, recorded.version, recorded.position, recorded.subject_id
from recorded
join steps.lead_bounds as bounds on bounds.lead_id = recorded.lead_id
