-- One row for each fact about a lead that can stop a clock or be counted by one.
-- Columns: lead_id, what (touch, replied, booked, decision, opportunity, stage), at, version (of a touch), position (of a stage), subject_id (of a
-- meeting, opportunity or stage).
select lead_id, 'touch' as what, occurred_at as at, version, cast(null as bigint) as position, cast(null as varchar) as subject_id from steps.touches
union all
select lead_id, 'replied' as what, occurred_at as at, cast(null as integer) as version, cast(null as bigint) as position, cast(null as varchar) as subject_id
from steps.replies
union all
select meetings.lead_id, 'booked' as what, meetings.booked_at as at, cast(null as integer) as version, cast(null as bigint) as position,
  meetings.meeting_id as subject_id
from seen.meetings as meetings
join steps.leads as leads on leads.lead_id = meetings.lead_id
union all
select lead_id, 'opportunity' as what, created_at as at, cast(null as integer) as version, cast(null as bigint) as position, opportunity_id as subject_id
from steps.lead_opportunities
union all
select lead_id, 'stage' as what, at, version, position, stage as subject_id
from steps.stage_entries
where at > timestamp '1900-01-01' and position is not null
