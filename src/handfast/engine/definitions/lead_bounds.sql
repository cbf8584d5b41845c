-- One row for each lead: lead_number, which stands for it where many rows are joined; the instant of its first fact besides activities, and from when to when the paths of its opportunities lie (:reach before the
-- first of them to the creation of the last; null where none names it).
with changed as (
  select lead_id, changed_at as at from seen.lead_changes
  union all
  select lead_id, booked_at as at from seen.meetings
  union all
  select lead_id, entered_at as at from seen.enrollments
),
firsts as (
  select lead_id, min(at) as at from changed group by lead_id
),
named as (
  select lead_id, min(created_at) as first_at, max(created_at) as last_at from steps.lead_opportunities group by lead_id
)
select
  ROW_ID() as lead_number, leads.lead_id, least(leads.created_at, coalesce(firsts.at, leads.created_at)) as first_at,
  PLUS_MICROS(named.first_at, -:reach) as path_from, named.last_at as path_until
from steps.leads as leads
left join firsts on firsts.lead_id = leads.lead_id
left join named on named.lead_id = leads.lead_id
