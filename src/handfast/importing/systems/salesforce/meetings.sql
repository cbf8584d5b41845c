-- One row per event that is no invitee's copy. Salesforce doesn't know whether a meeting was held; a company's own field may say that nobody came.
select
  id as meeting_id,
  who_id as lead_id,
  -- An event that was put down after it had begun was booked no later than it began.
  least(created_at, starts_at) as booked_at,
  starts_at,
  owner_id as user_id,
  case
    when no_show or regexp_matches(lower(concat_ws(' ', status, subject)), 'no[- ]?show') then 'no-show'
    when regexp_matches(lower(concat_ws(' ', status, subject)), 'cancel+ed') then 'cancelled'
    when regexp_matches(lower(status), 'held|completed|attended') then 'held'
    when starts_at > getvariable('imported_at') then 'booked'
  end as status,
  opportunity_id,
  __file,
  __line
from salesforce_work
where what = 'event' and not is_child and gone is null
