-- One row per meeting: meeting_id, lead_id, booked_at, starts_at, status, booked_by, user_id.
select m.meeting_id, m.lead_id, m.booked_at, m.starts_at, m.status, m.booked_by, m.user_id
from seen.meetings as m
