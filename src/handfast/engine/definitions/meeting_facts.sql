-- One row per meeting: the columns of findings.meetings; owner (who was to hold it), team; type (who booked it); the lead's source, origin, campaign,
-- segment, size.
select
  m.meeting_id, m.lead_id, m.booked_at, m.starts_at, m.status, m.booked_by as type, m.user_id as owner, u.team,
  p.source, p.origin, p.campaign, p.segment, p.size
from findings.meetings as m
left join findings.people as u on u.user_id = m.user_id
left join findings.lead_profiles as p on p.lead_id = m.lead_id
