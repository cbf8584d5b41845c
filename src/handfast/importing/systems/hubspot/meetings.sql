-- One row per meeting and contact that was to take part, held or not. Most companies leave the outcome at `Scheduled`: then all that is known of a meeting
-- in the past is that it was booked.
select
  case when coalesce(participants.place, 1) = 1 then work.id else work.id || ':' || participants.lead_id end as meeting_id,
  participants.lead_id,
  -- A meeting that was put down after it had begun was booked no later than it began.
  least(work.created_at, coalesce(work.starts_at, work.occurred_at)) as booked_at,
  coalesce(work.starts_at, work.occurred_at) as starts_at,
  coalesce(work.owner_id, work.created_by) as user_id,
  case
    when work.link_id is not null or hubspot_word(work.booked_through) in ('meetingspublic', 'meetings') then 'prospect'
    when hubspot_word(work.booked_through) in ('crmui', 'crmuibulkaction', 'mobileios', 'mobileandroid', 'salesforce') then 'sales'
  end as booked_by,
  case hubspot_word(work.outcome)
    when 'scheduled' then 'booked'
    when 'completed' then 'held'
    when 'noshow' then 'no-show'
    when 'canceled' then 'cancelled'
    when 'cancelled' then 'cancelled'
    when 'rescheduled' then 'cancelled'
  end as status,
  subjects.deal_id as opportunity_id,
  work.__file,
  work.__line
from hubspot_work as work
left join hubspot_participants as participants on participants.engagement_id = work.id
left join hubspot_subjects as subjects on subjects.engagement_id = work.id
where work.what = 'meeting' and not work.deleted
  and (work.created_at is not null or work.starts_at is not null)
