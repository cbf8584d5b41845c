-- One row for each lead: the instant of the first fact that is known of it.
with facts as (
  select lead_id, created_at as at from steps.leads
  union all
  select lead_id, min(occurred_at) as at from seen.activities where :in_scope group by lead_id
  union all
  select lead_id, changed_at as at from seen.lead_changes
  union all
  select lead_id, booked_at as at from seen.meetings
  union all
  select lead_id, entered_at as at from seen.enrollments
)
select leads.lead_id, min(facts.at) as at
from facts
join steps.leads as leads on leads.lead_id = facts.lead_id
group by leads.lead_id
