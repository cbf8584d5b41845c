-- One row for each lead: the instant of the first fact that is known of it.
with earlier as (
  select lead_number, min(occurred_at) as at from steps.signals where earlier group by lead_number
)
select bounds.lead_number, bounds.lead_id, coalesce(earlier.at, bounds.first_at) as at
from steps.lead_bounds as bounds
left join earlier on earlier.lead_number = bounds.lead_number
